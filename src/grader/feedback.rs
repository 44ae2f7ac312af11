//! Chooses the feedback on a failure: of the rules of the lesson and the course, the first by rank whose conditions all
//! hold.

mod explained;
mod passed_over;
mod slots;

use super::attempt::Attempt;
use super::hard_coded;
use super::tokens::{Pattern, Token, Tokens};
use crate::compare::{self, CompareMode};
use crate::course::{Course, ExplanationKind, FeedbackRule, Lesson, When};
use crate::verdict::{
    BrokenRule, BrokenRuleKind, Diagnostic, Exploration, Feedback, KillReason, Observation,
    Outcome, OutcomeKind, Panic, Severity, Shortfall, StageName, StageState, TestReport,
    TestResult, TimeLimit, Verdict,
};
use explained::{Values, explained};
pub use passed_over::PassedOver;
use regex_lite::Regex;
use slots::{FilledPattern, SlotFiller, has_slots};
use std::borrow::Cow;
use std::cell::OnceCell;

/// What the conditions of feedback rules are about.
#[derive(Clone)]
pub(super) struct Facts<'a> {
    pub(super) observed: &'a Observation,
    /// The only diagnostic that counts; `None` if all do.
    pub(super) diagnostic: Option<&'a Diagnostic>,
    pub(super) first_failure: Option<StageName>,
    pub(super) tests: &'a [TestReport],
    pub(super) broken_rules: &'a [BrokenRule],
    pub(super) exploration: Option<&'a Exploration>,
    pub(super) is_ungraded: bool,
    pub(super) tokens: Option<&'a Tokens>,
    pub(super) starter: Option<&'a Tokens>,
    pub(super) is_starter: bool,
    pub(super) is_hard_coded: bool,
    /// The lines that the program prints only because of statements that the learner added.
    pub(super) added_output: Vec<&'a str>,
    /// The id of a wrong prediction, and its outcome.
    pub(super) wrong_prediction: Option<(&'a str, OutcomeKind)>,
}

/// Chooses the feedback on a text that did not pass.
pub(super) fn feedback_on_verdict(
    course: &Course,
    attempt: &Attempt<'_>,
    verdict: &Verdict,
    tokens: Option<&Tokens>,
) -> Option<Feedback> {
    with_facts(attempt, verdict, tokens, |facts| {
        choose(course, attempt.lesson, facts)
    })
}

/// Calls `work` with what the conditions are about.
fn with_facts<T>(
    attempt: &Attempt<'_>,
    verdict: &Verdict,
    tokens: Option<&Tokens>,
    work: impl FnOnce(&Facts<'_>) -> T,
) -> T {
    let starter = attempt.lesson.files.starter.as_deref().unwrap_or_default();
    let tests_alone = verdict.first_failure() == Some(StageName::Tests)
        && verdict.stage(StageName::Output) == StageState::Passed;
    let starter_tokens = Tokens::parse(starter).ok();
    let observed = verdict.decisive();
    let added_output = match (verdict.first_failure(), tokens) {
        (Some(StageName::Output), Some(tokens)) => {
            added_output(attempt.lesson, tokens, &observed).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    work(&Facts {
        observed: &observed,
        diagnostic: None,
        first_failure: verdict.first_failure(),
        is_hard_coded: tests_alone
            && tokens.is_some_and(|tokens| hard_coded::is_hard_coded(attempt.lesson, tokens)),
        tests: &verdict.tests,
        broken_rules: &verdict.broken_rules,
        exploration: verdict.exploration.as_ref(),
        is_ungraded: verdict.first_failure().is_none()
            && verdict.stage(StageName::Schedules) == StageState::Ungraded,
        tokens,
        starter: starter_tokens.as_ref(),
        is_starter: compare::same_text(starter, attempt.text),
        wrong_prediction: None,
        added_output,
    })
}

/// Returns the lines that are printed between the expected ones, if all of these are printed in order, the others are
/// in neither the starter nor the expected output, and the file has more statements that print than either the starter
/// or the solution.
fn added_output<'a>(
    lesson: &Lesson,
    tokens: &Tokens,
    observed: &'a Observation,
) -> Option<Vec<&'a str>> {
    let printing = |tokens: &Tokens| {
        let prints = |token: &&Token| matches!(token.text.as_str(), "print" | "println");
        tokens.0.iter().filter(prints).count()
    };
    let files = [&lesson.files.starter, &lesson.files.solution];
    let known = files
        .into_iter()
        .flatten()
        .filter_map(|text| Some(printing(&Tokens::parse(text).ok()?)));
    if printing(tokens) <= known.max()? {
        return None;
    }
    let claim = lesson.expect.as_ref()?;
    if !matches!(claim.compare, CompareMode::Exact | CompareMode::Trimmed) {
        return None;
    }
    let stdout = claim.stdout.as_deref()?;
    let mut expected = stdout.lines().peekable();
    let printed = observed.run.as_ref()?.stdout.lines();
    let added: Vec<&str> = printed
        .filter(|line| {
            expected
                .next_if(|next| next.trim_end() == line.trim_end())
                .is_none()
        })
        .collect();
    // A line of the starter, or an expected one that is printed twice, is not the learner's own.
    let starter = lesson.files.starter.as_deref().unwrap_or_default();
    let is_own = |line: &&str| {
        let line = line.trim();
        !line.is_empty() && !starter.contains(line) && !stdout.contains(line)
    };
    (expected.peek().is_none() && added.iter().all(is_own)).then_some(added)
}

/// How early a rule is tried. Within a rank, the lesson's rules come before the course's, each in file order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A lesson's rule about a literal, which says more than the course's.
    Literal,
    /// A rule of the course about any literal that is expected output, or about statements that print more.
    OwnOutput,
    /// A rule about a method that takes `&mut self` now. What rustc reports follows from it.
    Receiver,
    Specific,
    /// A rule of the course about what explains a failing schedule.
    Explained,
    /// A rule of a lesson that only names how the program ended, if an explanation says more, or any other rule of the
    /// course.
    General,
    /// A rule that names little more than the failed stage.
    Fallback,
}

