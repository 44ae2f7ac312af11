//! Compares what a lesson claims about its programs with what they did: starters and mistakes must be refused as declared,
//! solutions and alternatives must pass, predicted programs must do what `expect` says, and each feedback
//! rule must apply to some program.

use super::course_finding::{
    CourseFinding, Difference, RefusedProgram, breaks_signature, explanation, not_built,
};
use super::duplicates;
use super::files;
use super::hidden_tests;
use super::mismatches;
use super::parts;
use super::programs::{GradedProgram, LessonProgram, ProgramRole};
use super::toml_texts;
use super::unshown;
use crate::course::{
    Claim, Course, FeedbackRule, LeftOut, Lesson, Mistake, Prediction, Problem, Schedules, Test,
};
use crate::grader::{self, Error, GradedAttempt, PassedOver, meets, prints_as_claimed};
use crate::verdict::{Diagnostic, Outcome, Severity, StageName, StageState, Trace, Verdict};
use std::collections::BTreeSet;

type TraceProgram<'a> = dyn Fn(&LessonProgram<'_>, &Verdict) -> Result<Option<Trace>, Error> + 'a;

/// Whether another run of the program would give the same result. If a limit or a signal ended the program, that counts as
/// lasting only if the lesson expects it.
pub(super) fn is_lasting(
    course: &Course,
    program: &LessonProgram<'_>,
    graded: &GradedAttempt,
) -> bool {
    let may_end_so =
        || !graded.was_ended_by_force() || findings(course, program, graded).is_empty();
    graded.is_reproducible() && may_end_so()
}

/// Compares what a lesson claims with what its programs did. Leaves out what follows from another finding, and what
/// needs the programs that a pack leaves out.
///
/// # Errors
/// If a program cannot be traced.
pub(super) fn findings_of_lesson(
    course: &Course,
    lesson: &Lesson,
    graded: &[GradedProgram<'_>],
    left_out: LeftOut,
    trace: &TraceProgram<'_>,
) -> Result<Vec<Problem>, Error> {
    // If the lesson makes a claim that no program can meet, its programs prove nothing.
    if !mismatches::unmeetable(lesson).is_empty() {
        return Ok(Vec::new());
    }
    let solution = graded.iter();
    let mut solution =
        solution.filter(|(program, _)| matches!(program.role, ProgramRole::Solution));
    let solution = solution.next().map(|(_, graded)| &graded.verdict);
    let broken_tests = solution.and_then(|verdict| broken_tests(lesson, verdict));
    let varies = graded.iter().any(|(program, graded)| {
        matches!(program.role, ProgramRole::Solution) && output_varies(graded)
    });
    let starter_passes = narrow_schedules(lesson).is_some()
        && graded.iter().any(|(program, graded)| {
            matches!(program.role, ProgramRole::Starter)
                && !lesson.head.starts_solved
                && graded.verdict.passed()
        });
    let unsupported = hidden_tests::unsupported(lesson);
    let fails_unsupported = |verdict: &Verdict| {
        let mut failed = verdict.tests.iter();
        failed.any(|test| test.state() == StageState::Failed && unsupported.contains(&test.name))
    };
    let mut all = Vec::new();
    let mut preceded: Vec<(HiddenFeedback<'_>, Vec<Problem>)> = Vec::new();
    // The feedback that programs with a finding should get: once the finding is fixed, cellmate shows it.
    let mut explained: BTreeSet<&str> = BTreeSet::new();
    for (program, graded) in graded {
        let mut found = findings(course, program, graded);
        name_own_file(program, &mut found);
        if found.is_empty() {
            continue;
        }
        explained.extend(expected_feedback(program));
        let is_mistake = matches!(program.role, ProgramRole::Mistake(_));
        let is_alternative = matches!(program.role, ProgramRole::Alternative(_));
        let follows = duplicates::is_repeated_mistake(program)
            || (varies && (is_mistake || is_alternative))
            || (starter_passes && is_mistake && graded.verdict.passed())
            || (broken_tests.is_some() && not_built(&graded.verdict).is_some())
            || fails_unsupported(&graded.verdict)
            || duplicates::is_also_mistake(program)
            || solution.is_some_and(|solution| follows_from(solution, program, &graded.verdict));
        if !follows {
            if let [refused] = found.as_mut_slice() {
                refused
                    .details
                    .extend(lines_of_hang(program, &graded.verdict, trace)?);
            }
            match preceding(course, program, graded) {
                Some(hidden) => preceded.push((hidden, found)),
                None => all.extend(found),
            }
        }
    }
    all.extend(one_for_each_cause(lesson, &preceded));
    // A mistake that is not declared may trigger the feedback.
    let knows_mistakes = !left_out.for_instructors && files::undeclared(lesson).is_empty();
    if broken_tests.is_none() && unsupported.is_empty() && knows_mistakes {
        let silent = unshown::never_shown(course, lesson, graded, &explained);
        all.extend(silent);
    }
    all.extend(broken_tests);
    let is_right = |(program, graded): &GradedProgram<'_>| match program.role {
        ProgramRole::Solution | ProgramRole::RightOrder => graded.verdict.passed(),
        _ => true,
    };
    if graded.iter().all(is_right) {
        all.extend(parts::other_solution(lesson));
    }
    Ok(all)
}

/// Feedback that precedes other feedback of the lesson, and the id of that other feedback.
type HiddenFeedback<'a> = (&'a FeedbackRule, &'a str);

/// Returns what a mistake gets instead of its feedback, if both apply.
fn preceding<'a>(
    course: &Course,
    program: &LessonProgram<'a>,
    graded: &GradedAttempt,
) -> Option<HiddenFeedback<'a>> {
    let ProgramRole::Mistake(mistake) = program.role else {
        return None;
    };
    let finding = check_mistake(course, program, (mistake, ""), graded)?;
    let CourseFinding::OtherFeedback {
        why: PassedOver::Preceded,
        verdict,
        ..
    } = finding
    else {
        return None;
    };
    let given = verdict.feedback.as_ref()?;
    let mut rules = program.lesson.feedback.iter();
    let given = rules.find(|rule| rule.id == given.id)?;
    Some((given, &mistake.feedback))
}

