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
//= Line 7 (in `config`, called by a closure in `config` on line 8) calls `get_or_init` on `CONFIG` while this thread is still initializing it, since line 7, so it waits forever.
