//! Splits Rust source into lexemes to highlight, even if the source is incomplete.
//!
//! Written by hand because a general highlighter takes longer to load its grammar than the first frame may take.

#![deny(clippy::wildcard_enum_match_arm)]

/// Words that Rust reserves, and `union`.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type", "union",
    "unsafe", "use", "where", "while",
];

/// Methods that return a read guard.
const READ_GUARDS: &[&str] = &["borrow", "try_borrow", "read", "try_read"];

/// Methods that return a write guard.
const WRITE_GUARDS: &[&str] = &[
    "borrow_mut",
    "try_borrow_mut",
    "lock",
    "try_lock",
    "write",
    "try_write",
];

/// A piece of a line; together, a line's lexemes make up the whole line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lexeme<'a> {
    /// Its source, not sanitized.
    pub text: &'a str,
    pub syntax: Syntax,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// Names, operators, whitespace, and anything unknown.
    #[default]
    Other,
    Keyword,
    /// A type, a trait, a variant or a lifetime.
    Type,
    /// A function or a method, where it is defined or called.
    Function,
    Macro,
    /// A string or a character.
    String,
    Number,
    Comment,
    /// A method that returns a read guard.
    ReadGuard,
    /// A method that returns a write guard.
    WriteGuard,
}

/// Highlights a file line by line, from the first to the last.
#[derive(Clone, Debug, Default)]
pub struct Highlighter {
    state: LexerState,
}

/// What the next character belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum LexerState {
    #[default]
    Code,
    BlockComment {
        depth: u32,
    },
    String,
    RawString {
        hashes: usize,
    },
}

impl Highlighter {
    /// Splits the next line. Neighboring lexemes differ in their syntax.
    pub fn line<'a>(&mut self, line: &'a str) -> Vec<Lexeme<'a>> {
        let mut lexemes = Vec::new();
        let (mut start, mut end, mut last) = (0, 0, Syntax::Other);
        while end < line.len() {
            let rest = &line[end..];
            let (length, syntax) = self.lexeme(&line[..end], rest);
            if syntax != last && start < end {
                lexemes.push(Lexeme {
                    text: &line[start..end],
                    syntax: last,
                });
                start = end;
            }
            last = syntax;
            end += length.clamp(first_char(rest), rest.len());
        }
        if start < end {
            lexemes.push(Lexeme {
                text: &line[start..],
                syntax: last,
            });
        }
        lexemes
    }

    /// Skips a line that is not shown but may begin or end a comment or a string.
    pub fn skip(&mut self, line: &str) {
        let may_open = line.contains(['"', '\'']) || line.contains("/*");
        if may_open || self.state != LexerState::Code {
            self.line(line);
        }
    }

    /// Returns the length and the syntax of the lexeme at the start of `rest`.
    fn lexeme(&mut self, before: &str, rest: &str) -> (usize, Syntax) {
        match self.state {
            LexerState::BlockComment { depth } => {
                (self.block_comment(rest, depth), Syntax::Comment)
            }
            LexerState::String => (self.string(rest), Syntax::String),
            LexerState::RawString { hashes } => (self.raw_string(rest, hashes), Syntax::String),
            LexerState::Code => self.code(before, rest),
        }
    }

    fn block_comment(&mut self, rest: &str, depth: u32) -> usize {
        let opening = rest.find("/*");
        match (rest.find("*/"), opening) {
            (Some(closing), opening) if opening.is_none_or(|opening| closing < opening) => {
                self.state = if depth > 1 {
                    LexerState::BlockComment { depth: depth - 1 }
                } else {
                    LexerState::Code
                };
                closing + 2
            }
            (_, Some(opening)) => {
                let depth = depth.saturating_add(1);
                self.state = LexerState::BlockComment { depth };
                opening + 2
            }
            _ => rest.len(),
        }
    }

    fn string(&mut self, rest: &str) -> usize {
        let mut escaped = false;
        for (at, c) in rest.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    self.state = LexerState::Code;
                    return at + 1;
                }
                _ => {}
            }
        }
        rest.len()
    }

    fn raw_string(&mut self, rest: &str, hashes: usize) -> usize {
        let end = format!("\"{}", "#".repeat(hashes));
        let Some(at) = rest.find(&end) else {
            return rest.len();
        };
        self.state = LexerState::Code;
        at + end.len()
    }

    fn code(&mut self, before: &str, rest: &str) -> (usize, Syntax) {
        if rest.starts_with("//") {
            return (rest.len(), Syntax::Comment);
        }
        if rest.starts_with("/*") {
            self.state = LexerState::BlockComment { depth: 1 };
            return (2, Syntax::Comment);
        }
        if rest.starts_with('"') {
            self.state = LexerState::String;
            return (1, Syntax::String);
        }
        if let Some((length, hashes)) = raw_string_start(rest) {
            self.state = LexerState::RawString { hashes };
            return (length, Syntax::String);
        }
        if rest.starts_with('\'') {
            return char_or_lifetime(rest);
        }
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return (word_length(rest), Syntax::Number);
        }
        if rest.starts_with(is_word) {
            let (word, after) = rest.split_at(word_length(rest));
            let syntax = word_syntax(before, word, after);
            // The `!` of a macro belongs to its name.
            let length = word.len() + usize::from(syntax == Syntax::Macro);
            return (length, syntax);
        }
        let end = rest.find(|c: char| is_word(c) || "\"'/".contains(c));
        (end.unwrap_or(rest.len()), Syntax::Other)
    }
}

