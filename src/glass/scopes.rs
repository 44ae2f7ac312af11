//! Finds in the source what keeps a guard alive, and where it is dropped: in a variable, or as a temporary.
//!
//! It follows a guard only through what is obvious: a `let`, a temporary of a statement or of the head of a `match`, and
//! a closure, struct or variable that a variable is moved into. Anything else ends in `None`.

mod tokens;

use crate::verdict::{Keeper, Place};
use tokens::{SourceToken, SourceTokens};

/// Where the source says that a guard is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ScopeEnd {
    pub(super) line: u32,
    /// `}` or `;`; none for a call of `drop`.
    pub(super) sign: Option<char>,
}

/// Functions that return the guard in their argument: nothing is dropped there.
const UNWRAPPING: [&str; 4] = ["unwrap", "expect", "unwrap_or_else", "unwrap_or_default"];

/// Methods of `Option` and `Result` that move what they are called on.
const MOVING: [&str; 12] = [
    "and", "and_then", "filter", "flatten", "map", "map_err", "ok", "ok_or", "or", "or_else",
    "take", "zip",
];

/// Methods that return a `Result`, which must be unwrapped before only the content of the guard is used.
const FALLIBLE: [&str; 7] = [
    "lock",
    "read",
    "write",
    "try_borrow",
    "try_borrow_mut",
    "try_lock",
    "try_read",
];

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

/// A source file, read as Rust.
#[derive(Debug)]
pub(super) struct Scopes {
    tokens: SourceTokens,
    /// The edition decides when the temporaries of an `if let` are dropped. None if it is not known.
    edition: Option<&'static str>,
}

impl Scopes {
    pub(super) fn parse(source: &str, edition: Option<&'static str>) -> Option<Self> {
        let tokens = SourceTokens::parse(source)?;
        Some(Self { tokens, edition })
    }

    /// Returns what keeps the guard alive that the call at this place returned, and where it is dropped. `function` is what
    /// is called there, if that is not the method of the cell itself.
    pub(super) fn keeper(
        &self,
        place: &Place,
        function: Option<&str>,
    ) -> Option<(Keeper, Option<ScopeEnd>)> {
        let at = self.tokens.at(place)?;
        let call = match function {
            None => at,
            Some(name) => self.tokens.find_call(at, name)?,
        };
        let start = self.start_of_value(call);
        let (end, unwrapped) = self.end_of_value(call)?;
        let method = (self.is(end, '.')).then(|| self.text(end + 1));
        let only_content = match method {
            Some(method) => {
                let fallible = FALLIBLE.contains(&self.text(call));
                (unwrapped || !fallible) && !method.starts_with("into") && !MOVING.contains(&method)
            }
            None => false,
        };
        if only_content || self.is_before(start, '*') || self.is_before(start, '&') {
            return self.temporary(start, end);
        }
        if self.is(end, ';') {
            let statement = self.start_of_statement(start)?;
            if statement == start {
                return self.temporary(start, end);
            }
            let name = self.bound_by_let(statement, start)?;
            return Some(self.variable(statement, &name, end));
        }
        if self.text(end) == "else" || self.is_open(end, '{') {
            let statement = self.start_of_statement(start)?;
            return self.in_pattern(statement, start, end);
        }
        None
    }

    /// A `let` with `else`, or an `if let` or `while let`, that takes the guard out of its `Result`.
    fn in_pattern(
        &self,
        statement: usize,
        start: usize,
        end: usize,
    ) -> Option<(Keeper, Option<ScopeEnd>)> {
        let (head, pattern) = match self.text(statement) {
            "let" => ("let", statement + 1),
            head @ ("if" | "while") if self.text(statement + 1) == "let" => (head, statement + 2),
            _ => return None,
        };
        let is_wrapper =
            matches!(self.text(pattern), "Ok" | "Some") && self.is_open(pattern + 1, '(');
        let close = self.tokens.get(pattern + 1)?.partner?;
        if !is_wrapper || !self.is(close + 1, '=') || close + 2 != start {
            return None;
        }
        let name = self.plain_name(pattern + 2, close)?;
        if head == "let" {
            let end = self.next_at_level(end, ';')?;
            return Some(self.variable(statement, &name, end));
        }
        let body_end = self.tokens.get(end)?.partner?;
        Some(self.follow(statement, &name, end, body_end))
    }

