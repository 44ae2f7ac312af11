//! Reads cargo's JSON messages into diagnostics and binaries, by target.

use crate::verdict::{Diagnostic, Severity};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::PathBuf;

#[derive(Debug, Default)]
pub(super) struct Messages {
    pub(super) targets: HashMap<String, TargetMessages>,
}

#[derive(Debug, Default)]
pub(super) struct TargetMessages {
    pub(super) executable: Option<PathBuf>,
    /// Whether cargo saw no reason to build it again.
    pub(super) fresh: bool,
    pub(super) messages: Vec<RustcMessage>,
}

#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum CargoMessage {
    CompilerMessage {
        target: TargetName,
        message: RustcMessage,
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

/// A rustc message: the fields that this module needs.
#[derive(Debug, Deserialize)]
pub(super) struct RustcMessage {
    #[serde(rename = "message")]
    text: String,
    level: String,
    code: Option<RustcCode>,
    #[serde(default)]
    spans: Vec<RustcSpan>,
    #[serde(default)]
    rendered: Option<String>,
}

#[derive(Debug, Deserialize)]
struct RustcCode {
    code: String,
}

#[derive(Clone, Debug, Deserialize)]
struct RustcSpan {
    file_name: String,
    line_start: u32,
    column_start: u32,
    is_primary: bool,
    expansion: Option<Box<Expansion>>,
}

#[derive(Clone, Debug, Deserialize)]
struct Expansion {
    span: RustcSpan,
}

impl Messages {
    /// Reads cargo's standard output. Skips lines that are not JSON, because build scripts may print.
    pub(super) fn read(stdout: &[u8]) -> Self {
        let mut all = Self::default();
        for line in stdout.split(|&byte| byte == b'\n') {
            let Ok(event) = serde_json::from_slice::<CargoMessage>(line) else {
                continue;
            };
            match event {
                CargoMessage::CompilerMessage { target, message } => {
                    let target = all.targets.entry(target.name).or_default();
                    target.messages.push(message);
                }
                CargoMessage::CompilerArtifact {
                    target,
                    executable,
                    fresh,
                } => {
                    let target = all.targets.entry(target.name).or_default();
                    target.executable = executable;
                    target.fresh = fresh;
                }
                CargoMessage::Other => {}
            }
        }
        all
    }

    pub(super) fn has_errors(&self) -> bool {
        let mut messages = self.targets.values().flat_map(|target| &target.messages);
        messages.any(|message| message.level.starts_with("error"))
    }
}

impl RustcMessage {
    /// Whether the machine caused this error: it has neither a code nor a place in a file (a missing linker, a full
    /// disk), or rustc cannot load std. An undefined symbol is the program's own error.
    pub(super) fn is_machine_error(&self) -> bool {
        let code = self.code.as_ref().map(|code| code.code.as_str());
        let is_of_std = || {
            ["`std`", "`core`", "`alloc`"]
                .iter()
                .any(|name| self.text.contains(name))
        };
        if matches!(code, Some("E0463" | "E0786")) && is_of_std() {
            return true;
        }
        let rendered = self.rendered.as_deref().unwrap_or_default();
        let undefined = self.text.starts_with("linking with") && rendered.contains("undefined");
        self.level.starts_with("error")
            && self.code.is_none()
            && self.spans.is_empty()
            && !is_summary(&self.text)
            && !undefined
    }

    /// Converts it to a diagnostic about `file`; `None` for rustc's closing summary.
    pub(super) fn diagnostic(&self, file: &str) -> Option<Diagnostic> {
        let severity = match self.level.as_str() {
            "error" | "error: internal compiler error" => Severity::Error,
            "warning" => Severity::Warning,
            _ => return None,
        };
        if self.code.is_none() && self.spans.is_empty() && is_summary(&self.text) {
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
            message: self.text.clone(),
            rendered: strip_colors(&colored),
            colored,
        })
    }
}

impl RustcSpan {
    /// Returns the line and the column, in `file`, of the span itself or of the macro call that it comes from.
    fn within(&self, file: &str) -> Option<(u32, u32)> {
        if self.file_name.replace('\\', "/") == file {
            return Some((self.line_start, self.column_start));
        }
        self.expansion
            .as_ref()
            .and_then(|expansion| expansion.span.within(file))
    }
}

fn is_summary(message: &str) -> bool {
    message.starts_with("aborting due to")
        || message.contains("warning emitted")
        || message.contains("warnings emitted")
        || message.starts_with("Some errors have detailed explanations")
        || message.starts_with("For more information about")
}

fn strip_colors(text: &str) -> String {
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
mod tests {
    use super::*;

    const MESSAGE: &str = r#"{"reason":"compiler-message","target":{"name":"two"},"message":{"message":"borrowed","level":"error","code":{"code":"E0499"},"spans":[{"file_name":"/rustc/x/macros.rs","line_start":3,"column_start":1,"is_primary":true,"expansion":{"span":{"file_name":"exercises/refcell/two.rs","line_start":9,"column_start":5,"is_primary":false,"expansion":null}}}],"rendered":"\u001b[1m\u001b[91merror\u001b[0m: borrowed"}}"#;

    #[test]
    fn an_error_inside_a_macro_is_placed_at_its_call() {
        let messages = Messages::read(MESSAGE.as_bytes());
        let message = &messages.targets["two"].messages[0];
        let found = message.diagnostic("exercises/refcell/two.rs").unwrap();
        assert_eq!((found.line, found.column), (Some(9), Some(5)));
        assert_eq!(found.code.as_deref(), Some("E0499"));
        assert_eq!(found.rendered, "error: borrowed");
    }

    #[test]
    fn lines_that_are_not_json_are_skipped() {
        let text = format!("hello\n{{\n{MESSAGE}\n\n");
        let messages = Messages::read(text.as_bytes());
        assert_eq!(messages.targets.len(), 1);
    }

    #[test]
    fn rustcs_summary_is_not_a_diagnostic() {
        let message = RustcMessage {
            text: "aborting due to 2 previous errors".to_owned(),
            level: "error".to_owned(),
            code: None,
            spans: Vec::new(),
            rendered: None,
        };
        assert_eq!(message.diagnostic("x.rs"), None);
    }

    #[test]
    fn a_missing_std_is_a_machine_error_and_another_missing_crate_is_not() {
        let missing = |name: &str| RustcMessage {
            text: format!("can't find crate for `{name}`"),
            level: "error".to_owned(),
            code: Some(RustcCode {
                code: "E0463".to_owned(),
            }),
            spans: Vec::new(),
            rendered: None,
        };
        assert!(missing("std").is_machine_error());
        assert!(!missing("libc").is_machine_error());
    }
}
