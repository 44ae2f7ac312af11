//! Cells that were never dropped: how many were created where, and through which of them a cycle of handles may close.

use super::holding;
use crate::report::trace::names::{cell_in_a_sentence, line_text, on_line};
use crate::text::{capitalize, list};
use crate::verdict::{
    CellKind, Leak, LeakEdge, LeakLink, LeakedValue, Outcome, Place, RunEnd, Trace, TraceEvent,
    TracedCell,
};

/// The maximum number of lines of changes to name for a cell.
const MAX_LINES: usize = 4;

pub(super) fn leak_text(trace: &Trace, leak: &Leak) -> String {
    let is_in_owner = |id| leak.owners.iter().any(|owner| owner.cells.contains(&id));
    let leaked = trace
        .cells
        .iter()
        .filter(|cell| leak.cells.contains(&cell.id));
    let mut groups: Vec<Vec<&TracedCell>> = Vec::new();
    for cell in leaked.filter(|cell| !is_in_owner(cell.id)) {
        let key = |cell: &TracedCell| {
            (
                cell.created_at.clone(),
                cell.kind,
                cell.content_type.clone(),
            )
        };
        match groups.iter_mut().find(|group| key(group[0]) == key(cell)) {
            Some(group) => group.push(cell),
            None => groups.push(vec![cell]),
        }
    }
    let value = |owner: &LeakedValue| {
        let made = if owner.is_derived {
            String::new()
        } else {
            format!(" created{}", on_line(trace, Some(&owner.created_at)))
        };
        let noun = if owner.count == 1 { "value" } else { "values" };
        let part = owner.part_of.as_ref();
        let part = part.map_or(String::new(), |whole| format!(" (part of `{whole}`)"));
        format!("{} `{}` {noun}{made}{part}", owner.count, owner.type_name)
    };
    let is_outside = |owner: &&LeakedValue| leak.is_cycle && owner.is_outside;
    let (outside, inside): (Vec<&LeakedValue>, Vec<_>) = leak.owners.iter().partition(is_outside);
    // If no other value leaked, the cycle must go through these, whatever the source shows.
    let (outside, inside) = if inside.is_empty() && groups.is_empty() {
        (inside, outside)
    } else {
        (outside, inside)
    };
    let groups = groups.iter().map(|group| counted(trace, group));
    let values = inside.iter().map(|owner| value(owner));
    let parts: Vec<String> = values.chain(groups).collect();
    let in_owners = inside.iter().map(|owner| owner.count).sum::<usize>();
    let others = leak
        .cells
        .iter()
        .filter(|cell| !is_in_owner(**cell))
        .count();
    let (was, them, keep) = match in_owners + others {
        1 => ("was", "it", "It keeps"),
        _ => ("were", "them", "They keep"),
    };
    let panicked = matches!(
        &trace.ending,
        RunEnd::Outcome {
            outcome: Outcome::Panicked(_),
        }
    );
    let ended = if panicked {
        "although the panic dropped every variable"
    } else {
        "although the program finished"
    };
    // A cell that was never used is not seen.
    let never = format!("At least {} {was} never dropped, {ended}", list(&parts));
    if !leak.is_cycle {
        return format!("{never}: something still owns {them}, or the program leaked {them}.");
    }
    let closing = match leak.edges.as_slice() {
        [] => closing(trace, leak).concat(),
        edges => cycle(trace, edges),
    };
    let outside: Vec<String> = outside.into_iter().map(value).collect();
    let outside = match outside.as_slice() {
        [] => String::new(),
        several => format!(" {keep} {} alive, too.", list(several)),
    };
    format!("{never}: a reference cycle keeps {them} alive.{outside}{closing}")
}

