//! Determines how two names of one cell can be compared. That depends on their types: if the parameter `from` is
//! already a reference, `&from` would be a reference to that reference.

use super::history::{GuardLife, History};
use crate::glass::scopes::enclosing_function;
use crate::glass::tokens::SourceTokens;
use crate::verdict::{Place, PointerComparison};

/// Returns how to compare the two parameters or fields by which the program names a cell.
pub(super) fn comparison(
    history: &History<'_>,
    life: &GuardLife<'_>,
    met_at: usize,
    names: &[String; 2],
) -> Option<PointerComparison> {
    let events = &history.trace.events;
    let term = |event: usize, name: &str| {
        let place = events.get(event)?.place.as_ref()?;
        term(history.source.tokens(place)?, place, name)
    };
    let (function, first) = term(life.began, &names[0])?;
    let (same, second) = term(met_at, &names[1])?;
    (function == same).then_some(PointerComparison {
        function,
        first,
        second,
    })
}

/// Returns the function that compares what this name stands for, and its argument.
fn term(file: &SourceTokens, place: &Place, name: &str) -> Option<(String, String)> {
    let declared = match name.rsplit_once('.') {
        Some((_, field)) => type_of_field(file, field)?,
        None => type_of_parameter(file, file.at(place)?, name)?,
    };
    let is_reference = file.is(declared, '&');
    let mut word = declared;
    while matches!(file.text(word), "&" | "mut") || file.is(word, '\'') {
        word += if file.is(word, '\'') { 2 } else { 1 };
    }
    let argument = if is_reference {
        name.to_owned()
    } else {
        format!("&{name}")
    };
    match file.text(word) {
        "RefCell" | "Mutex" | "RwLock" => Some(("std::ptr::eq".to_owned(), argument)),
        handle @ ("Rc" | "Arc") => Some((format!("{handle}::ptr_eq"), argument)),
        _ => None,
    }
}

/// Returns where the type of the only field of this name begins.
fn type_of_field(file: &SourceTokens, field: &str) -> Option<usize> {
    let is_declared = |at: &usize| {
        let is_field = file.text(*at) == field && file.is(at + 1, ':') && !file.is(at + 2, ':');
        let open = file.enclosing_open(*at).filter(|_| is_field);
        let open = open.filter(|open| file.is(*open, '{'));
        let head = open.and_then(|open| Some((file.start_of_statement(open)?, open)));
        head.is_some_and(|(start, open)| (start..open).any(|at| file.text(at) == "struct"))
    };
    let mut found = (0..file.len()).filter(is_declared);
    let only = found.next()?;
    found.next().is_none().then_some(only + 2)
}

/// Returns where the type of a parameter begins, unless another variable may have its name at this token.
fn type_of_parameter(file: &SourceTokens, at: usize, name: &str) -> Option<usize> {
    let (called, body, _) = enclosing_function(file, at)?;
    let is_declared = |at: &usize| file.text(*at) == "fn" && file.text(at + 1) == called;
    let function = (0..body).rev().find(is_declared)?;
    let open = (function..body).find(|at| file.is(*at, '('))?;
    let close = file.get(open)?.partner?;
    let is_hidden = (close..at).any(|at| {
        let binds = matches!(file.text(at.wrapping_sub(1)), "let" | "mut" | "for" | "|");
        file.text(at) == name && binds
    });
    let parameter = (open..close).find(|at| file.text(*at) == name && file.is(at + 1, ':'))?;
    (!is_hidden).then_some(parameter + 2)
}

#[cfg(test)]
mod tests {
    use super::term;
    use crate::glass::tokens::SourceTokens;
    use crate::verdict::Place;

    fn compared(source: &str, name: &str) -> Option<String> {
        let file = SourceTokens::parse(source).unwrap();
        let at = source.find("HERE").unwrap();
        let place = Place {
            file: "a.rs".to_owned(),
            line: 1,
            column: u32::try_from(at + 1).unwrap(),
        };
        let (function, argument) = term(&file, &place, name)?;
        Some(format!("{function}({argument}"))
    }

    #[test]
    fn a_reference_is_compared_as_it_is() {
        for (source, name, says) in [
            (
                "fn f(a: &RefCell<i64>, b: u8) { HERE }",
                "a",
                "std::ptr::eq(a",
            ),
            ("fn f(a: &'x Mutex<i64>) { HERE }", "a", "std::ptr::eq(a"),
            ("fn f(a: &Rc<RefCell<i64>>) { HERE }", "a", "Rc::ptr_eq(a"),
            ("fn f(a: Arc<Mutex<i64>>) { HERE }", "a", "Arc::ptr_eq(&a"),
            (
                "struct S { v: Mutex<i64> } fn f(a: &S) { HERE }",
                "a.v",
                "std::ptr::eq(&a.v",
            ),
        ] {
            assert_eq!(compared(source, name).as_deref(), Some(says), "{source}");
        }
    }

    #[test]
    fn what_the_source_does_not_show_is_not_compared() {
        for (source, name) in [
            ("fn f(a: &Account) { HERE }", "a"),
            ("fn f(a: &RefCell<i64>) { let a = g(a); HERE }", "a"),
            ("fn f(b: &RefCell<i64>) { HERE }", "a"),
            ("struct S { v: Shared } fn f(a: &S) { HERE }", "a.v"),
        ] {
            assert_eq!(compared(source, name), None, "{source}");
        }
    }
}
