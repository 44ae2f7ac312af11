//! Finds values that certainly got handles to each other, by the names that they have in one function.

use super::StoredLink;
use super::stored::made_by_let;
use super::weak::handles;
use crate::glass::explain::history::History;
use crate::glass::scopes::enclosing_function;
use crate::glass::tokens::SourceTokens;
use crate::verdict::{EventKind, LeakEdge, LeakedValue, Place, TraceEvent};

const MAX_EDGES: usize = 4;

/// The maximum number of clones from a variable back to the original.
const MAX_CLONES: usize = 4;

/// A field of a named value that gets a handle to a named value.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edge<'a> {
    /// The function in which the values have these names.
    file: &'a str,
    body: (usize, usize),
    /// Where in it the handle is stored, or the function that stores it is called.
    at: usize,
    /// Where the cell is used.
    used: &'a Place,
    /// The call of that function.
    call: Option<&'a Place>,
    /// The variables of the two values, or the variables that those are clones of.
    holder: String,
    target: String,
    /// The holder as the source calls it there.
    name: String,
    field: String,
    /// Whether a clone that is stored can only be another handle.
    is_handle: bool,
}

pub(super) struct Ring {
    pub(super) edges: Vec<LeakEdge>,
    pub(super) events: Vec<usize>,
}

/// Returns the shortest cycle whose edges one call of a function certainly made.
pub(super) fn ring(
    history: &History<'_>,
    owners: &[LeakedValue],
    links: &[StoredLink],
) -> Option<Ring> {
    let mut edges: Vec<(Edge<'_>, Vec<&StoredLink>)> = Vec::new();
    for link in links {
        for edge in edges_of(history, link) {
            match edges.iter_mut().find(|(known, _)| *known == edge) {
                Some((_, made)) => made.push(link),
                None => edges.push((edge, vec![link])),
            }
        }
    }
    let mut rings = Vec::new();
    for at in 0..edges.len() {
        follow(&edges, &mut vec![at], &mut rings);
    }
    rings.sort_by_key(Vec::len);
    rings.iter().find_map(|ring| {
        let mut ring: Vec<&(Edge<'_>, Vec<&StoredLink>)> =
            ring.iter().map(|at| &edges[*at]).collect();
        ring.sort_by_key(|(edge, _)| edge.at);
        let last = made_together(history, &ring)?;
        let name_of = |target: &str| {
            let holder = ring.iter().find(|(edge, _)| edge.holder == target);
            holder.map_or(target, |(edge, _)| &edge.name).to_owned()
        };
        let edges = ring.iter().zip(&last);
        let edges = edges
            .map(|((edge, _), link)| leak_edge(history, owners, edge, link, name_of(&edge.target)));
        let made = ring.iter().flat_map(|(_, made)| made);
        Some(Ring {
            edges: edges.collect(),
            events: made.map(|link| link.event).collect(),
        })
    })
}

/// Adds the rings that begin with this path.
fn follow(
    edges: &[(Edge<'_>, Vec<&StoredLink>)],
    path: &mut Vec<usize>,
    rings: &mut Vec<Vec<usize>>,
) {
    let edge = |at: &usize| &edges[*at].0;
    let (first, last) = (edge(&path[0]), edge(&path[path.len() - 1]));
    if last.target == first.holder {
        rings.push(path.clone());
        return;
    }
    if path.len() == MAX_EDGES {
        return;
    }
    for (at, (next, _)) in edges.iter().enumerate() {
        let is_same_function = (next.file, next.body) == (first.file, first.body);
        let is_known = path.iter().any(|known| edge(known).holder == next.holder);
        if is_same_function && next.holder == last.target && !is_known {
            path.push(at);
            follow(edges, path, rings);
            path.pop();
        }
    }
}

/// Returns the links that one call of the function made, if the source shows that a call that makes the first link
/// makes all of them.
fn made_together<'a>(
    history: &History<'_>,
    ring: &[&(Edge<'_>, Vec<&'a StoredLink>)],
) -> Option<Vec<&'a StoredLink>> {
    let ((first, _), (last, last_made)) = (ring.first()?, ring.last()?);
    let file = history.source.tokens(first.used)?;
    let is_reached = ring.windows(2).all(|pair| {
        let block = file.enclosing_brace(pair[0].0.at);
        let (at, next) = (pair[0].0.at, pair[1].0.at);
        at < next && block.is_some_and(|close| next < close)
    });
    let names = ring.iter().map(|(edge, _)| edge.holder.as_str());
    let mut names = names.chain(ring.iter().map(|(edge, _)| edge.target.as_str()));
    if !is_reached || names.any(|name| is_bound_between(file, name, first.at, last.at)) {
        return None;
    }
    last_made.iter().rev().find_map(|last_link| {
        let thread = history.trace.events[last_link.event].thread;
        let mut found = vec![*last_link];
        for (edge, made) in ring.iter().rev().skip(1) {
            let before = history.trace.events[..found[found.len() - 1].event]
                .iter()
                .rposition(|event| event.thread == thread && edge.is_made_by(event))?;
            found.push(made.iter().find(|link| link.event == before)?);
        }
        found.reverse();
        Some(found)
    })
}

/// Whether a name gets another value between two tokens.
fn is_bound_between(file: &SourceTokens, name: &str, from: usize, to: usize) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    (from..to).any(|at| {
        let binds = ["let", "for"].contains(&file.text(at)) && {
            let end = (at..to).find(|at| file.is(*at, '=') || file.text(*at) == "in");
            (at..end.unwrap_or(to)).any(|at| file.text(at) == first)
        };
        let is_assigned = file.text(at) == first
            && file.is(at + 1, '=')
            && !file.is(at + 2, '=')
            && !file.is(at + 2, '>');
        binds || is_assigned
    })
}

impl Edge<'_> {
    fn is_made_by(&self, event: &TraceEvent) -> bool {
        let call = event.calls.get(1).map(|call| &call.place);
        let ends = matches!(event.kind, EventKind::Released { .. });
        !ends
            && event.place.as_ref() == Some(self.used)
            && self.call.is_none_or(|own| call == Some(own))
    }
}