    /// Returns where the value begins whose method or function is called: `a` of `a.b[0].c()`.
    fn start_of_value(&self, call: usize) -> usize {
        let mut start = call;
        loop {
            let Some(before) = start.checked_sub(1) else {
                return start;
            };
            let two_before = start.checked_sub(2);
            if self.is(before, '.') || self.is_path_separator(before) {
                let separator = if self.is(before, '.') {
                    before
                } else {
                    before - 1
                };
                let mut value = separator.wrapping_sub(1);
                while self.is(value, '?') {
                    value = value.wrapping_sub(1);
                }
                let Some(token) = self.tokens.get(value) else {
                    return start;
                };
                start = match token.partner {
                    // A call or an index: its name or value comes before.
                    Some(open) if token.is_close(')') || token.is_close(']') => {
                        let named = open.wrapping_sub(1);
                        if self.tokens.get(named).is_some_and(SourceToken::is_value) {
                            self.skip_groups_back(named)
                        } else {
                            open
                        }
                    }
                    None if token.is_value() => value,
                    Some(_) | None => return start,
                };
            } else if two_before.is_some() && self.is(before, '!') {
                start = before - 1;
            } else {
                return start;
            }
        }
    }

    fn skip_groups_back(&self, mut value: usize) -> usize {
        while let Some(token) = self.tokens.get(value)
            && (token.is_close(')') || token.is_close(']'))
            && let Some(open) = token.partner
            && open > 0
        {
            value = open - 1;
        }
        value
    }

    /// Returns what follows the call and the unwrapping of its result, and whether it is unwrapped.
    fn end_of_value(&self, call: usize) -> Option<(usize, bool)> {
        let mut at = call;
        while !self.is_open(at, '(') {
            let token = self.tokens.get(at)?;
            let of_a_path =
                token.is_value() || matches!(token.text.as_str(), ":" | "<" | ">" | "'");
            if !of_a_path || at > call + 40 {
                return None;
            }
            at += 1;
        }
        let mut end = self.tokens.get(at)?.partner? + 1;
        let mut unwrapped = false;
        loop {
            if self.is(end, '?') {
                end += 1;
            } else if self.is(end, '.')
                && UNWRAPPING.contains(&self.text(end + 1))
                && self.is_open(end + 2, '(')
            {
                end = self.tokens.get(end + 2)?.partner? + 1;
            } else {
                return Some((end, unwrapped));
            }
            unwrapped = true;
        }
    }

    /// A temporary in the value that begins and ends here.
    fn temporary(&self, start: usize, end: usize) -> Option<(Keeper, Option<ScopeEnd>)> {
        let (statement, start) = self.enclosing_statement(start)?;
        let end = if end < start { start } else { end };
        let head = (statement..start).rev().find(|at| {
            let is_head = matches!(self.text(*at), "match" | "if" | "while" | "for");
            is_head && self.is_at_level(statement, *at)
        });
        let kept = |head: Option<&str>, end| {
            let head = head.map(str::to_owned);
            Some((Keeper::Temporary { head }, end))
        };
        let Some(head) = head else {
            return kept(None, self.end_of_statement(start));
        };
        let has_let = self.text(head + 1) == "let"
            || (head..start).any(|at| self.text(at) == "let" && self.is_at_level(statement, at));
        let body = self.next_open_brace(end)?;
        let close = self.tokens.get(body)?.partner?;
        let in_a_let = self.text(statement) == "let" || self.text(statement) == "return";
        match self.text(head) {
            "match" if in_a_let => kept(Some("match"), self.end_of_statement(close + 1)),
            "match" => kept(Some("match"), self.end_of_block_expression(close)),
            "for" => kept(Some("for"), self.spot(close, '}')),
            "while" if has_let => kept(Some("while let"), self.spot(close, '}')),
            "if" if has_let => {
                let end = if self.text(close + 1) == "else" {
                    match self.edition {
                        Some("2024") => self.spot(close, '}'),
                        Some(_) => self.end_of_block_expression(self.end_of_else(close)?),
                        None => None,
                    }
                } else {
                    self.end_of_block_expression(close)
                };
                kept(Some("if let"), end)
            }
            // The condition is dropped before the body.
            _ => None,
        }
    }

