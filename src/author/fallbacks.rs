//! Whether something is said whatever goes wrong: every stage that can fail has a feedback for the unforeseen.

use super::texts;
use crate::course::{Course, Lesson, Problem};
use crate::verdict::{OutcomeKind, StageName};

/// Stages that can fail without anything to be said.
pub(super) fn silent_stages(course: &Course, lesson: &Lesson) -> Vec<Problem> {
    let said = |stage: StageName| {
        let mut all = lesson.feedback.iter().chain(&course.feedback);
        all.any(|feedback| feedback.when.is_fallback() && feedback.when.stage == Some(stage))
    };
    let silent = StageName::ALL
        .into_iter()
        .filter(|stage| can_fail(lesson, *stage) && !said(*stage));
    let problem = |stage: StageName| {
        let name = stage.as_str();
        let message = format!(
            "the stage `{name}` can fail for a reason nobody thought of, and then nothing is said"
        );
        let remedy = format!(
            "add a `[[feedback]]` with `when = {{ stage = \"{name}\" }}` and no other condition, here or in lessons/course.toml"
        );
        let line = texts::line_of(&lesson.toml, "kind");
        Problem::at_line(&lesson.path, &lesson.toml, line, message, remedy)
    };
    silent.map(problem).collect()
}

fn can_fail(lesson: &Lesson, stage: StageName) -> bool {
    if !lesson.has_file() {
        return false;
    }
    let rules = &lesson.rules;
    let expect = lesson.expect.as_ref();
    match stage {
        StageName::Compile => true,
        StageName::Run => expect.is_some_and(|claim| claim.outcome != OutcomeKind::CompileError),
        StageName::Output => expect.is_some_and(|claim| claim.stdout.is_some()),
        StageName::Tests => !lesson.tests.is_empty(),
        // A file that redefines what the tests rely on breaks a rule, too.
        StageName::Rules => {
            !(rules.signatures.is_empty()
                && rules.require.is_empty()
                && rules.forbid.is_empty()
                && lesson.tests.is_empty())
        }
        StageName::Schedules => lesson.schedules.is_some(),
    }
}
