//! `cellmate doctor`: is this machine ready? One line for each thing, and what to do where one is not.

mod around;
mod building;

use super::look::{Look, Paint};
use super::out::Out;
use super::{Exit, Options, writer};
use serde::Serialize;

/// See whether this machine is ready, and what to do where it is not
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate doctor")]
pub(super) struct Args {}

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    Fine,
    /// Good to know; everything works all the same.
    Note,
    Wrong,
}

/// One thing that was looked at.
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
    let looks: [&dyn Fn() -> Vec<Finding>; 4] = [
        &around::system,
        &building::toolchain,
        &|| around::desk(options),
        &|| around::terminal(),
    ];
    for look in looks {
        for finding in look() {
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
            "Something is in the way: see the lines with ✗."
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
