//! What threads do to what they share, in the words that the traced std records.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a thread does to a cell or another thread, mostly named after a method of std.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[cfg_attr(test, derive(strum::VariantNames))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TracedAction {
    CallOnce,
    CallOnceForce,
    ClearPoison,
    #[serde(rename = "clone sender")]
    #[strum(serialize = "clone sender")]
    CloneSender,
    CompareAndSwap,
    CompareExchange,
    CompareExchangeWeak,
    Downgrade,
    #[serde(rename = "drop receiver")]
    #[strum(serialize = "drop receiver")]
    DropReceiver,
    #[serde(rename = "drop sender")]
    #[strum(serialize = "drop sender")]
    DropSender,
    End,
    Exit,
    FetchAdd,
    FetchAnd,
    FetchByteAdd,
    FetchByteSub,
    FetchMax,
    FetchMin,
    FetchNand,
    FetchNot,
    FetchOr,
    FetchPtrAdd,
    FetchPtrSub,
    FetchSub,
    FetchXor,
    Force,
    Get,
    GetOrInit,
    IsCompleted,
    IsFinished,
    IsPoisoned,
    Join,
    Load,
    Lock,
    NotifyAll,
    NotifyOne,
    Park,
    ParkTimeout,
    Print,
    Read,
    Recv,
    RecvTimeout,
    Scope,
    Send,
    Set,
    Sleep,
    Store,
    Swap,
    Take,
    TryLock,
    TryRead,
    TryRecv,
    TrySend,
    TryWrite,
    Unlock,
    Unpark,
    /// It is in code that the traced std does not see.
    Untraced,
    Wait,
    WaitForce,
    Write,
    Yield,
    /// A load and its exchanges, which are one call.
    FetchUpdate,
    TryUpdate,
    Update,
    /// Anything that another version recorded.
    #[serde(untagged)]
    Other(String),
}

impl TracedAction {
    /// Returns its name in the trace.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(name) => name,
            known => known.into(),
        }
    }

    /// Whether it notifies threads that wait on a condition variable.
    #[must_use]
    pub fn notifies(&self) -> bool {
        matches!(self, Self::NotifyOne | Self::NotifyAll)
    }

    /// Whether it sends a message, or tries to.
    #[must_use]
    pub fn sends(&self) -> bool {
        matches!(self, Self::Send | Self::TrySend)
    }

    /// Whether it receives a message, or tries to.
    #[must_use]
    pub fn receives(&self) -> bool {
        matches!(self, Self::Recv | Self::TryRecv | Self::RecvTimeout)
    }

    /// Whether it asks for a read guard.
    #[must_use]
    pub fn reads(&self) -> bool {
        matches!(self, Self::Read | Self::TryRead)
    }

    /// Whether it drops an end of a channel.
    #[must_use]
    pub fn drops_an_end(&self) -> bool {
        matches!(self, Self::DropSender | Self::DropReceiver)
    }

    /// Whether it changes an atomic whatever its value is.
    #[must_use]
    pub fn always_changes(&self) -> bool {
        matches!(
            self,
            Self::Store
                | Self::Swap
                | Self::FetchAdd
                | Self::FetchAnd
                | Self::FetchByteAdd
                | Self::FetchByteSub
                | Self::FetchMax
                | Self::FetchMin
                | Self::FetchNand
                | Self::FetchNot
                | Self::FetchOr
                | Self::FetchPtrAdd
                | Self::FetchPtrSub
                | Self::FetchSub
                | Self::FetchXor
                | Self::FetchUpdate
        )
    }
}

impl fmt::Display for TracedAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Other programs read it as a string, because a later version may have more actions.
#[cfg(test)]
impl schemars::JsonSchema for TracedAction {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::TracedAction;
    use strum::VariantNames as _;

    #[test]
    fn json_has_the_words_of_the_record_and_keeps_those_that_are_unknown() {
        for word in TracedAction::VARIANTS {
            let json = format!("\"{word}\"");
            let action: TracedAction = serde_json::from_str(&json).unwrap();
            assert_eq!(action.as_str(), *word);
            assert_eq!(serde_json::to_string(&action).unwrap(), json);
            assert_eq!(
                matches!(action, TracedAction::Other(_)),
                *word == "other",
                "{word}"
            );
        }
        let other: TracedAction = serde_json::from_str("\"acquire\"").unwrap();
        assert_eq!(other, TracedAction::Other("acquire".to_owned()));
        assert_eq!(serde_json::to_string(&other).unwrap(), "\"acquire\"");
    }
}
