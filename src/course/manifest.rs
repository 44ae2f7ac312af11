//! `lessons/course.toml`: the title of the course and its lessons, in order.
//!
//! Its lists are compared with the files in the course; the lessons themselves are read in `reading`.

use super::checks::references::{self, Known};
use super::checks::{claims, ids, phrases};
use super::elsewhere;
use super::files::illegible;
use super::lesson_paths::LessonPaths;
use super::node::{Node, SpannedStr};
use super::problem::Problem;
use super::problem::Reporter;
use super::{
    Chapter, Checks, Course, ErrorMeaning, Features, FeedbackRule, HouseStyle, Lesson, Phrase,
    Tree, nearest, schema, syntax,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;
use toml::de::DeTable;

/// The path of the list of lessons in a course.
pub const COURSE_FILE: &str = "lessons/course.toml";

/// The version of the course format that this version of cellmate reads.
const FORMAT: i128 = 1;

/// The table of contents of a cellmate course: `lessons/course.toml`.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CourseFile {
    /// The version of the format, which is 1.
    #[expect(dead_code, reason = "`take` checks it before anything else")]
    format: u32,
    /// Identifies the course in learners' progress, so never change it.
    id: String,
    /// The version of the course, as in `1.2.0`. Submissions name the version that they were made for.
    #[serde(default = "no_version")]
    version: String,
    /// The title that learners see.
    title: String,
    /// The language of its texts, as in `en`.
    language: String,
    /// The chapters, in order.
    #[serde(default)]
    chapter: Vec<Chapter>,
    /// Feedback for every lesson. `cellmate help format` lists the order.
    #[cfg_attr(test, schemars(with = "Vec<FeedbackRule>", default))]
    feedback: Option<Vec<Spanned<FeedbackRule>>>,
    /// Phrases for the feedback of the course.
    #[serde(default)]
    phrase: Vec<Phrase>,
    /// Error codes and their meanings, from which learners choose in a prediction.
    #[serde(default)]
    error: Vec<ErrorMeaning>,
    /// The house style that `verify` checks the lessons against.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<HouseStyle>"))]
    style: HouseStyle,
    /// What cellmate offers besides lessons and verdicts.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<Features>"))]
    features: Features,
}

/// The version of a course that names none.
pub const NO_VERSION: &str = "0.0.0";

fn no_version() -> String {
    NO_VERSION.to_owned()
}

/// `course.toml` as far as it could be read.
#[derive(Default)]
pub(super) struct Manifest {
    /// The course, still without its lessons, if the file could be read.
    pub(super) course: Option<Course>,
    /// The ids of the feedback for every lesson; `None` if they cannot be read.
    pub(super) feedback: Option<Vec<String>>,
    /// Whether it has another format, so nothing else in it was read.
    pub(super) other_format: bool,
    pub(super) problems: Vec<Problem>,
}

pub(super) fn read(tree: &Tree, checks: Checks) -> Manifest {
    let Some(text) = tree.file(COURSE_FILE) else {
        return absent(tree);
    };
    if let Some(problem) = illegible(tree, COURSE_FILE) {
        return Manifest {
            problems: vec![problem],
            ..Manifest::default()
        };
    }
    let text = String::from_utf8_lossy(text);
    let mut report = Reporter::new(COURSE_FILE, &text);
    let document = match checks {
        Checks::All => syntax::parse(&mut report, &schema::COURSE),
        Checks::Form => syntax::parse_form(&text),
    };
    let mut manifest = Manifest::default();
    if let Some(document) = document {
        manifest.take(tree, document, &mut report, checks);
    }
    manifest.problems = report.into_problems();
    manifest
}

/// Reports feedback of the course that refers to something that no lesson has.
pub(super) fn references<'a>(
    tree: &Tree,
    lessons: impl Iterator<Item = &'a Lesson>,
) -> Vec<Problem> {
    let text = String::from_utf8_lossy(tree.file(COURSE_FILE).unwrap_or_default());
    let mut report = Reporter::new(COURSE_FILE, &text);
    // A file that does not parse has been reported.
    let Ok(document) = DeTable::parse(&text) else {
        return Vec::new();
    };
    let feedback = Node::root(&document).nodes("feedback");
    if !feedback.is_empty() {
        let known = Known::anywhere(lessons);
        for feedback in &feedback {
            references::feedback(&mut report, feedback, &known, &|_| true);
        }
    }
    report.into_problems()
}

