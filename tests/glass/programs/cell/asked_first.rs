use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(1);
    let reader = cell.borrow(); //~ reads reader
    if let Ok(mut writer) = cell.try_borrow_mut() { //~ refused
        *writer = 2;
    }
    println!("{}", cell.try_borrow().is_ok()); //~ reads _, ends _
    drop(reader); //~ ends reader
    if let Ok(mut writer) = cell.try_borrow_mut() { //~ writes writer
        *writer = 3;
    } //~ ends writer
    let Ok(last) = cell.try_borrow() else { //~ reads last
        return;
    };
    println!("{last}");
} //~ ends last
//= Line 6 calls `try_borrow_mut`, but the read guard `reader` from line 5 is still alive. It lives until `drop(reader)` on line 10. So the call returned an error. The `if let` has no `else`, so the program ignored the error.
