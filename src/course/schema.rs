//! The fields that the files of a course may have, read from the JSON schemas that editors complete from.
//!
//! The schemas are made from the types that the files are read into, so the types, an editor's completion and our error
//! messages agree on names, types of values, and what each field is for.

use serde_json::Value;
use std::sync::LazyLock;

/// The JSON schema of a lesson file.
pub const LESSON_SCHEMA: &str = include_str!("../../lessons/lesson.schema.json");

/// The JSON schema of `course.toml`.
pub const COURSE_SCHEMA: &str = include_str!("../../lessons/course.schema.json");

pub(super) static LESSON: LazyLock<Fields> = LazyLock::new(|| root(LESSON_SCHEMA));

pub(super) static COURSE: LazyLock<Fields> = LazyLock::new(|| root(COURSE_SCHEMA));

pub(super) struct Fields(pub(super) Vec<Field>);

pub(super) struct Field {
    pub(super) name: String,
    /// What it is for, as the end of a sentence.
    pub(super) about: String,
    pub(super) required: bool,
    pub(super) shape: Shape,
}

pub(super) enum Shape {
    Text,
    /// One of these words.
    OneOf(Vec<String>),
    /// A whole number up to this one.
    Number(u64),
    Flag,
    /// A list of values of this shape.
    List(Box<Shape>),
    Table(Fields),
}

impl Fields {
    pub(super) fn get(&self, name: &str) -> Option<&Field> {
        self.0.iter().find(|field| field.name == name)
    }

    /// Returns the fields of a table, or of the tables of a list.
    pub(super) fn inside(&self, name: &str) -> Option<&Self> {
        let mut shape = &self.get(name)?.shape;
        if let Shape::List(of) = shape {
            shape = of;
        }
        match shape {
            Shape::Table(fields) => Some(fields),
            _ => None,
        }
    }

    /// Returns the header of a table that occurs only inside another one: `[[question.choice]]` for `choice`.
    pub(super) fn header_inside(&self, name: &str) -> Option<String> {
        self.0.iter().find_map(|outer| {
            let path = format!("{}.{name}", outer.name);
            match &self.inside(&outer.name)?.get(name)?.shape {
                Shape::Table(_) => Some(format!("[{path}]")),
                Shape::List(of) if matches!(**of, Shape::Table(_)) => Some(format!("[[{path}]]")),
                _ => None,
            }
        })
    }
}

impl Field {
    /// Returns the first sentence of what it is for.
    pub(super) fn summary(&self) -> &str {
        self.about.split(". ").next().unwrap_or_default()
    }

    pub(super) fn example(&self) -> String {
        match &self.shape {
            Shape::List(of) if matches!(**of, Shape::Table(_)) => format!("[[{}]]", self.name),
            shape => format!("{} = {}", self.name, shape.example()),
        }
    }
}

impl Shape {
    /// Returns its name in messages.
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Self::Text | Self::OneOf(_) => "a string",
            Self::Number(_) => "a whole number",
            Self::Flag => "true or false",
            Self::List(of) => match **of {
                Self::Table(_) => "an array of tables",
                _ => "an array of strings",
            },
            Self::Table(_) => "a table",
        }
    }

    fn example(&self) -> String {
        match self {
            Self::Text | Self::OneOf(_) => "\"…\"".to_owned(),
            Self::Number(_) => "1".to_owned(),
            Self::Flag => "true".to_owned(),
            Self::List(of) => format!("[{}]", of.example()),
            Self::Table(fields) => {
                let needed = fields.0.iter().filter(|field| field.required);
                let needed: Vec<String> = needed.map(Field::example).collect();
                if needed.is_empty() {
                    "{ … }".to_owned()
                } else {
                    format!("{{ {} }}", needed.join(", "))
                }
            }
        }
    }
}

fn root(json: &str) -> Fields {
    let schema: Value =
        serde_json::from_str(json).expect("a test makes this file from the types, as JSON");
    fields(&schema, &schema)
}

fn fields(schema: &Value, root: &Value) -> Fields {
    let required: Vec<&str> = list(schema, "required").filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object();
    let field = |(name, value): (&String, &Value)| Field {
        name: name.clone(),
        about: about(value),
        required: required.contains(&name.as_str()),
        shape: shape(value, root),
    };
    Fields(properties.into_iter().flatten().map(field).collect())
}

