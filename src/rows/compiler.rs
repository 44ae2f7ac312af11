//! Shows rustc's diagnostics as rustc lays them out; its colors become roles.

use super::{Options, Role, Row, RowStyle, Span, code_indent};
use crate::sanitize;
use crate::verdict::Diagnostic;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Indentation of the rows that continue a sentence, past rustc's line numbers.
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
    let Some(width) = options.width else {
        return rows;
    };
    let mut fitted = Vec::new();
    let mut rest = rows.as_slice();
    while let Some((row, after)) = rest.split_first() {
        rest = after;
        let Some(margin) = margin_of(&row.text()).filter(|margin| margin + INDENT < width) else {
            fitted.extend(row.hanging(width, INDENT, INDENT));
            continue;
        };
        let is_numbered = |row: &Row| {
            row.text()
                .trim_start()
                .starts_with(|c: char| c.is_ascii_digit())
        };
        let is_mark = |row: &&Row| margin_of(&row.text()) == Some(margin) && !is_numbered(row);
        let count = rest.iter().take_while(is_mark).count();
        let marks;
        (marks, rest) = rest.split_at(count);
        fitted.extend(source(row, marks, margin, width));
    }
    fitted
}

/// The columns before the code of a row: `21 | ` and the like, or the same without a number.
fn margin_of(text: &str) -> Option<usize> {
    let number = text.trim_start_matches(' ');
    let sign = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = sign.len() < number.len();
    let sign = sign.strip_prefix(' ').filter(|_| is_numbered).or({
        // rustc indents the bar of a row without a number as far as the others.
        (!is_numbered && number.len() + 1 < text.len()).then_some(number)
    })?;
    let is_margin = sign == "|" || sign.starts_with("| ") || is_numbered && is_change(sign);
    is_margin.then(|| text.len() - sign.len() + 2)
}

/// Whether a line of code is one that rustc suggests adding, removing or changing.
fn is_change(sign: &str) -> bool {
    ["-", "+", "~"]
        .iter()
        .any(|change| sign == *change || sign.starts_with(&format!("{change} ")))
}

/// Breaks a line of code between words, and the marks below it at the same columns, so that they stay below what they
/// mark.
fn source(row: &Row, marks: &[Row], margin: usize, width: usize) -> Vec<Row> {
    let letters = letters(row);
    let code: String = letters.iter().skip(margin).map(|(c, _)| *c).collect();
    let mut rows = row.hanging(width, margin, margin + code_indent(&code));
    let starts = starts(&letters, &rows, margin);
    let marks: Vec<Marks> = marks.iter().map(|row| Marks::new(row, margin)).collect();
    let count = rows.len();
    let mut all = Vec::new();
    for (at, row) in rows.drain(..).enumerate() {
        let shift = leading_spaces(&row, margin);
        all.push(row);
        let from = starts[at];
        let to = (at + 1 < count).then(|| starts[at + 1]);
        // In the first row, every column is where it was.
        let shift = if at == 0 { 0 } else { shift };
        for marks in &marks {
            all.extend(marks.below(from..to.unwrap_or(usize::MAX), shift, width));
        }
    }
    all
}

fn letters(row: &Row) -> Vec<(char, RowStyle)> {
    let spans = row.spans.iter();
    spans
        .flat_map(|span| span.text.chars().map(|letter| (letter, span.style)))
        .collect()
}

/// Returns the column of the code at which each row begins, after the code was broken into rows.
fn starts(letters: &[(char, RowStyle)], rows: &[Row], margin: usize) -> Vec<usize> {
    let columns = |letters: &[(char, RowStyle)]| -> usize {
        letters.iter().map(|(c, _)| c.width().unwrap_or(0)).sum()
    };
    let mut at = 0;
    let mut starts = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let shown = if number == 0 {
            row.text().chars().count()
        } else {
            // The spaces at a break are not shown.
            at += letters[at..].iter().take_while(|(c, _)| *c == ' ').count();
            let text = row.text();
            text[text.find('↪').map_or(0, |mark| mark + '↪'.len_utf8())..]
                .trim_start_matches(' ')
                .chars()
                .count()
        };
        starts.push(columns(&letters[..at]).saturating_sub(margin));
        at = (at + shown).min(letters.len());
    }
    starts
}

fn leading_spaces(row: &Row, margin: usize) -> usize {
    let letters = letters(row).into_iter().skip(margin);
    letters.take_while(|(c, _)| *c == ' ').count()
}