/// Merges problems: one for each feedback rule that precedes the feedback of several mistakes. Keeps the others.
fn one_for_each_cause(
    lesson: &Lesson,
    preceded: &[(HiddenFeedback<'_>, Vec<Problem>)],
) -> Vec<Problem> {
    let hidden_by = |id: &str| {
        let by_it = preceded.iter().filter(|((given, _), _)| given.id == id);
        by_it.map(|((_, wanted), _)| *wanted).collect::<Vec<&str>>()
    };
    let mut all = Vec::new();
    for rule in &lesson.feedback {
        let hidden = hidden_by(&rule.id);
        if hidden.len() > 1 {
            let (id, hidden) = (rule.id.as_str(), hidden.as_slice());
            let finding = CourseFinding::FeedbackTooEarly { id, hidden };
            all.push(in_lesson(lesson, rule.line, &finding));
        }
    }
    let alone = preceded
        .iter()
        .filter(|((given, _), _)| hidden_by(&given.id).len() == 1);
    all.extend(alone.flat_map(|(_, found)| found.clone()));
    all
}

/// Finds hidden tests that no starter or mistake fails, if there are mistakes. Returns the problem at the first of them.
pub(super) fn unproven_tests(lesson: &Lesson, graded: &[GradedProgram<'_>]) -> Option<Problem> {
    let passes = |(program, graded): &GradedProgram<'_>| {
        matches!(program.role, ProgramRole::Solution) && graded.verdict.passed()
    };
    if lesson.mistakes.is_empty()
        || !graded.iter().any(passes)
        || !mismatches::unmeetable(lesson).is_empty()
    {
        return None;
    }
    let wrong = graded.iter().filter(|(program, _)| {
        matches!(program.role, ProgramRole::Starter | ProgramRole::Mistake(_))
    });
    let verdicts = wrong.flat_map(|(_, graded)| [Some(&graded.verdict), graded.other.as_ref()]);
    let mut failed: BTreeSet<&str> = BTreeSet::new();
    let mut output_decides = lesson.expect.as_ref()?.stdout.is_some();
    for verdict in verdicts.flatten() {
        let failing = failing_tests(verdict);
        let output = verdict.stage(StageName::Output);
        output_decides &= failing.is_empty() || output == StageState::Failed;
        failed.extend(failing);
    }
    let hidden: Vec<&Test> = lesson.tests.iter().filter(|test| !test.own).collect();
    let never = hidden.iter().filter(|test| !failed.contains(&*test.name));
    let never: Vec<&&Test> = never.collect();
    let names: Vec<&str> = never.iter().map(|test| test.name.as_str()).collect();
    let (line, finding) = match never.first() {
        Some(first) => (first.line, CourseFinding::UnfailedTests(&names)),
        None if output_decides => (hidden.first()?.line, CourseFinding::TestsRepeatOutput),
        None => return None,
    };
    Some(in_lesson(lesson, line, &finding))
}

/// Returns the tests that ran and failed, and the one that fails in a schedule.
fn failing_tests(verdict: &Verdict) -> Vec<&str> {
    let tests = verdict.tests.iter().filter(|test| test.ran_and_failed());
    let explored = verdict.exploration.as_ref().filter(|found| found.fails());
    tests
        .map(|test| test.name.as_str())
        .chain(explored.and_then(|found| found.test.as_deref()))
        .collect()
}

/// Explains why a program that should pass panics or hangs, and names the lines.
fn lines_of_hang(
    program: &LessonProgram<'_>,
    verdict: &Verdict,
    trace: &TraceProgram<'_>,
) -> Result<Option<String>, Error> {
    let should_pass = matches!(
        program.role,
        ProgramRole::Solution | ProgramRole::RightOrder | ProgramRole::Alternative(_)
    );
    let is_explained = verdict.first_failure() == Some(StageName::Schedules);
    if !should_pass || is_explained || !grader::calls_for_a_trace(verdict, program.text()) {
        return Ok(None);
    }
    Ok(trace(program, verdict)?.as_ref().and_then(explanation))
}

/// Returns the schedules of a lesson if they allow fewer preemptions than the default.
fn narrow_schedules(lesson: &Lesson) -> Option<&Schedules> {
    let usual = Schedules::default().preemptions;
    let schedules = lesson.schedules.as_ref();
    schedules.filter(|schedules| schedules.preemptions < usual)
}

fn output_varies(graded: &GradedAttempt) -> bool {
    let verdicts = [Some(&graded.verdict), graded.other.as_ref()];
    let mut verdicts = verdicts.into_iter().flatten();
    graded.varies && verdicts.any(|verdict| verdict.first_failure() == Some(StageName::Output))
}

/// Returns the problem in the hidden tests that rustc reports even with the solution.
fn broken_tests(lesson: &Lesson, solution: &Verdict) -> Option<Problem> {
    // Tests are right to reject a solution without the lesson's signatures.
    if breaks_signature(solution) || !hidden_tests::in_modules(lesson).is_empty() {
        return None;
    }
    let error = not_built(solution).filter(|error| error.own_line.is_none())?;
    let finding = CourseFinding::TestsNotBuilt(&error.message);
    let path = format!("tests/hidden/{}.rs", lesson.id);
    let text = lesson.files.hidden.as_deref().unwrap_or_default();
    let line = error
        .hidden_line
        .and_then(|line| usize::try_from(line).ok());
    Some(finding.at_line(&path, text, line.unwrap_or(0)))
}

/// Makes rustc's messages name the program's own file, which was compiled in place of the learner's.
fn name_own_file(program: &LessonProgram<'_>, found: &mut [Problem]) {
    if matches!(
        program.role,
        ProgramRole::Starter
            | ProgramRole::RightOrder
            | ProgramRole::Distracted(_)
            | ProgramRole::Prediction(_)
    ) {
        return;
    }
    let (compiled, own) = (program.lesson.exercise_path(), program.path());
    for detail in found.iter_mut().flat_map(|problem| &mut problem.details) {
        *detail = detail.replace(&compiled, &own);
    }
}

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
        | ProgramRole::Distracted(_)
        | ProgramRole::Alternative(_)
        | ProgramRole::Prediction(_) => Vec::new(),
    }
}

