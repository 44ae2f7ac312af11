use std::cell::{Ref, RefCell, RefMut};

struct Both<'a> {
    reads: Ref<'a, i32>,
    writes: RefMut<'a, i32>,
}

fn both<'a>(a: &'a RefCell<i32>, b: &'a RefCell<i32>) -> Both<'a> {
    Both {
        reads: a.borrow(), //~ reads _a
        writes: b.borrow_mut(), //~ writes _b
    }
}

fn main() {
    let (a, b) = (RefCell::new(1), RefCell::new(2));
    let Both { reads, mut writes } = both(&a, &b);
    *writes += *reads;
    drop(writes); //~ ends _b
    let boxed: Box<dyn Fn() -> i32 + '_> = Box::new(move || *reads);
    println!("{}", boxed());
    drop(boxed); //~ ends _a
    *a.borrow_mut() += *b.borrow(); //~ writes _w, reads _r, ends _w, ends _r
}
