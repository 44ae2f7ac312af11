//! Cells that were never dropped, and what keeps them alive.

use super::{Call, NamedPlace, Place};
use serde::{Deserialize, Serialize};

/// Cells that were never dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Leak {
    /// Their ids.
    pub cells: Vec<u32>,
    /// The values of the program that they are part of.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub owners: Vec<LeakedValue>,
    /// Whether only a reference cycle can make the program leak: it has no `unsafe` code and no call such as `mem::forget`.
    #[serde(default)]
    pub is_cycle: bool,
    /// The events that changed the cells that may own a handle.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub change_events: Vec<usize>,
    /// Steps that certainly closed a cycle, in one call of a function.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub edges: Vec<LeakEdge>,
    /// Where the cells got what they own, as far as that is certain.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub stored_at: Vec<LeakLink>,
    /// Where the program makes the link to a value that already had an owner, if that is certain and every other link
    /// is the first owner of its value.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub back_link: Option<Place>,
    /// The field that should be a `Weak`, as far as the types of the fields and what was stored in them show it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub should_be_weak: Option<WeakField>,
}

/// A field of a leaked value that holds a handle to a leaked value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WeakField {
    /// The type with this field: one that the program defines.
    pub type_name: String,
    pub field: String,
    pub place: Place,
    /// The collection that owns the values, if this field was chosen because of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub owned_by: Option<String>,
    /// The other field of the cycle, if nothing shows which of the two owns the values. If there is neither this nor a
    /// collection, no other field in the cycle has a handle, and something else must then own the values.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub other: Option<NamedPlace>,
}

/// Values of a type of the program that were never dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LeakedValue {
    /// The name of its type.
    pub type_name: String,
    pub created_at: Place,
    /// Whether a derived `Default` created them, so that this is the place of their type.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_derived: bool,
    /// The only type of the program that has these values as fields.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part_of: Option<String>,
    /// Whether their type has nothing that leads to a leaked value, so that they are only owned by those of the cycle.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_outside: bool,
    /// How many were created there, at least.
    pub count: usize,
    /// The cells that are part of them.
    pub cells: Vec<u32>,
}

/// A place where something was put into a cell that was never dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LeakLink {
    pub cell: u32,
    /// The function in which that happened, if it was recorded.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub function: Option<String>,
    pub place: Place,
    /// What called that function.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub caller: Option<Call>,
    /// The handle that is held by the closure put there, as far as that is certain.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub captured: Option<CapturedHandle>,
}

/// A field of a value that got a handle to another value of the same cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LeakEdge {
    pub cell: u32,
    /// The value that has the field, as the source calls it.
    pub holder: String,
    pub field: String,
    /// The value to which it got a handle.
    pub target: String,
    pub place: Place,
    /// The function in which that happened, if it was recorded.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub function: Option<String>,
    /// What called that function.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub caller: Option<Call>,
    /// Whether these are the names of the values in the caller.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub names_of_caller: bool,
    /// Where the field is declared, if its type is certainly one of handles.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub declared_at: Option<Place>,
}

/// An `Rc` or an `Arc` that a closure holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CapturedHandle {
    /// The variable that it captures.
    pub name: String,
    /// The `let` that binds it, unless it is a parameter.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bound_at: Option<Place>,
    /// The type of the value that it keeps alive, if the source shows it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub type_name: Option<String>,
    /// The field with the handle, if the variable is a struct.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<NamedPlace>,
    /// The function that returns the closure with it, if another closure captures that one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub returned_by: Option<String>,
}
