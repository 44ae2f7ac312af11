//! What decides the verdict on an attempt. If none of this has changed, grading again on the same machine gives the
//! same verdict.

use super::attempt::Attempt;
use crate::course::{Course, FeedbackRule, Files, Lesson, MustReject, Phrase, Test};
use crate::text;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// Digests of what decides the verdicts on the lessons of a course, apart from the text, the toolchain and the
/// confinement. Code that keeps a verdict or compares it with another one has to add those three.
#[derive(Clone, Debug)]
pub struct LessonDigests {
    /// What decides the verdict on every lesson.
    common: Sha256,
}

impl LessonDigests {
    #[must_use]
    pub fn new(course: &Course) -> Self {
        let mut common = Sha256::new();
        add(&mut common, env!("CARGO_PKG_VERSION"));
        add(&mut common, &common_feedback_parts(course));
        Self { common }
    }

    /// Returns the digest for a lesson of the course.
    #[must_use]
    pub fn of(&self, lesson: &Lesson) -> String {
        let mut hash = self.common.clone();
        add(&mut hash, &evidence_parts(lesson));
        add(&mut hash, &own_feedback_parts(lesson));
        add(&mut hash, &format!("{:?}", lesson.predictions));
        text::hex(&hash.finalize())
    }
}

/// Adds a text with its length, so that two texts cannot be confused with two others.
fn add(hash: &mut Sha256, text: &str) {
    hash.update(text.len().to_le_bytes());
    hash.update(text);
}

/// Returns everything in a lesson that decides what its programs do and how the stages judge that. What decides only
/// the feedback is in [`feedback_parts`].
#[must_use]
pub fn evidence_parts(lesson: &Lesson) -> String {
    // A new part of a lesson does not compile here until you have decided where it belongs.
    let Lesson {
        id,
        chapter,
        expect,
        build,
        limits,
        rules,
        schedules,
        tests,
        must_reject,
        files,
        path: _,
        toml: _,
        head: _,
        starter: _,
        predictions: _,
        arrange: _,
        questions: _,
        feedback: _,
        hints: _,
        mistakes: _,
    } = lesson;
    let Files {
        hidden,
        starter: _,
        solution: _,
        predictions: _,
        mistakes: _,
        alternatives: _,
    } = files;
    let mut parts = format!("{id:?} {chapter:?} {expect:?} {build:?} {limits:?} {rules:?}");
    let _ = write!(parts, "{schedules:?} {hidden:?}");
    for test in tests {
        let Test {
            name,
            says,
            own,
            held_back: _,
            line: _,
        } = test;
        let _ = write!(parts, "{name:?} {says:?} {own:?}");
    }
    for must in must_reject {
        let MustReject {
            id,
            code,
            error,
            allowed,
            says,
            line: _,
        } = must;
        let _ = write!(parts, "{id:?} {code:?} {error:?} {allowed:?} {says:?}");
    }
    parts
}

/// Returns everything in a course and a lesson that decides which feedback a graded attempt gets.
#[must_use]
pub fn feedback_parts(course: &Course, lesson: &Lesson) -> String {
    common_feedback_parts(course) + &own_feedback_parts(lesson)
}

fn common_feedback_parts(course: &Course) -> String {
    // Destructured without `..`, as above.
    let Course {
        feedback,
        phrases,
        id: _,
        version: _,
        title: _,
        language: _,
        chapters: _,
        lessons: _,
        errors: _,
        style: _,
        features: _,
    } = course;
    let mut parts = String::new();
    for Phrase { list, words, say } in phrases {
        let _ = write!(parts, "{list:?} {words:?} {say:?}");
    }
    write_rules(&mut parts, feedback);
    parts
}

fn own_feedback_parts(lesson: &Lesson) -> String {
    let Files {
        starter, solution, ..
    } = &lesson.files;
    let mut parts = format!("{starter:?} {solution:?}");
    write_rules(&mut parts, &lesson.feedback);
    parts
}

fn write_rules(parts: &mut String, rules: &[FeedbackRule]) {
    for rule in rules {
        // The line changes with whatever is written above it.
        let FeedbackRule {
            id,
            when,
            say,
            line: _,
        } = rule;
        let _ = write!(parts, "{id:?} {when:?} {say:?}");
    }
}

