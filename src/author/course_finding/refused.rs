//! Says what to fix if a program that should pass is refused, or if a mistake gets different feedback than declared.

use super::describe::{
    asks_for_crate, breaks_signature, is_about_schedule, not_built, verdict_details,
};
use crate::author::toml_texts;
use crate::compare::{self, CompareMode};
use crate::course::{Lesson, Mistake, MustReject, nearest};
use crate::grader::PassedOver;
use crate::verdict::{
    BrokenRule, BrokenRuleKind, Observation, Outcome, Shortfall, StageName, StageState, TimeLimit,
    Verdict,
};
use regex_lite::Regex;

const MAX_LINES: usize = 40;

/// A program that should pass.
#[derive(Clone, Copy, Debug)]
pub enum RefusedProgram<'a> {
    /// The starter of a lesson that starts solved.
    Starter,
    Solution,
    Alternative,
    /// The lines of `[arrange]` in the right order. This is the whole text, which no file has.
    Arranged(&'a str),
}

impl RefusedProgram<'_> {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Starter => "the untouched starter",
            Self::Solution => "the solution",
            Self::Alternative => "this alternative",
            Self::Arranged(_) => "the order of the lines in `[arrange]`",
        }
    }

    pub(super) fn details(self, lesson: &Lesson, verdict: &Verdict) -> Vec<String> {
        let mut details = verdict_details(verdict);
        if is_unescaped(lesson, &verdict.observed) {
            details.clear();
        }
        if let Some((must, code)) = use_of(lesson, verdict) {
            let line = must.line;
            details.extend(code.lines().map(str::to_owned));
            details.push(format!("(`{}` on line {line} of {})", must.id, lesson.path));
        }
        if let Self::Arranged(text) = self {
            let path = lesson.exercise_path();
            for detail in &mut details {
                *detail = detail.replace(&path, "the program in this order");
            }
            details.push("The program in this order:".to_owned());
            let rows = text.lines().take(MAX_LINES).enumerate();
            details.extend(rows.map(|(at, row)| format!("{:>2} {row}", at + 1)));
        }
        details
    }

    /// Says what to fix, beginning with what is more likely to be wrong.
    pub(super) fn help(
        self,
        lesson: &Lesson,
        text: &str,
        verdict: &Verdict,
        varies: bool,
    ) -> String {
        if varies {
            return steady_output(lesson, text);
        }
        if let Some(cause) = known_cause(lesson, text, verdict) {
            return cause;
        }
        if let Self::Starter = self {
            let line = toml_texts::line_of(&lesson.toml, "starts_solved");
            return format!("fix the starter, or remove `starts_solved = true` on line {line}");
        }
        if let Some(error) = not_built(verdict).filter(|_| !breaks_signature(verdict)) {
            let line = error
                .hidden_line
                .map_or(String::new(), |line| format!(":{line}"));
            return format!(
                "make tests/hidden/{}.rs{line} use only what each right file has, such as the functions in `signatures`, or fix this file",
                lesson.id
            );
        }
        if let Self::Arranged(_) = self
            && let Some((line, near)) = other_line(lesson)
        {
            return format!(
                "write `{near}`, as in the solution, instead of `{line}`: a learner who writes `{line}` would not pass"
            );
        }
        let file = match self {
            Self::Starter => "the starter",
            Self::Solution | Self::Alternative => "this file",
            Self::Arranged(_) => "the order of `lines`",
        };
        let places = match claim(lesson, verdict) {
            None => file.to_owned(),
            Some(claim) if self.is_doubtful(verdict) => format!("{file}, or {claim}"),
            Some(claim) => format!("{claim}, or {file}"),
        };
        format!("fix {places}: a learner who writes this would not pass")
    }

    /// Whether its own text is more likely to be wrong than what the lesson says about it.
    fn is_doubtful(self, verdict: &Verdict) -> bool {
        match self {
            Self::Solution => {
                verdict.first_failure() == Some(StageName::Run)
                    || verdict.observed.outcome == Outcome::CompileError
            }
            Self::Starter | Self::Alternative | Self::Arranged(_) => {
                verdict.first_failure() != Some(StageName::Compile)
            }
        }
    }
}

/// Returns the line of `[arrange]` that the solution lacks, if there is only one, and the most similar line of the solution.
fn other_line(lesson: &Lesson) -> Option<(&str, &str)> {
    let solution = lesson.files.solution.as_deref()?;
    let given = lesson.arrange.as_ref()?.lines.iter();
    let given = given.flat_map(|lines| lines.lines()).map(str::trim);
    let is_there = |line: &str| solution.lines().any(|other| other.trim() == line);
    let mut missing = given.filter(|line| !line.is_empty() && !is_there(line));
    let line = missing.next().filter(|_| missing.next().is_none())?;
    let near = nearest(line, solution.lines().map(str::trim))?;
    Some((line, near))
}

