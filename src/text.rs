//! Fits text to a width and puts counts, lists and paths into words.
//!
//! Widths are columns of a terminal, where a character takes none, one or two.

#![deny(clippy::wildcard_enum_match_arm)]

use std::path::{MAIN_SEPARATOR, Path};
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A piece of a line in a single style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span<S> {
    /// No newline, and nothing that controls a terminal.
    pub text: String,
    /// A role or a color, whatever the caller draws with.
    pub style: S,
}

/// What [`Span`]s can be styled with. The default is the style of indentation.
pub trait SpanStyle: Clone + std::fmt::Debug + Default + PartialEq {}

impl<S: Clone + std::fmt::Debug + Default + PartialEq> SpanStyle for S {}

/// What happens to a word that is wider than the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LongWords {
    /// It stays whole and sticks out, so that a path or an address can still be copied.
    Keep,
    /// It continues on the next line.
    Break,
}

/// Breaks `text` into lines between words; any whitespace counts as one space. Returns at least one line.
#[must_use]
pub fn wrap(text: &str, width: usize, long_words: LongWords) -> Vec<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = [Span { text, style: () }];
    let lines = wrap_spans(&line, width.max(1), 0, long_words).into_iter();
    lines
        .map(|line| line.into_iter().map(|span| span.text).collect())
        .collect()
}

/// Breaks a line between words and indents all lines but the first. Spaces at a break are dropped; all others stay.
#[must_use]
pub fn wrap_spans<S: SpanStyle>(
    spans: &[Span<S>],
    width: usize,
    indent: usize,
    long_words: LongWords,
) -> Vec<Vec<Span<S>>> {
    let indent = indent_that_fits(indent, width);
    let room = width.saturating_sub(indent);
    let is_too_wide = |word: &SpannedWord<S>| word.width() > columns(room);
    let fragments = words(spans).into_iter().flat_map(|mut word| {
        if long_words == LongWords::Keep || !is_too_wide(&word) {
            return vec![word];
        }
        let spaces = std::mem::take(&mut word.spaces);
        let is_address = word.spans.iter().any(|span| span.text.contains("://"));
        let mut parts = vec![word];
        if !is_address {
            for may_break in [is_between_parts, is_inside_part] {
                let split = |part: SpannedWord<S>| {
                    if is_too_wide(&part) {
                        pieces(&part.spans, may_break)
                    } else {
                        vec![part]
                    }
                };
                parts = parts.into_iter().flat_map(split).collect();
            }
        }
        let split = |part: SpannedWord<S>| {
            if is_too_wide(&part) {
                chunks(&part.spans, room)
            } else {
                vec![part]
            }
        };
        let mut parts: Vec<SpannedWord<S>> = parts.into_iter().flat_map(split).collect();
        if let Some(last) = parts.last_mut() {
            last.spaces = spaces;
        }
        parts
    });
    lines(&fragments.collect::<Vec<_>>(), width, indent)
}

/// Appends text to a line; text of the same style as the last span joins that span.
pub fn push<S: SpanStyle>(line: &mut Vec<Span<S>>, text: &str, style: &S) {
    match line.last_mut() {
        Some(last) if last.style == *style => last.text.push_str(text),
        _ if text.is_empty() => (),
        _ => line.push(Span {
            text: text.to_owned(),
            style: style.clone(),
        }),
    }
}

/// Shortens `text` to at most `width` columns; a shortened text ends with `…`.
#[must_use]
pub fn truncate(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = fitting(text, width.saturating_sub(1)).to_owned();
    if width > 0 {
        kept.push('…');
    }
    kept
}

/// Returns as much of the beginning of `text` as fits into `width` columns.
#[must_use]
pub fn fitting(text: &str, width: usize) -> &str {
    let mut room = width;
    let mut letters = text.char_indices();
    let too_wide = letters.find(|(_, letter)| {
        let remaining = room.checked_sub(letter.width().unwrap_or(0));
        room = remaining.unwrap_or(room);
        remaining.is_none()
    });
    too_wide.map_or(text, |(at, _)| &text[..at])
}

/// Makes `text` exactly `width` columns wide: adds spaces, or truncates it.
#[must_use]
pub fn pad(text: &str, width: usize) -> String {
    let mut text = truncate(text, width);
    text.extend(std::iter::repeat_n(' ', width.saturating_sub(text.width())));
    text
}

/// Returns the first character that is invisible, or that looks like a space but is not one.
#[must_use]
pub fn invisible(text: &str) -> Option<char> {
    let is_invisible = |letter: &char| matches!(letter, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202f}' | '\u{2060}' | '\u{feff}');
    text.chars().find(is_invisible)
}

