//! A grader that starts no process: the first words of a file decide its verdict and its trace.
//!
//! The first word of a file is its verdict: `passes`, `panics`, `wrong` (output), `breaks` (a rule), `races` (in one of
//! two schedules), `scatters` (in seven of eight), `bug` (the grader itself panics) or `refused` (by rustc). A solution
//! passes. Everything else is refused, as the starters are. The second word is what its trace shows: a reader and a
//! writer, or `threads`, `wakeup` (lost), `update` (lost), `crossing` (of two locks), `cells`, `printing`, `nothing`,
//! `unfollowed`, `none`.

use super::verdicts;
use cellmate::course::{Course, Lesson, Prediction, prediction_text};
use cellmate::grader::{
    self, Attempt, GradedAttempt, GradingBackend, StepObserver, judge_prediction,
};
use cellmate::process::{self, Cancel};
use cellmate::verdict::{Diagnostic, Outcome, PredictedOutcome, PredictionResult, Trace, Verdict};
use std::fs;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard};

/// Prefix of a held trace in the list of held jobs.
const TRACE: &str = "trace ";

/// Prefix of a held replay in the list of held jobs.
const REPLAY: &str = "replay ";

#[derive(Debug, Default)]
pub(crate) struct ScriptedGrader {
    gate: Mutex<Gate>,
    moved: Condvar,
}

/// Jobs that wait until the test releases them.
#[derive(Debug, Default)]
struct Gate {
    closed: bool,
    waiting: Vec<Waiting>,
    /// The verdict and the trace of every text, if the test has set them.
    given: Option<(Verdict, Option<Trace>)>,
    /// What another program writes while the next verdict is being recorded.
    meanwhile: Option<(PathBuf, String)>,
    /// Whether that verdict was returned, so that the next hash is computed to record it.
    graded: bool,
}

#[derive(Debug)]
struct Waiting {
    text: String,
    answer: Option<Answer>,
}

/// How a held job ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    GoOn,
    /// A machine error.
    Fail,
}

impl ScriptedGrader {
    /// Holds every job that starts from now on.
    pub(crate) fn hold(&self) {
        self.gate().closed = true;
    }

    /// Releases the job about this text; without a text, all of them, and holds no more.
    pub(crate) fn release(&self, text: Option<&str>, answer: Answer) {
        let mut gate = self.gate();
        gate.closed &= text.is_some();
        for job in &mut gate.waiting {
            if text.is_none_or(|text| job.text.starts_with(text)) {
                job.answer = Some(answer);
            }
        }
        self.moved.notify_all();
    }

    /// Sets the verdict and the trace of every text from now on.
    pub(crate) fn give(&self, verdict: Verdict, trace: Option<Trace>) {
        self.gate().given = Some((verdict, trace));
    }

    pub(crate) fn held(&self) -> usize {
        self.count_held(|_| true)
    }

    /// Returns the number of held gradings and predictions. The engine starts no trace while there are any.
    pub(crate) fn held_gradings(&self) -> usize {
        self.count_held(|text| !text.starts_with(TRACE) && !text.starts_with(REPLAY))
    }

    fn count_held(&self, counts: impl Fn(&str) -> bool) -> usize {
        let gate = self.gate();
        let held = gate.waiting.iter().filter(|job| job.answer.is_none());
        held.filter(|job| counts(&job.text)).count()
    }

    /// Lets another program save a file while the next verdict is being recorded.
    pub(crate) fn save_meanwhile(&self, path: PathBuf, text: String) {
        self.gate().meanwhile = Some((path, text));
    }

    fn pass(&self, text: &str) -> Answer {
        let mut gate = self.gate();
        if !gate.closed {
            return Answer::GoOn;
        }
        gate.waiting.push(Waiting {
            text: text.to_owned(),
            answer: None,
        });
        let answer = loop {
            let mine = |job: &Waiting| job.text == text && job.answer.is_some();
            if let Some(at) = gate.waiting.iter().position(mine) {
                break gate.waiting.remove(at).answer;
            }
            gate = self.moved.wait(gate).unwrap();
        };
        answer.unwrap()
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap()
    }
}

