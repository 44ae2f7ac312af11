//! Finds which link of a cycle leads back: the one to a value that something else owned before.

use super::StoredLink;
use crate::glass::explain::history::History;
use crate::glass::scopes::enclosing_function;
use crate::glass::tokens::SourceTokens;
use crate::verdict::Place;

/// What the source shows about a handle that was stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StoredHandle {
    /// Another handle to the same value existed.
    Shared,
    /// It was the only handle.
    Only,
    Unknown,
}

/// Returns where the only handle that is not the first owner of its value is stored, if all others are first owners.
pub(super) fn back_link(history: &History<'_>, links: &[StoredLink]) -> Option<Place> {
    let mut shared: Option<&Place> = None;
    let mut are_owned = false;
    for StoredLink { link, stored, .. } in links {
        let file = history.source.tokens(&link.place)?;
        match handle(file, &link.place, stored) {
            StoredHandle::Only => are_owned = true,
            StoredHandle::Shared if shared.is_none_or(|known| *known == link.place) => {
                shared = Some(&link.place);
            }
            StoredHandle::Shared | StoredHandle::Unknown => return None,
        }
    }
    shared.filter(|_| are_owned).cloned()
}

pub(super) fn is_clone(stored: &str) -> bool {
    let stored: String = stored.split_whitespace().collect();
    let mut clones = ["Rc::clone(", "Arc::clone(", ".clone()"].iter();
    clones.any(|it| stored.contains(it))
}

fn handle(file: &SourceTokens, place: &Place, stored: &str) -> StoredHandle {
    if is_clone(stored) {
        return StoredHandle::Shared;
    }
    let stored: String = stored.split_whitespace().collect();
    if ["Rc::new(", "Arc::new("]
        .iter()
        .any(|it| stored.starts_with(it))
    {
        return StoredHandle::Only;
    }
    let is_name = stored.chars().all(|c| c.is_alphanumeric() || c == '_');
    let is_only = || Some(is_name && is_made_and_not_cloned(file, place, &stored)?);
    match is_only() {
        Some(true) => StoredHandle::Only,
        Some(false) | None => StoredHandle::Unknown,
    }
}

/// Whether the function around a place makes a handle with this name and does not clone it.
fn is_made_and_not_cloned(file: &SourceTokens, place: &Place, name: &str) -> Option<bool> {
    let (_, body, end) = enclosing_function(file, file.at(place)?)?;
    let mut is_made = false;
    for at in body..end {
        if file.text(at) != name {
            continue;
        }
        let is_bound = file.text(at - 1) == "let";
        if is_bound {
            let equals = (at..end).find(|at| file.is(*at, '=') || file.is(*at, ';'))?;
            is_made =
                ["Rc", "Arc"].contains(&file.text(equals + 1)) && file.text(equals + 4) == "new";
        }
        let is_method = file.is(at + 1, '.') && file.text(at + 2) == "clone";
        let is_argument = file.is(at - 1, '&') && file.text(at.checked_sub(3)?) == "clone";
        if is_method || is_argument {
            return Some(false);
        }
    }
    Some(is_made)
}
