//! One conversation: lines come in, messages come in, sentences and effects go out. No terminal and no clock is known here.
//!
//! What arrives while somebody types is kept as news until the next prompt; what a command has set off is waited for.

use super::dialog::Asked;
use super::news::News;
use super::telling::{borrows, form, lesson, pages, program};
use super::voice::Voice;
use crate::app::{self, Effect, Input, Message, Overlay, State};
use crate::desk::CourseProgress;
use crate::keymap::Action;
use std::collections::BTreeMap;

/// The conversation so far.
#[derive(Default)]
pub struct Session {
    /// The course as it stands.
    pub state: State,
    pub(super) voice: Voice,
    pub(super) asked: Asked,
    pub(super) then: Option<Then>,
    /// What is behind each change that was made line by line, by lesson.
    pub(super) before: BTreeMap<String, Vec<String>>,
    /// Whether a new desk is to remember that it is plain mode.
    pub(super) remembers: bool,
    effects: Vec<Effect>,
    pub(super) news: Vec<News>,
    /// Whether an editor has the terminal.
    editing: bool,
    /// The verdicts that were told in full, by lesson.
    pub(super) heard: BTreeMap<String, String>,
}

/// What comes once that is there which a command has set off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// The first sentences.
    Opened,
    /// The same on a new desk.
    Desk,
    /// Whatever comes of what goes on.
    News,
    /// The grading of what was edited.
    Edited,
    /// The verdict.
    Verdict,
    /// What was answered.
    Reply,
    /// rustc's explanation.
    Explained,
    /// The run.
    Run(Look),
}

/// What is wanted of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// All that it means; with `true` every event.
    Whole(bool),
    /// The next event, or the one before.
    Step(bool),
    /// One cell by its number, or all of them.
    Cell(Option<usize>),
    /// What a replay shows.
    Replayed,
}

impl Session {
    /// At its beginning; `remembers`: a desk that is made here begins in plain mode from then on.
    #[must_use]
    pub fn new(remembers: bool) -> Self {
        Self {
            remembers,
            then: Some(Then::Opened),
            ..Self::default()
        }
    }

    /// From now on for a terminal of this width, or for none.
    pub fn fit(&mut self, width: Option<usize>) {
        self.voice.fit(width);
    }

    /// Something happened; returns what is to be done.
    pub fn happened(&mut self, message: Message) -> Vec<Effect> {
        let mut no_editor = false;
        if let Message::Input(Input::EditorClosed(closed)) = &message {
            self.editing = false;
            no_editor = closed.is_err() && self.then == Some(Then::Edited);
            if no_editor {
                self.then = None;
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

    /// Somebody typed a line; returns what is to be done.
    pub fn typed(&mut self, line: &str) -> Vec<Effect> {
        self.obey(line.trim_end_matches(['\n', '\r']));
        self.go_on();
        std::mem::take(&mut self.effects)
    }

    /// Whether that is still awaited which the last command has set off.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.then.is_some()
    }

    /// Whether nothing at all goes on.
    #[must_use]
    pub fn rests(&self) -> bool {
        self.then.is_none() && self.state.model.is_idle()
    }

    /// What is said of something that takes its time.
    #[must_use]
    pub fn patience(&self) -> &'static str {
        match self.then {
            Some(Then::Verdict | Then::Reply) => "Still compiling and running.",
            Some(Then::Run(_)) => "Still looking at the run.",
            _ => "Still at it.",
        }
    }

    /// All that there is to say now.
    pub fn said(&mut self) -> String {
        self.voice.take()
    }

    /// Lets the state change; what it would show in passing becomes news.
    pub(super) fn update(&mut self, message: Message) {
        let effects = app::update(&mut self.state, message);
        self.effects.extend(effects);
        if let Some(notice) = self.state.notice.take()
            && notice != app::UNSAVED
        {
            self.news.push(News::Sentence(notice));
        }
    }

    /// Does what a key does.
    pub(super) fn act(&mut self, action: Action) {
        self.update(Message::Input(Input::Do(action)));
    }

    /// Waits for this, and says so.
    pub(super) fn await_with(&mut self, then: Then, sentence: &str) {
        self.then = Some(then);
        if !sentence.is_empty() && self.then.as_ref().is_some_and(|then| self.is_busy(then)) {
            self.voice.say(sentence);
        }
    }

    /// An editor is about to have the terminal.
    pub(super) fn await_editor(&mut self) {
        (self.editing, self.then) = (true, Some(Then::Edited));
    }

    fn is_busy(&self, then: &Then) -> bool {
        let state = &self.state;
        let model = &state.model;
        match then {
            Then::Opened => !model.opened,
            Then::Desk => matches!(&state.overlay, Overlay::Welcome(welcome) if welcome.waiting),
            Then::Edited => self.editing,
            Then::Verdict => model.is_writing() || model.is_grading(),
            Then::Reply => state.form.waiting,
            Then::Explained => {
                let code = state.explained.as_ref();
                code.is_some_and(|code| !model.explanations.contains_key(code))
            }
            Then::News | Then::Run(_) => model.is_grading() || model.is_tracing(),
        }
    }

    fn go_on(&mut self) {
        while let Some(then) = self.then.take() {
            if self.is_busy(&then) {
                self.then = Some(then);
                return;
            }
            self.come_to(then);
        }
    }

    fn come_to(&mut self, then: Then) {
        match then {
            Then::Opened => self.greet(false),
            Then::Desk if self.state.model.desk.is_none() => self.ask_where(),
            Then::Desk => self.greet(true),
            Then::News => self.tell_what_is_new(),
            Then::Edited => {
                self.act(Action::Check);
                self.await_with(Then::Verdict, "Grading.");
            }
            Then::Verdict => {
                self.voice.gap();
                self.tell_verdict();
                self.ask_for_another_order();
            }
            Then::Reply => self.replied(),
            Then::Explained => self.tell_explanation(),
            Then::Run(look) => self.look(look),
        }
    }

    /// The first sentences: what this is, how far the learner is, where it goes on.
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

    /// A lesson was come to.
    pub(super) fn arrive(&mut self) {
        self.asked = Asked::Nothing;
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

    /// What is wanted of a run that has been looked at.
    fn look(&mut self, look: Look) {
        if borrows::seen(&mut self.voice, &self.state).is_none() {
            return;
        }
        match look {
            Look::Whole(all) => borrows::whole(&mut self.voice, &self.state, all),
            Look::Step(on) => {
                let before = self.state.stepping.at;
                self.step(if on { Action::StepOn } else { Action::StepBack });
                if before.is_some() && before == self.state.stepping.at {
                    let end = if on { "last" } else { "first" };
                    self.voice
                        .say(&format!("That was the {end} event already."));
                }
                borrows::event(&mut self.voice, &self.state);
            }
            Look::Cell(number) => self.choose_cell(number),
            Look::Replayed => {
                borrows::schedules(&mut self.voice, &self.state);
                borrows::explained(&mut self.voice, &self.state);
                self.voice
                    .say("`step` goes through this one, `borrows` tells it.");
            }
        }
    }

    /// To the next event that has something to tell.
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
            self.asked = Asked::Choices;
        }
    }

    /// The learner's file, the solution beside it.
    pub(super) fn tell_solution(&mut self) {
        program::solution(&mut self.voice, &self.state);
    }
}
