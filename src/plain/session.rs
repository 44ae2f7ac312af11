//! A session: lines and events come in, text and effects go out. It knows no terminal and no clock.
//!
//! What arrives while the learner types is kept as news until the next prompt; what a line has started is waited for.

use super::prompt::{Confirmation, Prompt};
use super::writer::Writer;
use super::{lessons, results};
use crate::desk::{CourseProgress, View};
use crate::engine::form::Reply;
use crate::engine::{Command, Error, Model, Request};
use crate::verdict::Verdict;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One thing to do for a session.
#[derive(Clone, Debug, PartialEq)]
pub enum PlainEffect {
    /// By the engine.
    Engine(Request),
    /// Give the terminal to the learner's editor until it is closed.
    Edit {
        path: PathBuf,
        /// The line to show first.
        line: u32,
    },
    Quit,
}

/// How much is printed of what is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A verdict in one sentence, because the learner may be about to type.
    Brief,
    /// All of it, because the learner asks for it.
    Full,
}

/// The state of plain mode: lines and events in, text and effects out.
#[derive(Default)]
pub struct Session {
    pub(super) model: Model,
    pub(super) out: Writer,
    pub(super) prompt: Prompt,
    /// The question to be answered with yes or no, before the prompt.
    pub(super) confirmation: Option<Confirmation>,
    pub(super) awaited: Option<Awaited>,
    news: Vec<News>,
    effects: Vec<PlainEffect>,
    /// The prediction or question that was just answered, until the reply is printed.
    pub(super) reply: Option<Reply>,
    /// Which part of the run is shown.
    pub(super) focus: TraceFocus,
    /// The texts before each change by a command, by lesson: for `undo`.
    pub(super) undo: BTreeMap<String, Vec<String>>,
    /// The verdicts that were printed in full, by lesson.
    pub(super) printed: BTreeMap<String, String>,
    /// The view that is remembered for the next start.
    pub(super) view: View,
    /// Whether a new desk starts in plain mode from then on.
    pub(super) remember_plain: bool,
}

/// What the last line started. The prompt follows once this has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Awaited {
    /// The course and the desk.
    Opening,
    /// A new desk.
    Desk,
    /// Whatever the running jobs report.
    News,
    /// The end of the editor.
    Editor,
    Verdict,
    /// The result of a prediction.
    Prediction,
    /// What rustc says about this error code.
    Explanation(String),
    Trace(TraceRequest),
}

/// What to print of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TraceRequest {
    /// What it means, and its events if they are few.
    Summary,
    EveryEvent,
    NextEvent,
    PreviousEvent,
    /// One cell by its number, or all of them.
    Cell(Option<usize>),
    /// The schedule that was replayed.
    Replay,
}

/// Which part of a run is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TraceFocus {
    /// The index of the current event, among those that are printed.
    pub(super) event: Option<usize>,
    /// The only cell whose events are printed.
    pub(super) cell: Option<u32>,
    /// The index of the schedule that was chosen.
    pub(super) schedule: Option<usize>,
}

/// Something that has not been printed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum News {
    Sentence(String),
    /// A verdict on the open lesson.
    Verdict,
    /// What the trace of its run explains.
    Explanations,
}

impl Session {
    /// Starts a session. With `remember_plain`, a desk that is made in it starts in plain mode from then on.
    #[must_use]
    pub fn new(remember_plain: bool) -> Self {
        Self {
            remember_plain,
            awaited: Some(Awaited::Opening),
            ..Self::default()
        }
    }

