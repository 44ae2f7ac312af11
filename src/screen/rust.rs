//! Rust with its words coloured: a small reader of tokens that also copes with half-written code.
//!
//! Written by hand because a general highlighter takes longer to load its grammar than the first frame may take, and
//! colours beyond the terminal's own would be out of place here. What it cannot understand stays plain.

use super::Theme;
use crate::sanitize;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type", "union",
    "unsafe", "use", "where", "while",
];

/// What goes on from one line to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Code,
    /// A block comment, so many deep.
    Comment(u32),
    /// A string; with so many `#` where it is a raw one.
    Text(Option<usize>),
}

/// Reads a text line by line, from its first to its last.
pub(super) struct Reader {
    theme: Theme,
    inside: Inside,
}

impl Reader {
    pub(super) fn new(theme: Theme) -> Self {
        Self {
            theme,
            inside: Inside::Code,
        }
    }

    pub(super) fn line(&mut self, line: &str) -> Line<'static> {
        one(self.theme, line, &mut self.inside)
    }

    /// Reads over a line that nobody sees, because of what it may begin or end.
    pub(super) fn skip(&mut self, line: &str) {
        let opens = line.contains(['"', '\'']) || line.contains("/*");
        if opens || self.inside != Inside::Code {
            self.line(line);
        }
    }
}

/// One line by itself, as it stands in running text.
pub(super) fn line(theme: Theme, text: &str) -> Line<'static> {
    one(theme, text, &mut Inside::Code)
}

fn one(theme: Theme, line: &str, inside: &mut Inside) -> Line<'static> {
    let line = sanitize::line(&line.replace('\t', "    "));
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut rest = line.as_str();
    while !rest.is_empty() {
        let (length, style) = token(theme, rest, inside);
        let (token, after) = rest.split_at(length.clamp(1, rest.len()).max(first(rest)));
        match spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(token),
            _ => spans.push(Span::styled(token.to_owned(), style)),
        }
        rest = after;
    }
    Line::from(spans)
}

fn first(rest: &str) -> usize {
    rest.chars().next().map_or(0, char::len_utf8)
}

/// The length and the style of what comes next.
fn token(theme: Theme, rest: &str, inside: &mut Inside) -> (usize, Style) {
    match *inside {
        Inside::Comment(deep) => (comment(rest, deep, inside), theme.comment()),
        Inside::Text(hashes) => (string(rest, hashes, inside), theme.literal()),
        Inside::Code if rest.starts_with("//") => (rest.len(), theme.comment()),
        Inside::Code if rest.starts_with("/*") => {
            *inside = Inside::Comment(1);
            (2, theme.comment())
        }
        Inside::Code => code(theme, rest, inside),
    }
}

fn comment(rest: &str, deep: u32, inside: &mut Inside) -> usize {
    let end = rest.find("*/");
    let begin = rest.find("/*");
    match (end, begin) {
        (Some(end), begin) if begin.is_none_or(|begin| end < begin) => {
            *inside = if deep > 1 {
                Inside::Comment(deep - 1)
            } else {
                Inside::Code
            };
            end + 2
        }
        (_, Some(begin)) => {
            *inside = Inside::Comment(deep.saturating_add(1));
            begin + 2
        }
        _ => rest.len(),
    }
}

/// To the end of a string, or of the line.
fn string(rest: &str, hashes: Option<usize>, inside: &mut Inside) -> usize {
    if let Some(hashes) = hashes {
        let end = format!("\"{}", "#".repeat(hashes));
        return match rest.find(&end) {
            Some(at) => {
                *inside = Inside::Code;
                at + end.len()
            }
            None => rest.len(),
        };
    }
    let mut escaped = false;
    for (at, letter) in rest.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                *inside = Inside::Code;
                return at + 1;
            }
            _ => {}
        }
    }
    rest.len()
}

