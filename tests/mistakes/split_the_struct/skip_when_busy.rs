//! A shop that sends what is in stock, and keeps a journal.

use std::cell::RefCell;
use std::collections::HashMap;

struct Order {
    customer: String,
    item: String,
    pieces: u32,
    sent: bool,
}

struct State {
    orders: Vec<Order>,
    stock: HashMap<String, u32>,
    journal: Vec<String>,
}

struct Shop {
    // A cell around everything: borrowing a part borrows all of it.
    state: RefCell<State>,
}

impl Shop {
    fn new() -> Shop {
        Shop {
            state: RefCell::new(State {
                orders: Vec::new(),
                stock: HashMap::new(),
                journal: Vec::new(),
            }),
        }
    }

    /// Adds new pieces to the stock.
    fn deliver(&self, item: &str, pieces: u32) {
        let mut state = self.state.borrow_mut();
        *state.stock.entry(item.to_owned()).or_default() += pieces;
    }

    fn order(&self, customer: &str, item: &str, pieces: u32) {
        self.state.borrow_mut().orders.push(Order {
            customer: customer.to_owned(),
            item: item.to_owned(),
            pieces,
            sent: false,
        });
    }

    /// Takes pieces out of the stock; if there are too few, takes none and returns false.
    fn take(&self, item: &str, pieces: u32) -> bool {
        let Ok(mut state) = self.state.try_borrow_mut() else {
            return false;
        };
        let left = state.stock.get_mut(item).filter(|left| **left >= pieces);
        match left {
            Some(left) => {
                *left -= pieces;
                true
            }
            None => false,
        }
    }

    /// Tries to send each order that wasn't sent yet, the oldest first.
    fn ship_all(&self) {
        let mut state = self.state.borrow_mut();
        for order in state.orders.iter_mut().filter(|order| !order.sent) {
            order.sent = self.take(&order.item, order.pieces);
            let what = if order.sent { "sent" } else { "waits" };
            self.note(format!("{} {what}: {}", order.customer, order.item));
        }
    }

    fn note(&self, line: String) {
        if let Ok(mut state) = self.state.try_borrow_mut() {
            state.journal.push(line);
        }
    }

    /// Returns a copy of all lines of the journal.
    fn journal(&self) -> Vec<String> {
        self.state.borrow().journal.clone()
    }
}

fn main() {
    let shop = Shop::new();
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