/// Returns the edges of a link: with the names in its function, and with those in the caller.
fn edges_of<'a>(history: &'a History<'_>, link: &StoredLink) -> Vec<Edge<'a>> {
    let event = &history.trace.events[link.event];
    let Some(own) = own_edge(history, event, link) else {
        return Vec::new();
    };
    let lifted = event
        .calls
        .get(1)
        .and_then(|call| lifted(history, &own, &call.place));
    [own].into_iter().chain(lifted).collect()
}

fn own_edge<'a>(
    history: &'a History<'_>,
    event: &'a TraceEvent,
    link: &StoredLink,
) -> Option<Edge<'a>> {
    let content = &history.find_cell(event.cell?)?.content_type;
    let is_handle = content.contains("Rc<") || content.contains("Arc<");
    let is_weak = content.contains("Weak<");
    let used = event.place.as_ref().filter(|_| !is_weak)?;
    let file = history.source.tokens(used)?;
    let call = file.at(used)?;
    let (_, open, close) = enclosing_function(file, call)?;
    let (holder, field) = receiver(file, call)?;
    let target = handle(&link.stored, is_handle)?;
    // The guard may be used in a later statement.
    let at = if used.line == link.link.place.line {
        call
    } else {
        (open..close).find(|at| {
            let token = file.place(*at, &used.file);
            token.is_some_and(|token| token.line == link.link.place.line)
        })?
    };
    Some(Edge {
        file: &used.file,
        body: (open, close),
        at,
        used,
        call: None,
        holder: original(file, used, holder.clone(), false),
        target: original(file, used, target, is_handle),
        name: holder,
        field,
        is_handle,
    })
}

/// Returns the edge with the names that its values have in the caller, if the function always stores the handle.
fn lifted<'a>(history: &'a History<'_>, edge: &Edge<'a>, call: &'a Place) -> Option<Edge<'a>> {
    let declared = history.source.tokens(edge.used)?;
    let may_return = (edge.body.0..edge.at).any(|at| ["return", "?"].contains(&declared.text(at)));
    if may_return || declared.enclosing_brace(edge.at) != Some(edge.body.1) {
        return None;
    }
    let file = history.source.tokens(call)?;
    let start = file.at(call)?;
    let (_, open, close) = enclosing_function(file, start)?;
    let rename = |name: &str, is_handle: bool| {
        let argument = argument_for(declared, edge.body.0, file, start, name)?;
        let name = handle(&argument, is_handle)?;
        Some((name.clone(), original(file, call, name, is_handle)))
    };
    let (name, holder) = rename(&edge.holder, false)?;
    let (_, target) = rename(&edge.target, edge.is_handle)?;
    Some(Edge {
        file: &call.file,
        body: (open, close),
        at: start,
        used: edge.used,
        call: Some(call),
        holder,
        target,
        name,
        field: edge.field.clone(),
        is_handle: edge.is_handle,
    })
}

