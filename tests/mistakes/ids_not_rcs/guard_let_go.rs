//! Finds out what to rebuild when a module changes: itself, and everything that uses it.

use std::cell::RefCell;
use std::rc::Rc;

struct Module {
    name: String,
    stale: bool,
    used_by: Vec<Rc<RefCell<Module>>>,
}

struct Project {
    modules: Vec<Rc<RefCell<Module>>>,
}

impl Project {
    fn new() -> Project {
        Project {
            modules: Vec::new(),
        }
    }

    /// Returns the module with this name; makes one if there is none yet.
    fn module(&mut self, name: &str) -> Rc<RefCell<Module>> {
        let known = self.modules.iter().find(|it| it.borrow().name == name);
        if let Some(module) = known {
            return Rc::clone(module);
        }
        let module = Rc::new(RefCell::new(Module {
            name: name.to_owned(),
            stale: false,
            used_by: Vec::new(),
        }));
        self.modules.push(Rc::clone(&module));
        module
    }

    /// Records that one module uses another.
    fn uses(&mut self, user: &str, used: &str) {
        let user = self.module(user);
        let used = self.module(used);
        used.borrow_mut().used_by.push(user);
    }

    /// Marks a changed module as stale, and everything that uses it.
    fn touch(&mut self, name: &str) {
        mark(&self.module(name));
    }

    /// Returns the names of all stale modules, in the order in which they were first named.
    fn stale(&self) -> Vec<String> {
        let modules = self.modules.iter().map(|it| it.borrow());
        modules
            .filter(|module| module.stale)
            .map(|module| module.name.clone())
            .collect()
    }
}

fn mark(module: &RefCell<Module>) {
    if module.borrow().stale {
        return;
    }
    module.borrow_mut().stale = true;
    let users = module.borrow().used_by.clone();
    for user in users {
        mark(&user);
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
