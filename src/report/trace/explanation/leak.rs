//! Cells that were never dropped: how many were made where, and through which of them a ring of handles may close.

use crate::report::trace::names::{cell_in_a_sentence, line_text, on_line};
use crate::text::{capitalize, list};
use crate::verdict::{Trace, TracedCell};

/// How many lines of changes are named for a cell.
const MAX_LINES: usize = 4;

pub(super) fn leak_text(trace: &Trace, cells: &[u32], is_ring: bool, changed: &[usize]) -> String {
    let leaked = trace.cells.iter().filter(|cell| cells.contains(&cell.id));
    let mut groups: Vec<Vec<&TracedCell>> = Vec::new();
    for cell in leaked {
        let key = |cell: &TracedCell| (cell.made.clone(), cell.kind.clone(), cell.of.clone());
        match groups.iter_mut().find(|group| key(group[0]) == key(cell)) {
            Some(group) => group.push(cell),
            None => groups.push(vec![cell]),
        }
    }
    let parts: Vec<String> = groups.iter().map(|group| counted(trace, group)).collect();
    let (was, them) = if cells.len() == 1 {
        ("was", "it")
    } else {
        ("were", "them")
    };
    // A cell that was never used is not seen.
    let never = format!(
        "At least {} {was} never dropped, though the program came to its end",
        list(&parts)
    );
    if !is_ring {
        return format!("{never}: something still owns {them}, or the program leaked {them}.");
    }
    let mut links: Vec<(String, &str, Vec<String>)> = Vec::new();
    for event in changed.iter().filter_map(|at| trace.events.get(*at)) {
        let cell = event.cell.unwrap_or_default();
        let cell = trace.cells.iter().find(|seen| seen.id == cell);
        let name = cell.map(|cell| match &cell.name {
            Some(name) => format!("`{name}`"),
            None => cell_in_a_sentence(trace, cell.id),
        });
        let how = cell.map_or("used", |cell| change(&cell.kind));
        let (Some(name), Some(place)) = (name, &event.place) else {
            continue;
        };
        let at = line_text(trace, place);
        match links.iter_mut().find(|(known, ..)| *known == name) {
            Some((.., places)) if places.contains(&at) || places.len() >= MAX_LINES => {}
            Some((.., places)) => places.push(at),
            None => links.push((name, how, vec![at])),
        }
    }
    let closing = links.iter().map(|(name, how, places)| {
        let on = if places.iter().all(|at| at.starts_with("line ")) {
            "on"
        } else {
            "at"
        };
        let places = list(places);
        format!(
            " {} may close the ring; it was {how} {on} {places}.",
            capitalize(name)
        )
    });
    let closing: String = closing.collect();
    format!(
        "{never}: a ring of `Rc` or `Arc` keeps {them} alive.{closing} Make one of the links a `Weak`."
    )
}

/// What gives write access to what is in a cell of this kind.
fn change(kind: &str) -> &'static str {
    match kind {
        "RefCell" => "borrowed mutably",
        "Mutex" => "locked",
        "RwLock" => "locked for writing",
        _ => "set",
    }
}

/// `11 RefCell<Option<Rc<Entry>>> made on line 32 (`parent`)`
fn counted(trace: &Trace, group: &[&TracedCell]) -> String {
    let cell = group[0];
    let what = match cell.of.as_str() {
        "()" => cell.kind.clone(),
        of => format!("{}<{of}>", cell.kind),
    };
    let made = on_line(trace, cell.made.as_ref());
    let name = cell.name.as_ref();
    let name = name.map_or(String::new(), |name| format!(" (`{name}`)"));
    format!("{} {what} made{made}{name}", group.len())
}
