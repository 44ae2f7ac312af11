//! The types that a lesson's TOML file is read into, and a lesson with the texts of its Rust files.
//!
//! The JSON schema that editors complete from is made from the same types (see `schema`). A `line` field is the line of
//! the item in its TOML file, which findings name; it is not part of the format.

use super::When;
use crate::compare::CompareMode;
use crate::verdict::{Edition, OutcomeKind, PanicKind};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a lesson asks of the learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, strum::IntoStaticStr, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// Change the file until the verdict passes.
    Edit,
    /// Predict what a program will do, then see it run.
    Predict,
    /// Answer questions.
    Choose,
    /// Put given lines into order.
    Arrange,
}

/// How hard a lesson is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A few minutes.
    Easy,
    /// A quarter of an hour.
    Medium,
    /// Longer, or in several steps.
    Hard,
}

/// A lesson: what its TOML file says, and the texts of its Rust files.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// The file's name without `.toml`; unique in the course.
    pub id: String,
    /// The id of its chapter.
    pub chapter: String,
    /// Its TOML file, relative to the course.
    pub path: String,
    /// The text of that file, for excerpts in findings.
    pub toml: Cow<'static, str>,
    /// Title, kind, level, text, takeaway.
    pub head: Head,
    /// What the untouched file does.
    pub starter: Option<Claim>,
    /// What the finished exercise does.
    pub expect: Option<Claim>,
    /// How it is built.
    pub build: BuildOptions,
    /// Limits of its own.
    pub limits: LessonLimits,
    /// What the file must and must not contain.
    pub rules: Rules,
    /// Which schedules of its threads cellmate tries.
    pub schedules: Option<Schedules>,
    /// The hidden tests, and then those in the learner's file that are graded.
    pub tests: Vec<Test>,
    /// Uses of the learner's items that rustc must reject.
    pub must_reject: Vec<MustReject>,
    /// What the learner predicts before a program runs.
    pub predictions: Vec<Prediction>,
    /// The lines to put into order.
    pub arrange: Option<Arrange>,
    /// Questions with choices.
    pub questions: Vec<Question>,
    /// What cellmate says about a failure; it shows only one.
    pub feedback: Vec<FeedbackRule>,
    /// The hints: shown one at a time, when the learner asks.
    pub hints: Vec<Hint>,
    /// Known-wrong files and how they must be refused.
    pub mistakes: Vec<Mistake>,
    /// Its Rust files.
    pub files: Files,
}

impl Lesson {
    /// Returns the path of the file that the learner edits, relative to the desk and to the course.
    #[must_use]
    pub fn exercise_path(&self) -> String {
        format!("exercises/{}/{}.rs", self.chapter, self.id)
    }

    /// Returns its id, and the ids that it had before.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let aliases = self.head.aliases.iter().map(String::as_str);
        std::iter::once(self.id.as_str()).chain(aliases)
    }

    /// Whether the learner's file is compiled with hidden tests.
    #[must_use]
    pub fn has_hidden_tests(&self) -> bool {
        self.tests.iter().any(|test| !test.own)
    }

    /// Whether the learner has a file of this lesson that is graded.
    #[must_use]
    pub fn has_file(&self) -> bool {
        matches!(self.head.kind, Kind::Edit | Kind::Arrange)
    }
}

/// Returns the text of the program that a prediction is about.
#[must_use]
pub fn prediction_text<'a>(lesson: &'a Lesson, prediction: &Prediction) -> &'a str {
    let text = match &prediction.file {
        Some(file) => lesson.files.predictions.get(file),
        None => lesson.files.starter.as_ref(),
    };
    text.map_or("", String::as_str)
}

/// Returns the path of the program that a prediction is about, on the desk and in the course.
#[must_use]
pub fn prediction_path(lesson: &Lesson, prediction: &Prediction) -> String {
    match &prediction.file {
        Some(file) => format!("exercises/{}/{file}", lesson.chapter),
        None => lesson.exercise_path(),
    }
}

