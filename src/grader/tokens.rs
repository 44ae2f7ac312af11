//! The learner's text as a flat list of tokens, and patterns of tokens to search for.
//!
//! Comments and whitespace are left out, macro bodies are included, and names that a `use` renames have their original
//! name.

use crate::course::{TokenError, token_trees};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::HashMap;
use std::ops::RangeInclusive;

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: u32,
    /// Whether it is part of a `use` declaration.
    pub(super) in_use: bool,
}

/// An item that a `use` declaration brings in.
pub(super) struct Import {
    pub(super) path: Vec<String>,
    /// The name it has in this file, before renaming it is undone; `None` for a glob.
    pub(super) name: Option<String>,
    pub(super) line: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Tokens(pub(super) Vec<Token>);

impl Tokens {
    /// Fails if the text is not made of Rust tokens, for example with an unclosed brace, or its brackets nest too deeply.
    pub(super) fn parse(text: &str) -> Result<Self, TokenError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut row = Vec::new();
        flatten(token_trees(text)?, &mut row);
        mark_uses(&mut row);
        undo_renames(&mut row);
        Ok(Self(row))
    }

    /// Returns the line of the first match, `use` declarations included.
    pub(super) fn find(&self, pattern: &Pattern) -> Option<u32> {
        self.search(pattern, |_| true).map(|found| found.line)
    }

    /// Returns the first match outside of `use` declarations: importing is not using.
    pub(super) fn find_used(&self, pattern: &Pattern) -> Option<Match> {
        self.search(pattern, |token| !token.in_use)
    }

    /// Returns the keyword of the innermost `match`, `if let`, `while let` or `for` whose block has this line after its
    /// first one, and whose expression has these tokens before any `|`: a guard without a name lives as long as that
    /// block.
    pub(super) fn head_around(&self, line: u32, pattern: &Pattern) -> Option<&Token> {
        let heads = (0..self.0.len()).rev().filter_map(|at| head(&self.0[at..]));
        let mut around = heads.filter(|head| head.lines.contains(&line));
        around.find_map(|head| {
            let expression = head.tokens.iter().take_while(|token| token.text != "|");
            let expression = &head.tokens[..expression.count()];
            let mut starts = (0..expression.len()).map(|at| &expression[at..]);
            let found = starts.any(|tokens| pattern.match_at(tokens, |_| true).is_some());
            found.then(|| head.tokens.first()).flatten()
        })
    }

    /// Returns what the `use` declarations bring in.
    pub(super) fn imports(&self) -> Vec<Import> {
        let mut imports = Vec::new();
        let mut at = 0;
        while at < self.0.len() {
            if self.0[at].text == "use" && self.0[at].in_use {
                at = import_tree(&self.0, at + 1, &[], &mut imports);
            }
            at += 1;
        }
        imports
    }

    fn search(&self, pattern: &Pattern, counts: impl Fn(&Token) -> bool) -> Option<Match> {
        (0..self.0.len()).find_map(|at| pattern.match_at(&self.0[at..], &counts))
    }
}

/// What is between the keyword of a `match`, `if let`, `while let` or `for` and its block.
struct BlockHead<'a> {
    /// With the keyword.
    tokens: &'a [Token],
    /// The lines of the block, without its first.
    lines: RangeInclusive<u32>,
}

/// Returns the head that begins with the first token.
fn head(tokens: &[Token]) -> Option<BlockHead<'_>> {
    let word = |at: usize| tokens.get(at).map(|token| token.text.as_str());
    if !matches!(
        (word(0)?, word(1)?),
        ("match" | "for", _) | ("if" | "while", "let")
    ) {
        return None;
    }
    let mut depth = 0;
    let open = tokens.iter().position(|token| {
        match token.text.as_str() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            _ => {}
        }
        token.text == "{" && depth == 0
    })?;
    let mut depth = 0;
    let close = tokens[open..].iter().find(|token| {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    Some(BlockHead {
        tokens: &tokens[..open],
        lines: tokens[open].line + 1..=close.line,
    })
}

/// The lines where a pattern matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    /// The line of the first token.
    pub(super) line: u32,
    /// The line of the last word before the last gap.
    pub(super) before_gap: Option<u32>,
    /// The line of the last word.
    pub(super) last_line: u32,
}

