//! `cellmate doctor`: checks whether this machine is ready, and says how to fix what is not.

mod environment;
mod toolchain;

use super::look::{Look, Paint};
use super::out::Out;
use super::{Exit, Options, writer};
use serde::Serialize;

/// Check whether this machine is ready, and say how to fix what is not
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate doctor")]
pub(super) struct Args {}

/// The result of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    Fine,
    /// Worth knowing; cellmate works without it.
    Note,
    Wrong,
}

/// One check and its result.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    what: &'static str,
    state: State,
    says: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

impl Finding {
    pub(super) fn fine(what: &'static str, says: impl Into<String>) -> Self {
        Self {
            what,
            state: State::Fine,
            says: says.into(),
            remedy: None,
        }
    }

    pub(super) fn note(what: &'static str, says: impl Into<String>, remedy: &str) -> Self {
        Self {
            state: State::Note,
            remedy: Some(remedy.to_owned()).filter(|remedy| !remedy.is_empty()),
            ..Self::fine(what, says)
        }
    }

    pub(super) fn wrong(what: &'static str, says: impl Into<String>, remedy: &str) -> Self {
        Self {
            state: State::Wrong,
            ..Self::note(what, says, remedy)
        }
    }
}

pub(super) fn run(_: &Args, options: &Options, out: &mut Out) -> anyhow::Result<Exit> {
    let mut findings = Vec::new();
    let checks: [&dyn Fn() -> Vec<Finding>; 4] = [
        &environment::system,
        &toolchain::toolchain,
        &|| environment::desk(options),
        &environment::terminal,
    ];
    for check in checks {
        for finding in check() {
            if !out.is_json() {
                out.say(&line(out.look, &finding))?;
                out.finish()?;
            }
            findings.push(finding);
        }
    }
    let ready = findings.iter().all(|finding| finding.state != State::Wrong);
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

fn line(look: Look, finding: &Finding) -> String {
    let (paint, mark) = match finding.state {
        State::Fine => (Paint::Good, "✓ fine "),
        State::Note => (Paint::Accent, "· note "),
        State::Wrong => (Paint::Bad, "✗ wrong"),
    };
    let says = writer::indented(look, &finding.says, INDENT);
    let mark = look.paint(paint, mark);
    let mut text = format!("{mark} {:<11} {}", finding.what, says.trim_start());
    if let Some(remedy) = &finding.remedy {
        text += &writer::indented(look, remedy, INDENT);
    }
    text
}
