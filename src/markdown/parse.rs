//! Reads Markdown into blocks of sanitized text: paragraphs, lists, quotes, code, tables.

use super::{SpanKind, Style};
use crate::sanitize;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::iter::Peekable;
use unicode_width::UnicodeWidthStr;

#[derive(Debug)]
pub(super) enum Element {
    Paragraph(Vec<Inline>),
    /// Running text directly in a list item without blank lines.
    Plain(Vec<Inline>),
    Code {
        language: String,
        lines: Vec<String>,
    },
    Diagram {
        sentence: String,
        lines: Vec<String>,
    },
    Quote(Vec<Element>),
    List {
        start: Option<u64>,
        items: Vec<Vec<Element>>,
    },
    Table {
        alignments: Vec<Alignment>,
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Rule,
}

/// The extensions of `CommonMark` that lessons can use.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES;

/// The depth from which containers are ignored, and their content read as if it were outside. Each level costs stack.
const MAX_DEPTH: usize = 16;

pub(super) fn read(text: &str) -> Vec<Element> {
    let text = text.replace("\r\n", "\n");
    let events = Parser::new_ext(&text, OPTIONS).peekable();
    let mut reader = Reader { events, ignored: 0 };
    reader.blocks(0)
}

/// Returns the sentence of a fence `diagram: …`, which may be empty; `None` for other fences.
pub(super) fn diagram_sentence(info: &str) -> Option<&str> {
    let rest = info.trim().strip_prefix("diagram")?;
    match rest.strip_prefix(':') {
        Some(sentence) => Some(sentence.trim()),
        None => (rest.is_empty() || rest.starts_with(' ')).then_some(""),
    }
}

struct Reader<'a> {
    events: Peekable<Parser<'a>>,
    ignored: usize,
}

impl<'a> Reader<'a> {
    /// Reads the blocks up to and including the end of their container.
    fn blocks(&mut self, depth: usize) -> Vec<Element> {
        let mut blocks = Vec::new();
        while let Some(event) = self.events.peek() {
            if is_inline(event) {
                let text = self.inlines(SpanKind::Text);
                blocks.push(Element::Plain(text));
                continue;
            }
            match self.events.next() {
                Some(Event::Start(tag)) => blocks.extend(self.block(tag, depth)),
                Some(Event::Rule) => blocks.push(Element::Rule),
                Some(Event::End(tag)) if is_container(tag) => {
                    if self.ignored == 0 {
                        break;
                    }
                    self.ignored -= 1;
                }
                _ => (),
            }
        }
        blocks
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "pulldown-cmark has tags for extensions that are not enabled"
    )]
    fn block(&mut self, tag: Tag<'a>, depth: usize) -> Option<Element> {
        match tag {
            Tag::Paragraph => Some(Element::Paragraph(self.inlines(SpanKind::Text))),
            Tag::Heading { level, .. } => {
                let level = SpanKind::Heading(level as u8);
                Some(Element::Paragraph(self.inlines(level)))
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Some(self.code(&info)),
            Tag::CodeBlock(CodeBlockKind::Indented) => Some(self.code("")),
            // Raw HTML is shown as it is in the text.
            Tag::HtmlBlock => Some(self.code("html")),
            Tag::Table(alignments) => Some(self.table(alignments)),
            container if is_container(container.to_end()) => {
                if depth < MAX_DEPTH {
                    return Some(self.container(&container, depth + 1));
                }
                self.ignored += 1;
                None
            }
            _ => None,
        }
    }

    fn container(&mut self, tag: &Tag<'a>, depth: usize) -> Element {
        let Tag::List(start) = *tag else {
            return Element::Quote(self.blocks(depth));
        };
        let mut items = Vec::new();
        while self
            .events
            .next_if(|event| matches!(event, Event::Start(Tag::Item)))
            .is_some()
        {
            items.push(self.blocks(depth));
        }
        self.events.next();
        Element::List { start, items }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every event but text ends a block of code"
    )]
    fn code(&mut self, info: &str) -> Element {
        let mut code = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::Text(text) | Event::Html(text) => code.push_str(&text),
                _ => break,
            }
        }
        let lines = code.lines().map(code_line).collect();
        match diagram_sentence(info) {
            Some(sentence) => Element::Diagram {
                sentence: sanitize::line(sentence),
                lines,
            },
            None => Element::Code {
                language: sanitize::line(info.split([' ', ',']).next().unwrap_or_default()),
                lines,
            },
        }
    }

    fn table(&mut self, alignments: Vec<Alignment>) -> Element {
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        loop {
            match self.events.next() {
                Some(Event::Start(Tag::TableHead)) => head = self.cells(true),
                Some(Event::Start(Tag::TableRow)) => rows.push(self.cells(false)),
                _ => break,
            }
        }
        Element::Table {
            alignments,
            head,
            rows,
        }
    }

    fn cells(&mut self, strong: bool) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while let Some(Event::Start(Tag::TableCell)) = self.events.next() {
            let mut cell = self.inlines(SpanKind::Text);
            for inline in &mut cell {
                if let Inline::Text(_, style) = inline {
                    style.strong |= strong;
                }
            }
            cells.push(cell);
            self.events.next();
        }
        cells
    }

    /// Reads running text, without the end of its block.
    fn inlines(&mut self, kind: SpanKind) -> Vec<Inline> {
        let mut text = RunningText::new(kind);
        while let Some(event) = self.events.next_if(is_inline) {
            text.event(event);
        }
        text.inlines
    }
}

fn is_container(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item)
}

/// Expands tabs, because their width on a screen depends on where the line begins.
fn code_line(line: &str) -> String {
    let mut out = String::new();
    for (at, part) in line.split('\t').enumerate() {
        if at > 0 {
            let column = out.width();
            out.extend(std::iter::repeat_n(' ', 4 - column % 4));
        }
        out.push_str(&sanitize::line(part));
    }
    out
}

#[derive(Clone, Debug)]
pub(super) enum Inline {
    Text(String, Style),
    /// The line ends here, whatever the width.
    Break,
}

pub(super) struct RunningText {
    pub(super) inlines: Vec<Inline>,
    kind: SpanKind,
    strong: usize,
    emphasis: usize,
    /// The address of each open link, and the index at which its text begins.
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
            Event::SoftBreak => self.push(" ", self.outer_kind()),
            Event::HardBreak => self.inlines.push(Inline::Break),
            // A `Vec<u8>` without backticks is raw HTML, but is meant as text.
            Event::Text(text) | Event::InlineHtml(text) => self.push(&text, self.outer_kind()),
            _ => (),
        }
    }

    fn outer_kind(&self) -> SpanKind {
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

    /// Appends the address, unless the text is the address.
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
        self.push(" ", self.outer_kind());
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
