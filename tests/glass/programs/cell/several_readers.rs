//@ ends panicked
use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(5);
    let first = cell.borrow(); //~ reads first
    let both = [cell.borrow(), cell.borrow()]; //~ reads _x, reads _y
    {
        let inner = cell.borrow(); //~ reads inner
        println!("{}", *inner + *first + *both[0]);
    } //~ ends inner
    *cell.borrow_mut() += 1; //~ conflict
} //~ ends first, ends _x, ends _y
//= Line 12 calls `borrow_mut`, but 3 read guards are still alive: `first` (line 6) and 2 from line 7. The panic dropped the last of them at the `}` on line 13.
//| 5      `cell` is created
//| 6 ╭    read guard `first`
//| 7 │╭   read guard (now 2 read guards)
//|  ││╭  read guard (now 3 read guards)
//| 9 │││╭ read guard `inner` (now 4 read guards)
//| 11 │││╰ `inner` dropped
//| 12 ├├├  ✗ cannot borrow mutably
//|  │╰│  read guard dropped (panic)
//|  │ ╰  read guard dropped (panic)
//| 13 ╎    `first` would be dropped
