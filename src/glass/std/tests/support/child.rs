//! Runs the program of a test in a separate process, which may be aborted or has to write a record.

use std::env;
use std::fs;
use std::process::Command;

/// Which program a child process should run.
const PROGRAM: &str = "GLASS_TEST_PROGRAM";

/// How a program ended, and what was recorded of it.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) well: bool,
    pub(crate) stderr: String,
    pub(crate) events: Vec<String>,
}

/// Runs a program in a child process, with threads picked at random from a seed, if there is one. `test` is the full
/// name of the test that calls this; in the child process the program runs here, and the result is `None`.
pub(crate) fn run(test: &str, seed: Option<u32>, program: impl FnOnce()) -> Option<Ended> {
    if env::var(PROGRAM).is_ok_and(|wanted| wanted == test) {
        program();
        return None;
    }
    let seed = seed.map_or(String::new(), |seed| seed.to_string());
    let name = format!(
        "glass-{}-{}{seed}",
        std::process::id(),
        test.replace(':', "-")
    );
    let record = env::temp_dir().join(name);
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(PROGRAM, test)
        .env("GLASS_OUT", &record)
        .env("GLASS_LINES", "1")
        .env("GLASS_SEED", seed)
        .output()
        .unwrap();
    // Files that a backtrace names have whole paths.
    let events = fs::read_to_string(&record)
        .unwrap_or_default()
        .replace(concat!(env!("CARGO_MANIFEST_DIR"), "/"), "");
    let _ = fs::remove_file(&record);
    Some(Ended {
        well: output.status.success(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        events: events.lines().map(str::to_owned).collect(),
    })
}

impl Ended {
    /// Whether it ended in a deadlock.
    pub(crate) fn in_deadlock(&self) -> bool {
        let says = self.stderr.contains("every thread waits for another one");
        assert!(says || self.well, "{self:#?}");
        says && self.has("deadlock")
    }

    /// Whether an event matches the description; see [`Ended::count`].
    pub(crate) fn has(&self, event: &str) -> bool {
        self.count(event) > 0
    }

    /// Returns how many events match a description such as `acquired access:exclusive line:3`.
    pub(crate) fn count(&self, event: &str) -> usize {
        let (kind, fields) = event.split_once(' ').unwrap_or((event, ""));
        let kind = format!("{{\"event\":\"{kind}\"");
        let has_fields = |line: &str| {
            fields.split_whitespace().all(|field| {
                let (key, value) = field.split_once(':').unwrap();
                let forms = [
                    format!("\"{value}\""),
                    format!("{value},"),
                    format!("{value}}}"),
                ];
                forms
                    .iter()
                    .any(|form| line.contains(&format!("\"{key}\":{form}")))
            })
        };
        let fits = |line: &&String| line.starts_with(&kind) && has_fields(line);
        self.events.iter().filter(fits).count()
    }
}
