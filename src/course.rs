//! The course: chapters and lessons, loaded from the binary or from a folder by the same code.
//!
//! This module checks the form of a lesson, and reports all problems of a file together. `author` checks whether a
//! lesson's claims are true.

mod arrange;
mod checks;
mod condition;
mod course_path;
mod elsewhere;
mod files;
#[cfg(test)]
mod format;
mod left_out;
pub mod lesson;
mod lesson_paths;
mod manifest;
mod nearest;
mod node;
mod own_tests;
mod problem;
mod reading;
mod schema;
mod syntax;
mod test_fns;
mod token_trees;
mod tree;
mod validate;

pub use arrange::{ArrangeProblem, MARKER, compose, right_order, shown, with_distractor};
pub use condition::{ExplanationKind, When};
pub use course_path::{COURSE_FOLDERS, CoursePath, MAX_FILE_BYTES, MAX_FILE_MIB, course_folder};
pub use left_out::{LeftOut, PACK_FILE};
pub use lesson::{
    Arrange, BuildOptions, Choice, Claim, ClippyLevel, FeedbackRule, Files, Head, Hint, Kind,
    Lesson, LessonLimits, Level, Mistake, MustReject, Phrase, Prediction, Question, Rules,
    Schedules, Slot, Test, UNSAFE_IMPL_RULE, prediction_path, prediction_text,
};
pub use manifest::{COURSE_FILE, NO_VERSION};
pub use nearest::nearest;
pub use own_tests::TestOptions;
pub use problem::{Excerpt, Problem, ProblemLine, ProblemPart, Problems};
pub use schema::{COURSE_SCHEMA, LESSON_SCHEMA};
pub use test_fns::{TestFn, tests_in};
pub use token_trees::{MAX_NESTING, TokenError, token_trees};
pub use tree::Tree;

use crate::parallel;
use lesson_paths::LessonPaths;
use manifest::Manifest;
use reading::ReadLesson;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[derive(Clone, Debug)]
pub struct Course {
    /// Keys the learner's progress.
    pub id: String,
    pub version: String,
    pub title: String,
    pub language: String,
    pub chapters: Vec<Chapter>,
    /// The lessons, in the order of the chapters.
    pub lessons: Vec<Lesson>,
    /// Feedback for every lesson. `cellmate help format` lists the order.
    pub feedback: Vec<FeedbackRule>,
    /// What feedback says about types, methods and other words.
    pub phrases: Vec<Phrase>,
    /// Error codes and their meanings, for predictions.
    pub errors: Vec<ErrorMeaning>,
    /// The house style that `verify` checks the lessons against.
    pub style: HouseStyle,
    /// What front ends offer besides lessons and verdicts.
    pub features: Features,
}

/// Whether a folder contains a course.
#[must_use]
pub fn is_course(folder: &Path) -> bool {
    folder.join(manifest::COURSE_FILE).is_file()
}

/// Returns the misspelled name of the lessons folder, if only that name keeps `folder` from being a course.
#[must_use]
pub fn misspelled_lessons(folder: &Path) -> Option<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let has_list = |name: &String| folder.join(name).join("course.toml").is_file();
    let names: Vec<String> = names.filter(has_list).collect();
    nearest::nearest("lessons", names.iter().map(String::as_str)).map(str::to_owned)
}

/// A chapter: a title and its lessons.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// Its id, which is also the name of its folders.
    pub id: String,
    /// The title in the list of lessons.
    pub title: String,
    /// The ids of its lessons, in order.
    pub lessons: Vec<String>,
}

/// A rustc error code, and what it means in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorMeaning {
    /// The code.
    pub code: String,
    /// What it means.
    pub means: String,
}

/// The house style of the lessons. `verify` only prints notes about what the course does not ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct HouseStyle {
    /// Whether texts must have the usual lengths: 100 to 450 words and two to four hints for a lesson, 20 to 120 words for a hint.
    pub lengths: bool,
    /// Whether an edit lesson must have two mistakes and an alternative.
    pub examples: bool,
    /// Whether Rust files must be formatted with rustfmt.
    pub rustfmt: bool,
}

/// What front ends offer besides lessons and verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Features {
    /// Whether cellmate shows the borrows, locks and threads of a program (true). Set it to false if no lesson is about them.
    pub borrows: bool,
}

impl Default for Features {
    fn default() -> Self {
        Self { borrows: true }
    }
}

