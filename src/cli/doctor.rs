//! `cellmate doctor`: checks whether this machine is ready, and says how to fix what is not.

mod environment;
mod toolchain;

use super::out::Output;
use super::writer::{self, OutputStyle};
use super::{Exit, Options};
use crate::rows::Role;
use serde::Serialize;

/// Check whether this machine is ready, and say how to fix what is not
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate doctor")]
pub(super) struct Args {}

/// The result of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum CheckStatus {
    Fine,
    /// Worth knowing; cellmate works without it.
    Note,
    Wrong,
}

/// One check and its result.
#[derive(Debug, Serialize)]
pub(super) struct CheckResult {
    what: &'static str,
    state: CheckStatus,
    says: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

impl CheckResult {
    pub(super) fn fine(what: &'static str, says: impl Into<String>) -> Self {
        Self {
            what,
            state: CheckStatus::Fine,
            says: says.into(),
            remedy: None,
        }
    }

    pub(super) fn note(what: &'static str, says: impl Into<String>, remedy: &str) -> Self {
        Self {
            state: CheckStatus::Note,
            remedy: Some(remedy.to_owned()).filter(|remedy| !remedy.is_empty()),
            ..Self::fine(what, says)
        }
    }

    pub(super) fn wrong(what: &'static str, says: impl Into<String>, remedy: &str) -> Self {
        Self {
            state: CheckStatus::Wrong,
            ..Self::note(what, says, remedy)
        }
    }
}

pub(super) fn run(_: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let mut findings = Vec::new();
    let checks: [fn(&Options, &Output) -> Vec<CheckResult>; 4] = [
        |_, _| environment::system(),
        |_, _| toolchain::toolchain(),
        environment::desk,
        |_, _| environment::terminal(),
    ];
    for check in checks {
        for finding in check(options, out) {
            if !out.is_json() {
                out.say(&line(out.style, &finding))?;
                out.finish()?;
            }
            findings.push(finding);
        }
    }
    let ready = findings
        .iter()
        .all(|finding| finding.state != CheckStatus::Wrong);
    if out.is_json() {
        out.json(&serde_json::json!({ "ready": ready, "findings": findings }))?;
    } else {
        out.gap()?;
        out.say(if ready {
            "This machine is ready."
        } else {
            "Not ready: fix the problems marked ✗, then run `cellmate doctor` again."
        })?;
    }
    Ok(if ready { Exit::Passed } else { Exit::NotPassed })
}

/// The columns before what is said: a mark and what it is about.
const INDENT: usize = 20;

fn line(style: OutputStyle, finding: &CheckResult) -> String {
    let (role, mark) = match finding.state {
        CheckStatus::Fine => (Role::Good, "✓ fine "),
        CheckStatus::Note => (Role::Accent, "· note "),
        CheckStatus::Wrong => (Role::Bad, "✗ wrong"),
    };
    let says = writer::indented(style, &finding.says, INDENT);
    let mark = style.paint(role, mark);
    let mut text = format!("{mark} {:<11} {}", finding.what, says.trim_start());
    if let Some(remedy) = &finding.remedy {
        text += &writer::indented(style, remedy, INDENT);
    }
    text
}
