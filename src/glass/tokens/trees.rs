//! Statements and blocks as trees of tokens, and the variables that they bind or mention.

use super::SourceTokens;
use crate::verdict::Place;
use proc_macro2::{Delimiter, LineColumn, TokenTree};
use std::collections::BTreeSet;

/// The keywords that begin a statement that ends with its block.
pub(in crate::glass) const BRANCHES: &[&str] = &["if", "match", "while", "for", "loop", "unsafe"];

pub(in crate::glass) fn position(place: &Place) -> Option<LineColumn> {
    Some(LineColumn {
        line: usize::try_from(place.line).ok()?,
        column: usize::try_from(place.column).ok()?.checked_sub(1)?,
    })
}

/// The content of the innermost braces around something.
#[derive(Debug)]
pub(in crate::glass) struct CodeBlock(Vec<TokenTree>);

impl CodeBlock {
    /// Returns the content of the innermost braces around all of these places.
    pub(in crate::glass) fn around(file: &SourceTokens, places: &[&Place]) -> Option<Self> {
        let around = places.iter().map(|place| position(place));
        let around: Vec<LineColumn> = around.collect::<Option<_>>()?;
        innermost_block(file.trees(), &around).map(Self)
    }

    pub(in crate::glass) fn statements(&self) -> Vec<&[TokenTree]> {
        statements(&self.0)
    }
}

/// A statement, and the position in it that was looked up.
#[derive(Debug)]
pub(in crate::glass) struct Statement {
    block: CodeBlock,
    index: usize,
    at: LineColumn,
}

impl Statement {
    /// Returns the statement of the innermost braces around a place.
    pub(in crate::glass) fn at(file: &SourceTokens, place: &Place) -> Option<Self> {
        let at = position(place)?;
        let block = CodeBlock::around(file, &[place])?;
        let mut statements = block.statements().into_iter();
        let index = statements.position(|one| contains(one, at))?;
        Some(Self { block, index, at })
    }

    pub(in crate::glass) fn tokens(&self) -> &[TokenTree] {
        self.block.statements()[self.index]
    }

    /// Returns the statements that follow it in its block.
    pub(in crate::glass) fn later(&self) -> Vec<&[TokenTree]> {
        self.block.statements().split_off(self.index + 1)
    }

    /// Returns its first word, such as `let`.
    pub(in crate::glass) fn first_word(&self) -> String {
        word(self.tokens(), 0).unwrap_or_default()
    }

    /// Returns the innermost tokens with the place, unless a block of another statement is around them.
    pub(in crate::glass) fn sequence(&self) -> Option<Sequence> {
        Sequence::at(self.tokens(), self.at)
    }
}

/// The innermost sequence of tokens with something in it.
#[derive(Debug)]
pub(in crate::glass) struct Sequence {
    pub(in crate::glass) tokens: Vec<TokenTree>,
    pub(in crate::glass) index: usize,
    /// How many groups are around it.
    pub(in crate::glass) depth: u32,
}

impl Sequence {
    fn at(tokens: &[TokenTree], at: LineColumn) -> Option<Self> {
        let is_here = |token: &TokenTree| contains(std::slice::from_ref(token), at);
        let index = tokens.iter().position(is_here)?;
        match &tokens[index] {
            // The tokens of a block belong to its own statements.
            block @ TokenTree::Group(_) if is_block(block) => None,
            group @ TokenTree::Group(_) => {
                let found = Self::at(&content(group), at)?;
                let depth = found.depth + 1;
                Some(Self { depth, ..found })
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => Some(Self {
                tokens: tokens.to_vec(),
                index,
                depth: 0,
            }),
        }
    }
}

pub(in crate::glass) fn contains(tokens: &[TokenTree], at: LineColumn) -> bool {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return false;
    };
    first.span().start() <= at && at < last.span().end()
}

pub(in crate::glass) fn content(group: &TokenTree) -> Vec<TokenTree> {
    match group {
        TokenTree::Group(group) => group.stream().into_iter().collect(),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => Vec::new(),
    }
}

