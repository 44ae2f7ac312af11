//! What rustc says, as it lays it out itself; warnings and clippy's advice in one line each.

use super::super::look::{Look, Paint};
use crate::sanitize;
use crate::verdict::{Diagnostic, Observation, Severity, Verdict};

/// The first error says most; the others are often its echo.
const ERRORS: usize = 3;
const LINES: usize = 4;

/// The errors in full, the first few.
pub(super) fn errors(look: Look, seen: &Observation) -> String {
    diagnostics(look, &seen.diagnostics)
}

/// The same, of whatever said them.
pub(in super::super) fn diagnostics(look: Look, found: &[Diagnostic]) -> String {
    let errors = found.iter();
    let errors: Vec<&Diagnostic> = errors.filter(|d| d.severity == Severity::Error).collect();
    let mut text: Vec<String> = errors
        .iter()
        .take(ERRORS)
        .map(|d| rendered(look, d))
        .collect();
    let rest = errors.len().saturating_sub(ERRORS);
    if rest > 0 {
        let more = format!(
            "… and {} more. Begin with the first.",
            crate::text::plural(rest, "error")
        );
        text.push(look.paint(Paint::Dim, &more) + "\n");
    }
    text.join("\n")
}

fn rendered(look: Look, diagnostic: &Diagnostic) -> String {
    let text = if look.colour && !diagnostic.colored.is_empty() {
        sanitize::keep_colors(&diagnostic.colored)
    } else {
        sanitize::strip_colors(&diagnostic.rendered)
    };
    format!("{}\n", text.trim_end())
}

/// One line for each warning of a file that compiles.
pub(super) fn warnings(look: Look, verdict: &Verdict) -> String {
    let all = &verdict.observed.diagnostics;
    if verdict.passed() || all.iter().any(|d| d.severity == Severity::Error) {
        return String::new();
    }
    in_lines(look, "rustc warns", all)
}

/// What clippy says, one line each; nothing where it has nothing to say.
pub(in super::super) fn advice(look: Look, found: &[Diagnostic]) -> String {
    in_lines(look, "Advice from clippy", found)
}

fn in_lines(look: Look, title: &str, found: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in found.iter().take(LINES) {
        let line = diagnostic
            .line
            .map_or(String::new(), |line| format!("line {line}: "));
        let code = diagnostic.code.as_deref().unwrap_or_default();
        let code = look.paint(Paint::Dim, &format!("({})", sanitize::line(code)));
        text += &format!("  {line}{} {code}\n", sanitize::line(&diagnostic.message));
    }
    let rest = found.len().saturating_sub(LINES);
    if rest > 0 {
        text += &format!("  … and {rest} more\n");
    }
    if text.is_empty() {
        return text;
    }
    format!("{title}\n{text}")
}
