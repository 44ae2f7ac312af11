//! Grades a learner's text: builds it, collects evidence by running it, and judges the evidence stage by stage.
//!
//! An [`Attempt`] becomes `Artifacts`, these become `Evidence`, and `stages::judge` makes a [`Verdict`] from that. A
//! verdict carries the hash of its text; the caller checks whether that text is still the current one.

mod attempt;
mod backend;
mod batch;
mod claims;
mod deciding;
mod evidence;
mod feedback;
mod hard_coded;
mod hidden_tests;
mod joinable;
mod rules;
mod schedules;
mod signature;
mod source;
mod stages;
mod tokens;
mod trace;

pub use crate::run::Error;
pub use attempt::Attempt;
pub use backend::GradingBackend;
pub use batch::{BatchAttempt, GradedAttempt};
pub use claims::{judge_prediction, meets, prints_as_claimed};
pub use deciding::{LessonDigests, evidence_parts, feedback_parts};
pub use evidence::{GradingStep, StepObserver};
pub use feedback::PassedOver;
pub use rules::{alternatives, is_readable, is_signature, reserved};
pub use schedules::traced_program;
pub use source::{SourceProblem, read, text_hash};
pub use trace::{calls_for_a_trace, failing_schedule, program_to_trace, uses_threads};

use crate::build::{self, Profile, Toolchain, WorkspacePool};
use crate::compare;
use crate::course::{ClippyLevel, Course, Lesson, Prediction};
use crate::glass::{Glass, ProgramSpec};
use crate::parallel::cores;
use crate::process::{self, Cancel, Launcher};
use crate::run::{Program, Runner, Scratch};
use crate::verdict::{
    Diagnostic, Observation, Outcome, PredictedOutcome, PredictionResult, Trace, Verdict,
};
use attempt::{Artifacts, BuildPlan};
use evidence::{Execution, RepeatedRuns};
use std::path::Path;
use std::time::Instant;
use tempfile::TempDir;
use tokens::{Pattern, Tokens};
use tracing::info_span;

/// Grades texts. Its workspaces live as long as it does, so that the second grading is faster than the first.
#[derive(Debug)]
pub struct Grader {
    toolchain: Toolchain,
    launcher: Launcher,
    workspaces: WorkspacePool,
    /// clippy builds elsewhere: builds that share a target folder wait for each other.
    clippy_workspaces: WorkspacePool,
    glass: Glass,
}

impl Grader {
    /// Makes a grader with the toolchain of this machine.
    ///
    /// # Errors
    /// If there is no toolchain.
    pub fn new(launcher: Launcher) -> Result<Self, build::Error> {
        let toolchain = Toolchain::find()?;
        let pool = || WorkspacePool::new(toolchain.clone(), launcher.clone());
        Ok(Self {
            workspaces: pool(),
            clippy_workspaces: pool(),
            glass: Glass::new(toolchain.clone(), launcher.clone()),
            toolchain,
            launcher,
        })
    }

    /// Returns the [`Glass`] that traces programs.
    #[must_use]
    pub fn glass(&self) -> &Glass {
        &self.glass
    }

    /// Returns the toolchain that lessons are built with.
    #[must_use]
    pub fn toolchain(&self) -> &Toolchain {
        &self.toolchain
    }

    /// Whether the programs that it starts are confined.
    #[must_use]
    pub fn is_confined(&self) -> bool {
        self.launcher.is_confined()
    }

    /// Returns the path of the cellmate binary that starts programs.
    #[must_use]
    pub fn binary(&self) -> &Path {
        self.launcher.binary()
    }

    /// Builds an attempt. Returns what was built, and the folder that it is in: other gradings may build in the same
    /// workspace while this one runs.
    fn build(&self, attempt: &Attempt<'_>, cancel: &Cancel) -> Result<(Artifacts, TempDir), Error> {
        let plan = BuildPlan::new(attempt, None);
        let time = attempt.compile_time();
        let profile = attempt.profile();
        self.workspaces.with(profile, cancel, |workspace| {
            let plans = std::slice::from_ref(&plan);
            let mut built = attempt::build(workspace, plans, time, cancel)?;
            let folder = workspace.keep_executables(&mut built)?;
            let scratch = Scratch::new(workspace.scratch());
            let artifacts = Artifacts::new(&plan, &mut built.into_iter(), scratch);
            Ok((artifacts, folder))
        })
    }

    /// Returns what clippy and rustc say about a text; nothing if clippy is not installed.
    fn lint(&self, attempt: &Attempt<'_>, cancel: &Cancel) -> Result<Vec<Diagnostic>, Error> {
        let plan = BuildPlan::new(attempt, None);
        let profile = attempt.profile();
        self.clippy_workspaces.with(profile, cancel, |workspace| {
            Ok(workspace.lint(&plan.program, attempt.compile_time(), cancel)?)
        })
    }

