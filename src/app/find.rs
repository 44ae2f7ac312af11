//! Finding a lesson by its title or by what it is about.

use super::{Effect, Finding, Overlay, Pane, State};
use crate::keymap::{Action, Key};

/// A key while something is looked for.
pub(super) fn pressed(state: &mut State, key: Key, action: Option<Action>) -> Vec<Effect> {
    let Overlay::Find(finding) = &mut state.overlay else {
        return Vec::new();
    };
    let found = state
        .model
        .course
        .as_ref()
        .map(|course| course.search(&finding.typed));
    let found = found.unwrap_or_default();
    match (action, key) {
        (Some(Action::Up), _) => finding.at = finding.at.saturating_sub(1),
        (Some(Action::Down), _) => finding.at = (finding.at + 1).min(found.len().saturating_sub(1)),
        (Some(Action::Open), _) => {
            let id = found.get(finding.at).map(|lesson| lesson.id.clone());
            state.overlay = Overlay::None;
            if let Some(id) = id {
                state.pane = Pane::Text;
                return state.open(&id);
            }
        }
        (Some(Action::Close), _) => state.overlay = Overlay::None,
        (_, Key::Backspace) => {
            finding.typed.pop();
            finding.at = 0;
        }
        (_, Key::Char(letter)) => typed(finding, &letter.to_string()),
        _ => {}
    }
    Vec::new()
}

pub(super) fn typed(finding: &mut Finding, text: &str) {
    finding
        .typed
        .extend(text.chars().filter(|c| !c.is_control()));
    finding.at = 0;
}
