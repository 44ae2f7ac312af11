struct Counter(u32);

impl Counter {
    fn hit(&self) {
        self.0 += 1;
    }
}

fn main() {
    let counter = Counter(0);
    counter.hit();
    counter.hit();
    println!("{}", counter.0);
}
