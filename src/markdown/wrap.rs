//! Running text broken into lines of a given width, between words only.

use super::running_text::Inline;
use super::{Line, Span, SpanKind, Style};
use unicode_width::UnicodeWidthStr;

/// The lines; none of them blank. With `ticks`, code keeps its backticks: nothing else would tell it from words.
pub(super) fn wrap(inlines: &[Inline], width: usize, ticks: bool) -> Vec<Line> {
    let mut wrapper = Wrapper {
        width,
        lines: Vec::new(),
        line: Line::default(),
        used: 0,
        space: None,
        word: Line::default(),
    };
    for inline in inlines {
        match inline {
            Inline::Text(text, style) if ticks && style.kind == SpanKind::Code => {
                wrapper.text(&format!("`{text}`"), style);
            }
            Inline::Text(text, style) => wrapper.text(text, style),
            Inline::Break => wrapper.end_line(),
        }
    }
    wrapper.end_line();
    wrapper.lines
}

/// How many columns the widest line takes.
pub(super) fn widest(lines: &[Line]) -> usize {
    let widths = lines.iter().map(|line| line.text().width());
    widths.max().unwrap_or(0)
}

struct Wrapper {
    width: usize,
    lines: Vec<Line>,
    line: Line,
    /// The columns that `line` takes.
    used: usize,
    /// What parts the next word from the line, if they come to stand on one.
    space: Option<Span>,
    /// A word that may go on: `**bo**ld` is one word of two spans.
    word: Line,
}

impl Wrapper {
    fn text(&mut self, text: &str, style: &Style) {
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(' ').unwrap_or(rest.len());
            self.word.push(&rest[..end], style);
            rest = &rest[end..];
            let after = rest.trim_start_matches(' ');
            if after.len() < rest.len() {
                self.end_word();
                self.space(&rest[..rest.len() - after.len()], style);
            }
            rest = after;
        }
    }

    /// Several spaces count as one, but in code each of them may mean something.
    fn space(&mut self, spaces: &str, style: &Style) {
        let is_code = style.kind == SpanKind::Code;
        if self.space.is_none() || is_code {
            let text = if is_code { spaces } else { " " };
            self.space = Some(Span {
                text: text.to_owned(),
                style: style.clone(),
            });
        }
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        let wide = word.text().width();
        if word.spans.is_empty() {
            return;
        }
        let space = self.space.take();
        let gap = space.as_ref().map_or(0, |space| space.text.width());
        if !self.line.spans.is_empty() {
            if self.used.saturating_add(gap).saturating_add(wide) > self.width {
                self.lines.push(std::mem::take(&mut self.line));
                self.used = 0;
            } else if let Some(space) = space {
                self.line.push(&space.text, &space.style);
                self.used += gap;
            }
        }
        for span in word.spans {
            self.line.push(&span.text, &span.style);
        }
        self.used += wide;
    }

    fn end_line(&mut self) {
        self.end_word();
        self.space = None;
        self.used = 0;
        if !self.line.spans.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
    }
}
