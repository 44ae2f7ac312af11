//! What all threads of an engine share, and the threads that run its jobs.

use super::jobs::Jobs;
use super::panics::describe_panic;
use super::{Command, Error, Event, GradingBackend, JobId, Notice, Setup};
use crate::course::{Course, Lesson, Prediction, Problem};
use crate::desk::{CourseProgress, Desk, DeskLock};
use crate::grader;
use crate::process::Cancel;
use crate::watch::{FolderPoll, Watcher};
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use tracing::info_span;

/// Receives every event, on the thread where it occurs. It must not call the engine.
pub type Sink = Arc<dyn Fn(Event) + Send + Sync>;

pub(super) enum Unfinished {
    Cancelled,
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Unfinished {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// A cancelled grading is not a machine error.
impl From<grader::Error> for Unfinished {
    fn from(error: grader::Error) -> Self {
        match error {
            grader::Error::Cancelled => Self::Cancelled,
            error @ (grader::Error::Build(_)
            | grader::Error::Scratch { .. }
            | grader::Error::Process(_)) => Self::Failed(Error::Machine(Arc::new(error))),
        }
    }
}

pub(super) struct JobHandle {
    pub(super) id: JobId,
    pub(super) cancel: Cancel,
    pub(super) command: Arc<Command>,
}

impl JobHandle {
    pub(super) fn check(&self) -> Result<(), Unfinished> {
        if self.cancel.is_cancelled() {
            return Err(Unfinished::Cancelled);
        }
        Ok(())
    }
}

/// What all threads share.
pub(super) struct Shared {
    pub(super) setup: Setup,
    pub(super) jobs: Jobs,
    sink: Sink,
    grader: OnceLock<Arc<dyn GradingBackend>>,
    open_state: Mutex<OpenState>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// The queue of the one thread that runs writing jobs in order, or why there is no such thread; `None` once the
    /// engine shuts down.
    writes: Mutex<Option<Result<Sender<JobHandle>, Error>>>,
    /// Locked while a job gets its id and is reported.
    registering: Mutex<()>,
    /// Locked while progress is recorded and reported, so that no report overtakes a later one.
    recording: Mutex<()>,
}

/// The course and the desk that are open, and what watches them.
#[derive(Default)]
pub(super) struct OpenState {
    pub(super) course: Option<Arc<Course>>,
    /// What is wrong with the course.
    pub(super) problems: Vec<Problem>,
    pub(super) desk: Option<Desk>,
    pub(super) editor: Option<String>,
    pub(super) desk_lock: Option<DeskLock>,
    /// The desk could not be taken, because another instance has it or it cannot be written: nothing is written.
    pub(super) read_only: bool,
    pub(super) watchers: Vec<Watcher>,
    pub(super) course_poll: Option<FolderPoll>,
}

impl Shared {
    pub(super) fn new(setup: Setup, state: OpenState, sink: Sink) -> Arc<Self> {
        let shared = Arc::new(Self {
            setup,
            jobs: Jobs::default(),
            sink,
            grader: OnceLock::new(),
            open_state: Mutex::new(state),
            threads: Mutex::default(),
            writes: Mutex::default(),
            registering: Mutex::default(),
            recording: Mutex::default(),
        });
        let (sender, receiver) = mpsc::channel();
        let writer = Arc::clone(&shared);
        let started = shared.spawn("write", move || {
            for job in receiver {
                writer.run_job(&job);
            }
        });
        *lock(&shared.writes) = Some(started.map(|()| sender));
        shared
    }

    pub(super) fn write(&self, job: JobHandle) {
        let id = job.id;
        let sent = match &*lock(&self.writes) {
            Some(Ok(writes)) => writes.send(job).map_err(|_| Unfinished::Cancelled),
            Some(Err(error)) => Err(Unfinished::Failed(error.clone())),
            None => Err(Unfinished::Cancelled),
        };
        if sent.is_err() {
            self.end(id, sent);
        }
    }

    pub(super) fn thread(self: &Arc<Self>, name: &str, job: JobHandle) {
        let shared = Arc::clone(self);
        let id = job.id;
        if let Err(error) = self.spawn(name, move || shared.run_job(&job)) {
            self.end(id, Err(error.into()));
        }
    }

    /// Starts a thread that [`Shared::shut_down`] waits for.
    pub(super) fn spawn(
        &self,
        name: &str,
        work: impl FnOnce() + Send + 'static,
    ) -> Result<(), Error> {
        let thread = thread::Builder::new().name(name.to_owned()).spawn(work);
        let thread = thread.map_err(|error| Error::Thread(Arc::new(error)))?;
        let mut threads = lock(&self.threads);
        threads.retain(|thread| !thread.is_finished());
        threads.push(thread);
        Ok(())
    }

    /// Runs a job to its last event, even if it panics.
    pub(super) fn run_job(self: &Arc<Self>, job: &JobHandle) {
        let done = panic::catch_unwind(AssertUnwindSafe(|| self.carry_out(job)));
        let ended = done.unwrap_or_else(|payload| {
            let what = describe_panic(&*payload);
            info_span!("panic", what).in_scope(|| ());
            Err(Unfinished::Failed(Error::Panicked(what)))
        });
        self.end(job.id, ended);
    }

    fn end(&self, job: JobId, ended: Result<(), Unfinished>) {
        self.jobs.remove(job);
        self.emit(match ended {
            Ok(()) => Event::Finished { job },
            Err(Unfinished::Cancelled) => Event::Cancelled { job },
            Err(Unfinished::Failed(error)) => Event::Failed { job, error },
        });
    }

    /// Shuts the engine down: stops watching, cancels what can be cancelled, finishes pending writes, and waits.
    pub(super) fn shut_down(&self) {
        self.jobs.close();
        lock(&self.writes).take();
        loop {
            // A job may still open a desk and start threads: look again after each one, and hold no lock.
            self.stop_watching();
            let Some(thread) = lock(&self.threads).pop() else {
                break;
            };
            self.stop_watching();
            // Its panic has been reported as the end of its job.
            let _ = thread.join();
        }
        self.close_desk();
    }

    fn stop_watching(&self) {
        let mut state = self.open_state();
        let watchers = std::mem::take(&mut state.watchers);
        let course_poll = state.course_poll.take();
        // Dropping a watcher waits for its thread, which may need the lock.
        drop(state);
        drop((watchers, course_poll));
    }

    /// Stops watching the desk, and leaves it to other processes.
    pub(super) fn close_desk(&self) {
        let mut state = self.open_state();
        let watchers = std::mem::take(&mut state.watchers);
        let desk_lock = state.desk_lock.take();
        drop(state);
        drop((watchers, desk_lock));
    }

    pub(super) fn registering(&self) -> MutexGuard<'_, ()> {
        lock(&self.registering)
    }

    pub(super) fn emit(&self, event: Event) {
        (self.sink)(event);
    }

    pub(super) fn notice(&self, notice: Notice) {
        self.emit(Event::Noticed(notice));
    }

    pub(super) fn open_state(&self) -> MutexGuard<'_, OpenState> {
        lock(&self.open_state)
    }

