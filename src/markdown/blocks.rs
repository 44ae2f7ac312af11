//! Markdown read into blocks: paragraphs, lists, quotes, code, tables, with their text sanitized.
//!
//! What stands within a paragraph is `running_text`'s business.

use super::SpanKind;
use super::running_text::{Inline, RunningText, is_inline};
use crate::sanitize;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::iter::Peekable;

/// A part of a text that stands by itself.
#[derive(Debug)]
pub(super) enum Element {
    Paragraph(Vec<Inline>),
    /// Running text directly in an item of a list without blank lines.
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

/// What the course understands beyond plain `CommonMark`.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES;

/// Containers deeper than this are read as if they were not there: nobody writes them, and each costs stack.
const DEEPEST: usize = 16;

pub(super) fn read(text: &str) -> Vec<Element> {
    let text = text.replace("\r\n", "\n");
    let events = Parser::new_ext(&text, OPTIONS).peekable();
    let mut reader = Reader { events, ignored: 0 };
    reader.blocks(0)
}

/// The sentence of a fence that says `diagram: …`; empty where it is missing, none for other fences.
pub(super) fn diagram_sentence(info: &str) -> Option<&str> {
    let rest = info.trim().strip_prefix("diagram")?;
    match rest.strip_prefix(':') {
        Some(sentence) => Some(sentence.trim()),
        None => (rest.is_empty() || rest.starts_with(' ')).then_some(""),
    }
}

struct Reader<'a> {
    events: Peekable<Parser<'a>>,
    /// How many containers are open that were too deep to count.
    ignored: usize,
}

impl<'a> Reader<'a> {
    /// The blocks up to the end of their container, which is consumed.
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
            // Raw HTML means nothing here and is shown as it was written.
            Tag::HtmlBlock => Some(self.code("html")),
            Tag::Table(alignments) => Some(self.table(alignments)),
            container if is_container(container.to_end()) => {
                if depth < DEEPEST {
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
                language: sanitize::line(info.split_whitespace().next().unwrap_or_default()),
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

    /// Running text up to the next event that is none; the end of its block is left to be skipped.
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

/// A line of code with its tabs put into columns: on a screen they would depend on where the line begins.
fn code_line(line: &str) -> String {
    let mut out = String::new();
    for (at, part) in line.split('\t').enumerate() {
        if at > 0 {
            let column = unicode_width::UnicodeWidthStr::width(out.as_str());
            out.extend(std::iter::repeat_n(' ', 4 - column % 4));
        }
        out.push_str(&sanitize::line(part));
    }
    out
}
