//! Finds the names of guards and cells in the source, if they are obvious: `let reader = cell.borrow();`.

use super::tokens::SourceTokens;
use crate::verdict::Place;

/// The methods of a cell or lock that return a guard. Others, such as `replace`, hold one only during the call.
const ACQUIRING_METHODS: [&str; 10] = [
    "borrow",
    "borrow_mut",
    "try_borrow",
    "try_borrow_mut",
    "lock",
    "try_lock",
    "read",
    "try_read",
    "write",
    "try_write",
];

/// Returns the variable that holds a guard. The call must be the end of a `let`; otherwise, the guard is a temporary.
pub(super) fn guard_name(file: &SourceTokens, place: &Place) -> Option<String> {
    let call = file.at(place)?;
    let name = file.called(call)?;
    returns_guard(file, name).then_some(())?;
    let end = after_unwrapping(file, file.get(name + 1)?.partner? + 1)?;
    let value = file.start_of_value(call);
    let statement = file.start_of_statement(value)?;
    if file.is(end, ';') {
        let is_assigned = file.is(statement + 1, '=') && statement + 2 == value;
        return if is_assigned {
            file.name_at(statement)
        } else {
            file.bound_by_let(statement, value)
        };
    }
    let pattern = match file.text(statement) {
        "let" if file.text(end) == "else" => statement + 1,
        "if" | "while" if file.text(statement + 1) == "let" && file.is(end, '{') => statement + 2,
        _ => return None,
    };
    file.bound_by_wrapper(pattern, value)
}

/// Whether a function returns a guard: `lock`, `RefCell::borrow`, `Ref::map`.
fn returns_guard(file: &SourceTokens, name: usize) -> bool {
    let function = file.text(name);
    let of = if file.is_path_separator(name.wrapping_sub(1)) {
        file.text(name.wrapping_sub(3))
    } else {
        ""
    };
    let of_a_guard = of.ends_with("Ref") || of.ends_with("RefMut") || of.ends_with("Guard");
    ACQUIRING_METHODS.contains(&function)
        || matches!(function, "wait" | "wait_while")
        || of_a_guard && matches!(function, "clone" | "map" | "downgrade")
}

/// Returns what follows a call and the unwrapping of its `Result`.
fn after_unwrapping(file: &SourceTokens, mut end: usize) -> Option<usize> {
    loop {
        let unwraps = matches!(file.text(end + 1), "unwrap" | "expect" | "unwrap_or_else");
        if file.is(end, '?') {
            end += 1;
        } else if file.is(end, '.') && unwraps && file.is(end + 2, '(') {
            end = file.get(end + 2)?.partner? + 1;
        } else {
            return Some(end);
        }
    }
}

/// What a new cell is called where it is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CellBinding {
    /// The variable, field or static that holds it, or the collection that it becomes an element of.
    pub(super) name: String,
    /// Whether it becomes an element of a collection.
    pub(super) is_element: bool,
    /// Its index there, if the source shows it.
    pub(super) index: Option<usize>,
    /// How many elements the collection is created with, if the source shows it.
    pub(super) len: Option<usize>,
}

/// Returns what holds a new cell: `forks`, with an index, for each cell of `let forks = [Mutex::new(1), Mutex::new(2)]`.
pub(super) fn binding(file: &SourceTokens, place: &Place) -> Option<CellBinding> {
    let value = outside_wrappers(file, file.start_of_value(file.at(place)?));
    if let Some(name) = name_of_value(file, value) {
        return Some(CellBinding {
            name,
            is_element: false,
            index: None,
            len: None,
        });
    }
    listed_element(file, value)
        .or_else(|| mapped_element(file, value))
        .or_else(|| pushed_element(file, value))
}

