//! The running jobs: their ids and cancel flags, and which job replaces another or waits for it.
//!
//! They follow three rules. A job cancels those that its command replaces. Saving a text that already has a verdict, or
//! that is being graded, starts no grading. A trace waits while anything is graded.

use super::{Command, JobId, JobKind};
use crate::process::Cancel;
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[derive(Debug, Default)]
pub(super) struct Jobs {
    table: Mutex<JobTable>,
    /// Notified when a job is cancelled and when a grading ends.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct JobTable {
    last_id: u64,
    running: BTreeMap<JobId, RunningJob>,
    /// The hash of the last verdict, by lesson.
    verdicts: BTreeMap<String, String>,
    /// How many gradings compile or run.
    active_gradings: usize,
    closed: bool,
}

#[derive(Debug)]
struct RunningJob {
    command: Arc<Command>,
    cancel: Cancel,
    /// Whether a newer job has replaced it.
    replaced: bool,
    /// Cancels the current attempt of a trace when a grading begins. The trace is tried again after the grading.
    attempt: Option<Cancel>,
    /// The hash of the text that is graded, once it has been read.
    hash: Option<String>,
}

impl RunningJob {
    fn cancel(&self) {
        self.cancel.cancel();
        if let Some(attempt) = &self.attempt {
            attempt.cancel();
        }
    }
}

impl Jobs {
    /// Registers a job, and cancels the jobs that it replaces. Returns its id, its cancel flag, and the ids of those
    /// jobs.
    pub(super) fn register(&self, command: &Arc<Command>) -> (JobId, Cancel, Vec<JobId>) {
        let cancel = Cancel::new();
        let mut table = self.table();
        if let JobKind::Grading { lesson } = command.kind() {
            table.verdicts.remove(lesson);
        }
        let mut replaces = Vec::new();
        for (id, job) in &mut table.running {
            if !job.replaced && job.command.is_replaced_by(command) {
                job.replaced = true;
                job.cancel();
                replaces.push(*id);
            }
        }
        if table.closed {
            cancel.cancel();
        }
        table.last_id += 1;
        let id = JobId(table.last_id);
        let job = RunningJob {
            command: Arc::clone(command),
            cancel: cancel.clone(),
            replaced: false,
            attempt: None,
            hash: None,
        };
        table.running.insert(id, job);
        drop(table);
        self.changed.notify_all();
        (id, cancel, replaces)
    }

    pub(super) fn is_replaced(&self, id: JobId) -> bool {
        let table = self.table();
        table.running.get(&id).is_some_and(|job| job.replaced)
    }

    pub(super) fn remove(&self, id: JobId) {
        self.table().running.remove(&id);
    }

    pub(super) fn cancel(&self, id: JobId) {
        if let Some(job) = self.table().running.get(&id) {
            job.cancel();
        }
        self.changed.notify_all();
    }

    /// Cancels all jobs, including those that are still to come.
    pub(super) fn close(&self) {
        let mut table = self.table();
        table.closed = true;
        table.running.values().for_each(RunningJob::cancel);
        drop(table);
        self.changed.notify_all();
    }

    /// Waits for this time, or until the job is cancelled.
    pub(super) fn wait(&self, time: Duration, cancel: &Cancel) {
        let waits = |_: &mut JobTable| !cancel.is_cancelled();
        let waited = self.changed.wait_timeout_while(self.table(), time, waits);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    /// Marks a grading as active until the guard is dropped. Running traces stop, and start again later.
    pub(super) fn begin_grading(&self) -> ActiveGrading<'_> {
        let mut table = self.table();
        table.active_gradings += 1;
        for job in table.running.values() {
            if let Some(attempt) = &job.attempt {
                attempt.cancel();
            }
        }
        ActiveGrading(self)
    }

    /// Traces once no grading runs, and tries again if one begins meanwhile. Returns `None` if the job is cancelled.
    pub(super) fn between_gradings<T>(
        &self,
        id: JobId,
        cancel: &Cancel,
        trace: impl Fn(&Cancel) -> T,
    ) -> Option<T> {
        loop {
            let waits = |table: &mut JobTable| table.active_gradings > 0 && !cancel.is_cancelled();
            let mut table = self
                .changed
                .wait_while(self.table(), waits)
                .unwrap_or_else(PoisonError::into_inner);
            if cancel.is_cancelled() {
                return None;
            }
            let attempt = Cancel::new();
            if let Some(job) = table.running.get_mut(&id) {
                job.attempt = Some(attempt.clone());
            }
            drop(table);
            let traced = trace(&attempt);
            if !attempt.is_cancelled() {
                return Some(traced);
            }
        }
    }

    /// Notes which text a job grades. Returns false if the job is cancelled.
    pub(super) fn note_text(&self, id: JobId, hash: &str) -> bool {
        let mut table = self.table();
        match table.running.get_mut(&id) {
            Some(job) if !job.cancel.is_cancelled() => {
                job.hash = Some(hash.to_owned());
                true
            }
            Some(_) | None => false,
        }
    }

    /// Notes that a job has a verdict on this text. Returns false if a newer job or a front end has cancelled the job:
    /// then the verdict is not reported.
    pub(super) fn note_verdict(&self, id: JobId, lesson: &str, hash: &str) -> bool {
        let mut table = self.table();
        let current = table
            .running
            .get(&id)
            .is_some_and(|job| !job.cancel.is_cancelled());
        if current {
            table.verdicts.insert(lesson.to_owned(), hash.to_owned());
        }
        current
    }

    /// Whether a saved text needs a grading: not if the last verdict is about it, or it is being graded.
    pub(super) fn needs_grading(&self, lesson: &str, hash: &str) -> bool {
        let table = self.table();
        let grading = JobKind::Grading { lesson };
        let mut newest_first = table.running.values().rev();
        let running =
            newest_first.find(|job| job.command.kind() == grading && !job.cancel.is_cancelled());
        let known = match running {
            Some(job) => job.hash.as_deref(),
            None => table.verdicts.get(lesson).map(String::as_str),
        };
        known != Some(hash)
    }

    /// Locks the table, even if it is poisoned: a panic elsewhere leaves nothing half-done in it.
    fn table(&self) -> MutexGuard<'_, JobTable> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[must_use = "traces wait until this is dropped"]
pub(super) struct ActiveGrading<'a>(&'a Jobs);

impl Drop for ActiveGrading<'_> {
    fn drop(&mut self) {
        self.0.table().active_gradings -= 1;
        self.0.changed.notify_all();
    }
}
