//! What follows a guard in an expression: the fields and methods, and an assignment.

use crate::glass::tokens::{Sequence, Statement};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// How a value is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChangeKind {
    Overwrites,
    /// The old value for one key or index is replaced.
    Inserts,
    Adds,
    /// `entry` finds or adds something.
    Entry,
    Removes,
    /// A method of the program changes the value unconditionally.
    Calls,
}

/// Methods that lead from a guard, or its `Result`, to the value.
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

/// A method or a field after a guard.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) arguments: Option<TokenStream>,
    /// Whether an `unwrap` or `expect` follows, so that a missing result panics.
    pub(super) is_unwrapped: bool,
}

/// What follows a guard in an expression.
#[derive(Debug)]
pub(super) struct Chain {
    /// The fields and methods, except those that only lead to the value.
    pub(super) links: Vec<Link>,
    /// Whether an assignment follows, and what it assigns.
    pub(super) change: Option<(ChangeKind, String)>,
    pub(super) line: usize,
    /// The index in the sequence at which the chain ends.
    pub(super) end: usize,
}

impl Chain {
    /// Parses what follows the call by which a statement was found.
    pub(super) fn of_call(statement: &Statement) -> Option<(Self, Sequence)> {
        let sequence = statement.sequence()?;
        let chain = Self::parse(&sequence.tokens, sequence.index + 1, true)?;
        Some((chain, sequence))
    }

    /// Parses what follows a guard, which is a call or a variable.
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
