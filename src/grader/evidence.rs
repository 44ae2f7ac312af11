//! What is observed about an attempt: what its program, its hidden tests and its schedules did. The stages judge it.

use super::attempt::{Artifacts, Attempt, limits};
use super::hidden_tests::{self, HiddenHarness};
use super::schedules;
use super::tokens::Tokens;
use crate::build::{Built, Executable};
use crate::glass::Glass;
use crate::process::SeriesInput;
use crate::run::{Error, Program, Runner, SeriesRun};
use crate::verdict::{Diagnostic, Exploration, Observation, Outcome, TestReport};
use std::cell::OnceCell;
use std::collections::VecDeque;

/// How far a grading or a trace has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GradingStep {
    /// cargo builds the program, its tests, and what must not compile.
    Compiling,
    /// The program runs.
    Running,
    /// A hidden test runs.
    Testing {
        /// How many tests began before it.
        done: usize,
        /// How many there are.
        total: usize,
    },
    /// cargo builds the std that records what a program does.
    PreparingStd,
    /// The program or a hidden test runs under one schedule after another.
    TryingSchedules {
        /// How many schedules have ended.
        tried: usize,
    },
}

/// A callback that gets each step of a grading, on the thread that grades or on one that it started.
pub type StepObserver<'a> = dyn Fn(GradingStep) + Sync + 'a;

/// What the stages judge.
pub(super) struct Evidence<'a> {
    pub(super) observation: Observation,
    pub(super) tests: Vec<TestReport>,
    /// The results of building the uses that must not compile, in the lesson's order.
    pub(super) probes: &'a [Built],
    /// The result of building the same uses without their mistakes.
    pub(super) control: Option<&'a Built>,
    /// `None` if the text is not made of Rust tokens.
    pub(super) tokens: Option<Tokens>,
    pub(super) exploration: Option<Exploration>,
    /// The warnings that the lesson denies.
    pub(super) warnings: Vec<Diagnostic>,
}

/// An attempt that is built, and what it needs to run.
pub(super) struct Execution<'a> {
    pub(super) attempt: &'a Attempt<'a>,
    pub(super) artifacts: &'a Artifacts,
    pub(super) runner: Runner<'a>,
    pub(super) glass: &'a Glass,
    pub(super) on_step: &'a StepObserver<'a>,
    /// How many hidden tests run side by side.
    pub(super) tests_at_a_time: usize,
}

/// What is known about an attempt before evidence about it is collected again.
#[derive(Default)]
pub(super) struct RepeatedRuns {
    /// Schedules are chosen and not left to chance, so they are tried once, however often the program runs.
    exploration: OnceCell<Option<Exploration>>,
    /// The warnings that the lesson denies. A text has the same each time.
    pub(super) warnings: Option<Vec<Diagnostic>>,
    /// Runs of the program that were made in advance, in a series. A run is `None` if it has to be made by itself.
    program: VecDeque<Option<SeriesRun>>,
    /// The same for all tests, once for each run of the program.
    tests: VecDeque<Vec<Option<SeriesRun>>>,
}

impl<'a> Execution<'a> {
    /// Runs, in advance, everything that compiled: for the next `times` collections of evidence. A series does not look
    /// for deadlocks, so the first collection must have found that everything exits by itself.
    pub(super) fn run_ahead(&self, times: usize, repeated: &mut RepeatedRuns) -> Result<(), Error> {
        let lesson = self.attempt.lesson;
        if times > 1
            && let Some(executable) = &self.artifacts.program.executable
        {
            let inputs = vec![SeriesInput::default(); times];
            let arguments = executable.arguments([]);
            let program = self.program(executable, &arguments);
            repeated.program = self.runner.run_series(program, &inputs)?.into();
        }
        if let Some(harness) = self.harness().filter(|_| self.attempt.prediction.is_none()) {
            let tests = hidden_tests::run_ahead(&self.runner, lesson, harness, times)?;
            repeated.tests = tests.into();
        }
        Ok(())
    }

