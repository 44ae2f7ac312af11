//! How large is a handle, in bytes?

use std::rc::Rc;
use std::sync::Arc;

fn main() {
    println!("{}", size_of::<usize>());
    println!("{}", size_of::<Box<u64>>());
    println!("{}", size_of::<Rc<[u64; 100]>>());
    println!("{}", size_of::<Arc<u8>>());
    println!("{}", size_of::<Box<dyn Fn()>>());
}
