//! Bytes from outside made harmless and valid, before they meet a terminal.
//!
//! A program, a compiler or a lesson may send what moves the cursor, hides text or turns its direction round.
//! Nothing is dropped: each such character gets a stand-in that can be seen. C0 and DEL become control
//! pictures (`␛`, `␍`, `␡`), which are one column wide and known from hex editors; C1, bidi controls and the
//! two Unicode separators have no pictures, so they become the escape a Rust programmer writes, `\u{202e}`.
//! Cutting text to a length, and its colours on a screen, are left to others.

/// As text with its lines and tabs; everything else that a terminal obeys is made visible.
///
/// A carriage return shows as `␍`, so `\r\n` stays apart from `\n`.
#[must_use]
pub fn text(bytes: &[u8]) -> String {
    let decoded = decode(bytes);
    let mut out = String::with_capacity(decoded.len());
    for c in decoded.chars() {
        push_in_text(&mut out, c);
    }
    out
}

/// Valid UTF-8 and nothing more: for comparing and searching, never for printing.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// For places that have one line: newlines and tabs become visible too.
#[must_use]
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut out, c);
    }
    out
}

/// Keeps colours (`ESC [ digits ; m`) and makes everything else inert: for what rustc has coloured.
#[must_use]
pub fn coloured(text: &str) -> String {
    sift(text, String::push_str)
}

/// The same without its colours.
#[must_use]
pub fn plain(text: &str) -> String {
    sift(text, |_, _| ())
}

/// Makes `text` inert and hands each colour sequence to `colour`.
fn sift(text: &str, colour: impl Fn(&mut String, &str)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = if let Some(length) = colour_length(rest) {
            colour(&mut out, &rest[..length]);
            length
        } else {
            push_in_text(&mut out, c);
            c.len_utf8()
        };
        rest = &rest[taken..];
    }
    out
}

/// How many bytes of a colour sequence stand at the start of `text`.
fn colour_length(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\x1b[")?;
    let end = parameters.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    parameters[end..].starts_with('m').then_some(2 + end + 1)
}

fn push_in_text(out: &mut String, c: char) {
    if matches!(c, '\n' | '\t') {
        out.push(c);
    } else {
        push(out, c);
    }
}

fn push(out: &mut String, c: char) {
    match c {
        '\0'..='\x1f' => out.extend(char::from_u32(0x2400 + u32::from(c))),
        '\x7f' => out.push('␡'),
        _ if is_obeyed(c) => out.extend(c.escape_unicode()),
        _ => out.push(c),
    }
}

/// C1, bidi controls, line and paragraph separator: what a terminal or a text layout may act on.
fn is_obeyed(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests;
