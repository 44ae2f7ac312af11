//! What keys do: they are looked up in the one table, and handled here or by the overlay.

use super::lessons::Fold;
use super::message::lines_moved;
use super::overlay::AfterKey;
use super::{
    KeyHelp, LessonSearch, ListItem, Overlay, Page, Pane, ScrollState, State, Tab, TerminalEffect,
    contexts,
};
use crate::engine::{Command, Direction, FileUse, Refusal};
use crate::keymap::{self, Action, Context, Key, key_name};

pub(super) fn pressed(state: &mut State, key: Key) {
    if !state.session.model().is_opened() {
        if keymap::action(&[Context::Main], key) == Some(Action::Quit) {
            return state.ask_terminal(TerminalEffect::Quit);
        }
        state.queued_keys.push(key);
        return;
    }
    let action = keymap::action(contexts(state), key);
    let mut overlay = std::mem::take(&mut state.overlay);
    if let Some(modal) = overlay.modal_mut() {
        let after = modal.press(state, key, action);
        if after == AfterKey::Stay {
            state.overlay = overlay;
        }
        return;
    }
    if state.is_answering() && state.type_into_form(key) {
        return;
    }
    state.notice = None;
    if let Some(action) = action {
        act(state, action);
    }
}

pub(super) fn pasted(state: &mut State, text: &str) {
    if let Some(modal) = state.overlay.modal_mut() {
        let command = modal.paste(text);
        state.session.send(command);
    } else if state.is_answering() {
        state.form.paste(text);
    }
}

/// Carries out an action in the pane that has the focus.
fn act(state: &mut State, action: Action) {
    if state.is_answering() && state.act_in_form(action) {
        return;
    }
    let in_list = state.pane == Pane::Lessons;
    match action {
        Action::Quit => state.ask_terminal(TerminalEffect::Quit),
        Action::Suspend => state.ask_terminal(TerminalEffect::Suspend),
        Action::Edit => state.edit(),
        Action::EditBuiltIn => state.edit_here(),
        Action::Check => {
            state.session.grade();
        }
        Action::Hint => state.hint(),
        Action::Solution => state.solution(),
        Action::Explain => state.explain(),
        Action::NextUnfinished => state.open_next(),
        Action::GoOn if state.model().is_done() => state.open_next(),
        Action::NextLesson => state.open_neighbor(1),
        Action::PreviousLesson => state.open_neighbor(-1),
        Action::NextSchedule => state.next_schedule(),
        Action::Answer => show_if_there(state, Tab::Answer),
        Action::ShowBorrows => show_if_there(state, Tab::Borrows),
        Action::Tab(digit) => tab(state, digit),
        Action::NextTab => show_neighbor_tab(state, 1),
        Action::PreviousTab => show_neighbor_tab(state, -1),
        Action::Theme => state.next_theme(),
        Action::Mouse => mouse(state),
        Action::Up | Action::Down | Action::PageUp | Action::PageDown if in_list => {
            let page = isize::try_from(state.scroll.text.page.max(1)).unwrap_or(10);
            state.move_cursor(lines_moved(action, page));
        }
        Action::Top if in_list => state.move_cursor(isize::MIN),
        Action::Bottom if in_list => state.move_cursor(isize::MAX),
        Action::Up
        | Action::Down
        | Action::PageUp
        | Action::PageDown
        | Action::Top
        | Action::Bottom => {
            state.file_scrolled |= state.pane == Pane::File && !state.overlay.is_open();
            state.scrolled().scroll(action);
        }
        Action::Fold if in_list => state.fold(Fold::Close),
        Action::Unfold if in_list => state.fold(Fold::Open),
        Action::OpenSelected if in_list => match state.cursor {
            ListItem::Chapter(_) => state.fold(Fold::Toggle),
            ListItem::Lesson(_) => state.pane = Pane::Text,
            ListItem::Removed(_) => {}
        },
        Action::CoreOnly => state.core_or_all(),
        Action::Help => {
            let from = contexts(state).to_vec();
            state.scroll.page = ScrollState::default();
            state.overlay = Overlay::Help(KeyHelp {
                from,
                ..KeyHelp::default()
            });
        }
        Action::Problems if !state.session.model().problems().is_empty() => {
            state.open_page(Page::Problems);
        }
        Action::Find => state.overlay = Overlay::Find(LessonSearch::default()),
        Action::Reset => state.ask_reset(),
        Action::Zoom => state.zoomed = !state.zoomed,
        Action::NextPane => state.pane = neighbor_pane(state, 1),
        Action::PreviousPane => state.pane = neighbor_pane(state, -1),
        Action::Lessons if in_list => state.close_list(),
        Action::Lessons => state.open_list(),
        Action::ShowFile => state.show_file(),
        Action::StepForward => state.step_or_say(Direction::Forward),
        Action::StepBack => state.step_or_say(Direction::Back),
        Action::FirstEvent => state.step_to_end(Direction::Back),
        Action::LastEvent => state.step_to_end(Direction::Forward),
        Action::Play => state.play(),
        Action::NextCell => state.next_cell(),
        Action::Close => close(state),
        // These actions mean something only in a form, in the list, or on an overlay.
        Action::Fold
        | Action::Unfold
        | Action::OpenSelected
        | Action::Problems
        | Action::GoOn
        | Action::Commit
        | Action::ErrorCodes
        | Action::Toggle
        | Action::ClearLine
        | Action::MoveLineUp
        | Action::MoveLineDown
        | Action::Yes
        | Action::No
        | Action::Plain
        | Action::Save
        | Action::Leave
        | Action::Discard => {}
    }
}

