//! How a thread has a guard: what keeps it alive, until where, and what can be done about it.

use crate::verdict::{Call, Place};
use serde::{Deserialize, Serialize};

/// How a thread has a guard that is in its own way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Holding {
    /// What the program calls the cell where it created the guard, and where the guard is in the way, if these differ.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expressions: Option<[String; 2]>,
    /// The function that has the guard, if it outlived the one that created it, and the place of the call there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub owner: Option<Call>,
    /// The function that was called there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub created_in: Option<String>,
    /// What keeps it alive.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kept_alive_by: Option<Keeper>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<GuardEnd>,
    /// The call that the function with the guard made while the guard was alive, and that led here.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub call: Option<CallUnderGuard>,
    /// What can be done about the guard, if a variable has it and its own function meets it again without a call.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub remedy: Option<GuardRemedy>,
    /// How the two things that `called` names can be compared, if their types tell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub comparison: Option<PointerComparison>,
    /// The method of the temporary guard's value in whose arguments the guard is in the way.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub argument_of: Option<ArgumentOf>,
    /// Whether the statement that has the guard gets at parts of the value to change them.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub mutates_value: bool,
    /// The type in the value that nothing can clone, such as `Box<dyn`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub non_clone_type: Option<String>,
    /// Whether the function that returned the guard did so in an iterator.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub in_iterator: bool,
}

/// The call that tells whether two names are of one cell: `std::ptr::eq(from, to)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PointerComparison {
    pub function: String,
    pub first: String,
    pub second: String,
}

/// The method whose arguments are evaluated, or whose closure is called, while a temporary guard is alive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ArgumentOf {
    pub method: String,
    /// Whether it happens in a closure that the method gets.
    pub in_closure: bool,
}

/// A call that a function makes while it has a guard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CallUnderGuard {
    /// The function with the guard, and the place of the call.
    pub from: Call,
    /// The function that it calls.
    pub function: String,
    /// Whether that calls the function with the guard again.
    pub is_recursive: bool,
    /// Whether that is where the guard is in the way, with no call in between.
    pub is_innermost: bool,
    /// The calls that follow, up to that of the function in which the guard is in the way.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub path: Vec<Call>,
    /// The type whose value is dropped there, if the function is its `drop`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dropped_type: Option<String>,
    /// The method of std that drops it: `retain`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub method: Option<String>,
    /// Whether it is a method of the value that the guard gives access to.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_on_guard: bool,
    /// What can be done about the guard, if a variable of the function has it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub remedy: Option<GuardRemedy>,
}

/// What can be done about a guard that a function has while it makes a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum GuardRemedy {
    /// It is not used after the call.
    DropBefore,
    /// It is used only after the call.
    BorrowAfter,
    /// The call can be made after the last use of the guard.
    CallAfter { line: u32 },
    /// The call is in a loop over the value. `again` is whether the guard is used after the loop.
    CollectBefore { used_after: bool },
    /// The call is in a chain of iterators, behind a closure on this line that uses the guard.
    CollectIterator { line: u32 },
    /// The call is in a loop that changes parts of the value.
    CallAfterLoop,
    /// What the guard gave access to is used before and after the call.
    CloneBefore,
    /// The call gets it as an argument.
    UseArgument,
    /// The call takes it as `self`.
    DropInCallee,
    /// The guard is used before and after the call.
    BorrowAgain,
}

/// What keeps a guard alive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Keeper {
    /// It is a temporary: of the head of a `match`, `for`, `if let` or `while let`, or of a statement.
    Temporary {
        #[serde(skip_serializing_if = "Option::is_none", default)]
        head: Option<String>,
    },
    /// This variable holds it, or a value that it is part of.
    Variable {
        name: String,
        line: u32,
        /// Whether it is an iterator, which has the guard until it is used up.
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
    /// The `}`, `;` or `)` that drops it, or `,` for the end of an arm of a `match`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub token: Option<char>,
    /// What drops it or takes it, if that is in the source: `drop(tx)`, `tx.commit()`, `return`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub consumed_by: Option<String>,
    /// Whether it might have been dropped elsewhere without the panic.
    pub dropped_by_panic: bool,
}
