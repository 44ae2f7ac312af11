use std::cell::RefCell;
use std::rc::{Rc, Weak};

#[derive(Default)]
struct Node {
    value: i32,
    parent: RefCell<Weak<Node>>,
    children: RefCell<Vec<Rc<Node>>>,
}

fn sum(node: &Node) -> i32 {
    let children = node.children.borrow(); //~ reads children
    node.value + children.iter().map(|child| sum(child)).sum::<i32>()
} //~ ends children

fn main() {
    let leaf = Rc::new(Node {
        value: 3,
        ..Node::default()
    });
    let branch = Rc::new(Node {
        value: 5,
        parent: RefCell::default(),
        children: RefCell::new(vec![Rc::clone(&leaf)]),
    });
    *leaf.parent.borrow_mut() = Rc::downgrade(&branch); //~ writes _, ends _
    println!("{}", sum(&branch));
    let parent = leaf.parent.borrow().upgrade(); //~ reads _, ends _
    println!("{}", parent.is_some_and(|parent| parent.value == 5));
}
//> 8
//> true
//| 4    `leaf.parent` is created
//|     `node.children` is created
//| 12 ╭  read guard `children`
//|  │╭ read guard `children`
//| 14 │╰ `children` dropped
//|  ╰  `children` dropped
//| 24    `children` is created
//| 26 ╶  write guard, dropped on this line
//| 28 ╶  read guard, dropped on this line