/// Returns what a call passes for a parameter of the function with this body.
pub(in crate::glass::explain) fn argument_for(
    callee: &SourceTokens,
    body: usize,
    file: &SourceTokens,
    call: usize,
    name: &str,
) -> Option<String> {
    let arguments = file.parenthesis(call)?;
    let end = file.get(arguments)?.partner?;
    let declared = (0..body).rev().find(|at| callee.text(*at) == "fn")?;
    let open = (declared..body).find(|at| callee.is(*at, '('))?;
    let close = callee.get(open)?.partner?;
    let parameters = parts(callee, open, close);
    let is_named = |(from, to): &(usize, usize)| {
        let colon = (*from..*to).find(|at| callee.is(*at, ':')).unwrap_or(*to);
        colon
            .checked_sub(1)
            .is_some_and(|last| callee.text(last) == name)
    };
    let index = parameters.iter().position(is_named)?;
    let is_method = parts(callee, open, close)
        .first()
        .is_some_and(|(from, to)| (*from..*to).any(|at| callee.text(at) == "self"));
    let has_receiver = is_method && file.is(call.checked_sub(1)?, '.');
    if has_receiver && index == 0 {
        return words(file, file.start_of_value(call), call - 1);
    }
    let passed = parts(file, arguments, end);
    let (from, to) = passed.get(index - usize::from(has_receiver))?;
    Some(words_text(file, *from, *to))
}

/// Splits at commas what is between parentheses.
fn parts(file: &SourceTokens, open: usize, close: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = open + 1;
    while from < close {
        let end = file
            .next_at_level(from, ',')
            .filter(|end| *end < close)
            .unwrap_or(close);
        found.push((from, end));
        from = end + 1;
    }
    found
}

/// Returns the value, and its field whose method is called: `part` and `within` of `part.within.set(…)`.
fn receiver(file: &SourceTokens, call: usize) -> Option<(String, String)> {
    let path = words(file, file.start_of_value(call), call.checked_sub(1)?)?;
    let (holder, field) = path.rsplit_once('.')?;
    Some((holder.to_owned(), field.to_owned()))
}

/// Returns a path of fields, such as `self.root`, if these tokens are one.
fn words(file: &SourceTokens, from: usize, to: usize) -> Option<String> {
    Some(words_text(file, from, to)).filter(|path| is_path(path))
}

fn words_text(file: &SourceTokens, from: usize, to: usize) -> String {
    (from..to).map(|at| file.text(at)).collect()
}

fn is_path(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_lowercase() || c == '_')
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    text.split('.').all(is_name)
}

/// Returns what these tokens clone, or the name that they move.
fn handle(stored: &str, is_handle: bool) -> Option<String> {
    let mut text: String = stored.split_whitespace().collect();
    // `Some(…)`, or a variant of an enum.
    while let Some((name, rest)) = text.split_once('(')
        && name
            .rsplit(':')
            .next()
            .is_some_and(|last| last.starts_with(char::is_uppercase))
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || ":_".contains(c))
    {
        text = rest.strip_suffix(')')?.to_owned();
    }
    let clone = ["Rc::clone(", "Arc::clone("].iter().find_map(|call| {
        let argument = text.strip_prefix(call)?.strip_suffix(')')?;
        Some(argument.trim_start_matches('&').to_owned())
    });
    let by_method = || {
        let value = text.strip_suffix(".clone()").filter(|_| is_handle)?;
        Some(value.to_owned())
    };
    let path = clone
        .or_else(by_method)
        .unwrap_or_else(|| text.trim_start_matches('&').to_owned());
    is_path(&path).then_some(path)
}

/// Follows a variable to the one that it is a clone of.
fn original(file: &SourceTokens, place: &Place, mut name: String, is_handle: bool) -> String {
    for _ in 0..MAX_CLONES {
        let made = made_by_let(file, place, &name).map(|made| made.split_whitespace().collect());
        let is_clone = |made: &String| made.ends_with(')') || made.starts_with('&');
        let source = made
            .filter(is_clone)
            .and_then(|made: String| handle(&made, is_handle));
        match source {
            Some(source) if source != name => name = source,
            Some(_) | None => break,
        }
    }
    name
}

fn leak_edge(
    history: &History<'_>,
    owners: &[LeakedValue],
    edge: &Edge<'_>,
    link: &StoredLink,
    target: String,
) -> LeakEdge {
    let cell = link.link.cell;
    let declared = || {
        let owner = owners.iter().find(|owner| owner.cells.contains(&cell))?;
        let file = history.source.tokens(&owner.created_at)?;
        let name = &owner.type_name;
        let fields = handles(file, &owner.created_at.file, name, owners);
        let mut fields = fields.into_iter();
        let field = fields.find(|field| field.name == edge.field)?;
        Some(field.place)
    };
    LeakEdge {
        cell,
        holder: edge.name.clone(),
        field: edge.field.clone(),
        target,
        place: link.link.place.clone(),
        function: link.link.function.clone(),
        caller: link.link.caller.clone(),
        names_of_caller: edge.call.is_some(),
        declared_at: declared(),
    }
}
