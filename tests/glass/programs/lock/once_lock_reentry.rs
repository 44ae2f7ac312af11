//@ ends deadlock
use std::sync::OnceLock;

static CONFIG: OnceLock<String> = OnceLock::new();

fn config() -> &'static str {
    CONFIG.get_or_init(|| { //~ stands, writes _
        let name = if config().is_empty() { "none" } else { "some" };
        name.to_owned()
    })
}

fn main() {
    println!("{}", config());
}
//= On line 7 (in `config`, called by a closure in `config` on line 8), the thread waits forever for `CONFIG` to be initialized: the same thread began the initialization on line 7, and has not finished it. A closure in `config` calls `config` on line 8.
