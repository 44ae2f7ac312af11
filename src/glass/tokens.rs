//! The tokens of a source file, lexed once: as a list, in which each bracket has its partner, and as trees.
//!
//! The list is for following a name forwards and backwards (`scopes`, `names`, `handle_counts`), the trees are for what
//! statements and blocks do (`explain`).

mod expressions;
mod trees;

pub(in crate::glass) use trees::{
    BRANCHES, CodeBlock, Sequence, Statement, any_word, assigned, blocks, body, bound, contains,
    content, has_question_mark, has_word, head, innermost_block, is_block, mentions, position,
    statements, variables, word, words_of_pattern,
};

use crate::verdict::Place;
use proc_macro2::{Delimiter, Group, LineColumn, TokenStream, TokenTree, token_stream};

/// The maximum depth of nested brackets. Deeper ones, which no one writes by hand, would overflow the stack of a thread
/// that walks through the trees.
const MAX_DEPTH: usize = 256;

#[derive(Debug)]
pub(super) struct SourceToken {
    pub(super) text: String,
    /// Starts at 1.
    pub(super) line: u32,
    /// Starts at 1, in characters.
    column: u32,
    /// The other bracket of a pair.
    pub(super) partner: Option<usize>,
    kind: TokenKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TokenKind {
    Word,
    Sign,
    Open,
    Close,
}

impl SourceToken {
    /// Whether it is a word or a literal.
    pub(super) fn is_value(&self) -> bool {
        self.kind == TokenKind::Word
    }

    pub(super) fn is_any_open(&self) -> bool {
        self.kind == TokenKind::Open
    }

    pub(super) fn is_any_close(&self) -> bool {
        self.kind == TokenKind::Close
    }

    pub(super) fn is_close(&self, bracket: char) -> bool {
        self.is_any_close() && self.text.starts_with(bracket)
    }
}

#[derive(Debug)]
pub(super) struct SourceTokens {
    all: Vec<SourceToken>,
    /// For each token, the bracket around it.
    around: Vec<Option<usize>>,
    trees: Vec<TokenTree>,
}

impl SourceTokens {
    /// Lexes a file. `None` if it is not Rust, or if its brackets are nested too deeply.
    pub(super) fn parse(source: &str) -> Option<Self> {
        let stream: TokenStream = source.parse().ok()?;
        let mut tokens = Self {
            all: Vec::new(),
            around: Vec::new(),
            trees: stream.clone().into_iter().collect(),
        };
        tokens.add_all(stream).then_some(tokens)
    }

    pub(super) fn trees(&self) -> &[TokenTree] {
        &self.trees
    }

    /// Adds all tokens. Returns false if brackets are nested more than [`MAX_DEPTH`] deep.
    fn add_all(&mut self, stream: TokenStream) -> bool {
        let mut rest = stream.into_iter();
        let mut outer: Vec<(Group, usize, token_stream::IntoIter)> = Vec::new();
        loop {
            let around = outer.last().map(|(_, first, _)| *first);
            let Some(tree) = rest.next() else {
                let Some((group, first, around_it)) = outer.pop() else {
                    return true;
                };
                rest = around_it;
                self.close(&group, first);
                continue;
            };
            let (text, kind) = match &tree {
                TokenTree::Group(group) => (brackets(group).0.to_owned(), TokenKind::Open),
                TokenTree::Punct(sign) => (sign.as_char().to_string(), TokenKind::Sign),
                TokenTree::Ident(word) => (word.to_string(), TokenKind::Word),
                TokenTree::Literal(literal) => (literal.to_string(), TokenKind::Word),
            };
            let at = match &tree {
                TokenTree::Group(group) => group.span_open().start(),
                token => token.span().start(),
            };
            self.add(text, at, kind, around);
            if let TokenTree::Group(group) = tree {
                if outer.len() == MAX_DEPTH {
                    return false;
                }
                let inside = group.stream().into_iter();
                let first = self.all.len() - 1;
                outer.push((group, first, std::mem::replace(&mut rest, inside)));
            }
        }
    }

