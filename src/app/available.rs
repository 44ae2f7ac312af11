//! Decides which keys the footer shows: those that help now.

use super::{ListItem, Overlay, Page, Pane, ScrollState, State, Tab, layout};
use crate::engine::Finish;
use crate::engine::form::{Reply, Task};
use crate::keymap::{self, Action, BINDINGS, Binding, Context, Key};
use crate::report;
use crate::report::trace::{steps, used_cells};
use unicode_width::UnicodeWidthStr;

/// Keys in the footer, besides those for help and for leaving.
const MAX_KEYS: usize = 6;

/// Columns between two keys in the footer.
const KEY_GAP: usize = 3;

/// Returns the contexts in which a key is looked up, in this order.
#[must_use]
pub fn contexts(state: &State) -> &'static [Context] {
    if let Some(modal) = state.overlay.modal() {
        return modal.contexts();
    }
    match (state.pane, state.tab) {
        (Pane::Lessons, _) => &[Context::Lessons, Context::Main],
        (Pane::Text | Pane::File, _) => &[Context::Text, Context::Main],
        (Pane::Verdict, Tab::Answer) if state.only_continues() => {
            &[Context::Reply, Context::Verdict, Context::Main]
        }
        (Pane::Verdict, Tab::Answer) => &[Context::Answer, Context::Main],
        (Pane::Verdict, Tab::Borrows) if state.has_events() || state.awaits_events() => {
            &[Context::Borrows, Context::Main]
        }
        (Pane::Verdict, _) => &[Context::Verdict, Context::Main],
    }
}

/// A key in the footer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHint {
    /// One, or a key and its opposite.
    pub keys: Vec<Key>,
    pub label: &'static str,
    pub action: Action,
}

impl KeyHint {
    /// Returns the keys as the footer shows them.
    #[must_use]
    pub fn names(&self) -> String {
        let names: Vec<String> = self.keys.iter().map(ToString::to_string).collect();
        names.join(" ")
    }

    fn width(&self) -> usize {
        self.names().width() + 1 + self.label.width()
    }
}

/// A key in the footer, and its first column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HintPlace {
    pub hint: KeyHint,
    pub x: usize,
}

impl HintPlace {
    /// Returns the key that is shown in this column, or whose label is.
    pub(super) fn key_at(&self, x: usize) -> Option<Key> {
        let along = x.checked_sub(self.x)?;
        let is_second = self.hint.keys.len() > 1 && along > self.hint.keys[0].to_string().width();
        let key = self.hint.keys.get(usize::from(is_second))?;
        (along < self.hint.width()).then_some(*key)
    }
}

/// Places as many keys as there is room for, from this column on. The keys for help and for leaving are at the right end,
/// and never left out.
#[must_use]
pub fn hint_places(hints: Vec<KeyHint>, from: usize, width: usize) -> Vec<HintPlace> {
    let (last, first): (Vec<KeyHint>, Vec<KeyHint>) = hints.into_iter().partition(is_last);
    let columns = |hint: &KeyHint| hint.width() + KEY_GAP;
    let end: usize = last.iter().map(columns).sum();
    let end = width.saturating_sub(end.saturating_sub(KEY_GAP) + 1);
    let mut places = Vec::new();
    let mut x = from;
    for hint in first.into_iter().take(MAX_KEYS) {
        let next = x + columns(&hint);
        if next > end {
            break;
        }
        places.push(HintPlace { hint, x });
        x = next;
    }
    x = end.max(x);
    for hint in last {
        let next = x + columns(&hint);
        places.push(HintPlace { hint, x });
        x = next;
    }
    places
}

/// Returns the keys that the footer shows in this many columns, after a notice if it shows one.
#[must_use]
pub fn shown_hints(state: &State, width: usize) -> Vec<HintPlace> {
    let says_notices = matches!(state.overlay, Overlay::None | Overlay::Editor(_));
    let notice = state.notice_line();
    let notice = notice.filter(|_| says_notices && state.notice_fits(width));
    let from = notice.map_or(1, |notice| 1 + notice.width() + KEY_GAP);
    hint_places(footer(state), from, width)
}

/// Whether a key is at the right end of the footer.
fn is_last(hint: &KeyHint) -> bool {
    matches!(hint.action, Action::Help | Action::Quit)
}

/// Returns the keys for the footer, in the order of the table, each action once. Each does what its label says.
#[must_use]
pub fn footer(state: &State) -> Vec<KeyHint> {
    footer_on_page(state, state.scroll.page)
}