fn show_if_there(state: &mut State, tab: Tab) {
    if state.tabs().contains(&tab) {
        state.show_tab(tab);
    }
}

fn tab(state: &mut State, digit: u8) {
    let Some(tab) = Tab::ALL.into_iter().find(|tab| tab.number() == digit) else {
        return;
    };
    if state.tabs().contains(&tab) {
        return state.show_tab(tab);
    }
    state.notice = Some(match tab {
        Tab::Solution if state.tabs().contains(&Tab::Output) => {
            let key = key_name(Context::Main, Action::Solution);
            format!("The solution is not shown yet: {key} asks for it.")
        }
        Tab::Answer => "This lesson asks no question.".to_owned(),
        Tab::Output | Tab::Compiler | Tab::Tests | Tab::Borrows | Tab::Hints | Tab::Solution => {
            Refusal::NoFile(FileUse::Edit).sentence()
        }
    });
}

fn mouse(state: &mut State) {
    state.no_mouse = !state.no_mouse;
    let key = key_name(Context::Main, Action::Mouse);
    state.notice = Some(if state.no_mouse {
        format!(
            "The terminal has the mouse now, so you can select text; {key} gives it back to cellmate."
        )
    } else {
        format!("cellmate has the mouse now; {key} gives it to the terminal.")
    });
    state.ask_terminal(TerminalEffect::TakeMouse(!state.no_mouse));
}

/// Stops a grading or a first trace, or else closes what is in view, the topmost first.
fn close(state: &mut State) {
    let is_grading = state.model().is_grading();
    // A replay continues: without it, the trace of another schedule would stay in view.
    let is_first_trace = state.model().is_tracing() && state.model().trace().is_none();
    if is_grading || is_first_trace {
        let lesson = state.model().lesson_id().to_owned();
        state.session.send([Command::StopGrading { lesson }]);
        state.notice = Some(if is_grading {
            let key = key_name(Context::Main, Action::Check);
            format!("Stopped. {key} grades your file.")
        } else {
            let key = key_name(Context::Main, Action::ShowBorrows);
            format!("Stopped. {key} traces the run.")
        });
        return;
    }
    if state.explained.take().is_some() {
        return;
    }
    let is_in_borrows = state.pane == Pane::Verdict && state.tab == Tab::Borrows;
    if state.zoomed {
        state.zoomed = false;
    } else if is_in_borrows && state.session.position.step.take().is_some() {
        state.playback.playing = false;
    } else if state.pane == Pane::Lessons {
        state.close_list();
    } else {
        state.pane = Pane::Text;
    }
}

fn show_neighbor_tab(state: &mut State, by: isize) {
    let tabs = state.tabs();
    let at = tabs.iter().position(|tab| *tab == state.tab).unwrap_or(0);
    let to = at
        .saturating_add_signed(by)
        .min(tabs.len().saturating_sub(1));
    let tab = tabs.get(to).copied();
    if let Some(tab) = tab {
        state.show_tab(tab);
    }
}

fn neighbor_pane(state: &State, by: isize) -> Pane {
    let mut panes = vec![Pane::Text, Pane::File, Pane::Verdict];
    panes.retain(|pane| *pane != Pane::File || state.shows_file());
    let at = panes.iter().position(|pane| *pane == state.pane);
    let next = match at {
        Some(at) => at.cast_signed() + by,
        // The list comes before the first pane.
        None => 0,
    };
    panes[next.rem_euclid(panes.len().cast_signed()).unsigned_abs()]
}