/// Whether this can be the id of a lesson, a chapter, or anything else that keys progress.
#[must_use]
pub fn is_id(text: &str) -> bool {
    checks::ids::is_valid(text)
}

impl Course {
    /// Loads the course in the binary, without the checks across its files: a test has already made them, and they take
    /// as long as reading it.
    ///
    /// # Errors
    /// All its problems.
    pub fn embedded() -> Result<Self, Problems> {
        Self::without_problems(Self::read_with(&Tree::embedded(), Checks::Form))
    }

    /// Loads the course in a folder.
    ///
    /// # Errors
    /// All its problems.
    pub fn folder(root: &Path) -> Result<Self, Problems> {
        Self::of_tree(&Tree::folder(root))
    }

    /// Loads the course that these files make up.
    ///
    /// # Errors
    /// All its problems.
    pub fn of_tree(tree: &Tree) -> Result<Self, Problems> {
        Self::without_problems(Self::read(tree))
    }

    fn without_problems(read: (Option<Self>, Vec<Problem>)) -> Result<Self, Problems> {
        match read {
            (Some(course), problems) if problems.is_empty() => Ok(course),
            (_, problems) => Err(Problems(problems)),
        }
    }

    /// Reads as much of a course as possible, and returns all its problems; a lesson with problems is left out.
    ///
    /// Without a readable `lessons/course.toml`, there is no course.
    #[must_use]
    pub fn read(tree: &Tree) -> (Option<Self>, Vec<Problem>) {
        Self::read_with(tree, Checks::All)
    }

    /// Reads the course in the binary as [`embedded`](Self::embedded) does, without mistakes and alternatives: they are half
    /// of its files, and no learner needs them.
    #[must_use]
    pub fn read_embedded() -> (Option<Self>, Vec<Problem>) {
        Self::read_with(&Tree::embedded_for_learners(), Checks::Form)
    }

    fn read_with(tree: &Tree, checks: Checks) -> (Option<Self>, Vec<Problem>) {
        let mut problems = tree.problems().to_vec();
        let mut manifest = manifest::read(tree, checks);
        problems.append(&mut manifest.problems);
        if manifest.other_format {
            return (None, problems);
        }
        let mut lessons = BTreeMap::new();
        let mut broken: Vec<Problem> = Vec::new();
        for reading in readings(tree, &manifest, checks) {
            match reading {
                Ok(lesson) => drop(lessons.insert(lesson.path.clone(), *lesson)),
                Err(more) => {
                    // Several lessons can lack the same folder.
                    let more = more.into_iter();
                    let more: Vec<Problem> = more.filter(|one| !broken.contains(one)).collect();
                    broken.extend(more);
                }
            }
        }
        // If a lesson is missing, the names in it are unknown.
        let is_whole = lessons.len() == LessonPaths::all(tree).count();
        if is_whole && matches!(checks, Checks::All) {
            problems.append(&mut manifest::references(tree, lessons.values()));
        }
        // A problem with `course.toml` may already say how to rename the file.
        let is_renamed = |path: &str| {
            let quoted = format!("rename `{path}`");
            problems
                .iter()
                .any(|problem| problem.remedy.contains(&quoted))
        };
        broken
            .retain(|problem| problem.message != reading::NOT_AN_ID || !is_renamed(&problem.file));
        problems.append(&mut broken);
        if matches!(checks, Checks::All) {
            problems.append(&mut aliases(&lessons));
        }
        let course = manifest.course.map(|course| with_lessons(course, lessons));
        (course, problems)
    }