/// Splits a line of a diagram before the words beside its code: `let guard = …;   <- the guard is created`.
#[must_use]
pub fn split_note(line: &str) -> Option<(&str, &str)> {
    // A span ends with its `|`; anywhere else, it begins the note.
    let marks = [("  <- ", 0), ("  |  ", 0), ("-|  ", 2)].into_iter();
    let at = marks.filter_map(|(mark, code)| Some(line.rfind(mark)? + code));
    let at = at.max()?;
    let (code, note) = line.split_at(at);
    let words = note.trim_start().trim_start_matches(['<', '-', '|']).trim();
    let is_words = !words.is_empty() && !words.contains(['|', '─', '│']);
    is_words.then_some((code, note))
}

/// Joins parts of a sentence: `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// Capitalizes the first letter, unless it is that of a path such as `src/store.rs:7`.
#[must_use]
pub fn capitalize(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    if first.contains(['/', '.']) {
        return text.to_owned();
    }
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}

/// Returns bytes in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
    digits.collect()
}

/// Returns the count and its noun: `1 line`, `3 lines`.
#[must_use]
pub fn plural(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// Returns a path with `~` for the home folder.
///
/// Paths are shortened one by one, never inside a sentence, where a home folder such as `/root` could be found in the
/// middle of another path.
#[must_use]
pub fn path(path: &Path, home: Option<&Path>) -> String {
    match below_home(path, home) {
        Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
        Some(rest) => format!("~{MAIN_SEPARATOR}{}", rest.display()),
        None => path.display().to_string(),
    }
}

/// Returns a path as an argument of a command that is pasted into a shell: in full, and quoted if it has to be.
#[must_use]
pub fn shell_path(path: &Path) -> String {
    let path = path.display().to_string();
    match shlex::try_quote(&path) {
        Ok(quoted) if !cfg!(windows) || path.contains(' ') => quoted.into_owned(),
        _ => path,
    }
}

/// Returns the part of a path below the home folder, but nothing if the home folder is `/`, because every path is below
/// it.
fn below_home<'a>(path: &'a Path, home: Option<&Path>) -> Option<&'a Path> {
    let home = home.filter(|home| home.is_absolute() && home.parent().is_some())?;
    path.strip_prefix(home).ok()
}

/// A word that is never broken, and the spaces after it.
#[derive(Debug)]
struct SpannedWord<S> {
    spans: Vec<Span<S>>,
    spaces: Vec<Span<S>>,
}

impl<S: SpanStyle> Fragment for SpannedWord<S> {
    fn width(&self) -> f64 {
        columns(self.spans.iter().map(|span| span.text.width()).sum())
    }

