//! Chooses the feedback on a failure: the first of the lesson's rules whose conditions all hold.

use super::attempt::Attempt;
use super::hard_coded;
use super::tokens::{Pattern, Tokens};
use crate::course::{Course, FeedbackRule, Lesson, When};
use crate::verdict::{
    BreachKind, Feedback, KillReason, Observation, Outcome, OutcomeKind, Panic, RuleBreach,
    Severity, StageName, StageState, TestReport, TestResult, TimeLimit, Verdict,
};
use std::borrow::Cow;

/// What the conditions of feedback rules are about.
pub(super) struct Facts<'a> {
    pub(super) observed: &'a Observation,
    pub(super) headline: Option<StageName>,
    pub(super) tests: &'a [TestReport],
    pub(super) breaches: &'a [RuleBreach],
    pub(super) tokens: Option<&'a Tokens>,
    /// Those of the starter.
    pub(super) starter: Option<&'a Tokens>,
    pub(super) is_starter: bool,
    pub(super) is_hard_coded: bool,
    /// The id of a wrong prediction, and its outcome.
    pub(super) wrong_prediction: Option<(&'a str, OutcomeKind)>,
}

/// Chooses the feedback on a text that did not pass.
pub(super) fn on_verdict(
    course: &Course,
    attempt: &Attempt<'_>,
    verdict: &Verdict,
    tokens: Option<&Tokens>,
) -> Option<Feedback> {
    let starter = attempt.lesson.files.starter.as_deref().unwrap_or_default();
    let tests_alone = verdict.headline() == Some(StageName::Tests)
        && verdict.stage(StageName::Output) == StageState::Passed;
    let starter_tokens = Tokens::parse(starter).ok();
    let facts = Facts {
        observed: &verdict.decisive(),
        headline: verdict.headline(),
        is_hard_coded: tests_alone
            && tokens.is_some_and(|tokens| hard_coded::is_hard_coded(attempt.lesson, tokens)),
        tests: &verdict.tests,
        breaches: &verdict.breaches,
        tokens,
        starter: starter_tokens.as_ref(),
        is_starter: same_text(starter, attempt.text),
        wrong_prediction: None,
    };
    choose(course, attempt.lesson, &facts)
}

/// Editors differ in line ends and in the last newline; a file that differs in no more is still the starter.
fn same_text(left: &str, right: &str) -> bool {
    left.trim_end().lines().eq(right.trim_end().lines())
}

/// How early a rule is tried. Of one rank, the lesson's rules come before the course's, each in file order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A lesson's rule about a literal, which says more than the course's.
    Literal,
    /// A rule of the course about any literal that is expected output.
    HardCoded,
    /// A rule about a method that takes `&mut self` now. What rustc reports follows from it.
    Receiver,
    Specific,
    /// A rule that names little more than the failed stage.
    Fallback,
}

impl Rank {
    fn in_lesson(when: &When, is_exclusive: bool) -> Self {
        let source = when.source.as_deref();
        match when.is_fallback() {
            true => Self::Fallback,
            false if source.is_some_and(|source| source.contains('"')) => Self::Literal,
            false if is_exclusive && names_receiver(when) => Self::Receiver,
            false => Self::Specific,
        }
    }

    fn in_course(when: &When) -> Self {
        match when.is_fallback() {
            true => Self::Fallback,
            false if when.hard_coded => Self::HardCoded,
            false if when.exclusive_receiver => Self::Receiver,
            false => Self::Specific,
        }
    }
}

/// Whether a lesson's rule is about `&mut self` or a signature with `&self`.
fn names_receiver(when: &When) -> bool {
    let source = when.source.as_deref();
    let exclusive = |source: &str| source == "&mut self" || source.contains("(&mut self");
    source.is_some_and(exclusive)
        || when
            .rule
            .as_deref()
            .is_some_and(|rule| rule.contains("(&self"))
}