pub(in crate::glass) fn is_block(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Returns the content of the innermost braces around all of these positions.
pub(in crate::glass) fn innermost_block(
    tokens: &[TokenTree],
    around: &[LineColumn],
) -> Option<Vec<TokenTree>> {
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
pub(in crate::glass) fn statements(block: &[TokenTree]) -> Vec<&[TokenTree]> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, token) in block.iter().enumerate() {
        let next = block.get(at + 1).map(ToString::to_string);
        let goes_on = next.is_some_and(|next| ["else", ".", "?", "=", ","].contains(&&*next));
        let begins = word(&block[start..], 0).unwrap_or_default();
        let ends_with_block = at == start || BRANCHES.contains(&&*begins);
        let is_whole = is_block(token) && !goes_on && ends_with_block;
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

pub(in crate::glass) fn word(tokens: &[TokenTree], at: usize) -> Option<String> {
    match tokens.get(at)? {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    }
}

/// Calls `found` with every word in these tokens, until it returns true.
pub(in crate::glass) fn any_word(
    tokens: &[TokenTree],
    found: &mut dyn FnMut(&str) -> bool,
) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Ident(word) => found(&word.to_string()),
        TokenTree::Group(_) => any_word(&content(token), found),
        // A format string may name a variable, but it changes nothing.
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

pub(in crate::glass) fn mentions(tokens: &[TokenTree], variables: &BTreeSet<String>) -> bool {
    !variables.is_empty() && any_word(tokens, &mut |word| variables.contains(word))
}

pub(in crate::glass) fn has_word(tokens: &[TokenTree], words: &[&str]) -> bool {
    any_word(tokens, &mut |word| words.contains(&word))
}

pub(in crate::glass) fn has_question_mark(tokens: &[TokenTree]) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Punct(sign) => sign.as_char() == '?',
        TokenTree::Group(_) => has_question_mark(&content(token)),
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    })
}

/// Returns what a branch decides on: everything before its first block.
pub(in crate::glass) fn head(statement: &[TokenTree]) -> &[TokenTree] {
    let end = statement.iter().position(is_block);
    &statement[..end.unwrap_or(statement.len())]
}

pub(in crate::glass) fn body(statement: &[TokenTree]) -> &[TokenTree] {
    &statement[head(statement).len()..]
}

pub(in crate::glass) fn blocks(statement: &[TokenTree]) -> impl Iterator<Item = Vec<TokenTree>> {
    statement
        .iter()
        .filter(|token| is_block(token))
        .map(content)
}

/// Returns the variables that a `let` binds.
pub(in crate::glass) fn bound(statement: &[TokenTree]) -> BTreeSet<String> {
    if word(statement, 0).as_deref() != Some("let") {
        return BTreeSet::new();
    }
    let pattern = statement[1..].iter();
    let pattern = pattern.take_while(|token| ![":", "=", ";"].contains(&&*token.to_string()));
    let pattern: Vec<TokenTree> = pattern.cloned().collect();
    variables(&pattern)
}

/// Returns the variables of the pattern in `if let PATTERN = …`.
pub(in crate::glass) fn words_of_pattern(head: &[TokenTree]) -> BTreeSet<String> {
    let start = head.iter().position(|token| token.to_string() == "let");
    let Some(start) = start else {
        return BTreeSet::new();
    };
    bound(&head[start..])
}

pub(in crate::glass) fn variables(pattern: &[TokenTree]) -> BTreeSet<String> {
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
pub(in crate::glass) fn assigned(statement: &[TokenTree]) -> Option<String> {
    let variable = word(statement, 0)?;
    let signs = statement[1..].iter().take(2).map(ToString::to_string);
    let signs: String = signs.collect();
    let is_assignment = signs.starts_with('=') && !signs.starts_with("==");
    let changes = ["+=", "-=", "*=", "|=", "&="];
    (is_assignment || changes.contains(&&*signs)).then_some(variable)
}
