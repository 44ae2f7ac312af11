//! A verdict: its headline, what shows that something failed, what the lesson says about it, and what was printed.

use super::failures::{broken_rule, test_failure};
use super::outcome::{finished_instead, got_expected, meaning, status_of};
use super::{
    Block, Check, CheckState, CodeLine, Comparison, Headline, Mark, NextStep, OutputExcerpt, Tone,
    schedules,
};
use crate::compare::DiffNote;
use crate::text::{self, plural};
use crate::verdict::{
    BrokenRuleKind, Diagnostic, Exploration, Feedback, Observation, Outcome, Panic, Severity,
    Shortfall, StageName, StageState, TestReport, Verdict,
};

/// The maximum number of lines of output in a verdict.
const IN_A_VERDICT: usize = 20;

/// The maximum number of lines of output if the learner asks for it.
const ON_REQUEST: usize = 200;

/// The maximum number of columns of a line that says why a test failed.
const MAX_DETAIL: usize = 300;

/// The maximum number of errors in a verdict. The first says most: the others often follow from it.
const ERRORS_IN_A_VERDICT: usize = 3;

/// The maximum number of errors and warnings if the learner asks for them.
const ERRORS_ON_REQUEST: usize = 12;

/// The maximum number of warnings, or pieces of advice, to show, one per line.
const WARNINGS: usize = 4;

/// Returns the whole verdict on `source`, the learner's file: the headline; the evidence; what the lesson says about
/// it; then what else was printed, and warnings. What to do next is not part of it.
#[must_use]
pub fn verdict(verdict: &Verdict, source: &str) -> Vec<Block> {
    let mut blocks = vec![Block::Headline(Headline {
        millis: Some(verdict.millis),
        ..status(verdict)
    })];
    blocks.extend(compiler_errors(&verdict.observed.diagnostics));
    if verdict.stage(StageName::Run) == StageState::Failed {
        blocks.extend(ending(&verdict.observed.outcome, source));
    }
    blocks.extend(difference(verdict));
    if is_failed(verdict.tests.iter().map(TestReport::state)) {
        blocks.extend(tests(verdict));
    }
    blocks.extend(broken_rules(verdict));
    let schedules = verdict.stage(StageName::Schedules);
    // The schedules of a test that passed say nothing about what failed.
    let says_more = schedules == StageState::Failed || verdict.passed();
    if let Some(found) = verdict.exploration.as_ref().filter(|_| says_more) {
        blocks.extend(schedules::exploration(found, None));
    }
    blocks.extend(feedback(verdict));
    blocks.extend(ungraded_schedules(verdict));
    blocks.extend(unsafe_code(verdict));
    if !verdict.passed() {
        let output_passed = verdict.stage(StageName::Output) == StageState::Passed;
        blocks.extend(printed(verdict, !output_passed, IN_A_VERDICT));
        blocks.extend(warnings(&verdict.observed.diagnostics));
    }
    blocks
}

/// Returns the output and how the program ended, with what the lesson says about it.
#[must_use]
pub fn output(verdict: &Verdict, source: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    if verdict.observed.outcome == Outcome::CompileError {
        blocks.push(Block::Note(
            Tone::Quiet,
            "It does not compile, so nothing was run.".to_owned(),
        ));
        blocks.push(Block::next_step(
            NextStep::Compiler,
            "shows what rustc says",
        ));
    }
    if verdict.stage(StageName::Run) == StageState::Failed {
        blocks.extend(ending(&verdict.observed.outcome, source));
    }
    blocks.extend(difference(verdict));
    blocks.extend(feedback(verdict));
    let printed = printed(verdict, true, ON_REQUEST);
    if printed.is_empty() && verdict.diff.is_none() && verdict.observed.run.is_some() {
        blocks.push(Block::Note(Tone::Quiet, "It printed nothing.".to_owned()));
    }
    blocks.extend(printed);
    blocks
}

/// Returns what rustc says about a program, with what the lesson says about one of the errors: that with the code `about`,
/// or else the first.
#[must_use]
pub fn compiler(all: &[Diagnostic], said: Option<&Feedback>, about: Option<&str>) -> Vec<Block> {
    if all.is_empty() {
        return vec![Block::Note(
            Tone::Quiet,
            "rustc reported no errors or warnings.".to_owned(),
        )];
    }
    let mut blocks = messages(all, ERRORS_ON_REQUEST);
    // What the lesson says follows the error that it is about.
    let mut shown = all.iter().take(ERRORS_ON_REQUEST);
    let at = shown.position(|found| about.is_some() && found.code.as_deref() == about);
    let after = at.unwrap_or(0) + 1;
    let said = said.map(|said| Block::Prose(said.text.clone()));
    blocks.splice(after..after, said);
    blocks
}

