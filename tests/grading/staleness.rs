//! A file that is saved while its grading runs: the old verdict never appears as current, a hundred times over.
//!
//! Every text but the last is a program that waits until the next text is on disk. So any verdict on it comes too late,
//! however fast it is, and no clock decides.

use crate::{grader, lesson};
use cellmate::course::{Files, Lesson};
use cellmate::desk::{CourseSource, Desk};
use cellmate::engine::{Engine, Event, GraderSource, GradingStep, Setup};
use cellmate::grader::GradingBackend as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

const TIMES: usize = 100;
const LONG: Duration = Duration::from_mins(2);

/// When the next save comes, counted from the beginning of a grading.
#[derive(Clone, Copy)]
enum When {
    AtOnce,
    WhileItRuns,
}

/// Whether and when the engine is notified of the save.
#[derive(Clone, Copy)]
enum Notified {
    Before,
    After,
    Never,
}

/// A program that signals that it runs, and waits until it may end.
fn program(folder: &Path, number: usize) -> String {
    let [runs, may_end] = ["runs", "ends"].map(|what| {
        let path = folder.join(format!("{what}-{number}"));
        path.to_str().unwrap().to_owned()
    });
    format!(
        "fn main() {{
            std::fs::write({runs:?}, \"\").unwrap();
            while !std::path::Path::new({may_end:?}).exists() {{
                std::thread::sleep(std::time::Duration::from_millis(1));
            }}
            println!(\"hi\");
        }}\n"
    )
}

fn wait_for(path: &Path) {
    let started = Instant::now();
    while !path.exists() {
        assert!(started.elapsed() < LONG, "{} never came", path.display());
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// What the engine reported, in order.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Began,
    Verdict { hash: String, passed: bool },
}

struct Scene {
    folder: PathBuf,
    file: PathBuf,
    engine: Engine,
    reports: Receiver<Seen>,
}

impl Scene {
    fn next(&self) -> Seen {
        self.reports.recv_timeout(LONG).expect("something happens")
    }

    /// Saves text after text. Returns what was reported after the last one.
    fn save_again_and_again(&self) -> Seen {
        let whens = [When::AtOnce, When::WhileItRuns];
        let times = [Notified::Before, Notified::After, Notified::Never];
        fs::write(&self.file, program(&self.folder, 0)).unwrap();
        self.engine.file_saved(&self.file);
        for number in 0..TIMES {
            assert_eq!(self.next(), Seen::Began, "text {number}");
            if let When::WhileItRuns = whens[number % 2] {
                wait_for(&self.folder.join(format!("runs-{number}")));
            }
            self.overtake(number, times[number % 3]);
        }
        assert_eq!(self.next(), Seen::Began, "the last text");
        fs::write(self.folder.join(format!("ends-{TIMES}")), "").unwrap();
        self.next()
    }

    /// Replaces this text with the next one, and only then lets this one's program end.
    fn overtake(&self, number: usize, notified: Notified) {
        fs::write(&self.file, program(&self.folder, number + 1)).unwrap();
        if let Notified::Before = notified {
            self.engine.file_saved(&self.file);
        }
        fs::write(self.folder.join(format!("ends-{number}")), "").unwrap();
        if let Notified::After = notified {
            self.engine.file_saved(&self.file);
        }
    }
}

fn seen(event: Event) -> Option<Seen> {
    match event {
        Event::GradingAdvanced {
            step: GradingStep::Compiling,
            ..
        } => Some(Seen::Began),
        Event::Graded { verdict, .. } => Some(Seen::Verdict {
            hash: verdict.hash.clone(),
            passed: verdict.passed(),
        }),
        Event::Failed { error, .. } => panic!("{error}"),
        _ => None,
    }
}

fn printing() -> Lesson {
    let mut lesson = lesson::printing("hi\n");
    // However busy the machine is, the time limit never ends a program here.
    lesson.limits.run_ms = Some(120_000);
    lesson.files = Files {
        starter: Some("fn main() {}\n".to_owned()),
        ..Files::default()
    };
    lesson
}

#[test]
fn a_verdict_on_an_older_text_is_neither_reported_nor_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let course = Arc::new(lesson::course(vec![printing()]));
    let lesson = &course.lessons[0];
    let (desk, _) = Desk::create(&folder.join("desk"), &course).unwrap();
    let grader = Arc::new(grader());
    let given = GraderSource::Given(grader.clone());
    let setup = Setup {
        automatic: true,
        ..Setup::new(CourseSource::Embedded, Some(desk.clone()), given)
    };
    let (sender, reports) = mpsc::channel();
    let sink = move |event| {
        if let Some(seen) = seen(event) {
            // The test may have failed already.
            let _ = sender.send(seen);
        }
    };
    let scene = Scene {
        folder: folder.to_owned(),
        file: desk.exercise(lesson),
        engine: Engine::start_open(setup, Arc::clone(&course), desk.clone(), Arc::new(sink)),
        reports,
    };
    let last = scene.save_again_and_again();
    let hash = grader.hash(&course, lesson, &program(folder, TIMES));
    let expected = Seen::Verdict {
        hash: hash.clone(),
        passed: true,
    };
    assert_eq!(last, expected);
    let kept = desk.progress().unwrap().progress;
    let recorded = kept.course(&course.id).lesson(&lesson.id);
    let hashes = recorded.verdict.as_ref().map(|last| &last.hash);
    assert_eq!((recorded.attempts, hashes), (1, Some(&hash)));
}
