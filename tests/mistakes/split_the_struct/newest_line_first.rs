//! A shop that sends what is in stock, and keeps a journal.

use std::collections::HashMap;

struct Order {
    customer: String,
    item: String,
    pieces: u32,
    sent: bool,
}

#[derive(Default)]
struct Stock {
    pieces: HashMap<String, u32>,
}

impl Stock {
    fn add(&mut self, item: &str, pieces: u32) {
        *self.pieces.entry(item.to_owned()).or_default() += pieces;
    }

    /// Takes pieces out; if there are too few, takes none and returns false.
    fn take(&mut self, item: &str, pieces: u32) -> bool {
        let left = self.pieces.get_mut(item).filter(|left| **left >= pieces);
        match left {
            Some(left) => {
                *left -= pieces;
                true
            }
            None => false,
        }
    }
}

struct Shop {
    orders: Vec<Order>,
    stock: Stock,
    journal: Vec<String>,
}

impl Shop {
    fn new() -> Shop {
        Shop {
            orders: Vec::new(),
            stock: Stock::default(),
            journal: Vec::new(),
        }
    }

    /// Adds new pieces to the stock.
    fn deliver(&mut self, item: &str, pieces: u32) {
        self.stock.add(item, pieces);
    }

    fn order(&mut self, customer: &str, item: &str, pieces: u32) {
        self.orders.push(Order {
            customer: customer.to_owned(),
            item: item.to_owned(),
            pieces,
            sent: false,
        });
    }

    /// Tries to send each order that wasn't sent yet, the oldest first.
    fn ship_all(&mut self) {
        for order in self.orders.iter_mut().filter(|order| !order.sent) {
            order.sent = self.stock.take(&order.item, order.pieces);
            let what = if order.sent { "sent" } else { "waits" };
            let line = format!("{} {what}: {}", order.customer, order.item);
            self.journal.insert(0, line);
        }
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
