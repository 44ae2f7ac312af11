//! Finds output that is written out in the file instead of computed.

use super::tokens::{Token, Tokens};
use crate::course::Lesson;
use proc_macro2::{Literal, TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::str::FromStr;

/// How many characters a line of output, or a number in it, must have: shorter ones occur in any file.
const MIN_CHARS: usize = 2;

/// How many values in a row, as in `[true, true, false]`, count as a line of output.
const MIN_VALUES: usize = 3;

/// Whether the file has a part of the expected output as a literal that neither the starter nor the solution has.
pub(super) fn is_hard_coded(lesson: &Lesson, tokens: &Tokens) -> bool {
    let expected = lesson
        .expect
        .as_ref()
        .and_then(|claim| claim.stdout.as_deref());
    let files = [&lesson.files.starter, &lesson.files.solution];
    let known: Vec<Vec<String>> = files
        .into_iter()
        .flatten()
        .filter_map(|text| Some(values(&Tokens::parse(text).ok()?)))
        .collect();
    let own = values(tokens);
    let is_new = |value: &&String| known.iter().all(|values| !values.contains(value));
    let new: BTreeSet<&str> = own.iter().filter(is_new).map(String::as_str).collect();
    let in_a_row = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let has = |values: &Vec<String>| values.windows(words.len()).any(|row| row == words);
        words.len() >= MIN_VALUES && has(&own) && !known.iter().any(has)
    };
    let mut lines = expected.unwrap_or_default().lines().map(str::trim);
    lines.any(|line| {
        let whole = line.len() >= MIN_CHARS && new.iter().any(|value| value.contains(line));
        let mut numbers = line.split(|c: char| !c.is_ascii_digit());
        let number = numbers.any(|number| number.len() >= MIN_CHARS && new.contains(number));
        whole || number || in_a_row(line)
    })
}

/// Returns the values of the literals, in order: numbers without suffixes or `_`, strings without quotes or escapes.
fn values(tokens: &Tokens) -> Vec<String> {
    tokens.0.iter().filter_map(value).collect()
}

fn value(token: &Token) -> Option<String> {
    let text = token.text.as_str();
    if matches!(text, "true" | "false") {
        return Some(text.to_owned());
    }
    let Some(TokenTree::Literal(literal)) = TokenStream::from_str(text).ok()?.into_iter().next()
    else {
        return None;
    };
    Some(unquote(&literal))
}

fn unquote(literal: &Literal) -> String {
    let text = literal.to_string();
    let quoted = text.find('"').and_then(|start| {
        let inner = text.get(start + 1..)?;
        inner.rfind('"').map(|end| &inner[..end])
    });
    if let Some(inner) = quoted {
        return inner
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\\"", "\"");
    }
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let number = digits.split(['u', 'i', 'f']).next().unwrap_or_default();
    number.replace('_', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Course;

    #[test]
    fn only_what_is_neither_in_the_starter_nor_in_the_solution_counts() {
        let course = Course::embedded().unwrap();
        let mut lesson = course.lesson("rate_limiter").unwrap().clone();
        let claim = lesson.expect.as_mut().unwrap();
        claim.stdout = Some("true true false\ntotal: 1250\nbye now\n".to_owned());
        lesson.files.starter =
            Some("fn main() { println!(\"bye now\"); [true, false]; }".to_owned());
        lesson.files.solution = Some("fn main() { println!(\"total: {}\", 12); }".to_owned());
        for (text, found) in [
            ("fn main() { println!(\"total: {}\", 1_250u64); }", true),
            ("fn main() { println!(\"total: 1250\\nbye\"); }", true),
            (
                "fn main() { println!(\"{} {} {}\", true, true, false); }",
                true,
            ),
            (
                "fn main() { println!(r#\"bye now\"#); [true, false, 12]; }",
                false,
            ),
            ("fn main() { println!(\"total: {}\", 1 + 2); }", false),
        ] {
            let tokens = Tokens::parse(text).unwrap();
            assert_eq!(is_hard_coded(&lesson, &tokens), found, "{text}");
        }
    }
}
