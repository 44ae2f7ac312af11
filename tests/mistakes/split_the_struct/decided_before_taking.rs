//! A shop that sends what is in stock, and keeps a journal.

use std::collections::HashMap;

struct Order {
    customer: String,
    item: String,
    pieces: u32,
    sent: bool,
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
            sent: false,
        });
    }

    fn in_stock(&self, item: &str) -> u32 {
        self.stock.get(item).copied().unwrap_or(0)
    }

    /// Tries to send each order that wasn't sent yet, the oldest first.
    fn ship_all(&mut self) {
        // First look, then change: so the two borrows don't meet.
        let ready: Vec<bool> = self
            .orders
            .iter()
            .map(|order| self.in_stock(&order.item) >= order.pieces)
            .collect();
        for (order, ready) in self.orders.iter_mut().zip(ready) {
            if order.sent {
                continue;
            }
            let mut what = "waits";
            if ready {
                order.sent = true;
                what = "sent";
                if let Some(left) = self.stock.get_mut(&order.item) {
                    *left = left.saturating_sub(order.pieces);
                }
            }
            self.journal
                .push(format!("{} {what}: {}", order.customer, order.item));
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
