//! What keys do: looked up in the one table, then done here or handed to who knows.

use super::{Effect, Finish, Pane, State, Tab, Top, contexts, find, welcome, writing};
use crate::course::Lesson;
use crate::keymap::{self, Action, Key};

/// A key was pressed.
pub(super) fn pressed(state: &mut State, key: Key) -> Vec<Effect> {
    if !state.opened {
        return match key {
            Key::Ctrl('c') | Key::Char('q') => vec![Effect::Quit],
            key => {
                state.early.push(key);
                Vec::new()
            }
        };
    }
    let action = keymap::action(contexts(state), key);
    match state.top {
        Top::Find(_) if action != Some(Action::Quit) => return find::pressed(state, key, action),
        Top::Welcome(_) => return welcome::pressed(state, key, action),
        Top::Editor(_) => return writing::pressed(state, key, action),
        Top::Nothing if state.is_answering() => {
            if let Some(effects) = state.typed_into_form(key) {
                return effects;
            }
        }
        _ => {}
    }
    state.notice = None;
    match action {
        Some(action) => act(state, action),
        None => Vec::new(),
    }
}

/// Text was pasted.
pub(super) fn pasted(state: &mut State, text: &str) -> Vec<Effect> {
    let answering = state.is_answering();
    match &mut state.top {
        Top::Editor(writing) if !writing.leaving => return writing::pasted(writing, text),
        Top::Find(finding) => find::typed(finding, text),
        Top::Welcome(welcome) if welcome.line == 1 => {
            welcome.dir.extend(text.chars().filter(|c| !c.is_control()));
        }
        Top::Nothing if answering => state.form.pasted(text),
        _ => {}
    }
    Vec::new()
}

/// Leaves; what is not saved has been kept as a draft already.
pub(super) fn quit(_: &mut State) -> Vec<Effect> {
    vec![Effect::Quit]
}

/// Does what an action stands for, where things are now.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(effects) = on_top(state, action) {
        return effects;
    }
    if state.is_answering()
        && let Some(effects) = state.act_in_form(action)
    {
        return effects;
    }
    match action {
        Action::Edit => state.edit(),
        Action::EditHere => state.edit_here(),
        Action::Check => check(state),
        Action::Hint => state.hint(),
        Action::Solution => state.solution(),
        Action::Explain => state.explain(),
        Action::NextOpen => state.next_open(),
        Action::NextLesson => state.beside(1),
        Action::PreviousLesson => state.beside(-1),
        Action::NextSchedule => state.next_schedule(),
        Action::Answer if state.tabs().contains(&Tab::Answer) => state.show_tab(Tab::Answer),
        Action::See if state.tabs().contains(&Tab::Borrows) => state.show_tab(Tab::Borrows),
        Action::Tab(digit) => tab(state, digit),
        Action::NextTab => beside_tab(state, 1),
        Action::PreviousTab => beside_tab(state, -1),
        Action::Suspend => vec![Effect::Suspend],
        Action::Quit => quit(state),
        Action::Mouse => mouse(state),
        Action::CoreOnly => {
            state.core_or_all();
            Vec::new()
        }
        _ if state.pane == Pane::Lessons => in_list(state, action),
        other => {
            look_about(state, other);
            Vec::new()
        }
    }
}

fn tab(state: &mut State, digit: u8) -> Vec<Effect> {
    let tabs = state.tabs();
    let tab = tabs.get(usize::from(digit.saturating_sub(1)));
    tab.map_or(Vec::new(), |tab| state.show_tab(*tab))
}

fn mouse(state: &mut State) -> Vec<Effect> {
    state.no_mouse = !state.no_mouse;
    let whose = if state.no_mouse {
        "the terminal's"
    } else {
        "cellmate's"
    };
    state.notice = Some(format!("The mouse is {whose} now; m changes that."));
    vec![Effect::TakeMouse(!state.no_mouse)]
}

fn check(state: &mut State) -> Vec<Effect> {
    let graded = state.current().is_some_and(Lesson::has_file);
    if !graded || state.desk.is_none() {
        return Vec::new();
    }
    let lesson = state.lesson.clone();
    state.grade(&lesson, false)
}

