//! The class at a glance: how far each learner has come, how many passed each lesson, and which mistakes many have
//! made. Counts results, or else what the submissions claim.

use super::intake::Submission;
use super::plan::is_starter;
use super::results::{LineState, ResultLine};
use super::roster::Attendance;
use super::submission::Learner;
use crate::course::{Course, Lesson, Slot};
use crate::report::{Block, CodeLine, Table, Tone};
use crate::text::plural;
use serde::Serialize;
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How many mistakes are shown. Those that most learners have made come first.
const MAX_MISTAKES: usize = 12;

const MAX_EXAMPLE: usize = 40;

#[derive(Clone, Debug)]
pub struct Overview {
    course: String,
    /// Whether nothing was graded.
    from_claims: bool,
    lessons: Vec<LessonColumn>,
    learners: Vec<(Learner, Vec<LessonState>)>,
    /// Sentences about who is missing, and what was left out.
    notes: Vec<String>,
}

/// A lesson that is counted.
#[derive(Clone, Debug)]
struct LessonColumn {
    id: String,
    title: String,
    core: bool,
    /// What its feedback says, by id.
    feedback: BTreeMap<String, String>,
}

/// How far one learner has come with one lesson.
#[derive(Clone, Debug)]
struct LessonState {
    state: LineState,
    /// The id of the feedback, or else what happened.
    mistake: Option<String>,
    /// What the feedback said.
    said: Option<String>,
    text: Option<String>,
}

/// How many lessons one learner has passed.
#[derive(Serialize)]
struct LearnerRow<'a> {
    id: &'a str,
    name: Option<&'a str>,
    /// `2 of 5`
    passed: String,
    core: String,
    /// The first lesson that is not passed.
    next: Option<&'a str>,
}

/// How many learners have passed one lesson, have not passed it, or have not started it.
#[derive(Serialize)]
struct LessonRow<'a> {
    lesson: &'a str,
    title: &'a str,
    passed: usize,
    not_passed: usize,
    /// Also counts unchanged starters, and lessons without a file.
    not_started: usize,
}

impl Overview {
    /// Counts what submissions say about themselves.
    #[must_use]
    pub fn of_claims(course: &Course, attendance: &Attendance) -> Self {
        let of_submission = |submission: &Submission| {
            let lessons = course.lessons.iter();
            let states = lessons
                .map(|lesson| claimed(submission, course, lesson))
                .collect();
            (submission.learner.clone(), states)
        };
        Self {
            course: course.title.clone(),
            from_claims: true,
            lessons: columns(course, course.lessons.iter()),
            learners: attendance.submissions.iter().map(of_submission).collect(),
            notes: notes(attendance),
        }
    }

    /// Counts the results of one run, or of all shards together.
    #[must_use]
    pub fn of_results(course: &Course, lines: &[ResultLine], attendance: &Attendance) -> Self {
        let mut by_learner: BTreeMap<&Learner, BTreeMap<&str, &ResultLine>> = BTreeMap::new();
        for line in lines {
            let lessons = by_learner.entry(&line.learner).or_default();
            lessons.insert(&line.lesson, line);
        }
        // Lessons without a file were not graded.
        let has_results = |lesson: &&Lesson| {
            lesson.has_file()
                && lines
                    .iter()
                    .any(|line| lesson.ids().any(|id| line.lesson == id))
        };
        let lessons: Vec<&Lesson> = course.lessons.iter().filter(has_results).collect();
        let learners = by_learner.into_iter().map(|(learner, lines)| {
            let state = |lesson: &&Lesson| match lesson.ids().find_map(|id| lines.get(id)) {
                Some(line) => graded(line),
                None => LessonState::without_text(LineState::Missing),
            };
            (learner.clone(), lessons.iter().map(state).collect())
        });
        let mut notes = notes(attendance);
        if lines.iter().any(|line| !line.confined) {
            notes.push(
                "cellmate graded some files without confinement, so a file may have changed any result."
                    .to_owned(),
            );
        }
        let ids = |of: &dyn Fn(&ResultLine) -> bool| {
            let lines = lines.iter().filter(|line| of(line));
            let learners: BTreeSet<&str> = lines.map(|line| line.learner.id.as_str()).collect();
            learners.into_iter().collect::<Vec<_>>().join(", ")
        };
        let versions: BTreeSet<&str> = lines.iter().map(|line| &*line.course.version).collect();
        for version in versions {
            let of_other =
                ids(&|line| line.course.version == version && line.submitted_course.is_some());
            if !of_other.is_empty() {
                notes.push(format!(
                    "Submissions for another version of the course, graded with {version}: {of_other}"
                ));
            }
            let of_this =
                ids(&|line| line.course.version == version && line.submitted_course.is_none());
            if version != course.version && !of_this.is_empty() {
                notes.push(format!(
                    "Submissions for version {version}, graded with it: {of_this}"
                ));
            }
        }
        Self {
            course: course.title.clone(),
            from_claims: false,
            learners: learners.collect(),
            lessons: columns(course, lessons.iter().copied()),
            notes,
        }
    }