/// Returns the keys for the footer if the page on top can be scrolled like this.
#[must_use]
pub fn footer_on_page(state: &State, page: ScrollState) -> Vec<KeyHint> {
    let mut hints = hints(state);
    if matches!(state.overlay, Overlay::Page(_)) && page.last <= page.at {
        hints.retain(|hint| hint.action != Action::PageDown);
    }
    hints
}

fn hints(state: &State) -> Vec<KeyHint> {
    let contexts = contexts(state);
    let mut all: Vec<KeyHint> = Vec::new();
    for context in contexts {
        let mut bindings = BINDINGS.iter();
        while let Some(binding) = bindings.find(|binding| binding.context == *context) {
            let action = binding.action;
            let is_new = all.iter().all(|hint| hint.action != action);
            let works =
                |key: &&Key| !state.types(**key) && keymap::action(contexts, **key) == Some(action);
            let key = binding.keys.iter().find(works);
            if let Some(key) = key
                && is_new
                && !binding.label.is_empty()
                && state.is_offered(action)
            {
                all.push(KeyHint {
                    keys: binding.footer_keys(*key),
                    label: state.hint_label(binding),
                    action,
                });
            }
        }
    }
    // The key that continues is the first.
    let goes_on = |action| matches!(action, Action::GoOn | Action::Commit | Action::OpenSelected);
    all.sort_by_key(|hint| (!goes_on(hint.action), hint.action == Action::NextPane));
    all
}

impl State {
    /// Whether the footer names the key of an action, if it has room. Some keys that it leaves out do something, too,
    /// or say why they don't: a file can be edited after it has passed.
    fn is_offered(&self, action: Action) -> bool {
        if let Some(modal) = self.overlay.modal() {
            return modal.offers(self, action);
        }
        let has_file = self.session.model().file().is_some();
        match action {
            Action::Edit => {
                has_file && !self.has_passed() && self.session.model().read_only().is_none()
            }
            Action::Hint => !self.has_passed() && self.session.model().next_hint().is_some(),
            Action::Explain => {
                self.session.model().error_code().is_some() || self.explained.is_some()
            }
            Action::Solution => self.tab != Tab::Solution && self.model().sees_solution(),
            Action::Fold => self.is_folded() == Some(false),
            Action::Unfold => self.is_folded() == Some(true),
            Action::GoOn => self.session.model().is_done(),
            Action::Commit => self.only_continues() || self.can_commit(),
            Action::Answer => self.session.model().asks() && !self.is_answering(),
            Action::ShowBorrows => self.tab != Tab::Borrows && self.is_worth_seeing(),
            // A narrow screen shows one pane at a time; a wide one shows all, and one of them can have the whole
            // screen.
            Action::NextPane => !self.is_wide(),
            Action::Lessons => self.pane != Pane::Lessons,
            Action::Zoom => self.is_wide(),
            Action::Problems => !self.session.model().problems().is_empty(),
            Action::NextCell => self
                .shown_trace()
                .is_some_and(|trace| used_cells(trace).len() > 1),
            Action::StepBack | Action::Play => self.has_events(),
            Action::NextSchedule => self
                .session
                .model()
                .verdict()
                .and_then(|graded| graded.verdict.exploration.as_ref())
                .is_some_and(|found| found.results.len() > 1),
            Action::ErrorCodes => self.can_name_error(),
            Action::Toggle => self.session.reply().is_none() && self.has_rows_to_choose(),
            Action::MoveLineUp | Action::MoveLineDown => self.orders_lines(),
            // A page of the tab without a form has no rows, and nothing to leave.
            Action::Down | Action::Close => !self.is_answering() || self.has_form_rows(),
            Action::Quit
            | Action::Plain
            | Action::Help
            | Action::Suspend
            | Action::PreviousPane
            | Action::Up
            | Action::PageUp
            | Action::PageDown
            | Action::Top
            | Action::Bottom
            | Action::OpenSelected
            | Action::Tab(_)
            | Action::NextTab
            | Action::PreviousTab
            | Action::Find
            | Action::NextUnfinished
            | Action::NextLesson
            | Action::PreviousLesson
            | Action::EditBuiltIn
            | Action::Check
            | Action::Reset
            | Action::Mouse
            | Action::Theme
            | Action::ShowFile
            | Action::CoreOnly
            | Action::StepForward
            | Action::FirstEvent
            | Action::LastEvent
            | Action::Yes
            | Action::No
            | Action::ClearLine
            | Action::Save
            | Action::Leave
            | Action::Discard => true,
        }
    }