/// Returns the title of rustc's explanation of an error code. It names the line if the first error has no code, because
/// the verdict is about that one.
#[must_use]
pub fn explained_code(verdict: &Verdict, code: &str) -> String {
    let is_explained = |error: &&Diagnostic| error.code.as_deref() == Some(code);
    let is_first = verdict
        .observed
        .errors()
        .take(1)
        .any(|error| is_explained(&error));
    let explained = verdict.observed.errors().find(is_explained);
    let line = explained.and_then(|error| error.line);
    let line = line.filter(|_| !is_first);
    let on = line.map_or(String::new(), |line| format!(" (line {line})"));
    format!("{code}{on}, explained by rustc")
}

/// Returns the hidden tests and the rules, with what the lesson says if one of them failed.
#[must_use]
pub fn tests_and_rules(verdict: &Verdict) -> Vec<Block> {
    let mut blocks = tests(verdict);
    blocks.extend(broken_rules(verdict));
    if verdict.stage(StageName::Rules) == StageState::Passed {
        blocks.push(Block::Checks(vec![Check {
            state: CheckState::Passed,
            says: "follows the rules of this lesson".to_owned(),
            details: Vec::new(),
        }]));
    }
    if blocks.is_empty() {
        let says = if verdict.stage(StageName::Output) == StageState::NotApplicable {
            "This lesson has no tests."
        } else {
            "This lesson has no tests: cellmate grades what your program prints."
        };
        blocks.push(Block::Note(Tone::Quiet, says.to_owned()));
    }
    match verdict.first_failure() {
        Some(StageName::Tests | StageName::Rules) => blocks.extend(feedback(verdict)),
        Some(StageName::Compile | StageName::Run | StageName::Output | StageName::Schedules)
        | None => {}
    }
    blocks
}

/// Says why a file could not be graded.
#[must_use]
pub fn not_graded(why: &str) -> Vec<Block> {
    let says = format!("Your file could not be graded: {why}");
    vec![Block::Note(Tone::Bad, says)]
}

/// Says that the file has not been graded yet.
#[must_use]
pub fn ungraded() -> Vec<Block> {
    vec![
        Block::Note(Tone::Quiet, "Your file hasn't been graded yet.".to_owned()),
        Block::next_step(NextStep::Check, "grades it"),
    ]
}

/// Returns what the compiler's tab shows before a first verdict.
#[must_use]
pub fn not_compiled() -> Vec<Block> {
    let says = "cellmate hasn't compiled anything yet.".to_owned();
    vec![Block::Note(Tone::Quiet, says)]
}

/// Returns what the tests' tab shows before a first verdict.
#[must_use]
pub fn not_tested() -> Vec<Block> {
    vec![Block::Note(
        Tone::Quiet,
        "cellmate hasn't tested anything yet.".to_owned(),
    )]
}

/// Says that the file is being graded.
#[must_use]
pub fn grading() -> Vec<Block> {
    vec![Block::Note(Tone::Quiet, "Grading your file …".to_owned())]
}

/// Says that the verdict is about an older text.
#[must_use]
pub fn outdated() -> Vec<Block> {
    vec![
        Block::Note(
            Tone::Quiet,
            "This is about an older version of your file or of this lesson.".to_owned(),
        ),
        Block::next_step(NextStep::Check, "grades it as it is now"),
    ]
}

/// Returns the schedules that were tried, and what the failing ones do, if that is why the file did not pass.
pub(super) fn failing_schedules(verdict: &Verdict) -> Option<(&Exploration, &'static str)> {
    let found = verdict.exploration.as_ref();
    let found = found.filter(|_| verdict.first_failure() == Some(StageName::Schedules))?;
    let does = match found.failing_result()?.ending.outcome() {
        Outcome::Deadlocked { .. } => "deadlocks",
        Outcome::CompileError
        | Outcome::Finished { .. }
        | Outcome::Panicked(_)
        | Outcome::TimedOut { .. }
        | Outcome::Killed { .. } => "fails",
    };
    Some((found, does))
}

