//! Finds out what to rebuild when a module changes: itself, and everything that uses it.

struct Module {
    name: String,
    stale: bool,
    /// The indices of the modules that use this one.
    used_by: Vec<usize>,
}

struct Project {
    order: Vec<usize>,
    modules: Vec<Module>,
}

impl Project {
    fn new() -> Project {
        Project {
            order: Vec::new(),
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
        self.modules[used].used_by.push(user);
    }

    /// Marks a changed module as stale, and everything that uses it.
    fn touch(&mut self, name: &str) {
        let mut to_mark = vec![self.module(name)];
        while let Some(place) = to_mark.pop() {
            let module = &mut self.modules[place];
            if !module.stale {
                module.stale = true;
                self.order.push(place);
                to_mark.extend(&module.used_by);
            }
        }
    }

    /// Returns the names of all stale modules, in the order in which they were first named.
    fn stale(&self) -> Vec<String> {
        let names = self.order.iter().map(|at| self.modules[*at].name.clone());
        names.collect()
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