/// Whether a program is refused for the same reason as the solution, for example because `[expect]` is wrong or a rule
/// refuses everything.
fn follows_from(solution: &Verdict, program: &LessonProgram<'_>, verdict: &Verdict) -> bool {
    let feedback = |verdict: &Verdict| verdict.feedback.as_ref().map(|given| given.id.clone());
    let mut broken = solution.broken_rules.iter();
    if let ProgramRole::Mistake(_) = program.role
        && !solution.broken_rules.is_empty()
        && broken.all(|broken| {
            verdict
                .broken_rules
                .iter()
                .any(|other| other.rule == broken.rule)
        })
    {
        return true;
    }
    // If the solution itself contradicts `[expect]`, it is unknown which mistakes the output check would refuse.
    if let ProgramRole::Mistake(_) = program.role
        && solution.first_failure() == Some(StageName::Output)
    {
        return true;
    }
    let is_ungraded = |verdict: &Verdict| {
        verdict.first_failure().is_none()
            && verdict.stage(StageName::Schedules) == StageState::Ungraded
    };
    if is_ungraded(solution) && is_ungraded(verdict) {
        return !matches!(program.role, ProgramRole::Solution);
    }
    let alike = !solution.passed()
        && solution.first_failure() == verdict.first_failure()
        && feedback(solution) == feedback(verdict);
    alike
        && match program.role {
            ProgramRole::RightOrder | ProgramRole::Alternative(_) => solution.diff == verdict.diff,
            ProgramRole::Mistake(_) => true,
            ProgramRole::Starter
            | ProgramRole::Solution
            | ProgramRole::Distracted(_)
            | ProgramRole::Prediction(_) => false,
        }
}

