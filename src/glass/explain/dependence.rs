//! Finds in the source whether what a function does at one place depends on what it saw at another.
//!
//! Looks only at tokens: variables that got what was seen, conditions that mention them, and what follows a branch that
//! leaves the function or the loop. If it is in doubt, it finds no dependence.

use crate::verdict::Place;
use proc_macro2::{Delimiter, LineColumn, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// How something depends on what was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dependence {
    /// It is computed from it.
    Data,
    /// Whether it is done depends on it.
    Control,
}

/// Returns how what is done at one place depends on what was seen at another place of the same function.
pub(super) fn dependence(source: &str, seen: &Place, done: &Place) -> Option<Dependence> {
    let (seen, done) = (position(seen)?, position(done)?);
    let tokens = tokens(source)?;
    let block = innermost_block(&tokens, &[seen, done])?;
    let statements = statements(&block);
    let index = |at| statements.iter().position(|one| contains(one, at));
    let (first, last) = (index(seen)?, index(done)?);
    if first == last {
        return in_one_statement(statements[first], seen, done);
    }
    if first > last {
        return None;
    }
    let mut taint = Taint::default();
    for statement in &statements[first..last] {
        taint.pass(statement, Some(seen));
    }
    taint.reach(&statements[last..], done)
}

/// Returns whether a change of what a lock protects looks again at what is there: then it does not depend on an earlier
/// look. `done` is the place that got the lock, or called what did.
pub(super) fn looks_again(source: &str, done: &Place) -> bool {
    let looks = || {
        let at = position(done)?;
        let tokens = tokens(source)?;
        let block = innermost_block(&tokens, &[at])?;
        let statements = statements(&block);
        let index = statements.iter().position(|one| contains(one, at))?;
        let statement = statements[index];
        let guard = bound(statement);
        let rest = statements[index + 1..].iter();
        let uses_guard = rest.filter(|later| mentions(later, &guard));
        let mut uses_guard = uses_guard.copied();
        let own = match word(statement, 0).as_deref() {
            // The head only finds what is changed.
            Some("if") if has_word(head(statement), FINDS) => body(statement),
            _ => statement,
        };
        Some(has_word(own, CONDITIONS) || uses_guard.any(|later| has_word(later, CONDITIONS)))
    };
    looks().unwrap_or(true)
}

/// Returns whether a statement does nothing with the result of the call at a place.
pub(super) fn ignores_result(source: &str, done: &Place) -> bool {
    let ignores = || {
        let at = position(done)?;
        let tokens = tokens(source)?;
        let block = innermost_block(&tokens, &[at])?;
        let statements = statements(&block);
        let statement = statements.iter().find(|one| contains(one, at))?;
        let first = word(statement, 0)?;
        let ends = statement.last().map(ToString::to_string);
        Some(!BRANCHES.contains(&&*first) && first != "let" && ends.as_deref() == Some(";"))
    };
    ignores().unwrap_or(false)
}

const BRANCHES: &[&str] = &["if", "match", "while", "for", "loop", "unsafe"];
/// Methods that only find what is then changed.
const FINDS: &[&str] = &[
    "get_mut",
    "iter_mut",
    "first_mut",
    "last_mut",
    "values_mut",
    "as_mut",
];
/// What makes a change depend on what is there.
const CONDITIONS: &[&str] = &[
    "if",
    "match",
    "while",
    "entry",
    "or_insert",
    "or_insert_with",
    "or_default",
    "contains",
    "contains_key",
    "is_empty",
    "is_some",
    "is_none",
    "len",
    "get",
    "peek",
    "retain",
    "get_or_insert_with",
    "get_or_insert",
    "checked_sub",
    "saturating_sub",
    "assert",
];
/// What leaves a function or the round of a loop.
const LEAVES: &[&str] = &[
    "return",
    "break",
    "continue",
    "panic",
    "unreachable",
    "todo",
    "exit",
    "bail",
    "abort",
];

/// What is known on the way from where something was seen.
#[derive(Debug, Default)]
struct Taint {
    /// Variables that depend on it.
    variables: BTreeSet<String>,
    /// Whether control came here only because of it.
    decided: bool,
}