/// Says which values got handles to each other, and where.
fn cycle(trace: &Trace, edges: &[LeakEdge]) -> String {
    let steps: Vec<String> = edges.iter().map(|edge| step(trace, edge)).collect();
    let by = edges.iter().find_map(|edge| {
        let caller = edge.caller.as_ref();
        if edge.names_of_caller {
            return caller.map(|call| holding::function(&call.function));
        }
        let function = holding::function(edge.function.as_ref()?);
        let by = caller.map_or(String::new(), |call| {
            let by = holding::function(&call.function);
            format!(" (called by {by}{})", on_line(trace, Some(&call.place)))
        });
        Some(format!("{function}{by}"))
    });
    let by = by.map_or(String::new(), |by| format!("In {by}, "));
    let keeps = match edges {
        [_] => "",
        [_, _] => " The two keep each other alive.",
        _ => " Each keeps the next one alive, in a cycle.",
    };
    format!(" {by}{}.{keeps}", list(&steps))
}

/// Returns ``  `part.within` gets a handle to `self` on line 35 ``.
fn step(trace: &Trace, edge: &LeakEdge) -> String {
    let (holder, field, target) = (&edge.holder, &edge.field, &edge.target);
    let itself = if holder == target { " itself" } else { "" };
    let at = on_line(trace, Some(&edge.place));
    let call = edge.caller.as_ref().filter(|_| edge.names_of_caller);
    let call = call.map_or(String::new(), |call| {
        let function = edge.function.as_deref().map(holding::function);
        let function = function.map_or(String::new(), |function| format!("in {function}, "));
        let at = on_line(trace, Some(&call.place));
        format!(" ({function}called{at})")
    });
    format!("`{holder}.{field}` gets a handle to `{target}`{itself}{at}{call}")
}

/// Says through which cells the cycle may close, in a sentence each. Cells that one line creates share a sentence.
fn closing(trace: &Trace, leak: &Leak) -> Vec<String> {
    let mut says = Vec::new();
    let mut described: Vec<&TracedCell> = Vec::new();
    let changed = leak
        .change_events
        .iter()
        .filter_map(|at| trace.events.get(*at));
    for (event, cell) in changed.filter_map(|event| Some((event, trace.cell(event)?))) {
        let is_alike = |other: &TracedCell| {
            let is_same = other.created_at.is_some() && other.created_at == cell.created_at;
            // Values of one type may be made in several places.
            let is_field = cell.name.is_some() && other.content_type == cell.content_type;
            other.id == cell.id
                || (is_same || is_field) && (other.kind, &other.name) == (cell.kind, &cell.name)
        };
        if described.iter().any(|other| is_alike(other)) {
            continue;
        }
        let is_of = |id: u32| {
            let other = trace.cells.iter().find(|other| other.id == id);
            other.is_some_and(is_alike)
        };
        let links = leak.stored_at.iter().filter(|link| is_of(link.cell));
        let links: Vec<&LeakLink> = links.collect();
        let how = if links.is_empty() {
            let events = leak
                .change_events
                .iter()
                .filter_map(|at| trace.events.get(*at));
            let events = events.filter(|event| event.cell.is_some_and(is_of));
            let places = events.filter_map(|event| event.place.as_ref());
            let places = places.map(|place| line_text(trace, place));
            format!("it was {}", at_lines(change(cell.kind), places))
        } else {
            put_on(trace, cell, &links)
        };
        let name = called(trace, event, cell);
        says.push(format!(
            " {} may close the cycle: {how}.",
            capitalize(&name)
        ));
        described.push(cell);
    }
    says
}

/// Returns the name of a cell, or of the field that it is in this use.
fn called(trace: &Trace, used: &TraceEvent, cell: &TracedCell) -> String {
    let field = used
        .expression
        .as_deref()
        .and_then(|path| path.rsplit('.').next());
    let field = field.map(str::to_owned);
    match cell.name.clone().or(field) {
        Some(name) => format!("`{name}`"),
        None => cell_in_a_sentence(trace, cell.id),
    }
}

/// Returns `handles are stored in it on line 78 and line 80`.
fn put_on(trace: &Trace, cell: &TracedCell, links: &[&LeakLink]) -> String {
    let stored = if matches!(
        cell.kind,
        CellKind::OnceCell | CellKind::OnceLock | CellKind::LazyLock
    ) {
        "it is set"
    } else if cell.content_type.contains("dyn Fn")
        || links.iter().any(|link| link.captured.is_some())
    {
        "closures are stored in it"
    } else if cell.content_type.contains("Rc<") || cell.content_type.contains("Arc<") {
        "handles are stored in it"
    } else {
        "values are stored in it"
    };
    let mut places: Vec<&Place> = links.iter().map(|link| &link.place).collect();
    places.sort();
    places.dedup();
    let says = at_lines(stored, places.iter().map(|place| line_text(trace, place)));
    let by = callers(trace, links).unwrap_or_default();
    format!("{says}{by}{}", captured(trace, links))
}