impl Attempt<'_> {
    /// Returns everything in the attempt itself that decides what it does and how the stages judge that.
    #[must_use]
    pub fn own_parts(&self) -> String {
        let Attempt {
            lesson: _,
            text,
            prediction,
        } = self;
        let (path, edition) = (self.path(), self.edition());
        let is_judged = prediction.is_none();
        format!("{path:?} {edition:?} {is_judged} {text:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what decides the evidence and the feedback of a course with one lesson, after `change`.
    ///
    /// Checks that the digest changes if and only if one of them does.
    fn parts(change: &dyn Fn(&mut Course)) -> (String, String) {
        let mut course = Course::embedded().unwrap();
        course.lessons.retain(|lesson| lesson.id == "hit_counter");
        let usual = course.clone();
        change(&mut course);
        let [before, now] = [&usual, &course].map(|course| {
            let lesson = &course.lessons[0];
            (evidence_parts(lesson), feedback_parts(course, lesson))
        });
        let [digest_before, digest] =
            [&usual, &course].map(|course| LessonDigests::new(course).of(&course.lessons[0]));
        assert_eq!(digest == digest_before, now == before);
        now
    }

    #[test]
    fn texts_and_claims_do_not_decide_a_verdict() {
        let usual = parts(&|_| ());
        for change in [
            (|lesson| lesson.toml.to_mut().push('\n')) as fn(&mut Lesson),
            |lesson| lesson.head.text.push('!'),
            |lesson| lesson.hints[0].text.push('!'),
            |lesson| lesson.mistakes.clear(),
            |lesson| lesson.files.mistakes.clear(),
            |lesson| lesson.feedback[0].line += 1,
            |lesson| lesson.tests[0].line += 1,
        ] {
            let changed = parts(&|course| change(&mut course.lessons[0]));
            assert_eq!(changed, usual);
        }
    }

    #[test]
    fn feedback_and_what_it_compares_with_decide_only_the_feedback() {
        let usual = parts(&|_| ());
        for change in [
            (|course| course.feedback[0].say.push('!')) as fn(&mut Course),
            |course| course.feedback[0].when.starter ^= true,
            |course| course.phrases[0].say.push('!'),
            |course| course.lessons[0].feedback[0].say.push('!'),
            |course| course.lessons[0].files.starter = None,
            |course| course.lessons[0].files.solution = None,
        ] {
            let (evidence, feedback) = parts(&|course| change(course));
            assert_eq!(evidence, usual.0);
            assert_ne!(feedback, usual.1);
        }
    }

    #[test]
    fn what_is_built_run_and_judged_decides_the_evidence() {
        let usual = parts(&|_| ());
        for change in [
            (|lesson| lesson.id.push('2')) as fn(&mut Lesson),
            |lesson| lesson.expect = None,
            |lesson| lesson.build.optimize ^= true,
            |lesson| lesson.limits.run_ms = Some(1),
            |lesson| lesson.rules.forbid.push("unsafe".to_owned()),
            |lesson| lesson.schedules = Some(crate::course::Schedules::default()),
            |lesson| lesson.tests[0].says.push('!'),
            |lesson| lesson.tests[0].own ^= true,
            |lesson| lesson.files.hidden = None,
        ] {
            let (evidence, feedback) = parts(&|course| change(&mut course.lessons[0]));
            assert_ne!(evidence, usual.0);
            assert_eq!(feedback, usual.1);
        }
    }

    #[test]
    fn an_attempt_is_identified_by_its_text_and_its_program() {
        let course = Course::embedded().unwrap();
        let predicts = |lesson: &&Lesson| !lesson.predictions.is_empty();
        let lesson = course.lessons.iter().find(predicts).unwrap();
        let starter = lesson.files.starter.as_deref().unwrap_or_default();
        let attempt = Attempt::new(lesson, starter);
        let usual = attempt.own_parts();
        assert_ne!(Attempt::new(lesson, "fn main() {}").own_parts(), usual);
        let predicted = Attempt::predicted(lesson, &lesson.predictions[0]);
        assert_ne!(predicted.own_parts(), usual);
    }
}
