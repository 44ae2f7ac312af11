//! What decides a graded attempt. If all of this is the same, another grading on the same machine finds the same.

use super::attempt::Attempt;
use super::digest::rule_parts;
use crate::course::{Course, Files, Lesson, MustReject, Test};
use std::fmt::Write as _;

/// Returns everything of a lesson that decides what its programs do and how the stages judge that. It doesn't include what
/// decides only the feedback, see [`feedback_parts`].
#[must_use]
pub fn evidence_parts(lesson: &Lesson) -> String {
    // A new part of a lesson does not compile here until someone has decided where it belongs.
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

/// Returns everything of a course and a lesson that decides which feedback a graded attempt gets.
#[must_use]
pub fn feedback_parts(course: &Course, lesson: &Lesson) -> String {
    let files = &lesson.files;
    let mut parts = format!(
        "{:?} {:?} {:?}",
        files.starter, files.solution, course.phrases
    );
    for rule in course.feedback.iter().chain(&lesson.feedback) {
        let _ = write!(parts, "{:?}", rule_parts(rule));
    }
    parts
}

impl Attempt<'_> {
    /// Returns everything of the attempt itself that decides what it does and how the stages judge that.
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

    /// A course with one lesson, and what decides its evidence and its feedback.
    fn parts(change: &dyn Fn(&mut Course)) -> (String, String) {
        let mut course = Course::embedded().unwrap();
        course.lessons.retain(|lesson| lesson.id == "hit_counter");
        change(&mut course);
        let lesson = &course.lessons[0];
        (evidence_parts(lesson), feedback_parts(&course, lesson))
    }

    #[test]
    fn what_is_read_and_claimed_decides_nothing() {
        let usual = parts(&|_| ());
        for change in [
            (|lesson| lesson.toml.push('\n')) as fn(&mut Lesson),
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
    fn an_attempt_is_told_apart_by_its_text_and_its_program() {
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
