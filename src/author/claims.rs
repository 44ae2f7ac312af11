//! Compares what a lesson claims about its programs with what they did: starters and mistakes must be refused as declared,
//! solutions and alternatives must pass, predicted programs must do what `expect` says, and some program must get each
//! feedback.

use super::course_finding::{CourseFinding, Difference};
use super::programs::{LessonProgram, ProgramRole};
use super::toml_texts;
use crate::course::{Claim, Course, LeftOut, Lesson, Mistake, Prediction, Problem};
use crate::grader::{self, GradedAttempt, judge_prediction, meets, prints_as_claimed};
use crate::verdict::{
    Observation, Outcome, OutcomeKind, PredictedOutcome, Severity, TestBuildError, TestResult,
    Verdict,
};
use std::collections::BTreeSet;

/// What the programs of a lesson showed about its claims.
pub(super) struct CheckedClaims {
    pub(super) findings: Vec<Problem>,
    /// Whether another run would show the same.
    pub(super) is_lasting: bool,
}

type GradedProgram<'a> = (&'a LessonProgram<'a>, &'a GradedAttempt);

/// Compares what a lesson claims with what its programs did. What follows from another finding is left out, and so is what
/// needs the programs that a pack leaves out.
pub(super) fn of_lesson(
    course: &Course,
    lesson: &Lesson,
    graded: &[GradedProgram<'_>],
    left_out: LeftOut,
) -> CheckedClaims {
    let solution = graded.iter();
    let mut solution =
        solution.filter(|(program, _)| matches!(program.role, ProgramRole::Solution));
    let solution = solution.next().map(|(_, graded)| &graded.verdict);
    let broken_tests = solution.and_then(|verdict| broken_tests(lesson, verdict));
    let mut checked = CheckedClaims {
        findings: Vec::new(),
        is_lasting: true,
    };
    // The feedback that would be shown without a finding.
    let mut explained: BTreeSet<&str> = BTreeSet::new();
    for (program, graded) in graded {
        let mut found = findings(program, graded);
        name_own_file(program, &mut found);
        // A program may run into a limit, if the lesson claims that or refuses the program for it.
        let as_claimed = found.is_empty() || !graded.was_ended_by_force();
        checked.is_lasting &= as_claimed && graded.is_reproducible();
        if found.is_empty() {
            continue;
        }
        explained.extend(expected_feedback(program));
        let follows = (broken_tests.is_some() && not_built(&graded.verdict).is_some())
            || solution.is_some_and(|solution| follows_from(solution, program, &graded.verdict));
        if !follows {
            checked.findings.extend(found);
        }
    }
    if broken_tests.is_none() && !left_out.for_instructors {
        let silent = never_shown(course, lesson, graded, &explained);
        checked.findings.extend(silent);
    }
    checked.findings.extend(broken_tests);
    checked
}

/// Returns the problem in the hidden tests that rustc reports even with the solution.
fn broken_tests(lesson: &Lesson, solution: &Verdict) -> Option<Problem> {
    let error = not_built(solution).filter(|error| error.own_line.is_none())?;
    let finding = CourseFinding::TestsNotBuilt(&error.message);
    let path = format!("tests/hidden/{}.rs", lesson.id);
    let text = lesson.files.hidden.as_deref().unwrap_or_default();
    let line = error
        .hidden_line
        .and_then(|line| usize::try_from(line).ok());
    Some(finding.at_line(&path, text, line.unwrap_or(0)))
}

fn not_built(verdict: &Verdict) -> Option<&TestBuildError> {
    verdict.tests.iter().find_map(|test| match &test.result {
        TestResult::NotBuilt(error) => Some(error),
        TestResult::Passed
        | TestResult::Failed { .. }
        | TestResult::Missing
        | TestResult::Skipped => None,
    })
}

/// Makes the messages of rustc name the file of a program. It was compiled in the place of the learner's.
fn name_own_file(program: &LessonProgram<'_>, found: &mut [Problem]) {
    if matches!(
        program.role,
        ProgramRole::Starter | ProgramRole::RightOrder | ProgramRole::Prediction(_)
    ) {
        return;
    }
    let (compiled, own) = (program.lesson.exercise_path(), program.path());
    for detail in found.iter_mut().flat_map(|problem| &mut problem.details) {
        *detail = detail.replace(&compiled, &own);
    }
}

/// Returns the ids of the feedback that a program should get.
fn expected_feedback<'a>(program: &LessonProgram<'a>) -> Vec<&'a str> {
    match program.role {
        ProgramRole::Mistake(mistake) => vec![&mistake.feedback],
        ProgramRole::Starter => {
            let about_starter = program.lesson.feedback.iter();
            let about_starter = about_starter.filter(|rule| rule.when.starter);
            about_starter.map(|rule| rule.id.as_str()).collect()
        }
        ProgramRole::Solution
        | ProgramRole::RightOrder
        | ProgramRole::Alternative(_)
        | ProgramRole::Prediction(_) => Vec::new(),
    }
}

