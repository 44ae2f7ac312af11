//! How a thread holds a guard: what keeps it alive, where it is dropped, and what can be done about it.

use crate::verdict::{Call, Place};
use serde::{Deserialize, Serialize};

/// How a thread holds a guard that blocks the thread itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
pub struct Holding {
    /// What the program calls the cell where it created the guard, and where the guard is in the way, if these differ.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expressions: Option<[String; 2]>,
    /// Why these are the same, if the source shows it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub same_cell: Option<SameCell>,
    /// The function that holds the guard, if it outlived the one that created it, and the place of the call there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub owner: Option<Call>,
    /// The function that was called there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub created_in: Option<String>,
    /// What keeps it alive.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kept_alive_by: Option<Keeper>,
    /// The future that holds the guard, if it is suspended. Then `call` and `owner` are unset.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub suspended: Option<Suspended>,
    /// The field of a value that holds the guard.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<FieldOfType>,
    /// How the guard came into that field, if a method assigned it. Then `kept_alive_by` and `owner` are unset.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stored: Option<StoredGuard>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<GuardEnd>,
    /// The call that the function with the guard made while the guard was alive, and that led here.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub call: Option<CallUnderGuard>,
    /// How the function uses the variable that holds the guard, where the guard is in the way and after that. For a
    /// temporary: `used` if the call under the guard uses what the head of the statement binds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub later_use: Option<LaterUse>,
    /// How the two things that `expressions` names can be compared, if their types show it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub comparison: Option<PointerComparison>,
    /// The method of the temporary guard's value in whose arguments the guard is in the way.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub argument_of: Option<String>,
    /// Whether the expression with the temporary guard returns a value that is not a part of what is borrowed.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_taken_out: bool,
    /// Whether no copy or clone can take the place of what is borrowed, judging by the types in the source: it owns a
    /// trait object, or a cell, a lock or an atomic, which would lose changes.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub cannot_be_copied: bool,
    /// Whether the call takes the variable with the guard as `self`.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_given_as_self: bool,
    /// Whether the function can make the call before it creates the guard, which a `let` binds in the statement before.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub may_come_first: bool,
    /// Whether the guard is in the way inside a `for` loop, in the function that asks for another guard.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_in_for: bool,
}

/// Why two names refer to the same cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SameCell {
    /// The call that passed it to the function for both.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub passed: Option<PassedTwice>,
    /// The variable that is a clone of the other one, in that call or in the function.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cloned: Option<ClonedHandle>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PassedTwice {
    pub place: Place,
    pub arguments: [String; 2],
}

/// A variable that a `let` binds to a clone of a handle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ClonedHandle {
    pub name: String,
    pub original: String,
    pub place: Place,
}

/// The call that shows whether two names refer to the same cell: `std::ptr::eq(from, to)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PointerComparison {
    pub function: String,
    pub first: String,
    pub second: String,
}

/// An `async` function or block that waits at an `.await` while it holds a guard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Suspended {
    /// The function or block, and the place where it got the guard.
    pub owner: Call,
    /// The `.await`, if there is only one while it holds the guard.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub awaits: Option<Place>,
}

/// A field, and the type that it is a field of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FieldOfType {
    pub type_name: String,
    pub name: String,
}

/// The assignment that put a guard into a field of `self`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StoredGuard {
    /// The method, and the place of its assignment.
    pub method: Call,
    /// The function that called the method.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub called_by: Option<Call>,
}

/// A call that a function makes while it holds a guard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CallUnderGuard {
    /// The function with the guard, and the place of the call.
    pub from: Call,
    /// The function that it calls.
    pub function: String,
    /// Whether the called function calls the function with the guard again.
    pub is_recursive: bool,
    /// The calls that follow, up to that of the function in which the guard is in the way; empty if it is that one.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub path: Vec<Call>,
    /// The type whose value is dropped there, if the function is its `drop`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dropped_type: Option<String>,
    /// Whether the program names the function there, so that it is not std that calls it.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_named: bool,
    /// The method of std that calls it, if std does: `retain`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub method: Option<String>,
    /// Whether it is a method of the value that holds the guard or that the guard gives access to, or is called by one,
    /// or gets a part of it as an argument.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_on_guard: bool,
}

/// How a function uses a variable, and what it took out of the variable, where the guard is in the way and after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LaterUse {
    /// Not at all, so the program can drop the guard before that place.
    Unused,
    /// A loop that is running there iterates over it, and nothing uses it after that.
    LoopedOver,
    /// A loop that is running there iterates over it, and something after the loop uses it.
    LoopedOverAndUsed,
    /// Only through a value that it got from the variable.
    PartsUsed,
    /// Only in later statements, and not through a value that it got from the variable.
    UsedAfter,
    Used,
}

/// What keeps a guard alive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Keeper {
    /// It is a temporary: of the head of a `match`, `for`, `if`, `if let`, `while` or `while let`, or of a statement.
    Temporary {
        #[serde(skip_serializing_if = "Option::is_none", default)]
        head: Option<String>,
    },
    /// This variable holds it, or a value that it is part of.
    Variable {
        name: String,
        line: u32,
        /// Whether it is an iterator, which holds the guard until it is used up.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        is_iterator: bool,
    },
}

/// Where a guard is dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GuardEnd {
    /// The event that dropped it there, if it was recorded.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub event: Option<usize>,
    pub place: Place,
    /// The function that it is in, if that is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub function: Option<String>,
    /// The `}`, `;`, `)` or `{` that drops it, or `,` for the end of an arm of a `match`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub token: Option<char>,
    /// What drops it or takes it, if that is in the source: `drop(tx)`, `tx.commit()`, `return`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub consumed_by: Option<String>,
    /// Whether it might have been dropped elsewhere without the panic.
    pub dropped_by_panic: bool,
}
