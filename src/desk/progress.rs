//! The learner's progress: plain data, keyed by course, lesson and the ids inside a lesson.
//!
//! Nothing here reads a clock or a file. Fields that a newer version wrote are kept.

use crate::course::{Course, Kind, Lesson};
use crate::verdict::PredictedOutcome;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The format that this version reads and writes.
pub(super) const FORMAT: u64 = 1;

type Rest = BTreeMap<String, Value>;

/// The contents of `.cellmate/progress.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    format: u64,
    #[serde(default)]
    courses: BTreeMap<String, CourseProgress>,
    #[serde(flatten)]
    rest: Rest,
}

/// Progress in one course.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CourseProgress {
    #[serde(default)]
    lessons: BTreeMap<String, LessonProgress>,
    #[serde(flatten)]
    rest: Rest,
}

/// Progress in one lesson. Times are seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LessonProgress {
    /// How many different versions of the file were graded.
    #[serde(default)]
    pub attempts: u32,
    /// When it passed for the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_pass: Option<u64>,
    /// When it passed most recently.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_pass: Option<u64>,
    /// The last verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<LastVerdict>,
    /// The recorded predictions, by the prediction's id.
    #[serde(default)]
    pub predictions: BTreeMap<String, RecordedPrediction>,
    /// The recorded answers, by the question's id.
    #[serde(default)]
    pub answers: BTreeMap<String, RecordedAnswer>,
    /// The ids of the hints shown, in that order.
    #[serde(default)]
    pub hints: Vec<String>,
    /// The lines of an arrange lesson, in the order last submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arranged: Option<Vec<String>>,
    /// Whether the solution was shown.
    #[serde(default)]
    pub solution_seen: bool,
    #[serde(flatten)]
    rest: Rest,
}

/// The result of the last grading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastVerdict {
    /// The hash of the graded text with its lesson, the toolchain and cellmate's version.
    pub hash: String,
    /// The hash of the text alone. `None` in progress that versions before 0.2 wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_hash: Option<String>,
    /// Whether it passed.
    pub passed: bool,
    /// The id of the feedback that it gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
}

impl LastVerdict {
    /// Whether it is about the text with this hash, whatever lesson and toolchain it was graded with. A verdict without
    /// the hash of its text counts as one about any text if it passed, so that an update never marks a passed lesson as
    /// changed.
    #[must_use]
    pub fn is_about(&self, text_hash: &str) -> bool {
        match &self.text_hash {
            Some(hash) => hash == text_hash,
            None => self.passed,
        }
    }

    /// Whether both are about the same text. If one of them lacks the hash of its text, compares the hashes that cover
    /// the lesson and the toolchain, too.
    fn has_text_of(&self, other: &Self) -> bool {
        match (&self.text_hash, &other.text_hash) {
            (Some(own), Some(of_other)) => own == of_other,
            (None, _) | (_, None) => self.hash == other.hash,
        }
    }
}

/// A prediction that the learner committed to, and whether it was right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RecordedPrediction {
    #[serde(flatten)]
    pub predicted: PredictedOutcome,
    pub right: bool,
}

/// How the learner answered a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RecordedAnswer {
    /// The ids of the choices in the last answer.
    pub choices: Vec<String>,
    /// Whether any answer was right.
    pub right: bool,
    /// How many times the question was answered.
    pub tries: u32,
}

/// How many lessons of a chapter are done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChapterCount {
    pub chapter: String,
    pub done: usize,
    pub total: usize,
}

static NO_COURSE: CourseProgress = CourseProgress {
    lessons: BTreeMap::new(),
    rest: BTreeMap::new(),
};

static NO_LESSON: LessonProgress = LessonProgress {
    attempts: 0,
    first_pass: None,
    last_pass: None,
    verdict: None,
    predictions: BTreeMap::new(),
    answers: BTreeMap::new(),
    hints: Vec::new(),
    arranged: None,
    solution_seen: false,
    rest: BTreeMap::new(),
};

impl Default for Progress {
    fn default() -> Self {
        Self {
            format: FORMAT,
            courses: BTreeMap::new(),
            rest: BTreeMap::new(),
        }
    }
}

impl Progress {
    /// Returns the progress in a course; empty if there is none.
    #[must_use]
    pub fn course(&self, id: &str) -> &CourseProgress {
        self.courses.get(id).unwrap_or(&NO_COURSE)
    }

    pub fn course_mut(&mut self, id: &str) -> &mut CourseProgress {
        self.courses.entry(id.to_owned()).or_default()
    }
}

impl CourseProgress {
    /// Returns the progress in a lesson; empty if there is none.
    #[must_use]
    pub fn lesson(&self, id: &str) -> &LessonProgress {
        self.lessons.get(id).unwrap_or(&NO_LESSON)
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.lessons.contains_key(id)
    }

