use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
#[derive(Clone, Default)]
struct Shared {
    scale: u32,
    results: Vec<(u32, u32)>,
}
struct Office {
    next: AtomicU32,
    shared: Mutex<Shared>,
}
impl Office {
    fn ticket(&self) -> u32 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
    fn work(&self) {
        let id = self.ticket();
        let scale = self.shared.lock().unwrap().scale;
        thread::sleep(Duration::from_micros(60));
        let value = id * scale;
        self.shared.lock().unwrap().results.push((id, value));
    }
    fn work_whole(&self) {
        let id = self.ticket();
        let snapshot = self.shared.lock().unwrap().clone();
        thread::sleep(Duration::from_micros(40));
        let value = id * snapshot.scale;
        self.shared.lock().unwrap().results.push((id, value));
    }
}
fn main() {
    let office = Arc::new(Office {
        next: AtomicU32::new(1),
        shared: Mutex::new(Shared {
            scale: 3,
            ..Shared::default()
        }),
    });
    let all: Vec<_> = (0..4)
        .map(|_| {
            let office = Arc::clone(&office);
            thread::spawn(move || {
                office.work();
                office.work_whole();
            })
        })
        .collect();
    for t in all {
        t.join().unwrap();
    }
    let mut results = office.shared.lock().unwrap().results.clone();
    results.sort();
    println!("{results:?}");
}
