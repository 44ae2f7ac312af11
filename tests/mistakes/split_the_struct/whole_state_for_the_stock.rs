//! A shop that sends what is in stock, and keeps a journal.

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

/// Takes pieces out of the stock; if there are too few, takes none and returns false.
fn take(state: &mut State, item: &str, pieces: u32) -> bool {
    let left = state.stock.get_mut(item).filter(|left| **left >= pieces);
    match left {
        Some(left) => {
            *left -= pieces;
            true
        }
        None => false,
    }
}

struct Shop {
    state: State,
}

impl Shop {
    fn new() -> Shop {
        Shop {
            state: State {
                orders: Vec::new(),
                stock: HashMap::new(),
                journal: Vec::new(),
            },
        }
    }

    /// Adds new pieces to the stock.
    fn deliver(&mut self, item: &str, pieces: u32) {
        *self.state.stock.entry(item.to_owned()).or_default() += pieces;
    }

    fn order(&mut self, customer: &str, item: &str, pieces: u32) {
        self.state.orders.push(Order {
            customer: customer.to_owned(),
            item: item.to_owned(),
            pieces,
            sent: false,
        });
    }

    /// Tries to send each order that wasn't sent yet, the oldest first.
    fn ship_all(&mut self) {
        let state = &mut self.state;
        for order in state.orders.iter_mut().filter(|order| !order.sent) {
            order.sent = take(state, &order.item, order.pieces);
            let what = if order.sent { "sent" } else { "waits" };
            let line = format!("{} {what}: {}", order.customer, order.item);
            state.journal.push(line);
        }
    }

    /// Returns a copy of all lines of the journal.
    fn journal(&self) -> Vec<String> {
        self.state.journal.clone()
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