fn code(theme: Theme, rest: &str, inside: &mut Inside) -> (usize, Style) {
    let letter = rest.chars().next().unwrap_or(' ');
    if letter == '"' {
        *inside = Inside::Text(None);
        return (1, theme.literal());
    }
    if let Some((length, hashes)) = raw(rest) {
        *inside = Inside::Text(Some(hashes));
        return (length, theme.literal());
    }
    if letter == '\'' {
        return tick(theme, rest);
    }
    if letter.is_ascii_digit() {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        return (end.unwrap_or(rest.len()), theme.literal());
    }
    if letter.is_alphabetic() || letter == '_' {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        let word = &rest[..end.unwrap_or(rest.len())];
        return (word.len(), of_word(theme, word));
    }
    let end = rest.find(|c: char| c.is_alphanumeric() || "_\"'/".contains(c));
    (
        end.filter(|end| *end > 0).unwrap_or(first(rest)),
        Style::new(),
    )
}

fn of_word(theme: Theme, word: &str) -> Style {
    let shouted = word.len() > 1 && word.chars().all(|c| !c.is_lowercase());
    if KEYWORDS.contains(&word) {
        theme.keyword()
    } else if word.starts_with(char::is_uppercase) && !shouted {
        theme.type_name()
    } else {
        Style::new()
    }
}

/// `r"`, `br#"` and the like: the length of the opening, and its number of `#`.
fn raw(rest: &str) -> Option<(usize, usize)> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..]
        .starts_with('"')
        .then(|| (rest.len() - after.len() + hashes + 1, hashes))
}

/// A character, or a lifetime.
fn tick(theme: Theme, rest: &str) -> (usize, Style) {
    let inner = &rest[1..];
    let escaped = inner.starts_with('\\');
    let close = if escaped {
        inner
            .char_indices()
            .skip(2)
            .find(|(_, c)| *c == '\'')
            .map(|(at, _)| at)
    } else {
        let letter = first(inner);
        inner[letter..].starts_with('\'').then_some(letter)
    };
    if let Some(at) = close {
        return (1 + at + 1, theme.literal());
    }
    let end = inner.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    (1 + end.unwrap_or(inner.len()), theme.type_name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::Depth;

    const THEME: Theme = Theme {
        depth: Depth::Sixteen,
    };

    fn parts(text: &str) -> Vec<(String, Style)> {
        let of = |line: Line<'static>| {
            line.spans
                .into_iter()
                .map(|span| (span.content.into_owned(), span.style))
                .collect::<Vec<_>>()
        };
        let mut reader = Reader::new(THEME);
        text.lines()
            .map(|line| reader.line(line))
            .flat_map(of)
            .collect()
    }

    #[test]
    fn words_strings_and_comments_have_their_colours() {
        let found = parts("let x: Cell<u8> = make('\\'', \"a // b\"); // done\n&'a str");
        let has = |text: &str, style: Style| found.contains(&(text.to_owned(), style));
        assert!(has("let", THEME.keyword()));
        assert!(has("Cell", THEME.type_name()));
        assert!(has("'\\''", THEME.literal()));
        assert!(has("\"a // b\"", THEME.literal()));
        assert!(has("// done", THEME.comment()));
        assert!(has("'a", THEME.type_name()));
    }

    #[test]
    fn comments_and_strings_go_on_over_lines() {
        let found = parts("/* a /* b\n*/ c */ fn\nr#\"x\n\" y\"# z");
        let has = |text: &str, style: Style| found.contains(&(text.to_owned(), style));
        assert!(has("*/ c */", THEME.comment()));
        assert!(has("fn", THEME.keyword()));
        assert!(has("\" y\"#", THEME.literal()));
    }

    #[test]
    fn nothing_is_lost_of_half_written_code() {
        for text in [
            "let s = \"open",
            "'",
            "r#",
            "/*/",
            "'\\",
            "é'é",
            "b'x",
            "0x_ff..=",
            "\u{1b}[31m",
        ] {
            let shown: String = parts(text).into_iter().map(|(text, _)| text).collect();
            assert_eq!(shown, sanitize::line(text), "{text}");
        }
    }
}