/// A row with marks below a line of code, and the label of one of them.
struct Marks {
    margin: Vec<Span<RowStyle>>,
    letters: Vec<(char, RowStyle)>,
    /// The column at which the label begins, after the margin.
    label_at: usize,
    label: Vec<(char, RowStyle)>,
}

impl Marks {
    fn new(row: &Row, margin: usize) -> Self {
        let mut margin_letters = letters(row);
        let mut marks = margin_letters.split_off(margin.min(margin_letters.len()));
        let is_label = |(c, _): &(char, RowStyle)| c.is_alphanumeric() || "`'\"".contains(*c);
        let label_at = marks.iter().position(is_label).unwrap_or(marks.len());
        let label = marks.split_off(label_at);
        let mut in_margin = Row::default();
        push_letters(&mut in_margin, &margin_letters);
        Self {
            margin: in_margin.spans,
            letters: marks,
            label_at,
            label,
        }
    }

    /// Returns what is below these columns of the code, which are shown after this many columns of indentation.
    fn below(&self, columns: std::ops::Range<usize>, shift: usize, width: usize) -> Vec<Row> {
        let marks = self.letters.iter().enumerate();
        let marks = marks.filter(|(at, _)| columns.contains(at));
        let mut marks: Vec<(char, RowStyle)> = marks.map(|(_, mark)| *mark).collect();
        let has_label = !self.label.is_empty() && columns.contains(&self.label_at);
        let is_blank = marks.iter().all(|(c, _)| *c == ' ') && !has_label;
        // A row without marks or a label separates others, once.
        let separates = self.label.is_empty() && self.letters.iter().all(|(c, _)| *c == ' ');
        if is_blank && !(separates && columns.start == 0) {
            return Vec::new();
        }
        let mut row = Row {
            spans: self.margin.clone(),
            ..Row::default()
        };
        row.push(" ".repeat(shift), RowStyle::default());
        if !has_label {
            while marks.last().is_some_and(|(c, _)| *c == ' ') {
                marks.pop();
            }
        }
        push_letters(&mut row, &marks);
        if !has_label {
            return vec![row];
        }
        let beside = row.width();
        push_letters(&mut row, &self.label);
        let label: String = self.label.iter().map(|(c, _)| *c).collect();
        let widest = label.split(' ').map(UnicodeWidthStr::width).max();
        // The words of the label are broken only if they are wider than the row.
        let fits = beside + widest.unwrap_or(0) <= width;
        row.wrapped(width, if fits { beside } else { INDENT })
    }
}

fn push_letters(row: &mut Row, letters: &[(char, RowStyle)]) {
    for (letter, style) in letters {
        row.push(letter.to_string(), *style);
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

/// Reads a line with its color sequences; `style` is carried over to the next line.
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

    fn shown(rendered: &str, width: usize) -> Vec<String> {
        let diagnostic = serde_json::json!({
            "severity": "error", "code": null, "line": null, "column": null, "message": "", "rendered": rendered,
        });
        let options = Options {
            prose: width,
            width: Some(width),
            columns: width,
            page: None,
            pictures: true,
            styled: true,
            typed: 0,
            tints: false,
        };
        let diagnostic: Diagnostic = serde_json::from_value(diagnostic).unwrap();
        let rows = rows(&diagnostic, options);
        let text = rows.iter().map(|row| row.text().trim_end().to_owned());
        text.collect()
    }

    #[test]
    fn marks_stay_below_what_they_mark_where_a_line_is_broken() {
        let rendered = "\
error[E0599]: no method named `borrow_mutt` found for struct `RefCell<T>`
  --> a.rs:21:21
   |
21 |         self.values.first().borrow_mutt().push(value);
   |              -----          ^^^^^^^^^^^ method not found in `RefCell<Vec<i32>>`
   |              |
   |              the first one
";
        assert_eq!(shown(rendered, 100), rendered.lines().collect::<Vec<_>>());
        assert_eq!(
            shown(rendered, 40),
            [
                "error[E0599]: no method named",
                "    ↪ `borrow_mutt` found for struct",
                "    ↪ `RefCell<T>`",
                "  --> a.rs:21:21",
                "   |",
                "21 |         self.values.first()",
                "   |              -----",
                "   |              |",
                "   |              the first one",
                "   ↪           .borrow_mutt()",
                "   |            ^^^^^^^^^^^ method not",
                "      found in `RefCell<Vec<i32>>`",
                "   ↪           .push(value);",
            ]
        );
    }

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
