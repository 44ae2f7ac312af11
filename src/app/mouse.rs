//! The mouse: a click on a lesson, a tab, a choice, a key or a pane, and the wheel. Keys can do everything that it can.

use super::lessons::Fold;
use super::{ListItem, Overlay, Pane, PointerAction, State, keys, layout, shown_hints};
use ratatui::layout::Position;

const WHEEL: isize = 3;

pub(super) fn pointed(state: &mut State, action: PointerAction, x: u16, y: u16) {
    let pointer = Position::new(x, y);
    let Some(at) = layout(state) else {
        return;
    };
    if state.overlay.is_open() {
        match action {
            PointerAction::WheelUp => state.scrolled().move_by(-WHEEL),
            PointerAction::WheelDown => state.scrolled().move_by(WHEEL),
            PointerAction::Click => {
                press_hint(state, pointer);
            }
        }
        return;
    }
    let wheel = match action {
        PointerAction::Click => return clicked(state, pointer),
        PointerAction::WheelUp => -1,
        PointerAction::WheelDown => 1,
    };
    if at.lessons.outer.contains(pointer) {
        state.move_cursor(wheel);
    } else if at.text.outer.contains(pointer) {
        state.scroll.text.move_by(wheel * WHEEL);
    } else if at.file.outer.contains(pointer) {
        state.scroll.file.move_by(wheel * WHEEL);
        state.file_scrolled = true;
    } else if at.verdict.outer.contains(pointer) {
        state.scroll.verdict.move_by(wheel * WHEEL);
    }
}

/// Presses the key of the footer that was clicked; false if none was.
fn press_hint(state: &mut State, pointer: Position) -> bool {
    let (width, height) = state.size;
    let has_footer = match state.overlay {
        Overlay::None | Overlay::Page(_) | Overlay::Welcome(_) | Overlay::Editor(_) => true,
        // The keys of these overlays are in their frames.
        Overlay::Help(_) | Overlay::Find(_) | Overlay::Codes(_) | Overlay::Confirm(_) => false,
    };
    if !has_footer || pointer.y + 1 != height {
        return false;
    }
    let width = usize::from(width);
    let places = shown_hints(state, width);
    let mut places = places.iter();
    let key = places.find_map(|place| place.key_at(usize::from(pointer.x)));
    if let Some(key) = key {
        keys::pressed(state, key);
    }
    true
}

fn clicked(state: &mut State, pointer: Position) {
    let Some(at) = layout(state) else {
        return;
    };
    if press_hint(state, pointer) {
        return;
    }
    if !at.wide && at.header.contains(pointer) {
        let mut from = PANE_NAMES_MARGIN;
        for (pane, name) in PANE_NAMES {
            let to = from + name.len();
            if (from..to).contains(&usize::from(pointer.x)) {
                state.pane = pane;
            }
            from = to + PANE_NAMES_GAP;
        }
        return;
    }
    if at.tabs.contains(pointer) {
        let places = state.tab_places(at.tabs);
        let hit = places.iter().rev().find(|place| place.x <= pointer.x);
        if let Some(place) = hit.filter(|place| place.exists) {
            state.show_tab(place.tab);
        }
        return;
    }
    if at.slider.contains(pointer) {
        state.pane = Pane::Verdict;
        return state.slide_to(at.slider, pointer.x);
    }
    let list = at.lessons.body;
    if list.contains(pointer) {
        let row = state.first_row(usize::from(list.height)) + usize::from(pointer.y - list.y);
        let rows = state.rows();
        let Some(item) = rows.get(row).copied() else {
            return;
        };
        state.point_at(item);
        if matches!(item, ListItem::Chapter(_)) {
            state.fold(Fold::Toggle);
        }
        return;
    }
    let mut rows = state.clickable.iter();
    let row = rows.find(|row| row.area.contains(pointer));
    if let Some(target) = row.map(|row| row.target) {
        return state.choose_with_mouse(target);
    }
    if at.text.outer.contains(pointer) {
        state.pane = Pane::Text;
    } else if at.file.outer.contains(pointer) {
        state.pane = Pane::File;
    } else if at.verdict.outer.contains(pointer) || at.band.contains(pointer) {
        state.pane = Pane::Verdict;
    }
}

/// The names of the panes in the header of a narrow screen.
pub const PANE_NAMES: [(Pane, &str); 3] = [
    (Pane::Text, "Lesson"),
    (Pane::File, "Code"),
    (Pane::Verdict, "Verdict"),
];

/// Columns before the first of these names.
pub const PANE_NAMES_MARGIN: usize = 1;

/// Columns between two of these names.
pub const PANE_NAMES_GAP: usize = 2;
