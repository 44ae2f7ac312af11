//! Finds the names of guards and cells in the source, if they are obvious: `let reader = cell.borrow();`.

mod guards;

pub(super) use guards::guard_name;

use crate::verdict::Place;

fn is_word(text: &str) -> bool {
    !text.is_empty() && text != "_" && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Returns the beginning of the statement that `before` ends in, without preceding comments.
fn statement(before: &str) -> Option<&str> {
    let start = before.rfind([';', '{', '}']).map_or(0, |at| at + 1);
    let mut statement = before[start..].trim_start();
    while let Some(line) = statement.strip_prefix("//") {
        statement = line.split_once('\n')?.1.trim_start();
    }
    Some(statement)
}

/// Returns the byte offset of a place in the text.
pub(super) fn offset(source: &str, place: &Place) -> Option<usize> {
    let mut start = 0;
    let index = usize::try_from(place.line).ok()?.checked_sub(1)?;
    let line = source
        .split_inclusive('\n')
        .nth(index)
        .inspect(|line| start = line.as_ptr().addr() - source.as_ptr().addr())?;
    let column = usize::try_from(place.column).ok()?.checked_sub(1)?;
    let inside = line.char_indices().nth(column)?.0;
    Some(start + inside)
}

/// Calls that wrap a new cell in the initializer of a variable or a field.
const WRAPPERS: [&str; 7] = [
    "Rc::new(",
    "Arc::new(",
    "Box::new(",
    "std::rc::Rc::new(",
    "std::sync::Arc::new(",
    "LazyLock::new(|| ",
    "const {",
];

/// Returns the name of the variable, field or static that holds a new cell.
pub(super) fn cell_name(source: &str, place: &Place) -> Option<String> {
    let at = offset(source, place)?;
    let mut before = source[..at].trim_end();
    while let Some(shorter) = WRAPPERS
        .iter()
        .find_map(|wrapper| before.strip_suffix(wrapper.trim_end()))
    {
        before = shorter.trim_end();
    }
    if let Some(field) = before.strip_suffix(':') {
        return last_word(field);
    }
    before
        .ends_with('=')
        .then(|| binding_name(before))
        .flatten()
}

/// Returns the name in `let mut NAME: T = …` or `static NAME: T = …`, if that is how the last statement of `before` starts.
fn binding_name(before: &str) -> Option<String> {
    let statement = statement(before)?;
    let statement = statement.strip_prefix("pub ").unwrap_or(statement);
    let rest = ["let ", "static "]
        .iter()
        .find_map(|word| statement.strip_prefix(word))?;
    // The sender tells which channel it is: `let (tx, rx) = channel();`
    let rest = rest.strip_prefix('(').unwrap_or(rest);
    let rest = rest.strip_prefix("mut ").unwrap_or(rest);
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(rest.len());
    let after = rest[end..].trim_start();
    (is_word(&rest[..end]) && after.starts_with([':', '=', ','])).then(|| rest[..end].to_owned())
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
pub(super) fn method<'a>(source: &'a str, place: &Place) -> Option<&'a str> {
    let called = source.get(offset(source, place)?..)?.split('(').next()?;
    let method = called.rsplit("::").next()?;
    REFUSED_METHODS.contains(&method).then_some(method)
}

/// The methods that neither return a guard nor belong to a channel, whose ends have names of their own.
const OTHER_METHODS: [&str; 15] = [
    "load",
    "store",
    "fetch_add",
    "fetch_sub",
    "fetch_or",
    "fetch_and",
    "compare_exchange",
    "compare_exchange_weak",
    "wait",
    "wait_while",
    "wait_timeout",
    "wait_timeout_while",
    "notify_one",
    "notify_all",
    "get_or_init",
];

/// What a cell is called where one of its methods is called: `forks[0]` in `forks[0].lock()`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Receiver {
    pub(super) path: String,
    /// Whether this path is always the same cell: another index is another cell.
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

    /// Whether both are the field of the same name: `shared.results` and `self.results`.
    pub(super) fn ends_with(&self, field: &Self) -> bool {
        let owner = self.path.strip_suffix(&field.path);
        owner.is_some_and(|owner| owner.is_empty() || owner.ends_with('.'))
    }
}

/// Returns what the cell is called whose method is called at a place.
pub(super) fn receiver(source: &str, place: &Place) -> Option<Receiver> {
    let at = offset(source, place)?;
    let method = source[at..].split('(').next()?;
    let is_of_a_cell = guards::acquires(method) || OTHER_METHODS.contains(&method);
    is_of_a_cell
        .then(|| receiver_of_call(source, place))
        .flatten()
}

/// Returns what the value is called whose method is called at a place.
pub(super) fn receiver_of_call(source: &str, place: &Place) -> Option<Receiver> {
    let at = offset(source, place)?;
    let before = source[..at].trim_end().strip_suffix('.')?.trim_end();
    let mut start = before.len();
    let mut is_one_cell = true;
    loop {
        let rest = &before[..start];
        let word = rest.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.'));
        start = word.len();
        let Some(inside) = word.strip_suffix(']') else {
            break;
        };
        start = inside.rfind('[')?;
        is_one_cell &= inside[start + 1..].parse::<usize>().is_ok();
    }
    let path = &before[start..];
    let field = path.strip_prefix("self.");
    let is_numbered = field.is_some_and(|field| field.starts_with(|c: char| c.is_ascii_digit()));
    let field = field.filter(|_| !is_numbered);
    let path = field.unwrap_or(path);
    let begins_well = path.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let is_name = begins_well && path != "self" && path.len() <= MAX_RECEIVER;
    let after_a_call = before[..start].ends_with([')', '?']);
    (is_name && !after_a_call).then(|| Receiver {
        path: path.to_owned(),
        is_one_cell,
        is_of_self: field.is_some(),
    })
}

/// The longest receiver that serves as a name.
const MAX_RECEIVER: usize = 30;

fn last_word(text: &str) -> Option<String> {
    let start = text
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map_or(0, |at| at + 1);
    (start < text.len()).then(|| text[start..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_guard_has_a_name_where_the_call_ends_a_let() {
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
            let found = guard_name(source, &place_of(source, "borrow"));
            assert_eq!(found.as_deref(), name, "{source}");
        }
    }

    #[test]
    fn a_cell_is_called_what_its_methods_are_called_on() {
        for (source, name) in [
            ("{ forks[0].lock(); }", Some("forks[0]")),
            ("{ let a = self.seats[12].lock(); }", Some("seats[12]")),
            (
                "{ seats[(i + 1) % n].lock(); }",
                Some("seats[(i + 1) % n] of several"),
            ),
            ("{ print(&*a.b\n    .lock()); }", Some("a.b")),
            ("{ self.lock(); }", None),
            ("{ (x).lock(); }", None),
            ("{ seats.get(1).lock(); }", None),
            ("{ io::stdout().lock(); }", None),
            ("{ [1].lock(); }", None),
            ("{ seats.lock_all(); }", None),
        ] {
            let found = receiver(source, &place_of(source, "lock"));
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
            ("static N: Mutex<u8> = RefCell::new(1);", Some("N")),
            ("{ // why\n let c = RefCell::new(1); }", Some("c")),
            ("{ f(RefCell::new(1)); }", None),
            ("vec![RefCell::new(1)]", None),
        ] {
            let found = cell_name(source, &place_of(source, "RefCell"));
            assert_eq!(found.as_deref(), name, "{source}");
        }
    }
}