/// Chooses the first feedback that applies.
pub(super) fn choose(course: &Course, lesson: &Lesson, facts: &Facts<'_>) -> Option<Feedback> {
    let is_exclusive = facts.exclusive_receivers().next().is_some();
    let own = lesson.feedback.iter();
    let own = own.map(|rule| (Rank::in_lesson(&rule.when, is_exclusive), rule));
    let common = course.feedback.iter();
    let common = common.map(|rule| (Rank::in_course(&rule.when), rule));
    let mut rules: Vec<(Rank, &FeedbackRule)> = own.chain(common).collect();
    rules.sort_by_key(|(rank, _)| *rank);
    rules
        .into_iter()
        .filter(|(_, rule)| facts.meet(&rule.when))
        .find_map(|(_, rule)| {
            Some(Feedback {
                id: rule.id.clone(),
                text: facts.fill_in(rule)?,
            })
        })
}

impl Facts<'_> {
    fn meet(&self, when: &When) -> bool {
        let test = when.test.as_deref().map(|name| self.failed_test(name));
        if matches!(test, Some(None)) {
            return false;
        }
        let compiling = Outcome::TimedOut {
            limit: TimeLimit::Compile,
        };
        // A rule about a program that does not end is not about rustc.
        let of_program = when.outcome.is_some() && when.stage != Some(StageName::Compile);
        if of_program && self.observed.outcome == compiling {
            return false;
        }
        let test = test.flatten();
        let holds = |condition: Option<bool>| condition.unwrap_or(true);
        holds(when.outcome.map(|kind| self.outcome_is(kind, test)))
            && holds(when.stage.map(|stage| self.headline == Some(stage)))
            && holds(when.error.as_deref().map(|code| self.has_error(code)))
            && holds(
                when.panic
                    .map(|class| self.panics(test).any(|p| p.class == class)),
            )
            && holds(
                when.rule
                    .as_deref()
                    .map(|rule| self.breaches.iter().any(|b| b.rule == rule)),
            )
            && holds(
                when.prediction
                    .as_deref()
                    .map(|wrong| self.predicted(wrong)),
            )
            && holds(when.stdout.as_deref().map(|pattern| self.printed(pattern)))
            && holds(
                when.source
                    .as_deref()
                    .map(|pattern| has(self.tokens, pattern)),
            )
            && holds(
                when.added
                    .as_deref()
                    .map(|pattern| has(self.tokens, pattern) && !has(self.starter, pattern)),
            )
            && holds(
                when.lacks
                    .as_deref()
                    .map(|pattern| self.tokens.is_some() && !has(self.tokens, pattern)),
            )
            && (!when.starter || self.is_starter)
            && (!when.hard_coded || self.is_hard_coded)
            && (!when.exclusive_receiver || self.exclusive_receivers().next().is_some())
    }

    /// Returns the test with this name if it ran and failed.
    fn failed_test(&self, name: &str) -> Option<&TestReport> {
        let mut tests = self.tests.iter();
        tests.find(|test| test.name == name && test.ran_and_failed())
    }

    fn outcome_is(&self, kind: OutcomeKind, test: Option<&TestReport>) -> bool {
        let outcome: Option<&Outcome> = match test {
            Some(test) => test.outcome(),
            None => Some(&self.observed.outcome),
        };
        outcome.is_some_and(|outcome| outcome.satisfies(kind))
    }

    fn panics<'a>(&'a self, test: Option<&'a TestReport>) -> impl Iterator<Item = &'a Panic> {
        let of_test = test.and_then(|test| match test.outcome() {
            Some(Outcome::Panicked(panic)) => Some(panic),
            _ => None,
        });
        let of_run = self.observed.run.as_ref().filter(|_| test.is_none());
        of_test
            .into_iter()
            .chain(of_run.into_iter().flat_map(|run| &run.panics))
    }

    fn has_error(&self, code: &str) -> bool {
        self.observed
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code.as_deref() == Some(code))
    }

    fn predicted(&self, wrong: &str) -> bool {
        let Some((id, outcome)) = self.wrong_prediction else {
            return false;
        };
        match wrong.split_once(':') {
            Some((wanted, kind)) => wanted == id && outcome.as_str() == kind,
            None => wrong == id,
        }
    }

    fn printed(&self, pattern: &str) -> bool {
        let stdout = self.observed.run.as_ref().map(|run| run.stdout.as_str());
        regex_lite::Regex::new(pattern)
            .is_ok_and(|regex| stdout.is_some_and(|stdout| regex.is_match(stdout)))
    }

    /// Returns the text of a feedback with the names that its `message` found. Returns none if no message matches.
    fn fill_in(&self, feedback: &FeedbackRule) -> Option<String> {
        let Some(pattern) = &feedback.when.message else {
            return Some(feedback.say.clone());
        };
        let regex = regex_lite::Regex::new(pattern).ok()?;
        let messages = self.messages(&feedback.when);
        let captures = messages.iter().find_map(|message| {
            regex
                .captures(message)
                .filter(|found| repeats(&regex, found))
        })?;
        let mut text = feedback.say.clone();
        for name in regex.capture_names().flatten() {
            let found = captures.name(name).map_or("", |found| found.as_str());
            text = text.replace(&format!("{{{name}}}"), found);
        }
        Some(text)
    }

    /// Returns the messages that a condition is about.
    fn messages(&self, when: &When) -> Vec<Cow<'_, str>> {
        if when.exclusive_receiver {
            return self.exclusive_receivers().map(Cow::from).collect();
        }
        let mut messages = Vec::new();
        if when.test.is_none() {
            let code = when.error.as_deref();
            let diagnostics = self.observed.diagnostics.iter();
            let diagnostics = diagnostics.filter(|diagnostic| match code {
                Some(code) => diagnostic.code.as_deref() == Some(code),
                None => diagnostic.severity == Severity::Error,
            });
            messages.extend(diagnostics.map(|diagnostic| Cow::from(&diagnostic.rendered)));
        }
        if when.error.is_none() && when.test.is_none() {
            messages.extend(outcome_message(&self.observed.outcome));
            messages.extend(self.panics(None).map(|panic| Cow::from(&panic.message)));
        }
        if when.error.is_none() {
            let of_test =
                |test: &&TestReport| when.test.as_ref().is_none_or(|name| *name == test.name);
            messages.extend(self.tests.iter().filter(of_test).filter_map(test_message));
        }
        messages
    }

    /// Returns the methods that the learner gave `&mut self` although the lesson's signature has `&self`.
    fn exclusive_receivers(&self) -> impl Iterator<Item = &str> {
        self.breaches.iter().filter_map(|breach| {
            let BreachKind::OtherSignature { function } = &breach.kind else {
                return None;
            };
            let exclusive = format!("fn {function}(&mut self");
            let changed = has(self.tokens, &exclusive) && !has(self.starter, &exclusive);
            (changed && breach.rule.contains("(&self")).then_some(function.as_str())
        })
    }
}