impl Taint {
    /// Whether these tokens have to do with what was seen.
    fn concerns(&self, tokens: &[TokenTree], seen: Option<LineColumn>) -> bool {
        seen.is_some_and(|at| contains(tokens, at)) || mentions(tokens, &self.variables)
    }

    /// Follows what was seen through a statement.
    fn pass(&mut self, statement: &[TokenTree], seen: Option<LineColumn>) {
        if !self.concerns(statement, seen) {
            return;
        }
        let first = word(statement, 0).unwrap_or_default();
        if BRANCHES.contains(&&*first) {
            if self.concerns(head(statement), seen) {
                self.decided |=
                    has_word(body(statement), LEAVES) || has_question_mark(body(statement));
            }
            for block in blocks(statement) {
                let inner: Vec<TokenTree> = block;
                for one in statements(&inner) {
                    self.pass(one, seen);
                }
            }
            return;
        }
        self.decided |= has_question_mark(statement) || first.contains("assert");
        if first == "let" {
            self.variables.extend(bound(statement));
            self.decided |= statement.iter().any(|token| token.to_string() == "else")
                && has_word(statement, LEAVES);
        } else if let Some(variable) = assigned(statement) {
            self.variables.insert(variable);
        }
    }

    /// Follows it to where something is done, in the first of these statements.
    fn reach(&mut self, rest: &[&[TokenTree]], done: LineColumn) -> Option<Dependence> {
        let (statement, later) = rest.split_first()?;
        let first = word(statement, 0).unwrap_or_default();
        let inside = innermost_block(statement, &[done]);
        if let Some(block) = inside.filter(|_| !contains(head(statement), done) || first == "let") {
            // The tokens before the block decide about it.
            let before = statement
                .iter()
                .take_while(|token| !contains(std::slice::from_ref(*token), done));
            let before: Vec<TokenTree> = before.cloned().collect();
            if self.concerns(&before, None) {
                self.decided = true;
                self.variables.extend(words_of_pattern(&before));
            }
            let mut statements = statements(&block);
            let at = statements.iter().position(|one| contains(one, done))?;
            for one in statements.drain(..at) {
                self.pass(one, None);
            }
            return self.reach(&statements, done);
        }
        if mentions(statement, &self.variables) {
            return Some(Dependence::Data);
        }
        let guard = bound(statement);
        let writes = later.iter().filter(|later| mentions(later, &guard));
        let mut writes = writes.filter(|later| mentions(later, &self.variables));
        if !guard.is_empty() && writes.next().is_some() {
            return Some(Dependence::Data);
        }
        self.decided.then_some(Dependence::Control)
    }
}

/// Both are in one statement.
fn in_one_statement(
    statement: &[TokenTree],
    seen: LineColumn,
    done: LineColumn,
) -> Option<Dependence> {
    let index = |at| {
        statement
            .iter()
            .position(|token| contains(std::slice::from_ref(token), at))
    };
    let (first, last) = (index(seen)?, index(done)?);
    if first == last {
        let TokenTree::Group(group) = &statement[first] else {
            return None;
        };
        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
        return in_one_statement(&inner, seen, done);
    }
    let between = &statement[first.min(last) + 1..first.max(last)];
    let is = |token: &TokenTree, sign: &str| token.to_string() == sign;
    if between
        .iter()
        .any(|token| is(token, ",") || is(token, "else"))
    {
        return None;
    }
    if first < last {
        let in_a_branch = is_block(&statement[first]);
        return (!in_a_branch).then_some(Dependence::Control);
    }
    let follows = first == last + 1 && !is_block(&statement[first]);
    let assigns = between.iter().any(|token| is(token, "="));
    (follows || assigns).then_some(Dependence::Data)
}

fn position(place: &Place) -> Option<LineColumn> {
    Some(LineColumn {
        line: usize::try_from(place.line).ok()?,
        column: usize::try_from(place.column).ok()?.checked_sub(1)?,
    })
}

fn tokens(source: &str) -> Option<Vec<TokenTree>> {
    let stream: TokenStream = source.parse().ok()?;
    Some(stream.into_iter().collect())
}

