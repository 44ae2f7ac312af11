//@ ends panicked
// A command that is called under the guard calls the shell again. It cannot be called without the guard as it is.
use std::cell::RefCell;
use std::collections::BTreeMap;

type Command = Box<dyn FnMut(&Shell, &str)>;

#[derive(Default)]
struct Shell {
    commands: RefCell<BTreeMap<String, Command>>,
}

impl Shell {
    fn define(&self, name: &str, command: impl FnMut(&Shell, &str) + 'static) {
        self.commands.borrow_mut().insert(name.to_owned(), Box::new(command)); //~ writes _define, ends _define
    }

    fn invoke(&self, name: &str, rest: &str) {
        if let Some(command) = self.commands.borrow_mut().get_mut(name) { //~ writes _invoke, conflict
            command(self, rest);
        } //~ ends _invoke
    }
}

fn main() {
    let shell = Shell::default();
    shell.define("twice", |shell, rest| shell.invoke(rest, ""));
    shell.invoke("twice", "twice");
}
//= Line 19 calls `borrow_mut` (in `invoke`, called by a closure in `main` on line 27), but a write guard from the same line, in an outer call to `invoke` (by `main` on line 28), is still alive. As a temporary in the scrutinee of the `if let`, it lives until the `}` on line 21. While it is alive, line 20 runs that closure. Both calls use the same RefCell.
//? -
