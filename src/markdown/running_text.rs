//! The text of a paragraph, a heading or a cell, with what each part of it means.

use super::{SpanKind, Style};
use crate::sanitize;
use pulldown_cmark::{Event, Tag, TagEnd};

/// A part of running text.
#[derive(Clone, Debug)]
pub(super) enum Inline {
    Text(String, Style),
    /// A line ends here, whatever the width.
    Break,
}

/// Running text while it is gathered.
pub(super) struct RunningText {
    pub(super) inlines: Vec<Inline>,
    kind: SpanKind,
    strong: usize,
    emphasis: usize,
    /// The addresses of the links that are open, with where their text begins.
    links: Vec<(String, usize)>,
}

impl RunningText {
    pub(super) fn new(kind: SpanKind) -> Self {
        Self {
            inlines: Vec::new(),
            kind,
            strong: 0,
            emphasis: 0,
            links: Vec::new(),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "pulldown-cmark has events for extensions that are not enabled"
    )]
    pub(super) fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Strong) => self.strong += 1,
            Event::End(TagEnd::Strong) => self.strong = self.strong.saturating_sub(1),
            Event::Start(Tag::Emphasis) => self.emphasis += 1,
            Event::End(TagEnd::Emphasis) => self.emphasis = self.emphasis.saturating_sub(1),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                self.links
                    .push((sanitize::line(&dest_url), self.inlines.len()));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.end_link(),
            Event::Code(code) => self.push(&code, SpanKind::Code),
            Event::SoftBreak => self.push(" ", self.outer_role()),
            Event::HardBreak => self.inlines.push(Inline::Break),
            // A `Vec<u8>` without backticks is raw HTML by the letter; it still reads as what it is.
            Event::Text(text) | Event::InlineHtml(text) => self.push(&text, self.outer_role()),
            _ => (),
        }
    }

    fn outer_role(&self) -> SpanKind {
        if self.links.is_empty() {
            self.kind.clone()
        } else {
            SpanKind::Link
        }
    }

    fn push(&mut self, text: &str, kind: SpanKind) {
        let text = sanitize::line(&text.replace(['\t', '\n'], " "));
        let style = Style {
            kind,
            strong: self.strong > 0,
            emphasis: self.emphasis > 0,
        };
        self.inlines.push(Inline::Text(text, style));
    }

    /// The address follows the text, unless the text is the address.
    fn end_link(&mut self) {
        let Some((address, from)) = self.links.pop() else {
            return;
        };
        let texts = self.inlines[from..].iter().map(|inline| match inline {
            Inline::Text(text, _) => text.as_str(),
            Inline::Break => " ",
        });
        let text: String = texts.collect();
        if address.is_empty() || address.trim_start_matches("mailto:") == text {
            return;
        }
        self.push(" ", self.outer_role());
        self.push(&format!("({address})"), SpanKind::Address);
    }
}

/// Whether an event belongs to running text.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "pulldown-cmark has many inline events"
)]
pub(super) fn is_inline(event: &Event<'_>) -> bool {
    let inline = |tag| {
        let marks = matches!(tag, TagEnd::Strong | TagEnd::Emphasis);
        marks || matches!(tag, TagEnd::Link | TagEnd::Image)
    };
    match event {
        Event::Start(tag) => inline(tag.to_end()),
        Event::End(tag) => inline(*tag),
        Event::Rule | Event::Html(_) => false,
        _ => true,
    }
}
