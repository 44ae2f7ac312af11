//! Finds in the source what keeps a guard alive, a variable or a temporary, and where it is dropped.
//!
//! It follows a guard only through what is obvious: a `let`, a temporary of a statement or of the head of a `match`, and
//! a closure, struct or variable that a variable is moved into. Anything else ends in `None`.

mod body;
mod calls;
mod follow;
mod holders;
mod later_use;
mod lenders;
mod senders;
mod signatures;
mod statement;
#[cfg(test)]
mod tests;

use super::tokens::{SourceToken, SourceTokens};
use crate::verdict::{Edition, Keeper, Place};
pub(super) use body::{Body, BodyKind, body_around};
pub(super) use calls::{ProgramCalls, enclosing_closure, enclosing_function};
pub(super) use senders::Destination;
use signatures::{Owner, SelfUse, UNWRAPPING};
pub(super) use signatures::{Signatures, implemented_type};

/// Where a guard is dropped or moved away, as the source shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ScopeEnd {
    pub(super) line: u32,
    /// `}`, `;`, the `)` of a call, or `,` for the end of an arm of a `match`.
    pub(super) sign: Option<char>,
    /// What drops or takes it, if that is not punctuation: `drop(tx)`, `tx.commit()`, `return`.
    pub(super) taken_by: Option<String>,
}

/// Methods that return a `Result`, which the program must unwrap to get the guard. What follows uses only the guard's
/// content.
const FALLIBLE: [&str; 10] = [
    "lock",
    "read",
    "write",
    "try_borrow",
    "try_borrow_mut",
    "try_lock",
    "try_read",
    "try_write",
    "wait",
    "wait_while",
];

/// Methods of an `Option` or a `Result` that pass the content to a closure.
const PASS_TO_CLOSURE: [&str; 9] = [
    "and_then",
    "is_err_and",
    "is_none_or",
    "is_ok_and",
    "is_some_and",
    "map",
    "map_or",
    "map_or_else",
    "unwrap_or_else",
];

/// Methods of an `Option` or a `Result` that borrow the content.
const LEND_CONTENT: [&str; 9] = [
    "as_deref",
    "as_deref_mut",
    "as_mut",
    "as_ref",
    "is_err",
    "is_none",
    "is_ok",
    "is_some",
    "iter",
];

/// Methods that call a closure with the content, and hold the guard until they return.
const CALL_CLOSURE: [&str; 3] = ["with_borrow", "with_borrow_mut", "replace_with"];

/// Macros that take what they print or compare by reference.
const BY_REFERENCE: [&str; 9] = [
    "print",
    "println",
    "eprint",
    "eprintln",
    "format",
    "write",
    "writeln",
    "assert_eq",
    "assert_ne",
];

/// Macros whose temporaries are dropped at their own `)`, whatever the statement around them.
const PRINTING: [&str; 6] = ["print", "println", "eprint", "eprintln", "format", "panic"];

#[derive(Debug)]
pub(super) struct Scopes<'a> {
    tokens: &'a SourceTokens,
    /// The edition decides when the temporaries of an `if let` are dropped. `None` if it is not known.
    edition: Option<Edition>,
    /// The signatures in all files of the program.
    signatures: &'a Signatures,
}

/// What keeps a guard alive, and where it is dropped, if that is certain.
pub(super) type Kept = (Keeper, Option<ScopeEnd>);

#[derive(Debug)]
struct Surroundings {
    /// Where the statement begins, or what comes after the `=>` of an arm.
    statement: usize,
    /// The outermost bracket that the search has left.
    from: usize,
    within: Within,
}

/// The kind of statement that a value is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Block,
    Arm,
    /// The body of a closure without a block.
    Closure,
    /// The arguments of a macro that drops its temporaries itself.
    Macro,
}

/// A value with a guard: where it begins and ends, and what it is.
#[derive(Debug)]
struct GuardValue {
    start: usize,
    /// What follows it.
    end: usize,
    owner: Owner,
}