/// Returns the verdict and the trace that the first two words of a text stand for.
pub(crate) fn scripted_result(text: &str) -> (Verdict, Option<Trace>) {
    let mut words = text.split_whitespace();
    let mut verdict = match words.next() {
        Some("bug") => panic!("a bug in the grader"),
        Some("passes") => verdicts::passed(),
        Some("panics") => verdicts::panicked(),
        Some("wrong") => verdicts::wrong_output(),
        Some("breaks") => verdicts::broken_rule(),
        Some("races") => verdicts::race(2),
        Some("scatters") => verdicts::race(8),
        _ => verdicts::refused(),
    };
    let second = words.next();
    let trace = match second {
        Some("threads") => Some(verdicts::threads()),
        Some("wakeup") => Some(verdicts::lost_wakeup()),
        Some("update") => Some(verdicts::lost_update()),
        Some("crossing") => Some(verdicts::crossed_locks()),
        Some("cells") => Some(verdicts::cells()),
        Some("printing") => Some(verdicts::printing()),
        Some("nothing") => Some(verdicts::without_events(|_| ())),
        Some("unfollowed") => Some(verdicts::unfollowed()),
        Some("none") => None,
        _ => Some(verdicts::trace()),
    };
    // In the failing schedule, the notification is lost.
    if let Some(found) = verdict.exploration.as_mut()
        && second == Some("wakeup")
    {
        found.failing_trace = trace.clone().map(Box::new);
    }
    (verdict, trace)
}

fn disk_full() -> grader::Error {
    let error = std::io::Error::other("the disk is full");
    process::Error::NoLauncher(error).into()
}

fn hash(lesson: &Lesson, text: &str) -> String {
    format!("{} {text}", lesson.id)
}

impl GradingBackend for ScriptedGrader {
    fn grade(
        &self,
        _: &Course,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
        _: &StepObserver<'_>,
    ) -> Result<Verdict, grader::Error> {
        let answer = self.pass(text);
        if cancel.is_cancelled() {
            return Err(grader::Error::Cancelled);
        }
        if answer == Answer::Fail {
            return Err(disk_full());
        }
        let given = self.gate().given.clone();
        let solves = lesson.files.solution.as_deref() == Some(text);
        let words = if solves { "passes" } else { text };
        let (mut verdict, _) = given.unwrap_or_else(|| scripted_result(words));
        lesson.id.clone_into(&mut verdict.lesson);
        verdict.hash = hash(lesson, text);
        self.gate().graded = true;
        Ok(verdict)
    }

    fn hash(&self, _: &Course, lesson: &Lesson, text: &str) -> String {
        let mut gate = self.gate();
        let meanwhile = if std::mem::take(&mut gate.graded) {
            gate.meanwhile.take()
        } else {
            None
        };
        drop(gate);
        if let Some((path, text)) = meanwhile {
            fs::write(path, text).unwrap();
        }
        hash(lesson, text)
    }

    fn trace(
        &self,
        _: &Lesson,
        text: &str,
        verdict: &Verdict,
        _: &Cancel,
    ) -> Result<Option<Trace>, grader::Error> {
        if self.pass(&format!("{TRACE}{text}")) == Answer::Fail {
            return Err(disk_full());
        }
        if verdict.observed.outcome == Outcome::CompileError {
            return Ok(None);
        }
        let given = self.gate().given.clone();
        Ok(given.unwrap_or_else(|| scripted_result(text)).1)
    }

    fn replay(
        &self,
        _: &Lesson,
        text: &str,
        choices: &[u32],
        _: &Cancel,
    ) -> Result<Option<Trace>, grader::Error> {
        if self.pass(&format!("{REPLAY}{choices:?}")) == Answer::Fail {
            return Err(disk_full());
        }
        // In the second of two schedules, the notification is lost.
        Ok(Some(match text.split_whitespace().nth(1) {
            Some("wakeup") if choices == [0, 0] => verdicts::no_wakeup_needed(),
            Some("wakeup") => verdicts::lost_wakeup(),
            Some(_) | None => verdicts::threads(),
        }))
    }

    fn predict(
        &self,
        course: &Course,
        lesson: &Lesson,
        prediction: &Prediction,
        said: PredictedOutcome,
        _: &Cancel,
    ) -> Result<PredictionResult, grader::Error> {
        if self.pass(prediction_text(lesson, prediction)) == Answer::Fail {
            return Err(disk_full());
        }
        let observed = verdicts::panicked().observed;
        Ok(judge_prediction(course, lesson, prediction, said, observed))
    }

    fn trace_prediction(
        &self,
        _: &Lesson,
        _: &Prediction,
        _: &Cancel,
    ) -> Result<Option<Trace>, grader::Error> {
        Ok(Some(verdicts::trace()))
    }

    fn explain(&self, code: &str) -> Result<String, process::Error> {
        Ok(format!("rustc's words about {code}."))
    }

    fn prepare_trace(&self, _: &Lesson, _: &Cancel) {}

    fn grade_all(
        &self,
        _: &Course,
        _: &[Attempt<'_>],
        _: &Cancel,
        _: &(dyn Fn(usize, &GradedAttempt) + Sync),
    ) -> Result<Vec<GradedAttempt>, grader::Error> {
        unreachable!("neither front end grades many at a time")
    }

    fn advice(&self, _: &Lesson, _: &str, _: &Cancel) -> Result<Vec<Diagnostic>, grader::Error> {
        unreachable!("neither front end asks for advice")
    }
}
