//! Settings in a string that is parsed on first use.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

type Settings = HashMap<String, String>;

struct Config {
    text: String,
    settings: OnceCell<Settings>,
    /// How often the text was parsed.
    read: Cell<u32>,
}

impl Config {
    fn new(text: &str) -> Self {
        Config {
            text: text.to_owned(),
            settings: OnceCell::new(),
            read: Cell::new(0),
        }
    }

    /// Slow, in real life.
    fn parse(&self) -> Settings {
        self.read.set(self.read.get() + 1);
        let pairs = self.text.lines().filter_map(|line| line.split_once('='));
        pairs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    }

    /// Returns all settings. The text is parsed on the first call, and never again.
    fn settings(&self) -> &Settings {
        self.settings.get_or_init(|| self.parse())
    }

    /// Uses these settings instead of the text's. Returns them if there are settings already.
    fn preset(&self, settings: Settings) -> Result<(), Settings> {
        self.settings.set(settings)
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.settings.get()?.get(key).map(String::as_str)
    }
}

fn main() {
    let config = Config::new("language=en\nwidth=80");
    println!("read {} times", config.read.get());

    let (language, width) = (config.get("language"), config.get("width"));
    println!("{language:?} {width:?}");
    println!("read {} times", config.read.get());

    let french = Settings::from([("language".to_owned(), "fr".to_owned())]);
    match config.preset(french) {
        Ok(()) => println!("preset"),
        Err(settings) => println!("too late for {:?}", settings.get("language")),
    }
    println!("{:?}", config.get("language"));
}
