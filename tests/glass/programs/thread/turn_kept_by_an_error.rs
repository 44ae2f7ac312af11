//@ ends spinning
// A thread takes its turn, but returns early on an error and does not pass the turn on.
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

#[derive(Default)]
struct Turns {
    next: AtomicUsize,
    serving: AtomicUsize,
}

impl Turns {
    fn enter(&self) -> usize {
        let own = self.next.fetch_add(1, Ordering::SeqCst);
        while self.serving.load(Ordering::SeqCst) != own {
            std::hint::spin_loop();
        }
        own
    }

    fn leave(&self, own: usize) {
        self.serving.store(own + 1, Ordering::SeqCst);
    }
}

fn draw(turns: &Turns, amount: &str) -> Result<u32, std::num::ParseIntError> {
    let turn = turns.enter();
    let amount = amount.parse()?;
    turns.leave(turn);
    Ok(amount)
}

fn main() {
    let turns = &Turns::default();
    thread::scope(|scope| {
        let pump = scope.spawn(move || ["3", "4", "none"].map(|amount| draw(turns, amount).is_ok()));
        println!("{:?}", pump.join().unwrap());
        println!("{:?}", draw(turns, "5"));
    });
}
//= The main thread reads `serving` on line 15 (in `enter`, called by `draw` on line 27) again and again: it is 2. The last change was by thread 1 on line 22 (in `leave`, called by `draw` on line 29), to 2. Thread 1 has ended. `draw` can return on line 28, before it reaches line 29, which calls `leave`. No other thread is left that could change it.
//? -