fn contains(tokens: &[TokenTree], at: LineColumn) -> bool {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return false;
    };
    first.span().start() <= at && at < last.span().end()
}

fn is_block(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Returns the content of the innermost braces around all of these positions.
fn innermost_block(tokens: &[TokenTree], around: &[LineColumn]) -> Option<Vec<TokenTree>> {
    let is_around = |token: &&TokenTree| {
        around
            .iter()
            .all(|at| contains(std::slice::from_ref(*token), *at))
    };
    let TokenTree::Group(group) = tokens.iter().find(is_around)? else {
        return None;
    };
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    innermost_block(&inner, around)
        .or_else(|| (group.delimiter() == Delimiter::Brace).then_some(inner))
}

/// Splits the content of a block into statements.
fn statements(block: &[TokenTree]) -> Vec<&[TokenTree]> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, token) in block.iter().enumerate() {
        let next = block.get(at + 1).map(ToString::to_string);
        let goes_on = next.is_some_and(|next| ["else", ".", "?", "=", ","].contains(&&*next));
        let begins = word(&block[start..], 0).unwrap_or_default();
        let is_whole = is_block(token) && !goes_on && BRANCHES.contains(&&*begins);
        if is_whole || token.to_string() == ";" {
            found.push(&block[start..=at]);
            start = at + 1;
        }
    }
    if start < block.len() {
        found.push(&block[start..]);
    }
    found
}

fn word(tokens: &[TokenTree], at: usize) -> Option<String> {
    match tokens.get(at)? {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    }
}

/// Calls `found` with every word in these tokens, until it returns true.
fn any_word(tokens: &[TokenTree], found: &mut dyn FnMut(&str) -> bool) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Ident(word) => found(&word.to_string()),
        TokenTree::Group(group) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            any_word(&inner, found)
        }
        // A format string may name a variable, but it changes nothing.
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn mentions(tokens: &[TokenTree], variables: &BTreeSet<String>) -> bool {
    !variables.is_empty() && any_word(tokens, &mut |word| variables.contains(word))
}

fn has_word(tokens: &[TokenTree], words: &[&str]) -> bool {
    any_word(tokens, &mut |word| words.contains(&word))
}

fn has_question_mark(tokens: &[TokenTree]) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Punct(sign) => sign.as_char() == '?',
        TokenTree::Group(group) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            has_question_mark(&inner)
        }
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    })
}

/// Returns what a branch decides on: all before its first block.
fn head(statement: &[TokenTree]) -> &[TokenTree] {
    let end = statement.iter().position(is_block);
    &statement[..end.unwrap_or(statement.len())]
}

fn body(statement: &[TokenTree]) -> &[TokenTree] {
    &statement[head(statement).len()..]
}

fn blocks(statement: &[TokenTree]) -> impl Iterator<Item = Vec<TokenTree>> {
    statement.iter().filter_map(|token| match token {
        TokenTree::Group(group) if is_block(token) => Some(group.stream().into_iter().collect()),
        _ => None,
    })
}

/// Returns the variables that a `let` binds.
fn bound(statement: &[TokenTree]) -> BTreeSet<String> {
    if word(statement, 0).as_deref() != Some("let") {
        return BTreeSet::new();
    }
    let pattern = statement[1..].iter();
    let pattern = pattern.take_while(|token| ![":", "=", ";"].contains(&&*token.to_string()));
    let pattern: Vec<TokenTree> = pattern.cloned().collect();
    variables(&pattern)
}

/// Returns the variables of the pattern in `if let PATTERN = …`, or of a closure or an arm.
fn words_of_pattern(head: &[TokenTree]) -> BTreeSet<String> {
    let start = head.iter().position(|token| token.to_string() == "let");
    let Some(start) = start else {
        return BTreeSet::new();
    };
    bound(&head[start..])
}

fn variables(pattern: &[TokenTree]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    any_word(pattern, &mut |word| {
        let is_variable = word.starts_with(|first: char| first.is_lowercase() || first == '_');
        if is_variable && !["mut", "ref", "_"].contains(&word) {
            found.insert(word.to_owned());
        }
        false
    });
    found
}

