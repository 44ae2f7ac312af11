//! Validates a parsed file against its schema: no unknown names, nothing missing, every value of its type.
//!
//! Every field of every table is checked by itself, so that one mistake never hides another.

use super::nearest::{nearest, suggest};
use super::node::whole;
use super::problem::Reporter;
use super::schema::{Field, Fields, Shape};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Validates a whole file. If a part of it could not be parsed (`complete` is false), no field is reported as missing.
pub(super) fn check(
    report: &mut Reporter<'_>,
    document: &Spanned<DeTable<'_>>,
    root: &Fields,
    complete: bool,
) {
    let mut validator = Validator {
        report,
        root,
        complete,
        misplaced: Vec::new(),
    };
    validator.table(document.get_ref(), &(0..0), root, "");
}

struct Validator<'r, 'a> {
    report: &'r mut Reporter<'a>,
    root: &'r Fields,
    complete: bool,
    /// The fields of the top of the file that are in a table.
    misplaced: Vec<String>,
}

impl Validator<'_, '_> {
    /// `place` is the table's name in messages: empty for the file itself, else `[rules]`, `[[hint]]`, `when`.
    fn table(&mut self, table: &DeTable<'_>, span: &Range<usize>, fields: &Fields, place: &str) {
        for (key, value) in table {
            match fields.get(key.get_ref()) {
                Some(field) => self.value(value, field, &field.shape, place),
                None => self.unknown(key, fields, place),
            }
        }
        if self.complete {
            self.missing(table, span, fields, place);
        }
    }

