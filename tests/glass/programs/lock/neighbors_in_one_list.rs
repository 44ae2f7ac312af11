//@ ends deadlock
//@ choices 1,1,2
// Two trams move between platforms of one list, in opposite directions.
use std::sync::Mutex;
use std::thread;

struct Network {
    platforms: Vec<Mutex<u32>>,
}

impl Network {
    fn advance(&self, from: usize, to: usize) {
        let mut here = self.platforms[from].lock().unwrap(); //~ writes here
        let mut next = self.platforms[to].lock().unwrap(); //~ stands
        *here -= 1;
        *next += 1;
    }
}

fn main() {
    let network = Network { platforms: (0..3).map(|_| Mutex::new(1)).collect() };
    let network = &network;
    thread::scope(|scope| { //~ stands
        scope.spawn(move || network.advance(1, 2));
        scope.spawn(move || network.advance(2, 1));
    });
}
//= Thread 1 waits on line 14 (in `advance`, called by a closure in `main` on line 24) for `platforms[2]`, which thread 2 has held since line 13 (guard `here`). The guard lives until the `}` on line 17. Thread 2 waits on line 14 (in `advance`, called by a closure in `main` on line 25) for `platforms[1]`, which thread 1 has held since line 13 (guard `here`). Threads 1 and 2 wait for each other. The main thread waits on line 23 for thread 1 to finish.
//? of two elements of `platforms`, lock the one with the smaller index first
