//! Keeps the graded programs of lessons, one by one. What a program did is kept apart from the feedback on it, so that
//! changed feedback is chosen again without another run.

use super::claims;
use super::kept::{KeptResults, ResultKey};
use super::programs::LessonProgram;
use crate::course::{Course, Lesson};
use crate::grader::{self, BatchAttempt, GradedAttempt};
use crate::verdict::{Trace, Verdict};
use serde::{Deserialize, Serialize};

pub(super) struct KeptPrograms<'a> {
    pub(super) results: &'a KeptResults,
    pub(super) course: &'a Course,
}

struct LessonKeys {
    evidence: ResultKey,
    feedback: String,
}

/// A graded program as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptProgram {
    /// What determined the feedback.
    feedback: String,
    graded: GradedAttempt,
    names: TraceNames,
}

impl KeptPrograms<'_> {
    pub(super) fn load(&self, programs: &[LessonProgram<'_>]) -> Vec<Option<GradedAttempt>> {
        let Some(first) = programs.first() else {
            return Vec::new();
        };
        let keys = self.keys(first.lesson);
        let programs = programs.iter();
        programs
            .map(|program| self.load_one(program, &keys))
            .collect()
    }

    fn load_one(&self, program: &LessonProgram<'_>, keys: &LessonKeys) -> Option<GradedAttempt> {
        let kept: KeptProgram = self.results.load(&name(program, keys))?;
        let mut graded = kept.graded;
        kept.names.restore(&mut graded.verdict);
        if kept.feedback != keys.feedback {
            graded = graded.with_feedback_of(self.course, &program.attempt().attempt)?;
            self.keep_with(program, &graded, keys);
        }
        claims::is_lasting(self.course, program, &graded).then_some(graded)
    }

    /// Keeps the result of a program if another run would give the same result.
    pub(super) fn keep(&self, program: &LessonProgram<'_>, graded: &GradedAttempt) {
        if claims::is_lasting(self.course, program, graded) {
            self.keep_with(program, graded, &self.keys(program.lesson));
        }
    }

    fn keep_with(&self, program: &LessonProgram<'_>, graded: &GradedAttempt, keys: &LessonKeys) {
        let kept = KeptProgram {
            feedback: keys.feedback.clone(),
            graded: graded.clone(),
            names: TraceNames::of(&graded.verdict),
        };
        self.results.keep(&name(program, keys), &kept);
    }

    fn keys(&self, lesson: &Lesson) -> LessonKeys {
        let evidence = self.results.key("program");
        let feedback = self.results.key("feedback");
        LessonKeys {
            evidence: evidence.with_text(&grader::evidence_parts(lesson)),
            feedback: feedback
                .with_text(&grader::feedback_parts(self.course, lesson))
                .name(),
        }
    }
}

fn name(program: &LessonProgram<'_>, keys: &LessonKeys) -> String {
    let BatchAttempt {
        attempt,
        runs,
        // This field affects only how the program is built.
        is_known_not_to_compile: _,
    } = program.attempt();
    let key = keys.evidence.clone().with(&runs);
    key.with_text(&attempt.own_parts()).name()
}

/// Names in the trace of a failing schedule that feedback and findings use, and that a trace in JSON lacks.
#[derive(Default, Serialize, Deserialize)]
struct TraceNames {
    /// For each event: what its line calls its cell.
    called: Vec<Option<String>>,
    /// For each thread: the id of the cell that stands for its end, and of the one that it waits for when it parks.
    threads: Vec<(u32, u32)>,
}

impl TraceNames {
    fn of(verdict: &Verdict) -> Self {
        let exploration = verdict.exploration.as_ref();
        let failing = exploration.and_then(|found| found.failing_trace.as_deref());
        failing.map_or_else(Self::default, |trace| {
            let Trace {
                events, threads, ..
            } = trace;
            Self {
                called: events
                    .iter()
                    .map(|event| event.expression.clone())
                    .collect(),
                threads: threads
                    .iter()
                    .map(|thread| (thread.end, thread.parking))
                    .collect(),
            }
        })
    }

    fn restore(self, verdict: &mut Verdict) {
        let exploration = verdict.exploration.as_mut();
        let failing = exploration.and_then(|found| found.failing_trace.as_deref_mut());
        let Some(trace) = failing else { return };
        for (event, called) in trace.events.iter_mut().zip(self.called) {
            event.expression = called;
        }
        for (thread, (end, parking)) in trace.threads.iter_mut().zip(self.threads) {
            (thread.end, thread.parking) = (end, parking);
        }
    }
}