/// Returns `` (in `link`, called by `build` on line 82 and line 87, and by `close` on line 90) ``, if a few lines call
/// one function.
fn callers(trace: &Trace, links: &[&LeakLink]) -> Option<String> {
    let first = links[0];
    let function = first.function.as_ref()?;
    let is_alike = |link: &&LeakLink| link.place == first.place && link.caller.is_some();
    if !links.iter().all(is_alike) {
        return None;
    }
    let mut by: Vec<(&str, Vec<&Place>)> = Vec::new();
    for call in links.iter().filter_map(|link| link.caller.as_ref()) {
        match by.iter_mut().find(|(name, _)| *name == call.function) {
            Some((_, places)) if places.contains(&&call.place) => {}
            Some((_, places)) => places.push(&call.place),
            None => by.push((&call.function, vec![&call.place])),
        }
    }
    if by.iter().map(|(_, places)| places.len()).sum::<usize>() > MAX_LINES {
        return None;
    }
    let by = by.into_iter().map(|(name, mut places)| {
        places.sort();
        let by = format!("by {}", holding::function(name));
        at_lines(&by, places.into_iter().map(|place| line_text(trace, place)))
    });
    let by = by.collect::<Vec<String>>().join(", and ");
    Some(format!(
        " (in {}, called {by})",
        holding::function(function)
    ))
}

/// Returns ``, and they hold the handle `player` from line 92``: what the closures capture.
fn captured(trace: &Trace, links: &[&LeakLink]) -> String {
    let mut found: Vec<String> = Vec::new();
    for handle in links.iter().filter_map(|link| link.captured.as_ref()) {
        let made = handle.bound_at.as_ref();
        let made = made.map_or(String::new(), |made| {
            format!(" from {}", line_text(trace, made))
        });
        let by = handle.returned_by.as_ref();
        let by = by.map_or(String::new(), |by| format!(" in {}", holding::function(by)));
        let field = handle.field.as_ref().and_then(|field| field.name.as_ref());
        let of = match field {
            Some(field) => format!("`{field}` of "),
            None => String::new(),
        };
        let says = format!("the handle {of}`{}`{made}{by}", handle.name);
        if !found.contains(&says) {
            found.push(says);
        }
    }
    if found.is_empty() {
        return String::new();
    }
    format!(", and they hold {}", list(&found))
}

