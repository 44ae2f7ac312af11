//! What a statement with a guard does with it: which method's arguments are evaluated meanwhile, and whether it gets at
//! parts of the value to change them.

use super::Scopes;
use super::signatures::Owner;
use crate::verdict::{ArgumentOf, Place};

/// What gets a reference by which a part of a value can be changed.
const GETS_MUT: [&str; 13] = [
    "as_deref_mut",
    "as_mut",
    "chunks_mut",
    "drain",
    "entry",
    "first_mut",
    "get_disjoint_mut",
    "get_mut",
    "iter_mut",
    "last_mut",
    "peek_mut",
    "range_mut",
    "values_mut",
];

impl Scopes<'_> {
    /// Returns the method in whose arguments a token is, if it is called on the guard that the call at the first place
    /// creates: `insert` in `map.borrow_mut().insert(key, value())`.
    pub(in crate::glass) fn argument_of(&self, created: &Place, met: &Place) -> Option<ArgumentOf> {
        if created.file != met.file {
            return None;
        }
        let (created, met) = (self.tokens.at(created)?, self.tokens.at(met)?);
        let mut open = self.tokens.enclosing_open(met)?;
        let around = self.tokens.enclosing_open(created);
        while self.tokens.enclosing_open(open) != around {
            open = self.tokens.enclosing_open(open)?;
        }
        let method = open.checked_sub(1)?;
        let is_call = open > created
            && self.tokens.is(open, '(')
            && self.tokens.get(method)?.is_value()
            && self.tokens.is(method.checked_sub(1)?, '.');
        if !is_call || !self.is_one_chain(created, method) {
            return None;
        }
        Some(ArgumentOf {
            method: self.tokens.text(method).to_owned(),
            in_closure: (open..met).any(|at| self.tokens.is(at, '|')),
        })
    }

    /// Whether only fields, methods and their arguments are between two tokens.
    fn is_one_chain(&self, from: usize, to: usize) -> bool {
        let mut at = from;
        while at < to {
            let token = self.tokens.get(at);
            let Some(token) = token else { return false };
            if !token.is_value() && !token.is_any_open() && !matches!(&*token.text, "." | "?") {
                return false;
            }
            at = token.partner.filter(|close| *close > at).unwrap_or(at) + 1;
        }
        true
    }

    /// Whether the statement of a guard gets at parts of the value to change them, in its head if it has a block.
    pub(in crate::glass) fn gives_mut(&self, created: &Place) -> bool {
        let gives = || {
            let created = self.tokens.at(created)?;
            let start = self.tokens.start_of_statement(created)?;
            let is_block = matches!(
                self.tokens.text(start),
                "for" | "while" | "if" | "match" | "loop"
            );
            let end = match self.tokens.next_open_brace(created) {
                Some(block) if is_block => block,
                _ => self.tokens.next_at_level(created, ';')?,
            };
            Some(self.changes_parts(start, end))
        };
        gives().unwrap_or(false)
    }

    /// Whether an expression gets at parts of a value to change them.
    pub(super) fn changes_parts(&self, from: usize, to: usize) -> bool {
        (from..to).any(|at| {
            let is_reference =
                self.tokens.text(at) == "mut" && self.tokens.is(at.wrapping_sub(1), '&');
            is_reference || GETS_MUT.contains(&self.tokens.text(at))
        })
    }

    /// Whether a function of the program returns an iterator, so that what it gives can be collected.
    pub(in crate::glass) fn returns_iterator(&self, function: &str) -> bool {
        self.signatures
            .is_iterator(&self.signatures.returned(function))
    }

    /// Whether the call at a place is of a method that takes this variable as `self`: `edit.commit()`.
    pub(in crate::glass) fn takes_receiver(
        &self,
        call: &Place,
        name: &str,
        function: &str,
    ) -> bool {
        let Some(method) = self.tokens.at(call).filter(|at| *at > 1) else {
            return false;
        };
        self.tokens.text(method) == function
            && self.tokens.is(method - 1, '.')
            && self.tokens.text(method - 2) == name
            && !self.tokens.is(method.wrapping_sub(3), '.')
            && self.signatures.takes_self(function)
    }

    /// Whether a call returns another guard, or something that may have one.
    pub(super) fn may_return_guard(&self, function: &str) -> bool {
        self.signatures.declares(function) && self.signatures.returned(function) != Owner::Nothing
    }
}