/// Returns the variable that a statement such as `total = …` or `total += …` assigns.
fn assigned(statement: &[TokenTree]) -> Option<String> {
    let variable = word(statement, 0)?;
    let signs = statement[1..].iter().take(2).map(ToString::to_string);
    let signs: String = signs.collect();
    let is_assignment = signs.starts_with('=') && !signs.starts_with("==");
    let changes = ["+=", "-=", "*=", "|=", "&="];
    (is_assignment || changes.contains(&&*signs)).then_some(variable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place_of(source: &str, what: &str) -> Place {
        let at = source.find(what).unwrap();
        let line = source[..at].matches('\n').count() + 1;
        let column = at - source[..at].rfind('\n').map_or(0, |at| at + 1) + 1;
        Place {
            file: "a.rs".to_owned(),
            line: u32::try_from(line).unwrap(),
            column: u32::try_from(column).unwrap(),
        }
    }

    #[test]
    fn what_is_done_depends_on_what_was_seen() {
        use Dependence::{Control, Data};
        for (body, expected) in [
            ("let n = x.see(); x.act(n + 1);", Some(Data)),
            ("let n = x.see(); let m = n + 1; x.act(m);", Some(Data)),
            ("x.act(x.see() + 1);", Some(Data)),
            ("self.act(f(self.see()));", Some(Data)),
            (
                "let n = *x.see().unwrap(); *x.act().unwrap() = n + 1;",
                Some(Data),
            ),
            (
                "let n = *x.see(); let mut g = x.act(); *g = n + 1;",
                Some(Data),
            ),
            ("if x.see() < 3 { x.act(1); }", Some(Control)),
            (
                "if x.see() < 3 { log(); x.act(1); } else { no(); }",
                Some(Control),
            ),
            ("if x.see() { return; } x.act(1);", Some(Control)),
            (
                "if let Some(v) = self.see(k) { return v; } self.act(k, make())",
                Some(Control),
            ),
            (
                "let Some(v) = x.see() else { return }; x.act(1);",
                Some(Control),
            ),
            (
                "let free = x.see(); if free < 2 { return false; } x.act(1);",
                Some(Control),
            ),
            (
                "match x.see() { None => no(), Some(0) => no(), Some(_) => { let p = 1; x.act(p); true } }",
                Some(Control),
            ),
            ("(at < self.see()).then(|| cells[at].act())", Some(Control)),
            ("while !x.see() { wait(); } x.act(1);", None),
            ("println!(\"{}\", x.see()); x.act(1);", None),
            ("print(x.see(), x.act());", None),
            ("if c { x.see(); } else { x.act(1); }", None),
            ("let n = x.see(); log(n); x.act(1);", None),
            ("x.act(1); x.see();", None),
            ("let n = x.see(); if n > 3 { log(n); } x.act(1);", None),
            ("for i in 0..3 { let n = x.see(); x.act(n); }", Some(Data)),
        ] {
            let source = format!("fn f() {{ {body} }}");
            let (seen, done) = (place_of(&source, "see"), place_of(&source, "act"));
            assert_eq!(dependence(&source, &seen, &done), expected, "{body}");
        }
    }

    #[test]
    fn a_change_that_looks_again_is_told_from_one_that_does_not() {
        for (body, looks) in [
            ("x.act().insert(1);", false),
            ("*x.act().unwrap() = n + 1;", false),
            ("let mut g = x.act(); g.insert(1);", false),
            (
                "if let Some(show) = x.act().get_mut(&id) { show.push(1); }",
                false,
            ),
            (
                "if let Some(show) = x.act().get_mut(&id) { if show.free() > 1 { show.push(1); } }",
                true,
            ),
            ("x.act().entry(k).or_insert_with(make);", true),
            ("let mut g = x.act(); if g.len() < 3 { g.push(1); }", true),
            ("if x.act().insert(1) { first(); }", true),
        ] {
            let source = format!("fn f() {{ {body} }}");
            assert_eq!(
                looks_again(&source, &place_of(&source, "act")),
                looks,
                "{body}"
            );
        }
    }
}