/// Whether a program is refused for the same reason as the solution, for example because `[expect]` is wrong or a rule
/// refuses everything.
fn follows_from(solution: &Verdict, program: &LessonProgram<'_>, verdict: &Verdict) -> bool {
    let feedback = |verdict: &Verdict| verdict.feedback.as_ref().map(|given| given.id.clone());
    let mut broken = solution.breaches.iter();
    if let ProgramRole::Mistake(_) = program.role
        && !solution.breaches.is_empty()
        && broken.all(|breach| {
            verdict
                .breaches
                .iter()
                .any(|other| other.rule == breach.rule)
        })
    {
        return true;
    }
    let alike = !solution.passed()
        && solution.first_failure() == verdict.first_failure()
        && feedback(solution) == feedback(verdict);
    alike
        && match program.role {
            ProgramRole::RightOrder | ProgramRole::Alternative(_) => solution.diff == verdict.diff,
            ProgramRole::Mistake(_) => true,
            ProgramRole::Starter | ProgramRole::Solution | ProgramRole::Prediction(_) => false,
        }
}

/// Returns what is wrong with the claims about one program.
fn findings(program: &LessonProgram<'_>, graded: &GradedAttempt) -> Vec<Problem> {
    let lesson = program.lesson;
    match program.role {
        ProgramRole::Starter => {
            let line = toml_texts::line_of(&lesson.toml, "starter");
            let finding = check_starter(lesson, graded);
            finding
                .map(|one| in_lesson(lesson, line, &one))
                .into_iter()
                .collect()
        }
        ProgramRole::Mistake(declared) => {
            let name = format!("`{}`", declared.file);
            let finding = check_mistake(declared, &name, graded);
            finding
                .map(|one| in_lesson(lesson, declared.line, &one))
                .into_iter()
                .collect()
        }
        ProgramRole::Prediction(claimed) => {
            let finding = check_prediction(lesson, claimed, graded);
            finding
                .map(|one| in_lesson(lesson, claimed.line, &one))
                .into_iter()
                .collect()
        }
        ProgramRole::Solution | ProgramRole::RightOrder | ProgramRole::Alternative(_) => {
            check_passes(program, graded)
        }
    }
}

fn in_lesson(lesson: &Lesson, line: usize, finding: &CourseFinding<'_>) -> Problem {
    finding.at_line(&lesson.path, &lesson.toml, line)
}

fn check_prediction<'a>(
    lesson: &Lesson,
    claimed: &'a Prediction,
    graded: &GradedAttempt,
) -> Option<CourseFinding<'a>> {
    let id = &claimed.id;
    if graded.other.is_some() {
        return Some(CourseFinding::PredictionVaries(id));
    }
    Some(CourseFinding::PredictionDiffers {
        id,
        edition: claimed.edition.unwrap_or(lesson.build.edition).as_str(),
        difference: difference(&claimed.expect, &graded.verdict)?,
    })
}

/// Returns how a program differs from a claim, if it does.
fn difference<'a>(claim: &'a Claim, verdict: &Verdict) -> Option<Difference<'a>> {
    let observed = verdict.decisive().into_owned();
    let meets = meets(claim, &observed);
    if meets && prints_as_claimed(claim, &observed) {
        return None;
    }
    Some(Difference {
        claim,
        observed,
        in_output: meets,
    })
}

fn check_starter<'a>(lesson: &'a Lesson, graded: &'a GradedAttempt) -> Option<CourseFinding<'a>> {
    let claim = lesson.starter.as_ref()?;
    let verdict = &graded.verdict;
    if let Some(other) = &graded.other {
        return Some(CourseFinding::FailsInTwoWays {
            program: "the starter",
            verdicts: [verdict, other],
        });
    }
    match (lesson.head.starts_solved, verdict.passed()) {
        (true, true) => return None,
        (true, false) => {
            return Some(CourseFinding::Refused {
                program: "the untouched starter",
                verdict,
                always: true,
            });
        }
        (false, true) => return Some(CourseFinding::StarterPasses),
        (false, false) => {}
    }
    difference(claim, verdict).map(CourseFinding::StarterDiffers)
}

fn check_mistake<'a>(
    declared: &'a Mistake,
    name: &'a str,
    graded: &'a GradedAttempt,
) -> Option<CourseFinding<'a>> {
    let verdict = &graded.verdict;
    if let Some(other) = &graded.other {
        return Some(CourseFinding::FailsInTwoWays {
            program: name,
            verdicts: [verdict, other],
        });
    }
    if verdict.passed() {
        return Some(CourseFinding::MistakePasses(declared));
    }
    let feedback = verdict.feedback.as_ref();
    let feedback = feedback.map(|feedback| feedback.id.as_str());
    let outcome = verdict.decisive().outcome.satisfies(declared.outcome);
    let as_declared = outcome && feedback == Some(declared.feedback.as_str());
    (!as_declared).then_some(CourseFinding::MistakeDiffers(declared, verdict))
}

