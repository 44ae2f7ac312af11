//! Grades on every save: one grading at a time, given up when its text is old, and never told when it came too late.
//!
//! How saves are noticed and how verdicts are told is for others (`cellmate watch`, tests): saves come in through
//! [`Saves`], what happens goes out through a closure.

use crate::course::{Course, Lesson};
use crate::desk::{Desk, DeskError};
use crate::grader::{self, Error, Grader, SourceProblem};
use crate::process::Cancel;
use crate::verdict::{Trace, Verdict};
use crate::worker;
use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::Scope;
use std::time::Duration;

/// How soon Ctrl-C is noticed while nothing happens.
const BREATH: Duration = Duration::from_millis(100);

/// What there is to tell, as it happens.
#[derive(Debug)]
pub enum Told<'a> {
    /// The grading of a new text has begun.
    Began(&'a Lesson),
    /// A verdict on what is on the disk now.
    Graded {
        /// The lesson.
        lesson: &'a Lesson,
        /// What was graded.
        text: &'a str,
        /// What was found.
        verdict: &'a Verdict,
        /// Why it was not recorded, where it was not.
        unrecorded: Option<DeskError>,
    },
    /// What is seen of its borrows and locks, after a verdict that calls for it.
    Seen {
        /// The lesson.
        lesson: &'a Lesson,
        /// What was looked at.
        text: &'a str,
        /// What was seen.
        trace: &'a Trace,
    },
    /// A file that cannot be graded.
    Unreadable(&'a Lesson, SourceProblem),
    /// The machine was in the way.
    Trouble(&'a Lesson, Error),
}

/// Tells of saves, from any thread.
#[derive(Clone, Debug)]
pub struct Saves(Sender<Heard>);

impl Saves {
    /// The file at this path was saved.
    pub fn saved(&self, path: &Path) {
        // Where nobody listens any more, watching is over.
        self.0.send(Heard::Saved(path.to_owned())).ok();
    }
}

/// Who is told.
pub type Teller<'a> = dyn FnMut(Told<'_>) -> anyhow::Result<()> + 'a;

enum Heard {
    Saved(PathBuf),
    Finished(Box<Result<Verdict, Error>>),
    Looked(Box<Result<Option<Trace>, Error>>),
}

/// Grades the files of one desk as they are saved.
#[derive(Debug)]
pub struct Watching<'a> {
    /// Who grades.
    pub grader: &'a Grader,
    /// The course.
    pub course: &'a Course,
    /// The desk.
    pub desk: &'a Desk,
}

/// One grading under way, or one look at what was graded.
struct Running<'a> {
    lesson: &'a Lesson,
    text: String,
    cancel: Cancel,
    /// Whether it is a look at what has its verdict already.
    looks: bool,
}

/// What is under way, what waits, and what was told last.
struct State<'a> {
    running: Option<Running<'a>>,
    waiting: VecDeque<&'a Lesson>,
    told: BTreeMap<&'a str, String>,
}

impl<'a> State<'a> {
    fn wait(&mut self, lesson: &'a Lesson) {
        if !self.waiting.iter().any(|other| other.id == lesson.id) {
            self.waiting.push_back(lesson);
        }
    }
}

impl<'a> Watching<'a> {
    /// Grades what is saved until `stop` is set, telling of all that happens; `ready` gets the way to tell of saves.
    ///
    /// # Errors
    /// Always ends with one: somebody asked to stop, the machine is in the way, or nothing can be told any more.
    pub fn run(
        &self,
        stop: &Cancel,
        ready: impl FnOnce(Saves) -> anyhow::Result<()>,
        tell: &mut Teller<'_>,
    ) -> anyhow::Result<Infallible> {
        let (sender, heard) = mpsc::channel();
        ready(Saves(sender.clone()))?;
        let mut state = State {
            running: None,
            waiting: VecDeque::new(),
            told: BTreeMap::new(),
        };
        std::thread::scope(|scope| {
            let ended = self.go_on(scope, &sender, &heard, stop, &mut state, tell);
            // The scope waits for the grading that is under way, which ends at once when nobody wants it.
            if let Some(running) = &state.running {
                running.cancel.cancel();
            }
            ended
        })
    }