    fn program<'p>(&'p self, executable: &'p Executable, arguments: &'p [&'p str]) -> Program<'p> {
        Program {
            binary: &executable.path,
            arguments,
            file: &self.artifacts.file,
            limits: limits(self.attempt.lesson),
            environment: Vec::new(),
            folder: None,
            writes: None,
        }
    }

    /// Returns the hidden tests, if they compiled.
    fn harness(&self) -> Option<HiddenHarness<'_>> {
        let (file, built) = self.artifacts.harness.as_ref()?;
        Some(HiddenHarness {
            executable: built.executable.as_ref()?,
            file,
        })
    }

    /// Runs the program, its tests and its schedules.
    pub(super) fn collect(&self, repeated: &mut RepeatedRuns) -> Result<Evidence<'a>, Error> {
        let observation = self.run_program(repeated)?;
        let tests = self.run_tests(&observation.outcome, repeated)?;
        let exploration = self.try_schedules(&observation.outcome, repeated)?;
        Ok(Evidence {
            observation,
            tests,
            probes: &self.artifacts.probes,
            control: self.artifacts.control.as_ref(),
            tokens: Tokens::parse(self.attempt.text).ok(),
            exploration,
            warnings: Vec::new(),
        })
    }

    /// Runs the program, if it compiled.
    pub(super) fn run_program(&self, repeated: &mut RepeatedRuns) -> Result<Observation, Error> {
        let program = &self.artifacts.program;
        let (outcome, run) = match &program.executable {
            None => (Outcome::CompileError, None),
            Some(executable) => {
                (self.on_step)(GradingStep::Running);
                let ahead = repeated.program.pop_front();
                let (outcome, run) = if let Some(run) = ahead.flatten() {
                    (run.outcome, run.report)
                } else {
                    let arguments = executable.arguments([]);
                    self.runner.run(self.program(executable, &arguments))?
                };
                (outcome, Some(run))
            }
        };
        Ok(Observation {
            outcome,
            diagnostics: program.diagnostics.clone(),
            run,
        })
    }

    /// Runs the hidden tests, unless the program had to be killed.
    fn run_tests(
        &self,
        program: &Outcome,
        repeated: &mut RepeatedRuns,
    ) -> Result<Vec<TestReport>, Error> {
        let lesson = self.attempt.lesson;
        let ahead = repeated.tests.pop_front();
        let ended = matches!(program, Outcome::Finished { .. } | Outcome::Panicked(_));
        let Some((_, built)) = self.artifacts.harness.as_ref().filter(|_| ended) else {
            return Ok(hidden_tests::skipped(lesson));
        };
        let Some(harness) = self.harness() else {
            return Ok(hidden_tests::not_built(lesson, &built.diagnostics));
        };
        let total = lesson.tests.len();
        let on_step = self.on_step;
        let on_test = |done| on_step(GradingStep::Testing { done, total });
        hidden_tests::run(
            &self.runner,
            (lesson, self.attempt.text),
            harness,
            self.tests_at_a_time,
            &ahead.unwrap_or_default(),
            &on_test,
        )
    }

    /// Tries the schedules that the lesson asks for. A program that does not compile, by itself or with its tests, or
    /// had to be killed, has none.
    fn try_schedules(
        &self,
        program: &Outcome,
        repeated: &RepeatedRuns,
    ) -> Result<Option<Exploration>, Error> {
        let has_schedules = matches!(
            program,
            Outcome::Finished { .. } | Outcome::Panicked(_) | Outcome::Deadlocked { .. }
        );
        if !has_schedules || !self.artifacts.compiled() {
            return Ok(None);
        }
        if let Some(known) = repeated.exploration.get() {
            return Ok(known.clone());
        }
        let options = &self.attempt.lesson.build;
        let on_run = |tried: u32| {
            if tried == 0 && !self.glass.is_warm(options.edition, options.optimize) {
                return (self.on_step)(GradingStep::PreparingStd);
            }
            let tried = usize::try_from(tried).unwrap_or(usize::MAX);
            (self.on_step)(GradingStep::TryingSchedules { tried });
        };
        let built = self.artifacts.under_glass.as_ref();
        let found =
            schedules::explore(self.glass, self.attempt, built, self.runner.cancel, &on_run)?;
        Ok(repeated.exploration.get_or_init(|| found).clone())
    }
}
