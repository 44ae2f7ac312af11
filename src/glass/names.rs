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

/// The variable that a guard goes into: the call has to be the end of a `let`, or else it is a temporary.
pub(super) fn of_guard(source: &str, place: &Place) -> Option<String> {
    let at = offset(source, place)?;
    let rest = skip_call(&source[at..])?;
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
    rest.starts_with(';')
        .then(|| let_name(&source[..at]))
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

/// The name in `let mut NAME: T = …` or `static NAME: T = …`, if that is how the last statement of `before` starts.
fn let_name(before: &str) -> Option<String> {
    let start = before.rfind([';', '{', '}']).map_or(0, |at| at + 1);
    let mut statement = before[start..].trim_start();
    while let Some(line) = statement.strip_prefix("//") {
        statement = line.split_once('\n')?.1.trim_start();
    }
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
