//! Finds out what to rebuild when a module changes: itself, and everything that uses it.

use std::collections::BTreeMap;

#[derive(Default)]
struct Module {
    stale: bool,
    used_by: Vec<String>,
}

struct Project {
    modules: BTreeMap<String, Module>,
}

impl Project {
    fn new() -> Project {
        Project {
            modules: BTreeMap::new(),
        }
    }

    /// Records that one module uses another.
    fn uses(&mut self, user: &str, used: &str) {
        self.modules.entry(user.to_owned()).or_default();
        let used = self.modules.entry(used.to_owned()).or_default();
        used.used_by.push(user.to_owned());
    }

    /// Marks a changed module as stale, and everything that uses it.
    fn touch(&mut self, name: &str) {
        let module = self.modules.entry(name.to_owned()).or_default();
        if !module.stale {
            module.stale = true;
            for user in module.used_by.clone() {
                self.touch(&user);
            }
        }
    }

    /// Returns the names of all stale modules, in the order in which they were first named.
    fn stale(&self) -> Vec<String> {
        let stale = self.modules.iter().filter(|(_, module)| module.stale);
        stale.map(|(name, _)| name.clone()).collect()
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