    /// The end of a `match` or `if let` without a `let` before it. As the last expression of a block, its temporaries are
    /// dropped with the block.
    fn end_of_block_expression(&self, close: usize) -> Option<ScopeEnd> {
        let next = self.tokens.get(close + 1);
        if next.is_some_and(|next| next.is_close('}')) {
            return match self.edition {
                Some("2024") => self.spot(close, '}'),
                Some(_) => self.spot(close + 1, '}'),
                None => None,
            };
        }
        self.spot(close, '}')
    }

    fn end_of_else(&self, mut close: usize) -> Option<usize> {
        while self.text(close + 1) == "else" {
            let body = self.next_open_brace(close + 2)?;
            close = self.tokens.get(body)?.partner?;
        }
        Some(close)
    }

    fn end_of_statement(&self, from: usize) -> Option<ScopeEnd> {
        let mut at = from;
        loop {
            let token = self.tokens.get(at)?;
            if self.is(at, ';') {
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

    fn spot(&self, at: usize, sign: char) -> Option<ScopeEnd> {
        let line = self.tokens.get(at)?.line;
        Some(ScopeEnd {
            line,
            sign: Some(sign),
        })
    }

    /// Follows the variable of a `let` whose statement ends at `end`.
    fn variable(&self, statement: usize, name: &str, end: usize) -> (Keeper, Option<ScopeEnd>) {
        match self.tokens.enclosing_brace(statement) {
            Some(close) => self.follow(statement, name, end, close),
            None => (self.variable_of(statement, name), None),
        }
    }

    /// Follows a variable from here to the end of its block: until it is dropped, moved, or the block ends.
    fn follow(
        &self,
        statement: usize,
        name: &str,
        from: usize,
        block: usize,
    ) -> (Keeper, Option<ScopeEnd>) {
        let keeper = self.variable_of(statement, name);
        let mut at = from;
        while at < block {
            at += 1;
            if self.text(at) != name || self.is_field(at) || self.only_borrows(at) {
                continue;
            }
            if self.text(at.wrapping_sub(1)) == "let"
                || self.text(at.wrapping_sub(1)) == "mut" && self.text(at.wrapping_sub(2)) == "let"
            {
                // Another variable of this name.
                break;
            }
            if self.is_dropped(at) {
                let inside = self.tokens.enclosing_brace(at) == Some(block);
                let end = ScopeEnd {
                    line: self.tokens.get(at).map_or(0, |token| token.line),
                    sign: None,
                };
                return (keeper, inside.then_some(end));
            }
            let in_this_block = |statement| self.tokens.enclosing_brace(statement) == Some(block);
            return match self.moved_into(at) {
                Some((statement, other, end)) if in_this_block(statement) => {
                    self.follow(statement, &other, end, block)
                }
                Some(_) | None => (keeper, None),
            };
        }
        let end = self.spot(block, '}');
        (keeper, end)
    }

    fn variable_of(&self, statement: usize, name: &str) -> Keeper {
        Keeper::Variable {
            name: name.to_owned(),
            line: self.tokens.get(statement).map_or(0, |token| token.line),
        }
    }

    /// Whether a word is the name of a field or method.
    fn is_field(&self, at: usize) -> bool {
        let before = at.wrapping_sub(1);
        let is_name = self.is(before, '.') && !self.is(at.wrapping_sub(2), '.');
        let is_init = self.is(at + 1, ':') && !self.is(at + 2, ':');
        is_name || is_init || self.is_path_separator(before)
    }

    fn only_borrows(&self, at: usize) -> bool {
        let before = at.wrapping_sub(1);
        let is_reference = self.is(before, '&')
            || self.is(before, '*')
            || self.text(before) == "mut" && self.is(at.wrapping_sub(2), '&');
        let method = self.is(at + 1, '.').then(|| self.text(at + 2));
        let uses_content = match method {
            Some(method) => !method.starts_with("into"),
            None => self.is_open(at + 1, '[') || self.is_open(at + 1, '('),
        };
        (is_reference || uses_content || self.is_printed(at)) && !self.is_captured(at)
    }

    /// Whether a word is an argument of a macro that takes it by reference.
    fn is_printed(&self, at: usize) -> bool {
        let Some(open) = self.tokens.enclosing_open(at) else {
            return false;
        };
        let is_macro = self.is(open.wrapping_sub(1), '!');
        is_macro && BY_REFERENCE.contains(&self.text(open.wrapping_sub(2)))
    }

    /// Whether a `move` closure or block of the same statement owns what it uses.
    fn is_captured(&self, at: usize) -> bool {
        let mut inner = at;
        loop {
            let Some(statement) = self.start_of_statement(inner) else {
                return false;
            };
            if (statement..inner).any(|at| self.text(at) == "move") {
                return true;
            }
            // A block of a closure is part of the statement around it.
            let Some(open) = self.tokens.enclosing_open(statement) else {
                return false;
            };
            let is_closure = self.is_open(open, '{')
                && (self.is(open.wrapping_sub(1), '|')
                    || self.text(open.wrapping_sub(1)) == "move");
            if !is_closure {
                return false;
            }
            inner = open;
        }
    }

    fn is_dropped(&self, at: usize) -> bool {
        let open = at.wrapping_sub(1);
        self.is_open(open, '(')
            && self.text(open.wrapping_sub(1)) == "drop"
            && self.tokens.get(open).and_then(|open| open.partner) == Some(at + 1)
    }

    /// Returns the `let` that moves the variable into another one: its statement, the new variable, and the `;`.
    fn moved_into(&self, at: usize) -> Option<(usize, String, usize)> {
        let mut statement = self.start_of_statement(at)?;
        while self.text(statement) != "let" {
            let open = self.tokens.enclosing_open(statement)?;
            statement = self.start_of_statement(open)?;
        }
        let mut value = statement + 1;
        while !self.is(value, '=') {
            if value >= at {
                return None;
            }
            value += 1;
        }
        let name = self.bound_by_let(statement, value + 1)?;
        let end = self.next_at_level(statement, ';')?;
        let first = self.text(value + 1);
        let is_closure = first == "move" && end > at;
        let is_itself = value + 1 == at && at + 1 == end;
        let is_constructor = {
            let open = self.tokens.enclosing_open(at)?;
            let named = open.wrapping_sub(1);
            let direct = self.start_of_value(named) == value + 1
                && self.tokens.get(open)?.partner.map(|close| close + 1) == Some(end);
            direct && self.text(named).starts_with(char::is_uppercase)
        };
        (is_closure || is_itself || is_constructor).then_some((statement, name, end))
    }

    /// Returns `NAME` of `let mut NAME: T =`, if the value begins here.
    fn bound_by_let(&self, statement: usize, value: usize) -> Option<String> {
        if self.text(statement) != "let" || !self.is(value.checked_sub(1)?, '=') {
            return None;
        }
        let name = if self.text(statement + 1) == "mut" {
            statement + 2
        } else {
            statement + 1
        };
        let after = self.text(name + 1);
        (after == "=" || after == ":").then_some(())?;
        self.name_at(name)
    }

    fn plain_name(&self, from: usize, to: usize) -> Option<String> {
        let from = if self.text(from) == "mut" {
            from + 1
        } else {
            from
        };
        (from + 1 == to).then_some(())?;
        self.name_at(from)
    }

    /// Returns the variable that a word is. What is bound to `_` is not kept.
    fn name_at(&self, at: usize) -> Option<String> {
        let token = self.tokens.get(at)?;
        let is_name =
            token.is_value() && token.text != "_" && !token.text.starts_with(char::is_uppercase);
        is_name.then(|| token.text.clone())
    }

    /// Returns the beginning of the statement around a token, without leaving its brackets.
    fn start_of_statement(&self, at: usize) -> Option<usize> {
        let mut start = at;
        while let Some(before) = start.checked_sub(1) {
            let token = self.tokens.get(before)?;
            if token.text == ";" || token.is_any_open() {
                break;
            }
            if token.is_any_close() {
                let ends_statement = token.is_close('}') && !self.continues(start);
                if ends_statement {
                    break;
                }
                start = token.partner?;
            } else {
                start = before;
            }
        }
        Some(start)
    }

    /// Whether a token after a `}` belongs to the same expression.
    fn continues(&self, at: usize) -> bool {
        matches!(
            self.text(at),
            "." | "?" | "else" | "as" | ")" | "," | "=" | "+" | "-" | "/" | "|" | ">" | "<" | ";"
        )
    }

    /// Leaves the parentheses and struct literals around a value. Returns where the statement begins, and the outermost
    /// bracket that was left.
    fn enclosing_statement(&self, start: usize) -> Option<(usize, usize)> {
        let mut from = start;
        loop {
            let statement = self.start_of_statement(from)?;
            let stops = (statement..from).any(|at| {
                let is_closure = self.is(at, '|');
                let is_arm = self.is(at, '=') && self.is(at + 1, '>');
                let is_lazy = self.is(at, '&') && self.is(at + 1, '&');
                (is_closure || is_arm || is_lazy) && self.is_at_level(statement, at)
            });
            if stops {
                return None;
            }
            let Some(open) = statement.checked_sub(1) else {
                return Some((statement, from));
            };
            let is_literal = self.is_open(open, '{')
                && self
                    .tokens
                    .get(statement)
                    .is_some_and(SourceToken::is_value)
                && (self.is(statement + 1, ':') || self.is(statement + 1, ','));
            if self.is_open(open, '(') || self.is_open(open, '[') || is_literal {
                from = open;
            } else {
                return Some((statement, from));
            }
        }
    }

    fn is_at_level(&self, of: usize, at: usize) -> bool {
        self.tokens.enclosing_open(of) == self.tokens.enclosing_open(at)
    }

    fn next_at_level(&self, from: usize, sign: char) -> Option<usize> {
        let mut at = from;
        loop {
            let token = self.tokens.get(at)?;
            if self.is(at, sign) {
                return Some(at);
            }
            if token.is_any_close() {
                return None;
            }
            at = token.partner.filter(|close| *close > at).unwrap_or(at) + 1;
        }
    }

    /// Returns the block after the head that this token is in.
    fn next_open_brace(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let token = self.tokens.get(at)?;
            if self.is_open(at, '{') {
                return Some(at);
            }
            if token.text == ";" || token.is_close('}') {
                return None;
            }
            at = token.partner.filter(|close| *close > at).unwrap_or(at) + 1;
        }
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &token.text)
    }

    fn is(&self, at: usize, sign: char) -> bool {
        let mut text = self.text(at).chars();
        text.next() == Some(sign) && text.next().is_none()
    }

    fn is_before(&self, at: usize, sign: char) -> bool {
        let before = at.wrapping_sub(1);
        self.is(before, sign) || self.text(before) == "mut" && self.is(at.wrapping_sub(2), sign)
    }

    fn is_open(&self, at: usize, bracket: char) -> bool {
        self.is(at, bracket)
    }

    fn is_path_separator(&self, at: usize) -> bool {
        self.is(at, ':') && at > 0 && self.is(at - 1, ':')
    }
}
