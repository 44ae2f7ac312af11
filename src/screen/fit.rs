//! Lines made to fit: cut, wrapped, padded. Widths are those of the terminal's columns.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Words in lines of at most this width; a word that is wider by itself is broken.
pub(super) fn words(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    let mut put = |part: &str, wide: usize| {
        let last = lines.last_mut().expect("there is always one");
        if last.is_empty() {
            last.push_str(part);
            used = wide;
        } else if used + 1 + wide <= width {
            last.push(' ');
            last.push_str(part);
            used += 1 + wide;
        } else {
            lines.push(part.to_owned());
            used = wide;
        }
    };
    for word in text.split_whitespace() {
        let wide = word.width();
        if wide <= width {
            put(word, wide);
        } else {
            for part in broken(word, width) {
                put(&part, part.width());
            }
        }
    }
    lines
}

fn broken(word: &str, width: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut used = 0;
    for letter in word.chars() {
        let wide = letter.width().unwrap_or(0);
        if used + wide > width.max(1) && used > 0 {
            parts.push(String::new());
            used = 0;
        }
        used += wide;
        parts.last_mut().expect("there is always one").push(letter);
    }
    parts
}

/// A text cut to a width, with a sign that it was.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 0;
    for letter in text.chars() {
        let wide = letter.width().unwrap_or(0);
        if used + wide + 1 > width {
            break;
        }
        used += wide;
        short.push(letter);
    }
    if width > 0 {
        short.push('…');
    }
    short
}

/// Exactly so wide.
pub(super) fn padded(text: &str, width: usize) -> String {
    let short = cut(text, width);
    let rest = width.saturating_sub(short.width());
    short + &" ".repeat(rest)
}

/// A styled line in as many lines as it takes, broken at any character; those after the first are indented.
pub(super) fn wrapped(line: &Line<'_>, width: usize, indent: usize) -> Vec<Line<'static>> {
    let width = width.max(1);
    let indent = if indent + 8 > width { 0 } else { indent };
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut row: Vec<Span<'static>> = Vec::new();
    let mut used = 0;
    for span in &line.spans {
        let mut piece = String::new();
        for letter in span.content.chars() {
            let wide = letter.width().unwrap_or(0);
            if used + wide > width && used > 0 {
                row.push(Span::styled(std::mem::take(&mut piece), span.style));
                lines.push(Line::from(std::mem::take(&mut row)).style(line.style));
                row.push(Span::raw(" ".repeat(indent)));
                used = indent;
            }
            used += wide;
            piece.push(letter);
        }
        row.push(Span::styled(piece, span.style));
    }
    lines.push(Line::from(row).style(line.style));
    lines
}

/// The same, broken between words where that is possible.
pub(super) fn folded(line: &Line<'_>, width: usize, indent: usize) -> Vec<Line<'static>> {
    let mut rest: Vec<(char, Style)> = line
        .spans
        .iter()
        .flat_map(|span| span.content.chars().map(|letter| (letter, span.style)))
        .collect();
    let indent = if indent + 8 > width { 0 } else { indent };
    let mut lines = Vec::new();
    while !rest.is_empty() {
        let before = if lines.is_empty() { 0 } else { indent };
        let row: Vec<_> = rest
            .drain(..one_row(&rest, width.saturating_sub(before)))
            .collect();
        let blanks = rest.iter().take_while(|(letter, _)| *letter == ' ').count();
        rest.drain(..blanks);
        let mut spans = vec![Span::raw(" ".repeat(before))];
        for (letter, style) in row {
            match spans.last_mut() {
                Some(last) if last.style == style => last.content.to_mut().push(letter),
                _ => spans.push(Span::styled(letter.to_string(), style)),
            }
        }
        lines.push(Line::from(spans).style(line.style));
    }
    lines
}

/// How many of these letters stand on a row: up to a blank in its second half, else as many as there is room for.
fn one_row(letters: &[(char, Style)], width: usize) -> usize {
    let mut used = 0;
    let fits = |(letter, _): &&(char, Style)| {
        used += letter.width().unwrap_or(0);
        used <= width
    };
    let most = letters.iter().take_while(fits).count().max(1);
    if most == letters.len() {
        return most;
    }
    let blank = letters[..=most]
        .iter()
        .rposition(|(letter, _)| *letter == ' ');
    blank.filter(|at| *at > most / 2).unwrap_or(most)
}

/// A line filled up with blanks, so that its style reaches over the whole width.
pub(super) fn filled(mut line: Line<'static>, width: usize, style: Style) -> Line<'static> {
    let rest = width.saturating_sub(line.width());
    line.push_span(Span::raw(" ".repeat(rest)));
    line.patch_style(style)
}

/// A text in one style.
pub(super) fn styled(text: impl Into<String>, style: Style) -> Line<'static> {
    Line::from(Span::styled(text.into(), style))
}

/// Spaces before every line.
pub(super) fn indented(lines: Vec<Line<'static>>, by: usize) -> Vec<Line<'static>> {
    let indent = |mut line: Line<'static>| {
        line.spans.insert(0, Span::raw(" ".repeat(by)));
        line
    };
    lines.into_iter().map(indent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_line_loses_nothing_and_is_never_too_wide() {
        for text in [
            "let take = move |n: usize| door.borrow_mut()[n] = true; // takes `door` along",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "漢字漢字漢字 漢字漢字漢字漢字漢字漢字漢字漢字漢字",
            "",
        ] {
            for width in [1, 2, 9, 20, 40] {
                let line = Line::from(vec![
                    Span::raw(text),
                    Span::styled("!", Style::new().bold()),
                ]);
                let lines = folded(&line, width, 4);
                let shown: String = lines.iter().map(ToString::to_string).collect();
                let letters = |text: &str| text.replace(' ', "");
                assert_eq!(letters(&shown), letters(&line.to_string()));
                let widest = lines.iter().map(Line::width).max();
                assert!(widest <= Some(width.max(2)), "{lines:?} in {width}");
            }
        }
    }
}
