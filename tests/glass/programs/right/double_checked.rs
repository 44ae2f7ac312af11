use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
static MADE: AtomicUsize = AtomicUsize::new(0);
struct Lazy {
    ready: AtomicBool,
    value: Mutex<Option<Arc<String>>>,
}
impl Lazy {
    fn get(&self) -> Arc<String> {
        if self.ready.load(Ordering::Acquire) {
            return self.value.lock().unwrap().clone().unwrap();
        }
        let mut value = self.value.lock().unwrap();
        if value.is_none() {
            thread::sleep(Duration::from_millis(2));
            MADE.fetch_add(1, Ordering::SeqCst);
            *value = Some(Arc::new("config".to_string()));
            self.ready.store(true, Ordering::Release);
        }
        value.clone().unwrap()
    }
}
fn main() {
    let lazy = Arc::new(Lazy {
        ready: AtomicBool::new(false),
        value: Mutex::new(None),
    });
    let all: Vec<_> = (0..5)
        .map(|_| {
            let lazy = Arc::clone(&lazy);
            thread::spawn(move || lazy.get().len())
        })
        .collect();
    let n: usize = all.into_iter().map(|t| t.join().unwrap()).sum();
    println!("{n} {}", MADE.load(Ordering::SeqCst));
}
