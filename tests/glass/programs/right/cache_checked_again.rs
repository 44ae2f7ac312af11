use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::thread;
use std::time::Duration;
struct Cache {
    map: RwLock<HashMap<u32, String>>,
    built: std::sync::Mutex<u32>,
}
impl Cache {
    fn get(&self, key: u32) -> String {
        if let Some(found) = self.map.read().unwrap().get(&key) {
            return found.clone();
        }
        thread::sleep(Duration::from_millis(1));
        let mut map = self.map.write().unwrap();
        if let Some(found) = map.get(&key) {
            return found.clone();
        }
        *self.built.lock().unwrap() += 1;
        map.insert(key, format!("page {key}"));
        map[&key].clone()
    }
}
fn main() {
    let cache = Arc::new(Cache {
        map: RwLock::default(),
        built: Default::default(),
    });
    let all: Vec<_> = (0..4)
        .map(|t| {
            let cache = Arc::clone(&cache);
            thread::spawn(move || (0..6).map(|k| cache.get((k + t) % 4).len()).sum::<usize>())
        })
        .collect();
    let total: usize = all.into_iter().map(|t| t.join().unwrap()).sum();
    println!(
        "{total} characters, {} pages built",
        cache.built.lock().unwrap()
    );
}
