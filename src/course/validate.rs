//! Validates a parsed file against its schema: no unknown names, nothing missing, every value of its type.
//!
//! Every field of every table is checked by itself, so that one mistake never hides another.

use super::checks::ids;
use super::nearest::{nearest, suggest};
use super::node::{SpannedStr, whole};
use super::problem::Reporter;
use super::schema::{Field, Fields, Shape};
use std::collections::BTreeMap;
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
    let table = document.get_ref();
    let unknown = table
        .iter()
        .filter(|(key, _)| root.get(key.get_ref()).is_none());
    let strays =
        unknown.filter_map(|(key, value)| Some((key, value, root.header_inside(key.get_ref())?)));
    let strays: Vec<_> = strays.collect();
    let inside = strays
        .iter()
        .filter_map(|(_, value, _)| value.get_ref().as_table());
    let names = |table: &DeTable<'_>| {
        let names = table.keys().map(|key| key.get_ref().to_string());
        names.collect::<Vec<String>>()
    };
    let mut validator = Validator {
        report,
        root,
        complete,
        swallowed: inside.flat_map(names).collect(),
        strays: strays
            .iter()
            .map(|(key, _, header)| (key.get_ref().to_string(), header.clone()))
            .collect(),
        on_top: names(table),
        misplaced: Vec::new(),
    };
    validator.table(document.get_ref(), &(0..0), root, "");
}

struct Validator<'r, 'a> {
    report: &'r mut Reporter<'a>,
    root: &'r Fields,
    complete: bool,
    /// The tables at the top of the file that belong inside another one, each with its right header.
    strays: Vec<(String, String)>,
    /// The names in those tables, which may have begun too early.
    swallowed: Vec<String>,
    /// The names at the top of the file.
    on_top: Vec<String>,
    /// The top-level fields that are in a table by mistake.
    misplaced: Vec<String>,
}