    fn missing(&mut self, table: &DeTable<'_>, span: &Range<usize>, fields: &Fields, place: &str) {
        let names = || fields.0.iter().map(|field| field.name.as_str());
        // A misspelled field is reported as unknown, so it is not missing.
        let misspelt: Vec<&str> = table
            .keys()
            .filter(|key| fields.get(key.get_ref()).is_none())
            .filter_map(|key| nearest(key.get_ref(), names()))
            .collect();
        let misplaced = if place.is_empty() {
            std::mem::take(&mut self.misplaced)
        } else {
            Vec::new()
        };
        let given = |name: &str| {
            table.contains_key(name)
                || misspelt.contains(&name)
                || misplaced.iter().any(|other| other == name)
        };
        for field in fields
            .0
            .iter()
            .filter(|field| field.required && !given(&field.name))
        {
            let message = format!("`{}` is missing{}", field.name, inside(place));
            let remedy = match &field.shape {
                Shape::List(of) if matches!(**of, Shape::Table(_)) && !place.is_empty() => {
                    format!(
                        "begin each one with `{}`: {}",
                        list_header(place, field),
                        field.about
                    )
                }
                Shape::OneOf(words) if words.len() > 1 => format!(
                    "add `{}`: {} (`{}`)",
                    field.example(),
                    field.about,
                    words.join("`, `")
                ),
                _ => format!("add `{}`: {}", field.example(), field.about),
            };
            self.report.add(span, message, remedy);
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, field: &Field, shape: &Shape, place: &str) {
        let span = value.span();
        match (shape, value.get_ref()) {
            (Shape::Text, DeValue::String(text)) => self.text(text, &span, field, place),
            (Shape::OneOf(words), DeValue::String(word)) => {
                if !words.iter().any(|known| known == word) {
                    let message = format!("`{}` cannot be `{word}`{}", field.name, inside(place));
                    let remedy = suggest(word, words.iter().map(String::as_str), "value");
                    self.report.add(&span, message, remedy);
                }
            }
            (Shape::Number(most), number @ DeValue::Integer(_)) => {
                let (name, about) = (&field.name, &field.about);
                let problem = match whole(number) {
                    Some(number) if number > i128::from(*most) => Some((
                        format!("`{name}` is too large{}", inside(place)),
                        format!("give a whole number up to {most}: {about}"),
                    )),
                    Some(0..) => None,
                    _ => Some((
                        format!("`{name}` cannot be negative{}", inside(place)),
                        format!("give 0 or a positive number: {about}"),
                    )),
                };
                if let Some((message, remedy)) = problem {
                    self.report.add(&span, message, remedy);
                }
            }
            (Shape::Flag, DeValue::Boolean(_)) => {}
            (Shape::List(of), DeValue::Array(items)) => {
                for item in items {
                    self.value(item, field, of, place);
                }
            }
            (Shape::Table(fields), DeValue::Table(table)) => {
                let of_list = matches!(field.shape, Shape::List(_));
                let place = match (of_list, place.is_empty()) {
                    (true, _) => list_header(place, field),
                    (false, true) => format!("[{}]", field.name),
                    (false, false) => format!("`{}`", field.name),
                };
                self.table(table, &span, fields, &place);
            }
            (wanted, found) => self.mistyped(wanted, found, &span, field, place),
        }
    }

    fn text(&mut self, text: &str, span: &Range<usize>, field: &Field, place: &str) {
        // A program can be expected to print nothing.
        if text.trim().is_empty() && field.name != "stdout" {
            let message = format!("`{}` is empty{}", field.name, inside(place));
            let remedy = if field.required {
                format!("write it: {}", field.summary())
            } else {
                format!("fill it in or leave it out: {}", field.summary())
            };
            self.report.add(span, message, remedy);
        }
    }

    fn mistyped(
        &mut self,
        wanted: &Shape,
        found: &DeValue<'_>,
        span: &Range<usize>,
        field: &Field,
        place: &str,
    ) {
        let message = format!(
            "`{}` should be {}{}, but is {}",
            field.name,
            wanted.describe(),
            inside(place),
            describe(found)
        );
        let tables = matches!(&field.shape, Shape::List(of) if matches!(**of, Shape::Table(_)));
        let remedy = match found {
            DeValue::Table(_) if tables => {
                let header = list_header(place, field);
                format!("begin each with `{header}`, in two pairs of brackets")
            }
            DeValue::Array(_) if matches!(wanted, Shape::Table(_)) => {
                format!(
                    "there can be only one: write `[{}]`, in one pair of brackets",
                    field.name
                )
            }
            _ => match wanted {
                Shape::Number(_) => {
                    format!(
                        "write a whole number, without quotes or a unit: {}",
                        field.about
                    )
                }
                _ => format!("write it as `{}`: {}", field.example(), field.about),
            },
        };
        self.report.add(span, message, remedy);
    }

    fn unknown(&mut self, key: &Spanned<impl AsRef<str>>, fields: &Fields, place: &str) {
        let name = key.get_ref().as_ref();
        let names = || fields.0.iter().map(|field| field.name.as_str());
        let top = self.root.get(name).filter(|_| !place.is_empty());
        let remedy = match top.map(|field| &field.shape) {
            // Authors often forget that everything after a `[table]` line belongs to that table.
            Some(shape) if !is_table(shape) => {
                self.misplaced.push(name.to_owned());
                format!(
                    "`{name}` belongs at the top of the file, before the first line that begins with `[`"
                )
            }
            Some(_) if nearest(name, names()).is_none() => {
                format!("`{name}` is a table of its own, not a part of this one")
            }
            _ => suggest(name, names(), "field"),
        };
        let message = format!("unknown field `{name}`{}", inside(place));
        self.report.add(&key.span(), message, remedy);
    }
}

/// Whether this is a table, or a list of tables.
fn is_table(shape: &Shape) -> bool {
    match shape {
        Shape::Table(_) => true,
        Shape::List(of) => matches!(**of, Shape::Table(_)),
        Shape::Text | Shape::OneOf(_) | Shape::Flag | Shape::Number(_) => false,
    }
}

fn inside(place: &str) -> String {
    if place.is_empty() {
        String::new()
    } else {
        format!(" in {place}")
    }
}

/// The header of the tables of a list inside this place.
fn list_header(place: &str, field: &Field) -> String {
    match place.trim_matches(['[', ']', '`']) {
        "" => format!("[[{}]]", field.name),
        outer => format!("[[{outer}.{}]]", field.name),
    }
}

fn describe(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}