/// The Rust files of a lesson: their texts, by file name if there can be several.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Files {
    /// `exercises/<chapter>/<id>.rs`
    pub starter: Option<String>,
    /// `solutions/<chapter>/<id>.rs`
    pub solution: Option<String>,
    /// `tests/hidden/<id>.rs`
    pub hidden: Option<String>,
    /// `exercises/<chapter>/<file>` of the predictions.
    pub predictions: BTreeMap<String, String>,
    /// `tests/mistakes/<id>/*.rs`
    pub mistakes: BTreeMap<String, String>,
    /// `tests/alternatives/<id>/*.rs`
    pub alternatives: BTreeMap<String, String>,
}

/// The top-level keys of a lesson file.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The title in the list of lessons.
    pub title: String,
    /// What is asked of the learner.
    pub kind: Kind,
    /// How hard it is.
    pub level: Level,
    /// Whether it is a core lesson, which belongs to the short path for a workshop.
    #[serde(default)]
    pub core: bool,
    /// Whether the course is complete without it.
    #[serde(default)]
    pub optional: bool,
    /// Whether there is nothing to fix, because the untouched starter passes.
    #[serde(default)]
    pub starts_solved: bool,
    /// The ideas that it teaches, for lists and the search.
    #[serde(default)]
    pub concepts: Vec<String>,
    /// Ids that it had in earlier versions of the course, so that progress and files under them are not lost.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The lesson itself, in Markdown.
    pub text: String,
    /// One or two sentences shown after passing.
    pub takeaway: String,
}

/// What a program does: the starter, the finished exercise, or a program to predict.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The outcome.
    pub outcome: OutcomeKind,
    /// The line of the error or the panic in the learner's file.
    pub line: Option<u32>,
    /// The error's code, or the lint's name.
    pub error: Option<String>,
    /// The kind of the panic.
    pub panic: Option<PanicKind>,
    /// What it prints.
    pub stdout: Option<String>,
    /// How `stdout` is compared.
    #[serde(default)]
    pub compare: CompareMode,
}

/// How the program is built.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BuildOptions {
    /// The Rust edition.
    #[serde(default)]
    pub edition: Edition,
    /// Whether rustc optimizes the programs, for lessons that time something.
    #[serde(default)]
    pub optimize: bool,
    /// Whether rustc accepts unused code without a warning.
    #[serde(default)]
    pub allow_dead_code: bool,
    /// What clippy's warnings count as (advice).
    #[serde(default)]
    pub clippy: ClippyLevel,
}

/// What the warnings of clippy and rustc mean for a verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ClippyLevel {
    /// Shown after the verdict, which they don't change.
    #[default]
    Advice,
    /// Each breaks a rule of the lesson.
    Deny,
}

/// The lesson's own limits; those that it leaves out keep their defaults.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LessonLimits {
    /// Wall-clock time for one run, in milliseconds (5000).
    pub run_ms: Option<u64>,
    /// How much CPU time one run may take, in milliseconds, rounded up to seconds (3000).
    pub cpu_ms: Option<u64>,
    /// Memory for one run, in MiB (256).
    pub memory_mib: Option<u64>,
    /// Output that is kept, in KiB (64).
    pub output_kib: Option<u64>,
    /// Wall-clock time for compiling, in milliseconds (20000).
    pub compile_ms: Option<u64>,
}

/// What the learner's file must and must not contain, as token sequences.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Functions that the file must define, with these parameter and return types; visibility, attributes and parameter names do not matter.
    #[serde(default)]
    pub signatures: Vec<String>,
    /// Token sequences that must occur; with a trailing `*`, the last token matches as a prefix; of `a | b`, one is enough.
    #[serde(default)]
    pub require: Vec<String>,
    /// Token sequences that must not occur; `@cells` stands for every std type with interior mutability.
    #[serde(default)]
    pub forbid: Vec<String>,
    /// What the file may use although files with hidden tests or schedules otherwise must not use it: `catch_unwind` or `std::env`, for example, as the verdict names it.
    #[serde(default)]
    pub allow: Vec<String>,
}

