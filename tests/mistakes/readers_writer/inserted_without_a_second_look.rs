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
        // Change this method: most calls only have to read.
        let known = self.colours.read().unwrap().contains_key(name);
        if !known {
            self.colours
                .write()
                .unwrap()
                .insert(name.to_owned(), wish.to_owned());
        }
        self.colours.read().unwrap()[name].clone()
    }
}

fn main() {
    let palette = Palette::new();
    println!("ada: {}", palette.colour("ada", "green"));
    println!("ben: {}", palette.colour("ben", "blue"));
    println!("ada: {}", palette.colour("ada", "red"));
}
