use std::panic;
use std::sync::{LazyLock, Once};

static START: Once = Once::new();
static TABLE: LazyLock<Vec<i32>> = LazyLock::new(|| panic!("no table"));

fn main() {
    let first = panic::catch_unwind(|| START.call_once(|| panic!("no start"))); //~ writes _, ends _
    println!("{}", first.is_err());
    START.call_once_force(|state| println!("{}", state.is_poisoned())); //~ writes _, ends _
    println!("{}", panic::catch_unwind(|| TABLE.len()).is_err()); //~ writes _, ends _
}
//> true
//> true
//> true
//= `START` (the Once created on line 4) is poisoned: the main thread panicked on line 8 ("no start") in the closure that the `Once` ran on line 8. The main thread found it poisoned on line 10, and went on.
//= `TABLE` (the LazyLock created on line 5) is poisoned: the main thread panicked on line 5 ("no table") in the initializer that the `LazyLock` ran on line 11.