    /// Returns the warnings about a text, if its lesson denies them.
    fn denied_warnings(
        &self,
        execution: &Execution<'_>,
        repeated: &mut RepeatedRuns,
    ) -> Result<Vec<Diagnostic>, Error> {
        let attempt = execution.attempt;
        let compiled = execution.artifacts.program.executable.is_some();
        if attempt.lesson.build.clippy == ClippyLevel::Advice || !compiled {
            return Ok(Vec::new());
        }
        if self.toolchain.clippy.is_none() {
            return Err(build::Error::NoClippy.into());
        }
        if let Some(known) = &repeated.warnings {
            return Ok(known.clone());
        }
        let mut found = self.lint(attempt, execution.runner.cancel)?;
        found.retain(|diagnostic| {
            diagnostic.line.is_some() && !is_for_own_tests(attempt.lesson, diagnostic)
        });
        Ok(repeated.warnings.insert(found).clone())
    }

    fn execution<'a>(
        &'a self,
        attempt: &'a Attempt<'a>,
        artifacts: &'a Artifacts,
        cancel: &'a Cancel,
        on_step: &'a StepObserver<'a>,
    ) -> Execution<'a> {
        Execution {
            attempt,
            artifacts,
            runner: Runner {
                launcher: &self.launcher,
                scratch: artifacts.scratch.clone(),
                cancel,
            },
            glass: &self.glass,
            on_step,
            tests_at_a_time: 1,
        }
    }

    /// Runs what was built, and judges what it did. The program of a prediction gets a verdict in which no stage is
    /// judged.
    fn conclude(
        &self,
        course: &Course,
        execution: &Execution<'_>,
        repeated: &mut RepeatedRuns,
        started: Instant,
    ) -> Result<Verdict, Error> {
        let attempt = execution.attempt;
        let judged = if attempt.prediction.is_some() {
            let observed = self.observe(execution, repeated);
            observed.map(|observed| Verdict::unjudged(&attempt.lesson.id, observed))
        } else {
            let mut evidence = execution.collect(repeated)?;
            self.denied_warnings(execution, repeated).map(|warnings| {
                evidence.warnings = warnings;
                stages::judge(course, attempt, evidence)
            })
        };
        self.complete(course, judged, attempt, started)
    }

    /// Runs the program of a prediction. If it panics inside std, the panic gets the line of the file that led there.
    fn observe(
        &self,
        execution: &Execution<'_>,
        repeated: &mut RepeatedRuns,
    ) -> Result<Observation, Error> {
        let mut observed = execution.run_program(repeated)?;
        if let Outcome::Panicked(panic) = &mut observed.outcome
            && panic.line.is_none()
        {
            let cancel = execution.runner.cancel;
            panic.line = self.line_that_led_to_panic(execution.attempt, cancel)?;
            panic.inside_std = panic.line.is_some();
        }
        Ok(observed)
    }

    /// Rebuilds and reruns a program whose panic is inside std, to find the innermost line of the file that led there.
    fn line_that_led_to_panic(
        &self,
        attempt: &Attempt<'_>,
        cancel: &Cancel,
    ) -> Result<Option<u32>, Error> {
        let plan = BuildPlan::new(attempt, None);
        let profile = Profile {
            line_tables: true,
            ..attempt.profile()
        };
        let time = attempt.compile_time();
        let tokens = Tokens::parse(attempt.text).ok();
        let defines = |function: &str| {
            let function = Pattern::parse(&format!("fn {function}"));
            let found = |tokens: &Tokens| tokens.find(&function?);
            tokens.as_ref().and_then(found).is_some()
        };
        self.workspaces.with(profile, cancel, |workspace| {
            let built = attempt::build(workspace, std::slice::from_ref(&plan), time, cancel)?;
            let Some(executable) = built.into_iter().next().and_then(|it| it.executable) else {
                return Ok(None);
            };
            let runner = Runner {
                launcher: &self.launcher,
                scratch: Scratch::new(workspace.scratch()),
                cancel,
            };
            let program = Program {
                binary: &executable.path,
                arguments: &[],
                file: &plan.program.path,
                limits: attempt::limits(attempt.lesson),
                environment: Vec::new(),
                folder: None,
                writes: None,
            };
            runner.innermost_line(program, defines)
        })
    }

    /// Completes a verdict. If the compiler took too long, that is a verdict, too.
    fn complete(
        &self,
        course: &Course,
        judged: Result<Verdict, Error>,
        attempt: &Attempt<'_>,
        started: Instant,
    ) -> Result<Verdict, Error> {
        let verdict = match judged {
            Err(Error::Build(build::Error::TooSlow { .. })) => {
                stages::compile_timed_out(course, attempt)
            }
            judged => judged?,
        };
        Ok(Verdict {
            hash: self.hash(course, attempt.lesson, attempt.text),
            millis: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            ..verdict
        })
    }
}

/// Whether rustc warns about code that only the tests in the file may use.
#[must_use]
pub fn is_for_own_tests(lesson: &Lesson, diagnostic: &Diagnostic) -> bool {
    let has_own = lesson.tests.iter().any(|test| test.own);
    has_own && diagnostic.code.as_deref() == Some("dead_code")
}