/// Matches any tokens of the same function.
pub(super) const GAP: char = '…';

/// Sequences of tokens to search for, one after the other. A trailing `*` makes the last token a prefix.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// With gaps between them, which end at the next function.
    sequences: Vec<Vec<String>>,
    prefix: bool,
}

impl Pattern {
    /// Returns `None` if a sequence is empty or not made of tokens.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (text, prefix) = match text.trim().strip_suffix('*') {
            Some(before) => (before, true),
            None => (text, false),
        };
        let sequences = text.split(GAP).map(sequence).collect::<Option<_>>()?;
        Some(Self { sequences, prefix })
    }

    /// Returns the match whose first sequence begins at the first token.
    fn match_at(&self, tokens: &[Token], counts: impl Fn(&Token) -> bool) -> Option<Match> {
        let last = self.sequences.len() - 1;
        let mut rest = tokens;
        let (mut before_gap, mut last_line) = (None, None);
        for (at, sequence) in self.sequences.iter().enumerate() {
            let prefix = self.prefix && at == last;
            // Only the first has no gap before it.
            let gap = rest.iter().take_while(|token| token.text != "fn").count();
            let gap = if at == 0 { 0 } else { gap };
            let begins =
                |skipped: &usize| begins_with(&rest[*skipped..], sequence, prefix, &counts);
            let skipped = (0..=gap).find(begins)?;
            let (matched, after) = rest[skipped..].split_at(sequence.len());
            before_gap = last_line.replace(line_of_last_word(matched)?);
            rest = after;
        }
        Some(Match {
            line: tokens.first()?.line,
            before_gap,
            last_line: last_line?,
        })
    }
}

/// Returns the line of the last token that is not punctuation, or of the last one if all are: a closing bracket may have
/// a line of its own.
fn line_of_last_word(tokens: &[Token]) -> Option<u32> {
    let is_word = |token: &&Token| {
        token
            .text
            .starts_with(|c: char| c == '_' || c.is_alphanumeric())
    };
    let word = tokens.iter().rfind(is_word).or(tokens.last())?;
    Some(word.line)
}

fn begins_with(
    tokens: &[Token],
    sequence: &[String],
    prefix: bool,
    counts: impl Fn(&Token) -> bool,
) -> bool {
    let last = sequence.len() - 1;
    let is_word = |(at, (word, token)): (usize, (&String, &Token))| {
        let same = if prefix && at == last {
            token.text.starts_with(word.as_str())
        } else {
            token.text == *word
        };
        same && counts(token)
    };
    tokens.len() >= sequence.len() && sequence.iter().zip(tokens).enumerate().all(is_word)
}

/// Returns the tokens of a part of a pattern, in which brackets need no partners: `).join(`. Returns `None` if there
/// are none.
fn sequence(text: &str) -> Option<Vec<String>> {
    let (mut opened, mut missing) = (Vec::new(), String::new());
    for letter in text.chars() {
        match letter {
            '(' => opened.push(')'),
            '[' => opened.push(']'),
            '{' => opened.push('}'),
            ')' if opened.pop().is_none() => missing.insert(0, '('),
            ']' if opened.pop().is_none() => missing.insert(0, '['),
            '}' if opened.pop().is_none() => missing.insert(0, '{'),
            _ => {}
        }
    }
    let closed: String = opened.iter().rev().collect();
    let (tokens, before, after) = if let Ok(tokens) = Tokens::parse(text) {
        (tokens, 0, 0)
    } else {
        let tokens = Tokens::parse(&format!("{missing}{text}{closed}")).ok()?;
        (tokens, missing.len(), closed.len())
    };
    let end = tokens.0.len() - after;
    let words = tokens.0.into_iter().take(end).skip(before);
    let words: Vec<String> = words.map(|token| token.text).collect();
    (!words.is_empty()).then_some(words)
}

