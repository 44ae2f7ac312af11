//! Finds which fields a thread tests before it waits for a `Condvar`.

use crate::glass::scopes::enclosing_function;
use crate::glass::tokens::SourceTokens;
use crate::verdict::Place;
use std::collections::BTreeSet;

/// Returns the fields of the guarded value that the function with this wait reads; `None` if it may read the whole
/// value.
pub(in crate::glass::explain) fn fields_tested(
    file: &SourceTokens,
    wait: &Place,
) -> Option<BTreeSet<String>> {
    let wait = file.at(wait)?;
    let open = file.parenthesis(wait)?;
    let close = file.get(open)?.partner?;
    let (name, region) = if file.text(wait).ends_with("_while") {
        let is_bar = |at: &usize| file.is(*at, '|');
        let first = (open..close).find(is_bar)?;
        let last = (first + 1..close).find(is_bar)?;
        (file.name_at(last.checked_sub(1)?)?, last..close)
    } else {
        let (_, body, end) = enclosing_function(file, wait)?;
        (file.name_at(open + 1)?, body..end)
    };
    let mut fields = BTreeSet::new();
    for at in region {
        let is_other = file.text(at) != name || file.is(at.wrapping_sub(1), '.');
        if is_other || at == open + 1 || is_written(file, at) || is_bound_or_dropped(file, at) {
            continue;
        }
        let is_field = file.is(at + 1, '.') && !file.is(at + 3, '(');
        let field = file.name_at(at + 2).filter(|_| is_field)?;
        if !is_written(file, at + 2) {
            fields.insert(field);
        }
    }
    Some(fields)
}

/// Whether an assignment follows a word.
fn is_written(file: &SourceTokens, at: usize) -> bool {
    let sign = |at: usize, sign: char| file.is(at, sign);
    let is_operation = matches!(
        file.text(at + 1),
        "+" | "-" | "*" | "/" | "|" | "&" | "^" | "%"
    );
    let equals = if is_operation { at + 2 } else { at + 1 };
    sign(equals, '=') && !sign(equals + 1, '=') && !sign(equals + 1, '>')
}

fn is_bound_or_dropped(file: &SourceTokens, at: usize) -> bool {
    let before = file.text(at.wrapping_sub(1));
    let is_dropped = before == "(" && file.text(at.wrapping_sub(2)) == "drop";
    before == "let" || before == "mut" && file.text(at.wrapping_sub(2)) == "let" || is_dropped
}

#[cfg(test)]
mod tests {
    use super::fields_tested;
    use crate::glass::tokens::SourceTokens;
    use crate::verdict::Place;

    fn tested(source: &str) -> Option<String> {
        let at = source.find(".wait").unwrap() + 2;
        let place = Place {
            file: "a.rs".to_owned(),
            line: 1,
            column: u32::try_from(at).unwrap(),
        };
        let fields = fields_tested(&SourceTokens::parse(source).unwrap(), &place)?;
        Some(fields.into_iter().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn only_fields_that_are_read_are_tested() {
        for (source, fields) in [
            (
                "fn f() { let mut s = m.lock(); while s.queue.is_empty() && !s.stop { s.idle += 1; s = c.wait(s); s.idle -= 1; } }",
                Some("queue stop"),
            ),
            (
                "fn f() { let s = c.wait_while(m.lock(), |s| s.open == 0); s.more.push(1); }",
                Some("open"),
            ),
            (
                "fn f() { let mut s = m.lock(); while *s != 3 { s = c.wait(s); } }",
                None,
            ),
            (
                "fn f() { let mut s = m.lock(); while s.len() > 3 { s = c.wait(s); } }",
                None,
            ),
        ] {
            assert_eq!(tested(source).as_deref(), fields, "{source}");
        }
    }
}
