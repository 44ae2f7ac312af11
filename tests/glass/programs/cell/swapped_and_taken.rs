use std::cell::RefCell;

fn main() {
    let a = RefCell::new(vec![1]);
    let b = RefCell::new(vec![2]);
    a.swap(&b); //~ writes _, ends _
    let old = a.replace(vec![3]); //~ writes _, ends _
    let taken = a.take(); //~ writes _, ends _
    println!("{old:?} {taken:?} {:?}", b.into_inner());
}
//> [2] [3] [1]
