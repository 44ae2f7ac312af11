use std::sync::Mutex;
use std::thread;

fn main() {
    let (tea, milk) = (Mutex::new(0), Mutex::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            let cup = tea.lock().unwrap();
            thread::yield_now();
            *milk.lock().unwrap() += *cup;
        });
        let jug = milk.lock().unwrap();
        thread::yield_now();
        *tea.lock().unwrap() += *jug;
    });
}