impl<'a> Scopes<'a> {
    pub(super) fn new(
        tokens: &'a SourceTokens,
        signatures: &'a Signatures,
        edition: Option<Edition>,
    ) -> Self {
        Self {
            tokens,
            edition,
            signatures,
        }
    }

    /// Returns what keeps alive the guard that the call at this place returned, and where it is dropped. `function` is
    /// what is called there, if that is not the method of the cell itself. `met` is where the function was when the
    /// guard was still alive.
    pub(super) fn keeper(
        &self,
        place: &Place,
        function: Option<&str>,
        met: Option<&Place>,
    ) -> Option<Kept> {
        let at = self.tokens.at(place)?;
        let met = met.filter(|met| met.file == place.file);
        let met = met.and_then(|met| self.tokens.at(met));
        let call = match function {
            None => at,
            Some(name) => self.tokens.find_call(at, name)?,
        };
        let owner = match function {
            Some(name) => self.signatures.returned(name),
            None if FALLIBLE.contains(&self.tokens.text(self.tokens.called(call)?)) => {
                Owner::Wrapped(Box::new(Owner::Guard))
            }
            None => Owner::Guard,
        };
        let start = self.tokens.start_of_value(call);
        let open = self.tokens.parenthesis(call)?;
        if function.is_none() && CALL_CLOSURE.contains(&self.tokens.text(self.tokens.called(call)?))
        {
            let end = self.spot(self.tokens.get(open)?.partner?, ')');
            return Some((Keeper::Temporary { head: None }, end));
        }
        let value = self.unwrap_value(GuardValue {
            start,
            end: self.tokens.get(open)?.partner? + 1,
            owner,
        })?;
        self.keeper_of_value(value, met)
    }

    fn keeper_of_value(&self, value: GuardValue, met: Option<usize>) -> Option<Kept> {
        let (start, end) = (value.start, value.end);
        if value.owner == Owner::Nothing {
            return None;
        }
        if self.signatures.is_iterator(&value.owner) {
            return self.keeper_of_iterator(value, met);
        }
        let method = (self.tokens.is(end, '.')).then(|| self.tokens.text(end + 1));
        let is_indexed = value.owner == Owner::Guard && self.tokens.is(end, '[');
        let only_content = is_indexed
            || method.is_some_and(|method| match &value.owner {
                Owner::Guard => true,
                Owner::Wrapped(_) => LEND_CONTENT.contains(&method),
                Owner::Nothing | Owner::Iterator => false,
                Owner::Named(name) => self.signatures.receiver(name, method) == SelfUse::Borrowed,
                Owner::Unknown => self.signatures.receiver_of_any(method) == SelfUse::Borrowed,
            });
        if only_content || self.tokens.is_before(start, '*') || self.tokens.is_before(start, '&') {
            return self.temporary(start, end);
        }
        if self.tokens.is(end, ';') {
            let statement = self.tokens.start_of_statement(start)?;
            if statement == start {
                return self.temporary(start, end);
            }
            let (name, statement) = match self.tokens.bound_by_let(statement, start) {
                Some(name) => (name, statement),
                None => self.assigned(statement, start)?,
            };
            return Some(self.variable(statement, (&name, value.owner), end, met));
        }
        if self.tokens.is(end, '{') && self.tokens.text(start.wrapping_sub(1)) == "match" {
            return self.in_arm(value, met?);
        }
        if self.tokens.text(end) == "else" || self.tokens.is(end, '{') {
            return self.in_pattern(value, met);
        }
        if matches!(value.owner, Owner::Wrapped(_))
            && method.is_some_and(|name| PASS_TO_CLOSURE.contains(&name))
        {
            return self.given_to_closure(value, met?);
        }
        None
    }