fn check_passes(program: &LessonProgram<'_>, graded: &GradedAttempt) -> Vec<Problem> {
    let verdicts = [Some(&graded.verdict), graded.other.as_ref()];
    let mut verdicts = verdicts.into_iter().flatten();
    if let Some(verdict) = verdicts.find(|verdict| !verdict.passed()) {
        let finding = CourseFinding::Refused {
            program: match program.role {
                ProgramRole::Solution => "the solution",
                ProgramRole::RightOrder => "the order of the lines in `[arrange]`",
                _ => "this alternative",
            },
            verdict,
            always: graded.other.is_none(),
        };
        return vec![in_program(program, failure_line(verdict), &finding)];
    }
    let warned =
        matches!(program.role, ProgramRole::Solution).then(|| warnings(program, &graded.verdict));
    warned.unwrap_or_default()
}

/// Returns the warnings of rustc for a solution, which learners will see.
fn warnings(program: &LessonProgram<'_>, verdict: &Verdict) -> Vec<Problem> {
    let all = verdict.observed.diagnostics.iter();
    // The line that counts the warnings has no location.
    let all = all.filter(|d| d.severity == Severity::Warning && d.line.is_some());
    let all = all.filter(|d| !grader::is_for_own_tests(program.lesson, d));
    all.map(|d| in_program(program, d.line, &CourseFinding::Warning(&d.message)))
        .collect()
}

fn in_program(
    program: &LessonProgram<'_>,
    line: Option<u32>,
    finding: &CourseFinding<'_>,
) -> Problem {
    if let ProgramRole::RightOrder = program.role {
        let line = toml_texts::line_of(&program.lesson.toml, "arrange");
        return in_lesson(program.lesson, line, finding);
    }
    let line = line.and_then(|line| usize::try_from(line).ok());
    finding.at_line(&program.path(), program.text(), line.unwrap_or(0))
}

/// Returns the line on which a program failed.
fn failure_line(verdict: &Verdict) -> Option<u32> {
    let panic = match &verdict.observed.outcome {
        Outcome::Panicked(panic) => panic.line,
        _ => None,
    };
    let error = verdict.observed.errors().next();
    let breach = verdict.breaches.iter().find_map(|breach| breach.line);
    panic.or(error.and_then(|error| error.line)).or(breach)
}

/// Finds feedback of the lesson that none of its programs triggers, except what another finding explains.
fn never_shown(
    course: &Course,
    lesson: &Lesson,
    graded: &[GradedProgram<'_>],
    explained: &BTreeSet<&str>,
) -> Vec<Problem> {
    let shown: BTreeSet<String> = graded
        .iter()
        .flat_map(|(program, graded)| triggered(course, program, graded))
        .collect();
    let silent = lesson
        .feedback
        .iter()
        .filter(|one| !shown.contains(&one.id) && !explained.contains(one.id.as_str()));
    silent
        .map(|one| {
            in_lesson(
                lesson,
                one.line,
                &CourseFinding::FeedbackNeverShown(&one.id),
            )
        })
        .collect()
}

/// Returns the ids of all feedback that one program triggers.
fn triggered(course: &Course, program: &LessonProgram<'_>, graded: &GradedAttempt) -> Vec<String> {
    let verdicts = [Some(&graded.verdict), graded.other.as_ref()];
    let mut ids: Vec<String> = verdicts
        .into_iter()
        .flatten()
        .filter_map(|verdict| Some(verdict.feedback.as_ref()?.id.clone()))
        .collect();
    if let ProgramRole::Prediction(prediction) = program.role {
        let seen = &graded.verdict.observed;
        ids.extend(wrong_guesses(course, program.lesson, prediction, seen));
    }
    ids
}

/// Returns the ids of the feedback on every wrong prediction: each outcome, always with a wrong line and text.
fn wrong_guesses(
    course: &Course,
    lesson: &Lesson,
    prediction: &Prediction,
    seen: &Observation,
) -> Vec<String> {
    let guesses = OutcomeKind::ALL.iter().map(|outcome| PredictedOutcome {
        outcome: *outcome,
        line: Some(u32::MAX),
        error: None,
        stdout: Some("nothing like what it prints".to_owned()),
    });
    let results =
        guesses.map(|guess| judge_prediction(course, lesson, prediction, guess, seen.clone()));
    results
        .filter_map(|result| Some(result.feedback?.id))
        .collect()
}
