//! What a statement with a guard does meanwhile: which method's arguments are evaluated, and what gets the guard.

use super::Scopes;
use crate::verdict::Place;

impl Scopes<'_> {
    /// Returns the method in whose arguments a token is, if it is called on the guard that the call at the first place
    /// creates: `insert` in `map.borrow_mut().insert(key, value())`.
    pub(in crate::glass) fn argument_of(&self, created: &Place, met: &Place) -> Option<String> {
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
        // A closure runs when the method wants it.
        let in_closure = (open..met).any(|at| self.tokens.is(at, '|'));
        (!in_closure).then(|| self.tokens.text(method).to_owned())
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

    /// Whether the arguments of a call have a guard: in this variable, or where the guard is created.
    pub(in crate::glass) fn gets_guard(
        &self,
        call: &Place,
        variable: Option<&str>,
        created: &Place,
    ) -> bool {
        let arguments = || {
            let open = self.tokens.parenthesis(self.tokens.at(call)?)?;
            Some(open..self.tokens.get(open)?.partner?)
        };
        let Some(arguments) = arguments() else {
            return false;
        };
        let is_variable = |at: usize| Some(self.tokens.text(at)) == variable && !self.is_field(at);
        let created = self
            .tokens
            .at(created)
            .filter(|_| created.file == call.file);
        created.is_some_and(|created| arguments.contains(&created))
            || arguments.clone().any(is_variable)
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
}
