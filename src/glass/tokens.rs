//! The tokens of a source file, lexed once: in a row, with brackets that know their partners, and as trees.
//!
//! The row is for following a name forwards and backwards (`scopes`, `names`, `handle_counts`), the trees are for what
//! statements and blocks do (`explain`).

mod expressions;
mod trees;

pub(in crate::glass) use trees::{
    BRANCHES, CodeBlock, Sequence, Statement, any_word, assigned, blocks, body, bound, contains,
    content, has_question_mark, has_word, head, innermost_block, is_block, mentions, position,
    statements, variables, word, words_of_pattern,
};

use crate::verdict::Place;
use proc_macro2::{Delimiter, Group, LineColumn, TokenStream, TokenTree};

#[derive(Debug)]
pub(super) struct SourceToken {
    pub(super) text: String,
    /// From 1.
    pub(super) line: u32,
    /// From 1, in characters.
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
    /// Lexes a file. None if it is no Rust.
    pub(super) fn parse(source: &str) -> Option<Self> {
        let stream: TokenStream = source.parse().ok()?;
        let mut tokens = Self {
            all: Vec::new(),
            around: Vec::new(),
            trees: stream.clone().into_iter().collect(),
        };
        tokens.add_all(stream, None);
        Some(tokens)
    }

    pub(super) fn trees(&self) -> &[TokenTree] {
        &self.trees
    }

    fn add_all(&mut self, stream: TokenStream, around: Option<usize>) {
        for tree in stream {
            match tree {
                TokenTree::Group(group) => self.add_group(&group, around),
                TokenTree::Punct(sign) => {
                    let at = sign.span().start();
                    self.add(sign.as_char().to_string(), at, TokenKind::Sign, around);
                }
                TokenTree::Ident(word) => {
                    self.add(
                        word.to_string(),
                        word.span().start(),
                        TokenKind::Word,
                        around,
                    );
                }
                TokenTree::Literal(literal) => {
                    let at = literal.span().start();
                    self.add(literal.to_string(), at, TokenKind::Word, around);
                }
            }
        }
    }

    fn add_group(&mut self, group: &Group, around: Option<usize>) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => ("", ""),
        };
        let first = self.all.len();
        self.add(
            open.to_owned(),
            group.span_open().start(),
            TokenKind::Open,
            around,
        );
        self.add_all(group.stream(), Some(first));
        let last = self.all.len();
        self.add(
            close.to_owned(),
            group.span_close().start(),
            TokenKind::Close,
            around,
        );
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

    /// Returns the place of a token in a file.
    pub(super) fn place(&self, at: usize, file: &str) -> Option<Place> {
        let token = self.get(at)?;
        Some(Place {
            file: file.to_owned(),
            line: token.line,
            column: token.column,
        })
    }

    /// Returns the text of a token, empty behind the last one.
    pub(super) fn text(&self, at: usize) -> &str {
        self.get(at).map_or("", |token| &token.text)
    }

    /// Returns the token at a place.
    pub(super) fn at(&self, place: &Place) -> Option<usize> {
        let place = (place.line, place.column);
        let at = self
            .all
            .partition_point(|token| (token.line, token.column) < place);
        (at < self.all.len()).then_some(at)
    }

    /// Returns the source of these tokens, with one blank for each gap.
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
