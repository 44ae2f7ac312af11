//! Finds variables: one of a given type, and one whose elements a loop or an iterator lends.

use super::Scopes;
use super::calls::enclosing_function;
use crate::verdict::{OwningVariable, Place};

/// Methods of an iterator whose closure gets each element.
const EACH: [&str; 4] = ["flat_map", "for_each", "map", "try_for_each"];

impl Scopes<'_> {
    /// Returns the variable of the function around a place that is bound to a new value of this type before it.
    pub(in crate::glass) fn variable_made(
        &self,
        place: &Place,
        of: &str,
    ) -> Option<OwningVariable> {
        let at = self.tokens.at(place)?;
        let (_, open, _) = enclosing_function(self.tokens, at)?;
        let mut lets = (open..at).rev().filter(|at| self.tokens.text(*at) == "let");
        lets.find_map(|binding| {
            let equals = self.tokens.next_at_level(binding, '=')?;
            let name = self.tokens.bound_by_let(binding, equals + 1)?;
            let is_typed = (binding..equals).any(|at| self.tokens.text(at) == of);
            (is_typed || self.tokens.text(equals + 1) == of).then_some(())?;
            let holder = self.holder(name, binding, at, place)?;
            Some(OwningVariable {
                is_used_later: self.is_used_from(place, &holder.name),
                ..holder
            })
        })
    }

    /// Returns the variable whose elements the closure or the loop around a place gets by reference: `readers` of
    /// `readers.iter().map(|reader| …)` and of `for reader in &readers { … }`.
    pub(in crate::glass) fn lender(&self, place: &Place) -> Option<OwningVariable> {
        let at = self.tokens.at(place)?;
        let (_, function, _) = enclosing_function(self.tokens, at)?;
        let mut inner = at;
        loop {
            let open = self
                .tokens
                .enclosing_open(inner)
                .filter(|open| *open > function)?;
            if let Some(named) = self.lent_in_call(open).or_else(|| self.lent_in_loop(open)) {
                let name = self.tokens.name_at(named)?;
                let mut lets = (function..named).rev();
                let binding =
                    lets.find(|at| self.tokens.text(*at) == "let" && self.binds(*at, &name))?;
                return self.holder(name, binding, at, place);
            }
            inner = open;
        }
    }

    /// Returns `readers` of `readers.iter().map(`, whose parenthesis this is.
    fn lent_in_call(&self, open: usize) -> Option<usize> {
        let method = open.checked_sub(1)?;
        EACH.contains(&self.tokens.text(method)).then_some(())?;
        let start = self.tokens.start_of_value(method);
        self.is_lent(start).then_some(start)
    }

    /// Returns `readers` of `for reader in &readers {`, whose brace this is.
    fn lent_in_loop(&self, open: usize) -> Option<usize> {
        let head = self.tokens.start_of_statement(open)?;
        (self.tokens.text(head) == "for").then_some(())?;
        let word = (head..open).find(|at| self.tokens.text(*at) == "in")?;
        if self.tokens.is(word + 1, '&') {
            return (word + 3 == open).then_some(word + 2);
        }
        self.is_lent(word + 1).then_some(word + 1)
    }

    fn is_lent(&self, start: usize) -> bool {
        self.tokens.is(start + 1, '.') && self.tokens.text(start + 2) == "iter"
    }

    /// Whether a `let` binds a variable of this name, perhaps in a pattern.
    fn binds(&self, binding: usize, name: &str) -> bool {
        let equals = self.tokens.next_at_level(binding, '=');
        equals.is_some_and(|equals| {
            (binding + 1..equals).any(|at| {
                // In a pattern with braces, the name before a `:` is a field.
                let is_field = self.tokens.is(at + 1, ':') && !self.tokens.is_at_level(binding, at);
                self.tokens.text(at) == name && !is_field
            })
        })
    }

    fn holder(
        &self,
        name: String,
        binding: usize,
        at: usize,
        place: &Place,
    ) -> Option<OwningVariable> {
        let close = self
            .tokens
            .enclosing_brace(binding)
            .filter(|close| *close > at)?;
        Some(OwningVariable {
            name,
            function: enclosing_function(self.tokens, binding)?.0.to_owned(),
            until: self.tokens.place(close, &place.file)?,
            is_used_later: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::glass::scopes::{Scopes, Signatures};
    use crate::glass::tokens::SourceTokens;
    use crate::verdict::{Edition, Place};

    /// Returns what is found for the word `here`, if anything: the variable, and the line of its end.
    fn found(source: &str, of: Option<&str>) -> Option<(String, u32)> {
        let tokens = SourceTokens::parse(source).unwrap();
        let signatures = Signatures::read(&[&tokens]);
        let scopes = Scopes::new(&tokens, &signatures, Some(Edition::E2024));
        let at = (0..tokens.len())
            .find(|at| tokens.text(*at) == "here")
            .unwrap();
        let place: Place = tokens.place(at, "a.rs").unwrap();
        let holder = match of {
            Some(of) => scopes.variable_made(&place, of),
            None => scopes.lender(&place),
        }?;
        Some((holder.name, holder.until.line))
    }

    #[test]
    fn the_variable_that_lends_its_elements_is_found() {
        for (body, line) in [
            (
                "let all = make();\nall.iter().map(|one| here(one)).count();\n",
                Some(4),
            ),
            (
                "let Whole { all, rest } = self;\nfor one in &all { here(one); }\n",
                Some(4),
            ),
            (
                "let all: Vec<Part> = make();\nfor one in all.iter() { s(|| here(one)); }\n",
                Some(4),
            ),
            ("let all = make();\nfor one in all { here(one); }\n", None),
            (
                "let all = make();\nall.into_iter().map(|one| here(one)).count();\n",
                None,
            ),
        ] {
            let source = format!("fn f() {{\n{body}}}");
            let expected = line.map(|line| ("all".to_owned(), line));
            assert_eq!(found(&source, None), expected, "{body}");
        }
        assert_eq!(
            found(
                "fn f(all: &[Part]) { for one in all.iter() { here(one); } }",
                None
            ),
            None
        );
    }

    #[test]
    fn the_variable_of_a_type_is_found_where_it_is_in_scope() {
        let source = "fn f() {\n{ let other = Fanout::new(); }\nlet mut all = Fanout::new().with(1);\ng(|| here());\n}";
        assert_eq!(found(source, Some("Fanout")), Some(("all".to_owned(), 5)));
        assert_eq!(found(source, Some("Other")), None);
    }
}