    /// Returns what keeps a guard that a `let` with `else`, an `if let` or a `while let` takes out of its `Result`.
    fn in_pattern(&self, value: GuardValue, met: Option<usize>) -> Option<Kept> {
        let start = self.tokens.start_of_statement(value.start)?;
        let mut before = (start..value.start).rev();
        let is_let =
            |at: &usize| self.tokens.text(*at) == "let" && self.tokens.is_at_level(start, *at);
        let let_at = before.find(is_let)?;
        let is_branch = matches!(self.tokens.text(let_at.wrapping_sub(1)), "if" | "while");
        let (head, statement) = if is_branch {
            (self.tokens.text(let_at - 1), let_at - 1)
        } else if let_at == start {
            ("let", start)
        } else {
            return None;
        };
        let pattern = let_at + 1;
        let Some(name) = self.tokens.bound_by_wrapper(pattern, value.start) else {
            // `Some(_)` binds nothing.
            let is_ignored = self.tokens.is(pattern + 1, '(')
                && self.tokens.text(pattern + 2) == "_"
                && self.tokens.get(pattern + 1)?.partner == Some(pattern + 3);
            let is_temporary = is_ignored && is_branch;
            return is_temporary
                .then(|| self.temporary(value.start, value.end))
                .flatten();
        };
        let variable = (name.as_str(), value.owner.unwrapped());
        if head == "let" {
            let end = self.tokens.next_at_level(value.end, ';')?;
            return Some(self.variable(statement, variable, end, met));
        }
        let body_end = self.tokens.get(value.end)?.partner?;
        Some(self.follow(statement, variable, value.end, (body_end, met)))
    }

    /// Extends a value by the unwrapping that follows it.
    fn unwrap_value(&self, mut value: GuardValue) -> Option<GuardValue> {
        while value.owner != Owner::Guard {
            if self.tokens.is(value.end, '?') {
                value.end += 1;
            } else if self.is_unwrapped(value.end) {
                value.end = self.tokens.get(value.end + 2)?.partner? + 1;
            } else {
                break;
            }
            value.owner = value.owner.unwrapped();
        }
        Some(value)
    }

    fn is_unwrapped(&self, dot: usize) -> bool {
        self.tokens.is(dot, '.')
            && UNWRAPPING.contains(&self.tokens.text(dot + 1))
            && self.tokens.is(dot + 2, '(')
    }

    /// Whether a `let` binds a reference to a value or to a part of it, as in `let list = &*cell.borrow();`. The temporary
    /// then lives as long as a variable would.
    fn is_kept_by_reference(&self, start: usize, end: usize) -> bool {
        let mut from = start;
        while self.tokens.is(from.wrapping_sub(1), '*') {
            from -= 1;
        }
        if self.tokens.text(from.wrapping_sub(1)) == "mut" {
            from -= 1;
        }
        let is_bound = self.tokens.is(from.wrapping_sub(1), '&')
            && self.tokens.is(from.wrapping_sub(2), '=')
            && (self.tokens.start_of_statement(start))
                .is_some_and(|statement| self.tokens.text(statement) == "let");
        let mut to = end;
        loop {
            let is_field = self.tokens.is(to, '.') && !self.tokens.is(to + 2, '(');
            if is_field && !self.tokens.is(to + 2, ':') {
                to += 2;
            } else if self.tokens.is(to, '[')
                && let Some(close) = self.tokens.get(to).and_then(|open| open.partner)
            {
                to = close + 1;
            } else {
                break;
            }
        }
        is_bound && self.tokens.is(to, ';')
    }

