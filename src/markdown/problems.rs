//! Finds Markdown that a terminal cannot show or a screen reader cannot read, for the author to change.

use super::parse::{OPTIONS, diagram_sentence};
use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd,
};
use std::ops::Range;

/// A problem in a Markdown text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkdownProblem {
    /// The line in the text, counted from 1.
    pub line: usize,
    /// What is wrong, as a fragment.
    pub what: String,
    /// What to do about it.
    pub help: String,
}

/// Returns the blocks of code that begin with ```` ```rust ```` and no other word, each with its first line in the text.
#[must_use]
pub fn rust_blocks(text: &str) -> Vec<(usize, String)> {
    blocks(text, "rust")
}

/// Returns the blocks of code that begin with nothing but a fence, each with its first line in the text.
#[must_use]
pub fn plain_blocks(text: &str) -> Vec<(usize, String)> {
    blocks(text, "")
}

fn blocks(text: &str, language: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        if let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = &event {
            let line = text[..range.start].matches('\n').count() + 2;
            // A block that is not closed also contains the rest of the text.
            let is_whole = info.trim() == language && is_closed(&text[range]);
            open = is_whole.then(|| (line, String::new()));
        } else if let (Event::Text(code), Some((_, block))) = (&event, &mut open) {
            block.push_str(code);
        } else if let Event::End(TagEnd::CodeBlock) = &event {
            let block = open.take();
            found.extend(block.map(|(line, code)| (line, code.trim_end().to_owned())));
        }
    }
    found
}

type WhatAndHelp = (String, String);

/// Finds all problems, from top to bottom.
#[must_use]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only code blocks change how text is read"
)]
pub fn problems(text: &str) -> Vec<MarkdownProblem> {
    let mut found: Vec<(usize, WhatAndHelp)> = Vec::new();
    let mut broken: Vec<(usize, WhatAndHelp)> = Vec::new();
    let mut note = |link: BrokenLink<'_>| {
        broken.extend(broken_link_problem(&link).map(|problem| (link.span.start, problem)));
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let parser = Parser::new_with_broken_link_callback(text, OPTIONS, Some(&mut note));
    let mut in_code = false;
    // Where a text ended with a star.
    let mut last_star = None;
    // What is shown as a link or as code.
    let mut whole: Vec<Range<usize>> = Vec::new();
    for (event, range) in parser.into_offset_iter() {
        let start = range.start;
        match &event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::Paragraph) => {
                found.extend(list_problem(text, &range));
                found.extend(spaceless_marks(text, &range));
            }
            Event::Start(Tag::Table(columns)) => {
                found.extend(row_problem(text, &range, columns.len()));
            }
            _ => {}
        }
        if let Event::Start(Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. })
        | Event::Code(_) = &event
        {
            whole.push(range.clone());
        }
        if let Event::Text(_) = &event
            && !in_code
        {
            // A mark that a backslash escapes begins a text of its own.
            let escaped = usize::from(text[..start].ends_with('\\'));
            let source = text[range.clone()].get(escaped..).unwrap_or_default();
            // The parser returns a mark that closes nothing as one text for each character.
            let doubled = source.starts_with('*') && last_star == Some(start);
            let problem = if doubled {
                unpaired("**")
            } else {
                unpaired(source)
            };
            found.extend(problem.map(|problem| (start, problem)));
            last_star = source.ends_with('*').then_some(range.end);
        }
        found.extend(event_problem(&event, text, range).map(|problem| (start, problem)));
    }
    found.extend(broken);
    found.extend(link_problems(text, &whole));
    found.sort();
    found.dedup();
    // One problem is enough to say that cellmate shows no tags.
    let is_html = |(_, (what, _)): &(usize, WhatAndHelp)| what.ends_with(HTML_TAG);
    let mut tags = 0;
    found.retain(|problem| {
        tags += usize::from(is_html(problem));
        !is_html(problem) || tags == 1
    });
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let problem = |(at, (what, help))| MarkdownProblem {
        line: line(at),
        what,
        help,
    };
    found.into_iter().map(problem).collect()
}

