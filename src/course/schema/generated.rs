//! The JSON schemas are made from the types that lessons are read into, and this keeps the files up to date.
//!
//! After a change of the types, run `CELLMATE_BLESS=1 cargo test --lib course::schema` and commit what it writes.

use crate::course::manifest::CourseFile;
use crate::course::{
    Arrange, Build, Claim, FeedbackRule, Head, Hint, Limits, Mistake, MustReject, Prediction,
    Question, Rules, Schedules, Test,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use std::path::Path;

/// A lesson of a cellmate course.
#[derive(JsonSchema)]
#[schemars(extend("additionalProperties" = false))]
#[expect(dead_code, reason = "only the schema of it is used")]
struct LessonFile {
    #[schemars(flatten)]
    head: Head,
    /// What the untouched file does.
    starter: Option<Claim>,
    /// What the finished exercise does.
    expect: Option<Claim>,
    /// How it is built.
    build: Option<Build>,
    /// Limits of its own.
    limits: Option<Limits>,
    /// What the text of the file has to keep.
    rules: Option<Rules>,
    /// Which thread interleavings are tried.
    schedules: Option<Schedules>,
    /// The lines to put into order.
    arrange: Option<Arrange>,
    /// The hidden tests.
    test: Option<Vec<Test>>,
    /// Uses of the learner's items that must not compile.
    must_reject: Option<Vec<MustReject>>,
    /// What the learner commits to before something runs.
    prediction: Option<Vec<Prediction>>,
    /// Questions with choices.
    question: Option<Vec<Question>>,
    /// What is said about a failure, the first that applies.
    feedback: Option<Vec<FeedbackRule>>,
    /// One at a time, only when asked for.
    hint: Option<Vec<Hint>>,
    /// Known-wrong files and how they must be refused.
    mistake: Option<Vec<Mistake>>,
}

fn schema_of<T: JsonSchema>() -> Schema {
    SchemaGenerator::new(SchemaSettings::draft2020_12()).into_root_schema_for::<T>()
}

/// The file's text is what the types say; with `CELLMATE_BLESS=1` it is made so.
fn hold(name: &str, schema: &Schema) {
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
        "lessons/{name} is not what the types say any more: \
         run `CELLMATE_BLESS=1 cargo test --lib course::schema` and commit it"
    );
}

#[test]
fn the_schema_of_lessons_is_current() {
    hold("lesson.schema.json", &schema_of::<LessonFile>());
}

#[test]
fn the_schema_of_courses_is_current() {
    hold("course.schema.json", &schema_of::<CourseFile>());
}
