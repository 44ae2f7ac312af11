//! Checks the toolchain, clippy and disk space, and builds and runs two small programs.

use super::CheckResult;
use crate::build::{self, Profile, Target, Toolchain, Workspace};
use crate::grader;
use crate::process::{self, Cancel, FileAccess, Job, Launcher, Limits, Termination};
use crate::verdict::Edition;
use std::io::Write as _;
use std::path::Path;

const MIN_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

/// The disk space that builds need, with a margin.
const REQUIRED_SPACE_MIB: usize = 64;

const HELLO: &str = "fn main() { println!(\"hello\"); }\n";
const DEADLOCK: &str = "fn main() { let lock = std::sync::Mutex::new(0); let _one = lock.lock(); let _two = lock.lock(); }\n";

pub(super) fn toolchain() -> Vec<CheckResult> {
    let toolchain = match Toolchain::find() {
        Ok(toolchain) => toolchain,
        Err(error) => return vec![CheckResult::error("toolchain", error.to_string(), "")],
    };
    let mut findings = vec![version(&toolchain)];
    findings.push(match &toolchain.clippy {
        Some(_) => CheckResult::ok(
            "clippy",
            "installed; cellmate shows its advice after a verdict",
        ),
        None => CheckResult::warning(
            "clippy",
            "It is not installed. cellmate needs it for advice, and for lessons that deny warnings.",
            "Install it with `rustup component add clippy`.",
        ),
    });
    match probes(&toolchain) {
        Ok(found) => findings.extend(found),
        Err(error) => findings.push(CheckResult::error(
            "building",
            error.to_string(),
            "Does your cache folder have free space, and can programs run there? Set TMPDIR to use another folder.",
        )),
    }
    findings
}

fn version(toolchain: &Toolchain) -> CheckResult {
    let name = toolchain.name();
    let required = major_and_minor(MIN_VERSION);
    match major_and_minor(name.split_whitespace().nth(1).unwrap_or_default()) {
        Some(found) if Some(found) < required => CheckResult::error(
            "toolchain",
            format!("{name} is too old: the lessons need Rust {MIN_VERSION} or later"),
            "Update it with `rustup update stable`.",
        ),
        Some(_) => CheckResult::ok("toolchain", name),
        None => CheckResult::warning(
            "toolchain",
            format!("{name}: cellmate cannot read this version"),
            "",
        ),
    }
}

/// Returns `(1, 95)` for `1.95.0`.
fn major_and_minor(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Writes as much as builds need, and deletes it again. Nothing else would notice a quota.
fn disk_space(folder: &Path) -> CheckResult {
    let chunk = vec![1_u8; 1 << 20];
    let written = tempfile::tempfile_in(folder)
        .and_then(|mut file| (0..REQUIRED_SPACE_MIB).try_for_each(|_| file.write_all(&chunk)));
    match written {
        Ok(()) => CheckResult::ok(
            "disk",
            format!("at least {REQUIRED_SPACE_MIB} MiB free for temporary files"),
        ),
        Err(error) => CheckResult::error(
            "disk",
            format!(
                "cannot write {REQUIRED_SPACE_MIB} MiB to {}: {error}",
                folder.display()
            ),
            "Free some space, or set TMPDIR to a folder with free space.",
        ),
    }
}

fn probes(toolchain: &Toolchain) -> Result<Vec<CheckResult>, grader::Error> {
    let launcher = Launcher::current()?;
    let profile = Profile {
        allow_dead_code: false,
        line_tables: false,
        glass: false,
        edition: Edition::E2024,
        optimize: false,
    };
    let mut workspace = Workspace::new(toolchain, &launcher, profile)?;
    let targets = [("hello", HELLO), ("deadlock", DEADLOCK)].map(|(name, text)| Target {
        name: name.to_owned(),
        path: format!("{name}.rs"),
        text: text.to_owned(),
        harness: false,
        module: None,
    });
    let built = match workspace.build(&targets, Limits::compiler().wall, &Cancel::new()) {
        Err(build::Error::TooSlow { .. }) => {
            let says = "cargo did not compile a one-line program within 20 s.";
            let remedy = "Is another program keeping the machine busy, such as a virus scanner?";
            return Ok(vec![CheckResult::error("building", says, remedy)]);
        }
        built => built?,
    };
    let mut findings = vec![CheckResult::ok(
        "building",
        "cargo builds offline, in a temporary folder",
    )];
    let scratch = workspace.scratch();
    let programs: Vec<_> = built
        .iter()
        .filter_map(|built| built.executable.as_ref())
        .map(|executable| executable.path.as_path())
        .collect();
    let [hello, deadlocking] = programs[..] else {
        let says = "A one-line program does not compile.";
        return Ok(vec![CheckResult::error(
            "building",
            says,
            "Reinstall the toolchain.",
        )]);
    };
    findings.push(run_program(&launcher, hello, &scratch));
    findings.push(deadlock(&launcher, deadlocking, &scratch));
    findings.push(disk_space(&scratch));
    Ok(findings)
}

fn start(
    launcher: &Launcher,
    program: &Path,
    dir: &Path,
) -> Result<process::ProcessOutput, process::Error> {
    let job = Job {
        program: program.to_owned(),
        args: Vec::new(),
        dir: dir.to_owned(),
        env: Vec::new(),
        limits: Limits::program(),
        access: FileAccess::default(),
    };
    launcher.run(&job, &Cancel::new())
}

fn run_program(launcher: &Launcher, program: &Path, dir: &Path) -> CheckResult {
    let remedy = "Your cache folder may not allow programs to run (`noexec`), or a virus scanner may stop them. Set TMPDIR to use another folder.";
    match start(launcher, program, dir) {
        Ok(ended)
            if ended.termination == Termination::Exited(0) && ended.stdout.bytes == b"hello\n" =>
        {
            CheckResult::ok(
                "running",
                "programs run, and cellmate receives their output",
            )
        }
        Ok(ended) => CheckResult::error(
            "running",
            format!(
                "A program that prints one word did not run as expected: {:?}",
                ended.termination
            ),
            remedy,
        ),
        Err(error) => CheckResult::error("running", error.to_string(), remedy),
    }
}

fn deadlock(launcher: &Launcher, program: &Path, dir: &Path) -> CheckResult {
    match start(launcher, program, dir) {
        Ok(ended) if matches!(ended.termination, Termination::Deadlocked { .. }) => {
            let after = ended.wall.as_secs_f64();
            CheckResult::ok("deadlocks", format!("detected after {after:.1} s"))
        }
        Ok(_) => CheckResult::warning(
            "deadlocks",
            if cfg!(target_os = "linux") {
                "cellmate cannot see what threads wait for: /proc/PID/syscall is not readable."
            } else {
                "cellmate cannot see what threads wait for on this system."
            },
            "A program that uses up its time limit counts as deadlocked instead, so a verdict takes a little longer.",
        ),
        Err(error) => CheckResult::error("deadlocks", error.to_string(), ""),
    }
}