fn absent(tree: &Tree) -> Manifest {
    let remedy = "a course is a folder with `lessons/course.toml` in it: name that folder, or start the file \
                  with `format = 1`, `id = \"…\"`, `title = \"…\"` and `language = \"en\"`";
    let problem = Problem::of_file(COURSE_FILE, "this file does not exist", remedy);
    Manifest {
        problems: (!tree.has(COURSE_FILE))
            .then_some(problem)
            .into_iter()
            .collect(),
        ..Manifest::default()
    }
}

impl Manifest {
    fn take<'a>(
        &mut self,
        tree: &Tree,
        document: Spanned<DeTable<'a>>,
        report: &mut Reporter<'a>,
        checks: Checks,
    ) {
        let root = Node::root(&document);
        if let Some((format, span)) = root.number("format")
            && format != FORMAT
        {
            report.problems.clear();
            self.other_format = true;
            let message = format!(
                "this course has format {format}, but this version of cellmate reads only format {FORMAT}"
            );
            let remedy = if format > FORMAT {
                "write `format = 1`; if the course needs a newer format, install a newer version of cellmate"
            } else {
                "write `format = 1`"
            };
            return report.add(&span, message, remedy);
        }
        if matches!(checks, Checks::All) {
            check(&root, tree, report);
        }
        let feedback = root.nodes("feedback");
        self.feedback = Some(ids::texts(&feedback, "id"));
        match syntax::deserialize::<CourseFile>(document) {
            Ok(file) => {
                self.course = Some(Course {
                    id: file.id,
                    version: file.version,
                    title: file.title,
                    language: file.language,
                    chapters: file.chapter,
                    lessons: Vec::new(),
                    feedback: report.with_lines(file.feedback, |rule| &mut rule.line),
                    phrases: file.phrase,
                    errors: file.error,
                    style: file.style,
                    features: file.features,
                });
            }
            Err(error) if report.problems.is_empty() => {
                report.add(&error.span().unwrap_or(0..0), error.message(), "");
            }
            // `validate` has reported it.
            Err(_) => {}
        }
    }
}