/// Returns the status of a verdict: what is wrong, in a few words.
#[must_use]
pub fn status(verdict: &Verdict) -> Headline {
    if verdict.passed() {
        return Headline {
            tone: Tone::Good,
            status: "passed".to_owned(),
            detail: None,
            millis: None,
        };
    }
    let outcome = &verdict.observed.outcome;
    let says = match verdict.first_failure() {
        Some(StageName::Compile) if *outcome == Outcome::CompileError => "does not compile",
        Some(StageName::Compile) => match outcome {
            _ if let Some(broken_use) = broken_use(verdict) => broken_use,
            Outcome::TimedOut { .. } => "took too long to compile",
            Outcome::CompileError
            | Outcome::Finished { .. }
            | Outcome::Panicked(_)
            | Outcome::Deadlocked { .. }
            | Outcome::Killed { .. } => "compiles, but should not",
        },
        Some(StageName::Run) if *outcome == (Outcome::Finished { code: 0 }) => {
            return failure(finished_instead(verdict.expected));
        }
        Some(StageName::Run) => return status_of(&verdict.observed),
        Some(StageName::Output) => "wrong output",
        Some(StageName::Tests) => {
            let failed = count(verdict.tests.iter(), StageState::Failed);
            let all = plural(verdict.tests.len(), "test");
            return failure(format!("{failed} of {all} failed"));
        }
        Some(StageName::Rules) => "breaks a rule of this lesson",
        Some(StageName::Schedules) => {
            return failure(match failing_schedules(verdict) {
                Some((found, does)) if found.schedules_run == 1 => {
                    format!("{does} in the only schedule tried")
                }
                Some((found, does)) => format!(
                    "{does} in {} of {} schedules",
                    found.failures(),
                    found.schedules_run
                ),
                None => "fails in at least one schedule".to_owned(),
            });
        }
        None => {
            let ungraded = verdict.stage(StageName::Schedules) == StageState::Ungraded;
            let found = verdict.exploration.as_ref().filter(|_| ungraded);
            return failure(match found {
                Some(found) if found.shortfall == Some(Shortfall::OneAtATime) => {
                    schedules::shortfall(found)
                }
                Some(found) => format!("could not be graded: {}", schedules::shortfall(found)),
                None => "could not be graded".to_owned(),
            });
        }
    };
    failure(says.to_owned())
}

/// Says how a file breaks a rule about what must compile and what must not.
fn broken_use(verdict: &Verdict) -> Option<&'static str> {
    let mut broken_rules = verdict.broken_rules.iter();
    broken_rules.find_map(|broken| match broken.kind {
        BrokenRuleKind::Accepted { .. } => Some("allows code that must not compile"),
        BrokenRuleKind::OtherError { .. } => {
            Some("code that must not compile fails for another reason")
        }
        BrokenRuleKind::Rejected { .. } => Some("rejects code that must compile"),
        BrokenRuleKind::NotUsed
        | BrokenRuleKind::Forbidden { .. }
        | BrokenRuleKind::ForbiddenInFunction { .. }
        | BrokenRuleKind::ForbiddenCode { .. }
        | BrokenRuleKind::Reserved(_)
        | BrokenRuleKind::OwnMacro { .. }
        | BrokenRuleKind::OtherSignature { .. }
        | BrokenRuleKind::NoFunction
        | BrokenRuleKind::Warned { .. } => None,
    })
}

fn failure(status: String) -> Headline {
    Headline {
        tone: Tone::Bad,
        status,
        detail: None,
        millis: None,
    }
}

/// Returns the first few errors among these.
#[must_use]
pub fn compiler_errors(diagnostics: &[Diagnostic]) -> Vec<Block> {
    let errors = diagnostics.iter().filter(|found| found.is_error());
    let errors: Vec<Diagnostic> = errors.cloned().collect();
    messages(&errors, ERRORS_IN_A_VERDICT)
}

fn messages(all: &[Diagnostic], at_most: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = all
        .iter()
        .take(at_most)
        .cloned()
        .map(Block::Compiler)
        .collect();
    if let Some(more @ 1..) = all.len().checked_sub(at_most) {
        let says = format!("And {more} more. Start with the first.");
        blocks.push(Block::Note(Tone::Quiet, says));
    }
    blocks
}

/// Returns the warnings of a file that compiles, one per line.
fn warnings(diagnostics: &[Diagnostic]) -> Vec<Block> {
    let compiles = diagnostics
        .iter()
        .all(|found| found.severity == Severity::Warning);
    if compiles {
        in_lines("Warnings from rustc", diagnostics)
    } else {
        Vec::new()
    }
}

