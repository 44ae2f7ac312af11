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
        let colours = self.colours.read().unwrap();
        match colours.get(name) {
            Some(colour) => colour.clone(),
            None => {
                let mut colours = self.colours.write().unwrap();
                colours.insert(name.to_owned(), wish.to_owned());
                wish.to_owned()
            }
        }
    }
}

fn main() {
    let palette = Palette::new();
    println!("ada: {}", palette.colour("ada", "green"));
    println!("ben: {}", palette.colour("ben", "blue"));
    println!("ada: {}", palette.colour("ada", "red"));
}