/// Returns what holds a value: `cell` in `let cell = …`, `field: …` or `static cell: T = …`.
fn name_of_value(file: &SourceTokens, value: usize) -> Option<String> {
    let before = value.checked_sub(1)?;
    if file.is(before, ':') && !file.is_path_separator(before) {
        return file.name_at(before.checked_sub(1)?);
    }
    if !file.is(before, '=') {
        return None;
    }
    let mut name = file.start_of_statement(value)?;
    while file.is(name, '#') {
        name = file.get(name + 1)?.partner? + 1;
    }
    if file.text(name) == "pub" {
        name = match file.get(name + 1)?.partner {
            Some(close) => close + 1,
            None => name + 1,
        };
    }
    matches!(file.text(name), "let" | "static").then_some(())?;
    // The sender names the channel: `let (tx, rx) = channel();`
    name += 1 + usize::from(file.is(name + 1, '('));
    name += usize::from(file.text(name) == "mut");
    let is_whole = matches!(file.text(name + 1), ":" | "=" | ",");
    let token = file
        .get(name)
        .filter(|token| token.is_value() && token.text != "_")?;
    is_whole.then(|| token.text.clone())
}

/// Returns the variable of the receiver of a new channel: `rx` in `let (tx, rx) = channel();`.
pub(super) fn receiver_name(file: &SourceTokens, place: &Place) -> Option<String> {
    let value = file.at(place)?;
    let statement = file.start_of_statement(value)?;
    let open = statement + 1;
    let close = file.get(open)?.partner?;
    let is_pair = file.text(statement) == "let" && file.is(open, '(');
    let comma = file.next_at_level(open + 1, ',').filter(|_| is_pair)?;
    file.plain_name(comma + 1, close)
}

/// Returns the binding of an element of `[…]` or `vec![…]`.
fn listed_element(file: &SourceTokens, value: usize) -> Option<CellBinding> {
    let before = value.checked_sub(1)?;
    let open = file.enclosing_open(value)?;
    let is_element = file.is(open, '[') && (before == open || file.is(before, ','));
    let start = if file.is(open.checked_sub(1)?, '!') {
        open.checked_sub(2)?
    } else {
        open
    };
    let name = collection(file, start).filter(|_| is_element)?;
    if let Some(repeats) = file.next_at_level(open + 1, ';') {
        let count = file.get(repeats + 1)?;
        return Some(CellBinding {
            name,
            is_element,
            index: None,
            len: count.text.parse().ok(),
        });
    }
    let (mut index, mut at) = (0, open + 1);
    while at < value {
        // In `Mutex::<(u8, u8)>::new`, a comma may separate types.
        if file.is(at, '<') {
            return None;
        }
        index += usize::from(file.is(at, ','));
        let close = file.get(at)?.partner.filter(|close| *close > at);
        at = close.unwrap_or(at) + 1;
    }
    Some(CellBinding {
        name,
        is_element,
        index: Some(index),
        len: None,
    })
}

/// Returns the binding of what a closure returns for each element: `(0..5).map(|_| Mutex::new(0)).collect()`,
/// `array::from_fn(|_| …)`.
fn mapped_element(file: &SourceTokens, value: usize) -> Option<CellBinding> {
    let mut open = value.checked_sub(2).filter(|_| file.is(value - 1, '|'))?;
    while !file.is(open, '|') {
        let is_parameter =
            file.get(open)?.is_value() || matches!(file.text(open), "&" | "(" | ")" | ",");
        open = open.checked_sub(1).filter(|_| is_parameter)?;
    }
    let call = open.checked_sub(2).filter(|_| file.is(open - 1, '('))?;
    let start = file.start_of_value(call);
    let len = match file.text(call) {
        "from_fn" => None,
        // The whole of `(0..5)`.
        "map" => (file.is(start, '(') && file.text(start + 1) == "0" && file.is(start + 5, ')'))
            .then(|| file.text(start + 4).parse().ok())
            .flatten(),
        _ => return None,
    };
    Some(CellBinding {
        name: collection(file, start)?,
        is_element: true,
        index: None,
        len,
    })
}