/// Returns clippy's advice, one per line.
#[must_use]
pub fn advice(found: &[Diagnostic]) -> Vec<Block> {
    in_lines("Advice from clippy", found)
}

fn in_lines(title: &str, found: &[Diagnostic]) -> Vec<Block> {
    if found.is_empty() {
        return Vec::new();
    }
    let line = |found: &Diagnostic| {
        let line = found.line.map(|line| format!("line {line}: "));
        let code = found.code.as_ref().map(|code| format!(" ({code})"));
        let message = &found.message;
        format!(
            "{}{message}{}",
            line.unwrap_or_default(),
            code.unwrap_or_default()
        )
    };
    let mut lines: Vec<String> = found.iter().take(WARNINGS).map(line).collect();
    if let Some(more @ 1..) = found.len().checked_sub(WARNINGS) {
        lines.push(format!("and {more} more"));
    }
    vec![Block::Heading(title.to_owned()), Block::Lines(lines)]
}

/// Says how a run ended: the line of its panic with the message, or what the outcome means.
fn ending(outcome: &Outcome, source: &str) -> Vec<Block> {
    match outcome {
        Outcome::Panicked(panic) => vec![panicked(panic, source)],
        Outcome::CompileError
        | Outcome::Finished { .. }
        | Outcome::Deadlocked { .. }
        | Outcome::TimedOut { .. }
        | Outcome::Killed { .. } => meaning(outcome).map(Block::Prose).into_iter().collect(),
    }
}

fn panicked(panic: &Panic, source: &str) -> Block {
    let thread = if panic.thread == "main" {
        String::new()
    } else {
        format!(" in thread {}", panic.thread)
    };
    let says = format!("panic{thread}: {}", panic.message.trim_end());
    let line = panic.line.and_then(|number| {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        Some((number, source.lines().nth(index)?))
    });
    match line {
        Some((number, text)) => Block::Code(vec![CodeLine {
            number,
            text: text.to_owned(),
            mark: Some(Mark {
                tone: Tone::Bad,
                says,
            }),
        }]),
        None => Block::Note(Tone::Bad, says),
    }
}

/// Returns the expected output next to the printed one, if that is what failed.
fn difference(verdict: &Verdict) -> Vec<Block> {
    let Some(diff) = &verdict.diff else {
        return Vec::new();
    };
    let mut blocks = vec![Block::Diff(Comparison {
        expected: "expected".to_owned(),
        actual: "yours".to_owned(),
        is_judged: true,
        diff: diff.clone(),
    })];
    let run = verdict.observed.run.as_ref();
    if run.is_some_and(|run| run.stdout.is_empty()) {
        let says = "Your program printed nothing.";
        blocks.push(Block::Note(Tone::Quiet, says.to_owned()));
    }
    blocks
}

/// Says what differs although it is invisible.
#[must_use]
pub fn note(note: &DiffNote) -> String {
    match note {
        DiffNote::MissingFinalNewline => {
            "The newline at the end is missing: `println!` writes one, `print!` doesn't.".to_owned()
        }
        DiffNote::ExtraFinalNewline => "The output has one newline too many at the end.".to_owned(),
        DiffNote::TrailingSpace { line } => {
            format!("Line {line}: the spaces at the end of the line differ.")
        }
        DiffNote::Tabs { line } => format!("Line {line}: tabs and spaces differ."),
        DiffNote::CarriageReturn { line } => {
            format!("Line {line} contains a carriage return (`\\r`).")
        }
    }
}

fn tests(verdict: &Verdict) -> Vec<Block> {
    if verdict.tests.is_empty() {
        return Vec::new();
    }
    let passed = count(verdict.tests.iter(), StageState::Passed);
    let heading = format!("Tests: {passed} of {} passed", verdict.tests.len());
    let explored = verdict.exploration.as_ref().filter(|found| found.fails());
    let explored = explored.and_then(|found| found.test.as_deref());
    let items = verdict.tests.iter().map(|test| {
        let is_contradicted =
            test.state() == StageState::Passed && explored == Some(test.name.as_str());
        Check {
            state: state(test.state()),
            says: test.description.clone(),
            details: if is_contradicted {
                vec!["passed in one run, but fails in at least one schedule".to_owned()]
            } else {
                details(test)
            },
        }
    });
    vec![Block::Heading(heading), Block::Checks(items.collect())]
}