/// Says what to change so that a program prints the same every time.
fn steady_output(lesson: &Lesson, text: &str) -> String {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let change = if has(&["HashMap", "HashSet"]) {
        "sort what it prints, or use a `BTreeMap`: the order of a `HashMap` varies"
    } else if has(&[":p}"]) {
        "don't print addresses, which vary"
    } else if has(&["Instant", "SystemTime"]) {
        "don't print times, which vary"
    } else if has(&["spawn"]) {
        let path = &lesson.path;
        return format!(
            "print only after the threads are joined, or write `compare = \"unordered-lines\"` in `[expect]` of {path}"
        );
    } else {
        "don't print what varies, such as an address, the time or the order of a `HashMap`"
    };
    change.to_owned()
}

/// Says what to do if the schedules of a file could not be graded.
fn gradable_schedules(lesson: &Lesson, verdict: &Verdict) -> Option<String> {
    let schedules = lesson.schedules.as_ref()?;
    let found = verdict.exploration.as_ref()?;
    let path = &lesson.path;
    let line = toml_texts::line_of_key(&lesson.toml, "schedules", "run");
    let test = test_place(lesson, &schedules.run);
    let other = format!("name another test in `run` on line {line} of {path}");
    Some(match found.shortfall? {
        Shortfall::TooMany => format!(
            "raise `at_most` (now {}) in `[schedules]` of {path}, or make {test} do less",
            schedules.at_most
        ),
        Shortfall::OutOfTime => format!(
            "raise `seconds` (now {}) in `[schedules]` of {path}, or make {test} do less",
            schedules.seconds
        ),
        Shortfall::NothingShared => {
            format!("make {test} start two threads that use the same value, or {other}")
        }
        Shortfall::OneAtATime => {
            format!("make {test} start two threads before it joins one, or {other}")
        }
        _ => return None,
    })
}

/// Explains a failure whose cause first-time authors do not expect.
fn known_cause(lesson: &Lesson, text: &str, verdict: &Verdict) -> Option<String> {
    let observed = &verdict.observed;
    if observed
        .errors()
        .any(|error| asks_for_crate(&error.rendered))
    {
        return Some("use only `std`: programs of a course cannot use other crates".to_owned());
    }
    let Some(failed) = verdict.first_failure() else {
        return gradable_schedules(lesson, verdict);
    };
    match failed {
        StageName::Rules => reserved(lesson, verdict),
        StageName::Run if text.contains("fs::") || text.contains("File::") => {
            let is_missing = matches!(&observed.outcome, Outcome::Panicked(panic) if panic.message.contains("NotFound"));
            is_missing.then(|| {
                "don't read files: cellmate runs programs in an empty folder, without the files of the course".to_owned()
            })
        }
        StageName::Run | StageName::Output if text.contains("stdin()") => {
            Some("don't read `stdin`: cellmate gives programs no input".to_owned())
        }
        StageName::Output => other_comparison(lesson, observed),
        _ => None,
    }
}

/// Says how to allow what lessons with hidden tests refuse.
fn reserved(lesson: &Lesson, verdict: &Verdict) -> Option<String> {
    let mut broken = verdict.broken_rules.iter();
    let broken = broken.find(|broken| matches!(broken.kind, BrokenRuleKind::Reserved(_)))?;
    let (what, path) = (&broken.rule, &lesson.path);
    Some(format!(
        "remove it; or if the lesson is about it, write `allow = [\"{what}\"]` in `[rules]` of {path}"
    ))
}

/// Whether the author wrote `[expect]` as plain text, although it is compared as a regular expression.
fn is_unescaped(lesson: &Lesson, observed: &Observation) -> bool {
    let claim = lesson.expect.as_ref();
    let printed = observed.run.as_ref().map_or("", |run| &run.stdout);
    claim.is_some_and(|claim| {
        claim.compare == CompareMode::Regex && claim.stdout.as_deref() == Some(printed)
    })
}

/// Says which other comparison would accept the output, if `[expect]` compares it exactly.
fn other_comparison(lesson: &Lesson, observed: &Observation) -> Option<String> {
    let claim = lesson.expect.as_ref()?;
    let expected = claim.stdout.as_deref()?;
    let printed = &observed.run.as_ref()?.stdout;
    let agrees = |mode| matches!(compare::compare(mode, expected, printed), Ok(None));
    let path = &lesson.path;
    if is_unescaped(lesson, observed) {
        return Some(format!(
            "write `stdout` between single quotes, with a backslash before each `(`, `)` and other special character, or remove `compare = \"regex\"` from `[expect]` of {path}"
        ));
    }
    if expected.contains("\\n") && expected.replace("\\n", "\n") == *printed {
        return Some(format!(
            "write `stdout` in `[expect]` of {path} between double quotes: between single quotes, `\\n` is two characters"
        ));
    }
    if claim.compare != CompareMode::Exact {
        return None;
    }
    if agrees(CompareMode::UnorderedLines) && expected.trim_end() != printed.trim_end() {
        return Some(format!(
            "the lines are right, but in another order: sort them, or write `compare = \"unordered-lines\"` in `[expect]` of {path}"
        ));
    }
    let is_pattern = expected.contains(['^', '$', '\\', '*', '+', '[']);
    (is_pattern && agrees(CompareMode::Regex)).then(|| {
        format!(
            "if `stdout` is a regular expression, write `compare = \"regex\"` in `[expect]` of {path}"
        )
    })
}

