//! Colours for names. A name gets its colour when it is first asked for, and keeps it.

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

    /// The colour of this name; `wish` becomes its colour if it has none yet.
    fn colour(&self, name: &str, wish: &str) -> String {
        let colours = self.colours.write().unwrap();
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
