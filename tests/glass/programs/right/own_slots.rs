use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
struct Board {
    slots: Mutex<Vec<Option<u32>>>,
    closed: Mutex<bool>,
}
impl Board {
    fn value(&self, at: usize) -> Option<u32> {
        self.slots.lock().unwrap()[at]
    }
    fn set(&self, at: usize, v: u32) {
        self.slots.lock().unwrap()[at] = Some(v);
    }
    fn bump(&self, me: usize) {
        let before = self.value(me).unwrap_or(0);
        thread::sleep(Duration::from_micros(10));
        self.set(me, before + 1);
    }
}
fn main() {
    let board = Arc::new(Board {
        slots: Mutex::new(vec![None; 4]),
        closed: Mutex::new(false),
    });
    let all: Vec<_> = (0..4)
        .map(|me| {
            let board = Arc::clone(&board);
            thread::spawn(move || {
                for _ in 0..6 {
                    if *board.closed.lock().unwrap() {
                        break;
                    }
                    board.bump(me);
                }
            })
        })
        .collect();
    for t in all {
        t.join().unwrap();
    }
    *board.closed.lock().unwrap() = true;
    println!("{:?}", board.slots.lock().unwrap());
}
