use std::cell::RefCell;

fn visit(cell: &RefCell<i32>, early: bool) -> i32 {
    let reader = cell.borrow(); //~ reads reader
    if early {
        drop(reader); //~ ends reader
        return 0;
    }
    *reader
} //~ ends reader

fn main() {
    let cell = RefCell::new(1);
    println!("{}", visit(&cell, true) + visit(&cell, false));
    'outer: loop {
        let outer = cell.borrow(); //~ reads outer
        for round in 0.. {
            let inner = cell.borrow(); //~ reads inner
            if round == 2 {
                break 'outer;
            }
            if *inner > *outer {
                continue;
            }
        } //~ ends inner
    } //~ ends outer
    let mut slot = Some(cell.borrow()); //~ reads _slot
    println!("{}", slot.is_some());
    slot.take(); //~ ends _slot
    slot = Some(cell.borrow()); //~ reads _again
    println!("{}", slot.is_some());
} //~ ends _again
