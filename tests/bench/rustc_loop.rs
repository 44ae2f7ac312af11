//! What an instructor would write without cellmate: a loop that compiles each program by itself and, if there are hidden
//! tests, with them, and runs what compiles. CPU time is that of this process's children.

use cellmate::build::Toolchain;
use cellmate::course::Lesson;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// The limit of one run: that of the CPU time of a program that is graded.
const MAX_RUN: Duration = Duration::from_secs(3);

pub(crate) struct RustcLoop<'a> {
    /// Not rustup's proxy, which would take additional time.
    compiler: PathBuf,
    folder: &'a Path,
    /// How many programs and harnesses were compiled.
    pub(crate) count: usize,
    /// The CPU seconds of the runs.
    pub(crate) runs: f64,
}

impl<'a> RustcLoop<'a> {
    pub(crate) fn new(folder: &'a Path) -> Self {
        Self {
            compiler: Toolchain::find().expect("a toolchain").rustc,
            folder,
            count: 0,
            runs: 0.0,
        }
    }

    /// Compiles a program and runs it.
    pub(crate) fn program(&mut self, text: &str, edition: &str, optimize: bool) {
        let file = self.folder.join("program.rs");
        fs::write(&file, text).expect("a file");
        if self.rustc(&file, edition, optimize, false) {
            self.run(&file.with_extension("out"), &[]);
        }
    }

    /// Compiles a text of a lesson, once by itself and once with the hidden tests, and runs it and each test.
    pub(crate) fn with_tests(&mut self, lesson: &Lesson, text: &str) {
        let edition = lesson.build.edition.as_str();
        let optimize = lesson.build.optimize;
        self.program(text, edition, optimize);
        let Some(hidden) = &lesson.files.hidden else {
            return;
        };
        fs::write(self.folder.join("hidden.rs"), hidden).expect("a file");
        let file = self.folder.join("program.rs");
        let text = format!("{text}\n#[cfg(test)] #[path = \"hidden.rs\"] mod __hidden;");
        fs::write(&file, text).expect("a file");
        if self.rustc(&file, edition, optimize, true) {
            for test in &lesson.tests {
                let path = format!("__hidden::{}", test.name);
                let arguments = ["--exact", &path, "--test-threads=1"];
                self.run(&file.with_extension("out"), &arguments);
            }
        }
    }

    /// Runs a program until it ends or its time is over.
    fn run(&mut self, program: &Path, arguments: &[&str]) {
        let before = cpu_of_children();
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null());
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let (mut child, started) = (child.expect("the program starts"), Instant::now());
        while child.try_wait().expect("a child").is_none() {
            if started.elapsed() > MAX_RUN {
                child.kill().expect("a child");
                child.wait().expect("a child");
                break;
            }
            thread::sleep(Duration::from_millis(2));
        }
        self.runs += cpu_of_children() - before;
    }

    /// Returns whether the program compiles.
    fn rustc(&mut self, file: &Path, edition: &str, optimize: bool, test: bool) -> bool {
        self.count += 1;
        let mut rustc = Command::new(&self.compiler);
        rustc.args(["--edition", edition]).arg(file);
        rustc
            .args(optimize.then_some("-O"))
            .args(test.then_some("--test"));
        rustc.args(["-C", "codegen-units=1", "-C", "strip=debuginfo"]);
        rustc.arg("-o").arg(file.with_extension("out"));
        // Many of these programs do not compile, which takes time too.
        let status = rustc.stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.expect("rustc").success()
    }
}

/// Returns the CPU seconds of all processes that ended meanwhile, and the seconds on the clock.
pub(crate) fn measured(work: impl FnOnce()) -> (f64, f64) {
    let (before, started) = (cpu_of_children(), Instant::now());
    work();
    (cpu_of_children() - before, started.elapsed().as_secs_f64())
}

fn cpu_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let (_, fields) = stat.rsplit_once(") ").expect("the name ends");
    let ticks = fields.split(' ').skip(13).take(2);
    ticks
        .map(|ticks| ticks.parse::<f64>().expect("a number"))
        .sum::<f64>()
        / 100.0
}
