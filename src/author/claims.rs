//! Compares what a lesson claims about its programs with what they did: starters and mistakes must be refused as declared,
//! solutions and alternatives must pass, predicted programs must do what `expect` says, and some program must get each
//! feedback.

use super::course_finding::{CourseFinding, Difference, RefusedProgram, explanation};
use super::duplicates;
use super::hidden_tests;
use super::parts;
use super::programs::{LessonProgram, ProgramRole};
use super::toml_texts;
use crate::course::{
    Claim, Course, FeedbackRule, LeftOut, Lesson, Mistake, Prediction, Problem, Slot, Test, When,
};
use crate::grader::{
    self, Error, GradedAttempt, PassedOver, judge_prediction, meets, prints_as_claimed,
};
use crate::verdict::{
    Observation, Outcome, OutcomeKind, PredictedOutcome, Severity, StageName, StageState,
    TestBuildError, TestResult, Trace, Verdict,
};
use std::collections::BTreeSet;

type GradedProgram<'a> = (&'a LessonProgram<'a>, &'a GradedAttempt);

/// Traces a program that was graded.
type TraceProgram<'a> = dyn Fn(&LessonProgram<'_>, &Verdict) -> Result<Option<Trace>, Error> + 'a;

/// Whether another run of a program would show the same. A program may run into a limit only if the lesson claims that, or
/// refuses the program for it.
pub(super) fn is_lasting(
    course: &Course,
    program: &LessonProgram<'_>,
    graded: &GradedAttempt,
) -> bool {
    let may_end_so =
        || !graded.was_ended_by_force() || findings(course, program, graded).is_empty();
    graded.is_reproducible() && may_end_so()
}

/// Compares what a lesson claims with what its programs did. What follows from another finding is left out, and so is what
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
    // Then the programs show nothing.
    if !parts::unmeetable(lesson).is_empty() {
        return Ok(Vec::new());
    }
    let solution = graded.iter();
    let mut solution =
        solution.filter(|(program, _)| matches!(program.role, ProgramRole::Solution));
    let solution = solution.next().map(|(_, graded)| &graded.verdict);
    let broken_tests = solution.and_then(|verdict| broken_tests(lesson, verdict));
    let unsupported = hidden_tests::unsupported(lesson);
    let fails_unsupported = |verdict: &Verdict| {
        let mut failed = verdict.tests.iter();
        failed.any(|test| test.state() == StageState::Failed && unsupported.contains(&test.name))
    };
    let mut all = Vec::new();
    // The feedback that would be shown without a finding.
    let mut explained: BTreeSet<&str> = BTreeSet::new();
    for (program, graded) in graded {
        let mut found = findings(course, program, graded);
        name_own_file(program, &mut found);
        if found.is_empty() {
            continue;
        }
        explained.extend(expected_feedback(program));
        let follows = duplicates::is_repeated_mistake(program)
            || (broken_tests.is_some() && not_built(&graded.verdict).is_some())
            || fails_unsupported(&graded.verdict)
            || solution.is_some_and(|solution| follows_from(solution, program, &graded.verdict));
        if !follows {
            if let [refused] = found.as_mut_slice() {
                refused
                    .details
                    .extend(lines_of_hang(program, &graded.verdict, trace)?);
            }
            all.extend(found);
        }
    }
    if broken_tests.is_none() && unsupported.is_empty() && !left_out.for_instructors {
        let silent = never_shown(course, lesson, graded, &explained);
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

/// Finds hidden tests that no starter or mistake shows to be needed, if there are mistakes. Returns the problem at the first
/// of them.
pub(super) fn unproven_tests(lesson: &Lesson, graded: &[GradedProgram<'_>]) -> Option<Problem> {
    let passes = |(program, graded): &GradedProgram<'_>| {
        matches!(program.role, ProgramRole::Solution) && graded.verdict.passed()
    };
    if lesson.mistakes.is_empty() || !graded.iter().any(passes) {
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

/// Explains, with its lines, why a program that should pass panics or hangs.
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
    // If the program and `[expect]` disagree, it is not known which mistakes are told from the solution.
    if let ProgramRole::Mistake(_) = program.role
        && solution.first_failure() == Some(StageName::Output)
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
                lesson,
                program: RefusedProgram::Starter,
                text: lesson.files.starter.as_deref().unwrap_or_default(),
                verdict,
                always: true,
                varies: graded.varies,
            });
        }
        (false, true) => return Some(CourseFinding::StarterPasses),
        (false, false) => {}
    }
    let difference = difference(claim, verdict).or_else(|| other_first_error(claim, verdict));
    difference.map(CourseFinding::StarterDiffers)
}