    fn whitespace_width(&self) -> f64 {
        columns(self.spaces.iter().map(|span| span.text.width()).sum())
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

fn columns(width: usize) -> f64 {
    u32::try_from(width).map_or(f64::INFINITY, f64::from)
}

/// Returns the indentation of a line, or 0 if the line is barely wider than it.
fn indent_that_fits(indent: usize, width: usize) -> usize {
    const MIN_REST: usize = 8;
    if indent + MIN_REST > width { 0 } else { indent }
}

/// Splits spans into words; a word may consist of several spans. Spaces before the first word belong to an empty word.
fn words<S: SpanStyle>(spans: &[Span<S>]) -> Vec<SpannedWord<S>> {
    let mut words: Vec<SpannedWord<S>> = Vec::new();
    for span in spans {
        for part in span.text.split_inclusive(' ') {
            let text = part.trim_end_matches(' ');
            let ended = words.last().is_none_or(|last| !last.spaces.is_empty());
            if ended && (!text.is_empty() || words.is_empty()) {
                words.push(SpannedWord {
                    spans: Vec::new(),
                    spaces: Vec::new(),
                });
            }
            if let Some(word) = words.last_mut() {
                push(&mut word.spans, text, &span.style);
                push(&mut word.spaces, &part[text.len()..], &span.style);
            }
        }
    }
    words
}

/// Whether code or a path is best broken here, given the two characters before the next one: before the dot of a method,
/// and after a comma or a slash.
fn is_between_parts([_, last]: [char; 2], next: char) -> bool {
    let is_method = next == '.' && (last.is_alphanumeric() || ")]_?".contains(last));
    is_method || ",;/".contains(last)
}

/// Whether a long part of code can be broken here: after `::` and after an opening bracket.
fn is_inside_part(before: [char; 2], next: char) -> bool {
    let is_in_brackets = "([{".contains(before[1]) && !")]}".contains(next);
    before == [':', ':'] || is_in_brackets
}

fn pieces<S: SpanStyle>(
    spans: &[Span<S>],
    may_break: impl Fn([char; 2], char) -> bool,
) -> Vec<SpannedWord<S>> {
    let mut pieces: Vec<SpannedWord<S>> = Vec::new();
    let mut before = [' '; 2];
    for span in spans {
        for letter in span.text.chars() {
            if pieces.is_empty() || may_break(before, letter) {
                pieces.push(SpannedWord {
                    spans: Vec::new(),
                    spaces: Vec::new(),
                });
            }
            if let Some(piece) = pieces.last_mut() {
                push(&mut piece.spans, &letter.to_string(), &span.style);
            }
            before = [before[1], letter];
        }
    }
    pieces
}

/// Splits a word at any character into parts that each fill a line, so that the word begins on a line of its own.
fn chunks<S: SpanStyle>(spans: &[Span<S>], room: usize) -> Vec<SpannedWord<S>> {
    let mut parts: Vec<SpannedWord<S>> = Vec::new();
    let mut remaining = 0;
    for span in spans {
        for letter in span.text.chars() {
            let width = letter.width().unwrap_or(0);
            if parts.is_empty() || width > remaining {
                parts.push(SpannedWord {
                    spans: Vec::new(),
                    spaces: Vec::new(),
                });
                remaining = room;
            }
            if let Some(part) = parts.last_mut() {
                push(&mut part.spans, &letter.to_string(), &span.style);
            }
            remaining = remaining.saturating_sub(width);
        }
    }
    parts
}

fn lines<S: SpanStyle>(words: &[SpannedWord<S>], width: usize, indent: usize) -> Vec<Vec<Span<S>>> {
    let widths = [columns(width), columns(width.saturating_sub(indent))];
    let mut lines = Vec::new();
    for words in wrap_first_fit(words, &widths) {
        let mut line = Vec::new();
        if !lines.is_empty() {
            push(&mut line, &" ".repeat(indent), &S::default());
        }
        for (at, word) in words.iter().enumerate() {
            let is_last = at + 1 == words.len();
            let spaces = word.spaces.iter().filter(|_| !is_last);
            for span in word.spans.iter().chain(spaces) {
                push(&mut line, &span.text, &span.style);
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_too_long_begins_on_a_line_of_its_own() {
        let line = spans(&[("see https://doc.rust-lang.org/error for more", 0)]);
        let wrapped = wrap_spans(&line, 20, 2, LongWords::Break);
        assert_eq!(
            shown(wrapped),
            [
                "see",
                "  https://doc.rust-l",
                "  ang.org/error for",
                "  more"
            ]
        );
    }

    fn shown(lines: Vec<Vec<Span<u8>>>) -> Vec<String> {
        let line = |line: Vec<Span<u8>>| line.into_iter().map(|span| span.text).collect();
        lines.into_iter().map(line).collect()
    }

    fn spans(parts: &[(&str, u8)]) -> Vec<Span<u8>> {
        let span = |&(text, style): &(&str, u8)| Span {
            text: text.to_owned(),
            style,
        };
        parts.iter().map(span).collect()
    }

    #[test]
    fn lines_end_between_words() {
        let wrapped = |text, width| wrap(text, width, LongWords::Break).join("|");
        assert_eq!(wrapped("one two  three", 7), "one two|three");
        assert_eq!(wrapped(" a\n b ", 7), "a b");
        assert_eq!(wrapped("", 7), "");
        assert_eq!(wrapped("日本 日本 日本", 9), "日本 日本|日本");
        assert_eq!(wrapped("read-only", 5), "read-|only");
        assert_eq!(wrapped("a read-only b", 9), "a|read-only|b");
        assert_eq!(wrapped("abc", 0), "a|b|c");
    }

    #[test]
    fn a_long_line_of_code_is_broken_before_a_method() {
        let line = spans(&[("self.values.borrow_mut()", 1), (".push(value);", 2)]);
        let wrapped = |width| shown(wrap_spans(&line, width, 2, LongWords::Break));
        assert_eq!(wrapped(30), ["self.values.borrow_mut()", "  .push(value);"]);
        assert_eq!(
            wrapped(18),
            ["self.values", "  .borrow_mut()", "  .push(value);"]
        );
    }

    #[test]
    fn a_word_is_broken_inside_only_if_it_is_wider_than_the_line() {
        let wrapped = |text: &str, width| {
            let line = spans(&[(text, 0)]);
            shown(wrap_spans(&line, width, 2, LongWords::Break))
        };
        assert_eq!(
            wrapped("found for struct `RefCell<T>` here", 24),
            ["found for struct", "  `RefCell<T>` here"]
        );
        assert_eq!(
            wrapped("a Rc::new(RefCell::new(Vec::new()))", 20),
            ["a Rc::new(RefCell::", "  new(Vec::new()))"]
        );
        assert_eq!(
            wrapped("an 0123456789abcdef b", 13),
            ["an", "  0123456789a", "  bcdef b"]
        );
    }

    #[test]
    fn a_long_word_can_stay_whole() {
        let kept = wrap("see https://doc.rust-lang.org now", 8, LongWords::Keep);
        assert_eq!(kept, ["see", "https://doc.rust-lang.org", "now"]);
    }

    #[test]
    fn styled_words_wrap_with_their_styles() {
        let line = spans(&[("bo", 1), ("ld and", 2), (" not", 1)]);
        let wrapped = wrap_spans(&line, 8, 0, LongWords::Keep);
        let expected = [spans(&[("bo", 1), ("ld and", 2)]), spans(&[("not", 1)])];
        assert_eq!(wrapped, expected);
    }

    #[test]
    fn wrapping_spans_keeps_inner_spaces_and_drops_those_at_a_break() {
        let line = spans(&[("    let x  = 1;   // one", 0)]);
        let wrapped = shown(wrap_spans(&line, 16, 2, LongWords::Keep));
        assert_eq!(wrapped, ["    let x  = 1;", "  // one"]);
        let narrow = shown(wrap_spans(&line, 7, 2, LongWords::Keep));
        assert_eq!(narrow, ["    let", "x  = 1;", "// one"]);
    }

    #[test]
    fn every_width_shows_every_character_and_no_line_is_wider() {
        for text in [
            "let take = move |n: usize| door.borrow_mut()[n] = true; // takes `door` along",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "漢字漢字漢字 漢字漢字漢字漢字漢字漢字漢字漢字漢字",
            "",
        ] {
            for width in [1, 2, 9, 20, 40] {
                let line = spans(&[(text, 0), ("!", 1)]);
                let lines = shown(wrap_spans(&line, width, 4, LongWords::Break));
                let letters = |text: &str| text.replace(' ', "");
                assert_eq!(letters(&lines.concat()), letters(&format!("{text}!")));
                let widest = lines.iter().map(|line| line.width()).max();
                assert!(widest <= Some(width.max(2)), "{lines:?} in {width}");
            }
        }
    }

    #[test]
    fn truncated_text_ends_with_an_ellipsis() {
        let cases = [
            ("abcd", 4, "abcd"),
            ("abcd", 3, "ab…"),
            ("abcd", 1, "…"),
            ("abcd", 0, ""),
            ("日本", 3, "日…"),
            ("日本", 2, "…"),
        ];
        for (text, width, expected) in cases {
            assert_eq!(truncate(text, width), expected);
        }
        assert_eq!(pad("日本", 3), "日…");
        assert_eq!(pad("日本語", 4), "日… ");
        assert_eq!(pad("ab", 4), "ab  ");
    }

    #[test]
    fn nouns_agree_with_their_count() {
        let counts = [0, 1, 2].map(|count| plural(count, "line"));
        assert_eq!(counts, ["0 lines", "1 line", "2 lines"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_a_path_below_the_home_folder_gets_a_tilde() {
        let cases = [
            ("/root/desk", "/root", "~/desk"),
            ("/root/desk", "/root/", "~/desk"),
            ("/root", "/root", "~"),
            ("/data/root/desk", "/root", "/data/root/desk"),
            ("/rooted/desk", "/root", "/rooted/desk"),
            ("/root/desk", "/", "/root/desk"),
            ("desk", "", "desk"),
            ("desk", "desk", "desk"),
        ];
        for (given, home, expected) in cases {
            assert_eq!(path(Path::new(given), Some(Path::new(home))), expected);
        }
        assert_eq!(path(Path::new("/root/desk"), None), "/root/desk");
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_takes_a_path_as_one_argument() {
        let cases = [
            ("/root/desk", "/root/desk"),
            ("my desk", "'my desk'"),
            ("/home/it's $HOME", "\"/home/it's \"'$HOME'"),
            ("~/desk", "'~/desk'"),
        ];
        for (path, expected) in cases {
            assert_eq!(shell_path(Path::new(path)), expected);
            assert_eq!(shlex::split(expected), Some(vec![path.to_owned()]));
        }
    }
}
