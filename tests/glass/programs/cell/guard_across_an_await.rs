//@ ends panicked
// An audit is suspended while it reads the accounts, and a transfer writes them meanwhile.
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

struct Turn(bool);

impl Future for Turn {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        Poll::Pending
    }
}

struct Bank {
    accounts: RefCell<Vec<i64>>,
}

impl Bank {
    async fn audit(&self) {
        let accounts = self.accounts.borrow(); //~ reads accounts
        for account in accounts.iter() {
            println!("{account}");
            Turn(false).await;
        }
    } //~ ends accounts

    async fn transfer(&self) {
        Turn(false).await;
        self.book(0, -10);
        self.book(1, 10);
    }

    fn book(&self, account: usize, amount: i64) {
        self.accounts.borrow_mut()[account] += amount; //~ conflict
    }
}

fn main() {
    let bank = Bank { accounts: RefCell::new(vec![100, 50, 20]) };
    let moves = async {
        bank.transfer().await;
    };
    let mut tasks: Vec<Pin<Box<dyn Future<Output = ()>>>> = vec![Box::pin(bank.audit()), Box::pin(moves)];
    let mut context = Context::from_waker(Waker::noop());
    while !tasks.is_empty() {
        tasks.retain_mut(|task| task.as_mut().poll(&mut context).is_pending());
    }
}
//= Line 41 calls `borrow_mut` (in `book`, called by `transfer` on line 36), but the read guard `accounts` from line 27 in `audit` is still alive. `audit` is suspended at the `.await` on line 30 and keeps it until the `}` on line 32.
//? don't hold `accounts` during the `.await` on line 30
