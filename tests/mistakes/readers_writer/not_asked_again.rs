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
        let known = self.colors.read().unwrap().get(name).cloned();
        if let Some(color) = known {
            return color;
        }
        let mut colors = self.colors.write().unwrap();
        colors.insert(name.to_owned(), wish.to_owned());
        wish.to_owned()
    }
}

fn main() {
    let palette = Palette::new();
    println!("ada: {}", palette.color("ada", "green"));
    println!("ben: {}", palette.color("ben", "blue"));
    println!("ada: {}", palette.color("ada", "red"));
}
