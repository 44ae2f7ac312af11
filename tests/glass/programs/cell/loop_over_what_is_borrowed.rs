//@ ends panicked
use std::cell::RefCell;
use std::collections::HashMap;
struct Graph { nodes: RefCell<HashMap<u32, Vec<u32>>>, }
impl Graph {
    fn mark(&self, id: u32) { self.nodes.borrow_mut().entry(id).or_default().push(0); } //~ conflict
    fn walk(&self, from: u32) {
        let nodes = self.nodes.borrow(); //~ reads nodes
        let next = &nodes[&from];
        for id in next.iter() {
            self.mark(*id);
        }
        println!("{}", next.len());
    } //~ ends nodes
}
fn main() {
    let graph = Graph { nodes: RefCell::new(HashMap::from([(1, vec![2]), (2, vec![])])) };
    graph.walk(1);
}
//= Line 6 calls `borrow_mut` (in `mark`, called by `walk` on line 11), but the read guard `nodes` from line 8 in `walk` is still alive. It lives until the `}` on line 14.
//? -
