//! Colors for names. A name gets its color with the first wish, and keeps it.

use std::collections::HashMap;
use std::sync::RwLock;

struct Palette {
    colours: RwLock<HashMap<String, String>>,
}

impl Palette {
    fn new() -> Self {
        Palette {
            colours: RwLock::default(),
        }
    }

    /// Returns the color of this name; `wish` becomes its color if it has none yet.
    fn colour(&self, name: &str, wish: &str) -> String {
        let found = self.colours.read().unwrap().get(name).cloned();
        if let Some(colour) = found {
            return colour;
        }
        let mut colours = self.colours.write().unwrap();
        if colours.get(name).is_none() {
            colours.insert(name.to_owned(), wish.to_owned());
        }
        wish.to_owned()
    }
}

fn main() {
    let palette = Palette::new();
    println!("ada: {}", palette.colour("ada", "green"));
    println!("ben: {}", palette.colour("ben", "blue"));
    println!("ada: {}", palette.colour("ada", "red"));
}
