// The guard is used after the sleep, so the thread may keep it on purpose.
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

fn develop(plate: u32) -> u32 {
    thread::sleep(Duration::from_millis(5));
    plate + 1
}

fn expose(plates: &Mutex<Vec<u32>>) {
    let mut plates = plates.lock().unwrap(); //~ writes plates
    let plate = develop(plates.len() as u32);
    plates.push(plate);
} //~ ends plates

fn main() {
    let plates = Mutex::new(Vec::new());
    thread::scope(|scope| {
        scope.spawn(|| expose(&plates));
        scope.spawn(|| expose(&plates));
    });
    println!("{}", plates.lock().unwrap().len()); //~ writes _, ends _
}
//? -
