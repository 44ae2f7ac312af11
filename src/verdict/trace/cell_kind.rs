//! The kinds of objects that threads and functions share, named after std's types.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The type of a cell, lock, channel or similar, without that of its content.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
)]
pub enum CellKind {
    RefCell,
    OnceCell,
    Mutex,
    RwLock,
    Once,
    OnceLock,
    LazyLock,
    Condvar,
    Barrier,
    /// A channel of `mpsc`, bounded or unbounded.
    #[serde(rename = "channel", alias = "sync_channel")]
    #[strum(serialize = "channel")]
    Channel,
    Stdout,
    Stderr,
    Stdin,
    #[serde(untagged)]
    Atomic(AtomicType),
}

/// An integer, `bool` or pointer that threads may change without a lock.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
)]
pub enum AtomicType {
    AtomicBool,
    AtomicI8,
    AtomicI16,
    AtomicI32,
    AtomicI64,
    AtomicIsize,
    AtomicU8,
    AtomicU16,
    AtomicU32,
    AtomicU64,
    AtomicUsize,
    AtomicPtr,
}

impl CellKind {
    /// Returns the name of the type.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        if let Self::Atomic(atomic) = self {
            atomic.into()
        } else {
            self.into()
        }
    }

    /// Returns the indefinite article before its name, by sound: `Once` begins like "won", and `RwLock` is read "R-W lock".
    #[must_use]
    pub fn article(self) -> &'static str {
        match self {
            Self::RwLock | Self::Atomic(_) => "an",
            Self::RefCell
            | Self::OnceCell
            | Self::Mutex
            | Self::Once
            | Self::OnceLock
            | Self::LazyLock
            | Self::Condvar
            | Self::Barrier
            | Self::Channel
            | Self::Stdout
            | Self::Stderr
            | Self::Stdin => "a",
        }
    }

    /// Whether it is standard input, output or error: printing locks them.
    #[must_use]
    pub fn is_stream(self) -> bool {
        matches!(self, Self::Stdout | Self::Stderr | Self::Stdin)
    }

    /// Whether there are guards for it: the others are used without one, so they are never locked or free.
    #[must_use]
    pub fn has_guards(self) -> bool {
        match self {
            Self::RefCell
            | Self::OnceCell
            | Self::Mutex
            | Self::RwLock
            | Self::Once
            | Self::OnceLock
            | Self::LazyLock
            | Self::Stdout
            | Self::Stderr
            | Self::Stdin => true,
            Self::Condvar | Self::Barrier | Self::Channel | Self::Atomic(_) => false,
        }
    }

    /// Whether it is a lock that the program created.
    #[must_use]
    pub fn is_lock(self) -> bool {
        matches!(self, Self::Mutex | Self::RwLock)
    }
}

impl fmt::Display for CellKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{AtomicType, CellKind};

    #[test]
    fn json_has_the_names_of_the_types() {
        for (kind, name) in [
            (CellKind::RefCell, "RefCell"),
            (CellKind::Channel, "channel"),
            (CellKind::Atomic(AtomicType::AtomicU64), "AtomicU64"),
        ] {
            let json = format!("\"{name}\"");
            assert_eq!(serde_json::to_string(&kind).unwrap(), json);
            assert_eq!(serde_json::from_str::<CellKind>(&json).unwrap(), kind);
            assert_eq!(kind.to_string(), name);
        }
        let with_limit = serde_json::from_str::<CellKind>("\"sync_channel\"");
        assert_eq!(with_limit.unwrap(), CellKind::Channel);
        assert!(serde_json::from_str::<CellKind>("\"Semaphore\"").is_err());
    }
    #[test]
    fn an_article_goes_by_sound() {
        for (kind, says) in [
            (CellKind::OnceCell, "a OnceCell"),
            (CellKind::OnceLock, "a OnceLock"),
            (CellKind::Once, "a Once"),
            (CellKind::RwLock, "an RwLock"),
            (CellKind::RefCell, "a RefCell"),
            (CellKind::Atomic(AtomicType::AtomicU64), "an AtomicU64"),
        ] {
            assert_eq!(format!("{} {kind}", kind.article()), says);
        }
    }
}
