//! A grader that compiles and runs nothing: the first word of a text decides its verdict.
//!
//! `passes`, `panics`, `fails` (a machine error) and `bug` (the grader itself panics); anything else prints the
//! wrong output.

use cellmate::course::{Course, Lesson, Prediction};
use cellmate::grader::{
    self, Attempt, GradedAttempt, GradingBackend, GradingStep, StepObserver, judge_prediction,
};
use cellmate::process::{self, Cancel};
use cellmate::verdict::{
    Diagnostic, Observation, Outcome, Panic, PanicKind, PredictedOutcome, PredictionResult,
    StageName, StageState, Trace, Verdict,
};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// How often a held job checks whether it was cancelled.
const CANCEL_POLL_INTERVAL: Duration = Duration::from_millis(1);

#[derive(Debug, Default)]
pub(crate) struct ScriptedGrader {
    script: Mutex<Script>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Script {
    /// Calls whose name starts with one of these wait until it is removed.
    held: Vec<String>,
    /// The calls of the grader, in order, and which gradings ended.
    log: Vec<String>,
    /// Written when a text is hashed for the nth time.
    writes: Vec<(usize, PathBuf, String)>,
    hashed: usize,
}

impl ScriptedGrader {
    /// Holds the calls whose name (`grade passes`, `trace panics`) starts with this.
    pub(crate) fn hold(&self, name: &str) {
        self.script().held.push(name.to_owned());
    }

    /// Holds the `nth` time from now on that a text is hashed, and returns the name of that call.
    pub(crate) fn hold_hash(&self, nth: usize) -> String {
        let mut script = self.script();
        let name = format!("hash {}", script.hashed + nth);
        script.held.push(name.clone());
        name
    }

    pub(crate) fn release(&self) {
        self.script().held.clear();
        self.changed.notify_all();
    }

    /// Waits until the grader has had this call this many times.
    pub(crate) fn wait_for(&self, call: &str, times: usize) {
        let waits =
            |script: &mut Script| script.log.iter().filter(|other| *other == call).count() < times;
        let limit = Duration::from_secs(20);
        let (script, timeout) = self
            .changed
            .wait_timeout_while(self.script(), limit, waits)
            .unwrap();
        assert!(!timeout.timed_out(), "no `{call}` in {:?}", script.log);
    }

    /// Returns all calls except those for hashes.
    pub(crate) fn calls(&self) -> Vec<String> {
        let mut calls = self.log();
        calls.retain(|call| !call.starts_with("graded"));
        calls
    }

    /// The same, with the ends of gradings (`graded passes`).
    pub(crate) fn log(&self) -> Vec<String> {
        let mut log = self.script().log.clone();
        log.retain(|call| !call.starts_with("hash"));
        log
    }

    /// Saves a text while the text of a file is being hashed: at the `nth` hash from now on.
    pub(crate) fn save_at_hash(&self, nth: usize, path: PathBuf, text: &str) {
        let mut script = self.script();
        let at = script.hashed + nth;
        script.writes.push((at, path, text.to_owned()));
    }

