use std::cell::Cell;
use std::sync::OnceLock;

static ONCE: OnceLock<Cell<u32>> = OnceLock::new(); //~ E0277

fn main() {
    ONCE.get_or_init(|| Cell::new(1)).set(2);
}
