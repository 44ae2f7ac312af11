//! From a lesson's TOML file, and the files beside it, to a [`Lesson`]; or to all that is wrong with it.

use super::files::{Finder, not_utf8};
use super::node::Node;
use super::place::Place;
use super::problem::Problem;
use super::report::Report;
use super::{
    Arrange, Build, Claim, FeedbackRule, Files, Head, Hint, Lesson, Limits, Mistake, MustReject,
    Prediction, Question, Rules, Schedules, Test, Tree, checks, schema, syntax,
};
use serde::Deserialize;
use toml::Spanned;

/// A lesson of a cellmate course.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(extend("additionalProperties" = false)))]
pub(super) struct LessonFile {
    #[serde(flatten)]
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
    #[cfg_attr(test, schemars(with = "Option<Vec<Test>>"))]
    test: Option<Vec<Spanned<Test>>>,
    /// Uses of the learner's items that must not compile.
    #[cfg_attr(test, schemars(with = "Option<Vec<MustReject>>"))]
    must_reject: Option<Vec<Spanned<MustReject>>>,
    /// What the learner commits to before something runs.
    #[cfg_attr(test, schemars(with = "Option<Vec<Prediction>>"))]
    prediction: Option<Vec<Spanned<Prediction>>>,
    /// Questions with choices.
    #[cfg_attr(test, schemars(with = "Option<Vec<Question>>"))]
    question: Option<Vec<Spanned<Question>>>,
    /// What is said about a failure, the first that applies.
    #[cfg_attr(test, schemars(with = "Option<Vec<FeedbackRule>>"))]
    feedback: Option<Vec<Spanned<FeedbackRule>>>,
    /// One at a time, only when asked for.
    #[cfg_attr(test, schemars(with = "Option<Vec<Hint>>"))]
    hint: Option<Vec<Spanned<Hint>>>,
    /// Known-wrong files and how they must be refused.
    #[cfg_attr(test, schemars(with = "Option<Vec<Mistake>>"))]
    mistake: Option<Vec<Spanned<Mistake>>>,
}

/// A lesson, or what is wrong with it.
pub(super) type Reading = Result<Box<Lesson>, Vec<Problem>>;

impl LessonFile {
    fn into_lesson(self, place: Place<'_>, files: Files, report: &Report<'_>) -> Lesson {
        Lesson {
            id: place.id.to_owned(),
            chapter: place.chapter.to_owned(),
            path: place.path.to_owned(),
            toml: report.text.to_owned(),
            head: self.head,
            starter: self.starter,
            expect: self.expect,
            build: self.build.unwrap_or_default(),
            limits: self.limits.unwrap_or_default(),
            rules: self.rules.unwrap_or_default(),
            schedules: self.schedules,
            arrange: self.arrange,
            tests: report.with_lines(self.test, |item| &mut item.line),
            must_reject: report.with_lines(self.must_reject, |item| &mut item.line),
            predictions: report.with_lines(self.prediction, |item| &mut item.line),
            questions: report.with_lines(self.question, |item| &mut item.line),
            feedback: report.with_lines(self.feedback, |item| &mut item.line),
            hints: report.with_lines(self.hint, |item| &mut item.line),
            mistakes: report.with_lines(self.mistake, |item| &mut item.line),
            files,
        }
    }
}

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
    let file: LessonFile = match syntax::deserialize(document) {
        Ok(file) => file,
        Err(error) => {
            report.add(&error.span().unwrap_or(0..0), error.message(), "");
            return Err(report.into_problems());
        }
    };
    Ok(Box::new(file.into_lesson(place, files, &report)))
}
