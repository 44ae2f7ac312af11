//! What tracing costs: schedules and events per second, the first backtrace, a run and a build against the real ones,
//! and the time from a verdict to its explanation.
//!
//! `cargo bench --bench glass` prints each figure, with a ratio if there is something to compare it with.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use cellmate::build::{Profile, Target, Workspace};
use cellmate::course::{Course, Lesson};
use cellmate::glass::{Analysis, ExploreLimits, ProgramSpec};
use cellmate::grader::{Grader, GradingBackend as _};
use cellmate::process::{Cancel, Launcher, Limits};
use cellmate::run::{Program, Runner, Scratch};
use cellmate::verdict::{Edition, Outcome, OutcomeKind, RunEnd};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const ROUNDS: u32 = 20;

/// The number of borrows; each begins and ends.
const BORROWS: u32 = 2000;

/// Whether a program runs under glass, and what is recorded.
#[derive(Clone, Copy)]
enum How {
    /// Without glass.
    Plain,
    /// Under glass, recording choices alone.
    Choices,
    /// Under glass, with lines.
    Lines,
}

fn main() {
    let launcher = Launcher::at(PathBuf::from(env!("CARGO_BIN_EXE_cellmate")));
    let bench = Bench {
        grader: Grader::new(launcher.clone()).expect("a toolchain"),
        launcher,
        cancel: Cancel::new(),
    };
    bench.building();
    bench.schedules();
    bench.events();
    bench.overhead();
    bench.explanation();
}

struct Bench {
    grader: Grader,
    launcher: Launcher,
    cancel: Cancel,
}

impl Bench {
    /// Measures a build of the crate in a workspace where nothing is built yet.
    fn building(&self) {
        let empty = |name: &str| Target {
            name: name.to_owned(),
            path: format!("{name}.rs"),
            text: "fn main() {}\n".to_owned(),
            harness: false,
            module: None,
        };
        let mut glass = self.workspace(true);
        let first = time(|| drop(self.built(&mut glass, &empty("first"))));
        let second = time(|| drop(self.built(&mut glass, &empty("second"))));
        let crate_alone = first.saturating_sub(second);
        let mut native = self.workspace(false);
        self.built(&mut native, &empty("first"));
        let native = time(|| drop(self.built(&mut native, &empty("second"))));
        println!("building the crate             {crate_alone:>10.1?}");
        println!(
            "building a program on it       {second:>10.1?}   {:.2} times that with std",
            ratio(second, native)
        );
    }

    /// Schedules of four threads with one lock, up to two preemptions, against a plain loop that runs the program
    /// as many times with std, one run after another.
    fn schedules(&self) {
        let subject = subject("tests/glass/programs/four_threads.rs");
        // Builds what is needed before the clock runs; each run checks that it is there.
        self.explored(&subject, 1);
        let one = time(|| {
            self.explored(&subject, 1);
        });
        let started = Instant::now();
        let ran = self.explored(&subject, 20_000) - 1;
        let took = started.elapsed().saturating_sub(one);
        let mut workspace = self.workspace(false);
        let binary = self.built(&mut workspace, &subject.target);
        let native = time(|| {
            for _ in 0..ran {
                let output = Command::new(&binary).output().expect("it starts");
                assert!(output.status.success());
            }
        });
        println!(
            "schedules of four threads      {:>10.0} a second   {ran} in {took:.1?}, {:.2} times a loop with std",
            f64::from(ran) / took.as_secs_f64(),
            ratio(took, native)
        );
    }

    /// How many schedules there are, or are tried.
    fn explored(&self, subject: &ProgramSpec, at_most: u32) -> u32 {
        let bounds = ExploreLimits {
            max_preemptions: 2,
            random_schedules: 0,
            max_schedules: at_most,
            max_time: Duration::from_mins(2),
            compares: false,
        };
        let right = |ending: &RunEnd, stdout: &str| Some(finished(ending) && stdout == "4\n");
        let glass = self.grader.glass();
        let looked = glass.explore(subject, &bounds, &right, &|_| (), &self.cancel);
        let Ok(Analysis::Done(found)) = looked else {
            panic!("{looked:?}");
        };
        found.schedules_run
    }

    /// Programs with no borrow, one, and many: what lines cost, and the first of them.
    fn events(&self) {
        let mut workspace = self.workspace(true);
        let mut times = |times: u32, how| {
            let text = format!(
                "use std::cell::RefCell;\n\nfn main() {{\n    let cell = RefCell::new(0);\n    \
                 for _ in 0..{times} {{\n        *cell.borrow_mut() += 1;\n    }}\n}}\n"
            );
            let subject =
                ProgramSpec::single_file(&format!("borrows_{times}.rs"), &text, Edition::E2024);
            let binary = self.built(&mut workspace, &subject.target);
            median(|| self.run(&workspace, &binary, how))
        };
        let (none, one) = (times(0, How::Lines), times(1, How::Lines));
        let (many, without) = (times(BORROWS, How::Lines), times(BORROWS, How::Choices));
        let each = many.saturating_sub(one).as_secs_f64() / f64::from(2 * BORROWS);
        println!(
            "the first backtrace            {:>10.1?}",
            one.saturating_sub(none)
        );
        println!(
            "events with lines              {:>10.0} a second   {:.1} µs each",
            1.0 / each,
            each * 1e6
        );
        println!(
            "{BORROWS} borrows with lines        {many:>10.1?}   {:.2} times {without:.1?} without",
            ratio(many, without)
        );
    }