fn shape(schema: &Value, root: &Value) -> Shape {
    if let Some(name) = schema["$ref"].as_str() {
        let target = root.pointer(name.trim_start_matches('#'));
        return shape(target.unwrap_or(&Value::Null), root);
    }
    // An optional field is "this or null" in a schema, but TOML has no null.
    if let Some(given) = list(schema, "anyOf").find(|option| option["type"] != "null") {
        return shape(given, root);
    }
    let words = words(schema);
    if !words.is_empty() {
        return Shape::OneOf(words);
    }
    let kind = &schema["type"];
    match kind.as_str().or(kind[0].as_str()) {
        Some("integer") if schema["format"] == "uint32" => Shape::Number(u32::MAX.into()),
        Some("integer") => Shape::Number(i64::MAX.unsigned_abs()),
        Some("boolean") => Shape::Flag,
        Some("array") => Shape::List(Box::new(shape(&schema["items"], root))),
        Some("object") => Shape::Table(fields(schema, root)),
        _ => Shape::Text,
    }
}

/// Returns the words of an enum: those with a description are in `const`, those without one in `enum`.
fn words(schema: &Value) -> Vec<String> {
    let options = list(schema, "oneOf").chain([schema]);
    let words =
        options.flat_map(|option| [&option["const"]].into_iter().chain(list(option, "enum")));
    words.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn list<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    schema[key].as_array().into_iter().flatten()
}

/// Returns the first paragraph of the description, as the end of a sentence.
fn about(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    let text = text.split("\n\n").next().unwrap_or_default();
    let text = text.trim_end_matches('.').replace('\n', " ");
    let mut letters = text.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::manifest::CourseFile;
    use crate::course::reading::LessonFile;
    use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
    use std::path::Path;

    #[test]
    fn the_schema_says_what_a_field_is_for_and_how_to_write_it() {
        let Shape::List(prediction) = &LESSON.get("prediction").unwrap().shape else {
            panic!("predictions are a list")
        };
        let Shape::Table(fields) = &**prediction else {
            panic!("a prediction is a table")
        };
        let expect = fields.get("expect").unwrap();
        assert_eq!(expect.example(), "expect = { outcome = \"…\" }");
        assert!(expect.required && expect.about.starts_with("what really happens"));
        assert!(!fields.get("file").unwrap().required);
        assert!(
            matches!(&fields.get("edition").unwrap().shape, Shape::OneOf(words) if words.len() == 2)
        );
        assert_eq!(LESSON.get("hint").unwrap().example(), "[[hint]]");
    }

    #[test]
    fn words_without_a_description_are_known_too() {
        let described = serde_json::json!({ "oneOf": [
            { "const": "poisoned", "description": "…" },
            { "enum": ["other", "index"] },
        ]});
        assert_eq!(words(&described), ["poisoned", "other", "index"]);
        assert_eq!(words(&serde_json::json!({ "enum": ["easy"] })), ["easy"]);
    }

    fn schema_of<T: JsonSchema>() -> Schema {
        SchemaGenerator::new(SchemaSettings::draft2020_12()).into_root_schema_for::<T>()
    }

    /// Compares a schema with its file. After changing the types, run
    /// `CELLMATE_BLESS=1 cargo test --lib course::schema` and commit what it writes.
    fn check_file(name: &str, schema: &Schema) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("lessons")
            .join(name);
        let mut wanted = serde_json::to_string_pretty(schema).expect("a schema is JSON");
        wanted.push('\n');
        if std::env::var_os("CELLMATE_BLESS").is_some() {
            std::fs::write(&path, &wanted).expect("lessons/ can be written to");
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == wanted,
            "lessons/{name} is out of date: \
             run `CELLMATE_BLESS=1 cargo test --lib course::schema` and commit it"
        );
    }

    #[test]
    fn the_schema_of_lessons_is_current() {
        check_file("lesson.schema.json", &schema_of::<LessonFile>());
    }

    #[test]
    fn the_schema_of_courses_is_current() {
        check_file("course.schema.json", &schema_of::<CourseFile>());
    }
}
