//! What the source calls a guard or a cell, where it says so plainly: `let reader = cell.borrow();`.

use crate::verdict::Place;

/// What may stand around a new cell on its way into a variable or a field.
const WRAPPERS: [&str; 6] = [
    "Rc::new(",
    "Arc::new(",
    "Box::new(",
    "std::rc::Rc::new(",
    "std::sync::Arc::new(",
    "LazyLock::new(|| ",
];

/// What asks for a guard and hands it out. Others, such as `replace`, have one for a moment and give something else.
const ASKING: [&str; 12] = [
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
    "wait",
    "wait_while",
];

fn gives_a_guard(path: &str) -> bool {
    let (before, last) = path.rsplit_once("::").unwrap_or(("", path));
    let of_a_guard =
        before.ends_with("Ref") || before.ends_with("RefMut") || before.ends_with("Guard");
    ASKING.contains(&last) || of_a_guard && matches!(last, "clone" | "map" | "downgrade")
}

/// The variable that a guard goes into: the call has to be the end of a `let`, or else it is a temporary.
pub(super) fn of_guard(source: &str, place: &Place) -> Option<String> {
    let at = offset(source, place)?;
    let rest = skip_call(&source[at..])?;
    let path = source[at..].split('(').next()?;
    if !gives_a_guard(path.trim_end()) {
        return None;
    }
    let mut rest = rest.trim_start();
    loop {
        let next = [".unwrap", ".expect", ".unwrap_or_else"]
            .into_iter()
            .filter_map(|name| rest.strip_prefix(name))
            .find(|rest| rest.starts_with('('));
        rest = match (next, rest.strip_prefix('?')) {
            (Some(call), _) => skip_call(call)?.trim_start(),
            (None, Some(rest)) => rest.trim_start(),
            (None, None) => break,
        };
    }
    let before = &source[..at];
    let statement = statement(before)?;
    if rest.starts_with(';') {
        let (pattern, value) = assigned(statement)?;
        return is_plain_path(value).then(|| pattern.to_owned());
    }
    let is_let_else = statement.starts_with("let ") && rest.starts_with("else");
    let is_if_let = statement.starts_with("if let ") || statement.starts_with("while let ");
    (is_let_else || is_if_let && rest.starts_with('{'))
        .then(|| unwrapped(statement))
        .flatten()
}

/// The variable, field or static that a new cell goes into.
pub(super) fn of_cell(source: &str, place: &Place) -> Option<String> {
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
    before.ends_with('=').then(|| let_name(before)).flatten()
}

/// `NAME` and what follows `=`, in `let mut NAME: T = …` or `NAME = …`.
fn assigned(statement: &str) -> Option<(&str, &str)> {
    let (left, value) = statement.split_once('=')?;
    let left = left.strip_prefix("let ").unwrap_or(left);
    let left = left.strip_prefix("mut ").unwrap_or(left);
    let name = left.split_once(':').map_or(left, |(name, _)| name).trim();
    is_word(name).then_some((name, value))
}

/// `NAME` in `if let Ok(mut NAME) = …` and the like.
fn unwrapped(statement: &str) -> Option<String> {
    let (pattern, value) = statement.split_once("let ")?.1.split_once('=')?;
    let inside = ["Ok(", "Some("]
        .iter()
        .find_map(|wrapper| pattern.trim().strip_prefix(wrapper))?
        .strip_suffix(')')?;
    let name = inside.strip_prefix("mut ").unwrap_or(inside);
    (is_word(name) && is_plain_path(value)).then(|| name.to_owned())
}

/// Whether a value is nothing but a path to what is asked for its guard: with `*` or `+` before the call, the variable
/// would get something else, and the guard would be a temporary.
fn is_plain_path(value: &str) -> bool {
    let mut depth = 0_u32;
    let mut before = '.';
    let value = value.trim();
    for character in value.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 || character.is_alphanumeric() => {}
            '_' | '.' | ':' | '?' | '\n' => {}
            ' ' if matches!(before, '\n' | ' ') => {}
            _ => return false,
        }
        before = character;
    }
    value.is_empty() || value.ends_with(['.', ':'])
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text != "_" && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The beginning of the statement that `before` ends in, without the comments above it.
fn statement(before: &str) -> Option<&str> {
    let start = before.rfind([';', '{', '}']).map_or(0, |at| at + 1);
    let mut statement = before[start..].trim_start();
    while let Some(line) = statement.strip_prefix("//") {
        statement = line.split_once('\n')?.1.trim_start();
    }
    Some(statement)
}

/// The name in `let mut NAME: T = …` or `static NAME: T = …`, if that is how the last statement of `before` starts.
fn let_name(before: &str) -> Option<String> {
    let statement = statement(before)?;
    let statement = statement.strip_prefix("pub ").unwrap_or(statement);
    let rest = ["let ", "static "]
        .iter()
        .find_map(|word| statement.strip_prefix(word))?;
    let rest = rest.strip_prefix("mut ").unwrap_or(rest);
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(rest.len());
    let after = rest[end..].trim_start();
    (end > 0 && after.starts_with([':', '='])).then(|| rest[..end].to_owned())
}

fn last_word(text: &str) -> Option<String> {
    let start = text
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map_or(0, |at| at + 1);
    (start < text.len()).then(|| text[start..].to_owned())
}

/// What follows a call: a path, and the matching parenthesis.
fn skip_call(text: &str) -> Option<&str> {
    let open = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))?;
    let inside = text[open..].strip_prefix('(')?;
    let mut depth = 1_u32;
    for (at, character) in inside.char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(&inside[at + 1..]),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Where a place stands in the text, in bytes.
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
            let found = of_guard(source, &place_of(source, "borrow"));
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
            let found = of_cell(source, &place_of(source, "RefCell"));
            assert_eq!(found.as_deref(), name, "{source}");
        }
    }
}
