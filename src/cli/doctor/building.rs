//! Compiling and running: the toolchain, a probe that prints, a probe that deadlocks, clippy, room on the disk.

use super::Finding;
use crate::build::{Build, Profile, Target, Toolchain, Workspace};
use crate::grader;
use crate::process::{self, Cancel, Job, Launcher, Limits, Termination};
use std::io::Write as _;
use std::path::Path;

/// The oldest Rust that cellmate and its lessons are made for.
const WANTED: &str = env!("CARGO_PKG_RUST_VERSION");

/// So much room builds may take, with some to spare.
const ROOM_MIB: usize = 64;

const HELLO: &str = "fn main() { println!(\"hello\"); }\n";
const STUCK: &str = "fn main() { let lock = std::sync::Mutex::new(0); let _one = lock.lock(); let _two = lock.lock(); }\n";

/// The toolchain, and what it makes.
pub(super) fn toolchain() -> Vec<Finding> {
    let toolchain = match Toolchain::find() {
        Ok(toolchain) => toolchain,
        Err(trouble) => return vec![Finding::wrong("toolchain", trouble.to_string(), "")],
    };
    let mut findings = vec![version(&toolchain)];
    findings.push(match &toolchain.clippy {
        Some(_) => Finding::fine("clippy", "there; its advice follows a verdict"),
        None => Finding::note(
            "clippy",
            "It is not there. Only advice needs it.",
            "Add it with `rustup component add clippy`.",
        ),
    });
    match probes(&toolchain) {
        Ok(found) => findings.extend(found),
        Err(stopped) => findings.push(Finding::wrong(
            "building",
            stopped.to_string(),
            "Is there room in the folder for temporary files? May programs be run there? TMPDIR names another one.",
        )),
    }
    findings
}

fn version(toolchain: &Toolchain) -> Finding {
    let name = toolchain.name();
    let wanted = minor(WANTED);
    match minor(name.split_whitespace().nth(1).unwrap_or_default()) {
        Some(found) if Some(found) < wanted => Finding::wrong(
            "toolchain",
            format!("{name} is older than what the lessons need, {WANTED}"),
            "Update it with `rustup update stable`.",
        ),
        Some(_) => Finding::fine("toolchain", name),
        None => Finding::note(
            "toolchain",
            format!("{name}: its version is not understood"),
            "",
        ),
    }
}

/// `(1, 95)` of `1.95.0`.
fn minor(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Writes as much as builds may take, and deletes it again: a quota shows in no other way.
fn room(folder: &Path) -> Finding {
    let piece = vec![1_u8; 1 << 20];
    let written = tempfile::tempfile_in(folder)
        .and_then(|mut file| (0..ROOM_MIB).try_for_each(|_| file.write_all(&piece)));
    match written {
        Ok(()) => Finding::fine(
            "disk",
            format!("room for {ROOM_MIB} MiB of temporary files"),
        ),
        Err(error) => Finding::wrong(
            "disk",
            format!(
                "{ROOM_MIB} MiB cannot be written to {}: {error}",
                folder.display()
            ),
            "Free some space, or set TMPDIR to a folder with room.",
        ),
    }
}

/// Builds two small programs without network, and runs them.
fn probes(toolchain: &Toolchain) -> Result<Vec<Finding>, grader::Error> {
    let launcher = Launcher::current()?;
    let profile = Profile {
        glass: false,
        edition: "2024",
        optimize: false,
    };
    let mut workspace = Workspace::new(toolchain, &launcher, profile)?;
    let targets = [("hello", HELLO), ("stuck", STUCK)].map(|(name, text)| Target {
        name: name.to_owned(),
        path: format!("{name}.rs"),
        text: text.to_owned(),
        harness: false,
    });
    let Build::Done(built) = workspace.build(&targets, Limits::compiler().wall, &Cancel::new())?
    else {
        let says = "A program of one line was not compiled within 20 seconds.";
        let remedy = "Is something else keeping the machine busy, a virus scanner perhaps?";
        return Ok(vec![Finding::wrong("building", says, remedy)]);
    };
    let mut findings = vec![Finding::fine(
        "building",
        "cargo builds without network, in a temporary folder",
    )];
    let scratch = workspace.scratch();
    let programs: Vec<_> = built
        .iter()
        .filter_map(|built| built.executable.as_deref())
        .collect();
    let [hello, stuck] = programs[..] else {
        let says = "A program of one line does not compile.";
        return Ok(vec![Finding::wrong(
            "building",
            says,
            "Install the toolchain anew.",
        )]);
    };
    findings.push(running(&launcher, hello, &scratch));
    findings.push(deadlock(&launcher, stuck, &scratch));
    findings.push(room(&scratch));
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
    };
    launcher.run(&job, &Cancel::new())
}

fn running(launcher: &Launcher, program: &Path, dir: &Path) -> Finding {
    let remedy = "Temporary files may lie on a disk that runs no programs, or a virus scanner may stop them. TMPDIR names another folder.";
    match start(launcher, program, dir) {
        Ok(ended)
            if ended.termination == Termination::Exited(0) && ended.stdout.bytes == b"hello\n" =>
        {
            Finding::fine("running", "what was built runs, and what it prints arrives")
        }
        Ok(ended) => Finding::wrong(
            "running",
            format!(
                "A program that prints a word ended otherwise: {:?}",
                ended.termination
            ),
            remedy,
        ),
        Err(trouble) => Finding::wrong("running", trouble.to_string(), remedy),
    }
}

fn deadlock(launcher: &Launcher, program: &Path, dir: &Path) -> Finding {
    match start(launcher, program, dir) {
        Ok(ended) if matches!(ended.termination, Termination::Deadlocked { .. }) => {
            let after = ended.wall.as_secs_f64();
            Finding::fine("deadlocks", format!("seen, after {after:.1} s"))
        }
        Ok(_) => Finding::note(
            "deadlocks",
            if cfg!(target_os = "linux") {
                "This system does not show what threads wait for (/proc/PID/syscall cannot be read)."
            } else {
                "This system does not show what threads wait for."
            },
            "A program that does not end in its time counts as deadlocked instead; it takes a little longer.",
        ),
        Err(trouble) => Finding::wrong("deadlocks", trouble.to_string(), ""),
    }
}
