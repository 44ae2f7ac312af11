//! The kinds of explanation of a failing schedule that feedback can name.

use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::{Deserialize, Serialize};

/// What explains a schedule that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExplanationKind {
    /// `{function}` reads `{cell}`, of type `{type}`, on line `{first}` and writes it on line `{last}`, or both on line `{both}`; another thread changes it in between, on line `{between}`.
    LostUpdate,
    /// `{function}` checks `{cell}`, of type `{type}`, on line `{first}` and acts on that on line `{last}`, or both on line `{both}`; another thread changes it in between, on line `{between}`.
    CheckThenAct,
    /// A thread waits for `{cell}`, of type `{type}`, on line `{line}`, and has a guard of it from line `{guard}`, or both on line `{both}`. The wait is in `{function}`, and the guard was made in `{holder}`, if that is another function.
    WaitsForItself,
    /// A thread has a guard of `{has}` from line `{guard}` and waits for `{cell}` on line `{line}`; another one has a guard of `{other_has}` from line `{other_guard}` and waits for `{other_cell}` on line `{other_line}`. Each waits for the guard of the other.
    WaitsInACircle,
    /// A thread has a guard of `{cell}` from line `{guard}` while it waits for something else, with `{action}` on line `{line}`; another thread waits for the guard on line `{other_line}`.
    WaitsWithAGuard,
    /// A thread waits for a notification of `{cell}` on line `{line}`, and there was none, or none after the last change.
    NoNotification,
    /// A thread waits for a notification of `{cell}` on line `{line}`, and the last one, on line `{notified}`, came before that.
    EarlyNotification,
    /// A thread waits for a notification of `{cell}` on line `{line}`, and the last one, on line `{notified}`, woke a thread that waits again.
    WokenInVain,
}

impl ExplanationKind {
    /// Returns the kind with this word.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::deserialize(word.into_deserializer() as StrDeserializer<'_, ValueError>).ok()
    }

    /// Returns what the text of a feedback can name in braces. A feedback with a name that is not known of an explanation is
    /// not shown.
    #[must_use]
    pub fn slots(self) -> &'static [&'static str] {
        match self {
            Self::LostUpdate | Self::CheckThenAct => &[
                "function", "cell", "type", "first", "between", "last", "both",
            ],
            Self::WaitsForItself => &[
                "cell", "type", "line", "guard", "both", "function", "holder",
            ],
            Self::WaitsInACircle => &[
                "has",
                "guard",
                "cell",
                "line",
                "other_has",
                "other_guard",
                "other_cell",
                "other_line",
            ],
            Self::WaitsWithAGuard => &["cell", "guard", "action", "line", "other_line"],
            Self::NoNotification => &["cell", "line"],
            Self::EarlyNotification | Self::WokenInVain => &["cell", "line", "notified"],
        }
    }
}
