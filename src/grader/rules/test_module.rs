//! Finds what would let a program notice that it is built with the learner's own tests, which only the test build has.

use crate::grader::tokens::Token;
use crate::verdict::ReservedReason;
use std::ops::Range;

/// A module with `#[cfg(test)]`, or a `#[test]` outside of one.
struct TestItem<'a> {
    name: &'a str,
    is_module: bool,
    tokens: Range<usize>,
}

/// The index of a token, what it uses, and why that is reserved.
pub(super) type Misuse = (usize, String, ReservedReason);

/// Finds what distinguishes a test build from another one. `begins` are the attributes of the test modules, and
/// `in_macros` marks the tokens of the file's own macros.
pub(super) fn misuses(row: &[Token], begins: &[usize], in_macros: &[bool]) -> Vec<Misuse> {
    let file = SourceFile { row, in_macros };
    let mut items: Vec<TestItem<'_>> = begins.iter().filter_map(|&at| file.module(at)).collect();
    let mut found = Vec::new();
    for (at, &in_macro) in in_macros.iter().enumerate() {
        if file.is_test_attribute(at) && !items.iter().any(|item| item.tokens.contains(&at)) {
            match file.function(at).filter(|_| !in_macro) {
                Some(function) => items.push(function),
                None => found.push((at, "#[test]".to_owned(), ReservedReason::SeesGrading)),
            }
        }
    }
    if items.is_empty() {
        return found;
    }
    let is_inside = |at: usize| items.iter().any(|item| item.tokens.contains(&at));
    let macros_with_impl =
        (0..row.len()).any(|at| in_macros[at] && !is_inside(at) && file.word(at) == "impl");
    for at in 0..row.len() {
        let word = file.word(at);
        let mut own = items.iter().filter(|item| item.tokens.contains(&at));
        let changes = own.any(|item| {
            (word == "impl" && file.is_impl_of_foreign(at, item))
                || (macros_with_impl && file.calls_own_macro(at))
        });
        if let Some(item) = items.iter().find(|item| item.name == word)
            && !is_inside(at)
            && file.uses(at, item)
        {
            let end = if item.is_module { "::" } else { "" };
            let what = format!("{word}{end}");
            found.push((at, what, ReservedReason::SeesGrading));
        } else if changes {
            found.push((at, "impl".to_owned(), ReservedReason::ChangesProgram));
        } else if ["macro_use", "macro_export"].contains(&word) {
            found.push((at, word.to_owned(), ReservedReason::ChangesProgram));
        }
    }
    found
}

struct SourceFile<'a> {
    row: &'a [Token],
    in_macros: &'a [bool],
}

impl<'a> SourceFile<'a> {
    fn word(&self, at: usize) -> &'a str {
        self.row.get(at).map_or("", |token| token.text.as_str())
    }

    fn before(&self, at: usize, places: usize) -> &'a str {
        at.checked_sub(places).map_or("", |at| self.word(at))
    }

    /// Returns the module whose `cfg` is at `begin`.
    fn module(&self, begin: usize) -> Option<TestItem<'a>> {
        let named = (begin..begin + 8).find(|&at| self.word(at) == "mod")? + 1;
        let mut depth = 0_u32;
        let end = (named + 1..self.row.len()).find(|&at| {
            match self.word(at) {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        })?;
        Some(TestItem {
            name: self.word(named),
            is_module: true,
            tokens: begin..end + 1,
        })
    }

    /// Returns the function whose attribute `test` is at `begin`.
    fn function(&self, begin: usize) -> Option<TestItem<'a>> {
        let named = (begin..self.row.len()).find(|&at| self.word(at) == "fn")? + 1;
        let mut depth = 0_u32;
        let mut in_body = false;
        let end = (named + 1..self.row.len()).find(|&at| {
            match self.word(at) {
                "(" | "[" => depth += 1,
                "{" => {
                    // A constant in the type that the test returns is not a body.
                    in_body |= depth == 0 && !["<", ",", "="].contains(&self.before(at, 1));
                    depth += 1;
                }
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            in_body && depth == 0
        })?;
        Some(TestItem {
            name: self.word(named),
            is_module: false,
            tokens: begin..end + 1,
        })
    }

    /// Whether the name at this place, outside of the item, may lead to it.
    fn uses(&self, at: usize, item: &TestItem<'_>) -> bool {
        let named = self.row[at].in_use || self.in_macros[at];
        if item.is_module {
            named || self.is_in_path(at)
        } else {
            named || ![".", "fn"].contains(&self.before(at, 1))
        }
    }

    /// Whether `test` may be an attribute here: `#[test]`, by a path, or in a macro.
    fn is_test_attribute(&self, at: usize) -> bool {
        let ends = self.word(at + 1) == "]";
        let attribute = match self.before(at, 1) {
            "[" => self.before(at, 2) == "#",
            before => before == ":",
        };
        self.word(at) == "test" && (self.in_macros[at] || (ends && attribute))
    }

    fn is_in_path(&self, at: usize) -> bool {
        let colons = |first: &str, second: &str| first == ":" && second == ":";
        colons(self.word(at + 1), self.word(at + 2))
            || colons(self.before(at, 1), self.before(at, 2))
    }

    fn calls_own_macro(&self, at: usize) -> bool {
        let mut names = self.row.windows(3);
        self.word(at + 1) == "!"
            && names.any(|words| words[0].text == "macro_rules" && words[2].text == self.word(at))
    }

    /// Whether an `impl` is for a type that the item does not define.
    fn is_impl_of_foreign(&self, at: usize, item: &TestItem<'_>) -> bool {
        let begins_item = ["{", "}", ";", "]", "unsafe"].contains(&self.before(at, 1));
        if !begins_item && !self.in_macros[at] {
            return false;
        }
        let end = (at..self.row.len()).find(|&at| ["{", "where", ";"].contains(&self.word(at)));
        let head = at + 1..end.unwrap_or(self.row.len());
        let is_for = |&at: &usize| self.word(at) == "for" && self.word(at + 1) != "<";
        let generics = self.generics(head.start);
        let subject = head
            .clone()
            .rev()
            .find(is_for)
            .map_or(generics.end, |at| at + 1);
        let name = self.word(subject);
        let is_plain = subject + 1 == head.end || self.word(subject + 1) == "<";
        let is_parameter = generics.into_iter().any(|at| self.word(at) == name);
        let mut own = false;
        let mut foreign = false;
        for at in (0..self.row.len()).filter(|&at| self.word(at) == name) {
            let inside = item.tokens.contains(&at);
            own |= inside && ["struct", "enum", "union"].contains(&self.before(at, 1));
            foreign |= !inside || self.row[at].in_use || self.before(at, 1) == "type";
        }
        !is_plain || is_parameter || !own || foreign
    }

    /// Returns the generic parameters that may begin here.
    fn generics(&self, begin: usize) -> Range<usize> {
        let mut depth = 0_u32;
        for at in begin..self.row.len() {
            match self.word(at) {
                "<" => depth += 1,
                // Not the end of an arrow.
                ">" if self.before(at, 1) != "-" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return begin..if at == begin { at } else { at + 1 };
            }
        }
        begin..begin
    }
}
