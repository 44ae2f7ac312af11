//! Finds out what to rebuild when a module changes: itself, and everything that uses it.

struct Module {
    name: String,
    /// The indices of the modules that use this one.
    used_by: Vec<usize>,
}

struct Project {
    /// The indices of the stale modules.
    stale: Vec<usize>,
    modules: Vec<Module>,
}

impl Project {
    fn new() -> Project {
        Project {
            stale: Vec::new(),
            modules: Vec::new(),
        }
    }

    /// Returns the index of the module with this name; makes one if there is none yet.
    fn module(&mut self, name: &str) -> usize {
        let known = self.modules.iter().position(|it| it.name == name);
        if let Some(place) = known {
            return place;
        }
        self.modules.push(Module {
            name: name.to_owned(),
            used_by: Vec::new(),
        });
        self.modules.len() - 1
    }

    /// Records that one module uses another.
    fn uses(&mut self, user: &str, used: &str) {
        let user = self.module(user);
        let used = self.module(used);
        self.modules[used].used_by.push(user);
    }

    /// Marks a changed module as stale, and everything that uses it.
    fn touch(&mut self, name: &str) {
        let mut to_mark = std::collections::VecDeque::from([self.module(name)]);
        while let Some(place) = to_mark.pop_front() {
            self.stale.push(place);
            for user in &self.modules[place].used_by {
                if !self.stale.contains(user) {
                    to_mark.push_back(*user);
                }
            }
        }
        self.stale.sort_unstable();
    }

    /// Returns the names of all stale modules, in the order in which they were first named.
    fn stale(&self) -> Vec<String> {
        self.stale
            .iter()
            .map(|place| self.modules[*place].name.clone())
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