/// Which schedules cellmate tries.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Schedules {
    /// The name of a hidden test, which should be small; `main` only if the learner cannot change the file.
    pub run: String,
    /// Whether two of the threads that the run starts must be able to run at the same time (false).
    pub concurrent: bool,
    /// How many preemptions a schedule may have: switches away from a thread that could have continued (2).
    pub preemptions: u32,
    /// How many random schedules follow (100).
    pub random: u32,
    /// How many schedules run at most (1000).
    pub at_most: u32,
    /// How many seconds they may take together (20).
    pub seconds: u32,
}

impl Default for Schedules {
    fn default() -> Self {
        Self {
            run: "main".to_owned(),
            concurrent: false,
            preemptions: 2,
            random: 100,
            at_most: 1000,
            seconds: 20,
        }
    }
}

/// One hidden test: the name of a `#[test]` in `tests/hidden/<id>.rs`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// The function's name.
    pub name: String,
    /// What it checks, as a predicate about the learner's code, such as `returns 0 for no scores`.
    pub says: String,
    /// Whether packs for learners leave it out. cellmate then runs it only with the full course, as in `cellmate grade`.
    #[serde(default)]
    pub held_back: bool,
    /// Whether it is in the learner's file. Its name then includes its module.
    #[serde(skip)]
    pub own: bool,
    /// Its line in the TOML file.
    #[serde(skip)]
    pub line: usize,
}

/// A use of the learner's items that rustc must reject.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MustReject {
    /// Its name for progress and references, in lowercase letters, digits, `_` and `-`.
    pub id: String,
    /// The items, put into a child module of the learner's file.
    pub code: String,
    /// The error that rustc must report.
    pub error: String,
    /// The same use without the mistake. It must compile: otherwise rustc may reject both for another reason, such as a
    /// bound on the learner's type.
    pub allowed: Option<String>,
    /// What it asks for, in a sentence.
    pub says: Option<String>,
    /// Its line in the TOML file.
    #[serde(skip)]
    pub line: usize,
}

/// A prediction that a learner makes before a program runs.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// Its name for progress and references, in lowercase letters, digits, `_` and `-`.
    pub id: String,
    /// The program, in `exercises/<chapter>/`; by default the lesson's own file.
    pub file: Option<String>,
    /// The edition, if it is not the lesson's.
    pub edition: Option<Edition>,
    /// What really happens, as a claim that `verify` checks. Grading never reads it.
    pub expect: Claim,
    /// Its line in the TOML file.
    #[serde(skip)]
    pub line: usize,
}

/// Lines to put into order. The starter marks the place with a line `// <arrange>`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Arrange {
    /// The right lines in the right order.
    pub lines: Vec<String>,
    /// Lines that do not belong there.
    #[serde(default)]
    pub distractors: Vec<String>,
}

/// A question with choices.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name for progress and references, in lowercase letters, digits, `_` and `-`.
    pub id: String,
    /// The question, in Markdown.
    pub ask: String,
    /// The choices; more than one may be right, and then the learner must choose every right one.
    #[serde(rename = "choice")]
    pub choices: Vec<Choice>,
    /// Its line in the TOML file.
    #[serde(skip)]
    pub line: usize,
}

impl Question {
    /// Whether more than one choice is right.
    #[must_use]
    pub fn has_several_right(&self) -> bool {
        self.choices.iter().filter(|choice| choice.right).count() > 1
    }

    /// Whether these are all the right choices and no wrong one.
    #[must_use]
    pub fn is_answered_by(&self, chosen: &[&Choice]) -> bool {
        let right = self.choices.iter().filter(|choice| choice.right).count();
        chosen.iter().all(|choice| choice.right) && chosen.len() == right
    }
}

