//! The results of trying many schedules of a program's threads.

use super::{RunEnd, Trace};
use serde::{Deserialize, Serialize};

/// The schedules that were tried, and how they ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Exploration {
    /// The name of the hidden test that ran, unless `main` did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub test: Option<String>,
    /// The limit on preemptions: cellmate does not look for schedules with more, except at random.
    #[serde(default)]
    pub max_preemptions: u32,
    /// How many schedules ran.
    pub schedules_run: u32,
    /// How many of them were random.
    pub random_schedules: u32,
    /// All schedules with at most this many preemptions ran. Unset if not even all of those without a preemption ran.
    pub covered_preemptions: Option<u32>,
    /// Whether there are no other schedules.
    pub is_exhaustive: bool,
    /// Whether, at some point in a run, two threads that it had started had both yet to take their first step.
    #[serde(skip)]
    pub concurrent: bool,
    /// Why fewer schedules ran than the lesson asks for.
    pub shortfall: Option<Shortfall>,
    /// Whether the program uses orderings weaker than `SeqCst`, whose effects no schedule shows.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub weak_orderings: bool,
    /// What exactly causes the shortfall, as code or as rustc's message.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shortfall_cause: Option<String>,
    /// The different results, each with the simplest schedule that leads to it.
    pub results: Vec<ScheduleResult>,
    /// The trace of the first schedule that fails.
    pub failing_trace: Option<Box<Trace>>,
    /// Traces of two schedules with different results, the simplest first. Only one if no schedule could be tried, because
    /// the run is too long.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub compared: Vec<Trace>,
}

/// Why fewer schedules ran than the lesson asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Shortfall {
    /// There are more than the limit.
    TooMany,
    /// The time limit was reached.
    OutOfTime,
    /// A run reached the step limit: its threads spin, or do too much.
    TooManySteps,
    /// The same schedule had different results: the program depends on something else, too.
    NotDeterministic,
    /// A thread blocked in the operating system, kept running without a step, or was not started by the traced std.
    NotFollowed,
    /// The program does not compile with the traced std, which lacks something it uses.
    DoesNotCompile,
    /// The program branches on how many handles an `Arc` has, which no schedule controls.
    ReadsArcCount,
    /// The program uses something that lets threads interact unseen, or that distinguishes the traced std from the real
    /// one.
    Untraceable,
    /// There is only one schedule: the threads share nothing that can be seen.
    NothingShared,
    /// No two of the threads that the run starts can run at the same time, although the lesson asks for it.
    OneAtATime,
}

/// A result that one or more schedules had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScheduleResult {
    pub ending: RunEnd,
    pub stdout: String,
    /// How many schedules had it.
    pub count: u32,
    /// Whether it is right, if something says what is right.
    pub right: Option<bool>,
    /// The simplest schedule that had it: which thread runs next, whenever more than one could.
    pub schedule: Vec<u32>,
    /// How often that schedule interrupts a thread that could have continued.
    pub preemptions: u32,
}

impl Exploration {
    /// Whether every schedule that was asked for ran and could be followed, apart from random ones.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let is_sure = match self.shortfall {
            // The limits may cut off the random schedules, which follow the others. Every schedule that ran is judged
            // correctly even if handles are counted: only the drop of a handle between two steps has no order of its
            // own, and the usual `Arc::try_unwrap` after `join` does not depend on it. A program that is graded must
            // not use what returns a count.
            None | Some(Shortfall::TooMany | Shortfall::OutOfTime | Shortfall::ReadsArcCount) => {
                true
            }
            Some(
                Shortfall::TooManySteps
                | Shortfall::NotDeterministic
                | Shortfall::NotFollowed
                | Shortfall::DoesNotCompile
                | Shortfall::Untraceable
                | Shortfall::NothingShared
                | Shortfall::OneAtATime,
            ) => false,
        };
        is_sure
            && self
                .covered_preemptions
                .is_some_and(|covered| covered >= self.max_preemptions)
    }

    /// Whether a limit kept it from trying more schedules of a program that is not graded, and every schedule that it
    /// tried went well.
    #[must_use]
    pub fn is_only_limited(&self) -> bool {
        let limits = [Some(Shortfall::TooMany), Some(Shortfall::OutOfTime)];
        let mut results = self.results.iter();
        let went_well = !self.results.is_empty() && results.all(|result| result.right.is_none());
        limits.contains(&self.shortfall) && self.test.is_none() && went_well
    }

    /// Whether another exploration of the same program would find the same, however fast the machine is.
    #[must_use]
    pub fn is_reproducible(&self) -> bool {
        match self.shortfall {
            None
            | Some(
                Shortfall::TooMany
                | Shortfall::TooManySteps
                | Shortfall::DoesNotCompile
                | Shortfall::ReadsArcCount
                | Shortfall::Untraceable
                | Shortfall::NothingShared
                | Shortfall::OneAtATime,
            ) => true,
            Some(Shortfall::OutOfTime | Shortfall::NotDeterministic | Shortfall::NotFollowed) => {
                false
            }
        }
    }

    /// Whether a schedule fails.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.failing_result().is_some()
    }

    /// Whether a program that is not a test has several results, and nothing says which one is right.
    #[must_use]
    pub fn differs(&self) -> bool {
        let mut results = self.results.iter();
        self.test.is_none()
            && self.results.len() > 1
            && results.any(|result| result.right.is_none())
    }

    /// Returns the index of the result to show: the one that was chosen, or else the first that is wrong.
    #[must_use]
    pub fn index_shown(&self, chosen: Option<usize>) -> usize {
        let is_wrong = |result: &ScheduleResult| result.right == Some(false);
        let wrong = self.results.iter().position(is_wrong);
        chosen.or(wrong).unwrap_or(0)
    }

    /// Returns how many schedules failed.
    #[must_use]
    pub fn failures(&self) -> u32 {
        let results = self.results.iter();
        let wrong = results.filter(|result| result.right == Some(false));
        wrong.map(|result| result.count).sum()
    }

    /// Returns the first result that is wrong: that of the simplest schedule that fails.
    #[must_use]
    pub fn failing_result(&self) -> Option<&ScheduleResult> {
        self.results
            .iter()
            .find(|result| result.right == Some(false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Outcome;

    #[test]
    fn several_results_differ_only_if_nothing_judges_them() {
        let result = |stdout: &str, right| ScheduleResult {
            ending: RunEnd::Outcome {
                outcome: Outcome::Finished { code: 0 },
            },
            stdout: stdout.to_owned(),
            count: 1,
            right,
            schedule: Vec::new(),
            preemptions: 0,
        };
        let found = |right: Option<bool>, test: Option<&str>| Exploration {
            test: test.map(str::to_owned),
            results: vec![result("1", right), result("2", right)],
            ..Exploration::default()
        };
        assert!(found(None, None).differs());
        assert!(!found(Some(true), None).differs());
        assert!(!found(None, Some("a_test")).differs());
        let one = Exploration {
            results: vec![result("1", None)],
            ..Exploration::default()
        };
        assert!(!one.differs());
    }
}
