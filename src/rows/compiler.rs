//! Shows rustc's diagnostics as rustc lays them out; its colors become roles.

use super::{Options, Role, Row, RowStyle};
use crate::sanitize;
use crate::verdict::Diagnostic;

/// Indentation of continued rows, past rustc's line numbers.
const INDENT: usize = 6;

pub(super) fn rows(diagnostic: &Diagnostic, options: Options) -> Vec<Row> {
    let rendered = if diagnostic.colored.is_empty() {
        &diagnostic.rendered
    } else {
        &diagnostic.colored
    };
    let text = sanitize::keep_colors(rendered.trim_end()).replace('\t', "    ");
    let mut style = RowStyle::default();
    let rows = text.lines().map(|line| with_source(row(line, &mut style)));
    let rows: Vec<Row> = rows.collect();
    match options.width {
        Some(width) => rows
            .iter()
            .flat_map(|row| row.folded(width, INDENT))
            .collect(),
        None => rows,
    }
}

/// Highlights the source after the line number, unless rustc has colored it.
fn with_source(row: Row) -> Row {
    let text = row.text();
    let number = text.trim_start();
    let after = number.trim_start_matches(|c: char| c.is_ascii_digit());
    if after.len() == number.len() || !after.starts_with(" |") {
        return row;
    }
    let margin = text.len() - after.len() + 2;
    let mut end = 0;
    let is_plain = row.spans.iter().all(|span| {
        end += span.text.len();
        end <= margin || span.style == RowStyle::default()
    });
    if !is_plain {
        return row;
    }
    let mut highlighted = Row::single(&text[..margin], Role::Dim);
    highlighted.push_code(&text[margin..]);
    highlighted
}

/// Reads a line with its color sequences; `style` carries over to the next line.
fn row(line: &str, style: &mut RowStyle) -> Row {
    let mut row = Row::default();
    let mut parts = line.split("\x1b[");
    row.push(parts.next().unwrap_or_default(), *style);
    for part in parts {
        // Only color sequences are left by now.
        let (parameters, text) = part.split_once('m').unwrap_or_default();
        *style = restyled(*style, parameters);
        row.push(text, *style);
    }
    row
}

/// Returns the style after a color sequence.
fn restyled(mut style: RowStyle, parameters: &str) -> RowStyle {
    let mut numbers = parameters
        .split(';')
        .map(|number| number.parse().unwrap_or(0));
    while let Some(number) = numbers.next() {
        match number {
            0 => style = RowStyle::default(),
            1 => style.strong = true,
            22 => style.strong = false,
            38 => {
                // `38;5;N` picks one of 256; rustc uses the first sixteen.
                let color = numbers.nth(1).unwrap_or(0);
                style.role = role(color);
            }
            39 => style.role = Role::Text,
            30..=37 => style.role = role(number - 30),
            90..=97 => style.role = role(number - 90),
            _ => {}
        }
    }
    style
}

/// The role for which rustc uses one of the sixteen colors.
fn role(color: u8) -> Role {
    match color % 8 {
        1 => Role::Bad,
        2 => Role::Good,
        3 => Role::Warning,
        4 => Role::Dim,
        5 | 6 => Role::Accent,
        _ => Role::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_become_roles_and_last_until_they_are_reset() {
        let line = "\x1b[1m\x1b[91merror[E0596]\x1b[0m\x1b[1m: no\x1b[0m \x1b[38;5;12m|\x1b[0m";
        let row = row(line, &mut RowStyle::default());
        let spans: Vec<(&str, Role, bool)> = row
            .spans
            .iter()
            .map(|span| (span.text.as_str(), span.style.role, span.style.strong))
            .collect();
        assert_eq!(
            spans,
            [
                ("error[E0596]", Role::Bad, true),
                (": no", Role::Text, true),
                (" ", Role::Text, false),
                ("|", Role::Dim, false),
            ]
        );
    }
}
