//! What cargo prints as JSON, read into diagnostics and finished binaries, sorted by target.

use crate::verdict::{Diagnostic, Severity};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::PathBuf;

/// What one build said, by the name of the target.
#[derive(Debug, Default)]
pub(super) struct Messages {
    pub(super) targets: HashMap<String, Heard>,
}

/// What was said about one target.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) executable: Option<PathBuf>,
    /// Cargo saw no reason to build it again.
    pub(super) fresh: bool,
    pub(super) messages: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum Event {
    CompilerMessage {
        target: TargetName,
        message: Message,
    },
    CompilerArtifact {
        target: TargetName,
        executable: Option<PathBuf>,
        fresh: bool,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct TargetName {
    name: String,
}

/// One message of rustc, with the fields that are needed here.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    #[serde(rename = "message")]
    sentence: String,
    level: String,
    code: Option<Code>,
    #[serde(default)]
    spans: Vec<Span>,
    #[serde(default)]
    rendered: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Code {
    code: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Span {
    file_name: String,
    line_start: u32,
    column_start: u32,
    is_primary: bool,
    expansion: Option<Box<Expansion>>,
}

#[derive(Clone, Debug, Deserialize)]
struct Expansion {
    span: Span,
}

impl Messages {
    /// Reads cargo's standard output. Lines that are no JSON (build scripts may print) are passed over.
    pub(super) fn read(stdout: &[u8]) -> Self {
        let mut all = Self::default();
        for line in stdout.split(|&byte| byte == b'\n') {
            let Ok(event) = serde_json::from_slice::<Event>(line) else {
                continue;
            };
            match event {
                Event::CompilerMessage { target, message } => {
                    let heard = all.targets.entry(target.name).or_default();
                    heard.messages.push(message);
                }
                Event::CompilerArtifact {
                    target,
                    executable,
                    fresh,
                } => {
                    let heard = all.targets.entry(target.name).or_default();
                    heard.executable = executable;
                    heard.fresh = fresh;
                }
                Event::Other => {}
            }
        }
        all
    }

    /// Whether rustc refused something.
    pub(super) fn has_errors(&self) -> bool {
        let mut messages = self.targets.values().flat_map(|heard| &heard.messages);
        messages.any(|message| message.level.starts_with("error"))
    }
}

impl Message {
    /// An error that is about no place in any file: a linker that is missing or dies, a disk that is full. Only what
    /// a program leaves undefined is its own mistake.
    pub(super) fn is_trouble(&self) -> bool {
        let rendered = self.rendered.as_deref().unwrap_or_default();
        let undefined = self.sentence.starts_with("linking with") && rendered.contains("undefined");
        self.level.starts_with("error")
            && self.code.is_none()
            && self.spans.is_empty()
            && !is_a_count(&self.sentence)
            && !undefined
    }

    /// As a diagnostic about `file`, where it says something of its own: rustc's closing counts do not.
    pub(super) fn diagnostic(&self, file: &str) -> Option<Diagnostic> {
        let severity = match self.level.as_str() {
            "error" | "error: internal compiler error" => Severity::Error,
            "warning" => Severity::Warning,
            _ => return None,
        };
        if self.code.is_none() && self.spans.is_empty() && is_a_count(&self.sentence) {
            return None;
        }
        let place = self
            .spans
            .iter()
            .filter(|span| span.is_primary)
            .find_map(|span| span.within(file));
        let colored = self.rendered.clone().unwrap_or_default();
        Some(Diagnostic {
            severity,
            code: self.code.as_ref().map(|code| code.code.clone()),
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
            message: self.sentence.clone(),
            rendered: without_colour(&colored),
            colored,
        })
    }
}

impl Span {
    /// Line and column in `file`: of the span itself, or of the macro call that it comes from.
    fn within(&self, file: &str) -> Option<(u32, u32)> {
        if self.file_name.replace('\\', "/") == file {
            return Some((self.line_start, self.column_start));
        }
        self.expansion
            .as_ref()
            .and_then(|expansion| expansion.span.within(file))
    }
}

fn is_a_count(message: &str) -> bool {
    message.starts_with("aborting due to")
        || message.contains("warning emitted")
        || message.contains("warnings emitted")
        || message.starts_with("Some errors have detailed explanations")
        || message.starts_with("For more information about")
}

/// Takes rustc's colour sequences out.
fn without_colour(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..start]);
        let sequence = &rest[start + 2..];
        let end = sequence.find(|c: char| c.is_ascii_alphabetic());
        rest = end.map_or("", |end| &sequence[end + 1..]);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests;