impl<'r> Validator<'r, '_> {
    /// `place` is the table's name in messages: empty for the file itself, else `[rules]`, `[[hint]]`, `when`.
    fn table(&mut self, table: &DeTable<'_>, span: &Range<usize>, fields: &Fields, place: &str) {
        // For each unknown field, the field that it was meant to be.
        let mut meant = Vec::new();
        // The tables that have these unknown fields, each with the fields.
        let mut elsewhere: BTreeMap<&str, Vec<&Spanned<_>>> = BTreeMap::new();
        for (key, value) in table {
            let name: &str = key.get_ref();
            if let Some(field) = fields.get(name) {
                self.value(value, field, &field.shape, place);
            } else if let Some(remedy) = self.below_top(name, value, table, place) {
                self.report
                    .add(&key.span(), unknown(&[name], place), remedy);
            } else if let Some(field) = self.meaning(name, value, table, fields, place) {
                let (message, meant_name) = (unknown(&[name], place), &field.name);
                let remedy = format!("did you mean `{meant_name}`?");
                self.report.add(&key.span(), message, remedy);
                meant.push(meant_name.as_str());
            } else if let Some(other) = self.table_with(name, place) {
                elsewhere.entry(other).or_default().push(key);
            } else {
                self.unknown(key, fields, place);
            }
        }
        for (other, keys) in elsewhere {
            let names: Vec<&str> = keys.iter().map(|key| key.get_ref().as_ref()).collect();
            let them = if names.len() == 1 { "it" } else { "them" };
            let remedy = format!("add a line `[{other}]` before {them}");
            self.report
                .add(&keys[0].span(), unknown(&names, place), remedy);
        }
        if self.complete {
            self.missing((table, span), fields, place, &meant);
        }
    }

    /// Returns the field that an unknown one was meant to be: one with a similar name; or else the one that is missing, or
    /// the only flag, if its value is of that type.
    fn meaning<'f>(
        &self,
        name: &str,
        value: &Spanned<DeValue<'_>>,
        table: &DeTable<'_>,
        fields: &'f Fields,
        place: &str,
    ) -> Option<&'f Field> {
        let top = self.root.get(name).filter(|_| !place.is_empty());
        if top.is_some_and(|field| !is_table(&field.shape)) && !self.is_on_top(name) {
            return None;
        }
        if let Some(near) = nearest(name, fields.0.iter().map(|field| field.name.as_str())) {
            return fields.get(near);
        }
        let unknown = table
            .keys()
            .filter(|key| fields.get(key.get_ref()).is_none());
        if place.is_empty() || unknown.count() > 1 {
            return None;
        }
        let absent = || {
            fields
                .0
                .iter()
                .filter(|field| !table.contains_key(&*field.name))
        };
        let only = |fits: &dyn Fn(&&Field) -> bool| {
            let mut fitting = absent().filter(fits);
            fitting.next().filter(|_| fitting.next().is_none())
        };
        match value.get_ref() {
            DeValue::String(_) => {
                only(&|field| field.required).filter(|field| matches!(field.shape, Shape::Text))
            }
            DeValue::Boolean(_) => only(&|field| matches!(field.shape, Shape::Flag)),
            _ => None,
        }
    }

    fn is_on_top(&self, name: &str) -> bool {
        self.on_top.iter().any(|other| other == name)
    }

    /// Says where a field at the top of the file belongs, if tables at the top have one of this name.
    fn below_top(
        &self,
        name: &str,
        value: &Spanned<DeValue<'_>>,
        table: &DeTable<'_>,
        place: &str,
    ) -> Option<String> {
        let is_stray = self.strays.iter().any(|(stray, _)| stray == name);
        let is_field = !is_stray && !matches!(value.get_ref(), DeValue::Table(_));
        let owners = |is_list: bool| {
            let fields = self.root.0.iter().filter(move |field| {
                matches!(&field.shape, Shape::List(_)) == is_list
                    && self
                        .root
                        .inside(&field.name)
                        .is_some_and(|inner| inner.get(name).is_some())
            });
            fields.map(|field| &*field.name).collect::<Vec<&str>>()
        };
        if !place.is_empty() || !is_field {
            return None;
        }
        let header = |owner: &&str| match self.root.get(owner).map(|field| &field.shape) {
            Some(Shape::List(_)) => format!("[[{owner}]]"),
            _ => format!("[{owner}]"),
        };
        let (tables, lists) = (owners(false), owners(true));
        let owners = if tables.is_empty() { lists } else { tables };
        let headers: Vec<String> = owners.iter().map(header).collect();
        match (owners.as_slice(), headers.as_slice()) {
            ([owner], [header]) if table.contains_key(*owner) => Some(format!(
                "`{name}` belongs in {header}: move it below the line `{header}`"
            )),
            ([_], [header]) => Some(format!(
                "`{name}` belongs in {header}: move it to the end of the file, below a line `{header}`"
            )),
            (_, [first, second]) => Some(format!("`{name}` belongs in {first} or {second}")),
            _ => None,
        }
    }

    /// Returns the only other table at the top of the file that has a field of this name.
    fn table_with(&self, name: &str, place: &str) -> Option<&'r str> {
        let has_it = |field: &&Field| match &field.shape {
            Shape::Table(inner) => inner.get(name).is_some(),
            _ => false,
        };
        let mut tables = self.root.0.iter().filter(has_it);
        let only = tables.next().filter(|_| tables.next().is_none())?;
        let is_known = self.root.get(name).is_some();
        (!place.is_empty() && !is_known).then_some(&only.name)
    }

    fn missing(
        &mut self,
        (table, span): (&DeTable<'_>, &Range<usize>),
        fields: &Fields,
        place: &str,
        meant: &[&str],
    ) {
        let misplaced = if place.is_empty() {
            std::mem::take(&mut self.misplaced)
        } else {
            Vec::new()
        };
        let given = |name: &str| {
            table.contains_key(name)
                || meant.contains(&name)
                || self.strays.iter().any(|(stray, _)| stray == name)
                || self.swallowed.iter().any(|other| other == name)
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
                let name = SpannedStr {
                    text: word,
                    span: span.clone(),
                };
                if !words.iter().any(|known| known == word)
                    && ids::is_visible(self.report, &name, "value")
                {
                    let message = format!("`{}`{} cannot be `{word}`", field.name, inside(place));
                    let remedy = suggest(word, words.iter().map(String::as_str), "value");
                    self.report.add(&span, message, remedy);
                }
            }
            (Shape::Number(most), number @ DeValue::Integer(_)) => {
                let (name, about) = (&field.name, &field.about);
                let problem = match whole(number) {
                    Some(number) if number > i128::from(*most) => Some((
                        format!("`{name}`{} is too large", inside(place)),
                        format!("give a whole number up to {most}: {about}"),
                    )),
                    Some(0..) => None,
                    _ => Some((
                        format!("`{name}`{} cannot be negative", inside(place)),
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
            "`{}`{} should be {}, but is {}",
            field.name,
            inside(place),
            wanted.describe(),
            describe(found)
        );
        let tables = matches!(&field.shape, Shape::List(of) if matches!(**of, Shape::Table(_)));
        let remedy = match found {
            DeValue::Table(_) if tables => {
                let header = list_header(place, field);
                format!("begin each with `{header}`, in two pairs of brackets")
            }
            DeValue::Array(_) if matches!(wanted, Shape::Table(_)) => {
                match self.list_like(&field.name) {
                    Some(list) if place.is_empty() => format!("did you mean `[[{list}]]`?"),
                    _ => format!(
                        "there can be only one: write `[{}]`, in one pair of brackets",
                        field.name
                    ),
                }
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

    /// Returns the list of tables at the top of the file with a name like this.
    fn list_like(&self, name: &str) -> Option<&str> {
        let lists = self
            .root
            .0
            .iter()
            .filter(|field| matches!(&field.shape, Shape::List(_)));
        let lists = lists.filter(|field| is_table(&field.shape));
        nearest(name, lists.map(|field| field.name.as_str()))
    }

    fn unknown(&mut self, key: &Spanned<impl AsRef<str>>, fields: &Fields, place: &str) {
        let name = key.get_ref().as_ref();
        let names = || fields.0.iter().map(|field| field.name.as_str());
        let top = self.root.get(name).filter(|_| !place.is_empty());
        let mut strays = self.strays.iter().filter(|_| place.is_empty());
        let stray = strays.find(|(stray, _)| stray == name);
        let remedy = match top.map(|field| &field.shape) {
            // Authors often forget that everything after a `[table]` line belongs to that table.
            Some(shape) if !is_table(shape) => {
                self.misplaced.push(name.to_owned());
                format!(
                    "`{name}` belongs at the top of the file, before the first line that begins with `[`"
                )
            }
            Some(_) => format!("`{name}` is a table of its own, not a part of this one"),
            None => match stray {
                Some((_, header)) => format!("did you mean `{header}`?"),
                None => suggest(name, names(), "field"),
            },
        };
        self.report
            .add(&key.span(), unknown(&[name], place), remedy);
    }
}

fn is_table(shape: &Shape) -> bool {
    match shape {
        Shape::Table(_) => true,
        Shape::List(of) => matches!(**of, Shape::Table(_)),
        Shape::Text | Shape::OneOf(_) | Shape::Flag | Shape::Number(_) => false,
    }
}

fn unknown(names: &[&str], place: &str) -> String {
    let fields = if names.len() == 1 { "field" } else { "fields" };
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!(
        "unknown {fields} {}{}",
        crate::text::list(&names),
        inside(place)
    )
}

fn inside(place: &str) -> String {
    if place.is_empty() {
        String::new()
    } else {
        format!(" in {place}")
    }
}

/// Returns the header of the tables of a list inside this place.
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
