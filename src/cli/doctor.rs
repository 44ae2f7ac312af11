//! `cellmate doctor`: checks whether this machine is ready, and says how to fix what is not.

mod confinement;
mod toolchain;

use super::driver::Driver;
use super::out::{self, Output};
use super::writer::{self, OutputStyle};
use super::{Exit, Options};
use crate::desk::DeskLockError;
use crate::rows::Role;
use serde::Serialize;
use std::io::IsTerminal;

/// Check whether this machine is ready, and say how to fix what isn't
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate doctor")]
pub(super) struct Args {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum CheckStatus {
    Ok,
    /// Worth knowing; cellmate works without it.
    Warning,
    Error,
}

#[derive(Debug, Serialize)]
struct CheckResult {
    check: &'static str,
    status: CheckStatus,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

impl CheckResult {
    pub(super) fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self {
            check,
            status: CheckStatus::Ok,
            message: message.into(),
            remedy: None,
        }
    }

    pub(super) fn warning(check: &'static str, message: impl Into<String>, remedy: &str) -> Self {
        Self {
            status: CheckStatus::Warning,
            remedy: Some(remedy.to_owned()).filter(|remedy| !remedy.is_empty()),
            ..Self::ok(check, message)
        }
    }

    pub(super) fn error(check: &'static str, message: impl Into<String>, remedy: &str) -> Self {
        Self {
            status: CheckStatus::Error,
            ..Self::warning(check, message, remedy)
        }
    }
}

pub(super) fn run(_: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let mut findings = Vec::new();
    let checks: [fn(&Options, &Output) -> Vec<CheckResult>; 5] = [
        |_, _| system(),
        |_, _| toolchain::toolchain(),
        |_, _| confinement::confinement(),
        desk,
        |_, _| terminal(),
    ];
    for check in checks {
        findings.extend(check(options, out));
    }
    let ready = findings
        .iter()
        .all(|finding| finding.status != CheckStatus::Error);
    if out.is_json() {
        out.json(&serde_json::json!({ "ready": ready, "findings": findings }))?;
    } else {
        out.say(&screen(out.style, &findings))?;
        out.say(if ready {
            "This machine is ready."
        } else {
            "Not ready: fix the problems marked ✗, then run `cellmate doctor` again.\n\
             If you can't, send this page to your instructor: `cellmate doctor > doctor.txt`."
        })?;
    }
    Ok(if ready { Exit::Passed } else { Exit::NotPassed })
}

/// The checks whose results describe this machine.
const FACTS: [&str; 4] = ["system", "toolchain", "desk", "terminal"];

/// Lays all results out for one screen: the facts, then the problems, then the names of the checks that passed.
fn screen(style: OutputStyle, findings: &[CheckResult]) -> String {
    let mut text = format!("cellmate {}\n", env!("CARGO_PKG_VERSION"));
    let is_fine = |finding: &&CheckResult| finding.status == CheckStatus::Ok;
    for fact in FACTS {
        let found = findings.iter().find(|finding| finding.check == fact);
        if let Some(found) = found.filter(is_fine) {
            text += &format!("  {fact:<11} {}\n", found.message);
        }
    }
    text.push('\n');
    for status in [CheckStatus::Error, CheckStatus::Warning] {
        let lacking = findings.iter().filter(|finding| finding.status == status);
        lacking.for_each(|finding| text += &line(style, finding));
    }
    let mut names: Vec<&str> = Vec::new();
    for finding in findings.iter().filter(is_fine) {
        let lacks =
            |other: &CheckResult| other.check == finding.check && other.status != CheckStatus::Ok;
        let is_listed = FACTS.contains(&finding.check) || names.contains(&finding.check);
        if !is_listed && !findings.iter().any(lacks) {
            names.push(finding.check);
        }
    }
    let mark = style.paint(Role::Good, "✓ fine ");
    let names = writer::indented(style, &names.join(", "), INDENT - 12);
    text + &format!("{mark} {}\n", names.trim_start())
}

/// The columns before a message: a mark, and the name of the check.
const INDENT: usize = 20;

fn line(style: OutputStyle, finding: &CheckResult) -> String {
    let (role, mark) = match finding.status {
        CheckStatus::Ok => (Role::Good, "✓ fine "),
        CheckStatus::Warning => (Role::Accent, "· note "),
        CheckStatus::Error => (Role::Bad, "✗ wrong"),
    };
    let message = writer::indented(style, &finding.message, INDENT);
    let mark = style.paint(role, mark);
    let mut text = format!("{mark} {:<11} {}", finding.check, message.trim_start());
    if let Some(remedy) = &finding.remedy {
        text += &writer::indented(style, remedy, INDENT);
    }
    text
}

/// Checks the operating system: cellmate is tested on Linux only.
fn system() -> Vec<CheckResult> {
    let name = format!("{} on {}", std::env::consts::OS, std::env::consts::ARCH);
    vec![match std::env::consts::OS {
        "linux" => CheckResult::ok("system", name),
        _ => CheckResult::warning(
            "system",
            format!("{name}: cellmate should work here, but is tested on Linux only."),
            "If something does not work, please report it.",
        ),
    }]
}

/// Checks that the desk can be read and written, and that no other instance of cellmate is using it.
fn desk(options: &Options, out: &Output) -> Vec<CheckResult> {
    let driver = match Driver::open(options, out) {
        Ok(driver) => driver,
        Err(error) => {
            let says = error.to_string();
            return vec![CheckResult::error("desk", says, "")];
        }
    };
    let Ok(desk) = driver.desk() else {
        let remedy = "Create one with `cellmate init`.";
        return vec![CheckResult::warning(
            "desk",
            "There is no desk yet.",
            remedy,
        )];
    };
    let place = out::path(desk.dir());
    let lock = match desk.take() {
        Ok(_) => match desk.record(|_| ()) {
            Ok(_) => CheckResult::ok("desk lock", "free; cellmate can write your progress"),
            Err(error) => CheckResult::error("desk lock", error.to_string(), ""),
        },
        Err(DeskLockError::Taken { pid, .. }) => {
            let by = pid.map_or(String::new(), |pid| format!(" (process {pid})"));
            let says = format!("another instance of cellmate is using this desk{by}");
            CheckResult::warning(
                "desk lock",
                says,
                "Close it before you start `cellmate watch` here.",
            )
        }
        Err(DeskLockError::Desk(error)) => CheckResult::error("desk lock", error.to_string(), ""),
    };
    vec![CheckResult::ok("desk", place), lock]
}

fn terminal() -> Vec<CheckResult> {
    if !std::io::stdout().is_terminal() {
        let says = "not checked, because the output is not a terminal";
        return vec![CheckResult::warning("terminal", says, "")];
    }
    let size = terminal_size::terminal_size().map(|(width, height)| (width.0, height.0));
    let size = match size {
        Some((width, height)) if width < 60 => CheckResult::warning(
            "terminal",
            format!("{width} columns and {height} lines"),
            "It works, but 80 columns are easier to read.",
        ),
        Some((width, height)) => {
            CheckResult::ok("terminal", format!("{width} columns and {height} lines"))
        }
        None => CheckResult::warning(
            "terminal",
            "Its size is unknown, so cellmate assumes 80 columns.",
            "",
        ),
    };
    vec![size, colors(), encoding()]
}

fn colors() -> CheckResult {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("NO_COLOR") {
        return CheckResult::ok("colors", "none, because NO_COLOR is set");
    }
    if std::env::var("TERM").is_ok_and(|term| term == "dumb") {
        return CheckResult::ok("colors", "none, because TERM is `dumb`");
    }
    CheckResult::ok("colors", "yes")
}

fn encoding() -> CheckResult {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let locale = names
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let locale = locale.unwrap_or_default();
    let plain = locale.to_lowercase().replace('-', "");
    if plain.contains("utf8") || cfg!(windows) {
        return CheckResult::ok("letters", "UTF-8: ✓ ✗ · │");
    }
    let says = format!("the locale is `{locale}`, not UTF-8: ✓ ✗ · │ may not display correctly");
    CheckResult::warning(
        "letters",
        says,
        "Set LANG to a UTF-8 locale, such as `C.UTF-8`. If you don't, the words next to the symbols say the same.",
    )
}
