use std::cell::Cell;

struct Counter(Cell<u32>);

impl Counter {
    fn hit(&self) {
        self.0.set(self.0.get() + 1);
    }
}

fn main() {
    let counter = Counter(Cell::new(0));
    counter.hit();
    counter.hit();
    println!("{}", counter.0.get());
}
