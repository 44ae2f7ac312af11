//! Finds in the source what keeps a guard alive, and where it is dropped: in a variable, or as a temporary.
//!
//! It follows a guard only through what is obvious: a `let`, a temporary of a statement or of the head of a `match`, and
//! a closure, struct or variable that a variable is moved into. Anything else ends in `None`.

mod calls;
mod follow;
mod signatures;
#[cfg(test)]
mod tests;
mod tokens;

use crate::verdict::{Edition, Keeper, Place};
pub(super) use calls::ProgramCalls;
use signatures::{Owner, SelfUse, Signatures, UNWRAPPING};
use tokens::{SourceToken, SourceTokens};

/// Where the source says that a guard is dropped, or moved away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ScopeEnd {
    pub(super) line: u32,
    /// `}`, `;`, the `)` of a call, or `,` for the end of an arm of a `match`.
    pub(super) sign: Option<char>,
    /// What drops or takes it, if that is no sign: `drop(tx)`, `tx.commit()`, `return`.
    pub(super) taken_by: Option<String>,
}

/// Methods that return a `Result`, which must be unwrapped before only the content of the guard is used.
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

/// Methods that call a closure with the content, and have the guard until they return.
const CALLING: [&str; 3] = ["with_borrow", "with_borrow_mut", "replace_with"];

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
    edition: Option<Edition>,
    /// Those of all files of the program.
    signatures: Signatures,
}

/// What keeps a guard alive, and where it is dropped, if that is certain.
pub(super) type Kept = (Keeper, Option<ScopeEnd>);

/// What is around a value.
#[derive(Debug)]
struct Surroundings {
    /// Where the statement begins, or what is behind the `=>` of an arm.
    statement: usize,
    /// The outermost bracket that was left.
    from: usize,
    is_arm: bool,
}

/// A value with a guard: where it begins and ends, and what it is.
#[derive(Debug)]
struct GuardValue {
    start: usize,
    /// What follows it.
    end: usize,
    owner: Owner,
}

