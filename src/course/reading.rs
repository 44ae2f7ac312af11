//! Reads a [`Lesson`] from its TOML file and its Rust files, or reports all their problems.

use super::files::{Finder, illegible, is_illegible};
use super::lesson_paths::LessonPaths;
use super::node::Node;
use super::problem::Problem;
use super::problem::Reporter;
use super::{
    Arrange, BuildOptions, Claim, FeedbackRule, Files, Head, Hint, Lesson, LessonLimits, Mistake,
    MustReject, Prediction, Question, Rules, Schedules, Test, TestOptions, Tree, checks, elsewhere,
    own_tests, schema, syntax,
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
    /// How the lesson's programs are built.
    build: Option<BuildOptions>,
    /// Limits for this lesson, if the defaults don't fit.
    limits: Option<LessonLimits>,
    /// What the file must and must not contain.
    rules: Option<Rules>,
    /// Which schedules cellmate tries.
    schedules: Option<Schedules>,
    /// The lines to put into order.
    arrange: Option<Arrange>,
    /// The hidden tests.
    #[cfg_attr(test, schemars(with = "Option<Vec<Test>>"))]
    test: Option<Vec<Spanned<Test>>>,
    /// Which tests are graded in addition to the hidden ones.
    tests: Option<TestOptions>,
    /// Uses of the learner's items that rustc must reject.
    #[cfg_attr(test, schemars(with = "Option<Vec<MustReject>>"))]
    must_reject: Option<Vec<Spanned<MustReject>>>,
    /// What the learner predicts before a program runs.
    #[cfg_attr(test, schemars(with = "Option<Vec<Prediction>>"))]
    prediction: Option<Vec<Spanned<Prediction>>>,
    /// Questions with choices.
    #[cfg_attr(test, schemars(with = "Option<Vec<Question>>"))]
    question: Option<Vec<Spanned<Question>>>,
    /// What cellmate says about a failure. It shows only one. `cellmate help format` lists the order.
    #[cfg_attr(test, schemars(with = "Option<Vec<FeedbackRule>>"))]
    feedback: Option<Vec<Spanned<FeedbackRule>>>,
    /// The hints: shown one at a time, when the learner asks.
    #[cfg_attr(test, schemars(with = "Option<Vec<Hint>>"))]
    hint: Option<Vec<Spanned<Hint>>>,
    /// Known-wrong files and how they must be refused.
    #[cfg_attr(test, schemars(with = "Option<Vec<Mistake>>"))]
    mistake: Option<Vec<Spanned<Mistake>>>,
}

pub(super) const NOT_AN_ID: &str = "the file name cannot be an id";

pub(super) type ReadLesson = Result<Box<Lesson>, Vec<Problem>>;

impl LessonFile {
    fn into_lesson(self, finder: &Finder<'_>, files: Files, report: &Reporter<'_>) -> Lesson {
        let paths = finder.paths;
        let mut tests = report.with_lines(self.test, |item| &mut item.line);
        if self.tests.is_some_and(|tests| tests.own) {
            tests.extend(own_tests::of_solution(&files));
        }
        Lesson {
            id: paths.id.to_owned(),
            chapter: paths.chapter.to_owned(),
            path: paths.path.to_owned(),
            toml: finder.tree.text(paths.path).unwrap_or_default(),
            head: self.head,
            starter: self.starter,
            expect: self.expect,
            build: self.build.unwrap_or_default(),
            limits: self.limits.unwrap_or_default(),
            rules: self.rules.unwrap_or_default(),
            schedules: self.schedules,
            arrange: self.arrange,
            tests,
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

pub(super) fn read(
    tree: &Tree,
    paths: LessonPaths<'_>,
    course_feedback: Option<&[String]>,
) -> ReadLesson {
    if let Some(problem) = illegible(tree, paths.path) {
        return Err(vec![problem]);
    }
    let finder = Finder { tree, paths };
    let text = finder.text(paths.path).unwrap_or_default();
    let mut report = Reporter::new(paths.path, text);
    let document = syntax::parse(&mut report, &schema::LESSON);
    if !checks::ids::is_valid(paths.id) {
        let remedy = "rename the file, and the lesson in lessons/course.toml: an id has lowercase letters, digits, `_` \
                      and `-`";
        // Its other files may have the name that it should have.
        return Err(vec![Problem::of_file(paths.path, NOT_AN_ID, remedy)]);
    }
    let Some(document) = document else {
        return Err(report.into_problems());
    };
    let root = Node::root(&document);
    let kind = root.text("kind").map(|kind| kind.text);
    if matches!(kind, Some("edit" | "arrange"))
        && let Some(renamed) = elsewhere::renamed_lesson(tree, paths, text)
    {
        return Err(vec![renamed]);
    }
    checks::lesson(&mut report, &root, &finder, course_feedback);
    let files = finder.collect(&mut report, &root);
    finder.check(&mut report, &root, &files);
    if report.problems.iter().any(is_illegible) {
        report.problems.retain(is_illegible);
    }
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
    Ok(Box::new(file.into_lesson(&finder, files, &report)))
}

/// Reads one lesson without checking it. Returns `None` if it has an error.
pub(super) fn read_form(tree: &Tree, paths: LessonPaths<'_>) -> Option<Box<Lesson>> {
    let finder = Finder { tree, paths };
    let mut report = Reporter::new(paths.path, finder.text(paths.path)?);
    let document = syntax::parse_form(report.text)?;
    let files = finder.collect(&mut report, &Node::root(&document));
    let file: LessonFile = syntax::deserialize(document).ok()?;
    let is_whole = report.problems.is_empty();
    is_whole.then(|| Box::new(file.into_lesson(&finder, files, &report)))
}