fn check(root: &Node<'_>, tree: &Tree, report: &mut Reporter<'_>) {
    if let Some(id) = root.text("id") {
        ids::check(report, &id);
    }
    if let Some(version) = root.text("version")
        && !is_version(version.text)
    {
        let message = format!("`{}` cannot be a version", version.text);
        let remedy = "write three numbers, as in `1.2.0`";
        report.add(&version.span, message, remedy);
    }
    if let Some(language) = root.text("language")
        && !is_language(language.text)
        && !language.text.trim().is_empty()
    {
        let message = format!("`{}` is not a language code", language.text);
        let remedy = "write its code in lowercase letters, as in `en`, `de` or `pt-BR`";
        report.add(&language.span, message, remedy);
    }
    let chapters = root.nodes("chapter");
    ids::unique(report, &chapters, "id", "chapter");
    let mut listed: Vec<(&str, SpannedStr<'_>)> = Vec::new();
    let mut lost: BTreeSet<&str> = BTreeSet::new();
    // An entry that is listed twice has been reported, whether it has a file or not.
    let mut repeated: BTreeSet<&str> = BTreeSet::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for chapter in &chapters {
        let Some(id) = chapter.text("id") else {
            continue;
        };
        let lessons = chapter.texts("lessons");
        if missing_folder(report, tree, &chapters, &id, &lessons) {
            lost.insert(id.text);
        }
        let is_second = !known.insert(id.text);
        let names = lessons.iter().map(|lesson| lesson.text);
        repeated.extend(names.filter(|name| is_second || !known.insert(name)));
        listed.extend(lessons.into_iter().map(|lesson| (id.text, lesson)));
    }
    let lessons: Vec<SpannedStr<'_>> = listed.iter().map(|(_, lesson)| lesson.clone()).collect();
    let is_file = |lesson: &SpannedStr<'_>| LessonPaths::all(tree).any(|it| it.id == lesson.text);
    // A file whose name cannot be an id has a problem of its own.
    let (_, lessons): (Vec<SpannedStr<'_>>, Vec<SpannedStr<'_>>) = lessons
        .into_iter()
        .partition(|lesson| !ids::is_valid(lesson.text) && is_file(lesson));
    for lesson in &lessons {
        ids::check(report, lesson);
    }
    twice_listed(report, tree, &listed);
    let to_check = listed.iter();
    let to_check = to_check
        .filter(|(chapter, lesson)| !lost.contains(chapter) && !repeated.contains(lesson.text));
    for (chapter, lesson) in to_check {
        check_exists(report, tree, chapter, lesson);
    }
    // `validate` reports a `chapter` that is not a list.
    if !root.has("chapter") || root.is_list("chapter") {
        unlisted(report, tree, &chapters, &listed);
    }
    let feedback = root.nodes("feedback");
    ids::unique(report, &feedback, "id", "feedback");
    for feedback in &feedback {
        claims::conditions(report, feedback);
    }
    phrases::check(report, &root.nodes("phrase"), &feedback);
    let codes: Vec<SpannedStr<'_>> = root
        .nodes("error")
        .iter()
        .filter_map(|error| error.text("code"))
        .collect();
    ids::repeated(report, &codes, "error");
    for error in &root.nodes("error") {
        claims::error_code(report, error, "code");
    }
}

/// Whether this can be the version of a course. It becomes a part of file names.
fn is_version(text: &str) -> bool {
    let number =
        |part: &str| (1..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    text.split('.').count() == 3 && text.split('.').all(number)
}

/// Whether this can be the code of a language, perhaps with a script or region, as in `pt-BR`.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let is_code = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase());
    is_code
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

/// Reports a chapter whose folder does not exist, if a folder that no chapter has contains all its lessons or has a similar
/// name. Returns whether it reported one.
fn missing_folder(
    report: &mut Reporter<'_>,
    tree: &Tree,
    chapters: &[Node<'_>],
    chapter: &SpannedStr<'_>,
    lessons: &[SpannedStr<'_>],
) -> bool {
    let is_listed = |folder: &str| {
        let mut ids = chapters.iter().filter_map(|chapter| chapter.text("id"));
        ids.any(|id| id.text == folder)
    };
    let is_there = LessonPaths::all(tree).any(|place| place.chapter == chapter.text);
    if is_there || lessons.is_empty() || !ids::is_valid(chapter.text) {
        return false;
    }
    let free: BTreeSet<&str> = LessonPaths::all(tree)
        .map(|place| place.chapter)
        .filter(|folder| !is_listed(folder))
        .collect();
    let has_all = |folder: &&str| {
        let path = |lesson: &SpannedStr<'_>| format!("lessons/{folder}/{}.toml", lesson.text);
        lessons.iter().all(|lesson| tree.has(&path(lesson)))
    };
    let near = nearest::nearest(chapter.text, free.iter().copied());
    let Some(meant) = free.iter().copied().find(has_all).or(near) else {
        return false;
    };
    let message = format!("there is no folder `lessons/{}/`", chapter.text);
    let folders = ["lessons", "exercises", "solutions"].map(|root| format!("{root}/{meant}"));
    let folders = folders.iter().filter(|folder| {
        let inside = format!("{folder}/");
        tree.under(&inside).next().is_some()
    });
    let folders: Vec<String> = folders.map(|folder| format!("`{folder}`")).collect();
    let remedy = format!(
        "did you mean `{meant}`? To give the chapter another id, rename its folders, too: {}",
        folders.join(", ")
    );
    report.add(&chapter.span, message, remedy);
    true
}

fn check_exists(report: &mut Reporter<'_>, tree: &Tree, chapter: &str, lesson: &SpannedStr<'_>) {
    let path = format!("lessons/{chapter}/{}.toml", lesson.text);
    if tree.has(&path) || !ids::is_valid(lesson.text) || !ids::is_valid(chapter) {
        return;
    }
    let folder = format!("lessons/{chapter}/");
    let name = &path[folder.len()..];
    let mut files = tree.under(&folder);
    if let Some(file) = files.find(|file| elsewhere::is_alike(&file[folder.len()..], name)) {
        let remedy = format!("rename `{file}` to `{name}`");
        return report.add(&lesson.span, format!("there is no `{path}`"), remedy);
    }
    let mut strays = tree.under("lessons/");
    let is_stray = |file: &&str| {
        file.rsplit('/').next() == Some(name)
            && LessonPaths::all(tree).all(|place| place.path != *file)
    };
    if let Some(file) = strays.find(is_stray) {
        let remedy = format!("move `{file}` here");
        return report.add(&lesson.span, format!("there is no `{path}`"), remedy);
    }
    let elsewhere = LessonPaths::all(tree).find(|place| place.id == lesson.text);
    let others: Vec<&str> = LessonPaths::all(tree)
        .filter(|place| place.chapter == chapter)
        .map(|place| place.id)
        .collect();
    let remedy = if let Some(place) = elsewhere {
        format!(
            "its file is `{}`: list the lesson in that chapter, or move the file",
            place.path
        )
    } else if let Some(near) = nearest::nearest(lesson.text, others) {
        format!("did you mean `{near}`?")
    } else {
        format!(
            "create it with `cellmate new {chapter}/{}`, or remove it from the list",
            lesson.text
        )
    };
    let message = format!("there is no `{path}`");
    report.add(&lesson.span, message, remedy);
}

fn twice_listed(report: &mut Reporter<'_>, tree: &Tree, listed: &[(&str, SpannedStr<'_>)]) {
    let mut seen: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for (chapter, lesson) in listed {
        let id = lesson.text;
        let line = report.line(lesson.span.start);
        let Some((other, first)) = seen.get(id) else {
            seen.insert(id, (chapter, line));
            continue;
        };
        let mut places = LessonPaths::all(tree).filter(|place| place.id == id);
        let place = places
            .next()
            .filter(|_| places.next().is_none() && other != chapter);
        let remedy = match place {
            Some(place) => format!(
                "the first one is on line {first}, and its file is `{}`: remove it from the list of the other chapter",
                place.path
            ),
            None => format!("the first one is on line {first}: rename or remove one of them"),
        };
        report.add(&lesson.span, format!("duplicate lesson `{id}`"), remedy);
    }
}

/// Returns the path of another lesson with the title of this one.
fn copied_from<'a>(tree: &'a Tree, path: &str) -> Option<&'a str> {
    let title = |path: &str| {
        let lines = std::str::from_utf8(tree.file(path)?).ok()?.lines();
        lines.into_iter().find(|line| line.starts_with("title"))
    };
    let own = title(path)?;
    let others = LessonPaths::all(tree).filter(|other| other.path != path);
    let mut same = others.filter(|other| title(other.path) == Some(own));
    same.next().map(|other| other.path)
}

