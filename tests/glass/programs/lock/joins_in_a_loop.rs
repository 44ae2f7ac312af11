//@ ends deadlock
// What the loop needs can be taken only through the guard.
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

fn main() {
    let services: Arc<Mutex<Vec<Option<JoinHandle<()>>>>> = Arc::default();
    let own = Arc::clone(&services);
    let handle = thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        println!("{}", own.lock().unwrap().len()); //~ stands
    });
    services.lock().unwrap().push(Some(handle)); //~ writes _push, ends _push
    for service in services.lock().unwrap().iter_mut() { //~ writes _loop
        service.take().unwrap().join().unwrap(); //~ stands
    }
}
//= The main thread waits on line 16 for thread 1 to finish. Thread 1 waits on line 12 for `own`, which the main thread has held since line 15. As a temporary in the iterator expression of the `for`, the guard lives until the `}` on line 17. The main thread and thread 1 wait for each other.
//? collect the handles in the `for`, and join them after line 17, when the guard for `own` is dropped