    #[must_use]
    pub fn title(&self) -> String {
        format!("{}: the class at a glance", self.course)
    }

    /// Puts it into words and tables, with an example of each mistake if there is room for it.
    #[must_use]
    pub fn blocks(&self, with_examples: bool) -> Vec<Block> {
        let count = plural(self.learners.len(), "learner");
        let source = if self.from_claims {
            format!("{count}. cellmate graded nothing: this is what the submissions claim.")
        } else {
            format!("{count}. These are results of `cellmate grade`.")
        };
        let mut blocks = vec![Block::Note(Tone::Neutral, source)];
        if !self.notes.is_empty() {
            blocks.push(Block::Lines(self.notes.clone()));
        }
        blocks.push(Block::Heading("Learners".to_owned()));
        blocks.push(Block::Table(self.learner_table()));
        blocks.push(Block::Heading("Lessons".to_owned()));
        blocks.push(Block::Table(self.lesson_table()));
        blocks.push(Block::Heading("What to teach again".to_owned()));
        let mistakes = self.mistakes();
        if mistakes.is_empty() {
            blocks.push(Block::Note(Tone::Quiet, "No mistakes to show.".to_owned()));
        }
        for (mistake, text) in mistakes {
            blocks.push(Block::Note(Tone::Bad, mistake));
            blocks.extend(text.filter(|_| with_examples).map(example));
        }
        blocks
    }

    /// Returns the overview as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mistakes = self.mistakes().into_iter();
        json!({
            "from_claims": self.from_claims,
            "learners": self.learner_rows().collect::<Vec<_>>(),
            "lessons": self.lesson_rows().collect::<Vec<_>>(),
            "teach_again": mistakes.map(|(mistake, _)| mistake).collect::<Vec<_>>(),
            "notes": self.notes,
        })
    }

    fn learner_table(&self) -> Table {
        let row = |learner: LearnerRow<'_>| {
            let name = learner.name.unwrap_or_default().to_owned();
            let next = learner.next.unwrap_or("done").to_owned();
            let id = learner.id.to_owned();
            vec![id, name, learner.passed, learner.core, next]
        };
        Table {
            columns: ["id", "name", "passed", "core", "next"]
                .map(str::to_owned)
                .into(),
            rows: self.learner_rows().map(row).collect(),
        }
    }

    fn learner_rows(&self) -> impl Iterator<Item = LearnerRow<'_>> {
        self.learners.iter().map(|(learner, states)| {
            let pairs = || self.lessons.iter().zip(states);
            let passed = |core_only: bool| {
                let counted = pairs().filter(|(lesson, _)| lesson.core || !core_only);
                let passed = counted.clone().filter(|(_, state)| state.is_passed());
                format!("{} of {}", passed.count(), counted.count())
            };
            let next = pairs().find(|(_, state)| !state.is_passed());
            LearnerRow {
                id: &learner.id,
                name: learner.name.as_deref(),
                passed: passed(false),
                core: passed(true),
                next: next.map(|(lesson, _)| lesson.id.as_str()),
            }
        })
    }

    fn lesson_table(&self) -> Table {
        let row = |row: LessonRow<'_>| {
            let counts = [row.passed, row.not_passed, row.not_started];
            let texts = [row.lesson, row.title].map(str::to_owned);
            let counts = counts.map(|count| count.to_string());
            texts.into_iter().chain(counts).collect()
        };
        Table {
            columns: ["lesson", "title", "passed", "not yet", "not started"]
                .map(str::to_owned)
                .into(),
            rows: self.lesson_rows().map(row).collect(),
        }
    }

    fn lesson_rows(&self) -> impl Iterator<Item = LessonRow<'_>> {
        self.lessons.iter().enumerate().map(|(at, lesson)| {
            let count = |state: LineState| {
                let learners = self.learners.iter();
                let states = learners.filter_map(|(_, states)| states.get(at));
                states.filter(|found| found.state == state).count()
            };
            let rest = [LineState::Untouched, LineState::Missing, LineState::Claimed];
            LessonRow {
                lesson: &lesson.id,
                title: &lesson.title,
                passed: count(LineState::Passed),
                not_passed: count(LineState::Failed) + count(LineState::NotGraded),
                not_started: rest.map(count).iter().sum(),
            }
        })
    }

    /// Returns the mistakes that most have made, each with the text of one who made it.
    fn mistakes<'a>(&'a self) -> Vec<(String, Option<&'a str>)> {
        let mut found: BTreeMap<(usize, &str), Vec<&LessonState>> = BTreeMap::new();
        for (at, state) in self
            .learners
            .iter()
            .flat_map(|(_, states)| states.iter().enumerate())
        {
            if let (LineState::Failed, Some(mistake)) = (state.state, &state.mistake) {
                found.entry((at, mistake)).or_default().push(state);
            }
        }
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_by_key(|((at, _), made)| (Reverse(made.len()), *at));
        let class = self.learners.len();
        let sentence = |((at, mistake), made): ((usize, &str), Vec<&'a LessonState>)| {
            let lesson = &self.lessons[at];
            let general = || lesson.feedback.get(mistake).map_or(mistake, String::as_str);
            let says = made[0].said.as_deref().unwrap_or_else(general);
            let count = made.len();
            let sentence = format!("{}: {says} ({count} of {class})", lesson.title);
            (sentence, made[0].text.as_deref())
        };
        found.into_iter().take(MAX_MISTAKES).map(sentence).collect()
    }
}

