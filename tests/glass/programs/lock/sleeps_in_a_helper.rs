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
    // The calls that led to a guard are looked up only for the first thousand.
    for _ in 0..1100 {
        plates.lock().unwrap().clear(); //~ writes _, ends _
    }
    thread::scope(|scope| {
        scope.spawn(|| expose(&plates));
        scope.spawn(|| expose(&plates));
    });
    println!("{}", plates.lock().unwrap().len()); //~ writes _, ends _
}
//= Thread 1 slept on line 6 (in `develop`, called by `expose` on line 12) while it held `plates` (the guard `plates` from line 11). So thread 2 had to wait on line 11.
//? -