/// One choice of a question.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its name for progress and references, in lowercase letters, digits, `_` and `-`.
    pub id: String,
    /// Whether it is right.
    #[serde(default)]
    pub right: bool,
    /// The text of the choice.
    pub text: String,
    /// The reply to a learner who chose it.
    pub say: String,
}

/// What cellmate says about a failure, and when.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, schemars(rename = "Feedback"))]
pub struct FeedbackRule {
    /// Its name for progress and references, in lowercase letters, digits, `_` and `-`.
    pub id: String,
    /// The conditions; all that are given must hold.
    pub when: When,
    /// What cellmate says, in Markdown. `{name}` stands for what the group `(?<name>…)` of `message` matched, and `{name|list}` for the phrase that this list of course.toml has for it. If the list has none, the feedback does not apply.
    pub say: String,
    /// Its line in the TOML file.
    #[serde(skip)]
    pub line: usize,
}

/// A phrase for feedback on several words, such as types or methods.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// The list that it belongs to, as in `{name|list}` in the `say` of `[[feedback]]`.
    pub list: String,
    /// The words that it is about. A word occurs only once in a list.
    pub words: Vec<String>,
    /// The phrase for these words, in Markdown.
    pub say: String,
}

/// The rule that a file breaks with an `unsafe impl` if the lesson has a `must_reject`: rustc trusts an `unsafe impl`,
/// so what it then rejects proves nothing.
pub const UNSAFE_IMPL_RULE: &str = "unsafe impl";

/// A part of the text of feedback that stands for something in a message: `{group}` or `{group|list}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot<'a> {
    /// All of it, with the braces.
    pub text: &'a str,
    /// The group of the regular expression.
    pub group: &'a str,
    /// The list of phrases.
    pub list: Option<&'a str>,
}

impl<'a> Slot<'a> {
    /// Returns the slots of a text, in order.
    pub fn all(text: &'a str) -> impl Iterator<Item = Self> {
        text.match_indices('{').filter_map(|(start, _)| {
            let end = start + text[start..].find('}')?;
            let inside = &text[start + 1..end];
            let (group, list) = match inside.split_once('|') {
                Some((group, list)) => (group, Some(list)),
                None => (inside, None),
            };
            let is_word = |word: &str| {
                let letter = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
                !word.is_empty() && word.chars().all(letter)
            };
            (is_word(group) && list.is_none_or(is_word)).then_some(Self {
                text: &text[start..=end],
                group,
                list,
            })
        })
    }
}

/// A hint.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// Its name for progress and references, in lowercase letters, digits, `_` and `-`.
    pub id: String,
    /// The hint, in Markdown.
    pub text: String,
    /// Its line in the TOML file.
    #[serde(skip)]
    pub line: usize,
}

/// A known-wrong file and how it must be refused.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Mistake {
    /// The file, in `tests/mistakes/<id>/`.
    pub file: String,
    /// The outcome it must have.
    pub outcome: OutcomeKind,
    /// The id of the feedback that it must get, from this lesson or from the course.
    pub feedback: String,
    /// Its line in the TOML file.
    #[serde(skip)]
    pub line: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_right_choices_together_answer_a_question() {
        let choice = |id: &str, right| Choice {
            id: id.to_owned(),
            right,
            text: String::new(),
            say: String::new(),
        };
        let question = Question {
            id: "why".to_owned(),
            ask: String::new(),
            choices: vec![choice("a", true), choice("b", false), choice("c", true)],
            line: 0,
        };
        let [a, b, c] = [0, 1, 2].map(|at| &question.choices[at]);
        assert!(question.is_answered_by(&[c, a]));
        for chosen in [&[a][..], &[a, b], &[a, b, c], &[]] {
            assert!(!question.is_answered_by(chosen), "{chosen:?}");
        }
    }
}
