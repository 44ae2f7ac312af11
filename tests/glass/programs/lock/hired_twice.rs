//@ choices 1,1,0
use std::sync::Mutex;
static BOATS: Mutex<[u32; 3]> = Mutex::new([1, 0, 1]);
fn find() -> Option<usize> {
    let boats = BOATS.lock().unwrap(); //~ writes boats
    boats.iter().position(|parties| *parties == 0)
} //~ ends boats
fn push_off(boat: usize) {
    let mut boats = BOATS.lock().unwrap(); //~ writes boats
    boats[boat] = boats[boat] + 1;
} //~ ends boats
fn moor(boat: usize) {
    BOATS.lock().unwrap()[boat] = 0; //~ writes _, ends _
}
fn hire() {
    if let Some(boat) = find() {
        push_off(boat);
    }
}
fn main() {
    let party = std::thread::spawn(hire);
    moor(2);
    hire();
    party.join().unwrap();
    println!("{:?}", BOATS.lock().unwrap()); //~ writes _, ends _
}
//= Between thread 1's check of `BOATS` on line 5 and its change on line 9 (called by `hire` on line 16 and on line 17), the main thread locked and changed `BOATS` on line 9: what thread 1 decided on line 16 may no longer hold. Check and change it under one guard, or check again under the second one.
