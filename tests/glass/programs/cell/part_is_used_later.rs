//@ ends panicked
use std::cell::RefCell;
use std::collections::HashMap;
struct Graph { nodes: RefCell<HashMap<u32, Vec<u32>>>, }
impl Graph {
    fn mark(&self, id: u32) { self.nodes.borrow_mut().entry(id).or_default().push(0); } //~ conflict
    fn walk(&self, from: u32) {
        let nodes = self.nodes.borrow();
        let next = &nodes[&from];
        for id in next.iter() {
            self.mark(*id);
        }
        println!("{}", next.len());
    }
    fn second(&self, from: u32) {
        let nodes = self.nodes.borrow(); //~ reads nodes
        let next = nodes.get(&from);
        self.mark(from);
        println!("{:?}", next);
    } //~ ends nodes
}
fn main() {
    let graph = Graph { nodes: RefCell::new(HashMap::from([(1, vec![2]), (2, vec![])])) };
    graph.second(1);
}
//= Line 6 calls `borrow_mut` (in `mark`, called by `second` on line 18), but the read guard `nodes` from line 16 in `second` is still alive. It lives until the `}` on line 20.
//? if a copy or a clone of what comes from `nodes` will do, drop `nodes` before line 18
