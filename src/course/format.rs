//! The page of `cellmate help format`: made from the schemas and one example for each table, so that it names every
//! key.
//!
//! After changing the types, run `CELLMATE_BLESS=1 cargo test --lib course::` and commit what it writes. A new key also
//! needs a line in an example.

use super::node::Node;
use super::problem::{Problem, Reporter};
use super::schema::{COURSE, Field, Fields, LESSON, Shape};
use super::syntax;
use std::collections::BTreeSet;
use std::fmt::Write as _;

const INTRO: &str = include_str!("format/intro.md");
const COURSE_EXAMPLE: &str = include_str!("format/course.toml");
const LESSON_EXAMPLE: &str = include_str!("format/lesson.toml");

const FILE: &str = "src/cli/help/format.md";

#[test]
fn the_page_on_the_format_is_current() {
    let mut page = INTRO.to_owned();
    page += "\n## lessons/course.toml\n";
    describe(&mut page, "course.toml", COURSE_EXAMPLE, &COURSE);
    page += "\n## lessons/CHAPTER/ID.toml\n";
    describe(&mut page, "lesson.toml", LESSON_EXAMPLE, &LESSON);
    // Schemas refer to this page, which need not refer to itself.
    let page = page.replace(
        "`cellmate help format` lists the order.",
        "The order is at the top of this page.",
    );
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if std::env::var_os("CELLMATE_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == page,
        "{FILE} is out of date: run `CELLMATE_BLESS=1 cargo test --lib course::format` and commit it"
    );
}

#[test]
fn the_examples_have_every_key() {
    for (name, example, fields) in [
        ("course.toml", COURSE_EXAMPLE, &COURSE),
        ("lesson.toml", LESSON_EXAMPLE, &LESSON),
    ] {
        let mut report = Reporter::new(name, example);
        let document = syntax::parse(&mut report, fields).unwrap();
        let problems: Vec<String> = report
            .into_problems()
            .iter()
            .map(Problem::summary)
            .collect();
        assert_eq!(problems, [""; 0]);
        // All claims have the same keys, and no claim can have all of them.
        let root = Node::root(&document);
        let predictions = root.nodes("prediction");
        let claims = predictions
            .iter()
            .map(|prediction| prediction.node("expect"));
        let claims = claims.chain([root.node("starter"), root.node("expect")]);
        let claims: Vec<Node<'_>> = claims.flatten().collect();
        assert_eq!(
            missing(&[root], fields, name, &claims),
            [""; 0],
            "write an example of each"
        );
    }
}

/// Returns the keys that none of these tables has, at any depth. `claims` has all claims of the file.
fn missing(tables: &[Node<'_>], fields: &Fields, place: &str, claims: &[Node<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    for field in &fields.0 {
        let path = format!("{place}: {}", field.name);
        if !tables.iter().any(|table| table.has(&field.name)) {
            found.push(path);
        } else if let Some(inner) = inner(field).filter(|_| !is_shared(place, field)) {
            let in_list = tables.iter().flat_map(|table| table.nodes(&field.name));
            let single = tables.iter().filter_map(|table| table.node(&field.name));
            let mut tables: Vec<Node<'_>> = in_list.chain(single).collect();
            if field.name == "starter" || field.name == "expect" {
                tables = claims.to_vec();
            }
            found.extend(missing(&tables, inner, &path, claims));
        }
    }
    found
}

/// Whether the page shows this field of `course.toml` with lessons, because the conditions of feedback are the same in
/// both.
fn is_shared(place: &str, field: &Field) -> bool {
    place.starts_with("course.toml") && field.name == "when"
}

fn inner(field: &Field) -> Option<&Fields> {
    match &field.shape {
        Shape::Table(fields) => Some(fields),
        Shape::List(of) => match &**of {
            Shape::Table(fields) => Some(fields),
            _ => None,
        },
        _ => None,
    }
}

/// Adds a section for each part of an example: what it is, the example, and its keys.
fn describe(page: &mut String, file: &str, example: &str, fields: &Fields) {
    let mut seen = BTreeSet::new();
    let parts = parts(example);
    let examples = |name: &str| {
        let own = parts.iter().filter(|(header, _)| header == name);
        own.map(|(_, text)| text.trim_end())
            .collect::<Vec<_>>()
            .join("\n\n")
    };
    for (header, _) in &parts {
        if !seen.insert(header) {
            continue;
        }
        let (about, keys) = match field_at(fields, header) {
            Some(field) => (field.about.clone(), inner(field)),
            None => (String::new(), Some(fields)),
        };
        if !header.is_empty() {
            let list = field_at(fields, header).is_some_and(|f| matches!(f.shape, Shape::List(_)));
            let shown = if list {
                format!("[[{header}]]")
            } else {
                format!("[{header}]")
            };
            let _ = write!(page, "\n### {shown}\n\n{}.\n", capitalized(&about));
        }
        let _ = write!(page, "\n```toml\n{}\n```\n\n", examples(header));
        for key in keys.into_iter().flat_map(|keys| &keys.0) {
            if inner(key).is_none()
                || key.name == "when"
                || key.name == "expect" && !header.is_empty()
            {
                key_line(page, key);
            }
            if is_shared(file, key) {
                page.push_str("\nThe conditions in `when` are those of a lesson's feedback.\n");
            } else if key.name == "when" {
                page.push_str("\nThe conditions in `when`:\n\n");
                for condition in inner(key).into_iter().flat_map(|keys| &keys.0) {
                    key_line(page, condition);
                }
            }
        }
    }
}

fn key_line(page: &mut String, key: &Field) {
    let needed = if key.required { ", required" } else { "" };
    let kind = match &key.shape {
        Shape::OneOf(words) => format!("`{}`", words.join("`, `")),
        shape => shape.describe().to_owned(),
    };
    let _ = writeln!(page, "- `{}` ({kind}{needed}): {}", key.name, key.about);
}

/// Returns the parts of an example with the names of their tables; the part before the first table has none.
fn parts(example: &str) -> Vec<(String, String)> {
    let mut parts = vec![(String::new(), String::new())];
    for line in example.lines() {
        if line.starts_with('[') {
            let name = line.trim_matches(['[', ']']);
            parts.push((name.to_owned(), String::new()));
        }
        if let Some((_, text)) = parts.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    parts
}

fn field_at<'a>(fields: &'a Fields, path: &str) -> Option<&'a Field> {
    let (first, rest) = match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    let field = fields.get(first)?;
    match rest {
        Some(rest) => field_at(inner(field)?, rest),
        None => Some(field),
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
