//! A directed graph of names, and the cycles in it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

#[derive(Default)]
pub(crate) struct Graph {
    edges: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    pub(crate) fn add(&mut self, from: &str, to: &str) {
        self.edges
            .entry(from.to_owned())
            .or_default()
            .insert(to.to_owned());
    }

    pub(crate) fn remove(&mut self, from: &str, to: &str) {
        if let Some(targets) = self.edges.get_mut(from) {
            targets.remove(to);
        }
    }

    /// Returns a shortest path over one edge or more, with both ends.
    pub(crate) fn path(&self, from: &str, to: &str) -> Option<Vec<String>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut queue = VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            for next in self.edges.get(node).into_iter().flatten() {
                if came_from.contains_key(next.as_str()) {
                    continue;
                }
                came_from.insert(next, node);
                if next != to {
                    queue.push_back(next);
                    continue;
                }
                let mut path = vec![to.to_owned()];
                let mut at = node;
                while at != from {
                    path.push(at.to_owned());
                    at = came_from[at];
                }
                path.push(from.to_owned());
                path.reverse();
                return Some(path);
            }
        }
        None
    }

    /// Returns a shortest cycle, which begins and ends with the same name.
    pub(crate) fn cycle(&self) -> Option<Vec<String>> {
        let cycles = self.edges.keys().filter_map(|node| self.path(node, node));
        cycles.min_by_key(Vec::len)
    }
}
