//@ ends deadlock
// A train derails in its second round, so that the others wait for it at the barrier.
use std::sync::{Barrier, Mutex};
use std::thread;

struct Circuit {
    line: Barrier,
    board: Mutex<Vec<u32>>,
}

impl Circuit {
    fn lap(&self, speed: u32) -> Result<u32, String> {
        if speed > 10 { Err(format!("derailed at {speed}")) } else { Ok(60 / speed) }
    }

    fn race(&self, start: u32) -> Result<u32, String> {
        let mut sum = 0;
        for round in 0..3 {
            self.line.wait(); //~ stands
            let time = self.lap(start + 4 * round)?;
            sum += time;
            self.board.lock().unwrap().push(time); //~ writes _b, ends _b
        }
        Ok(sum)
    }
}

fn main() {
    let circuit = Circuit { line: Barrier::new(2), board: Mutex::default() };
    thread::scope(|scope| { //~ stands
        for start in [1, 7] {
            let circuit = &circuit;
            scope.spawn(move || {
                if let Err(error) = circuit.race(start) {
                    println!("{error}");
                }
            });
        }
    });
}
//= The main thread waits on line 30 for thread 1 to finish. Thread 1 waits on line 19 (in `race`, called by a closure in `main` on line 34) for more threads to reach `line`. The barrier created on line 29 is for 2 threads, but only 1 reached it. Thread 2, which reached it earlier, has ended. After line 19, thread 2 returned from `race` on line 20 (`?`). Only the main thread is left, but it waits for thread 1 to finish, so it cannot reach the barrier.
//? make every thread that uses `line` call `wait` the same number of times