/// Highlights a line on its own, such as one in running text.
#[must_use]
pub fn line(line: &str) -> Vec<Lexeme<'_>> {
    Highlighter::default().line(line)
}

/// Highlights code in a sentence, in which `borrow_mut` alone is the method. What a program printed is not code.
#[must_use]
pub fn inline(code: &str) -> Vec<Lexeme<'_>> {
    if has_words(code) {
        return vec![Lexeme {
            text: code,
            syntax: Syntax::Other,
        }];
    }
    let name = code.trim_end_matches("()");
    let syntax = if READ_GUARDS.contains(&name) {
        Syntax::ReadGuard
    } else if WRITE_GUARDS.contains(&name) {
        Syntax::WriteGuard
    } else {
        return line(code);
    };
    vec![Lexeme { text: code, syntax }]
}

/// Whether two words follow each other as they do in a sentence, but never in Rust: `len is 3`.
fn has_words(text: &str) -> bool {
    let is_plain = |word: &&str| word.chars().all(is_word) && !KEYWORDS.contains(word);
    let words: Vec<&str> = text.split(' ').collect();
    let mut pairs = words.windows(2);
    pairs.any(|pair| pair.iter().all(|word| !word.is_empty() && is_plain(word)))
}

fn first_char(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word_length(text: &str) -> usize {
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

/// Returns the syntax of a word, given the text before and after it.
fn word_syntax(before: &str, word: &str, after: &str) -> Syntax {
    let is_constant = word.len() > 1 && word.chars().all(|c| !c.is_lowercase());
    let is_path_or_method = before.ends_with(['.', ':']);
    // A path also makes a guard, as in `.map(RefCell::borrow)`. A method with arguments is a different method.
    let has_arguments = after.starts_with('(') && !after.starts_with("()") && before.ends_with('.');
    let makes_guard = is_path_or_method && !after.starts_with("::") && !has_arguments;
    if KEYWORDS.contains(&word) {
        Syntax::Keyword
    } else if makes_guard && READ_GUARDS.contains(&word) {
        Syntax::ReadGuard
    } else if makes_guard && WRITE_GUARDS.contains(&word) {
        Syntax::WriteGuard
    } else if after.starts_with('!') && !after.starts_with("!=") {
        Syntax::Macro
    } else if word.starts_with(char::is_uppercase) && !is_constant {
        Syntax::Type
    } else if after.starts_with('(') || after.starts_with("::<") || before.ends_with("fn ") {
        Syntax::Function
    } else {
        Syntax::Other
    }
}

/// Returns the length of `r"`, `br#"` and the like, and the number of `#` in it.
fn raw_string_start(text: &str) -> Option<(usize, usize)> {
    let after = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let is_string = after[hashes..].starts_with('"');
    is_string.then(|| (text.len() - after.len() + hashes + 1, hashes))
}

fn char_or_lifetime(text: &str) -> (usize, Syntax) {
    let inner = &text[1..];
    let closing = if inner.starts_with('\\') {
        let mut chars = inner.char_indices().skip(2);
        chars.find(|(_, c)| *c == '\'').map(|(at, _)| at)
    } else {
        let length = first_char(inner);
        inner[length..].starts_with('\'').then_some(length)
    };
    match closing {
        Some(at) => (1 + at + 1, Syntax::String),
        None => (1 + word_length(inner), Syntax::Type),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexemes(text: &str) -> Vec<(&str, Syntax)> {
        let mut highlighter = Highlighter::default();
        let lexemes = text.lines().flat_map(|line| highlighter.line(line));
        lexemes.map(|lexeme| (lexeme.text, lexeme.syntax)).collect()
    }

    #[test]
    fn methods_that_return_guards_functions_and_macros_are_distinguished() {
        let found =
            lexemes("a.borrow().len(); b.try_lock()\nfn read<T>() { vec![x.write()]; y != 1 }");
        let expected = [
            ("a.", Syntax::Other),
            ("borrow", Syntax::ReadGuard),
            ("().", Syntax::Other),
            ("len", Syntax::Function),
            ("(); b.", Syntax::Other),
            ("try_lock", Syntax::WriteGuard),
            ("()", Syntax::Other),
            ("fn", Syntax::Keyword),
            (" ", Syntax::Other),
            ("read", Syntax::Function),
            ("<", Syntax::Other),
            ("T", Syntax::Type),
            (">() { ", Syntax::Other),
            ("vec!", Syntax::Macro),
            ("[x.", Syntax::Other),
            ("write", Syntax::WriteGuard),
            ("()]; y != ", Syntax::Other),
            ("1", Syntax::Number),
            (" }", Syntax::Other),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_was_printed_is_not_highlighted_in_a_sentence() {
        let plain = |text| inline(text).iter().all(|one| one.syntax == Syntax::Other);
        for text in [
            "len is 3",
            "looking for a port",
            "got 1, and a 2",
            "cellmate watch",
        ] {
            assert!(plain(text), "{text}");
        }
        for text in [
            "let x = 3",
            "x as u32",
            "&'a str",
            "for i in 0..3",
            "dyn Fn()",
            "3",
        ] {
            assert!(!plain(text), "{text}");
        }
    }

    #[test]
    fn a_method_with_arguments_makes_no_guard() {
        let syntax = |code: &'static str| {
            let mut all = lexemes(code).into_iter();
            all.find(|(text, _)| *text == "write").unwrap().1
        };
        assert_eq!(syntax("journal.write(line)"), Syntax::Function);
        assert_eq!(syntax("lock.write().unwrap()"), Syntax::WriteGuard);
        assert_eq!(syntax("lock.map(RwLock::write)"), Syntax::WriteGuard);
    }

    #[test]
    fn keywords_types_literals_and_comments_are_distinguished() {
        let found = lexemes("let x: Cell<u8> = make('\\'', \"a // b\", 0x_1f); // done\n&'a MAX");
        let expected = [
            ("let", Syntax::Keyword),
            (" x: ", Syntax::Other),
            ("Cell", Syntax::Type),
            ("<u8> = ", Syntax::Other),
            ("make", Syntax::Function),
            ("(", Syntax::Other),
            ("'\\''", Syntax::String),
            (", ", Syntax::Other),
            ("\"a // b\"", Syntax::String),
            (", ", Syntax::Other),
            ("0x_1f", Syntax::Number),
            ("); ", Syntax::Other),
            ("// done", Syntax::Comment),
            ("&", Syntax::Other),
            ("'a", Syntax::Type),
            (" MAX", Syntax::Other),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn comments_and_strings_continue_on_the_next_line() {
        let found = lexemes("/* a /* b\n*/ c */ fn\nr#\"x\n\" y\"# z");
        let expected = [
            ("/* a /* b", Syntax::Comment),
            ("*/ c */", Syntax::Comment),
            (" ", Syntax::Other),
            ("fn", Syntax::Keyword),
            ("r#\"x", Syntax::String),
            ("\" y\"#", Syntax::String),
            (" z", Syntax::Other),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_skipped_line_still_opens_and_closes() {
        let mut highlighter = Highlighter::default();
        highlighter.skip("let a = 1; /* from here");
        highlighter.skip("on");
        let comment = |text| Lexeme {
            text,
            syntax: Syntax::Comment,
        };
        assert_eq!(highlighter.line("to here"), [comment("to here")]);
        highlighter.skip("*/");
        assert_eq!(highlighter.line("x")[0].syntax, Syntax::Other);
    }

    #[test]
    fn incomplete_code_is_kept_whole() {
        for text in [
            "let s = \"open",
            "'",
            "r#",
            "/*/",
            "'\\",
            "é'é",
            "b'x",
            "0x_ff..=",
            "a / b",
            "\u{1b}[31m",
        ] {
            let whole: String = line(text).into_iter().map(|lexeme| lexeme.text).collect();
            assert_eq!(whole, text);
        }
    }
}
