//! The variable, field or static that a new cell goes into.

use super::{is_word, offset, statement};
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

/// The variable, field or static that a new cell goes into.
pub(in crate::glass) fn of_cell(source: &str, place: &Place) -> Option<String> {
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
    (is_word(&rest[..end]) && after.starts_with([':', '='])).then(|| rest[..end].to_owned())
}

fn last_word(text: &str) -> Option<String> {
    let start = text
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map_or(0, |at| at + 1);
    (start < text.len()).then(|| text[start..].to_owned())
}