    /// Returns the temporary in the value that begins and ends here, and where it is dropped.
    fn temporary(&self, start: usize, end: usize) -> Option<Kept> {
        if self.is_kept_by_reference(start, end) {
            let close = self.tokens.enclosing_brace(start)?;
            return Some((Keeper::Temporary { head: None }, self.spot(close, '}')));
        }
        let Surroundings {
            statement,
            from: start,
            within,
        } = self.enclosing_statement(start)?;
        let end = if end < start { start } else { end };
        let head = (statement..start).rev().find(|at| {
            let is_head = matches!(self.tokens.text(*at), "match" | "if" | "while" | "for");
            is_head && self.tokens.is_at_level(statement, *at)
        });
        let kept = |head: Option<&str>, end| {
            let head = head.map(str::to_owned);
            Some((Keeper::Temporary { head }, end))
        };
        let Some(head) = head else {
            let end = match within {
                Within::Block => self.end_of_statement(start),
                Within::Arm => self.end_of_arm(start),
                Within::Closure => self.end_of_closure(start),
                Within::Macro => self.end_of_macro(start),
            };
            return kept(None, end);
        };
        if within == Within::Closure {
            return None;
        }
        let has_let = self.tokens.text(head + 1) == "let"
            || (head..start)
                .any(|at| self.tokens.text(at) == "let" && self.tokens.is_at_level(statement, at));
        let body = self.tokens.next_open_brace(end)?;
        let close = self.tokens.get(body)?.partner?;
        let in_a_let =
            self.tokens.text(statement) == "let" || self.tokens.text(statement) == "return";
        match self.tokens.text(head) {
            "match" if within == Within::Arm => kept(None, self.end_of_arm(start)),
            "match" if in_a_let => kept(Some("match"), self.end_of_statement(close + 1)),
            "match" => kept(Some("match"), self.end_of_block_expression(close)),
            "for" => kept(Some("for"), self.spot(close, '}')),
            "while" if has_let => kept(Some("while let"), self.spot(close, '}')),
            "if" if has_let => {
                let end = if self.tokens.text(close + 1) == "else" {
                    match self.edition {
                        Some(edition) if edition >= Edition::E2024 => self.spot(close, '}'),
                        Some(_) => self.end_of_block_expression(self.end_of_else(close)?),
                        None => None,
                    }
                } else {
                    self.end_of_block_expression(close)
                };
                kept(Some("if let"), end)
            }
            // The temporaries of a condition are dropped before the body.
            condition @ ("if" | "while")
                if (head..body).all(|at| self.tokens.text(at) != "let") =>
            {
                kept(Some(condition), self.spot(body, '{'))
            }
            _ => None,
        }
    }

    /// Returns the end of a `match` or `if let` without a `let` before it. As the last expression of a block, its
    /// temporaries are dropped with the block.
    fn end_of_block_expression(&self, close: usize) -> Option<ScopeEnd> {
        let next = self.tokens.get(close + 1);
        if next.is_some_and(|next| next.is_close('}')) {
            return match self.edition {
                Some(edition) if edition >= Edition::E2024 => self.spot(close, '}'),
                Some(_) => self.spot(close + 1, '}'),
                None => None,
            };
        }
        self.spot(close, '}')
    }

    fn end_of_else(&self, mut close: usize) -> Option<usize> {
        while self.tokens.text(close + 1) == "else" {
            let body = self.tokens.next_open_brace(close + 2)?;
            close = self.tokens.get(body)?.partner?;
        }
        Some(close)
    }

    fn end_of_statement(&self, from: usize) -> Option<ScopeEnd> {
        let mut at = from;
        loop {
            let token = self.tokens.get(at)?;
            if self.tokens.is(at, ';') {
                return self.spot(at, ';');
            }
            if token.is_close('}') {
                return self.spot(at, '}');
            }
            if token.is_any_close() {
                return None;
            }
            at = token.partner.filter(|close| *close > at).unwrap_or(at) + 1;
        }
    }

    /// Returns the end of an arm of a `match`, whose temporaries are dropped there.
    fn end_of_arm(&self, from: usize) -> Option<ScopeEnd> {
        let mut at = from;
        loop {
            let token = self.tokens.get(at)?;
            if self.tokens.is(at, ',') || token.is_close('}') {
                return self.spot(at - 1, ',');
            }
            if token.is_any_close() {
                return None;
            }
            at = token.partner.filter(|close| *close > at).unwrap_or(at) + 1;
        }
    }

    /// Returns the end of a macro whose arguments begin here. If the macro is a statement, that is the end of the
    /// statement.
    fn end_of_macro(&self, open: usize) -> Option<ScopeEnd> {
        let close = self.tokens.get(open)?.partner?;
        if self.tokens.is(close + 1, ';') {
            return self.spot(close + 1, ';');
        }
        self.spot(close, ')')
    }