/// Appends the tokens of a stream, including those inside its groups.
fn flatten(stream: TokenStream, row: &mut Vec<Token>) {
    let mut open = vec![(stream.into_iter(), None)];
    while let Some((trees, end)) = open.last_mut() {
        let Some(tree) = trees.next() else {
            if let Some((close, line)) = end.take() {
                push(row, close, line);
            }
            open.pop();
            continue;
        };
        let line = tree.span().start().line;
        match tree {
            TokenTree::Group(group) => {
                let (begin, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                push(row, begin, line);
                let last_line = group.span_close().start().line;
                open.push((group.stream().into_iter(), Some((close, last_line))));
            }
            // A raw identifier is the same name as the plain one.
            TokenTree::Ident(name) => {
                let name = name.to_string();
                let name = name.strip_prefix("r#").unwrap_or(&name);
                // A lifetime is one token: `'static` is not the keyword.
                match row.last_mut() {
                    Some(quote) if quote.text == "'" => quote.text.push_str(name),
                    _ => push(row, name, line),
                }
            }
            other => push(row, &other.to_string(), line),
        }
    }
}

fn push(row: &mut Vec<Token>, text: &str, line: usize) {
    row.push(Token {
        text: text.to_owned(),
        line: u32::try_from(line).unwrap_or(u32::MAX),
        in_use: false,
    });
}

/// Marks what is between `use` and `;`. In `impl Trait + use<'a>` the word means something else.
fn mark_uses(row: &mut [Token]) {
    let mut inside = false;
    for at in 0..row.len() {
        let opens = row[at].text == "use" && row.get(at + 1).is_some_and(|next| next.text != "<");
        inside = inside || opens;
        row[at].in_use = inside;
        inside = inside && row[at].text != ";";
    }
}

/// Reads one tree of a `use` declaration, which begins at `at`, below a path. Returns the index of the token after it.
fn import_tree(
    row: &[Token],
    mut at: usize,
    parent: &[String],
    imports: &mut Vec<Import>,
) -> usize {
    let word = |at: usize| row.get(at).map_or(";", |token| token.text.as_str());
    let mut path = parent.to_vec();
    loop {
        let line = row.get(at).map_or(0, |token| token.line);
        match word(at) {
            ":" => at += 1,
            "{" => {
                at += 1;
                while !matches!(word(at), "}" | ";") {
                    at = import_tree(row, at, &path, imports);
                    at += usize::from(word(at) == ",");
                }
                return at + 1;
            }
            "*" => {
                imports.push(Import {
                    path,
                    name: None,
                    line,
                });
                return at + 1;
            }
            "}" | ";" | "," => return at,
            segment => {
                if segment != "self" || path.is_empty() {
                    path.push(segment.to_owned());
                }
                at += 1;
                if word(at) == "as" {
                    at += 2;
                }
                if word(at) != ":" {
                    imports.push(Import {
                        name: path.last().cloned(),
                        path,
                        line,
                    });
                    return at;
                }
            }
        }
    }
}

/// Undoes renames: after `use std::cell::RefCell as Shared`, every `Shared` becomes a `RefCell`, in other `use`
/// declarations, too.
fn undo_renames(row: &mut [Token]) {
    let renames: HashMap<String, String> = (1..row.len().saturating_sub(1))
        .filter(|&at| row[at].in_use && row[at].text == "as" && row[at + 1].text != "_")
        .map(|at| (row[at + 1].text.clone(), renamed(row, at - 1)))
        .collect();
    for at in 0..row.len() {
        if at > 0 && row[at].in_use && row[at - 1].text == "as" {
            continue;
        }
        // A renamed item can be renamed again. A cycle ends with the last rename.
        for _ in 0..renames.len() {
            let Some(name) = renames.get(&row[at].text) else {
                break;
            };
            row[at].text.clone_from(name);
        }
    }
}

/// Returns the name of what a `use` declaration renames: in `a::b::{c, self as d}`, `self` is `b`.
fn renamed(row: &[Token], at: usize) -> String {
    let mut depth = 0;
    let mut open = (0..at).rev().filter(|&at| {
        match row[at].text.as_str() {
            "}" => depth += 1,
            "{" if depth > 0 => depth -= 1,
            "{" => return true,
            _ => {}
        }
        false
    });
    let is_parent = row[at].text == "self" && row[at - 1].text != ":";
    let parent = is_parent.then(|| open.next()).flatten();
    let parent = parent.and_then(|open| row.get(open.checked_sub(3)?));
    parent.unwrap_or(&row[at]).text.clone()
}

#[cfg(test)]
mod tests;
