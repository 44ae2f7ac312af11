//! The mouse: a click on a lesson, a tab or a pane, and the wheel. Nothing needs it.

use super::{Effect, Item, Pane, Pointer, State, Top, layout};

/// How many lines the wheel moves.
const WHEEL: isize = 3;

pub(super) fn pointed(state: &mut State, did: Pointer, x: u16, y: u16) -> Vec<Effect> {
    let Some(at) = layout(state) else {
        return Vec::new();
    };
    if !matches!(state.top, Top::Nothing) {
        match did {
            Pointer::WheelUp => state.scrolled().by(-WHEEL),
            Pointer::WheelDown => state.scrolled().by(WHEEL),
            Pointer::Clicked => {}
        }
        return Vec::new();
    }
    let wheel = match did {
        Pointer::Clicked => return clicked(state, x, y),
        Pointer::WheelUp => -1,
        Pointer::WheelDown => 1,
    };
    if at.lessons.has(x, y) {
        return state.move_cursor(wheel);
    }
    if at.text.has(x, y) {
        state.extents.text.by(wheel * WHEEL);
    } else if at.verdict.has(x, y) {
        state.extents.verdict.by(wheel * WHEEL);
    }
    Vec::new()
}

fn clicked(state: &mut State, x: u16, y: u16) -> Vec<Effect> {
    let Some(at) = layout(state) else {
        return Vec::new();
    };
    if !at.wide && at.header.has(x, y) {
        for (pane, from, to) in pane_names() {
            if (from..to).contains(&x) {
                state.pane = pane;
            }
        }
        return Vec::new();
    }
    if at.tabs.has(x, y) {
        let places = state.tab_places(at.tabs);
        let hit = places.iter().rev().find(|place| place.x <= x);
        return hit.map_or(Vec::new(), |place| state.show_tab(place.tab));
    }
    if at.lessons.has(x, y) {
        state.pane = Pane::Lessons;
        let row = state.first_row(usize::from(at.lessons.height)) + usize::from(y - at.lessons.y);
        let rows = state.rows();
        let Some(item) = rows.get(row).copied() else {
            return Vec::new();
        };
        let effects = state.point_at(item);
        if matches!(item, Item::Chapter(_)) {
            state.fold(None);
        }
        return effects;
    }
    if at.text.has(x, y) {
        state.pane = Pane::Text;
    } else if at.verdict.has(x, y) || at.status.has(x, y) {
        state.pane = Pane::Verdict;
    }
    Vec::new()
}

/// The names of the panes in the header of a narrow screen, with the columns that they stand in.
#[must_use]
pub fn pane_names() -> [(Pane, u16, u16); 3] {
    [
        (Pane::Lessons, 1, 8),
        (Pane::Text, 10, 16),
        (Pane::Verdict, 18, 25),
    ]
}
