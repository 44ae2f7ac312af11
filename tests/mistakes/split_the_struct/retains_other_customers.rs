//! A shop that sends what is in stock, and keeps a journal.

use std::collections::HashMap;

struct Order {
    customer: String,
    item: String,
    pieces: u32,
}

struct Shop {
    orders: Vec<Order>,
    stock: HashMap<String, u32>,
    journal: Vec<String>,
}

impl Shop {
    fn new() -> Shop {
        Shop {
            orders: Vec::new(),
            stock: HashMap::new(),
            journal: Vec::new(),
        }
    }

    /// Adds new pieces to the stock.
    fn deliver(&mut self, item: &str, pieces: u32) {
        *self.stock.entry(item.to_owned()).or_default() += pieces;
    }

    fn order(&mut self, customer: &str, item: &str, pieces: u32) {
        self.orders.push(Order {
            customer: customer.to_owned(),
            item: item.to_owned(),
            pieces,
        });
    }

    /// Takes pieces out of the stock; if there are too few, takes none and returns false.
    fn take(&mut self, item: &str, pieces: u32) -> bool {
        let left = self.stock.get_mut(item).filter(|left| **left >= pieces);
        match left {
            Some(left) => {
                *left -= pieces;
                true
            }
            None => false,
        }
    }

    /// Tries to send each order that wasn't sent yet, the oldest first.
    fn ship_all(&mut self) {
        let waiting: Vec<_> = self
            .orders
            .iter()
            .map(|it| (it.customer.clone(), it.item.clone(), it.pieces))
            .collect();
        for (customer, item, pieces) in waiting {
            if self.take(&item, pieces) {
                self.note(format!("{customer} sent: {item}"));
                self.orders.retain(|order| order.customer != customer);
            } else {
                self.note(format!("{customer} waits: {item}"));
            }
        }
    }

    fn note(&mut self, line: String) {
        self.journal.push(line);
    }

    /// Returns a copy of all lines of the journal.
    fn journal(&self) -> Vec<String> {
        self.journal.clone()
    }
}

fn main() {
    let mut shop = Shop::new();
    shop.deliver("lamp", 3);
    shop.order("ada", "lamp", 2);
    shop.order("ben", "lamp", 2);
    shop.order("cem", "vase", 1);
    shop.ship_all();

    shop.deliver("lamp", 1);
    shop.ship_all();

    for line in shop.journal() {
        println!("{line}");
    }
}