/// Returns the binding of the argument of `forks.push(…)`.
fn pushed_element(file: &SourceTokens, value: usize) -> Option<CellBinding> {
    let call = value.checked_sub(2).filter(|_| file.is(value - 1, '('))?;
    let is_push = matches!(file.text(call), "push" | "push_back" | "push_front");
    let dot = call.checked_sub(1).filter(|dot| file.is(*dot, '.'))?;
    Some(CellBinding {
        name: file.name_at(dot.checked_sub(1)?).filter(|_| is_push)?,
        is_element: true,
        index: None,
        len: None,
    })
}

fn collection(file: &SourceTokens, start: usize) -> Option<String> {
    name_of_value(file, outside_wrappers(file, start))
}

/// Steps out of the calls that wrap a new cell in the initializer of a variable or a field.
fn outside_wrappers(file: &SourceTokens, mut made: usize) -> usize {
    loop {
        let before = |back: usize| file.text(made.wrapping_sub(back));
        let name = match [before(2), before(1)] {
            ["const", "{"] => {
                made -= 2;
                continue;
            }
            ["|", "|"] if before(3) == "(" => made - 4,
            ["new", "("] => made - 2,
            _ => return made,
        };
        let wrapper = file.text(name.wrapping_sub(3));
        let wraps = ["Rc", "Arc", "Box", "LazyLock"].contains(&wrapper);
        if !wraps || file.text(name) != "new" {
            return made;
        }
        made = file.start_of_value(name);
    }
}

/// The methods of a `RefCell`, and of a `LocalKey` with one, that may panic because of a guard.
const REFUSED_METHODS: [&str; 8] = [
    "borrow",
    "borrow_mut",
    "replace",
    "replace_with",
    "swap",
    "take",
    "with_borrow",
    "with_borrow_mut",
];

/// Returns which of these methods is called at a place.
pub(super) fn method<'a>(file: &'a SourceTokens, place: &Place) -> Option<&'a str> {
    called_at(file, place).filter(|method| REFUSED_METHODS.contains(method))
}

/// Returns the last segment of the path of the function that is called at a place.
pub(super) fn called_at<'a>(file: &'a SourceTokens, place: &Place) -> Option<&'a str> {
    Some(file.text(file.called(file.at(place)?)?))
}

/// The methods of a cell that neither return a guard nor belong to a channel, whose ends have names of their own.
const OTHER_METHODS: [&str; 19] = [
    "load",
    "store",
    "fetch_add",
    "fetch_sub",
    "fetch_or",
    "fetch_and",
    "compare_exchange",
    "compare_exchange_weak",
    "fetch_update",
    "try_update",
    "update",
    "wait",
    "wait_while",
    "wait_timeout",
    "wait_timeout_while",
    "notify_one",
    "notify_all",
    "get_or_init",
    "set",
];

/// What a cell is called where one of its methods is called: `forks[0]` in `forks[0].lock()`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Receiver {
    pub(super) path: String,
    /// Whether this path always names the same cell: with another index, it names another one.
    pub(super) is_one_cell: bool,
    /// Whether the path is below `self`, which it leaves out.
    pub(super) is_of_self: bool,
}

impl Receiver {
    /// Returns the path with `self`.
    pub(super) fn full_path(&self) -> String {
        let start = if self.is_of_self { "self." } else { "" };
        format!("{start}{}", self.path)
    }

    /// Whether both are fields of the same name: `shared.results` and `self.results`.
    pub(super) fn ends_with(&self, field: &Self) -> bool {
        let owner = self.path.strip_suffix(&field.path);
        owner.is_some_and(|owner| owner.is_empty() || owner.ends_with('.'))
    }
}

/// Whether the method that is called at a place waits on a `Condvar`, and so returns the guard of a mutex again.
pub(super) fn waits(file: &SourceTokens, place: &Place) -> bool {
    file.at(place)
        .is_some_and(|method| file.text(method).starts_with("wait"))
}

/// Returns the name of the cell whose method is called at a place.
pub(super) fn receiver(file: &SourceTokens, place: &Place) -> Option<Receiver> {
    let method = file.at(place)?;
    let name = file.text(method);
    let is_of_a_cell = ACQUIRING_METHODS.contains(&name) || OTHER_METHODS.contains(&name);
    (is_of_a_cell && file.is(method + 1, '('))
        .then(|| receiver_of_call(file, place))
        .flatten()
}