    fn close(&mut self, group: &Group, first: usize) {
        let last = self.all.len();
        let at = group.span_close().start();
        let around = self.around[first];
        self.add(brackets(group).1.to_owned(), at, TokenKind::Close, around);
        self.all[first].partner = Some(last);
        self.all[last].partner = Some(first);
    }

    fn add(&mut self, text: String, at: LineColumn, kind: TokenKind, around: Option<usize>) {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.all.push(SourceToken {
            text,
            line: number(at.line),
            column: number(at.column).saturating_add(1),
            partner: None,
            kind,
        });
        self.around.push(around);
    }

    pub(super) fn get(&self, at: usize) -> Option<&SourceToken> {
        self.all.get(at)
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn place(&self, at: usize, file: &str) -> Option<Place> {
        let token = self.get(at)?;
        Some(Place {
            file: file.to_owned(),
            line: token.line,
            column: token.column,
        })
    }

    /// Returns the text of a token, empty after the last one.
    pub(super) fn text(&self, at: usize) -> &str {
        self.get(at).map_or("", |token| &token.text)
    }

    pub(super) fn at(&self, place: &Place) -> Option<usize> {
        let place = (place.line, place.column);
        let at = self
            .all
            .partition_point(|token| (token.line, token.column) < place);
        (at < self.all.len()).then_some(at)
    }

    /// Returns the source of these tokens, with one space for each gap.
    pub(super) fn source_text(&self, range: std::ops::Range<usize>) -> String {
        let mut text = String::new();
        let mut end = None;
        for token in &self.all[range] {
            let begins = (token.line, token.column);
            if end.is_some_and(|end| end != begins && !token.text.starts_with('.')) {
                text.push(' ');
            }
            text += &token.text;
            let length = u32::try_from(token.text.chars().count()).unwrap_or(u32::MAX);
            end = Some((token.line, token.column.saturating_add(length)));
        }
        text
    }

    /// Returns the bracket that opens around a token.
    pub(super) fn enclosing_open(&self, at: usize) -> Option<usize> {
        self.around.get(at).copied().flatten()
    }

    /// Returns the `}` of the block around a token.
    pub(super) fn enclosing_brace(&self, at: usize) -> Option<usize> {
        let mut open = self.enclosing_open(at)?;
        while self.all[open].text != "{" {
            open = self.enclosing_open(open)?;
        }
        self.all[open].partner
    }
}

fn brackets(group: &Group) -> (&'static str, &'static str) {
    match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(depth: usize) -> String {
        format!("f!({}x{});", "[".repeat(depth), "]".repeat(depth))
    }

    #[test]
    fn brackets_know_their_partners() {
        let tokens = SourceTokens::parse("a(b[c], {d}) e").unwrap();
        let texts: Vec<&str> = (0..tokens.len()).map(|at| tokens.text(at)).collect();
        assert_eq!(
            texts,
            ["a", "(", "b", "[", "c", "]", ",", "{", "d", "}", ")", "e"]
        );
        let partners = [(1, 10), (3, 5), (7, 9)];
        for (open, close) in partners {
            assert_eq!(tokens.get(open).unwrap().partner, Some(close));
            assert_eq!(tokens.get(close).unwrap().partner, Some(open));
        }
        let around: Vec<Option<usize>> = [4, 5, 8, 10].map(|at| tokens.enclosing_open(at)).into();
        assert_eq!(around, [Some(3), Some(1), Some(7), None]);
    }

    #[test]
    fn a_file_that_nests_too_deeply_is_not_read_and_overflows_no_stack() {
        assert!(SourceTokens::parse(&nested(MAX_DEPTH - 1)).is_some());
        assert!(SourceTokens::parse(&nested(MAX_DEPTH)).is_none());
        assert!(SourceTokens::parse(&nested(200_000)).is_none());
    }
}