/// Names the claim of the lesson that the program does not meet.
fn claim(lesson: &Lesson, verdict: &Verdict) -> Option<String> {
    let path = &lesson.path;
    if breaks_signature(verdict) {
        return Some(format!("`[rules]` in {path}"));
    }
    match verdict.first_failure() {
        Some(StageName::Compile) => use_of(lesson, verdict)
            .map(|(must, _)| format!("the `[[must_reject]]` on line {} of {path}", must.line))
            .or_else(|| edition(lesson, verdict)),
        Some(StageName::Run) if is_out_of_time(verdict) => {
            let given = lesson.limits.run_ms;
            let now = given.map_or(String::new(), |given| format!(" (now {given})"));
            Some(format!("`run_ms` in `[limits]` of {path}{now}"))
        }
        Some(StageName::Run | StageName::Output) => Some(format!("`[expect]` in {path}")),
        Some(StageName::Tests) => Some(failed_test(lesson, verdict)),
        Some(StageName::Rules) => Some(format!("`[rules]` in {path}")),
        Some(StageName::Schedules) | None => {
            let run = &lesson.schedules.as_ref()?.run;
            let line = toml_texts::line_of_key(&lesson.toml, "schedules", "run");
            Some(if verdict.first_failure().is_none() {
                format!("`run = \"{run}\"` on line {line} of {path}")
            } else {
                format!("the test `{run}`, which `[schedules]` runs on line {line} of {path}")
            })
        }
    }
}

/// Whether a program was still sleeping or waiting at the time limit.
fn is_out_of_time(verdict: &Verdict) -> bool {
    matches!(
        verdict.observed.outcome,
        Outcome::TimedOut {
            limit: TimeLimit::WallClock | TimeLimit::Idle
        }
    )
}

fn edition(lesson: &Lesson, verdict: &Verdict) -> Option<String> {
    let mut errors = verdict.observed.errors();
    let is_about = |message: &str| {
        message.contains("only allowed in Rust 20") || message.contains("reserved keyword")
    };
    errors.find(|error| is_about(&error.message))?;
    let (edition, path) = (lesson.build.edition.as_str(), &lesson.path);
    Some(format!("`edition` in `[build]` of {path} (now {edition})"))
}

fn failed_test(lesson: &Lesson, verdict: &Verdict) -> String {
    let mut tests = verdict.tests.iter();
    let failed = tests.find(|test| test.state() == StageState::Failed);
    let name = failed.map_or("", |test| test.name.as_str());
    if lesson
        .tests
        .iter()
        .any(|test| test.own && test.name == name)
    {
        return format!("its test `{name}`");
    }
    test_place(lesson, name)
}

fn test_place(lesson: &Lesson, name: &str) -> String {
    let hidden = lesson.files.hidden.as_deref().unwrap_or_default();
    let function = format!("fn {name}(");
    let line = hidden.lines().position(|line| line.contains(&function));
    let line = line.map_or(String::new(), |line| format!(":{}", line + 1));
    format!("the test `{name}` (tests/hidden/{}.rs{line})", lesson.id)
}

/// Returns the use that rustc doesn't treat as the lesson says, with its code, if the verdict is about one.
fn use_of<'a>(lesson: &'a Lesson, verdict: &Verdict) -> Option<(&'a MustReject, &'a str)> {
    // The uses don't fit a file with another signature, either.
    if breaks_signature(verdict) {
        return None;
    }
    let of_broken_rule = |broken: &BrokenRule| {
        let mut uses = lesson.must_reject.iter();
        let must = uses.find(|must| must.id == broken.rule)?;
        match broken.kind {
            BrokenRuleKind::Accepted { .. } | BrokenRuleKind::OtherError { .. } => {
                Some((must, &*must.code))
            }
            BrokenRuleKind::Rejected { .. } => Some((must, must.allowed.as_deref()?)),
            _ => None,
        }
    };
    verdict.broken_rules.iter().find_map(of_broken_rule)
}