impl LessonState {
    fn without_text(state: LineState) -> Self {
        Self {
            state,
            mistake: None,
            said: None,
            text: None,
        }
    }

    fn is_passed(&self) -> bool {
        self.state == LineState::Passed
    }
}

fn columns<'a>(course: &Course, lessons: impl Iterator<Item = &'a Lesson>) -> Vec<LessonColumn> {
    let column = |lesson: &Lesson| {
        let rules = lesson.feedback.iter().chain(&course.feedback).rev();
        LessonColumn {
            id: lesson.id.clone(),
            title: lesson.head.title.clone(),
            core: lesson.head.core,
            feedback: rules
                .map(|rule| (rule.id.clone(), first_sentence(&without_values(&rule.say))))
                .collect(),
        }
    };
    lessons.map(column).collect()
}

/// Replaces the places for values, such as `{got}`: they differ from learner to learner.
fn without_values(text: &str) -> String {
    Slot::all(text).fold(text.to_owned(), |plain, slot| plain.replace(slot.text, "…"))
}

fn first_sentence(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let ends = [". ", "? ", "! "].map(|end| text.find(end));
    let end = ends.into_iter().flatten().min();
    end.map_or(text.as_str(), |end| &text[..=end]).to_owned()
}

fn claimed(submission: &Submission, course: &Course, lesson: &Lesson) -> LessonState {
    let claims = submission.claims(lesson);
    let text = submission.text(lesson);
    // A submission can claim anything.
    let knows = |id: &String| {
        let mut rules = lesson.feedback.iter().chain(&course.feedback);
        rules.any(|rule| rule.id == *id)
    };
    let says_passed = claims.is_some_and(|claims| claims.passed.unwrap_or(claims.done));
    let state = match text {
        _ if says_passed => LineState::Passed,
        _ if !lesson.has_file() => LineState::Missing,
        None => LineState::Missing,
        Some(text) if is_starter(lesson, text) => LineState::Untouched,
        Some(_) => LineState::Failed,
    };
    LessonState {
        state,
        mistake: claims
            .and_then(|claims| claims.feedback.clone())
            .filter(|id| knows(id)),
        said: None,
        text: text.map(str::to_owned),
    }
}

fn graded(line: &ResultLine) -> LessonState {
    LessonState {
        state: line.state,
        mistake: line.feedback.clone().or_else(|| Some(line.status.clone())),
        said: line
            .verdict
            .as_ref()
            .and_then(|verdict| verdict["feedback"]["text"].as_str())
            .map(first_sentence),
        text: line.text.clone(),
    }
}

fn notes(attendance: &Attendance) -> Vec<String> {
    let name = |learner: &Learner| match &learner.name {
        Some(name) => format!("{name} ({})", learner.id),
        None => learner.id.clone(),
    };
    let missing: Vec<String> = attendance.missing.iter().map(name).collect();
    let replaced = attendance.replaced.iter().map(|older| older.source.clone());
    let replaced: Vec<String> = replaced.collect();
    let guessed = attendance.guessed.iter();
    let guessed = guessed.map(|(given, learner)| format!("{given} as {}", name(learner)));
    [
        ("Nothing from", missing),
        ("Not in the roster", attendance.unlisted.clone()),
        ("Recognized only by an id in the name", guessed.collect()),
        ("Replaced by a later one", replaced),
    ]
    .into_iter()
    .filter(|(_, names)| !names.is_empty())
    .map(|(what, names)| format!("{what}: {}", names.join(", ")))
    .collect()
}

fn example(text: &str) -> Block {
    let lines = (1_u32..).zip(text.lines()).take(MAX_EXAMPLE);
    let lines = lines.map(|(number, text)| CodeLine {
        number,
        text: text.to_owned(),
        mark: None,
    });
    Block::Code(lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_mistake_is_described_without_the_values_of_one_learner() {
        let say = "`like` returns\n{got}, and `{}` stays. Then more.";
        assert_eq!(
            first_sentence(&without_values(say)),
            "`like` returns …, and `{}` stays."
        );
    }
}
