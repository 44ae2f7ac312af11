//! Orders and invoices take their numbers from one counter.

struct Numbers {
    next: u32,
}

impl Numbers {
    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }
}

/// Keeps the counter, to number its papers.
struct Desk<'a>(&'static str, &'a mut Numbers);

impl Desk<'_> {
    fn stamp(&mut self, paper: &str) {
        println!("{} {}: {paper}", self.0, self.1.fresh());
    }
}

fn main() {
    let mut numbers = Numbers { next: 0 };
    let mut orders = Desk("order", &mut numbers);
    orders.stamp("tea");
    let mut invoices = Desk("invoice", &mut numbers);
    invoices.stamp("tea");
    orders.stamp("coffee");
}