    /// The solution of the rate limiter, run with std and under glass.
    fn overhead(&self) {
        let target = subject("solutions/refcell/rate_limiter.rs").target;
        let (mut genuine, mut glass) = (self.workspace(false), self.workspace(true));
        let native = self.built(&mut genuine, &target);
        let twin = self.built(&mut glass, &target);
        let native = median(|| self.run(&genuine, &native, How::Plain));
        println!("rate limiter with std          {native:>10.1?}");
        for (what, how) in [("choices", How::Choices), ("lines  ", How::Lines)] {
            let took = median(|| self.run(&glass, &twin, how));
            let times = ratio(took, native);
            println!("rate limiter with {what}      {took:>10.1?}   {times:.2} times");
        }
    }

    /// Measures the time from the verdict on a starter that panics to its explanation, once glass is built.
    fn explanation(&self) {
        let course = Course::embedded().expect("the course is whole");
        let panics = |lesson: &&Lesson| {
            let starter = lesson.starter.as_ref();
            starter.is_some_and(|starter| starter.outcome == OutcomeKind::Panicked)
        };
        let lesson = course.lessons.iter().find(panics).expect("such a lesson");
        let starter = lesson.files.starter.as_deref().expect("its starter");
        let mut times = Vec::new();
        for round in 0..=ROUNDS {
            let text = format!("{starter}// {round}\n");
            let verdict = self
                .grader
                .grade(&course, lesson, &text, &self.cancel, &|_| ());
            let verdict = verdict.expect("a verdict");
            let took = time(|| {
                let trace = self.grader.trace(lesson, &text, &verdict, &self.cancel);
                let trace = trace.expect("no machine error").expect("a trace");
                assert!(!trace.explanations.is_empty());
            });
            // In the first round the crate is built.
            if round > 0 {
                times.push(took);
            }
        }
        println!("from verdict to explanation    {:>10.1?}", middle(times));
    }

    /// A workspace for programs with std, or with glass.
    fn workspace(&self, glass: bool) -> Workspace {
        let profile = Profile {
            allow_dead_code: false,
            edition: Edition::E2024,
            optimize: false,
            line_tables: false,
            glass,
        };
        let toolchain = self.grader.toolchain();
        let workspace = Workspace::new(toolchain, &self.launcher, profile);
        let mut workspace = workspace.expect("a workspace");
        if glass {
            let folder = tempfile::tempdir().expect("a folder");
            cellmate::glass::export(folder.path()).expect("the crate is written");
            copy_crate(&mut workspace, folder.path(), folder.path());
        }
        workspace
    }

    /// Builds a program.
    fn built(&self, workspace: &mut Workspace, target: &Target) -> PathBuf {
        let targets = std::slice::from_ref(target);
        let wall = Limits::compiler().wall;
        let mut built = workspace
            .build(targets, wall, &self.cancel)
            .expect("it compiles");
        built.remove(0).executable.expect("it compiles").path
    }

    fn run(&self, workspace: &Workspace, binary: &Path, how: How) {
        let folder = tempfile::tempdir().expect("a folder");
        let record = folder.path().join("record");
        let out: (OsString, OsString) = ("GLASS_OUT".into(), record.into());
        let lines = ("GLASS_LINES".into(), "1".into());
        let runner = Runner {
            launcher: &self.launcher,
            scratch: Scratch::new(workspace.scratch()),
            cancel: &self.cancel,
        };
        let program = Program {
            binary,
            arguments: &[],
            file: "program.rs",
            // Looking up lines takes memory of its own.
            limits: Limits {
                memory: None,
                ..Limits::program()
            },
            environment: match how {
                How::Plain => Vec::new(),
                How::Choices => vec![out],
                How::Lines => vec![out, lines],
            },
            folder: None,
            writes: None,
        };
        let (outcome, _) = runner.run(program).expect("a run");
        assert_eq!(outcome, Outcome::Finished { code: 0 });
    }
}

/// Copies the exported crate into a workspace, where it is not a workspace of its own.
fn copy_crate(workspace: &mut Workspace, root: &Path, folder: &Path) {
    for entry in fs::read_dir(folder).expect("the crate's folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            copy_crate(workspace, root, &path);
            continue;
        }
        let text = fs::read_to_string(&path).expect("a text");
        let inside = path.strip_prefix(root).expect("it is below");
        let inside = format!("glass/{}", inside.to_string_lossy().replace('\\', "/"));
        let text = text.replace("\n[workspace]\n", "");
        workspace.write(&inside, &text).expect("it is written");
    }
}

fn subject(path: &str) -> ProgramSpec {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join(path)).expect("the program is there");
    ProgramSpec::single_file(path, &text, Edition::E2024)
}

fn finished(ending: &RunEnd) -> bool {
    let finished = RunEnd::Outcome {
        outcome: Outcome::Finished { code: 0 },
    };
    *ending == finished
}

fn time(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

/// The median time of many rounds; the first, in which something may still be built, does not count.
fn median(mut work: impl FnMut()) -> Duration {
    work();
    middle((0..ROUNDS).map(|_| time(&mut work)).collect())
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn ratio(ours: Duration, theirs: Duration) -> f64 {
    ours.as_secs_f64() / theirs.as_secs_f64()
}