fn findings(course: &Course, program: &LessonProgram<'_>, graded: &GradedAttempt) -> Vec<Problem> {
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
            let finding = check_mistake(course, program, (declared, &name), graded);
            if finding.is_some()
                && not_built(&graded.verdict).is_some()
                && let Some(copied) = duplicates::copied_mistake(course, program)
            {
                return vec![copied];
            }
            finding
                .map(|one| in_lesson(lesson, declared.line, &one))
                .into_iter()
                .collect()
        }
        ProgramRole::Distracted(distractor) => {
            let line = toml_texts::line_of_text(&lesson.toml, "arrange.distractors", distractor);
            let is_right = graded.verdict.passed();
            let finding = is_right.then_some(CourseFinding::DistractorPasses(distractor));
            finding
                .map(|one| in_lesson(lesson, line, &one))
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
    lesson: &'a Lesson,
    claimed: &'a Prediction,
    graded: &GradedAttempt,
) -> Option<CourseFinding<'a>> {
    if graded.other.is_some() {
        return Some(CourseFinding::PredictionVaries(&claimed.id));
    }
    Some(CourseFinding::PredictionDiffers {
        lesson,
        prediction: claimed,
        difference: difference(&claimed.expect, &graded.verdict)?,
    })
}

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
        in_schedule: verdict.stage(StageName::Schedules) == StageState::Failed,
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
                lesson,
                program: RefusedProgram::Starter,
                text: lesson.files.starter.as_deref().unwrap_or_default(),
                verdict,
                always: true,
                varies: graded.varies,
            });
        }
        (false, true) => {
            let tried = verdict
                .exploration
                .as_ref()
                .map_or(0, |found| found.schedules_run);
            return Some(CourseFinding::StarterPasses(
                narrow_schedules(lesson).map(|schedules| (schedules, tried)),
            ));
        }
        (false, false) => {}
    }
    let errors: Vec<&Diagnostic> = verdict
        .observed
        .errors()
        .filter(|error| error.line.is_some())
        .collect();
    if claim.error.is_none()
        && claim.line.is_none()
        && let [first, second, ..] = errors[..]
    {
        return Some(CourseFinding::SeveralErrors([first, second]));
    }
    let difference = difference(claim, verdict).or_else(|| other_first_error(claim, verdict));
    difference.map(CourseFinding::StarterDiffers)
}

