//! Carries effects out on threads of their own, and reports what comes of them as messages.
//!
//! What is run has a number; whoever gives a run up says its number, and its results are dropped there as here. What is
//! written goes through one thread, in order. The terminal is none of its business: `tui` steps aside for an editor.

mod answering;
mod bench;
mod grading;
mod opening;
mod recording;
mod reloading;
mod writing;

pub use crate::engine::{GraderSource, Grading};
pub use grading::LINGER;
pub use recording::{is_current, now, record};

use crate::app::{Effect, Message};
use crate::desk::{CourseSource, Desk};
use crate::engine::editor;
use crate::process::{self, Cancel};
use bench::Bench;
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

/// What there is to begin with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The desk; none where there is none yet.
    pub desk: Option<Desk>,
    /// Where the course comes from.
    pub source: CourseSource,
    /// Whether that was asked for, and is to be remembered by a new desk.
    pub asked: bool,
    /// Where a desk usually is.
    pub usual_desk: PathBuf,
    /// The home folder, written as `~`.
    pub home: Option<PathBuf>,
    /// The command that opens files beside this screen.
    pub beside: Option<String>,
    /// Where the grader comes from.
    pub grader: GraderSource,
    /// Whether saves on the desk and changes of the course are noticed by themselves.
    pub watches: bool,
    /// How long a lesson stays in view before its file is graded unasked.
    pub linger: Duration,
    /// The folder in which the learner stands.
    pub cwd: Option<PathBuf>,
}

/// Who is told.
pub type Teller = Arc<dyn Fn(Message) + Send + Sync>;

/// Carries effects out.
pub struct Worker {
    bench: Arc<Bench>,
    runs: BTreeMap<u64, Cancel>,
    threads: Vec<JoinHandle<()>>,
    to_write: Option<Sender<Effect>>,
}

impl Worker {
    /// Begins with loading everything.
    #[must_use]
    pub fn start(setup: Setup, tell: Teller) -> Self {
        let bench = Arc::new(Bench::new(setup, tell));
        let (to_write, orders) = mpsc::channel();
        let mut worker = Self {
            bench: Arc::clone(&bench),
            runs: BTreeMap::new(),
            threads: Vec::new(),
            to_write: Some(to_write),
        };
        worker.spawn("open", move |_| {
            opening::open(&bench);
            // From here on it writes what there is to write, in order.
            for effect in orders {
                writing::write(&bench, effect);
            }
        });
        if worker.bench.setup.watches {
            worker.spawn("reload", reloading::watch);
        }
        worker
    }

    /// What there was to begin with, with the desk as it is by now.
    #[must_use]
    pub fn setup(&self) -> Setup {
        Setup {
            desk: self.bench.desk(),
            ..self.bench.setup.clone()
        }
    }

    /// Carries one effect out, or begins to.
    pub fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Cancel { run } => {
                if let Some(cancel) = self.runs.remove(&run) {
                    cancel.cancel();
                }
            }
            Effect::Grade { run, lesson, lazy } => self.run(run, "grade", move |bench, cancel| {
                grading::grade(bench, run, &lesson, lazy, cancel);
            }),
            Effect::Look {
                run,
                lesson,
                text,
                verdict,
            } => self.run(run, "look", move |bench, cancel| {
                grading::look(bench, run, &lesson, text, &verdict, cancel);
            }),
            Effect::Replay {
                run,
                lesson,
                text,
                choices,
            } => self.run(run, "replay", move |bench, cancel| {
                grading::replay(bench, run, &lesson, text, &choices, cancel);
            }),
            Effect::Foretell {
                run,
                lesson,
                prediction,
                said,
            } => self.run(run, "foretell", move |bench, cancel| {
                answering::foretell(bench, run, (&lesson, &prediction), said, cancel);
            }),
            Effect::Explain { code } => self.spawn("explain", move |bench| {
                answering::explain(bench, code);
            }),
            other => {
                // Where the thread is gone, it has said why.
                let _ = self.to_write.as_ref().map(|orders| orders.send(other));
            }
        }
    }

    /// Opens a file in the editor of the learner's choice and waits; the terminal is the editor's meanwhile.
    ///
    /// # Errors
    /// In words, where it could not be started.
    pub fn edit(&self, path: &Path, line: u32) -> Result<(), String> {
        let command = self.bench.editor().ok_or("there is no editor")?;
        let (program, args) =
            editor::command_line(&command, path, line).map_err(|error| error.to_string())?;
        let folder = path.parent().unwrap_or(path);
        let ended = process::run_in_terminal(Path::new(&program), &args, folder);
        ended.map(|_| ()).map_err(|trouble| trouble.to_string())
    }

    /// Opens a file beside this screen, and does not wait.
    pub fn edit_beside(&mut self, path: PathBuf, line: u32) {
        self.spawn("edit", move |bench| {
            let Some(command) = bench.editor() else {
                return;
            };
            let Ok((program, args)) = editor::command_line(&command, &path, line) else {
                return;
            };
            match process::capture(Path::new(&program), &args) {
                Err(trouble) => bench.notice(&trouble.to_string()),
                Ok(output) if !output.status.success() => {
                    bench.notice(&format!("`{program}` ended with {}", output.status));
                }
                Ok(_) => {}
            }
        });
    }

    fn run(&mut self, run: u64, name: &str, job: impl FnOnce(&Bench, &Cancel) + Send + 'static) {
        let cancel = Cancel::new();
        self.runs.insert(run, cancel.clone());
        // What is over needs no flag any more; the map stays as small as what goes on.
        while self.runs.len() > 64 {
            self.runs.pop_first();
        }
        self.spawn(name, move |bench| {
            let done = panic::catch_unwind(AssertUnwindSafe(|| job(bench, &cancel)));
            if let Err(panicked) = done {
                bench.tell(Message::Broke { run });
                panic::resume_unwind(panicked);
            }
        });
    }

    fn spawn(&mut self, name: &str, job: impl FnOnce(&Bench) + Send + 'static) {
        self.threads.retain(|thread| !thread.is_finished());
        let bench = Arc::clone(&self.bench);
        let named = name.to_owned();
        let work = move || {
            let done = panic::catch_unwind(AssertUnwindSafe(|| job(&bench)));
            if done.is_err() {
                bench.notice(&format!(
                    "cellmate itself broke while it tried to {named}; please report it"
                ));
            }
        };
        match std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(work)
        {
            Ok(thread) => self.threads.push(thread),
            Err(error) => self
                .bench
                .notice(&format!("no thread could be started: {error}")),
        }
    }
}

impl Drop for Worker {
    /// Ends all that runs, writes what is left to write, and waits for both: no child stays behind.
    fn drop(&mut self) {
        for cancel in self.runs.values() {
            cancel.cancel();
        }
        self.bench.stop();
        self.to_write = None;
        for thread in self.threads.drain(..) {
            // Whatever broke in there has been told.
            let _ = thread.join();
        }
    }
}
