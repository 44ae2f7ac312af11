use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

#[derive(Default)]
struct Host {
    plugins: Mutex<Vec<u32>>,
    calls: AtomicU32,
}

fn main() {
    let (olga, sven) = (Arc::new(Host::default()), Arc::new(Host::default()));
    // The second one is used first, and of the first one the second field.
    sven.calls.fetch_add(1, Ordering::Relaxed);
    let hosts = [olga, sven];
    let threads = hosts.clone().map(|host| {
        thread::spawn(move || {
            host.calls.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |calls| Some(calls + 1)).unwrap();
            host.plugins.lock().unwrap().push(1); //~ writes _plugins, ends _plugins
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
}
//| 14 0 calls `fetch_add` on `calls` 2: 0 -> 1
//| 17 0 starts thread 1
//| 17 0 starts thread 2
//| 23 0 waits for thread 1 to finish
//| 18 1 calls `fetch_update` on `calls` 1: 0 -> 1
//| 19 1 locks `plugins` 1
//| 19 1 unlocks `plugins` 1
//|  1 finishes
//| 23 0 waits for thread 2 to finish
//| 18 2 calls `fetch_update` on `calls` 2: 1 -> 2
//| 19 2 locks `plugins` 2
//| 19 2 unlocks `plugins` 2
//|  2 finishes
