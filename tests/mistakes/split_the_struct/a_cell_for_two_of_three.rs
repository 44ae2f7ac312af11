//! A shop that sends what is in stock, and keeps a journal.

use std::cell::RefCell;
use std::collections::HashMap;

struct Order {
    customer: String,
    item: String,
    pieces: u32,
    sent: bool,
}

struct Shop {
    orders: Vec<Order>,
    stock: RefCell<HashMap<String, u32>>,
    journal: RefCell<Vec<String>>,
}

impl Shop {
    fn new() -> Shop {
        Shop {
            orders: Vec::new(),
            stock: RefCell::default(),
            journal: RefCell::default(),
        }
    }

    /// Adds new pieces to the stock.
    fn deliver(&mut self, item: &str, pieces: u32) {
        *self.stock.borrow_mut().entry(item.to_owned()).or_default() += pieces;
    }

    fn order(&mut self, customer: &str, item: &str, pieces: u32) {
        self.orders.push(Order {
            customer: customer.to_owned(),
            item: item.to_owned(),
            pieces,
            sent: false,
        });
    }

    /// Takes pieces out of the stock; if there are too few, takes none and returns false.
    fn take(&self, item: &str, pieces: u32) -> bool {
        let mut stock = self.stock.borrow_mut();
        match stock.get_mut(item).filter(|left| **left >= pieces) {
            Some(left) => {
                *left -= pieces;
                true
            }
            None => false,
        }
    }

    /// Tries to send each order that wasn't sent yet, the oldest first.
    fn ship_all(&mut self) {
        let mut orders = std::mem::take(&mut self.orders);
        for order in orders.iter_mut().filter(|order| !order.sent) {
            order.sent = self.take(&order.item, order.pieces);
            let what = if order.sent { "sent" } else { "waits" };
            self.note(format!("{} {what}: {}", order.customer, order.item));
        }
        self.orders = orders;
    }

    fn note(&mut self, line: String) {
        self.journal.borrow_mut().push(line);
    }

    /// Returns a copy of all lines of the journal.
    fn journal(&self) -> Vec<String> {
        self.journal.borrow().clone()
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
