//! Finds out what to rebuild when a module changes: itself, and everything that uses it.

struct Module {
    name: String,
    stale: bool,
    /// The indices of the modules that use this one.
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
        let known = self.modules.iter().position(|it| it.name == name);
        if let Some(place) = known {
            return place;
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
        let all: Vec<usize> = self.modules[user]
            .used_by
            .iter()
            .copied()
            .chain([user])
            .collect();
        self.modules[used].used_by.extend(all);
    }

    /// Marks a changed module as stale, and everything that uses it.
    fn touch(&mut self, name: &str) {
        let place = self.module(name);
        let mut marked = self.modules[place].used_by.to_vec();
        marked.push(place);
        for place in marked {
            self.modules[place].stale = true;
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
