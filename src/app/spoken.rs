//! What is asked for in words and not by keys: plain mode says at once what the full screen is told key by key.
//!
//! Each goes the way of the keys from there on, so that the same is refused with the same words.

use super::{Effect, Pane, ROWS, Stage, State, Top, keys, welcome};
use crate::course::Lesson;
use crate::keymap::Action;

/// Something said in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Say {
    /// Where the desk shall be, with which of the editors, and whether plain mode is remembered: then it is made.
    Begin {
        /// The folder.
        dir: String,
        /// The place of the editor; one more than there are is the built-in one.
        editor: usize,
        /// Whether cellmate speaks line by line from now on.
        plain: bool,
    },
    /// What the program of a prediction will do.
    Foretell {
        /// Which of the rows.
        row: usize,
        /// The line, as it was typed.
        line: String,
        /// Which of the course's error codes.
        code: Option<usize>,
        /// What it prints, line by line.
        printed: Vec<String>,
    },
    /// The choices of a question, by their places.
    Choose(Vec<usize>),
    /// The lines in this order, by their places among those shown.
    Order(Vec<usize>),
    /// The whole text of the learner's file.
    Write(String),
    /// What was typed and never saved is not wanted any more.
    DropDraft,
    /// The reply to what was answered has been heard.
    Heard,
    /// Only this cell of the run, or all of them.
    Cell(Option<u32>),
    /// This one of the ways in which the threads took turns.
    Way(usize),
    /// Whether cellmate speaks line by line from the next start on.
    Plain(bool),
}

/// Does what a key would do that stands for this.
pub(super) fn asked(state: &mut State, action: Action) -> Vec<Effect> {
    if !state.opened && action != Action::Quit {
        return Vec::new();
    }
    // A page has been told and lies over nothing.
    if matches!(state.top, Top::Help | Top::Problems | Top::Finish(_)) {
        state.top = Top::Nothing;
    }
    state.notice = None;
    keys::act(state, action)
}

/// Goes to a lesson.
pub(super) fn gone(state: &mut State, lesson: &str) -> Vec<Effect> {
    if matches!(state.top, Top::Welcome(_)) {
        return Vec::new();
    }
    (state.top, state.pane) = (Top::Nothing, Pane::Text);
    state.open(lesson)
}

/// Takes what was said.
pub(super) fn said(state: &mut State, say: Say) -> Vec<Effect> {
    state.notice = None;
    match say {
        Say::Begin { dir, editor, plain } => {
            let Top::Welcome(welcome) = &mut state.top else {
                return Vec::new();
            };
            (welcome.dir, welcome.editor) = (dir, editor);
            welcome::begin(state, plain)
        }
        Say::Write(text) => write(state, text),
        Say::DropDraft => {
            let lesson = state.lesson.clone();
            let known = state.drafts.remove(&lesson).is_some();
            let forget = Effect::KeepDraft { lesson, text: None };
            known.then_some(forget).into_iter().collect()
        }
        Say::Cell(cell) => {
            (state.stepping.cell, state.stepping.at) = (cell, None);
            Vec::new()
        }
        Say::Way(way) => state.replay(way),
        Say::Plain(plain) => vec![Effect::Prefer { plain }],
        Say::Heard => {
            heard(state);
            Vec::new()
        }
        answer => answered(state, answer),
    }
}

/// Fills the form in and commits it, as far as that is what is asked.
fn answered(state: &mut State, answer: Say) -> Vec<Effect> {
    let Some(lesson) = state.current().cloned() else {
        return Vec::new();
    };
    if state.form.waiting.is_some() {
        return Vec::new();
    }
    heard(state);
    let asked = state.form.stage(&lesson, state.so_far());
    let form = &mut state.form;
    form.complaint = None;
    match (answer, asked) {
        (
            Say::Foretell {
                row,
                line,
                code,
                printed,
            },
            Stage::Foretell(_),
        ) => {
            form.cursor = row.min(ROWS - 1);
            (form.refused_line, form.panic_line) = (line.clone(), line);
            (form.code, form.printed) = (code, printed);
        }
        (Say::Choose(places), Stage::Ask(question)) => {
            let there = |place: &usize| *place < question.choices.len();
            form.chosen = places.into_iter().filter(there).collect();
            if form.chosen.is_empty() {
                return Vec::new();
            }
        }
        (Say::Order(order), Stage::Order) => form.order = Some(order),
        _ => return Vec::new(),
    }
    state.act_in_form(Action::Commit).unwrap_or_default()
}

/// Whoever goes on has heard the reply.
fn heard(state: &mut State) {
    if state.form.reply.is_some() {
        state.act_in_form(Action::Commit);
    }
}

fn write(state: &mut State, text: String) -> Vec<Effect> {
    if state.read_only.is_some() {
        state.notice.clone_from(&state.read_only);
        return Vec::new();
    }
    let lesson = state.lesson.clone();
    let known = state.current().is_some_and(Lesson::has_file);
    match state.files.get(&lesson) {
        Some(Ok(base)) if known => vec![Effect::Write {
            lesson,
            text,
            base: Some(base.clone()),
        }],
        Some(Err(why)) => {
            state.notice = Some(why.clone());
            Vec::new()
        }
        _ => {
            state.notice = Some("This lesson has no file to edit.".to_owned());
            Vec::new()
        }
    }
}