impl Scopes {
    /// Parses a file. `all` are the files that may declare functions which it calls.
    pub(super) fn parse<'a>(
        source: &str,
        all: impl IntoIterator<Item = &'a str>,
        edition: Option<Edition>,
    ) -> Option<Self> {
        let tokens = SourceTokens::parse(source)?;
        let all = all.into_iter().map(SourceTokens::parse);
        let all: Vec<SourceTokens> = all.collect::<Option<_>>()?;
        Some(Self {
            tokens,
            edition,
            signatures: Signatures::read(&all),
        })
    }

    /// Returns what keeps the guard alive that the call at this place returned, and where it is dropped. `function` is what
    /// is called there, if that is not the method of the cell itself. `met` is where the function was when the guard was
    /// still alive.
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
            None if FALLIBLE.contains(&self.text(self.called(call)?)) => {
                Owner::Wrapped(Box::new(Owner::Guard))
            }
            None => Owner::Guard,
        };
        let start = self.start_of_value(call);
        let open = self.parenthesis(call)?;
        if function.is_none() && CALLING.contains(&self.text(self.called(call)?)) {
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
        let method = (self.is(end, '.')).then(|| self.text(end + 1));
        let only_content = method.is_some_and(|method| match &value.owner {
            Owner::Guard => true,
            Owner::Wrapped(_) | Owner::Nothing => false,
            Owner::Named(name) => self.signatures.receiver(name, method) == SelfUse::Borrowed,
            Owner::Unknown => self.signatures.receiver_of_any(method) == SelfUse::Borrowed,
        });
        if only_content || self.is_before(start, '*') || self.is_before(start, '&') {
            return self.temporary(start, end);
        }
        if self.is(end, ';') {
            let statement = self.start_of_statement(start)?;
            if statement == start {
                return self.temporary(start, end);
            }
            let (name, statement) = match self.bound_by_let(statement, start) {
                Some(name) => (name, statement),
                None => self.assigned(statement, start)?,
            };
            return Some(self.variable(statement, (&name, value.owner), end, met));
        }
        if self.text(end) == "else" || self.is(end, '{') {
            let statement = self.start_of_statement(start)?;
            return self.in_pattern(statement, value, met);
        }
        None
    }

    /// A `let` with `else`, or an `if let` or `while let`, that takes the guard out of its `Result`.
    fn in_pattern(&self, statement: usize, value: GuardValue, met: Option<usize>) -> Option<Kept> {
        let (head, pattern) = match self.text(statement) {
            "let" => ("let", statement + 1),
            head @ ("if" | "while") if self.text(statement + 1) == "let" => (head, statement + 2),
            _ => return None,
        };
        let is_wrapper = matches!(self.text(pattern), "Ok" | "Some") && self.is(pattern + 1, '(');
        let close = self.tokens.get(pattern + 1)?.partner?;
        if !is_wrapper || !self.is(close + 1, '=') || close + 2 != value.start {
            return None;
        }
        let name = self.plain_name(pattern + 2, close)?;
        let variable = (name.as_str(), value.owner.unwrapped());
        if head == "let" {
            let end = self.next_at_level(value.end, ';')?;
            return Some(self.variable(statement, variable, end, met));
        }
        let body_end = self.tokens.get(value.end)?.partner?;
        Some(self.follow(statement, variable, value.end, (body_end, met)))
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

    /// Returns the parenthesis that opens the arguments of a call.
    fn parenthesis(&self, call: usize) -> Option<usize> {
        let mut at = call;
        while !self.is(at, '(') {
            let token = self.tokens.get(at)?;
            let of_a_path =
                token.is_value() || matches!(token.text.as_str(), ":" | "<" | ">" | "'");
            if !of_a_path || at > call + 40 {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// Returns the name of the function that is called: `lock` in `Mutex::lock(&m)`.
    fn called(&self, call: usize) -> Option<usize> {
        self.parenthesis(call)?.checked_sub(1)
    }

    /// Includes the unwrapping that follows a value.
    fn unwrap_value(&self, mut value: GuardValue) -> Option<GuardValue> {
        while value.owner != Owner::Guard {
            if self.is(value.end, '?') {
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

    /// Whether a method that unwraps is called here.
    fn is_unwrapped(&self, dot: usize) -> bool {
        self.is(dot, '.') && UNWRAPPING.contains(&self.text(dot + 1)) && self.is(dot + 2, '(')
    }

    /// A temporary in the value that begins and ends here.
    fn temporary(&self, start: usize, end: usize) -> Option<Kept> {
        let Surroundings {
            statement,
            from: start,
            is_arm,
        } = self.enclosing_statement(start)?;
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
            let end = if is_arm {
                self.end_of_arm(start)
            } else {
                self.end_of_statement(start)
            };
            return kept(None, end);
        };
        let has_let = self.text(head + 1) == "let"
            || (head..start).any(|at| self.text(at) == "let" && self.is_at_level(statement, at));
        let body = self.next_open_brace(end)?;
        let close = self.tokens.get(body)?.partner?;
        let in_a_let = self.text(statement) == "let" || self.text(statement) == "return";
        match self.text(head) {
            "match" if is_arm => kept(None, self.end_of_arm(start)),
            "match" if in_a_let => kept(Some("match"), self.end_of_statement(close + 1)),
            "match" => kept(Some("match"), self.end_of_block_expression(close)),
            "for" => kept(Some("for"), self.spot(close, '}')),
            "while" if has_let => kept(Some("while let"), self.spot(close, '}')),
            "if" if has_let => {
                let end = if self.text(close + 1) == "else" {
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
                Some(edition) if edition >= Edition::E2024 => self.spot(close, '}'),
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

    /// The end of an arm of a `match`, whose temporaries are dropped there.
    fn end_of_arm(&self, from: usize) -> Option<ScopeEnd> {
        let mut at = from;
        loop {
            let token = self.tokens.get(at)?;
            if self.is(at, ',') || token.is_close('}') {
                return self.spot(at - 1, ',');
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
            taken_by: None,
        })
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

    /// Returns the variable that a value is assigned to, and the `let` that made it.
    fn assigned(&self, statement: usize, value: usize) -> Option<(String, usize)> {
        let name = self.name_at(statement)?;
        (self.is(statement + 1, '=') && statement + 2 == value).then_some(())?;
        let made = (0..statement).rev().find(|at| {
            let close = self.tokens.enclosing_brace(*at);
            let is_around = close.is_some_and(|close| statement < close);
            self.text(*at) == name && self.is_bound(*at) && is_around
        })?;
        Some((name, self.start_of_statement(made)?))
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

    /// Leaves the parentheses and struct literals around a value.
    fn enclosing_statement(&self, start: usize) -> Option<Surroundings> {
        let mut from = start;
        loop {
            let statement = self.start_of_statement(from)?;
            let stops = (statement..from).rev().find(|at| {
                let is_closure = self.is(*at, '|');
                let is_lazy = self.is(*at, '&') && self.is(at + 1, '&');
                (is_closure || self.is_arrow(*at) || is_lazy) && self.is_at_level(statement, *at)
            });
            if let Some(at) = stops {
                let is_pattern =
                    (at..from).any(|at| self.is(at, ',') && self.is_at_level(statement, at));
                let is_body = self.is_arrow(at) && !is_pattern;
                return is_body.then_some(Surroundings {
                    statement: at + 2,
                    from,
                    is_arm: true,
                });
            }
            let outermost = Surroundings {
                statement,
                from,
                is_arm: false,
            };
            let Some(open) = statement.checked_sub(1) else {
                return Some(outermost);
            };
            let is_literal = self.is(open, '{')
                && self
                    .tokens
                    .get(statement)
                    .is_some_and(SourceToken::is_value)
                && (self.is(statement + 1, ':') || self.is(statement + 1, ','));
            if self.is(open, '(') || self.is(open, '[') || is_literal {
                from = open;
            } else {
                return Some(outermost);
            }
        }
    }

    /// Whether `=>` begins here.
    fn is_arrow(&self, at: usize) -> bool {
        self.is(at, '=') && self.is(at + 1, '>')
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
            if self.is(at, '{') {
                return Some(at);
            }
            if token.text == ";" || token.is_close('}') {
                return None;
            }
            at = token.partner.filter(|close| *close > at).unwrap_or(at) + 1;
        }
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.text(at)
    }

    fn is(&self, at: usize, sign: char) -> bool {
        let mut text = self.text(at).chars();
        text.next() == Some(sign) && text.next().is_none()
    }

    fn is_before(&self, at: usize, sign: char) -> bool {
        let before = at.wrapping_sub(1);
        self.is(before, sign) || self.text(before) == "mut" && self.is(at.wrapping_sub(2), sign)
    }

    fn is_path_separator(&self, at: usize) -> bool {
        self.is(at, ':') && at > 0 && self.is(at - 1, ':')
    }
}
