//! From a lesson's TOML file, and the files beside it, to a [`Lesson`]; or to all that is wrong with it.

use super::files::{Finder, not_utf8};
use super::node::Node;
use super::place::Place;
use super::problem::Problem;
use super::report::Report;
use super::{Files, Lesson, Tree, checks, schema, syntax};
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

/// A lesson, or what is wrong with it.
pub(super) type Reading = Result<Box<Lesson>, Vec<Problem>>;

/// Reads one lesson; a lesson with problems is none.
pub(super) fn read(tree: &Tree, place: Place<'_>, course_feedback: Option<&[String]>) -> Reading {
    if let Some(problem) = not_utf8(tree, place.path) {
        return Err(vec![problem]);
    }
    let finder = Finder { tree, place };
    let text = finder.text(place.path).unwrap_or_default();
    let mut report = Report::new(place.path, text);
    let document = syntax::parse(&mut report, &schema::LESSON);
    if !checks::ids::good(place.id) {
        let remedy = "ids are made of lower-case letters, digits, `_` and `-`: rename the file";
        report.problems.push(Problem::of_file(
            place.path,
            "the file's name can't be an id",
            remedy,
        ));
    }
    let Some(document) = document else {
        return Err(report.into_problems());
    };
    let root = Node::root(&document);
    checks::lesson(&mut report, &root, &finder, course_feedback);
    let files = finder.collect(&mut report, &root);
    if !report.problems.is_empty() {
        return Err(report.into_problems());
    }
    Sections {
        document,
        report: &report,
    }
    .lesson(place, files)
    .map(Box::new)
    .map_err(|error| {
        report.add(&error.span().unwrap_or(0..0), error.message(), "");
        report.into_problems()
    })
}

/// A file whose form is right, to be taken apart.
struct Sections<'r, 'a> {
    document: Spanned<DeTable<'a>>,
    report: &'r Report<'a>,
}

impl<'a> Sections<'_, 'a> {
    fn lesson(mut self, place: Place<'_>, files: Files) -> Result<Lesson, Error> {
        Ok(Lesson {
            id: place.id.to_owned(),
            chapter: place.chapter.to_owned(),
            path: place.path.to_owned(),
            toml: self.report.text.to_owned(),
            starter: self.one("starter")?,
            expect: self.one("expect")?,
            build: self.one("build")?.unwrap_or_default(),
            limits: self.one("limits")?.unwrap_or_default(),
            rules: self.one("rules")?.unwrap_or_default(),
            schedules: self.one("schedules")?,
            arrange: self.one("arrange")?,
            tests: self.many("test", |item: &mut super::Test, line| {
                item.line = line;
            })?,
            must_reject: self.many("must_reject", |item: &mut super::MustReject, line| {
                item.line = line;
            })?,
            predictions: self.many("prediction", |item: &mut super::Prediction, line| {
                item.line = line;
            })?,
            questions: self.many("question", |item: &mut super::Question, line| {
                item.line = line;
            })?,
            feedback: self.many("feedback", |item: &mut super::FeedbackRule, line| {
                item.line = line;
            })?,
            hints: self.many("hint", |item: &mut super::Hint, line| {
                item.line = line;
            })?,
            mistakes: self.many("mistake", |item: &mut super::Mistake, line| {
                item.line = line;
            })?,
            files,
            // What is left when all the tables are gone.
            head: {
                let span = self.document.span();
                let head = DeValue::Table(self.document.into_inner());
                Deserialize::deserialize(ValueDeserializer::from(Spanned::new(span, head)))?
            },
        })
    }

    fn one<T: Deserialize<'a>>(&mut self, key: &str) -> Result<Option<T>, Error> {
        let value = self.document.get_mut().remove(key);
        value
            .map(|value| T::deserialize(ValueDeserializer::from(value)))
            .transpose()
    }

    fn many<T: Deserialize<'a>>(
        &mut self,
        key: &str,
        place: impl Fn(&mut T, usize),
    ) -> Result<Vec<T>, Error> {
        let Some(value) = self.document.get_mut().remove(key) else {
            return Ok(Vec::new());
        };
        let DeValue::Array(items) = value.into_inner() else {
            return Ok(Vec::new());
        };
        let mut found = Vec::with_capacity(items.len());
        for item in items {
            let line = self.report.line(item.span().start);
            let mut item = T::deserialize(ValueDeserializer::from(item))?;
            place(&mut item, line);
            found.push(item);
        }
        Ok(found)
    }
}
