//! The functions that source files declare: what they return, and which methods take `self` by value.

use crate::glass::tokens::SourceTokens;
use std::collections::{BTreeMap, BTreeSet};

/// Functions that take a guard out of what they are called on and return it, so that nothing is dropped there.
pub(super) const UNWRAPPING: [&str; 4] =
    ["unwrap", "expect", "unwrap_or_else", "unwrap_or_default"];

/// Methods of `Option` and `Result` that move what they are called on.
const MOVING: [&str; 12] = [
    "and", "and_then", "filter", "flatten", "map", "map_err", "ok", "ok_or", "or", "or_else",
    "take", "zip",
];

/// What a value that may contain a guard is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The guard itself: its methods are those of its content.
    Guard,
    /// A `Result` or `Option` of it.
    Wrapped(Box<Owner>),
    /// A type of the program.
    Named(String),
    /// An iterator that holds the guard until it is used up.
    Iterator,
    /// Something that cannot have a guard: the function has put the guard elsewhere.
    Nothing,
    Unknown,
}

impl Owner {
    /// Returns what is left after `unwrap` or `?`.
    pub(super) fn unwrapped(self) -> Self {
        match self {
            Self::Wrapped(inner) => *inner,
            Self::Nothing => Self::Nothing,
            Self::Guard | Self::Named(_) | Self::Iterator | Self::Unknown => Self::Unknown,
        }
    }
}

/// What a method does with the value that it is called on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SelfUse {
    Borrowed,
    Taken,
    Unknown,
}

#[derive(Debug, Default)]
pub(in crate::glass) struct Signatures {
    /// What functions of this name return, if all of them return the same.
    returns: BTreeMap<String, Owner>,
    /// The types with methods of this name that take `self` by value, empty for those of a trait.
    by_value: BTreeMap<String, BTreeSet<String>>,
    by_reference: BTreeMap<String, BTreeSet<String>>,
    /// The types of the program that implement `Iterator`.
    iterators: BTreeSet<String>,
    /// The types whose declarations name a lifetime, so that they may have a guard.
    with_lifetime: BTreeSet<String>,
}

impl Signatures {
    pub(in crate::glass) fn read(files: &[&SourceTokens]) -> Self {
        let mut signatures = Self::default();
        let find = |tokens: &SourceTokens, words: &[&str]| -> Vec<usize> {
            let all = 1..tokens.len();
            all.filter(|at| words.contains(&tokens.text(at - 1)))
                .collect()
        };
        for tokens in files {
            for name in find(tokens, &["struct", "enum", "union", "type"]) {
                if has_lifetime(tokens, name) {
                    signatures
                        .with_lifetime
                        .insert(tokens.text(name).to_owned());
                }
            }
        }
        for tokens in files {
            for name in find(tokens, &["Iterator"]) {
                if tokens.text(name) == "for" {
                    let name = tokens.text(name + 1).to_owned();
                    signatures.iterators.insert(name);
                }
            }
            for name in find(tokens, &["fn"]) {
                signatures.add_function(tokens, name);
            }
        }
        signatures
    }

    fn add_function(&mut self, tokens: &SourceTokens, name: usize) -> Option<()> {
        let parameters = (name..name + MAX_GENERICS).find(|at| tokens.text(*at) == "(")?;
        let end = tokens.get(parameters)?.partner?;
        let implemented = implemented_type(tokens, name);
        let generics = name..parameters;
        let name = tokens.text(name).to_owned();
        let first = if tokens.text(parameters + 1) == "mut" {
            parameters + 2
        } else {
            parameters + 1
        };
        let is_reference = tokens.text(first) == "&"
            || tokens.text(first + 1) == ":" && tokens.text(first + 2) == "&";
        let is_method = (first..end.min(first + 4)).any(|at| tokens.text(at) == "self");
        if is_method {
            let methods = if is_reference {
                &mut self.by_reference
            } else {
                &mut self.by_value
            };
            let types = methods.entry(name.clone()).or_default();
            types.insert(implemented.clone().unwrap_or_default());
        }
        let returned =
            if tokens.text(end + 1) == "-" && self.may_have_guard(tokens, end + 3, &generics) {
                owner(tokens, end + 3, implemented.as_deref())
            } else {
                Owner::Nothing
            };
        let known = self.returns.entry(name).or_insert_with(|| returned.clone());
        if *known != returned {
            let is_nothing = [&*known, &returned].contains(&&Owner::Nothing);
            *known = if is_nothing {
                Owner::Nothing
            } else {
                Owner::Unknown
            };
        }
        Some(())
    }

    /// Whether a value of the type that begins here may have a guard.
    fn may_have_guard(
        &self,
        tokens: &SourceTokens,
        start: usize,
        generics: &std::ops::Range<usize>,
    ) -> bool {
        let mut at = start;
        loop {
            let text = tokens.text(at);
            if matches!(text, "{" | ";" | "where" | "") {
                return false;
            }
            let may = matches!(text, "'" | "impl" | "dyn" | "Self")
                || GUARDS.contains(&text)
                || self.with_lifetime.contains(text)
                || text.starts_with(char::is_uppercase)
                    && generics.clone().any(|at| tokens.text(at) == text);
            if may {
                return true;
            }
            at += 1;
        }
    }

    pub(super) fn returned(&self, function: &str) -> Owner {
        let known = self.returns.get(function).cloned();
        known.unwrap_or(Owner::Unknown)
    }

