//@ ends panicked
// The value of a cell needs its own value: without the guard, the recursion would not end.
use std::cell::RefCell;

enum Formula {
    Number(u32),
    Sum(usize, usize),
}

struct Sheet {
    cells: Vec<RefCell<(Formula, Option<u32>)>>,
}

impl Sheet {
    fn value(&self, at: usize) -> u32 {
        let mut cell = self.cells[at].borrow_mut(); //~ writes cell, conflict
        if let Some(known) = cell.1 {
            return known;
        }
        let value = self.compute(&cell.0);
        cell.1 = Some(value);
        value
    } //~ ends cell

    fn compute(&self, formula: &Formula) -> u32 {
        match formula {
            Formula::Number(number) => *number,
            Formula::Sum(one, other) => self.value(*one) + self.value(*other),
        }
    }
}

fn main() {
    let cell = |formula| RefCell::new((formula, None));
    let sheet = Sheet {
        cells: vec![cell(Formula::Sum(1, 2)), cell(Formula::Number(3)), cell(Formula::Sum(1, 0))],
    };
    println!("{}", sheet.value(0));
}
//= Line 16 calls `borrow_mut` (in `value`, called by `compute` on line 28), but the write guard `cell` from the same line, in an outer call to `value` (by `main` on line 38), is still alive. It lives until the `}` on line 23. While it is alive, `value` calls `compute` on line 20. `compute` calls `value` on line 28, and `value` calls `compute` on line 20. Both calls use the same RefCell.
//? if the value that is already borrowed can be skipped, use `try_borrow_mut` on line 16, which returns an error for it
