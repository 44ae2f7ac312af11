use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(0);
    {
        let mut writer = cell.borrow_mut(); //~ writes writer
        *writer += 1;
    } //~ ends writer
    let reader = cell.borrow(); //~ reads reader
    println!("{reader}", reader = *reader);
    drop(reader); //~ ends reader
    let number = {
        let inner = cell.borrow(); //~ reads inner
        *inner
    }; //~ ends inner
    *cell.borrow_mut() = number; //~ writes _, ends _
}