    pub(super) fn course(&self) -> Result<Arc<Course>, Error> {
        self.open_state().course.clone().ok_or(Error::NoCourse)
    }

    pub(super) fn desk(&self) -> Result<Desk, Error> {
        self.open_state().desk.clone().ok_or(Error::NoDesk)
    }

    /// Returns the desk, if it may be written.
    pub(super) fn writable_desk(&self) -> Result<Desk, Error> {
        let state = self.open_state();
        if state.read_only {
            return Err(Error::ReadOnly);
        }
        state.desk.clone().ok_or(Error::NoDesk)
    }

    /// Changes the learner's progress in a course, reports it for a job, and returns it.
    pub(super) fn record(
        &self,
        desk: &Desk,
        course: &Course,
        job: JobId,
        change: impl FnOnce(&mut CourseProgress),
    ) -> Result<CourseProgress, Error> {
        let _recording = lock(&self.recording);
        let kept = desk.record(|progress| change(progress.course_mut(&course.id)))?;
        let progress = kept.progress.course(&course.id).clone();
        self.emit(Event::ProgressRecorded {
            job,
            progress: progress.clone(),
        });
        Ok(progress)
    }

    /// Returns the grader. The first call looks for the toolchain, which takes a moment.
    pub(super) fn grader(&self) -> Result<&dyn GradingBackend, Error> {
        // An error is not kept, because the learner may fix the toolchain while cellmate runs.
        if let Some(known) = self.grader.get() {
            return Ok(&**known);
        }
        let opened = self.setup.grader.open()?;
        Ok(&**self.grader.get_or_init(|| opened))
    }
}

pub(super) fn lesson_of<'a>(course: &'a Course, id: &str) -> Result<&'a Lesson, Error> {
    course.lesson(id).ok_or_else(|| Error::NoLesson {
        lesson: id.to_owned(),
    })
}

pub(super) fn prediction_of<'a>(lesson: &'a Lesson, id: &str) -> Result<&'a Prediction, Error> {
    let prediction = lesson.predictions.iter().find(|other| other.id == id);
    prediction.ok_or_else(|| Error::NoPrediction {
        lesson: lesson.id.clone(),
        prediction: id.to_owned(),
    })
}

/// Locks the mutex, even if it is poisoned: a panic elsewhere leaves nothing half-done behind it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::CourseSource;
    use crate::engine::GraderSource;
    use crate::process::Launcher;
    use std::io;
    use std::path::PathBuf;

    #[test]
    fn a_write_says_why_it_failed_if_no_thread_writes() {
        let (sender, events) = mpsc::channel();
        let sink = move |event| sender.send(event).unwrap();
        let grader = GraderSource::Toolchain(Launcher::at(PathBuf::new()));
        let setup = Setup::new(CourseSource::Embedded, None, grader);
        let shared = Shared::new(setup, OpenState::default(), Arc::new(sink));
        let no_thread = Error::Thread(Arc::new(io::Error::other("too many threads")));
        *lock(&shared.writes) = Some(Err(no_thread));

        shared.start(Command::SetPlain { plain: true });
        shared.shut_down();
        let ended = events.try_iter().find_map(|event| {
            let Event::Failed { error, .. } = event else {
                return None;
            };
            Some(error.to_string())
        });
        let says = "cannot start a thread: too many threads";
        assert_eq!(ended.as_deref(), Some(says));
    }
}