fn details(test: &TestReport) -> Vec<String> {
    let detail = test_failure(test).unwrap_or_default();
    if let Some(short) = got_expected(&detail) {
        return vec![short];
    }
    let lines = detail.lines();
    lines.map(|line| text::truncate(line, MAX_DETAIL)).collect()
}

fn broken_rules(verdict: &Verdict) -> Vec<Block> {
    if verdict.broken_rules.is_empty() {
        return Vec::new();
    }
    let heading = format!("{} broken", plural(verdict.broken_rules.len(), "rule"));
    let items = verdict.broken_rules.iter().map(|broken| {
        let line = broken.line.map(|line| format!("line {line}: "));
        Check {
            state: CheckState::Failed,
            says: format!("{}{}", line.unwrap_or_default(), broken_rule(broken)),
            details: Vec::new(),
        }
    });
    vec![Block::Heading(heading), Block::Checks(items.collect())]
}

/// Returns what was printed, if nothing else shows it: on stdout if `with_stdout` is set and there is no diff, and on
/// stderr if no panic wrote it.
fn printed(verdict: &Verdict, with_stdout: bool, at_most: usize) -> Vec<Block> {
    let Some(run) = &verdict.observed.run else {
        return Vec::new();
    };
    let stdout = if with_stdout && verdict.diff.is_none() {
        run.stdout.as_str()
    } else {
        ""
    };
    let stderr = if run.panics.is_empty() {
        run.stderr.as_str()
    } else {
        ""
    };
    excerpts(stdout, stderr, at_most)
}

/// Returns the beginnings of what was printed on both streams; nothing for an empty one.
fn excerpts(stdout: &str, stderr: &str, at_most: usize) -> Vec<Block> {
    let both = [(false, stdout), (true, stderr)];
    let excerpts = both
        .into_iter()
        .filter(|(_, text)| !text.trim_end_matches('\n').is_empty());
    let block = |(is_stderr, text): (bool, &str)| {
        Block::Excerpt(OutputExcerpt {
            is_stderr,
            text: text.trim_end_matches('\n').to_owned(),
            at_most,
        })
    };
    excerpts.map(block).collect()
}

/// Says how a program that was not graded ended: rustc's errors, or its panic.
pub(super) fn ending_of(observed: &Observation, program: &str) -> Vec<Block> {
    let mut blocks = compiler_errors(&observed.diagnostics);
    blocks.extend(ending(&observed.outcome, program));
    blocks
}

pub(super) fn printed_by(observed: &Observation) -> Vec<Block> {
    let Some(run) = &observed.run else {
        return Vec::new();
    };
    // What a panic writes to stderr is in the sentences already.
    let finished = matches!(observed.outcome, Outcome::Finished { .. });
    let stderr = if finished { run.stderr.as_str() } else { "" };
    excerpts(&run.stdout, stderr, IN_A_VERDICT)
}

fn feedback(verdict: &Verdict) -> Option<Block> {
    let said = verdict.feedback.as_ref()?;
    Some(Block::Prose(said.text.clone()))
}

/// Says what to do if the schedules could not be graded and nothing failed.
fn ungraded_schedules(verdict: &Verdict) -> Option<Block> {
    let ungraded = verdict.stage(StageName::Schedules) == StageState::Ungraded;
    let found = verdict.exploration.as_ref().filter(|_| ungraded)?;
    let says = match verdict.first_failure() {
        None => schedules::advice(found).to_owned(),
        Some(_) => return None,
    };
    Some(Block::Prose(says))
}

/// Says what the hidden tests cannot prove about a file with `unsafe`.
fn unsafe_code(verdict: &Verdict) -> Option<Block> {
    let line = verdict.unsafe_line?;
    let says = format!(
        "Your file uses `unsafe` on line {line}. Unsafe code can do anything, so the hidden tests prove nothing about your file."
    );
    Some(Block::Note(Tone::Notice, says))
}

fn state(state: StageState) -> CheckState {
    match state {
        StageState::Passed => CheckState::Passed,
        StageState::Failed => CheckState::Failed,
        StageState::Ungraded | StageState::Skipped | StageState::NotApplicable => {
            CheckState::NotRun
        }
    }
}

fn is_failed(mut states: impl Iterator<Item = StageState>) -> bool {
    states.any(|state| state == StageState::Failed)
}

fn count<'a>(tests: impl Iterator<Item = &'a TestReport>, state: StageState) -> usize {
    tests.filter(|test| test.state() == state).count()
}
