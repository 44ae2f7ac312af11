//! Finds out what to rebuild when a module changes: itself, and everything that uses it.

use std::collections::HashSet;

/// The place of a module in the list of names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Id(usize);

struct Project {
    names: Vec<String>,
    /// Pairs: the first one is used by the second one.
    uses: Vec<(Id, Id)>,
    stale: HashSet<Id>,
}

impl Project {
    fn new() -> Project {
        Project {
            names: Vec::new(),
            uses: Vec::new(),
            stale: HashSet::new(),
        }
    }

    /// Returns the module with this name; makes one if there is none yet.
    fn module(&mut self, name: &str) -> Id {
        let known = self.names.iter().position(|it| it == name);
        Id(known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        }))
    }

    /// Records that one module uses another.
    fn uses(&mut self, user: &str, used: &str) {
        let user = self.module(user);
        let used = self.module(used);
        self.uses.push((used, user));
    }

    /// Marks a changed module as stale, and everything that uses it.
    fn touch(&mut self, name: &str) {
        let mut open = vec![self.module(name)];
        while let Some(id) = open.pop() {
            if self.stale.insert(id) {
                let users = self.uses.iter().filter(|(used, _)| *used == id);
                open.extend(users.map(|(_, user)| *user));
            }
        }
    }

    /// Returns the names of all stale modules, in the order in which they were first named.
    fn stale(&self) -> Vec<String> {
        (0..self.names.len())
            .filter(|&at| self.stale.contains(&Id(at)))
            .map(|at| self.names[at].clone())
            .collect()
    }
}

fn main() {
    let mut project = Project::new();
    project.uses("app", "parser");
    project.uses("app", "network");
    project.uses("parser", "lexer");
    project.uses("tests", "app");

    project.touch("network");
    println!("{:?}", project.stale());

    // The lexer asks the parser for its keywords: the two use each other.
    project.uses("lexer", "parser");
    project.touch("lexer");
    println!("{:?}", project.stale());
}