pub(super) fn help(trace: &Trace, leak: &Leak) -> Option<String> {
    if !leak.is_cycle {
        return None;
    }
    let captured = leak
        .stored_at
        .iter()
        .find_map(|link| link.captured.as_ref());
    if let Some(handle) = captured {
        if let Some(field) = &handle.field {
            return Some(format!(
                "make `{}`{} a `Weak`, and call `upgrade` where it is used",
                field.name.as_deref().unwrap_or_default(),
                on_line(trace, Some(&field.place))
            ));
        }
        let by = handle.returned_by.as_ref();
        let by = by.map_or(String::new(), |by| format!(" in {}", holding::function(by)));
        return Some(format!(
            "let the closure{by} hold a `Weak` in place of `{}`, and call `upgrade` in it",
            handle.name
        ));
    }
    if let Some(weak) = &leak.should_be_weak {
        let at = on_line(trace, Some(&weak.place));
        let field = &weak.field;
        return Some(match (&weak.owned_by, &weak.other) {
            (Some(owner), _) => {
                format!("make `{field}`{at} a `Weak`, because `{owner}` owns the values")
            }
            (None, Some(other)) => {
                let name = other.name.as_deref().unwrap_or_default();
                let there = on_line(trace, Some(&other.place));
                either_weak(&format!("`{field}`{at}"), &format!("`{name}`{there}"))
            }
            (None, None) => format!(
                "make `{field}`{at} a `Weak`, and let something else, such as a `Vec`, own the `{}` values",
                weak.type_name
            ),
        });
    }
    if let Some(back) = &leak.back_link {
        return Some(format!(
            "store a `Weak` on {}, because the value it links to has another owner",
            line_text(trace, back)
        ));
    }
    if !leak.edges.is_empty() {
        return weak_edge(trace, &leak.edges);
    }
    let mut places: Vec<&Place> = leak.stored_at.iter().map(|link| &link.place).collect();
    places.sort();
    places.dedup();
    let cells = leak.stored_at.iter().map(|link| link.cell);
    let cells = cells.filter_map(|id| trace.cells.iter().find(|cell| cell.id == id));
    let (is_dyn, is_one) = cells.fold((false, true), |(is_dyn, is_one), cell| {
        let is_collection = ["Vec", "Map<", "Set<"]
            .iter()
            .any(|collection| cell.content_type.contains(collection));
        (
            is_dyn || cell.content_type.contains("dyn "),
            is_one && !is_collection,
        )
    });
    let lines: Vec<String> = places.iter().map(|place| line_text(trace, place)).collect();
    match (lines.as_slice(), leak.owners.as_slice()) {
        (lines @ [_, ..], [owner]) if is_dyn => Some(format!(
            "a value that is stored on {} owns a handle to a `{}`: make that handle a `Weak`",
            list(lines),
            owner.type_name
        )),
        ([only], _) if is_one => Some(format!("store a `Weak` on {only}")),
        // Nothing shows which of the links leads back.
        _ => None,
    }
}

/// Says which of the fields of a cycle should be a `Weak`, if they are different ones.
fn weak_edge(trace: &Trace, edges: &[LeakEdge]) -> Option<String> {
    if let [only] = edges {
        return Some(format!(
            "store a `Weak`{}",
            on_line(trace, Some(&only.place))
        ));
    }
    let mut fields: Vec<String> = Vec::new();
    for edge in edges {
        let at = on_line(trace, Some(edge.declared_at.as_ref()?));
        let field = format!("`{}`{at}", edge.field);
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    let [one, other] = fields.as_slice() else {
        return None;
    };
    Some(either_weak(one, other))
}

/// Returns advice for two fields if nothing shows which of them owns its values.
fn either_weak(one: &str, other: &str) -> String {
    format!("make the handle that points back to the owner a `Weak`: {one} or {other}")
}

/// Returns `borrowed mutably on line 8`.
fn at_lines(what: &str, lines: impl Iterator<Item = String>) -> String {
    let mut places: Vec<String> = Vec::new();
    for at in lines {
        if !places.contains(&at) && places.len() < MAX_LINES {
            places.push(at);
        }
    }
    let on = if places.iter().all(|at| at.starts_with("line ")) {
        "on"
    } else {
        "at"
    };
    format!("{what} {on} {}", list(&places))
}

/// Returns what gives write access to the content of a cell of this kind.
fn change(kind: CellKind) -> &'static str {
    match kind {
        CellKind::RefCell => "borrowed mutably",
        CellKind::Mutex => "locked",
        CellKind::RwLock => "locked for writing",
        CellKind::OnceCell
        | CellKind::Once
        | CellKind::OnceLock
        | CellKind::LazyLock
        | CellKind::Condvar
        | CellKind::Barrier
        | CellKind::Channel
        | CellKind::Stdout
        | CellKind::Stderr
        | CellKind::Stdin
        | CellKind::Atomic(_) => "set",
    }
}

/// Returns ``11 `RefCell<Option<Rc<Entry>>>` values created on line 32 (`parent`)``.
fn counted(trace: &Trace, group: &[&TracedCell]) -> String {
    let cell = group[0];
    let what = match cell.content_type.as_str() {
        "()" => cell.kind.to_string(),
        of => format!("{}<{of}>", cell.kind),
    };
    let made = on_line(trace, cell.created_at.as_ref());
    let name = cell.name.as_ref();
    let name = name.map_or(String::new(), |name| format!(" (`{name}`)"));
    let values = if group.len() == 1 { "value" } else { "values" };
    format!("{} `{what}` {values} created{made}{name}", group.len())
}