/// Says what to fix if a mistake has a different outcome than declared.
pub(super) fn outcome_help(mistake: &Mistake, verdict: &Verdict) -> String {
    let outcome = verdict.decisive().outcome.kind();
    if outcome == mistake.outcome {
        return "fix `outcome` or `feedback` in this `[[mistake]]`, or the file".to_owned();
    }
    let outcome_is = format!("`outcome = \"{}\"`", outcome.as_str());
    let mut errors = verdict.observed.errors();
    if errors.next().is_some_and(|error| error.code.is_none()) {
        return format!(
            "fix the file; or if that is the mistake, write {outcome_is} in this `[[mistake]]`"
        );
    }
    let why = if is_about_schedule(verdict) {
        " (with `[schedules]`, the claim is about the failing schedule)"
    } else {
        ""
    };
    format!("write {outcome_is} in this `[[mistake]]`{why}, or fix the file")
}

/// Says what to fix if a mistake gets different feedback than declared.
pub(super) fn feedback_help(
    lesson: &Lesson,
    mistake: &Mistake,
    verdict: &Verdict,
    why: &PassedOver,
) -> String {
    let wanted = &mistake.feedback;
    // If the mistake declared the feedback that it gets, no mistake would show the feedback that it declares now.
    let mut others = lesson
        .mistakes
        .iter()
        .filter(|other| other.file != mistake.file);
    let is_needed = lesson.feedback.iter().any(|own| own.id == *wanted)
        && others.all(|other| other.feedback != *wanted);
    if let Some(error) = not_built(verdict).filter(|_| *why != PassedOver::Preceded) {
        return format!(
            "fix the file: the hidden tests don't compile with it ({})",
            error.message
        );
    }
    if let Some(pattern) = anchored(lesson, wanted, verdict, why) {
        return format!(
            "write `(?m)` before the pattern `{pattern}` in `stdout` of `{wanted}`: without it, `^` and `$` match only at the start and end of the whole output, not of each line"
        );
    }
    let mut rules = lesson.feedback.iter();
    let test = rules
        .find(|own| own.id == *wanted)
        .and_then(|own| own.when.test.as_deref());
    if let Some(test) = test
        && verdict
            .tests
            .iter()
            .any(|seen| seen.name == test && seen.state() == StageState::Passed)
    {
        let test = test_place(lesson, test);
        let given = verdict.feedback.as_ref();
        // Feedback with conditions of its own says more about the file than the name in the `[[mistake]]` does.
        let is_own = |id: &str| {
            let mut own = lesson.feedback.iter();
            own.any(|own| own.id == id && !own.when.is_fallback())
        };
        if let Some(given) = given.filter(|given| is_own(&given.id) && !is_needed) {
            return format!(
                "write `feedback = \"{}\"` in this `[[mistake]]`; or if the file should fail {test}, check what that asserts",
                given.id
            );
        }
        return format!(
            "check what {test} asserts, because it passes with this file, or fix the file"
        );
    }
    match (why, &verdict.feedback) {
        (PassedOver::Preceded, Some(given)) if is_needed => format!(
            "move `{wanted}` before `{given}`, which also applies, or give `{given}` a condition that does not hold here",
            given = given.id
        ),
        (PassedOver::Preceded, Some(given)) => format!(
            "write `feedback = \"{given}\"` in this `[[mistake]]`; or if `{wanted}` says more to the learner, move it before `{given}`, which also applies",
            given = given.id
        ),
        (PassedOver::Unmet(names), given) => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let (names, holds) = match names.as_slice() {
                [one] => (one.clone(), "does"),
                all => (all.join(" and "), "do"),
            };
            let other = given
                .as_ref()
                .map_or("declare different feedback".to_owned(), |given| {
                    format!("write `feedback = \"{}\"` in this `[[mistake]]`", given.id)
                });
            if is_needed {
                return format!(
                    "{names} of `{wanted}` {holds} not hold for this file: fix the feedback or the file"
                );
            }
            format!(
                "{names} of `{wanted}` {holds} not hold for this file: fix the feedback or the file, or {other}"
            )
        }
        (PassedOver::Preceded | PassedOver::Unfilled, _) => format!(
            "its conditions hold, but a name in braces in the `say` of `{wanted}` has no value for this file: remove it from `say`, or declare different feedback"
        ),
    }
}

/// Returns the pattern of feedback that would match a line of the output if its anchors stood for lines.
fn anchored<'a>(
    lesson: &'a Lesson,
    wanted: &str,
    verdict: &Verdict,
    why: &PassedOver,
) -> Option<&'a str> {
    let PassedOver::Unmet(names) = why else {
        return None;
    };
    let rule = lesson.feedback.iter().find(|own| own.id == wanted)?;
    let pattern = rule
        .when
        .stdout
        .as_deref()
        .filter(|_| *names == ["stdout"])?;
    let by_line = Regex::new(&format!("(?m){pattern}")).ok()?;
    let printed = &verdict.observed.run.as_ref()?.stdout;
    by_line.is_match(printed).then_some(pattern)
}
