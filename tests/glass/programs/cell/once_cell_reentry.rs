//! An initializer that needs its own cell: the inner call sets the value, so the outer one panics.
//@ ends panicked

use std::cell::OnceCell;

struct App {
    config: OnceCell<u32>,
    depth: std::cell::Cell<u32>,
}

impl App {
    fn config(&self) -> u32 {
        *self.config.get_or_init(|| self.read()) //~ writes _outer, ends _outer
    }

    fn read(&self) -> u32 {
        self.depth.set(self.depth.get() + 1);
        if self.depth.get() == 1 {
            self.warn();
        }
        7
    }

    fn warn(&self) {
        println!("unknown key, level {}", self.config());
    }
}

fn main() {
    let app = App {
        config: OnceCell::new(),
        depth: std::cell::Cell::new(0),
    };
    println!("{}", app.config());
}
//= Line 13 initializes `config` again, before the initialization that began on line 13 has finished. A closure in `config` calls `read` on line 13, `read` calls `warn` on line 19, and `warn` calls `config` on line 25. The inner call sets the value first, so the outer call panics when its closure returns.