/// Reports lesson files that are in no list, at the chapter that should have them.
fn unlisted(
    report: &mut Reporter<'_>,
    tree: &Tree,
    chapters: &[Node<'_>],
    listed: &[(&str, SpannedStr<'_>)],
) {
    let places: BTreeSet<(&str, &str)> = LessonPaths::all(tree)
        .map(|place| (place.chapter, place.id))
        .collect();
    // Without the id or the list of a chapter, it is unknown which lessons belong to it.
    let is_known = |chapter: &Node<'_>| {
        let id = chapter.text("id");
        id.is_some_and(|id| ids::is_valid(id.text)) && chapter.is_list("lessons")
    };
    if !chapters.iter().all(is_known) {
        return;
    }
    let listed: BTreeSet<(&str, &str)> = listed
        .iter()
        .map(|(chapter, id)| (*chapter, id.text))
        .collect();
    // `check_exists` suggests these for a misspelled one.
    let missing = listed.difference(&places);
    let suggested: BTreeSet<&str> = missing
        .filter_map(|(chapter, id)| {
            let others = places.iter().filter(|(folder, _)| folder == chapter);
            nearest::nearest(id, others.map(|(_, other)| *other))
        })
        .collect();
    // `check_exists` reports a lesson that is listed under another chapter, and a copy in another chapter is a file that
    // no lesson uses.
    let named: BTreeSet<&str> = listed.iter().map(|(_, id)| *id).collect();
    for (folder, id) in places
        .difference(&listed)
        .filter(|(_, id)| !named.contains(id) && !suggested.contains(id))
    {
        let path = format!("lessons/{folder}/{id}.toml");
        let message = format!("the lesson `{path}` is not listed in any chapter");
        let mut chapters = chapters.iter();
        let chapter =
            chapters.find(|chapter| chapter.text("id").is_some_and(|id| id.text == *folder));
        let span = chapter.map_or(0..0, |chapter| chapter.at("lessons"));
        let remedy = match (copied_from(tree, &path), chapter) {
            (Some(other), _) => format!(
                "delete it if it is a copy of `{other}`, or add `\"{id}\"` to the list of a chapter"
            ),
            (None, Some(_)) => format!("add `\"{id}\"` to this list"),
            (None, None) => {
                format!("add a `[[chapter]]` with `id = \"{folder}\"`, or remove the file")
            }
        };
        report.add(&span, message, remedy);
    }
}
