//! What follows a guard in an expression: the fields and methods, and an assignment.

use super::tokens::contains;
use proc_macro2::{Delimiter, LineColumn, TokenStream, TokenTree};

/// How a value is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChangeKind {
    /// What was there is replaced.
    Overwrites,
    /// As before, for one key or index.
    Inserts,
    /// Something is added to what is there.
    Adds,
    /// `entry` finds or adds something.
    Entry,
    Removes,
    /// A method of the program changes it, without a condition.
    Calls,
}

/// What gets from a guard, or its `Result`, to the value.
const PASSES: &[&str] = &[
    "unwrap",
    "expect",
    "unwrap_or_else",
    "as_mut",
    "deref_mut",
    "borrow_mut",
    "write",
    "lock",
];
/// Returns the innermost sequence of tokens with the token at this position, its index, and how many groups are around.
pub(super) fn sequence_at(
    tokens: &[TokenTree],
    at: LineColumn,
) -> Option<(Vec<TokenTree>, usize, u32)> {
    let index = tokens
        .iter()
        .position(|token| contains(std::slice::from_ref(token), at))?;
    match &tokens[index] {
        TokenTree::Group(group) => {
            let (found, index, depth) = sequence_at(&content(&tokens[index]), at)?;
            // A block is another statement's.
            let is_block = group.delimiter() == Delimiter::Brace;
            (!is_block).then_some((found, index, depth + 1))
        }
        _ => Some((tokens.to_vec(), index, 0)),
    }
}

pub(super) fn content(group: &TokenTree) -> Vec<TokenTree> {
    match group {
        TokenTree::Group(group) => group.stream().into_iter().collect(),
        _ => Vec::new(),
    }
}

/// A method or a field after a guard.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) arguments: Option<TokenStream>,
    /// Whether a missing result panics.
    pub(super) is_unwrapped: bool,
}

/// What follows a guard in an expression.
#[derive(Debug)]
pub(super) struct Chain {
    /// Without what only gets to the value.
    pub(super) links: Vec<Link>,
    /// Whether an assignment follows, and what it assigns.
    pub(super) change: Option<(ChangeKind, String)>,
    pub(super) line: usize,
    /// Where it ends in the sequence.
    pub(super) end: usize,
}

impl Chain {
    /// Parses what follows a guard: a call, or a variable.
    pub(super) fn parse(sequence: &[TokenTree], from: usize, is_call: bool) -> Option<Self> {
        let is_group = |at: usize, delimiter| matches!(sequence.get(at), Some(TokenTree::Group(group)) if group.delimiter() == delimiter);
        let is_sign = |at: usize, sign| matches!(sequence.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
        let mut at = from;
        if is_call {
            if !is_group(at, Delimiter::Parenthesis) {
                return None;
            }
            at += 1;
        }
        let mut links: Vec<Link> = Vec::new();
        let mut index = None;
        loop {
            if is_sign(at, '?') || is_group(at, Delimiter::Bracket) {
                if is_group(at, Delimiter::Bracket) {
                    index = Some(sequence[at].to_string());
                }
                at += 1;
                continue;
            }
            let is_range = is_sign(at + 1, '.');
            let name = sequence
                .get(at + 1)
                .filter(|_| is_sign(at, '.') && !is_range);
            let Some(name) = name else { break };
            let arguments = match sequence.get(at + 2) {
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                    Some(group.stream())
                }
                _ => None,
            };
            at += if arguments.is_some() { 3 } else { 2 };
            links.push(Link {
                name: name.to_string(),
                line: name.span().start().line,
                arguments,
                is_unwrapped: false,
            });
            if ["unwrap", "expect"].contains(&&*name.to_string())
                && let Some(at) = links.len().checked_sub(2)
            {
                links[at].is_unwrapped = true;
            }
        }
        let passes = |link: &Link| link.arguments.is_some() && PASSES.contains(&&*link.name);
        links.retain(|link| !passes(link));
        let rest = || {
            let rest = sequence[at..]
                .iter()
                .skip_while(|token| matches!(token, TokenTree::Punct(_)));
            let rest = rest.take_while(|token| token.to_string() != ";");
            rest.cloned().collect::<TokenStream>().to_string()
        };
        let is_op = |sign| "+-*/|&^%".contains(sign);
        let change = match (sequence.get(at), sequence.get(at + 1)) {
            (Some(TokenTree::Punct(one)), Some(TokenTree::Punct(two)))
                if is_op(one.as_char()) && two.as_char() == '=' =>
            {
                Some((ChangeKind::Adds, rest()))
            }
            (Some(TokenTree::Punct(_)), _)
                if is_sign(at, '=') && !is_sign(at + 1, '=') && !is_sign(at + 1, '>') =>
            {
                Some(match index {
                    Some(index) => (ChangeKind::Inserts, format!("{index} , {}", rest())),
                    None => (ChangeKind::Overwrites, rest()),
                })
            }
            _ => None,
        };
        let line = sequence.get(from.saturating_sub(1))?.span().start().line;
        Some(Self {
            links,
            change,
            line,
            end: at,
        })
    }
}