/// Returns the name of the value whose method is called at a place.
pub(super) fn receiver_of_call(file: &SourceTokens, place: &Place) -> Option<Receiver> {
    let dot = file
        .at(place)?
        .checked_sub(1)
        .filter(|dot| file.is(*dot, '.'))?;
    let mut start = dot;
    let mut is_one_cell = true;
    loop {
        let last = start.checked_sub(1)?;
        let token = file.get(last)?;
        match token.partner {
            Some(open) if token.is_close(']') => {
                let index = file.get(open + 1)?;
                is_one_cell &= open + 2 == last && index.text.parse::<usize>().is_ok();
                start = open;
            }
            None if token.is_value() => {
                start = last;
                match start.checked_sub(1) {
                    Some(before) if file.is(before, '.') => start = before,
                    _ => break,
                }
            }
            _ => return None,
        }
    }
    let path = file.source_text(start..dot);
    let field = path.strip_prefix("self.");
    let is_numbered = field.is_some_and(|field| field.starts_with(|c: char| c.is_ascii_digit()));
    let field = field.filter(|_| !is_numbered);
    let path = field.unwrap_or(&path);
    let begins_well = path.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let is_name = begins_well && path != "self" && path.chars().count() <= MAX_RECEIVER;
    is_name.then(|| Receiver {
        path: path.to_owned(),
        is_one_cell,
        is_of_self: field.is_some(),
    })
}

