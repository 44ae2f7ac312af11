//! One conversation: lines come in, messages come in, sentences and effects go out. No terminal and no clock is known here.
//!
//! What arrives while somebody types is kept as news until the next prompt; what a command has set off is waited for.

use super::dialog::Prompt;
use super::news::News;
use super::telling::{borrows, form, lesson, pages, program};
use super::voice::Voice;
use crate::app::{self, Effect, Input, Message, Overlay, State};
use crate::desk::CourseProgress;
use crate::keymap::Action;
use std::collections::BTreeMap;

/// The state of plain mode: lines and events in, sentences and effects out.
#[derive(Default)]
pub struct Session {
    /// The same state as the full screen's.
    pub state: State,
    pub(super) voice: Voice,
    pub(super) prompted: Prompt,
    pub(super) awaited: Option<Awaited>,
    /// The texts before each change by a command, by lesson: for `undo`.
    pub(super) before: BTreeMap<String, Vec<String>>,
    /// Whether a new desk starts in plain mode from then on.
    pub(super) remembers: bool,
    effects: Vec<Effect>,
    pub(super) news: Vec<News>,
    /// Whether an editor has the terminal.
    editing: bool,
    /// The verdicts that were reported in full, by lesson.
    pub(super) reported: BTreeMap<String, String>,
}

/// What the last line started: the prompt comes when it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Awaited {
    /// The course and the desk.
    Opened,
    /// A new desk.
    Desk,
    /// Whatever the running jobs report.
    News,
    /// The end of the editor.
    Edited,
    /// The verdict.
    Verdict,
    /// The result of a prediction, or the reply to an answer.
    Reply,
    /// rustc's explanation.
    Explained,
    /// A trace.
    Run(TraceRequest),
}

/// What to report of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TraceRequest {
    /// What it means; with `true` every event.
    Whole(bool),
    /// The next event, or the one before.
    Step(bool),
    /// One cell by its number, or all of them.
    Cell(Option<usize>),
    /// The schedule that was replayed.
    Replayed,
}

impl Session {
    /// Starts a session. With `remembers`, a desk that is made in it starts in plain mode from then on.
    #[must_use]
    pub fn new(remembers: bool) -> Self {
        Self {
            remembers,
            awaited: Some(Awaited::Opened),
            ..Self::default()
        }
    }

    /// Wraps sentences for a terminal of this width, or not at all.
    pub fn fit(&mut self, width: Option<usize>) {
        self.voice.fit(width);
    }

    /// Takes a message, and returns what is to be done.
    pub fn happened(&mut self, message: Message) -> Vec<Effect> {
        let mut no_editor = false;
        if let Message::Input(Input::EditorClosed(closed)) = &message {
            self.editing = false;
            no_editor = closed.is_err() && self.awaited == Some(Awaited::Edited);
            if no_editor {
                self.awaited = None;
            }
        }
        let news = self.news_in(&message);
        self.update(message);
        if no_editor {
            let instead = "`line`, `insert` and `delete` change your file without an editor.";
            self.news.push(News::Sentence(instead.to_owned()));
        }
        match news {
            Some(News::Explained) if !self.has_explanations() => {}
            Some(news) if !self.news.contains(&news) => self.news.push(news),
            Some(_) | None => {}
        }
        self.go_on();
        std::mem::take(&mut self.effects)
    }

    /// Takes a line that was typed, and returns what is to be done.
    pub fn typed(&mut self, line: &str) -> Vec<Effect> {
        self.dispatch(line.trim_end_matches(['\n', '\r']));
        self.go_on();
        std::mem::take(&mut self.effects)
    }

