//! Writes a report as one HTML page that needs nothing else: no script, no font, no other file. People attach the page
//! to bug reports, so everything in it is escaped. Every color is accompanied by a word or a
//! sign that says the same.

use crate::report::trace::{GutterLine, LaneRow, Lanes, Picture, Timeline};
use crate::report::{Block, Table, Tone};
use crate::{rows, sanitize};
use std::fmt::Write as _;

const STYLE: &str = include_str!("html/style.css");

/// Writes a page with this title.
#[must_use]
pub fn page(title: &str, blocks: &[Block]) -> String {
    let title = escape(title);
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n"
    );
    for block in blocks {
        html += &section(block);
    }
    for block in blocks {
        if let Block::Timeline(timeline) = block {
            html += &steps(timeline);
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    let _ = write!(
        html,
        "</main>\n<footer>Written by cellmate {version}.</footer>\n</body>\n</html>\n"
    );
    html
}

fn section(block: &Block) -> String {
    match block {
        Block::Headline(headline) => {
            let (sign, class) = sign(headline.tone);
            let detail = headline.detail.as_ref();
            let detail = detail.map_or(String::new(), |detail| format!(": {}", text(detail)));
            let status = text(&headline.status);
            format!("<p class=\"headline {class}\">{sign}{status}{detail}</p>\n")
        }
        Block::Heading(title) => format!("<h2>{}</h2>\n", text(title)),
        Block::Prose(prose) => {
            let paragraphs = prose
                .split("\n\n")
                .map(|one| format!("<p>{}</p>\n", text(one)));
            paragraphs.collect()
        }
        Block::Note(tone, note) => format!("<p class=\"{}\">{}</p>\n", sign(*tone).1, text(note)),
        Block::Lines(lines) => {
            let lines: Vec<String> = lines
                .iter()
                .map(|line| format!("<li>{}</li>\n", text(line)))
                .collect();
            let lines = lines.concat();
            format!("<ul>\n{lines}</ul>\n")
        }
        Block::Timeline(timeline) => timeline_html(timeline),
        Block::Table(table) => table_html(table),
        // All other blocks look as they do on a terminal.
        other => {
            let rows = rows::lay_out(std::slice::from_ref(other), PLAIN, &|_| None);
            let line = |row: &rows::Row| {
                row.spans
                    .iter()
                    .map(|span| span.text.as_str())
                    .collect::<String>()
            };
            let lines: Vec<String> = rows.iter().map(line).collect();
            format!("<pre>{}</pre>\n", escape(&lines.join("\n")))
        }
    }
}

fn table_html(table: &Table) -> String {
    let row = |cells: &[String], tag: &str, attribute: &str| {
        let cells = cells
            .iter()
            .map(|cell| format!("<{tag}{attribute}>{}</{tag}>", text(cell)));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    let head = row(&table.columns, "th", " scope=\"col\"");
    let rows: String = table
        .rows
        .iter()
        .map(|cells| row(cells, "td", ""))
        .collect();
    format!("<div class=\"scroll\"><table class=\"cells\">\n{head}{rows}</table></div>\n")
}

const PLAIN: rows::Options = rows::Options {
    prose: 80,
    width: None,
    columns: 100,
    page: None,
    pictures: true,
    styled: false,
    typed: 33,
    tints: false,
};

/// Returns the sign of a tone, and the name of its CSS class.
fn sign(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Neutral => ("", "neutral"),
        Tone::Quiet => ("", "quiet"),
        Tone::Good => ("✓ ", "good"),
        Tone::Bad => ("✗ ", "bad"),
        Tone::Notice => ("⚠ ", "notice"),
    }
}

fn timeline_html(timeline: &Timeline) -> String {
    match &timeline.picture {
        Picture::Gutter(lines) => gutter(lines),
        Picture::Lanes(lanes) => lanes_html(lanes),
    }
}

/// Writes every event as a sentence, in a collapsed list.
fn steps(timeline: &Timeline) -> String {
    if timeline.sentences.is_empty() {
        return String::new();
    }
    let steps = timeline.sentences.iter();
    let steps: Vec<String> = steps
        .map(|sentence| format!("<li>{}</li>\n", text(&sentence.says)))
        .collect();
    let steps = steps.concat();
    format!(
        "<details>\n<summary>All events as sentences</summary>\n<ol>\n{steps}</ol>\n</details>\n"
    )
}

fn gutter(lines: &[GutterLine]) -> String {
    let mut html = "<div class=\"scroll\"><table class=\"gutter\">\n\
        <tr><th scope=\"col\">line</th><th scope=\"col\">source</th><th scope=\"col\">guards</th>\
        <th scope=\"col\">what happens</th></tr>\n"
        .to_owned();
    for line in lines {
        let number = line
            .number
            .map_or(String::new(), |number| number.to_string());
        let bars: String = line.bars.iter().map(|bar| bar.sign()).collect();
        let (class, note) = line
            .note
            .as_ref()
            .map_or(("", String::new()), |(tone, note)| {
                (sign(*tone).1, text(note))
            });
        let _ = writeln!(
            html,
            "<tr><td class=\"number\">{number}</td><td><code>{}</code></td><td class=\"bars\">{bars}</td>\
             <td class=\"{class}\">{note}</td></tr>",
            escape(&line.source)
        );
    }
    html + "</table></div>\n"
}

fn lanes_html(lanes: &Lanes) -> String {
    let names = lanes.threads.iter();
    let names: Vec<String> = names
        .map(|name| format!("<th scope=\"col\">{}</th>", escape(name)))
        .collect();
    let names = names.concat();
    let mut html = format!(
        "<div class=\"scroll\"><table class=\"lanes\">\n<tr><th scope=\"col\">line</th>{names}</tr>\n"
    );
    for row in &lanes.rows {
        let step = match row {
            LaneRow::Step(step) => step,
            LaneRow::Folded(says) => {
                let columns = lanes.threads.len();
                let says = escape(says);
                let _ = writeln!(
                    html,
                    "<tr><td></td><td colspan=\"{columns}\" class=\"quiet\">{says}</td></tr>"
                );
                continue;
            }
        };
        let number = step.line.map_or(String::new(), |line| line.to_string());
        let letter: String = step
            .file
            .filter(|_| step.line.is_some())
            .into_iter()
            .collect();
        let _ = write!(html, "<tr><td class=\"number\">{letter}{number}</td>");
        html += &"<td></td>".repeat(step.lane);
        let _ = write!(
            html,
            "<td class=\"{}\">{}</td>",
            sign(step.tone).1,
            text(&step.words)
        );
        html += &"<td></td>".repeat(lanes.threads.len().saturating_sub(step.lane + 1));
        html += "</tr>\n";
    }
    html + "</table></div>\n"
}

fn text(text: &str) -> String {
    let mut html = String::new();
    for (at, part) in text.split('`').enumerate() {
        let part = escape(part);
        html += &match at % 2 {
            1 => format!("<code>{part}</code>"),
            _ => part,
        };
    }
    html
}

/// Escapes a text from outside for any place in a page.
fn escape(text: &str) -> String {
    let mut html = String::new();
    for character in sanitize::text(text).chars() {
        match character {
            '&' => html += "&amp;",
            '<' => html += "&lt;",
            '>' => html += "&gt;",
            '"' => html += "&quot;",
            '\'' => html += "&#39;",
            other => html.push(other),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Headline;
    use crate::report::trace::Bar;

    #[test]
    fn text_from_programs_is_escaped() {
        let evil = "</style><script>alert('x')</script>\u{202e}\u{1b}[31m";
        let line = GutterLine {
            number: Some(3),
            source: evil.to_owned(),
            bars: vec![Bar::Begins],
            note: Some((Tone::Bad, format!("`{evil}`"))),
            ..GutterLine::default()
        };
        let blocks = [
            Block::Heading(evil.to_owned()),
            Block::Headline(Headline {
                tone: Tone::Bad,
                status: evil.to_owned(),
                detail: Some(evil.to_owned()),
                millis: None,
            }),
            Block::Prose(evil.to_owned()),
            Block::Lines(vec![evil.to_owned()]),
            Block::Timeline(Timeline {
                picture: Picture::Gutter(vec![line]),
                hidden_in_picture: 0,
                hidden_in_sentences: 0,
                sentences: Vec::new(),
            }),
        ];
        let page = page(evil, &blocks);
        assert!(
            !page.contains("<script") && !page.contains("alert('"),
            "{page}"
        );
        assert!(!page.contains(['\u{202e}', '\u{1b}']));
        assert_eq!(page.matches("</style>").count(), 1);
        assert!(page.contains("default-src 'none'"));
        assert!(!page.contains("http://") && !page.contains("https://"));
    }
}
