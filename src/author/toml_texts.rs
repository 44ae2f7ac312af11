//! Every text in a TOML file with its line, so that a finding can name a line within it.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) struct Text {
    /// The keys that lead to it, without numbers: `question.choice.say`.
    pub(super) key: String,
    pub(super) value: String,
    pub(super) line: usize,
}

/// Returns all texts of a file, in order; nothing if it is not TOML.
pub(super) fn all(toml: &str) -> Vec<Text> {
    let mut found = Vec::new();
    if let Ok(document) = DeTable::parse(toml) {
        table(toml, document.get_ref(), "", &mut found);
    }
    found.sort_by_key(|text| text.line);
    found
}

/// Returns the line of a table or field at the top level of a file; 0 if there is none.
pub(super) fn line_of(toml: &str, key: &str) -> usize {
    let document = DeTable::parse(toml).ok();
    let span = document.and_then(|document| Some(document.get_ref().get_key_value(key)?.0.span()));
    span.map_or(0, |span| line(toml, span.start))
}

/// Returns the line of a field in a table at the top level of a file; 0 if there is none.
pub(super) fn line_of_key(toml: &str, table: &str, key: &str) -> usize {
    let document = DeTable::parse(toml).ok();
    let span = document.and_then(|document| {
        let table = document.get_ref().get(table)?.get_ref().as_table()?;
        Some(table.get_key_value(key)?.0.span())
    });
    span.map_or(0, |span| line(toml, span.start))
}

/// Returns the line of a text; 0 if it is not there.
pub(super) fn line_of_text(toml: &str, key: &str, value: &str) -> usize {
    let mut texts = all(toml).into_iter();
    let found = texts.find(|text| text.key == key && text.value == value);
    found.map_or(0, |text| text.line)
}

/// Returns the line, counted from 1, of the byte at this offset.
pub(super) fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn table(toml: &str, table: &DeTable<'_>, path: &str, found: &mut Vec<Text>) {
    for (key, inner) in table {
        let key = key.get_ref();
        let path = if path.is_empty() {
            key.to_string()
        } else {
            format!("{path}.{key}")
        };
        value(toml, inner, &path, found);
    }
}

fn value(toml: &str, inner: &Spanned<DeValue<'_>>, path: &str, found: &mut Vec<Text>) {
    match inner.get_ref() {
        DeValue::String(text) => found.push(Text {
            key: path.to_owned(),
            value: text.to_string(),
            line: first_line(toml, &inner.span()),
        }),
        DeValue::Array(items) => items.iter().for_each(|item| value(toml, item, path, found)),
        DeValue::Table(inner) => table(toml, inner, path, found),
        _ => {}
    }
}

/// Returns the line on which a text begins: a newline right after three quotes is not part of it.
fn first_line(toml: &str, span: &Range<usize>) -> usize {
    let raw = &toml[span.clone()];
    let below = ["'''", "\"\"\""].iter().any(|quotes| {
        let rest = raw.strip_prefix(quotes);
        rest.is_some_and(|rest| rest.starts_with(['\n', '\r']))
    });
    line(toml, span.start) + usize::from(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_found_with_the_line_of_its_first_line() {
        let toml = "title = \"one\"\ntext = '''\ntwo\nthree\n'''\n[[hint]]\nid = 'a'\n\
                    lines = [\n  \"x\",\n  \"y\"]\n[[question]]\nchoice = [{ say = \"é\" }]\n";
        let found: Vec<(String, usize)> = all(toml)
            .into_iter()
            .map(|text| (text.key, text.line))
            .collect();
        let wanted = [
            ("title", 1),
            ("text", 3),
            ("hint.id", 7),
            ("hint.lines", 9),
            ("hint.lines", 10),
            ("question.choice.say", 12),
        ];
        assert_eq!(found, wanted.map(|(key, line)| (key.to_owned(), line)));
        assert_eq!((line_of(toml, "hint"), line_of(toml, "none")), (6, 0));
    }
}
