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
        let colours = self.colours.read().unwrap();
        if colours.contains_key(name) {
            return self.known(name);
        }
        drop(colours);
        let mut colours = self.colours.write().unwrap();
        colours
            .entry(name.to_owned())
            .or_insert_with(|| wish.to_owned())
            .clone()
    }

    /// Returns the color of a name that has one.
    fn known(&self, name: &str) -> String {
        self.colours.read().unwrap()[name].clone()
    }
}

fn main() {
    let palette = Palette::new();
    println!("ada: {}", palette.colour("ada", "green"));
    println!("ben: {}", palette.colour("ben", "blue"));
    println!("ada: {}", palette.colour("ada", "red"));
}