    /// What just happened, in one line.
    #[must_use]
    pub fn notice_line(&self) -> Option<String> {
        let notice = self.notice.as_ref()?;
        Some(report::plain_line(notice))
    }

    /// Whether the footer has room for the notice beside the keys for help and for leaving.
    #[must_use]
    pub fn notice_fits(&self, width: usize) -> bool {
        let mut last = footer(self);
        last.retain(is_last);
        let keys: usize = last.iter().map(|hint| hint.width() + KEY_GAP).sum();
        let notice = self.notice_line().map_or(0, |notice| notice.width());
        notice + keys + 2 <= width
    }

    fn has_passed(&self) -> bool {
        let graded = self.model().verdict();
        graded.is_some_and(|graded| graded.verdict.passed())
    }

    /// Whether the pane of the file can have the focus: on a narrow screen, it always can.
    pub(super) fn shows_file(&self) -> bool {
        let is_shown = || layout(self).is_none_or(|panes| panes.file.is_shown());
        !self.is_wide() || is_shown() || self.zoomed && self.source().is_some()
    }

    /// Returns the key that shows the borrows of the run, if they explain what happened and are not in view.
    #[must_use]
    pub fn borrows_hint(&self) -> Option<KeyHint> {
        let mut hints = footer(self).into_iter();
        hints.find(|hint| hint.action == Action::ShowBorrows)
    }

    /// Whether the borrows of the run explain something.
    fn is_worth_seeing(&self) -> bool {
        self.session.model().verdict().is_some_and(|graded| {
            self.session.model().is_tracing()
                || graded
                    .trace
                    .found()
                    .is_some_and(|t| !t.explanations.is_empty())
        })
    }

    fn types(&self, key: Key) -> bool {
        match self.overlay.modal() {
            Some(modal) => modal.types(key),
            // Enter ends a line, and the footer says so.
            None => self.is_answering() && key != Key::Enter && self.form_types(key),
        }
    }

    fn only_continues(&self) -> bool {
        self.session.reply().is_some() || matches!(self.model().task(), Task::Done)
    }

    fn has_rows_to_choose(&self) -> bool {
        matches!(self.session.model().task(), Task::Ask(_) | Task::Order)
    }

    fn has_form_rows(&self) -> bool {
        let predicts = matches!(self.model().task(), Task::Predict(_));
        self.is_form_open() && (predicts || self.has_rows_to_choose())
    }

    /// What a key does now, in the words of the footer.
    fn hint_label(&self, binding: &Binding) -> &'static str {
        match (binding.context, binding.action) {
            (Context::Reply, Action::Commit) => self.reply_label(),
            (Context::Answer, Action::Commit)
                if matches!(self.model().task(), Task::Predict(_)) && self.form.ends_line() =>
            {
                "next line"
            }
            // Nothing follows the end of the course.
            (Context::Finish, Action::Close)
                if !matches!(
                    self.overlay,
                    Overlay::Page(Page::Finish(Finish::Chapter(_)))
                ) =>
            {
                "close"
            }
            (Context::Main, Action::Explain) if self.explained.is_some() => "close",
            (Context::Main, Action::ShowBorrows) if self.shows_threads() => "see the threads",
            (Context::Lessons, Action::OpenSelected) => match self.cursor {
                ListItem::Chapter(_) if self.is_folded() == Some(true) => "unfold",
                ListItem::Chapter(_) => "fold",
                ListItem::Lesson(_) | ListItem::Removed(_) => binding.label,
            },
            _ => binding.label,
        }
    }

    /// What the key does that closes the reply to an answer.
    #[must_use]
    pub fn reply_label(&self) -> &'static str {
        match self.session.reply() {
            Some(Reply::Answered { right: false, .. }) => "try again",
            Some(_) | None => "continue",
        }
    }

    fn orders_lines(&self) -> bool {
        self.session.model().current().is_some_and(|lesson| {
            let count = self.order(lesson).len();
            let is_in_order = self.form.cursor < count && count > 1;
            matches!(self.session.model().task(), Task::Order) && self.is_form_open() && is_in_order
        })
    }

    /// Whether events are on their way. Their keys are bound already, so that a key pressed too early isn't taken for
    /// another command.
    fn awaits_events(&self) -> bool {
        self.session.model().is_tracing() || self.session.model().is_grading()
    }

    #[must_use]
    pub fn has_events(&self) -> bool {
        self.shown_trace()
            .is_some_and(|trace| !steps(trace, None).is_empty())
    }
}
