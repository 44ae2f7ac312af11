//! One run, written like a sentence: `Scene::shell("exit 3").run()`.

use cellmate::process::{Cancel, Error, FileAccess, Job, Launcher, Limits, ProcessOutput};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use std::{fs, thread};

/// The name of the variable that marks every process of one run.
const MARK: &str = "CELLMATE_TEST_RUN";

pub(crate) struct Scene {
    pub(crate) job: Job,
    pub(crate) launcher: Launcher,
    pub(crate) cancel: Cancel,
    mark: String,
}

impl Scene {
    /// Any program. Its time on the clock is so long that nothing but a bug can use it up.
    pub(crate) fn of(program: &str, args: &[&str]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let mark = format!("{}-{count}", std::process::id());
        let mut limits = Limits::program();
        limits.wall = Duration::from_secs(30);
        let job = Job {
            program: PathBuf::from(program),
            args: args.iter().map(OsString::from).collect(),
            dir: PathBuf::from(env!("CARGO_TARGET_TMPDIR")),
            env: vec![
                ("PATH".into(), "/usr/local/bin:/usr/bin:/bin".into()),
                (MARK.into(), mark.clone().into()),
            ],
            limits,
            access: FileAccess::default(),
        };
        Self {
            job,
            launcher: Launcher::at(PathBuf::from(env!("CARGO_BIN_EXE_cellmate"))),
            cancel: Cancel::new(),
            mark,
        }
    }

    /// One of the programs in `programs.rs`.
    pub(crate) fn program(name: &str) -> Self {
        Self::of(programs().to_str().expect("a plain path"), &[name])
    }

    /// A line of shell.
    pub(crate) fn shell(line: &str) -> Self {
        Self::of("/bin/sh", &["-c", line])
    }

    /// The same with other limits.
    pub(crate) fn limited(mut self, change: impl FnOnce(&mut Limits)) -> Self {
        change(&mut self.job.limits);
        self
    }

    /// The same with the mark of another scene.
    pub(crate) fn marked(mut self, mark: &str) -> Self {
        mark.clone_into(&mut self.mark);
        self.job.env[1].1 = mark.into();
        self
    }

    pub(crate) fn try_run(&self) -> Result<ProcessOutput, Error> {
        let ended = self.launcher.run(&self.job, &self.cancel);
        assert_eq!(self.living(), Vec::<String>::new(), "left behind");
        ended
    }

    /// Runs it; afterwards nothing of it is left, whatever it did.
    pub(crate) fn run(&self) -> ProcessOutput {
        self.try_run().expect("the machine is well")
    }

    /// The processes of this run that live now, by number and command line.
    pub(crate) fn living(&self) -> Vec<String> {
        let wanted = format!("{MARK}={}", self.mark);
        let carries = |proc: &Path| {
            let environment = fs::read(proc.join("environ")).unwrap_or_default();
            environment
                .split(|byte| *byte == 0)
                .any(|entry| entry == wanted.as_bytes())
        };
        let processes = fs::read_dir("/proc").expect("/proc").flatten();
        processes
            .map(|process| process.path())
            .filter(|proc| carries(proc))
            .map(|proc| {
                let line = fs::read(proc.join("cmdline")).unwrap_or_default();
                let line = String::from_utf8_lossy(&line).replace('\0', " ");
                format!("{}: {}", proc.display(), line.trim_end())
            })
            .collect()
    }

    /// Waits until the processes of this run meet a condition.
    pub(crate) fn wait_until(&self, wanted: impl Fn(&[String]) -> bool) {
        until(|| wanted(&self.living()), "what lives of the run");
    }
}

/// Whether this command is among the processes; its launcher is not yet the command.
pub(crate) fn includes(living: &[String], command: &str) -> bool {
    let end = format!(": {command}");
    living.iter().any(|line| line.ends_with(&end))
}

/// Waits for a condition, and gives up only when no user would wait any longer.
pub(crate) fn until(condition: impl Fn() -> bool, what: &str) {
    for _ in 0..6000 {
        if condition() {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("waited in vain for {what}");
}

fn programs() -> &'static Path {
    static PROGRAMS: OnceLock<PathBuf> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let (fresh, to) = (
            folder.join(format!("programs-{}", std::process::id())),
            folder.join("programs"),
        );
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/process/programs.rs");
        let status = Command::new("rustc")
            .args(["--edition", "2024", "-o"])
            .args([fresh.as_path(), Path::new(source)])
            .status();
        assert!(status.expect("rustc").success());
        // An older one may still be running in another test run: it is replaced, not overwritten.
        fs::rename(fresh, &to).expect("one folder");
        to
    })
}

/// Stdout as text.
pub(crate) fn printed(ended: &ProcessOutput) -> String {
    String::from_utf8_lossy(&ended.stdout.bytes).into_owned()
}
