//@ ends deadlock
use std::thread;

fn main() {
    let sleeper = thread::Builder::new().name("sleeper".to_owned());
    let sleeper = sleeper.spawn(thread::park).unwrap();
    let _ = sleeper.join(); //~ stands
}
//= The main thread waits on line 7 for thread `sleeper` to finish. Thread `sleeper` waits to be unparked. No thread has unparked it. Only the main thread is left, but it waits for thread `sleeper` to finish, so it cannot unpark it.