/// Finds a mark of emphasis or code in plain text: it lacks the other mark of its pair.
fn unpaired(source: &str) -> Option<WhatAndHelp> {
    let mark = ["**", "`"].into_iter().find(|mark| source.contains(mark))?;
    let what = format!("`{mark}` is not closed").replace("```", "a backtick");
    let help = "add the mark that closes it in the same paragraph, or put a backslash before it";
    Some((what, help.to_owned()))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most of pulldown-cmark's events are not a problem"
)]
fn event_problem(event: &Event<'_>, text: &str, range: Range<usize>) -> Option<WhatAndHelp> {
    let (what, help) = match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            return fence_problem(info, &text[range]);
        }
        Event::Start(Tag::Heading { level, .. }) if *level > HeadingLevel::H3 => (
            "this heading is deeper than three levels",
            "use `###` at most",
        ),
        Event::Start(Tag::Image { .. }) => (
            "a terminal cannot show images",
            "draw a diagram, or describe it in words",
        ),
        Event::Start(Tag::Link { dest_url, .. }) => return address_problem(dest_url),
        Event::Start(Tag::Paragraph) if has_rows(&text[range]) => (
            "these rows are not a table, because the line of dashes is missing",
            "add a line such as `|---|---|` after the first row",
        ),
        Event::Start(Tag::HtmlBlock) => ("cellmate cannot show raw HTML", "write Markdown"),
        Event::InlineHtml(html) if is_tag(html) => {
            let what = format!("`{html}` {HTML_TAG}");
            let help =
                "write Markdown: `**bold**`, `*emphasis*`, or a blank line for a new paragraph";
            return Some((what, help.to_owned()));
        }
        Event::InlineHtml(html) => {
            let what = format!("`{html}` is read as raw HTML");
            return Some((what, "put Rust code between backticks".to_owned()));
        }
        _ => return None,
    };
    Some((what.to_owned(), help.to_owned()))
}

/// The end of the message about an HTML tag.
const HTML_TAG: &str = "is an HTML tag, which cellmate does not show";

/// Whether this is a usual HTML tag, and not a Rust type such as `<u8>`.
fn is_tag(html: &str) -> bool {
    let name = html
        .trim_matches(['<', '>', '/', ' '])
        .split([' ', '/'])
        .next();
    let tags = [
        "a", "b", "br", "code", "em", "hr", "i", "img", "p", "small", "span", "strong", "sub",
        "sup", "u",
    ];
    name.is_some_and(|name| tags.contains(&name.to_lowercase().as_str()))
}

/// Finds what was meant as a link, outside of links and code.
fn link_problems(text: &str, whole: &[Range<usize>]) -> Vec<(usize, WhatAndHelp)> {
    let slips = [
        (
            "](http",
            "this link is never closed",
            "add the `)` at its end",
        ),
        (
            "] (http",
            "the text and the address of this link are separate",
            "remove the space between `]` and `(`",
        ),
    ];
    let found = slips.into_iter().flat_map(|(slip, what, help)| {
        let places = text.match_indices(slip).map(|(at, _)| at);
        let outside = places.filter(|at| !whole.iter().any(|range| range.contains(at)));
        outside.map(move |at| (at, (what.to_owned(), help.to_owned())))
    });
    found.collect()
}

/// Finds a row of a table with more cells than the table has columns. The extra cells would not be shown.
fn row_problem(text: &str, table: &Range<usize>, columns: usize) -> Option<(usize, WhatAndHelp)> {
    let mut at = table.start;
    for row in text[table.clone()].split_inclusive('\n') {
        let inside = row.trim().replace("\\|", "");
        let inside = inside.strip_prefix('|').unwrap_or(&inside);
        let cells = inside
            .strip_suffix('|')
            .unwrap_or(inside)
            .split('|')
            .count();
        if cells > columns {
            let what = format!("this row has {cells} cells, but the table has {columns} columns");
            let help = "remove a cell, or write `\\|` for a bar inside of a cell";
            return Some((at, (what, help.to_owned())));
        }
        at += row.len();
    }
    None
}

/// Finds a line of a paragraph that was meant as a list item.
fn list_problem(text: &str, paragraph: &Range<usize>) -> Option<(usize, WhatAndHelp)> {
    let mut at = paragraph.start;
    for line in text[paragraph.clone()].split_inclusive('\n') {
        let rest = line.trim_start().strip_prefix('*');
        let is_item =
            rest.is_some_and(|rest| rest.starts_with(char::is_alphanumeric) && !rest.contains('*'));
        if is_item
            && !text[at..paragraph.end]
                .get(line.len()..)
                .unwrap_or_default()
                .contains('*')
        {
            let what = "this is not a list item, because no space follows the `*`";
            return Some((
                at,
                (
                    what.to_owned(),
                    "write `* ` or `- ` before each item".to_owned(),
                ),
            ));
        }
        at += line.len();
    }
    None
}

