//@ ends panicked
//@ choices 1,1,1,2
// Both are closures that get the value.
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::thread;

struct Names {
    taken: HashSet<String>,
    order: Vec<String>,
}

#[derive(Clone)]
struct Registry {
    names: Arc<Mutex<Names>>,
}

impl Registry {
    fn with<R>(&self, act: impl FnOnce(&mut Names) -> R) -> R {
        let mut names = self.names.lock().unwrap(); //~ writes names
        act(&mut names)
    } //~ ends names

    fn is_free(&self, name: &str) -> bool {
        self.with(|names| !names.taken.contains(name))
    }

    fn add(&self, name: &str) {
        self.with(|names| {
            names.taken.insert(name.to_owned());
            names.order.push(name.to_owned());
        });
    }

    fn register(&self, name: &str) -> bool {
        let free = self.is_free(name);
        if free {
            self.add(name);
        }
        free
    }
}

fn main() {
    let registry = Registry { names: Arc::new(Mutex::new(Names { taken: HashSet::new(), order: Vec::new() })) };
    let all: Vec<_> = (0..2)
        .map(|_| {
            let registry = registry.clone();
            thread::spawn(move || registry.register("root"))
        })
        .collect();
    let count = all.into_iter().map(|one| one.join().unwrap()).filter(|ok| *ok).count();
    assert_eq!(count, 1, "a name is registered once");
}
//= Between thread 1's check of `names` on line 25 and its change on line 29 (called by `register` on line 36 and on line 38), thread 2 locked and changed `names` on line 29: what thread 1 decided on line 36 may no longer hold. Check and change it under one guard, or check again under the second one.
