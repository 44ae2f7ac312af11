//@ ends panicked
use std::cell::RefCell;

fn main() {
    let wörter = RefCell::new(vec!["grün"]);
    { let übrig = wörter.borrow(); println!("{} für {}", übrig.len(), "Ärger"); } //~ reads übrig, ends übrig
    wörter.borrow_mut().push(if wörter.borrow().is_empty() { "größer" } else { "weiß" }); //~ writes _, conflict, ends _
}
//= Line 7 calls `borrow`, but a write guard from the same line (column 12) is still alive. As a temporary, it lives until the `;` on line 7.
