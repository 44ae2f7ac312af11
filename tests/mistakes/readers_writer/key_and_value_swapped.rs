//! Colors for names. A name gets its color with the first wish, and keeps it.

use std::collections::HashMap;
use std::sync::RwLock;

struct Palette {
    colors: RwLock<HashMap<String, String>>,
}

impl Palette {
    fn new() -> Self {
        Palette {
            colors: RwLock::default(),
        }
    }

    /// Returns the color of this name; `wish` becomes its color if it has none yet.
    fn color(&self, name: &str, wish: &str) -> String {
        // Change this method: most calls only have to read.
        let found = self.colors.read().unwrap().get(name).cloned();
        found.unwrap_or_else(|| {
            self.colors
                .write()
                .unwrap()
                .entry(wish.to_owned())
                .or_insert(wish.to_owned())
                .clone()
        })
    }
}

fn main() {
    let palette = Palette::new();
    println!("ada: {}", palette.color("ada", "green"));
    println!("ben: {}", palette.color("ben", "blue"));
    println!("ada: {}", palette.color("ada", "red"));
}