/// Returns how a starter differs from its claim if rustc reports another error first, which learners will see first, too.
fn other_first_error<'a>(claim: &'a Claim, verdict: &Verdict) -> Option<Difference<'a>> {
    let first = verdict.observed.errors().next()?;
    let fits = claim.error.is_none() || claim.error == first.code;
    (!fits || claim.line.is_some_and(|line| first.line != Some(line))).then(|| Difference {
        claim,
        observed: verdict.observed.clone(),
        in_output: false,
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
            varies: graded.varies && verdict.first_failure() == Some(StageName::Output),
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
    let broken = verdict.broken_rules.iter().find_map(|broken| broken.line);
    panic.or(error.and_then(|error| error.line)).or(broken)
}

/// Finds feedback of the lesson that none of its programs triggers, except what another finding explains.
fn never_shown(
    course: &Course,
    lesson: &Lesson,
    graded: &[GradedProgram<'_>],
    explained: &BTreeSet<&str>,
) -> Vec<Problem> {
    let verdicts = graded
        .iter()
        .flat_map(|(_, graded)| [Some(&graded.verdict), graded.other.as_ref()]);
    let shown: BTreeSet<&str> = verdicts
        .flatten()
        .filter_map(|verdict| Some(verdict.feedback.as_ref()?.id.as_str()))
        .collect();
    let is_silent = |id: &str| !shown.contains(id) && !explained.contains(id);
    let mut silent: Vec<&FeedbackRule> = lesson
        .feedback
        .iter()
        .filter(|one| is_silent(&one.id))
        .collect();
    for (program, graded) in graded {
        // Most lessons need no guesses, and these take time.
        if let ProgramRole::Prediction(prediction) = program.role
            && !silent.is_empty()
        {
            let seen = &graded.verdict.observed;
            let guessed = wrong_guesses(course, lesson, prediction, seen);
            silent.retain(|one| !guessed.contains(&one.id));
        }
    }
    let finding = |one: &&FeedbackRule| {
        let earlier = lesson
            .feedback
            .iter()
            .take_while(|other| other.line < one.line);
        let mut earlier = earlier.filter(|other| always_precedes(other, one));
        let finding = match earlier.next() {
            Some(other) => CourseFinding::FeedbackShadowed {
                id: &one.id,
                by: &other.id,
                by_line: other.line,
            },
            None => CourseFinding::FeedbackNeverShown {
                id: &one.id,
                kind: lesson.head.kind,
            },
        };
        in_lesson(lesson, one.line, &finding)
    };
    silent.iter().map(finding).collect()
}

/// Whether a feedback rule is chosen whenever a later one of the same lesson applies, because it has fewer conditions.
/// Returns false if the grader may try the later one first, or if a condition means something else beside other
/// conditions.
fn always_precedes(earlier: &FeedbackRule, later: &FeedbackRule) -> bool {
    let (few, many) = (&earlier.when, &later.when);
    if few == many {
        return Slot::all(&earlier.say).next().is_none();
    }
    let plain = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default();
        !text.contains('"') && !text.contains("&mut self") && !text.contains("&self")
    };
    let is_tried_first =
        !few.is_fallback() && !few.is_general() && plain(&many.source) && plain(&many.rule);
    // These are about the failed test, if the feedback names one.
    let about_run = few.outcome.is_some() || few.panic.is_some();
    let is_wider = match (&few.prediction, &many.prediction) {
        // `program` is any wrong outcome that was predicted, and `program:finished` is one of them.
        (Some(few), Some(many)) => few == many || many.starts_with(&format!("{few}:")),
        (few, many) => few == many,
    };
    let same_scope = (!about_run || few.test == many.test) && is_wider;
    let no_message = few.message.is_none() && few.in_head.is_none();
    let no_more = When {
        outcome: few.outcome.and(many.outcome),
        stage: few.stage.and(many.stage),
        error: few.error.as_ref().and(many.error.clone()),
        panic: few.panic.and(many.panic),
        test: few.test.as_ref().and(many.test.clone()),
        rule: few.rule.as_ref().and(many.rule.clone()),
        prediction: few.prediction.clone(),
        stdout: few.stdout.as_ref().and(many.stdout.clone()),
        message: None,
        source: few.source.as_ref().and(many.source.clone()),
        added: few.added.as_ref().and(many.added.clone()),
        lacks: few.lacks.as_ref().and(many.lacks.clone()),
        in_head: None,
        explanation: few.explanation.and(many.explanation),
        ungraded: few.ungraded.and(many.ungraded),
        starter: few.starter && many.starter,
        hard_coded: few.hard_coded && many.hard_coded,
        added_output: few.added_output && many.added_output,
        exclusive_receiver: few.exclusive_receiver && many.exclusive_receiver,
    };
    is_tried_first && same_scope && no_message && !few.has_slots() && no_more == *few
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
