//! Reads the tokens of a Rust file that anyone may have written.

use proc_macro2::{TokenStream, TokenTree};
use std::str::FromStr;

/// How deeply brackets may nest. Much of what reads tokens, rustc included, calls itself for each level.
pub const MAX_NESTING: usize = 256;

/// Why the tokens of a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// It is not made of Rust tokens: a brace is not closed, for example.
    NotTokens,
    /// Its brackets nest more than [`MAX_NESTING`] levels deep. The line and column of the first one that does, counted
    /// from 1.
    TooDeep { line: usize, column: usize },
}

/// Returns the tokens of a file.
///
/// # Errors
/// If it is not made of tokens, or its brackets nest too deeply.
pub fn token_trees(text: &str) -> Result<TokenStream, TokenError> {
    let stream = TokenStream::from_str(text).map_err(|_| TokenError::NotTokens)?;
    match first_too_deep(stream.clone()) {
        None => Ok(stream),
        Some(error) => Err(error),
    }
}

fn first_too_deep(stream: TokenStream) -> Option<TokenError> {
    let mut open = vec![stream.into_iter()];
    while let Some(trees) = open.last_mut() {
        match trees.next() {
            None => {
                open.pop();
            }
            Some(TokenTree::Group(group)) if open.len() > MAX_NESTING => {
                let place = group.span_open().start();
                let (line, column) = (place.line, place.column + 1);
                return Some(TokenError::TooDeep { line, column });
            }
            Some(TokenTree::Group(group)) => open.push(group.stream().into_iter()),
            Some(TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_that_nests_too_deeply_is_refused_at_its_place_and_overflows_nothing() {
        let nested = |levels: usize| {
            format!(
                "fn main() {{\n{}1{} }}",
                "(".repeat(levels - 1),
                ")".repeat(levels - 1)
            )
        };
        assert!(token_trees(&nested(MAX_NESTING)).is_ok());
        let (line, column) = (2, MAX_NESTING);
        let too_deep = TokenError::TooDeep { line, column };
        for levels in [MAX_NESTING + 1, 200_000] {
            assert_eq!(token_trees(&nested(levels)).err(), Some(too_deep));
        }
        let unclosed = token_trees("fn main() {").err();
        assert_eq!(unclosed, Some(TokenError::NotTokens));
    }
}
