use std::cell::RefCell;

fn depth(list: &RefCell<Vec<u32>>, level: usize) -> usize {
    let seen = list.borrow(); //~ reads seen
    if level < seen.len() {
        depth(list, level + 1)
    } else {
        level
    }
} //~ ends seen

fn main() {
    println!("{}", depth(&RefCell::new(vec![1, 2]), 0));
}
//| 4 ╭   read guard `seen`
//|  │╭  read guard `seen` (now 2 read guards)
//|  ││╭ read guard `seen` (now 3 read guards)
//| 10 ││╰ `seen` dropped
//|  │╰  `seen` dropped
//|  ╰   `seen` dropped
//| 13     `list` is created
