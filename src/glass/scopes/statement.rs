//! What a statement does while a guard is alive in it: which method's arguments it evaluates, and what gets the guard.

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
        // The method decides when a closure runs.
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

    /// Whether the statement of a call uses what the head of the statement around it binds, if a guard is created in
    /// that head: `if let Some(command) = commands.borrow_mut().get_mut(name) { command(); }`.
    pub(in crate::glass) fn uses_bound(&self, created: &Place, call: &Place) -> bool {
        let found = || {
            let (created, call) = (self.tokens.at(created)?, self.tokens.at(call)?);
            let pattern = self.pattern_of_head(created, call)?;
            let from = self.tokens.start_of_statement(call)?.max(pattern.end);
            let names: Vec<String> = pattern.filter_map(|at| self.tokens.name_at(at)).collect();
            let open = self.tokens.enclosing_open(call)?;
            let block_end = self.tokens.get(open)?.partner?;
            let end = self.tokens.next_at_level(call, ';').unwrap_or(block_end);
            let mut used = from..end.min(block_end);
            Some(used.any(|at| {
                let text = self.tokens.text(at);
                !self.is_field(at) && names.iter().any(|name| name == text)
            }))
        };
        created.file == call.file && found() == Some(true)
    }

    /// Whether a call can be moved before the `let` that creates a guard: it is in the next statement, which evaluates
    /// it in any case, and neither its receiver nor its arguments mention the guard.
    pub(in crate::glass) fn may_come_first(
        &self,
        created: &Place,
        guard: &str,
        call: &Place,
    ) -> bool {
        let may = || {
            let (created, call) = (self.tokens.at(created)?, self.tokens.at(call)?);
            let next = self.tokens.next_at_level(created, ';')? + 1;
            let end = self.tokens.next_at_level(next, ';')?;
            let is_next = next <= call && call < end && self.tokens.is_at_level(created, call);
            let is_conditional = (next..end).any(|at| {
                let is_twice = |sign| self.tokens.is(at, sign) && self.tokens.is(at + 1, sign);
                let text = self.tokens.text(at);
                matches!(
                    text,
                    "if" | "match" | "while" | "for" | "loop" | "?" | "{" | "return"
                ) || is_twice('&')
                    || is_twice('|')
            });
            let close = self.tokens.get(self.tokens.parenthesis(call)?)?.partner?;
            let mut own = self.tokens.start_of_value(call)..close;
            Some(is_next && !is_conditional && !own.any(|at| self.tokens.text(at) == guard))
        };
        created.file == call.file && may() == Some(true)
    }

    /// Returns the pattern of an `if let`, a `while let`, a `for`, or of the arm of a `match` that `inside` is in.
    fn pattern_of_head(&self, head: usize, inside: usize) -> Option<std::ops::Range<usize>> {
        let body = self.tokens.next_open_brace(head)?;
        let statement = self.tokens.start_of_statement(head)?;
        let word = (statement..head)
            .rev()
            .find(|at| matches!(self.tokens.text(*at), "let" | "for" | "match"))?;
        let sign = match self.tokens.text(word) {
            "let" => "=",
            "for" => "in",
            _ => {
                let arrow = (body..inside).rev().find(|at| {
                    self.tokens.is_arrow(*at) && self.tokens.enclosing_open(*at) == Some(body)
                })?;
                let ends_arm = |at: &usize| {
                    let is_in_pattern = matches!(self.tokens.text(at + 1), "=" | "if" | "|");
                    self.tokens.enclosing_open(*at) == Some(body)
                        && (self.tokens.is(*at, ',') || self.tokens.is(*at, '}') && !is_in_pattern)
                };
                let before = (body + 1..arrow).rev().find(ends_arm).unwrap_or(body);
                return Some(before + 1..arrow);
            }
        };
        let end = (word..head).find(|at| self.tokens.text(*at) == sign)?;
        Some(word + 1..end)
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
