//! Finds out what to rebuild when a module changes: itself, and everything that uses it.

struct Module {
    name: String,
    stale: bool,
    used_by: Vec<usize>,
}

struct Project {
    modules: Vec<Module>,
}

impl Project {
    fn new() -> Project {
        Project {
            modules: Vec::new(),
        }
    }

    /// Returns the index of the module with this name; makes one if there is none yet.
    fn module(&mut self, name: &str) -> usize {
        if let Some(at) = self.modules.iter().position(|it| it.name == name) {
            return at;
        }
        self.modules.push(Module {
            name: name.to_owned(),
            stale: false,
            used_by: Vec::new(),
        });
        self.modules.len() - 1
    }

    /// Records that one module uses another.
    fn uses(&mut self, user: &str, used: &str) {
        let user = self.module(user);
        let used = self.module(used);
        let mut all = self.modules[user].used_by.clone();
        all.push(user);
        for user in all {
            if !self.modules[used].used_by.contains(&user) {
                self.modules[used].used_by.push(user);
            }
        }
    }

    /// Marks a changed module as stale, and everything that uses it.
    fn touch(&mut self, name: &str) {
        let at = self.module(name);
        self.modules[at].stale = true;
        for user in self.modules[at].used_by.clone() {
            self.modules[user].stale = true;
        }
    }

    /// Returns the names of all stale modules, in the order in which they were first named.
    fn stale(&self) -> Vec<String> {
        self.modules
            .iter()
            .filter(|module| module.stale)
            .map(|module| module.name.clone())
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
