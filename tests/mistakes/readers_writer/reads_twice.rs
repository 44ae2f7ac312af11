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
        let colors = self.colors.read().unwrap();
        if colors.contains_key(name) {
            return self.known(name);
        }
        drop(colors);
        let mut colors = self.colors.write().unwrap();
        colors
            .entry(name.to_owned())
            .or_insert_with(|| wish.to_owned())
            .clone()
    }

    /// Returns the color of a name that has one.
    fn known(&self, name: &str) -> String {
        self.colors.read().unwrap()[name].clone()
    }
}

fn main() {
    let palette = Palette::new();
    println!("ada: {}", palette.color("ada", "green"));
    println!("ben: {}", palette.color("ben", "blue"));
    println!("ada: {}", palette.color("ada", "red"));
}