    /// Wraps sentences for a terminal of this width, or not at all.
    pub fn set_width(&mut self, width: Option<usize>) {
        self.out.set_width(width);
    }

    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The word before the cursor.
    #[must_use]
    pub fn prompt(&self) -> &'static str {
        match self.confirmation {
            Some(_) => "yes or no",
            None => self.prompt.word(),
        }
    }

    /// Handles a typed line.
    pub fn line(&mut self, line: &str) -> Vec<PlainEffect> {
        self.dispatch(line.trim_end_matches(['\n', '\r']));
        self.take_effects()
    }

    /// The editor that had the terminal is closed, or could not be started.
    pub fn editor_closed(&mut self, closed: Result<(), Error>) -> Vec<PlainEffect> {
        let awaited = self.awaited.take_if(|awaited| *awaited == Awaited::Editor);
        match closed {
            Ok(()) if awaited.is_some() => self.grade(),
            Ok(()) => {}
            Err(error) => {
                self.tell_later(error.to_string());
                if awaited.is_some() {
                    let instead =
                        "`line`, `insert` and `delete` change your file without an editor.";
                    self.tell_later(instead.to_owned());
                }
            }
        }
        self.take_effects()
    }

    /// Whether what the last line has started is still running.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.awaited.is_some()
    }

    /// Whether nothing is running at all.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.awaited.is_none() && self.model.is_idle()
    }

    /// The progress message for something that takes long.
    #[must_use]
    pub fn progress_message(&self) -> &'static str {
        match self.awaited {
            Some(Awaited::Verdict | Awaited::Prediction) => "Still compiling and running.",
            Some(Awaited::Trace(_)) => "Still tracing the run.",
            Some(
                Awaited::Opening
                | Awaited::Desk
                | Awaited::News
                | Awaited::Editor
                | Awaited::Explanation(_),
            )
            | None => "Still working.",
        }
    }

    /// Returns what there is to print, once.
    pub fn take_text(&mut self) -> String {
        self.out.take()
    }

    /// Prints the news, each once.
    pub fn print_news(&mut self, detail: Detail) {
        for news in std::mem::take(&mut self.news) {
            self.out.gap();
            match (news, detail) {
                (News::Sentence(sentence), _) => self.out.say(&sentence),
                (News::Verdict, Detail::Full) => self.print_verdict(),
                (News::Verdict, Detail::Brief) => self.print_verdict_in_brief(),
                (News::Explanations, _) => {
                    self.out.say("About the borrows of that run:");
                    results::explanations(&mut self.out, &self.model);
                }
            }
        }
    }

    pub(super) fn has_news(&self) -> bool {
        !self.news.is_empty()
    }

    /// Keeps a sentence for the next prompt.
    pub(super) fn tell_later(&mut self, sentence: String) {
        self.add_news(News::Sentence(sentence));
    }

    pub(super) fn add_news(&mut self, news: News) {
        if !self.news.contains(&news) {
            self.news.push(news);
        }
    }

    pub(super) fn send(&mut self, commands: impl IntoIterator<Item = Command>) {
        for command in commands {
            let request = self.model.send(command);
            self.effects.push(PlainEffect::Engine(request));
        }
    }

    pub(super) fn request(&mut self, effect: PlainEffect) {
        self.effects.push(effect);
    }

    /// Waits for this, and says so if it is not there yet.
    pub(super) fn wait_for(&mut self, awaited: Awaited, sentence: &str) {
        if self.is_busy(&awaited) {
            self.out.say(sentence);
        }
        self.awaited = Some(awaited);
    }

    /// Grades the learner's file, and waits for the verdict.
    pub(super) fn grade(&mut self) {
        let command = self.model.grade_command(false);
        self.send(command);
        self.wait_for(Awaited::Verdict, "Grading.");
    }

    /// Opens a lesson and prints it.
    pub(super) fn open(&mut self, id: &str) {
        if self.model.lesson_id() != id {
            let command = self.model.open_lesson(id);
            self.begin_lesson(command);
        }
        self.print_lesson();
    }

    /// Forgets what was asked and shown of the lesson before.
    pub(super) fn begin_lesson(&mut self, command: Option<Command>) {
        (self.prompt, self.reply) = (Prompt::Command, None);
        self.focus = TraceFocus::default();
        self.send(command);
    }

    /// Prints what was waited for if it has arrived, and returns the effects to carry out.
    pub(super) fn take_effects(&mut self) -> Vec<PlainEffect> {
        while let Some(awaited) = self.awaited.take() {
            if self.is_busy(&awaited) {
                self.awaited = Some(awaited);
                break;
            }
            self.finish(awaited);
        }
        self.remember_view();
        std::mem::take(&mut self.effects)
    }

    fn is_busy(&self, awaited: &Awaited) -> bool {
        let model = &self.model;
        match awaited {
            Awaited::Opening => !model.is_opened(),
            Awaited::Desk => model.desk().is_none() && model.is_making_desk(),
            Awaited::Editor => true,
            Awaited::Verdict => model.is_writing() || model.is_grading(),
            Awaited::Prediction => model.is_predicting(),
            Awaited::Explanation(code) => model.explanation(code).is_none(),
            Awaited::News | Awaited::Trace(_) => model.is_grading() || model.is_tracing(),
        }
    }

    fn finish(&mut self, awaited: Awaited) {
        match awaited {
            Awaited::Desk if self.model.desk().is_none() => self.ask_folder(),
            Awaited::Opening | Awaited::Desk => self.greet(),
            Awaited::News => self.print_all_news(),
            Awaited::Editor => {}
            Awaited::Verdict => {
                self.out.gap();
                self.print_verdict();
                self.ask_another_order();
            }
            Awaited::Prediction => self.print_reply(),
            Awaited::Explanation(code) => {
                self.out.say(&format!("What rustc says about {code}:"));
                self.out.gap();
                let text = self.model.explanation(&code);
                self.out.prose(text.unwrap_or_default());
            }
            Awaited::Trace(request) => self.print_trace(request),
        }
    }

    /// Says what this is, how far the learner is, and which lesson comes next.
    fn greet(&mut self) {
        if self.needs_desk() {
            return self.welcome();
        }
        if self.model.course().is_none() {
            return lessons::problems(&mut self.out, &self.model);
        }
        let words = "cellmate, line by line. `help` lists the commands, `quit` leaves.";
        self.out.say(words);
        lessons::counts(&mut self.out, &self.model);
        if *self.model.progress() == CourseProgress::default() {
            return self.print_lesson();
        }
        self.out.gap();
        lessons::head(&mut self.out, &self.model);
        self.out.say("`read` prints its text.");
        self.mention_draft();
    }

    /// Whether this is the first start: there is no desk yet.
    pub(super) fn needs_desk(&self) -> bool {
        self.model.is_opened() && self.model.desk().is_none()
    }

    /// Prints the lesson that was just opened.
    fn print_lesson(&mut self) {
        self.prompt = Prompt::Command;
        lessons::lesson(&mut self.out, &self.model);
        self.mention_draft();
    }

    fn mention_draft(&mut self) {
        if self.model.draft().is_some() {
            let words = "Something you typed on the full screen was never saved: `draft` shows it.";
            self.out.say(words);
        }
    }

    pub(super) fn print_verdict(&mut self) {
        self.news.retain(|news| *news != News::Verdict);
        if let Some(graded) = self.model.verdict() {
            let identity = identity(&graded.verdict);
            self.printed
                .insert(self.model.lesson_id().to_owned(), identity);
        }
        results::verdict(&mut self.out, &self.model);
    }

    fn print_verdict_in_brief(&mut self) {
        if self.model.ungraded(self.model.lesson_id()).is_some() {
            return self.print_verdict();
        }
        if let Some(graded) = self.model.verdict() {
            let headline = results::headline(&graded.verdict);
            let all = "`verdict` prints all that cellmate found.";
            let sentence = format!("Your file was graded. {headline} {all}");
            self.out.say(&sentence);
        }
    }

    /// Remembers the open lesson for the next start; the rest of the view is the full screen's.
    fn remember_view(&mut self) {
        let model = &self.model;
        let is_known =
            self.view.lesson == model.lesson_id() && self.view.core_only == model.core_only();
        if model.desk().is_none()
            || model.lesson_id().is_empty()
            || model.read_only().is_some()
            || is_known
        {
            return;
        }
        model.lesson_id().clone_into(&mut self.view.lesson);
        self.view.core_only = model.core_only();
        self.send([Command::RememberView(self.view.clone())]);
    }
}

/// Identifies a verdict: one that was printed in full is not printed again as news.
pub(super) fn identity(verdict: &Verdict) -> String {
    format!("{} {}", verdict.hash, results::headline(verdict))
}