    /// Whether a value is an iterator, so that its adapters and consumers take it.
    pub(super) fn is_iterator(&self, owner: &Owner) -> bool {
        match owner {
            Owner::Iterator => true,
            Owner::Named(name) => self.iterators.contains(name),
            Owner::Guard | Owner::Wrapped(_) | Owner::Nothing | Owner::Unknown => false,
        }
    }

    /// Returns what a method does with a value of a type of the program.
    pub(super) fn receiver(&self, of: &str, method: &str) -> SelfUse {
        let declares = |methods: &BTreeMap<String, BTreeSet<String>>| {
            methods.get(method).is_some_and(|types| types.contains(of))
        };
        match (declares(&self.by_value), declares(&self.by_reference)) {
            (true, false) => SelfUse::Taken,
            (false, true) => SelfUse::Borrowed,
            (true, true) => SelfUse::Unknown,
            (false, false) => self.receiver_of_any(method),
        }
    }

    /// Returns what a method does with a value of an unknown type.
    pub(super) fn receiver_of_any(&self, method: &str) -> SelfUse {
        let may_move = self.by_value.contains_key(method)
            || method.starts_with("into")
            || UNWRAPPING.contains(&method)
            || MOVING.contains(&method);
        if may_move {
            SelfUse::Unknown
        } else {
            SelfUse::Borrowed
        }
    }

    /// Whether all methods of this name take `self` by value.
    pub(super) fn takes_self(&self, method: &str) -> bool {
        self.by_value.contains_key(method) && !self.by_reference.contains_key(method)
    }

    pub(super) fn declares(&self, function: &str) -> bool {
        self.returns.contains_key(function)
    }
}

/// The maximum number of tokens from the name of a function to its parameters, with its generics in between.
const MAX_GENERICS: usize = 60;

/// std's guards, which have no methods.
const GUARDS: [&str; 8] = [
    "Ref",
    "RefMut",
    "MutexGuard",
    "RwLockReadGuard",
    "RwLockWriteGuard",
    "MappedMutexGuard",
    "MappedRwLockReadGuard",
    "MappedRwLockWriteGuard",
];

/// Whether the declaration of a type names a lifetime, or has a parameter.
fn has_lifetime(tokens: &SourceTokens, name: usize) -> bool {
    if tokens.text(name + 1) == "<" {
        return true;
    }
    let mut at = name + 1;
    loop {
        match tokens.text(at) {
            "'" => return true,
            ";" | "" => return false,
            "{" | "(" => {
                let close = tokens.get(at).and_then(|open| open.partner);
                return close.is_some_and(|close| (at..close).any(|at| tokens.text(at) == "'"));
            }
            _ => at += 1,
        }
    }
}

/// Returns what a value of the type that begins here owns.
fn owner(tokens: &SourceTokens, start: usize, implemented: Option<&str>) -> Owner {
    let Some((name, last)) = last_name(tokens, start) else {
        return Owner::Unknown;
    };
    match name {
        "impl" | "dyn" if is_iterator_trait(tokens, last + 1) => Owner::Iterator,
        "Box" if tokens.text(last + 2) == "dyn" => owner(tokens, last + 2, implemented),
        "impl" => Owner::Guard,
        "Result" | "Option" | "LockResult" | "TryLockResult" if tokens.text(last + 1) == "<" => {
            Owner::Wrapped(Box::new(owner(tokens, last + 2, implemented)))
        }
        "Self" => implemented.map_or(Owner::Unknown, |name| Owner::Named(name.to_owned())),
        name if GUARDS.contains(&name) => Owner::Guard,
        name => Owner::Named(name.to_owned()),
    }
}

/// Whether a path to a trait of iterators begins here.
fn is_iterator_trait(tokens: &SourceTokens, start: usize) -> bool {
    let last = last_name(tokens, start).map(|(name, _)| name);
    last.is_some_and(|name| name.ends_with("Iterator"))
}

/// Returns the last segment of a path, and where it is.
fn last_name(tokens: &SourceTokens, start: usize) -> Option<(&str, usize)> {
    let mut at = start;
    loop {
        let token = tokens.get(at)?;
        if !token.is_value() {
            return None;
        }
        if tokens.text(at + 1) == ":" && tokens.text(at + 2) == ":" {
            at += 3;
        } else {
            return Some((&token.text, at));
        }
    }
}

/// Returns the type whose `impl` block a token is in.
pub(in crate::glass) fn implemented_type(tokens: &SourceTokens, at: usize) -> Option<String> {
    let close = tokens.enclosing_brace(at)?;
    let open = tokens.get(close)?.partner?;
    let start = (0..open).rev().find(|at| {
        let ends_item = matches!(tokens.text(*at), ";" | "}" | "{");
        ends_item || matches!(tokens.text(*at), "impl" | "trait")
    })?;
    if tokens.text(start) != "impl" {
        return None;
    }
    let mut depth = 0_u32;
    let mut name = None;
    let mut after_separator = false;
    for at in start + 1..open {
        match tokens.text(at) {
            "<" => depth += 1,
            ">" if tokens.text(at - 1) != "-" => depth = depth.saturating_sub(1),
            "where" if depth == 0 => break,
            "for" if depth == 0 => name = None,
            text if depth == 0
                && tokens.get(at)?.is_value()
                && text != "dyn"
                && (name.is_none() || after_separator) =>
            {
                name = Some(text.to_owned());
            }
            _ => {}
        }
        after_separator = tokens.text(at) == ":";
    }
    name
}