/// Finds lines that were meant as a heading or as a list item, and have no space after the mark.
fn spaceless_marks(text: &str, paragraph: &Range<usize>) -> Option<(usize, WhatAndHelp)> {
    let mut at = paragraph.start;
    for line in text[paragraph.clone()].split_inclusive('\n') {
        let row = line.trim_start();
        let title = row.trim_start_matches('#');
        let signs = row.len() - title.len();
        if (1..=3).contains(&signs) && title.starts_with(char::is_alphabetic) {
            let mark = &row[..signs];
            let what = format!("this is not a heading, because no space follows the `{mark}`");
            return Some((at, (what, format!("write `{mark} ` before the heading"))));
        }
        let numbered = row.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let (mark, rest) = match (row.strip_prefix('-'), numbered.strip_prefix('.')) {
            (Some(rest), _) => ("-".to_owned(), rest),
            (None, Some(rest)) if numbered.len() < row.len() => {
                (format!("{}.", &row[..row.len() - numbered.len()]), rest)
            }
            _ => (String::new(), ""),
        };
        if !mark.is_empty() && rest.starts_with(char::is_uppercase) {
            let what = format!("this is not a list item, because no space follows the `{mark}`");
            return Some((at, (what, format!("write `{mark} ` before the item"))));
        }
        at += line.len();
    }
    None
}

fn has_rows(paragraph: &str) -> bool {
    let is_row = |line: &&str| {
        let line = line.trim();
        line.len() > 2 && line.starts_with('|') && line.ends_with('|')
    };
    paragraph.lines().filter(is_row).count() > 1
}

fn fence_problem(info: &str, block: &str) -> Option<WhatAndHelp> {
    let (what, help) = if !is_closed(block) {
        (
            "this code block is never closed",
            "end it with a line of its own that repeats the fence",
        )
    } else if is_misspelled_rust(info) {
        (
            "cellmate compiles only a block that begins with ```rust",
            "write ```rust",
        )
    } else if diagram_sentence(info)?.is_empty() {
        (
            "this diagram has no sentence for readers who cannot see it",
            "write ```diagram: and the sentence",
        )
    } else {
        return None;
    };
    Some((what.to_owned(), help.to_owned()))
}

/// Whether a block is meant as Rust, but is not marked with `rust`.
fn is_misspelled_rust(info: &str) -> bool {
    let language = info.split([',', ' ']).next().unwrap_or_default();
    language != "rust" && ["rust", "rs"].contains(&language.to_lowercase().as_str())
}

fn is_closed(block: &str) -> bool {
    let Some((first, rest)) = block.split_once('\n') else {
        return false;
    };
    let sign = first.chars().next().unwrap_or('`');
    let signs = first.len() - first.trim_start_matches(sign).len();
    let last = rest.trim_end().rsplit('\n').next().unwrap_or_default();
    // In a quote, `>` precedes the fence.
    let last = last.trim_start_matches([' ', '\t', '>']);
    last.len() >= signs && last.chars().all(|c| c == sign)
}

fn address_problem(address: &str) -> Option<WhatAndHelp> {
    let can_be_followed = ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| address.starts_with(scheme))
        || address.contains('@');
    (!can_be_followed).then(|| {
        let what = format!("the link to `{address}` leads nowhere from a terminal");
        (what, "give the full URL (https://…)".to_owned())
    })
}

/// Returns the problem of a link without a definition. A `[text]` alone may be an array; `[text][name]` was meant as a
/// link.
fn broken_link_problem(link: &BrokenLink<'_>) -> Option<WhatAndHelp> {
    let meant = matches!(link.link_type, LinkType::Reference | LinkType::Collapsed);
    meant.then(|| {
        let name = &link.reference;
        let help = format!("add `[{name}]: https://…`, or put code between backticks");
        (format!("the link `[{name}]` has no definition"), help)
    })
}