    fn call(&self, name: &str, cancel: &Cancel) -> Result<(), grader::Error> {
        let mut script = self.script();
        script.log.push(name.to_owned());
        self.changed.notify_all();
        while script
            .held
            .iter()
            .any(|held| name.starts_with(held.as_str()))
            && !cancel.is_cancelled()
        {
            script = self
                .changed
                .wait_timeout(script, CANCEL_POLL_INTERVAL)
                .unwrap()
                .0;
        }
        if cancel.is_cancelled() {
            return Err(grader::Error::Cancelled);
        }
        Ok(())
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

fn observed(text: &str) -> Observation {
    let outcome = match first_word(text) {
        "panics" => Outcome::Panicked(Panic {
            panic_kind: PanicKind::AlreadyBorrowed,
            message: "already borrowed".to_owned(),
            inside_std: false,
            source_panic: None,
            line: Some(1),
            thread: "main".to_owned(),
        }),
        _ => Outcome::Finished { code: 0 },
    };
    Observation {
        outcome,
        diagnostics: Vec::new(),
        run: None,
    }
}

fn hash(lesson: &Lesson, text: &str) -> String {
    format!("{} {} {text}", lesson.id, lesson.toml)
}

pub(crate) fn verdict(lesson: &Lesson, text: &str) -> Verdict {
    let passes = first_word(text) == "passes";
    let state = if passes {
        StageState::Passed
    } else {
        StageState::Failed
    };
    let mut verdict = Verdict::unjudged(&lesson.id, observed(text));
    verdict.hash = hash(lesson, text);
    verdict.stages.set(StageName::Run, state);
    verdict
}

impl GradingBackend for ScriptedGrader {
    fn grade(
        &self,
        _: &Course,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
        on_step: &StepObserver<'_>,
    ) -> Result<Verdict, grader::Error> {
        self.call(&format!("grade {text}"), cancel)?;
        on_step(GradingStep::Compiling);
        on_step(GradingStep::Testing { done: 0, total: 1 });
        on_step(GradingStep::TryingSchedules { tried: 1 });
        on_step(GradingStep::TryingSchedules { tried: 2 });
        match first_word(text) {
            "bug" => panic!("a bug in the grader"),
            "fails" => Err(process::Error::NoLauncher(io::Error::other("the disk is full")).into()),
            _ => {
                self.script().log.push(format!("graded {text}"));
                Ok(verdict(lesson, text))
            }
        }
    }

    fn grade_all(
        &self,
        course: &Course,
        attempts: &[Attempt<'_>],
        cancel: &Cancel,
        on_graded: &(dyn Fn(usize, &GradedAttempt) + Sync),
    ) -> Result<Vec<GradedAttempt>, grader::Error> {
        let graded = attempts.iter().enumerate().map(|(place, attempt)| {
            let verdict = self.grade(course, attempt.lesson, attempt.text, cancel, &|_| {})?;
            let graded = GradedAttempt::from(verdict);
            on_graded(place, &graded);
            Ok(graded)
        });
        graded.collect()
    }

    fn hash(&self, _: &Course, lesson: &Lesson, text: &str) -> String {
        let mut script = self.script();
        script.hashed += 1;
        let now = script.hashed;
        for (_, path, text) in script.writes.iter().filter(|(at, ..)| *at == now) {
            fs::write(path, text).unwrap();
        }
        drop(script);
        // Hashing cannot be cancelled.
        self.call(&format!("hash {now}"), &Cancel::new()).unwrap();
        hash(lesson, text)
    }

    fn trace(
        &self,
        _: &Lesson,
        text: &str,
        _: &Verdict,
        cancel: &Cancel,
    ) -> Result<Option<Trace>, grader::Error> {
        self.call(&format!("trace {text}"), cancel)?;
        Ok(None)
    }

    fn replay(
        &self,
        _: &Lesson,
        text: &str,
        _: &[u32],
        cancel: &Cancel,
    ) -> Result<Option<Trace>, grader::Error> {
        self.call(&format!("replay {text}"), cancel)?;
        Ok(None)
    }

    fn predict(
        &self,
        course: &Course,
        lesson: &Lesson,
        prediction: &Prediction,
        predicted: PredictedOutcome,
        cancel: &Cancel,
    ) -> Result<PredictionResult, grader::Error> {
        self.call(&format!("predict {}", prediction.id), cancel)?;
        let observed = observed("panics");
        let result = judge_prediction(course, lesson, prediction, predicted, observed);
        Ok(result)
    }

    fn trace_prediction(
        &self,
        _: &Lesson,
        prediction: &Prediction,
        cancel: &Cancel,
    ) -> Result<Option<Trace>, grader::Error> {
        self.call(&format!("trace prediction {}", prediction.id), cancel)?;
        Ok(None)
    }

    fn advice(
        &self,
        _: &Lesson,
        text: &str,
        cancel: &Cancel,
    ) -> Result<Vec<Diagnostic>, grader::Error> {
        self.call(&format!("advise {text}"), cancel)?;
        Ok(Vec::new())
    }

    fn explain(&self, code: &str) -> Result<String, process::Error> {
        Ok(format!("about {code}"))
    }

    fn prepare_trace(&self, lesson: &Lesson, cancel: &Cancel) {
        // A cancelled preparation is done when the next one is asked for.
        let _ = self.call(&format!("prepare {}", lesson.id), cancel);
    }
}