/// The maximum length, in characters, of a receiver that serves as a name.
const MAX_RECEIVER: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    fn lexed(source: &str) -> SourceTokens {
        SourceTokens::parse(source).unwrap()
    }

    fn place_of(source: &str, what: &str) -> Place {
        let at = source.find(what).unwrap();
        let line = source[..at].matches('\n').count() + 1;
        let column = at - source[..at].rfind('\n').map_or(0, |at| at + 1) + 1;
        Place {
            file: "a.rs".to_owned(),
            line: u32::try_from(line).unwrap(),
            column: u32::try_from(column).unwrap(),
        }
    }

    #[test]
    fn a_guard_has_a_name_if_the_call_ends_a_let() {
        for (source, name) in [
            ("fn f() { let reader = cell.borrow(); }", Some("reader")),
            ("{\n let mut w: RefMut<_> = a\n  .borrow(); }", Some("w")),
            ("{ let g = m.borrow().unwrap(); }", Some("g")),
            ("{ let g = m.borrow().expect(\"(x)\"); }", Some("g")),
            ("{ let n = cell.borrow().len(); }", None),
            ("{ cell.borrow(); }", None),
            ("{ println!(\"{}\", cell.borrow()); }", None),
            ("{ let (a, b) = cell.borrow(); }", None),
            ("{ let x = *cell.borrow(); }", None),
            ("{ let x = &*cell.borrow(); }", None),
            ("{ let x = 1 + cell.borrow(); }", None),
            ("{ let x = f(1).g[2]?.borrow(); }", Some("x")),
            ("{ let x = RefCell::borrow(&cell); }", Some("x")),
            ("{ let _ = cell.borrow(); }", None),
            ("{ let _guard = cell.borrow(); }", Some("_guard")),
            (
                "{ // a = b\n guard = c.borrow(guard).unwrap(); }",
                Some("guard"),
            ),
            ("{ *guard = c.borrow(); }", None),
            ("{ if let Ok(g) = m.borrow() { } }", Some("g")),
            ("{ if let Some(g) = m.borrow().first() { } }", None),
            ("{ while let Ok(mut g) = m.borrow() { } }", Some("g")),
            ("{ let Ok(g) = m.borrow() else { return }; }", Some("g")),
            ("{ match m.borrow() { } }", None),
            ("{ let old = cell.borrow_and_replace(1); }", None),
            ("{ let x = Ref::map(a, |b| b.borrow()); }", None),
        ] {
            let found = guard_name(&lexed(source), &place_of(source, "borrow"));
            assert_eq!(found.as_deref(), name, "{source}");
        }
    }

    #[test]
    fn a_cell_has_the_name_that_its_methods_are_called_on() {
        for (source, name) in [
            ("{ forks[0].lock(); }", Some("forks[0]")),
            ("{ let a = self.seats[12].lock(); }", Some("seats[12]")),
            (
                "{ seats[(i + 1) % n].lock(); }",
                Some("seats[(i + 1) % n] of several"),
            ),
            ("{ print(&*a.b\n    .lock()); }", Some("a.b")),
            ("{ self\n    .inner\n    .lock(); }", Some("inner")),
            ("{ self.lock(); }", None),
            ("{ (x).lock(); }", None),
            ("{ seats.get(1).lock(); }", None),
            ("{ io::stdout().lock(); }", None),
            ("{ [1].lock(); }", None),
            ("{ seats.lock_all(); }", None),
        ] {
            let found = receiver(&lexed(source), &place_of(source, "lock"));
            let found = found.map(|found| {
                let of_several = if found.is_one_cell { "" } else { " of several" };
                found.path + of_several
            });
            assert_eq!(found.as_deref(), name, "{source}");
        }
    }

    #[test]
    fn a_cell_has_the_name_of_its_variable_field_or_static() {
        for (source, name) in [
            ("{ let cell = RefCell::new(1); }", Some("cell")),
            ("{ let a = Rc::new(RefCell::new(1)); }", Some("a")),
            ("Self { quota: RefCell::new(1) }", Some("quota")),
            (
                "pub(crate) static N: Mutex<u8> = RefCell::new(1);",
                Some("N"),
            ),
            (
                "/// a; b\nstatic N: Mutex<u8> = RefCell::new(1);",
                Some("N"),
            ),
            ("{ // why = {\n let c = RefCell::new(1); }", Some("c")),
            ("{ let c = RefCell::new(\";\"); }", Some("c")),
            ("{ f(RefCell::new(1)); }", None),
            ("vec![RefCell::new(1)]", None),
            ("{ let cells = vec![RefCell::new(1)]; }", Some("cells[0]")),
            (
                "{ let cells = [None, Some(f(1, 2)), RefCell::new(1)]; }",
                Some("cells[2]"),
            ),
            (
                "{ let cells = Arc::new([const { RefCell::new(1) }; 3]); }",
                Some("cells[?; 3]"),
            ),
            (
                "{ let all: Vec<_> = (0..5).map(|_| Arc::new(RefCell::new(1))).collect(); }",
                Some("all[?; 5]"),
            ),
            (
                "Self { slots: array::from_fn(|slot| RefCell::new(slot)) }",
                Some("slots[?]"),
            ),
            ("{ self.cells.push(RefCell::new(1)); }", Some("cells[?]")),
            ("{ self.take(RefCell::new(1)); }", None),
        ] {
            let found = binding(&lexed(source), &place_of(source, "RefCell"));
            let found = found.map(|found| match (found.index, found.len) {
                (Some(index), _) => format!("{}[{index}]", found.name),
                (None, Some(len)) => format!("{}[?; {len}]", found.name),
                (None, None) if found.is_element => format!("{}[?]", found.name),
                (None, None) => found.name,
            });
            assert_eq!(found.as_deref(), name, "{source}");
        }
    }

    #[test]
    fn a_receiver_has_the_name_of_its_own_variable() {
        for (source, name) in [
            ("{ let (tx, rx) = channel(); }", Some("rx")),
            ("{ let (tx, mut rx): (A, B) = channel(); }", Some("rx")),
            ("{ let ends = channel(); }", None),
            ("{ run(channel()); }", None),
        ] {
            let found = receiver_name(&lexed(source), &place_of(source, "channel"));
            assert_eq!(found.as_deref(), name, "{source}");
        }
    }
}
