//! The senders that keep a channel open, and where they were moved.

use super::{Call, GuardEnd, Place};
use serde::{Deserialize, Serialize};

/// A sender of a channel that was not dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LivingSender {
    /// The event that created it by cloning, unless it is the first one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cloned: Option<usize>,
    /// The last event at which a thread sent through it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub used: Option<usize>,
    /// Its variable.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// The type, defined by the program, of the value that it was created for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part_of: Option<String>,
    /// Whether it was cloned together with a value of that type, which `name` then names.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_cloned_with_value: bool,
    /// The thread that has it in this variable, and where it drops it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub owner: Option<(u32, GuardEnd)>,
    /// Whether the function with the variable still uses it at or after the place where that thread waits.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_used_later: bool,
    /// Where it was moved from there, as far as that is certain.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub moved: Option<MovedSender>,
}

/// Where a sender was moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum MovedSender {
    /// The closure of a thread.
    Thread { thread: u32 },
    /// A message that was sent at an event.
    Message {
        sent: usize,
        /// The event at which a thread received it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        received: Option<usize>,
        /// The threads that receive from that channel.
        receivers: Vec<u32>,
        /// Threads that wait for the lock around the receiver in order to receive.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        kept_out: Vec<u32>,
    },
    /// A field of a value of this type.
    Field {
        type_name: String,
        field: String,
        /// The thread that is in a method of the value, and its place there.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        method: Option<(u32, Call)>,
        /// Otherwise, a thread, its parameter that holds the value or a handle to it, and the function with that
        /// parameter.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        holder: Option<(u32, String, String)>,
        /// The `}` that drops the value, if that method or variable keeps it until there.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        until: Option<Place>,
    },
    /// The collection with this name.
    Collection {
        name: String,
        place: Place,
        /// The value that this is a field of, if a function that a thread is in has it in a variable.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        variable: Option<OwningVariable>,
    },
    /// A value of this type, which the threads that used it only borrowed: it stays in a variable.
    BorrowedValue {
        type_name: String,
        variable: OwningVariable,
    },
}

/// The variable of a function that has a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OwningVariable {
    pub name: String,
    /// The function, and the file.
    pub function: String,
    /// The `}` that drops it.
    pub until: Place,
    /// Whether the function still uses it at or after the place where its thread waits.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_used_later: bool,
}