    /// Whether what the last line started is still running.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.awaited.is_some()
    }

    /// Whether nothing is running at all.
    #[must_use]
    pub fn rests(&self) -> bool {
        self.awaited.is_none() && self.state.model.is_idle()
    }

    /// The progress message for something that takes long.
    #[must_use]
    pub fn patience(&self) -> &'static str {
        match self.awaited {
            Some(Awaited::Verdict | Awaited::Reply) => "Still compiling and running.",
            Some(Awaited::Run(_)) => "Still looking at the run.",
            _ => "Still at it.",
        }
    }

    /// Returns what there is to say, once.
    pub fn said(&mut self) -> String {
        self.voice.take()
    }

    /// Updates the state; a notice becomes news.
    pub(super) fn update(&mut self, message: Message) {
        let effects = app::update(&mut self.state, message);
        self.effects.extend(effects);
        if let Some(notice) = self.state.notice.take()
            && notice != app::UNSAVED
        {
            self.news.push(News::Sentence(notice));
        }
    }

    /// Does what a key of the full screen does.
    pub(super) fn act(&mut self, action: Action) {
        self.update(Message::Input(Input::Do(action)));
    }

    /// Waits for this, and says so if it is not there yet.
    pub(super) fn await_with(&mut self, then: Awaited, sentence: &str) {
        self.awaited = Some(then);
        if !sentence.is_empty() && self.awaited.as_ref().is_some_and(|then| self.is_busy(then)) {
            self.voice.say(sentence);
        }
    }

    /// Waits for the editor that gets the terminal.
    pub(super) fn await_editor(&mut self) {
        (self.editing, self.awaited) = (true, Some(Awaited::Edited));
    }

    fn is_busy(&self, then: &Awaited) -> bool {
        let state = &self.state;
        let model = &state.model;
        match then {
            Awaited::Opened => !model.opened,
            Awaited::Desk => model.desk.is_none() && model.is_making_desk(),
            Awaited::Edited => self.editing,
            Awaited::Verdict => model.is_writing() || model.is_grading(),
            Awaited::Reply => model.is_predicting(),
            Awaited::Explained => {
                let code = state.explained.as_ref();
                code.is_some_and(|code| !model.explanations.contains_key(code))
            }
            Awaited::News | Awaited::Run(_) => model.is_grading() || model.is_tracing(),
        }
    }

    fn go_on(&mut self) {
        while let Some(then) = self.awaited.take() {
            if self.is_busy(&then) {
                self.awaited = Some(then);
                return;
            }
            self.come_to(then);
        }
    }

    fn come_to(&mut self, then: Awaited) {
        match then {
            Awaited::Opened => self.greet(false),
            Awaited::Desk if self.state.model.desk.is_none() => self.ask_where(),
            Awaited::Desk => self.greet(true),
            Awaited::News => self.tell_what_is_new(),
            Awaited::Edited => {
                self.act(Action::Check);
                self.await_with(Awaited::Verdict, "Grading.");
            }
            Awaited::Verdict => {
                self.voice.gap();
                self.tell_verdict();
                self.ask_for_another_order();
            }
            Awaited::Reply => self.replied(),
            Awaited::Explained => self.tell_explanation(),
            Awaited::Run(look) => self.look(look),
        }
    }

    /// Says what this is, how far the learner is, and which lesson comes next.
    fn greet(&mut self, new: bool) {
        if matches!(self.state.overlay, Overlay::Welcome(_)) {
            return self.welcome();
        }
        if self.state.model.course.is_none() {
            return pages::problems(&mut self.voice, &self.state);
        }
        self.voice
            .say("cellmate, line by line. `help` tells the commands, `quit` leaves.");
        pages::counts(&mut self.voice, &self.state);
        let begun = self.state.model.progress != CourseProgress::default();
        if new || !begun {
            return self.arrive();
        }
        self.voice.gap();
        lesson::head(&mut self.voice, &self.state);
        self.voice.say("`read` tells its text.");
        self.tell_of_draft();
    }

    /// Reads the lesson that was just opened.
    pub(super) fn arrive(&mut self) {
        self.prompted = Prompt::Nothing;
        lesson::whole(&mut self.voice, &self.state);
        self.tell_of_draft();
    }

    fn tell_of_draft(&mut self) {
        if self
            .state
            .model
            .drafts
            .contains_key(&self.state.model.lesson)
        {
            self.voice
                .say("Something you typed on the full screen was never saved: `draft` tells it.");
        }
    }

    fn tell_explanation(&mut self) {
        let Some(code) = &self.state.explained else {
            return;
        };
        self.voice.say(&format!("What rustc says about {code}:"));
        self.voice.gap();
        let text = self.state.model.explanations.get(code);
        self.voice.prose(text.map_or("", String::as_str));
    }

    /// Reports a trace as it was asked for.
    fn look(&mut self, look: TraceRequest) {
        if borrows::seen(&mut self.voice, &self.state).is_none() {
            return;
        }
        match look {
            TraceRequest::Whole(all) => borrows::whole(&mut self.voice, &self.state, all),
            TraceRequest::Step(on) => {
                let before = self.state.stepping.at;
                self.step(if on { Action::StepOn } else { Action::StepBack });
                if before.is_some() && before == self.state.stepping.at {
                    let end = if on { "last" } else { "first" };
                    self.voice
                        .say(&format!("That was the {end} event already."));
                }
                borrows::event(&mut self.voice, &self.state);
            }
            TraceRequest::Cell(number) => self.choose_cell(number),
            TraceRequest::Replayed => {
                borrows::schedules(&mut self.voice, &self.state);
                borrows::explained(&mut self.voice, &self.state);
                self.voice
                    .say("`step` goes through this one, `borrows` tells it.");
            }
        }
    }

    /// Steps to the next event that has a sentence.
    fn step(&mut self, way: Action) {
        loop {
            let before = self.state.stepping.at;
            self.act(way);
            if borrows::tells(&self.state) || before == self.state.stepping.at {
                return;
            }
        }
    }

    fn replied(&mut self) {
        if let Some(complaint) = self.state.form.problem.clone() {
            self.voice.say(&complaint);
        }
        if self.state.form.reply.is_none() {
            return;
        }
        let right = self.answered_well();
        form::reply(&mut self.voice, &self.state);
        if right {
            self.ask_next();
        } else {
            self.prompted = Prompt::Choices;
        }
    }

    /// Reads the learner's file and the solution.
    pub(super) fn tell_solution(&mut self) {
        program::solution(&mut self.voice, &self.state);
    }
}