impl Rank {
    fn in_lesson(when: &When, facts: &Facts<'_>) -> Self {
        let source = when.source.as_deref();
        if when.is_fallback() {
            Self::Fallback
        } else if source.is_some_and(|source| source.contains('"')) {
            Self::Literal
        } else if names_receiver(when) && facts.exclusive_receivers().next().is_some() {
            Self::Receiver
        } else if when.is_general() && facts.is_explained() {
            Self::General
        } else {
            Self::Specific
        }
    }

    fn in_course(when: &When) -> Self {
        if when.is_fallback() {
            Self::Fallback
        } else if when.hard_coded || when.added_output {
            Self::OwnOutput
        } else if when.exclusive_receiver {
            Self::Receiver
        } else if when.explanation.is_some() {
            Self::Explained
        } else {
            Self::General
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

/// Chooses the first feedback that applies. Among the course's rules, that is the one on the first diagnostic that has
/// one, because later errors often follow from the first.
pub(super) fn choose(course: &Course, lesson: &Lesson, facts: &Facts<'_>) -> Option<Feedback> {
    let own = lesson.feedback.iter();
    let own = own.map(|rule| (Rank::in_lesson(&rule.when, facts), false, rule));
    let common = course.feedback.iter();
    let common = common.map(|rule| (Rank::in_course(&rule.when), true, rule));
    let mut rules: Vec<(Rank, bool, &FeedbackRule)> = own.chain(common).collect();
    rules.sort_by_key(|(rank, is_common, _)| (*rank, *is_common));
    let alone = [facts.clone()];
    let each = facts.for_each_diagnostic();
    let groups = rules.chunk_by(|left, right| (left.0, left.1) == (right.0, right.1));
    groups.into_iter().find_map(|group| {
        let is_common = group.first().is_some_and(|(_, is_common, _)| *is_common);
        let mut facts = if is_common { &each[..] } else { &alone };
        let mut first = None;
        for (_, _, rule) in group {
            if let Some((at, feedback)) = earliest(course, rule, facts) {
                facts = &facts[..at];
                first = Some(Feedback {
                    by_lesson: !is_common && !rule.when.is_fallback(),
                    ..feedback
                });
            }
        }
        first
    })
}

/// Returns the first of these facts to which a rule applies, and its feedback.
fn earliest(
    course: &Course,
    rule: &FeedbackRule,
    facts: &[Facts<'_>],
) -> Option<(usize, Feedback)> {
    let pattern = rule.when.message.as_deref();
    let regex: OnceCell<Option<Regex>> = OnceCell::new();
    facts.iter().enumerate().find_map(|(at, facts)| {
        if !facts.meet(&rule.when) {
            return None;
        }
        let text = if rule.when.has_slots() {
            let regex = regex.get_or_init(|| Regex::new(pattern.unwrap_or_default()).ok());
            facts.fill_in(course, rule, regex.as_ref()?)?
        } else {
            rule.say.clone()
        };
        let id = rule.id.clone();
        Some((
            at,
            Feedback {
                id,
                text,
                by_lesson: false,
            },
        ))
    })
}

impl<'a> Facts<'a> {
    /// Returns what is known about a program that only runs: no stage judges it, and no rule applies to its text.
    pub(super) fn of_run(observed: &'a Observation) -> Self {
        Self {
            observed,
            diagnostic: None,
            first_failure: None,
            tests: &[],
            broken_rules: &[],
            exploration: None,
            is_ungraded: false,
            tokens: None,
            starter: None,
            is_starter: false,
            is_hard_coded: false,
            added_output: Vec::new(),
            wrong_prediction: None,
        }
    }
}

impl Facts<'_> {
    /// Returns these facts once for each diagnostic, without the others, and once with all of them.
    fn for_each_diagnostic(&self) -> Vec<Self> {
        let each = self.observed.diagnostics.iter().map(|diagnostic| Self {
            diagnostic: Some(diagnostic),
            ..self.clone()
        });
        each.chain([self.clone()]).collect()
    }

    fn meet(&self, when: &When) -> bool {
        let test = when.test.as_deref().map(|name| self.failed_test(name));
        if matches!(test, Some(None)) {
            return false;
        }
        let compiling = Outcome::TimedOut {
            limit: TimeLimit::Compile,
        };
        // A rule about a program that times out is not about rustc.
        let of_program = when.outcome.is_some() && when.stage != Some(StageName::Compile);
        if of_program && self.observed.outcome == compiling {
            return false;
        }
        let test = test.flatten();
        let holds = |condition: Option<bool>| condition.unwrap_or(true);
        // `fill_in` decides about the others.
        let is_fixed = |pattern: &&str| !when.has_slots() || !has_slots(pattern);
        holds(when.outcome.map(|kind| self.outcome_is(kind, test)))
            && holds(when.stage.map(|stage| self.first_failure == Some(stage)))
            && holds(when.error.as_deref().map(|code| self.has_error(code)))
            && holds(
                when.panic
                    .map(|kind| self.panics(test).any(|p| p.panic_kind == kind)),
            )
            && holds(
                when.rule
                    .as_deref()
                    .map(|rule| self.broken_rules.iter().any(|b| b.rule == rule)),
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
                    .filter(is_fixed)
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
                    .filter(is_fixed)
                    .map(|pattern| self.tokens.is_some() && !has(self.tokens, pattern)),
            )
            && (when.in_head.is_none() || self.heads(when).next().is_some())
            && holds(
                when.explanation
                    .map(|kind| !self.explained(kind).is_empty()),
            )
            && holds(when.ungraded.map(|why| self.shortfall() == Some(why)))
            && (!when.starter || self.is_starter)
            && (!when.hard_coded || self.is_hard_coded)
            && (!when.added_output || !self.added_output.is_empty())
            && (!when.exclusive_receiver || self.exclusive_receivers().next().is_some())
    }

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

    /// Returns the diagnostics that count.
    fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        let all = match self.diagnostic {
            Some(only) => std::slice::from_ref(only),
            None => &self.observed.diagnostics,
        };
        all.iter()
    }

    fn has_error(&self, code: &str) -> bool {
        self.diagnostics()
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
        Regex::new(pattern).is_ok_and(|regex| stdout.is_some_and(|stdout| regex.is_match(stdout)))
    }

    fn is_explained(&self) -> bool {
        let trace = self
            .exploration
            .and_then(|found| found.failing_trace.as_ref());
        trace.is_some_and(|trace| !trace.explanations.is_empty())
    }

    /// Returns what explanations of this kind say about the failing schedule.
    fn explained(&self, kind: ExplanationKind) -> Vec<Values> {
        let trace = self
            .exploration
            .and_then(|found| found.failing_trace.as_ref());
        trace.map_or(Vec::new(), |trace| explained(trace, kind))
    }

    /// Returns why the schedules could not be graded, if nothing failed.
    fn shortfall(&self) -> Option<Shortfall> {
        let found = self.exploration.filter(|_| self.is_ungraded);
        found.and_then(|found| found.shortfall)
    }

    /// Returns the values of slots that do not come from messages.
    fn values(&self, when: &When) -> Vec<Values> {
        if let Some(kind) = when.explanation {
            return self.explained(kind);
        }
        let cause = self
            .exploration
            .and_then(|found| found.shortfall_cause.clone());
        let cause = cause.filter(|_| when.ungraded.is_some());
        vec![cause.into_iter().map(|cause| ("cause", cause)).collect()]
    }

    /// Returns the text of a feedback rule with what its `message` found and its explanation says. Returns `None` if no
    /// message matches with the tokens that the rule names, if a list of phrases has none for what was found, or if a
    /// value that the text names is not known.
    fn fill_in(&self, course: &Course, feedback: &FeedbackRule, regex: &Regex) -> Option<String> {
        let when = &feedback.when;
        let messages = match when.message {
            Some(_) => self.messages(when),
            None => vec![Cow::Borrowed("")],
        };
        let values = self.values(when);
        let all = messages
            .iter()
            .flat_map(|message| values.iter().map(move |values| (message, values)));
        all.into_iter().find_map(|(message, values)| {
            let captures = regex.captures(message)?;
            let found = SlotFiller {
                regex,
                captures,
                names: when.slots(),
                values,
            };
            let search = |pattern: &Option<String>| {
                let pattern = pattern.as_deref();
                let Some(pattern) = pattern.filter(|pattern| has_slots(pattern)) else {
                    return FilledPattern::Absent;
                };
                match found.fill(course, pattern) {
                    Some(filled) => FilledPattern::Searched(has(self.tokens, &filled)),
                    None => FilledPattern::Unknown,
                }
            };
            let has_source = match search(&when.source) {
                FilledPattern::Absent => true,
                FilledPattern::Unknown => false,
                FilledPattern::Searched(found) => found,
            };
            let is_lacking = match search(&when.lacks) {
                FilledPattern::Absent | FilledPattern::Unknown => true,
                FilledPattern::Searched(found) => self.tokens.is_some() && !found,
            };
            let is_met = found.repeats() && has_source && is_lacking;
            is_met.then(|| found.fill(course, &feedback.say)).flatten()
        })
    }

    /// Returns the messages that a condition is about.
    fn messages(&self, when: &When) -> Vec<Cow<'_, str>> {
        if when.in_head.is_some() {
            return self.heads(when).map(Cow::from).collect();
        }
        if when.added_output {
            return self.added_output.iter().copied().map(Cow::from).collect();
        }
        if when.exclusive_receiver {
            return self.exclusive_receivers().map(Cow::from).collect();
        }
        let mut messages = Vec::new();
        if when.test.is_none() {
            let code = when.error.as_deref();
            let diagnostics = self.diagnostics().filter(|diagnostic| match code {
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

    /// Returns the heads with these tokens around the panics that a condition is about: `match 12 14` for one on line 12, with
    /// a panic on line 14.
    fn heads(&self, when: &When) -> impl Iterator<Item = String> {
        let test = when.test.as_deref().and_then(|name| self.failed_test(name));
        let panics = self.panics(test);
        let panics = panics.filter(|panic| when.panic.is_none_or(|kind| panic.panic_kind == kind));
        let pattern = when.in_head.as_deref().and_then(Pattern::parse);
        panics.filter_map(move |panic| {
            let keyword = self.tokens?.head_around(panic.line?, pattern.as_ref()?)?;
            Some(format!("{} {} {}", keyword.text, keyword.line, panic.line?))
        })
    }

    /// Returns the methods that the learner gave `&mut self` although the lesson's signature has `&self`.
    fn exclusive_receivers(&self) -> impl Iterator<Item = &str> {
        self.broken_rules.iter().filter_map(|broken| {
            let BrokenRuleKind::OtherSignature { function } = &broken.kind else {
                return None;
            };
            let exclusive = format!("fn {function}(&mut self");
            let changed = has(self.tokens, &exclusive) && !has(self.starter, &exclusive);
            (changed && broken.rule.contains("(&self")).then_some(function.as_str())
        })
    }
}

fn test_message(test: &TestReport) -> Option<Cow<'_, str>> {
    match &test.result {
        TestResult::Failed { outcome, .. } => outcome_message(outcome),
        TestResult::NotBuilt(error) => {
            Some(format!("the hidden tests don't compile: {}", error.message).into())
        }
        TestResult::Passed | TestResult::Missing | TestResult::Skipped => None,
    }
}

/// Returns the message of a panic, or names what ended the program.
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

#[cfg(test)]
mod tests;