impl GradingBackend for Grader {
    fn grade(
        &self,
        course: &Course,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
        on_step: &StepObserver<'_>,
    ) -> Result<Verdict, Error> {
        let attempt = Attempt::new(lesson, text);
        let started = Instant::now();
        let _span = info_span!("grade", lesson = lesson.id).entered();
        on_step(GradingStep::Compiling);
        let (artifacts, _folder) = match self.build(&attempt, cancel) {
            Ok(built) => built,
            Err(error) => return self.complete(course, Err(error), &attempt, started),
        };
        let execution = Execution {
            tests_at_a_time: cores(),
            ..self.execution(&attempt, &artifacts, cancel, on_step)
        };
        self.conclude(course, &execution, &mut RepeatedRuns::default(), started)
    }

    fn grade_all(
        &self,
        course: &Course,
        attempts: &[Attempt<'_>],
        cancel: &Cancel,
        on_graded: &(dyn Fn(usize, &GradedAttempt) + Sync),
    ) -> Result<Vec<GradedAttempt>, Error> {
        let attempts = attempts.iter().cloned();
        let attempts: Vec<BatchAttempt<'_>> = attempts.map(BatchAttempt::from).collect();
        self.grade_repeatedly(course, &attempts, cancel, on_graded)
    }

    fn hash(&self, course: &Course, lesson: &Lesson, text: &str) -> String {
        source::hash(&self.toolchain.version, course, lesson, text)
    }

    fn trace(
        &self,
        lesson: &Lesson,
        text: &str,
        verdict: &Verdict,
        cancel: &Cancel,
    ) -> Result<Option<Trace>, Error> {
        trace::trace_of_verdict(&self.glass, lesson, text, verdict, cancel)
    }

    fn replay(
        &self,
        lesson: &Lesson,
        text: &str,
        choices: &[u32],
        cancel: &Cancel,
    ) -> Result<Option<Trace>, Error> {
        let schedules = lesson.schedules.as_ref();
        let run = schedules.map_or("main", |schedules| schedules.run.as_str());
        match traced_program(lesson, text, run) {
            Some(program) => trace::record(&self.glass, &program, choices, cancel),
            None => Ok(None),
        }
    }

    fn predict(
        &self,
        course: &Course,
        lesson: &Lesson,
        prediction: &Prediction,
        predicted: PredictedOutcome,
        cancel: &Cancel,
    ) -> Result<PredictionResult, Error> {
        let attempt = Attempt::predicted(lesson, prediction);
        // A program that never ran proves no prediction right or wrong, so a slow compiler is an error.
        let (artifacts, _folder) = self.build(&attempt, cancel)?;
        let execution = self.execution(&attempt, &artifacts, cancel, &|_| ());
        let observed = self.observe(&execution, &mut RepeatedRuns::default())?;
        Ok(judge_prediction(
            course, lesson, prediction, predicted, observed,
        ))
    }

    fn trace_prediction(
        &self,
        lesson: &Lesson,
        prediction: &Prediction,
        cancel: &Cancel,
    ) -> Result<Option<Trace>, Error> {
        let attempt = Attempt::predicted(lesson, prediction);
        let program = ProgramSpec::single_file(&attempt.path(), attempt.text, attempt.edition());
        trace::record(&self.glass, &program, &[], cancel)
    }

    fn advice(
        &self,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
    ) -> Result<Vec<Diagnostic>, Error> {
        if lesson.build.clippy == ClippyLevel::Deny {
            // The verdict has clippy's warnings already.
            return Ok(Vec::new());
        }
        let attempt = Attempt::new(lesson, text);
        let mut advice = match self.lint(&attempt, cancel) {
            Err(Error::Build(build::Error::TooSlow { .. })) => return Ok(Vec::new()),
            advice => advice?,
        };
        // A learner can't do anything about a line that came with the lesson.
        let starter = lesson.files.starter.as_deref().unwrap_or_default();
        let given = compare::unchanged_lines(starter, text);
        let is_given =
            |line: Option<u32>| line.is_some_and(|line| given.contains(&(line as usize)));
        advice.retain(|diagnostic| {
            let code = diagnostic.code.as_deref().unwrap_or_default();
            code.starts_with("clippy::") && !is_given(diagnostic.line)
        });
        Ok(advice)
    }

    fn explain(&self, code: &str) -> Result<String, process::Error> {
        let output = process::capture(&self.toolchain.rustc, &["--explain", code])?;
        // What rustc says about an unknown code is an answer, too.
        let text = if output.status.success() {
            output.stdout
        } else {
            output.stderr
        };
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    fn rustc_version(&self) -> Option<String> {
        let line = self.toolchain.version.lines().next()?;
        let words: Vec<&str> = line.split_whitespace().take(2).collect();
        Some(words.join(" "))
    }

    fn is_trace_prepared(&self, lesson: &Lesson) -> bool {
        let build = &lesson.build;
        self.glass.is_warm(build.edition, build.optimize)
    }

    fn prepare_trace(&self, lesson: &Lesson, cancel: &Cancel) {
        let build = &lesson.build;
        let _ = self.glass.warm(build.edition, build.optimize, cancel);
    }
}
