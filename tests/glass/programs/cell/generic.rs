use std::cell::RefCell;
use std::fmt::Debug;

fn show<T: Debug + Clone>(cell: &RefCell<T>) -> T {
    let inside = cell.borrow(); //~ reads inside
    println!("{inside:?}");
    inside.clone()
} //~ ends inside

fn change<T, F: FnOnce(&mut T)>(cell: &RefCell<T>, change: F) {
    change(&mut cell.borrow_mut()); //~ writes _, ends _
}

fn main() {
    let numbers = RefCell::new(vec![1]);
    change(&numbers, |numbers| numbers.push(2));
    show(&numbers);
    let word = RefCell::new("a".to_owned());
    change(&word, |word| word.push('b'));
    println!("{}", show(&word));
}
