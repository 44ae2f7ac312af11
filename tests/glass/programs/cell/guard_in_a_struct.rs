//@ ends panicked
use std::cell::{Ref, RefCell};

struct View<'a> {
    title: &'static str,
    items: Ref<'a, Vec<i32>>,
}

fn view<'a>(title: &'static str, cell: &'a RefCell<Vec<i32>>) -> View<'a> {
    View {
        title,
        items: cell.borrow(), //~ reads _
    }
}

fn main() {
    let cell = RefCell::new(vec![1]);
    let shown = view("one", &cell);
    println!("{} {}", shown.title, shown.items.len());
    cell.borrow_mut().push(2); //~ conflict
} //~ ends _
//= Line 20 calls `borrow_mut`, but the read guard from line 12 in `view` is still alive. `main` got it from `view` on line 18, and keeps it in `shown` until the `}` on line 21.
