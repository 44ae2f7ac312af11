//@ choices 1,1,1,1,2
// The copies are compared under one guard, and what is found under another one is changed without another look.
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

struct Title {
    copies: usize,
    out: Vec<usize>,
}

struct Library {
    titles: Mutex<HashMap<u32, Title>>,
    served: AtomicUsize,
}

impl Library {
    fn is_available(&self, isbn: u32) -> bool {
        let titles = self.titles.lock().unwrap(); //~ writes titles
        titles.get(&isbn).is_some_and(|title| title.out.len() < title.copies)
    } //~ ends titles

    fn hand_out(&self, isbn: u32, member: usize) {
        let mut titles = self.titles.lock().unwrap(); //~ writes titles
        if let Some(title) = titles.get_mut(&isbn) {
            title.out.push(member);
        }
    } //~ ends titles

    fn lend(&self, isbn: u32, member: usize) -> String {
        let turn = self.served.fetch_add(1, SeqCst);
        if !self.is_available(isbn) {
            return format!("{member}, turn {turn}: no");
        }
        self.hand_out(isbn, member);
        format!("{member}, turn {turn}: yes")
    }
}

fn main() {
    let titles = HashMap::from([(1, Title { copies: 1, out: Vec::new() })]);
    let library = Library { titles: Mutex::new(titles), served: AtomicUsize::new(0) };
    thread::scope(|scope| {
        let lends: Vec<_> = (1..4).map(|member| scope.spawn({
            let library = &library;
            move || library.lend(1, member)
        })).collect();
        for lend in lends {
            println!("member {}", lend.join().unwrap());
        }
    });
    println!("{} of 1 out", library.titles.lock().unwrap()[&1].out.len()); //~ writes _, ends _
}
//= Between thread 1's check of `titles` on line 20 and its change on line 25 (called by `lend` on line 33 and on line 36), thread 2 locked and changed `titles` on line 25: what thread 1 decided on line 33 may no longer hold. Check and change it under one guard, or check again under the second one.