/// What lies on top has its own meaning for some actions.
fn on_top(state: &mut State, action: Action) -> Option<Vec<Effect>> {
    match (&state.top, action) {
        (_, Action::Quit | Action::Suspend) | (Top::Nothing, _) => return None,
        (Top::Finish(Finish::Chapter(_)), Action::Close) => {
            state.top = Top::Nothing;
            return Some(state.next_open());
        }
        (Top::Question(asking), Action::Yes) => {
            let asking = asking.clone();
            state.top = Top::Nothing;
            return Some(state.agreed(&asking));
        }
        (Top::Question(_), Action::No) | (_, Action::Close) => state.top = Top::Nothing,
        _ => scroll(state, action),
    }
    Some(Vec::new())
}

fn in_list(state: &mut State, action: Action) -> Vec<Effect> {
    let page = isize::try_from(state.extents.text.page.max(1)).unwrap_or(10);
    match action {
        Action::Up => return state.move_cursor(-1),
        Action::Down => return state.move_cursor(1),
        Action::PageUp => return state.move_cursor(-page),
        Action::PageDown => return state.move_cursor(page),
        Action::Top => return state.move_cursor(-9999),
        Action::Bottom => return state.move_cursor(9999),
        Action::Fold => state.fold(Some(true)),
        Action::Unfold => state.fold(Some(false)),
        Action::Open => match state.cursor {
            super::Item::Chapter(_) => state.fold(None),
            super::Item::Lesson(_) => state.pane = Pane::Text,
        },
        other => look_about(state, other),
    }
    Vec::new()
}

/// Looking about: what changes nothing but the view.
fn look_about(state: &mut State, action: Action) {
    match action {
        Action::Help => open_page(state, Top::Help),
        Action::Problems if !state.problems.is_empty() => open_page(state, Top::Problems),
        Action::Find => state.top = Top::Find(super::Finding::default()),
        Action::Reset => state.ask_reset(),
        Action::Zoom => state.zoomed = !state.zoomed,
        Action::NextPane => state.pane = beside_pane(state.pane, 1),
        Action::PreviousPane => state.pane = beside_pane(state.pane, 2),
        Action::StepOn => state.step(1),
        Action::StepBack => state.step(-1),
        Action::Play => state.play(),
        Action::NextCell => state.next_cell(),
        Action::Close => close(state),
        other => scroll(state, other),
    }
}

fn open_page(state: &mut State, page: Top) {
    state.extents.page = super::Extent::default();
    state.top = page;
}

/// Puts away what is in view, the uppermost first.
fn close(state: &mut State) {
    if state.explained.take().is_some() {
        return;
    }
    if state.zoomed {
        state.zoomed = false;
    } else if state.stepping.at.is_some() {
        state.stepping.at = None;
        state.stepping.playing = false;
    } else {
        state.pane = match state.pane {
            Pane::Verdict => Pane::Text,
            Pane::Text | Pane::Lessons => Pane::Lessons,
        };
    }
}

fn scroll(state: &mut State, action: Action) {
    let extent = state.scrolled();
    let page = isize::try_from(extent.page.saturating_sub(1).max(1)).unwrap_or(1);
    match action {
        Action::Up => extent.by(-1),
        Action::Down => extent.by(1),
        Action::PageUp => extent.by(-page),
        Action::PageDown => extent.by(page),
        Action::Top => extent.at = 0,
        Action::Bottom => extent.at = extent.last,
        _ => {}
    }
}

fn beside_tab(state: &mut State, by: isize) -> Vec<Effect> {
    let tabs = state.tabs();
    let at = tabs.iter().position(|tab| *tab == state.tab).unwrap_or(0);
    let to = at
        .saturating_add_signed(by)
        .min(tabs.len().saturating_sub(1));
    tabs.get(to)
        .copied()
        .map_or(Vec::new(), |tab| state.show_tab(tab))
}

fn beside_pane(pane: Pane, by: usize) -> Pane {
    let panes = [Pane::Lessons, Pane::Text, Pane::Verdict];
    let at = panes.iter().position(|other| *other == pane).unwrap_or(0);
    panes[(at + by) % panes.len()]
}