    fn go_on<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        sender: &Sender<Heard>,
        heard: &Receiver<Heard>,
        stop: &Cancel,
        state: &mut State<'a>,
        tell: &mut Teller<'_>,
    ) -> anyhow::Result<Infallible>
    where
        'a: 'scope,
    {
        loop {
            if stop.is_cancelled() {
                return Err(Error::Cancelled.into());
            }
            match heard.recv_timeout(BREATH) {
                Ok(Heard::Saved(path)) => self.saved(state, &path),
                Ok(Heard::Finished(result)) => {
                    if let Some(verdict) = self.finished(state, *result, tell)? {
                        self.look(scope, sender, state, verdict);
                    }
                }
                Ok(Heard::Looked(seen)) => Self::looked(state, *seen, tell)?,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return Err(Error::Cancelled.into()),
            }
            while state.running.is_none()
                && let Some(lesson) = state.waiting.pop_front()
            {
                self.begin(scope, sender, state, lesson, tell)?;
            }
        }
    }

    /// A save ends the grading of the text before it, and asks for another one.
    fn saved(&self, state: &mut State<'a>, path: &Path) {
        let is_it = |lesson: &&Lesson| lesson.has_file() && self.desk.exercise(lesson) == path;
        let Some(lesson) = self.course.lessons.iter().find(is_it) else {
            return;
        };
        if let Some(running) = state
            .running
            .as_ref()
            // A look at one lesson never keeps the verdict on another one waiting.
            .filter(|running| running.looks || running.lesson.id == lesson.id)
        {
            let same = running.lesson.id == lesson.id;
            if same && grader::read(path).is_ok_and(|text| text == running.text) {
                return;
            }
            running.cancel.cancel();
        }
        state.wait(lesson);
    }

    fn begin<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        sender: &Sender<Heard>,
        state: &mut State<'a>,
        lesson: &'a Lesson,
        tell: &mut Teller<'_>,
    ) -> anyhow::Result<()>
    where
        'a: 'scope,
    {
        let text = match grader::read(&self.desk.exercise(lesson)) {
            Ok(text) => text,
            Err(problem) => {
                state.told.remove(lesson.id.as_str());
                return tell(Told::Unreadable(lesson, problem));
            }
        };
        let hash = self.grader.hash(lesson, &text);
        if state.told.get(lesson.id.as_str()) == Some(&hash) {
            return Ok(());
        }
        tell(Told::Began(lesson))?;
        let cancel = Cancel::new();
        let (sender, asked, given) = (sender.clone(), cancel.clone(), text.clone());
        scope.spawn(move || {
            let result = self.grader.grade(self.course, lesson, &given, &asked);
            sender.send(Heard::Finished(Box::new(result))).ok();
        });
        state.running = Some(Running {
            lesson,
            text,
            cancel,
            looks: false,
        });
        Ok(())
    }

    /// A verdict came. It counts only if the disk still has the text that it is about.
    fn finished(
        &self,
        state: &mut State<'a>,
        result: Result<Verdict, Error>,
        tell: &mut Teller<'_>,
    ) -> anyhow::Result<Option<(&'a Lesson, String, Verdict)>> {
        let Some(Running { lesson, text, .. }) = state.running.take() else {
            return Ok(None);
        };
        let verdict = match result {
            Ok(verdict) => verdict,
            // Given up for a newer text, which waits already.
            Err(Error::Cancelled) => return Ok(None),
            // The next save may do better: the disk has room again, or rustc can deal with the text.
            Err(trouble) => {
                tell(Told::Trouble(lesson, trouble))?;
                return Ok(None);
            }
        };
        let path = self.desk.exercise(lesson);
        let current = || worker::is_current(self.grader, lesson, &path, &verdict);
        if !current() {
            state.wait(lesson);
            return Ok(None);
        }
        let recorded = worker::record(self.grader, self.course, self.desk, lesson, &verdict);
        // Recording syncs to the disk, which takes a while: look again.
        if !current() {
            state.wait(lesson);
            return Ok(None);
        }
        tell(Told::Graded {
            lesson,
            text: &text,
            verdict: &verdict,
            unrecorded: recorded.err(),
        })?;
        state.told.insert(&lesson.id, verdict.hash.clone());
        Ok(Some((lesson, text, verdict)))
    }

    /// Looks at what was just graded, or else builds what the next look will need. A save ends that.
    fn look<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        sender: &Sender<Heard>,
        state: &mut State<'a>,
        (lesson, text, verdict): (&'a Lesson, String, Verdict),
    ) where
        'a: 'scope,
    {
        let cancel = Cancel::new();
        let (sender, asked, given) = (sender.clone(), cancel.clone(), text.clone());
        scope.spawn(move || {
            let seen = if grader::calls_for_a_trace(&verdict, &given) {
                self.grader.trace(lesson, &given, &verdict, &asked)
            } else {
                self.grader.warm(lesson, &asked).map(|()| None)
            };
            sender.send(Heard::Looked(Box::new(seen))).ok();
        });
        state.running = Some(Running {
            lesson,
            text,
            cancel,
            looks: true,
        });
    }

    /// What was seen came. Trouble with it is not told: the verdict stands without it.
    fn looked(
        state: &mut State<'a>,
        seen: Result<Option<Trace>, Error>,
        tell: &mut Teller<'_>,
    ) -> anyhow::Result<()> {
        match (state.running.take(), seen) {
            (Some(running), Ok(Some(trace))) if !running.cancel.is_cancelled() => {
                tell(Told::Seen {
                    lesson: running.lesson,
                    text: &running.text,
                    trace: &trace,
                })
            }
            _ => Ok(()),
        }
    }
}
