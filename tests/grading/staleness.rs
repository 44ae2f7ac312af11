//! A file that is saved while its grading runs: the old verdict never appears as current, a hundred times over.
//!
//! Every text but the last is a program that waits until the next text is on the disk. So any verdict on it comes
//! too late, however fast it is; and no clock decides.

use crate::{grader, lesson};
use cellmate::cli::{Saves, Told, Watching};
use cellmate::course::{Course, Files, Lesson};
use cellmate::desk::Desk;
use cellmate::process::Cancel;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

const TIMES: usize = 100;
const LONG: Duration = Duration::from_secs(120);

/// When the next save comes, counted from the beginning of a grading.
#[derive(Clone, Copy)]
enum When {
    AtOnce,
    WhileItRuns,
}

/// Whether the watcher hears of the save, and when.
#[derive(Clone, Copy)]
enum Heard {
    Before,
    After,
    Never,
}

/// A program that says that it runs, and waits until it may end.
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

/// What the watching told, in order.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Began,
    Verdict { hash: String, passed: bool },
    Borrows,
}

struct Scene {
    folder: PathBuf,
    file: PathBuf,
    saves: Saves,
    told: Receiver<Seen>,
}

impl Scene {
    fn next(&self) -> Seen {
        self.told.recv_timeout(LONG).expect("something happens")
    }

    /// Saves text after text; returns what was told after the last one.
    fn save_again_and_again(&self) -> Seen {
        let whens = [When::AtOnce, When::WhileItRuns];
        let heards = [Heard::Before, Heard::After, Heard::Never];
        fs::write(&self.file, program(&self.folder, 0)).unwrap();
        self.saves.saved(&self.file);
        for number in 0..TIMES {
            assert_eq!(self.next(), Seen::Began, "text {number}");
            if let When::WhileItRuns = whens[number % 2] {
                wait_for(&self.folder.join(format!("runs-{number}")));
            }
            self.overtake(number, heards[number % 3]);
        }
        assert_eq!(self.next(), Seen::Began, "the last text");
        fs::write(self.folder.join(format!("ends-{TIMES}")), "").unwrap();
        self.next()
    }

    /// Puts the next text in the place of this one, and only then lets this one's program end.
    fn overtake(&self, number: usize, heard: Heard) {
        fs::write(&self.file, program(&self.folder, number + 1)).unwrap();
        if let Heard::Before = heard {
            self.saves.saved(&self.file);
        }
        fs::write(self.folder.join(format!("ends-{number}")), "").unwrap();
        if let Heard::After = heard {
            self.saves.saved(&self.file);
        }
    }
}

fn seen(told: &Told<'_>) -> Seen {
    match told {
        Told::Began(_) => Seen::Began,
        Told::Seen { .. } => Seen::Borrows,
        Told::Graded { verdict, .. } => Seen::Verdict {
            hash: verdict.hash.clone(),
            passed: verdict.passed(),
        },
        Told::Unreadable(_, problem) => panic!("{problem}"),
        Told::Trouble(_, trouble) => panic!("{trouble}"),
    }
}

fn printing() -> Lesson {
    let mut lesson = lesson::printing("hi\n");
    // Whatever the machine is busy with: it is not the time limit that ends a program here.
    lesson.limits.run_ms = Some(120_000);
    lesson.files = Files {
        starter: Some("fn main() {}\n".to_owned()),
        ..Files::default()
    };
    lesson
}

/// Ends the watching also where the test has failed, so that it fails instead of waiting.
struct StopAtEnd(Cancel);

impl Drop for StopAtEnd {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Watches one desk from beginning to end, and returns what was told last.
fn watch(watching: &Watching<'_>, folder: &Path, file: PathBuf) -> Seen {
    let stop = Cancel::new();
    let (tell, told) = mpsc::channel();
    let (ready, saves) = mpsc::channel();
    std::thread::scope(|scope| {
        let stopped = stop.clone();
        scope.spawn(move || {
            let begin = |saves| Ok(ready.send(saves)?);
            watching.run(&stopped, begin, &mut |told| Ok(tell.send(seen(&told))?))
        });
        let _end = StopAtEnd(stop.clone());
        let scene = Scene {
            folder: folder.to_owned(),
            file,
            saves: saves.recv_timeout(LONG).unwrap(),
            told,
        };
        scene.save_again_and_again()
    })
}

#[test]
fn a_verdict_on_an_older_text_is_neither_told_nor_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let course: Course = lesson::course(vec![printing()]);
    let lesson = &course.lessons[0];
    let (desk, _) = Desk::create(&folder.join("desk"), &course).unwrap();
    let grader = grader();
    let watching = Watching {
        grader: &grader,
        course: &course,
        desk: &desk,
    };
    let last = watch(&watching, folder, desk.exercise(lesson));
    let hash = grader.hash(lesson, &program(folder, TIMES));
    let told = Seen::Verdict {
        hash: hash.clone(),
        passed: true,
    };
    assert_eq!(last, told);
    let kept = desk.progress().unwrap().progress;
    let recorded = kept.course(&course.id).lesson(&lesson.id);
    let hashes = recorded.verdict.as_ref().map(|last| &last.hash);
    assert_eq!((recorded.attempts, hashes), (1, Some(&hash)));
}
