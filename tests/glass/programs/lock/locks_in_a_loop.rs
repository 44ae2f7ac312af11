//@ ends deadlock
use std::sync::Mutex;
struct Shop { shelves: Mutex<Vec<u32>>, }
impl Shop {
    fn restock(&self, at: usize) { self.shelves.lock().unwrap()[at] += 10; } //~ stands
    fn sell(&self, wanted: &[usize]) {
        let mut shelves = self.shelves.lock().unwrap(); //~ writes shelves
        for &at in wanted {
            if shelves[at] == 0 {
                self.restock(at);
            }
            shelves[at] -= 1;
        }
    }
}
fn main() {
    let shop = Shop { shelves: Mutex::new(vec![1, 0]) };
    shop.sell(&[0, 1]);
}
//= On line 5 (in `restock`, called by `sell` on line 10), the thread waits forever for `shelves`, which the same thread has held since line 7 in `sell`. The guard lives until the `}` on line 14.