/// Returns how a starter differs from its claim if rustc reports another error first, because learners see that one
/// first, too.
fn other_first_error<'a>(claim: &'a Claim, verdict: &Verdict) -> Option<Difference<'a>> {
    let first = verdict.observed.errors().next()?;
    let fits = claim.error.is_none() || claim.error == first.code;
    (!fits || claim.line.is_some_and(|line| first.line != Some(line))).then(|| Difference {
        claim,
        observed: verdict.observed.clone(),
        in_output: false,
        in_schedule: false,
    })
}

fn check_mistake<'a>(
    course: &Course,
    program: &LessonProgram<'a>,
    (declared, name): (&'a Mistake, &'a str),
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
        return Some(CourseFinding::MistakePasses {
            lesson: &program.lesson.id,
            file: &declared.file,
        });
    }
    if !verdict.decisive().outcome.satisfies(declared.outcome) {
        return Some(CourseFinding::MistakeDiffers(declared, verdict));
    }
    let given = verdict.feedback.as_ref();
    if given.is_some_and(|given| given.id == declared.feedback) {
        return None;
    }
    let mut rules = program.lesson.feedback.iter().chain(&course.feedback);
    let Some(wanted) = rules.find(|rule| rule.id == declared.feedback) else {
        return Some(CourseFinding::MistakeDiffers(declared, verdict));
    };
    Some(CourseFinding::OtherFeedback {
        mistake: declared,
        verdict,
        why: PassedOver::find(course, &program.attempt().attempt, verdict, wanted),
        lesson: program.lesson,
    })
}

fn check_passes(program: &LessonProgram<'_>, graded: &GradedAttempt) -> Vec<Problem> {
    let verdicts = [Some(&graded.verdict), graded.other.as_ref()];
    let mut verdicts = verdicts.into_iter().flatten();
    if let Some(verdict) = verdicts.find(|verdict| !verdict.passed()) {
        let finding = CourseFinding::Refused {
            lesson: program.lesson,
            program: match program.role {
                ProgramRole::Solution => RefusedProgram::Solution,
                ProgramRole::RightOrder => RefusedProgram::Arranged(program.text()),
                _ => RefusedProgram::Alternative,
            },
            text: program.text(),
            verdict,
            always: graded.other.is_none(),
            varies: output_varies(graded),
        };
        return vec![in_program(program, failure_line(verdict), &finding)];
    }
    let warned =
        matches!(program.role, ProgramRole::Solution).then(|| warnings(program, &graded.verdict));
    warned.unwrap_or_default()
}

/// Returns rustc's warnings for a solution, because learners see them, too.
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

fn failure_line(verdict: &Verdict) -> Option<u32> {
    let panic = match &verdict.observed.outcome {
        Outcome::Panicked(panic) => panic.line,
        _ => None,
    };
    let error = verdict.observed.errors().next();
    let broken = verdict.broken_rules.iter().find_map(|broken| broken.line);
    panic.or(error.and_then(|error| error.line)).or(broken)
}
