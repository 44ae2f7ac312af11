use std::cell::RefCell;

struct Node {
    children: RefCell<Vec<Node>>,
}

fn size(node: &Node) -> usize {
    let mut found = 1;
    for child in node.children.borrow().iter() { //~ reads _children
        found += size(child);
    } //~ ends _children
    found
}

fn node(children: Vec<Node>) -> Node {
    let children = RefCell::new(children);
    Node { children }
}

fn main() {
    let chain = node(vec![node(vec![node(vec![node(Vec::new())])])]);
    let tree = node(vec![chain, node(Vec::new())]);
    println!("{}", size(&tree));
    println!("{}", size(&node(Vec::new())));
}
//> 6
//> 1
//| 9 ╭   read guard (2 times)
//|  │╭  read guard (2 times)
//|  ││╭ read guard (up to 3 at once) (3 times)
//| 11 ││╰ read guard dropped (3 times)
//|  │╰  read guard dropped (2 times)
//|  ╰   read guard dropped (2 times)
//| 16     `children` is created
