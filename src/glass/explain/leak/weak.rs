//! Finds in the declarations of leaked values which of their fields leads back, so that it should be a `Weak`.

use super::StoredLink;
use super::ownership::is_clone;
use crate::glass::explain::history::History;
use crate::glass::explain::owner::{hides_handles, may_lead_to};
use crate::glass::tokens::SourceTokens;
use crate::verdict::{LeakLink, LeakedValue, NamedPlace, Place, WeakField};

/// Names of fields that lead to the next value of a chain, which nothing else may own.
const FORWARD: [&str; 6] = ["child", "first", "head", "left", "next", "right"];

const COLLECTIONS: [&str; 7] = [
    "BTreeMap", "BTreeSet", "HashMap", "HashSet", "Slab", "Vec", "VecDeque",
];

/// A field with a handle to one of the leaked values.
pub(super) struct HandleField {
    of: String,
    pub(super) name: String,
    pub(super) place: Place,
    is_collection: bool,
    /// Whether what it owns may own the value with the field, so that it can be a part of a cycle.
    leads_back: bool,
}

/// Returns the field that should be a `Weak`: the only one with a handle; or else, of a single handle and a collection, the
/// single handle, if the collection gets the values themselves rather than clones of handles; or else either of two.
pub(super) fn weak_field(
    history: &History<'_>,
    owners: &[LeakedValue],
    links: &[StoredLink],
) -> Option<WeakField> {
    let mut fields: Vec<HandleField> = Vec::new();
    let mut may_be_hidden = false;
    for owner in owners {
        let file = history.source.tokens(&owner.created_at)?;
        for whole in [Some(&owner.type_name), owner.part_of.as_ref()]
            .into_iter()
            .flatten()
        {
            // The handles of a variant are those of the fields with its enum.
            if !whole.contains("::") && !fields.iter().any(|known| known.of == *whole) {
                let found = handles(file, &owner.created_at.file, whole, owners);
                fields.extend(found.into_iter().filter(|field| field.leads_back));
                may_be_hidden |= hides_handles(whole, file);
            }
        }
    }
    // The cycle goes through a cell that got a handle. If the types don't show that its field has one, the types may
    // leave out other fields, too.
    let is_followed = |link: &LeakLink| {
        let cell = history.find_cell(link.cell);
        let name = cell.and_then(|cell| cell.name.as_ref());
        name.is_some_and(|name| fields.iter().any(|field| field.name == *name))
    };
    // What a trait object owns may lead back just as well.
    if may_be_hidden || !links.iter().all(|link| is_followed(&link.link)) {
        return None;
    }
    let weak = |field: &HandleField| WeakField {
        type_name: field.of.clone(),
        field: field.name.clone(),
        place: field.place.clone(),
        owned_by: None,
        other: None,
    };
    match fields.as_slice() {
        [only] => Some(weak(only)),
        [one, other] => {
            let (single, owner) = if one.is_collection {
                (other, one)
            } else {
                (one, other)
            };
            let is_sure = owner.is_collection
                && !single.is_collection
                && !FORWARD.contains(&&*single.name)
                && gets_values(history, &owner.name, links);
            Some(if is_sure {
                WeakField {
                    owned_by: Some(owner.name.clone()),
                    ..weak(single)
                }
            } else {
                WeakField {
                    other: Some(NamedPlace {
                        name: Some(other.name.clone()),
                        place: other.place.clone(),
                    }),
                    ..weak(one)
                }
            })
        }
        _ => None,
    }
}

/// Whether values are stored in cells of this name, and never clones of handles.
fn gets_values(history: &History<'_>, name: &str, links: &[StoredLink]) -> bool {
    let is_named = |link: &LeakLink| {
        let cell = history.find_cell(link.cell);
        cell.is_some_and(|cell| cell.name.as_deref() == Some(name))
    };
    let mut own = links.iter().filter(|link| is_named(&link.link)).peekable();
    own.peek().is_some() && own.all(|link| !is_clone(&link.stored))
}

/// Returns the braces of a struct or an enum.
fn body_of(file: &SourceTokens, keyword: &str, name: &str) -> Option<(usize, usize)> {
    let mut words = 1..file.len();
    let declared = words.find(|at| file.text(at - 1) == keyword && file.text(*at) == name)?;
    let open = file.next_open_brace(declared)?;
    Some((open, file.get(open)?.partner?))
}

/// Returns the fields of a struct with a handle to one of the leaked values, or with an enum that has one.
pub(super) fn handles(
    file: &SourceTokens,
    path: &str,
    name: &str,
    owners: &[LeakedValue],
) -> Vec<HandleField> {
    let Some((open, close)) = body_of(file, "struct", name) else {
        return Vec::new();
    };
    let is_field = |at: &usize| {
        file.enclosing_open(*at) == Some(open)
            && file.is(at + 1, ':')
            && !file.is(at + 2, ':')
            && !file.is(at.wrapping_sub(1), ':')
    };
    let is_leaked = |word: &&str| {
        owners
            .iter()
            .any(|owner| owner.type_name == **word || owner.part_of.as_deref() == Some(*word))
    };
    let handle_in = |words: &[&str]| {
        let handle = words.iter().position(|word| ["Rc", "Arc"].contains(word))?;
        words[handle..].iter().any(&is_leaked).then_some(handle)
    };
    let is_enum_with_handle = |word: &&str| {
        body_of(file, "enum", word).is_some_and(|(open, close)| {
            let words: Vec<&str> = (open..close).map(|at| file.text(at)).collect();
            handle_in(&words).is_some()
        })
    };
    let starts: Vec<usize> = (open + 1..close).filter(is_field).collect();
    let found = starts.iter().enumerate().filter_map(|(index, start)| {
        let end = starts.get(index + 1).copied().unwrap_or(close);
        let words: Vec<&str> = (start + 2..end).map(|at| file.text(at)).collect();
        let handle = handle_in(&words).or_else(|| words.iter().position(is_enum_with_handle))?;
        let is_weak = words.contains(&"Weak") || words.contains(&"dyn");
        let collection = words[..handle]
            .iter()
            .any(|word| COLLECTIONS.contains(word));
        let leads_back = words[handle..].iter().any(|word| {
            *word == name
                || (is_leaked(word) || is_enum_with_handle(word))
                    && may_lead_to(word, file, &[name])
        });
        Some(HandleField {
            of: name.to_owned(),
            name: file.text(*start).to_owned(),
            place: file.place(*start, path)?,
            is_collection: collection,
            leads_back,
        })
        .filter(|_| !is_weak)
    });
    found.collect()
}

/// Whether the arguments of a call are only literals and handles to values without fields.
pub(super) fn gives_no_handle(file: &SourceTokens, call: &Place) -> bool {
    let arguments = || {
        let open = file.parenthesis(file.at(call)?)?;
        Some(open + 1..file.get(open)?.partner?)
    };
    let is_unit = |name: &str| {
        (1..file.len()).any(|at| {
            file.text(at - 1) == "struct" && file.text(at) == name && file.is(at + 1, ';')
        })
    };
    let is_handle = |at: usize| ["Rc", "Arc", "Box"].contains(&file.text(at));
    let is_plain = |at: usize| {
        let text = file.text(at);
        let is_name = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
        !is_name || is_handle(at) || text == "new" || is_unit(text)
    };
    arguments()
        .is_some_and(|mut arguments| arguments.clone().any(is_handle) && arguments.all(is_plain))
}