/// Whether each group `NAME_again` matched the same text as the group `NAME`.
fn repeats(regex: &regex_lite::Regex, found: &regex_lite::Captures<'_>) -> bool {
    let text = |name: &str| found.name(name).map(|group| group.as_str());
    let mut again = regex.capture_names().flatten();
    again.all(|name| {
        name.strip_suffix("_again")
            .is_none_or(|first| text(name) == text(first))
    })
}

/// Returns what a failed test said.
fn test_message(test: &TestReport) -> Option<Cow<'_, str>> {
    match &test.result {
        TestResult::Failed { outcome, .. } => outcome_message(outcome),
        TestResult::NotBuilt(error) => {
            Some(format!("the hidden tests don't compile: {}", error.message).into())
        }
        TestResult::Passed | TestResult::Skipped => None,
    }
}

/// Returns what a panic said, or names what ended the program.
fn outcome_message(outcome: &Outcome) -> Option<Cow<'_, str>> {
    match outcome {
        Outcome::Panicked(panic) => Some((&panic.message).into()),
        Outcome::Killed { by } => Some(match by {
            KillReason::Signal { number } => format!("signal {number}").into(),
            KillReason::Memory { .. } => "memory limit".into(),
            KillReason::StackOverflow => "stack overflow".into(),
            KillReason::OutputFlood { .. } => "output limit".into(),
        }),
        Outcome::Deadlocked { .. } => Some("deadlock".into()),
        Outcome::TimedOut { .. } => Some("time limit".into()),
        Outcome::CompileError | Outcome::Finished { .. } => None,
    }
}

fn has(tokens: Option<&Tokens>, pattern: &str) -> bool {
    let pattern = Pattern::parse(pattern);
    tokens
        .zip(pattern)
        .is_some_and(|(tokens, pattern)| tokens.find(&pattern).is_some())
}