    /// Returns the end of the call whose last argument is a closure.
    fn end_of_closure(&self, from: usize) -> Option<ScopeEnd> {
        let close = self
            .tokens
            .get(self.tokens.enclosing_open(from)?)?
            .partner?;
        let is_last = self.tokens.next_at_level(from, ',').is_none();
        (is_last && self.tokens.is(close, ')'))
            .then(|| self.spot(close, ')'))
            .flatten()
    }

    fn spot(&self, at: usize, sign: char) -> Option<ScopeEnd> {
        let line = self.tokens.get(at)?.line;
        Some(ScopeEnd {
            line,
            sign: Some(sign),
            taken_by: None,
        })
    }

    /// Returns the variable that a value is assigned to, and the `let` that made it.
    fn assigned(&self, statement: usize, value: usize) -> Option<(String, usize)> {
        let name = self.tokens.name_at(statement)?;
        (self.tokens.is(statement + 1, '=') && statement + 2 == value).then_some(())?;
        let made = (0..statement).rev().find(|at| {
            let close = self.tokens.enclosing_brace(*at);
            let is_around = close.is_some_and(|close| statement < close);
            self.tokens.text(*at) == name && self.is_bound(*at) && is_around
        })?;
        Some((name, self.tokens.start_of_statement(made)?))
    }

    /// Whether the parameters of a closure that begins in the same statement end here.
    fn ends_parameters(&self, statement: usize, at: usize) -> bool {
        let is_bar =
            |at: &usize| self.tokens.is(*at, '|') && self.tokens.is_at_level(statement, *at);
        let open = (statement..at).rev().find(is_bar);
        is_bar(&at)
            && open.is_some_and(|open| {
                open == statement || matches!(self.tokens.text(open - 1), "," | "move")
            })
    }

    /// Steps out of the parentheses and struct literals around a value.
    fn enclosing_statement(&self, start: usize) -> Option<Surroundings> {
        let mut from = start;
        loop {
            let statement = self.tokens.start_of_statement(from)?;
            let stops = (statement..from).rev().find(|at| {
                let is_closure = self.tokens.is(*at, '|');
                let is_lazy = self.tokens.is(*at, '&') && self.tokens.is(at + 1, '&');
                (is_closure || self.tokens.is_arrow(*at) || is_lazy)
                    && self.tokens.is_at_level(statement, *at)
            });
            if let Some(at) = stops {
                let is_pattern = (at..from)
                    .any(|at| self.tokens.is(at, ',') && self.tokens.is_at_level(statement, at));
                let is_arm = self.tokens.is_arrow(at);
                let (is_body, within) = if is_arm {
                    (!is_pattern, Within::Arm)
                } else {
                    let is_closure = self.ends_parameters(statement, at);
                    (is_closure && !is_pattern, Within::Closure)
                };
                return is_body.then_some(Surroundings {
                    statement: at + if is_arm { 2 } else { 1 },
                    from,
                    within,
                });
            }
            let outermost = Surroundings {
                statement,
                from,
                within: Within::Block,
            };
            let Some(open) = statement.checked_sub(1) else {
                return Some(outermost);
            };
            let prints = self.tokens.is(open, '(')
                && self.tokens.is(open.wrapping_sub(1), '!')
                && PRINTING.contains(&self.tokens.text(open.wrapping_sub(2)));
            if prints {
                return Some(Surroundings {
                    statement,
                    from: open,
                    within: Within::Macro,
                });
            }
            let is_literal = self.tokens.is(open, '{')
                && self
                    .tokens
                    .get(statement)
                    .is_some_and(SourceToken::is_value)
                && (self.tokens.is(statement + 1, ':') || self.tokens.is(statement + 1, ','));
            if self.tokens.is(open, '(') || self.tokens.is(open, '[') || is_literal {
                from = open;
            } else {
                return Some(outermost);
            }
        }
    }
}