    /// Returns the lesson with this id.
    #[must_use]
    pub fn lesson(&self, id: &str) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.id == id)
    }

    /// Returns the numbers of its version, so that versions can be compared.
    #[must_use]
    pub fn version_numbers(&self) -> Vec<u64> {
        let numbers = self.version.split('.').map(str::parse);
        numbers.map(Result::unwrap_or_default).collect()
    }

    /// Returns the lesson with this id, or the one that had it in an earlier version of the course.
    #[must_use]
    pub fn lesson_or_alias(&self, id: &str) -> Option<&Lesson> {
        let renamed = |lesson: &&Lesson| lesson.head.aliases.iter().any(|alias| alias == id);
        self.lesson(id)
            .or_else(|| self.lessons.iter().find(renamed))
    }

    /// Returns the phrase that a list has for a word.
    #[must_use]
    pub fn phrase(&self, list: &str, word: &str) -> Option<&str> {
        let mut phrases = self.phrases.iter().filter(|phrase| phrase.list == list);
        let found = phrases.find(|phrase| phrase.words.iter().any(|known| known == word))?;
        Some(&found.say)
    }

    /// Returns the lessons whose title, id or topics contain all these words: those with a fitting title first, then those
    /// with a fitting id.
    #[must_use]
    pub fn search(&self, words: &str) -> Vec<&Lesson> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let fits = |text: &str| {
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        let rank = |lesson: &Lesson| {
            let title = &lesson.head.title;
            let topics = lesson.head.concepts.join(" ");
            let named = [
                title,
                &lesson.id,
                &format!("{title} {} {topics}", lesson.id),
            ];
            named.iter().position(|text| fits(text))
        };
        let lessons = self.lessons.iter();
        let ranked = lessons.filter_map(|lesson| Some((rank(lesson)?, lesson)));
        let mut ranked: Vec<(usize, &Lesson)> = ranked.collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, lesson)| lesson).collect()
    }

    /// Returns the lesson with the nearest id, if one is near enough.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Option<&Lesson> {
        let ids = self.lessons.iter().map(|lesson| lesson.id.as_str());
        self.lesson(nearest::nearest(id, ids)?)
    }
}

#[derive(Clone, Copy)]
enum Checks {
    All,
    /// Only those without which the files cannot be read.
    Form,
}

/// Reports aliases that are also an id or another alias.
fn aliases(lessons: &BTreeMap<String, Lesson>) -> Vec<Problem> {
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    for lesson in lessons.values() {
        taken.insert(&lesson.id, &lesson.id);
    }
    let mut problems = Vec::new();
    for lesson in lessons.values() {
        for alias in &lesson.head.aliases {
            if let Some(other) = taken.insert(alias, &lesson.id) {
                let (message, remedy) = if other == lesson.id {
                    (
                        format!("the alias `{alias}` is the lesson's own id, or is listed twice"),
                        "list only ids that the lesson had before, each once",
                    )
                } else {
                    (
                        format!("the alias `{alias}` belongs to the lesson `{other}`"),
                        "list only ids that no other lesson has or had",
                    )
                };
                let mut lines = lesson.toml.lines();
                let line = lines.position(|line| line.starts_with("aliases"));
                let line = line.map_or(0, |line| line + 1);
                let (path, toml) = (&lesson.path, &lesson.toml);
                problems.push(Problem::at_line(path, toml, line, message, remedy));
                taken.insert(alias, other);
            }
        }
    }
    problems
}

/// Reads every lesson: the listed ones first, in the order of the list.
fn readings(tree: &Tree, manifest: &Manifest, checks: Checks) -> Vec<ReadLesson> {
    let mut order: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let chapters = manifest.course.iter().flat_map(|course| &course.chapters);
    for chapter in chapters {
        for lesson in &chapter.lessons {
            let next = order.len();
            order.entry((&chapter.id, lesson)).or_insert(next);
        }
    }
    let is_listed = |paths: &LessonPaths<'_>| order.contains_key(&(paths.chapter, paths.id));
    let listed = LessonPaths::all(tree).filter(is_listed);
    let listed: BTreeSet<&str> = listed.map(|paths| paths.id).collect();
    // A copy of a lesson in another chapter is a file that no lesson uses, and one that is not listed may be a leftover.
    let is_unread = manifest.course.is_none();
    let mut places: Vec<LessonPaths<'_>> = LessonPaths::all(tree)
        .filter(|paths| is_listed(paths) || (is_unread && !listed.contains(paths.id)))
        .collect();
    places.sort_by_key(|paths| {
        order
            .get(&(paths.chapter, paths.id))
            .copied()
            .unwrap_or(usize::MAX)
    });
    let feedback = manifest.feedback.as_deref();
    parallel::map(&places, |&paths| {
        let read = || reading::read(tree, paths, feedback);
        match checks {
            Checks::All => read(),
            // The full reading finds out what is wrong.
            Checks::Form => reading::read_form(tree, paths).map_or_else(read, Ok),
        }
    })
}

/// Adds the readable lessons in the order of the chapters, and removes the others from the lists.
fn with_lessons(mut course: Course, mut found: BTreeMap<String, Lesson>) -> Course {
    for chapter in &mut course.chapters {
        let folder = format!("lessons/{}", chapter.id);
        chapter.lessons.retain(|id| {
            let lesson = found.remove(&format!("{folder}/{id}.toml"));
            let readable = lesson.is_some();
            course.lessons.extend(lesson);
            readable
        });
    }
    course
}
