use std::sync::{Mutex, RwLock};
use std::thread;
use std::time::Duration;

struct Store {
    shards: [Mutex<u32>; 2],
    by_user: RwLock<u32>,
}

impl Store {
    fn add(&self, key: usize) {
        let mut shard = self.shards[key % 2].lock().unwrap(); //~ writes shard
        thread::sleep(Duration::from_millis(1));
        *shard += *self.by_user.read().unwrap(); //~ reads _user, ends _user
    } //~ ends shard
}

fn main() {
    let store = Store {
        shards: Default::default(),
        by_user: Default::default(),
    };
    thread::scope(|scope| {
        scope.spawn(|| store.add(0));
        scope.spawn(|| store.add(2));
    });
}
//| 24 0 starts thread 1
//| 25 0 starts thread 2
//| 23 0 waits in `scope` for thread 1
//| 12 1 locks `shards` (guard `shard`)
//| 13 1 sleeps
//| 12 2 waits for `shards`, locked by thread 1 on line 12
//| 13 1 wakes up
//| 14 1 locks `by_user` for reading
//| 14 1 unlocks `by_user`
//| 15 1 unlocks `shards`
//|  1 finishes
//| 23 0 waits in `scope` for thread 2
//| 12 2 locks `shards` (guard `shard`)
//| 13 2 sleeps
//| 13 2 wakes up
//| 14 2 locks `by_user` for reading
//| 14 2 unlocks `by_user`
//| 15 2 unlocks `shards`
//|  2 finishes
