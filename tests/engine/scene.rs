//! One engine on one desk, with the events that it reported.

use super::sample::Sample;
use super::scripted::ScriptedGrader;
use cellmate::desk::{CourseSource, LessonProgress};
use cellmate::engine::{Command, Engine, Error, Event, GraderSource, JobId, Setup, Sink};
use std::collections::VecDeque;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long an event may take before the test fails.
const TIMEOUT: Duration = Duration::from_secs(20);

pub(crate) struct Scene {
    pub(crate) sample: Sample,
    pub(crate) grader: Arc<ScriptedGrader>,
    pub(crate) engine: Engine,
    events: Receiver<Event>,
    /// Events that arrived while the test waited for another one.
    early: Mutex<VecDeque<Event>>,
}

/// How a job ended.
#[derive(Debug)]
pub(crate) enum End {
    Finished,
    Failed(Error),
    Cancelled,
}

impl Scene {
    /// Starts an engine that grades every save.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// Starts an engine on the desk of the sample course.
    pub(crate) fn with(change: impl FnOnce(&mut Setup)) -> Self {
        Self::start(change, |sample, setup, sink| {
            let course = Arc::new(sample.course.clone());
            Engine::start_open(setup, course, sample.desk.clone(), sink)
        })
    }

    /// Starts an engine that opens the desk of the sample course itself, with the course of the setup.
    pub(crate) fn closed(change: impl FnOnce(&mut Setup)) -> Self {
        Self::start(change, |_, setup, sink| Engine::start(setup, sink))
    }

    fn start(
        change: impl FnOnce(&mut Setup),
        engine: impl FnOnce(&Sample, Setup, Sink) -> Engine,
    ) -> Self {
        let sample = Sample::new();
        let grader = Arc::new(ScriptedGrader::default());
        let (sender, events) = mpsc::channel();
        let given = GraderSource::Given(grader.clone());
        let mut setup = Setup {
            automatic: true,
            ..Setup::new(CourseSource::Embedded, Some(sample.desk.clone()), given)
        };
        change(&mut setup);
        let sink = move |event| {
            // The test may be over.
            let _ = sender.send(event);
        };
        Self {
            engine: engine(&sample, setup, Arc::new(sink)),
            sample,
            grader,
            events,
            early: Mutex::default(),
        }
    }

    pub(crate) fn file(&self, lesson: &str) -> PathBuf {
        self.sample.desk.exercise(self.sample.lesson(lesson))
    }

    /// Writes a file as another program does, before the engine notices.
    pub(crate) fn write(&self, lesson: &str, text: &str) {
        fs::write(self.file(lesson), text).unwrap();
    }

    /// Saves a file as another program does, and notifies the engine.
    pub(crate) fn save(&self, lesson: &str, text: &str) {
        self.write(lesson, text);
        self.engine.file_saved(&self.file(lesson));
    }

    pub(crate) fn read(&self, lesson: &str) -> String {
        fs::read_to_string(self.file(lesson)).unwrap()
    }

    pub(crate) fn progress(&self, lesson: &str) -> LessonProgress {
        let kept = self.sample.desk.progress().unwrap();
        let course = kept.progress.course(&self.sample.course.id);
        course.lesson(lesson).clone()
    }

    /// Sends a command and waits for its end.
    pub(crate) fn run(&self, command: Command) -> End {
        let job = self.engine.send(command);
        self.end_of(job).0
    }

    /// Waits for the end of a job, and returns the events before it.
    pub(crate) fn end_of(&self, job: JobId) -> (End, Vec<Event>) {
        let mut before = Vec::new();
        loop {
            let event = self.next();
            let end = match &event {
                Event::Finished { job } => Some((*job, End::Finished)),
                Event::Failed { job, error } => Some((*job, End::Failed(error.clone()))),
                Event::Cancelled { job } => Some((*job, End::Cancelled)),
                _ => None,
            };
            match end {
                Some((ended, end)) if ended == job => return (end, before),
                _ => before.push(event),
            }
        }
    }

    /// Waits for an event and keeps all others for later.
    pub(crate) fn find<T>(&self, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
        let mut kept = VecDeque::new();
        loop {
            let event = self.next();
            if let Some(found) = wanted(&event) {
                let mut early = self.early.lock().unwrap();
                kept.append(&mut early);
                *early = kept;
                return found;
            }
            kept.push_back(event);
        }
    }

    /// Waits until the engine starts a grading by itself.
    pub(crate) fn grading(&self) -> JobId {
        self.find(|event| match event {
            Event::Started { job, command, .. } if matches!(**command, Command::Grade { .. }) => {
                Some(*job)
            }
            _ => None,
        })
    }

    /// Returns all events that were reported by now, without waiting.
    pub(crate) fn rest(&self) -> Vec<Event> {
        let mut rest: Vec<Event> = self.early.lock().unwrap().drain(..).collect();
        rest.extend(self.events.try_iter());
        rest
    }

    /// Ends the engine, and returns its last events with the desk.
    pub(crate) fn close(self) -> (Vec<Event>, Sample) {
        drop(self.engine);
        let mut rest: Vec<Event> = self.early.into_inner().unwrap().into();
        rest.extend(self.events.try_iter());
        (rest, self.sample)
    }

    fn next(&self) -> Event {
        if let Some(event) = self.early.lock().unwrap().pop_front() {
            return event;
        }
        self.events.recv_timeout(TIMEOUT).expect("an event")
    }
}

/// Returns the command that grades a lesson's file without debouncing.
pub(crate) fn grade(lesson: &str) -> Command {
    Command::Grade {
        lesson: lesson.to_owned(),
        debounce: false,
    }
}

/// Returns the first word of each text that has a verdict among these events.
pub(crate) fn verdicts(events: &[Event]) -> Vec<&str> {
    let graded = events.iter().filter_map(|event| match event {
        Event::Graded { text, .. } => text.split_whitespace().next(),
        _ => None,
    });
    graded.collect()
}