    pub fn lesson_mut(&mut self, id: &str) -> &mut LessonProgress {
        self.lessons.entry(id.to_owned()).or_default()
    }

    /// Moves the progress of lessons to the ids that they have now, unless there is progress under these, too.
    pub(super) fn rename(&mut self, renamed: &[(String, String)]) {
        for (old, new) in renamed {
            if !self.lessons.contains_key(new)
                && let Some(so_far) = self.lessons.remove(old)
            {
                self.lessons.insert(new.clone(), so_far);
            }
        }
    }

    /// Whether a lesson is done: passed once, or predicted and answered, depending on its kind.
    #[must_use]
    pub fn is_done(&self, lesson: &Lesson) -> bool {
        let so_far = self.lesson(&lesson.id);
        let answered = || {
            let mut questions = lesson.questions.iter();
            questions.all(|question| so_far.answers.get(&question.id).is_some_and(|a| a.right))
        };
        match lesson.head.kind {
            Kind::Edit | Kind::Arrange => so_far.first_pass.is_some(),
            Kind::Predict => so_far.has_predicted(lesson) && answered(),
            Kind::Choose => answered(),
        }
    }

    /// Counts the lessons that are done, by chapter.
    #[must_use]
    pub fn counts(&self, course: &Course) -> Vec<ChapterCount> {
        let count = |chapter: &str| {
            let lessons = course.lessons.iter().filter(|l| l.chapter == chapter);
            let (mut done, mut total) = (0, 0);
            for lesson in lessons {
                total += 1;
                done += usize::from(self.is_done(lesson));
            }
            let chapter = chapter.to_owned();
            ChapterCount {
                chapter,
                done,
                total,
            }
        };
        course.chapters.iter().map(|c| count(&c.id)).collect()
    }
}

/// Returns the first of the [`unfinished_lessons`].
#[must_use]
pub fn next_lesson<'course>(
    course: &'course Course,
    progress: &CourseProgress,
    after: Option<&str>,
    core_only: bool,
) -> Option<&'course Lesson> {
    unfinished_lessons(course, progress, after, core_only).next()
}

/// Returns the unfinished lessons after the lesson with the id `after`, wrapping around to the first lesson of the course;
/// without `after`, they start there.
///
/// The optional lessons follow all others. With `core_only`, only core lessons count.
pub fn unfinished_lessons<'course>(
    course: &'course Course,
    progress: &CourseProgress,
    after: Option<&str>,
    core_only: bool,
) -> impl Iterator<Item = &'course Lesson> {
    let lessons = &course.lessons;
    let after = lessons.iter().position(|l| Some(l.id.as_str()) == after);
    let (before, behind) = lessons.split_at(after.map_or(0, |at| at + 1));
    let is_left =
        move |lesson: &&Lesson| !progress.is_done(lesson) && (lesson.head.core || !core_only);
    let unfinished = behind.iter().chain(before).filter(is_left);
    let required = unfinished.clone().filter(|lesson| !lesson.head.optional);
    required.chain(unfinished.filter(|lesson| lesson.head.optional))
}

impl LessonProgress {
    /// Records a verdict, found at `now`. Grading the same text again does not count as another attempt, even if the
    /// lesson, the toolchain or cellmate has changed, or chance decides.
    pub fn record_verdict(&mut self, verdict: LastVerdict, now: u64) {
        if verdict.passed {
            self.first_pass.get_or_insert(now);
            self.last_pass = Some(now);
        }
        let last = self.verdict.as_ref();
        if !last.is_some_and(|last| last.has_text_of(&verdict)) {
            self.attempts = self.attempts.saturating_add(1);
        }
        self.verdict = Some(verdict);
    }

    /// Records a prediction. Only the first one counts: after it, the learner has seen the program run.
    pub fn record_prediction(&mut self, id: &str, prediction: RecordedPrediction) {
        self.predictions.entry(id.to_owned()).or_insert(prediction);
    }

    /// Whether the learner has committed to every prediction of the lesson.
    #[must_use]
    pub fn has_predicted(&self, lesson: &Lesson) -> bool {
        let mut predictions = lesson.predictions.iter();
        predictions.all(|prediction| self.predictions.contains_key(&prediction.id))
    }

    /// Records an answer to a question.
    pub fn record_answer(&mut self, question: &str, choices: Vec<String>, right: bool) {
        let answer = self.answers.entry(question.to_owned()).or_default();
        answer.choices = choices;
        answer.right |= right;
        answer.tries = answer.tries.saturating_add(1);
    }

    /// Records that a hint was shown.
    pub fn record_hint(&mut self, hint: &str) {
        if !self.hints.iter().any(|seen| seen == hint) {
            self.hints.push(hint.to_owned());
        }
    }
}
