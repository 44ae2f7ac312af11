//! Two threads that each wait until the other receives its message.

use std::sync::mpsc::sync_channel;
use std::thread;

fn main() {
    let (to_other, from_main) = sync_channel(0);
    let (to_main, from_other) = sync_channel(0);
    thread::scope(|scope| {
        scope.spawn(move || {
            to_main.send(1).unwrap();
            from_main.recv().unwrap();
        });
        to_other.send(2).unwrap();
        from_other.recv().unwrap();
    });
}
