//! Finds where expressions and statements begin and end in a list of tokens, and what a `let` binds.

use super::{SourceToken, SourceTokens};

impl SourceTokens {
    /// Returns the start of the value whose method or function is called: `a` of `a.b[0].c()`.
    pub(in crate::glass) fn start_of_value(&self, call: usize) -> usize {
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
                let Some(token) = self.get(value) else {
                    return start;
                };
                start = match token.partner {
                    // A call or an index: its name or value comes before.
                    Some(open) if token.is_close(')') || token.is_close(']') => {
                        let named = open.wrapping_sub(1);
                        if self.get(named).is_some_and(SourceToken::is_value) {
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
        while let Some(token) = self.get(value)
            && (token.is_close(')') || token.is_close(']'))
            && let Some(open) = token.partner
            && open > 0
        {
            value = open - 1;
        }
        value
    }

    /// Returns the parenthesis that opens the arguments of a call.
    pub(in crate::glass) fn parenthesis(&self, call: usize) -> Option<usize> {
        let mut at = call;
        while !self.is(at, '(') {
            let token = self.get(at)?;
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
    pub(in crate::glass) fn called(&self, call: usize) -> Option<usize> {
        self.parenthesis(call)?.checked_sub(1)
    }

    /// Returns `NAME` of `let mut NAME: T =`, if the value begins here.
    pub(in crate::glass) fn bound_by_let(&self, statement: usize, value: usize) -> Option<String> {
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

    /// Returns `NAME` in the pattern `Ok(mut NAME)` or `Some(NAME)` of a value that begins here.
    pub(in crate::glass) fn bound_by_wrapper(
        &self,
        pattern: usize,
        value: usize,
    ) -> Option<String> {
        let is_wrapper = matches!(self.text(pattern), "Ok" | "Some") && self.is(pattern + 1, '(');
        let close = self.get(pattern + 1)?.partner?;
        let is_whole = self.is(close + 1, '=') && close + 2 == value;
        (is_wrapper && is_whole).then_some(())?;
        self.plain_name(pattern + 2, close)
    }

    /// Returns `NAME` of `mut NAME` or `NAME`, if there is nothing else.
    pub(in crate::glass) fn plain_name(&self, from: usize, to: usize) -> Option<String> {
        let from = if self.text(from) == "mut" {
            from + 1
        } else {
            from
        };
        (from + 1 == to).then_some(())?;
        self.name_at(from)
    }

    /// Returns the variable that a word names. `_` names none.
    pub(in crate::glass) fn name_at(&self, at: usize) -> Option<String> {
        let token = self.get(at)?;
        let is_name =
            token.is_value() && token.text != "_" && !token.text.starts_with(char::is_uppercase);
        is_name.then(|| token.text.clone())
    }

    /// Returns the beginning of the statement around a token, without leaving its brackets.
    pub(in crate::glass) fn start_of_statement(&self, at: usize) -> Option<usize> {
        let mut start = at;
        while let Some(before) = start.checked_sub(1) {
            let token = self.get(before)?;
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

    pub(in crate::glass) fn is_arrow(&self, at: usize) -> bool {
        self.is(at, '=') && self.is(at + 1, '>')
    }

    pub(in crate::glass) fn is_at_level(&self, of: usize, at: usize) -> bool {
        self.enclosing_open(of) == self.enclosing_open(at)
    }

    pub(in crate::glass) fn next_at_level(&self, from: usize, sign: char) -> Option<usize> {
        let mut at = from;
        loop {
            let token = self.get(at)?;
            if self.is(at, sign) {
                return Some(at);
            }
            if token.is_any_close() {
                return None;
            }
            at = token.partner.filter(|close| *close > at).unwrap_or(at) + 1;
        }
    }

    /// Returns the `{` of the block that follows the head that this token is in.
    pub(in crate::glass) fn next_open_brace(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let token = self.get(at)?;
            if self.is(at, '{') {
                return Some(at);
            }
            if token.text == ";" || token.is_close('}') {
                return None;
            }
            at = token.partner.filter(|close| *close > at).unwrap_or(at) + 1;
        }
    }

    pub(in crate::glass) fn is(&self, at: usize, sign: char) -> bool {
        let mut text = self.text(at).chars();
        text.next() == Some(sign) && text.next().is_none()
    }

    pub(in crate::glass) fn is_before(&self, at: usize, sign: char) -> bool {
        let before = at.wrapping_sub(1);
        self.is(before, sign) || self.text(before) == "mut" && self.is(at.wrapping_sub(2), sign)
    }

    pub(in crate::glass) fn is_path_separator(&self, at: usize) -> bool {
        self.is(at, ':') && at > 0 && self.is(at - 1, ':')
    }

    /// Returns the first call of this function at or after this token, at most `MAX_DISTANCE` tokens away.
    pub(in crate::glass) fn find_call(&self, from: usize, function: &str) -> Option<usize> {
        const MAX_DISTANCE: usize = 400;
        let is_call =
            |at: &usize| self.text(*at) == function && matches!(self.text(at + 1), "(" | ":");
        (from..self.len().min(from + MAX_DISTANCE)).find(is_call)
    }
}
