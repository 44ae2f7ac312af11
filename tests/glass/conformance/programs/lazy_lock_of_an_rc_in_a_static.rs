use std::rc::Rc;
use std::sync::LazyLock;

static LAZY: LazyLock<Rc<u32>> = LazyLock::new(|| Rc::new(1)); //~ E0277

fn main() {
    println!("{}", *LAZY);
}
