//! The state of plain mode: lines and events come in, text and effects go out. It uses no terminal and no clock.
//!
//! What arrives while the learner types is announced at the next prompt. The prompt waits for what a line has started.

use super::prompt::Prompt;
use super::writer::Writer;
use super::{lessons, results};
use crate::desk::CourseProgress;
use crate::engine::{Confirmation, Direction, Error, Model, Request, Session};
use crate::report;
use crate::verdict::Verdict;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Something to do outside the state.
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

#[derive(Default)]
pub struct PlainState {
    pub(super) session: Session,
    pub(super) out: Writer,
    pub(super) prompt: Prompt,
    pub(super) confirmation: Option<Confirmation>,
    pub(super) awaited: Option<Awaited>,
    announcements: Vec<Announcement>,
    effects: Vec<PlainEffect>,
    /// The texts before each change by a command, by lesson: for `undo`.
    pub(super) undo: BTreeMap<String, Vec<String>>,
    /// The verdicts that were printed in full, by lesson.
    pub(super) printed: BTreeMap<String, String>,
    /// Whether a new desk starts in plain mode from then on.
    pub(super) remember_plain: bool,
}

/// What the last line started. The prompt follows once this has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Awaited {
    /// The course and the desk.
    Opening,
    Desk,
    /// Whatever the running jobs report.
    Announcements,
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
    Step(Direction),
    /// One cell by its number, or all of them.
    Cell(Option<usize>),
    Replay,
}

/// Something that has not been printed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Announcement {
    Sentence(String),
    /// A verdict on the open lesson.
    Verdict,
    /// What the trace of its run explains.
    Explanations,
}

impl PlainState {
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
        self.session.model()
    }

    /// The word before the cursor.
    #[must_use]
    pub fn prompt(&self) -> &'static str {
        match self.confirmation {
            Some(_) => "yes or no",
            None => self.prompt.word(),
        }
    }

    pub fn line(&mut self, line: &str) -> Vec<PlainEffect> {
        self.dispatch(line.trim_end_matches(['\n', '\r']));
        self.take_effects()
    }

    /// Continues after the editor that had the terminal was closed, or could not be started.
    pub fn editor_closed(&mut self, closed: Result<(), Error>) -> Vec<PlainEffect> {
        let awaited = self.awaited.take_if(|awaited| *awaited == Awaited::Editor);
        match closed {
            Ok(()) if awaited.is_some() => self.grade(),
            Ok(()) => {}
            Err(error) => {
                self.announce_sentence(error.to_string());
                if awaited.is_some() {
                    let instead =
                        "`line`, `insert` and `delete` change your file without an editor.";
                    self.announce_sentence(instead.to_owned());
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
        self.awaited.is_none() && self.session.model().is_idle()
    }

    /// The progress message for something that takes a long time.
    #[must_use]
    pub fn progress_message(&self) -> &'static str {
        match self.awaited {
            Some(Awaited::Verdict | Awaited::Prediction) => "Still compiling and running.",
            Some(Awaited::Trace(_)) => "Still tracing the run.",
            Some(
                Awaited::Opening
                | Awaited::Desk
                | Awaited::Announcements
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

    /// Prints the announcements, each once. What a trace explains waits while a question is open, unless it is asked for.
    pub fn announce(&mut self, detail: Detail) {
        let is_asked = self.confirmation.is_some() || self.prompt != Prompt::Command;
        for announcement in std::mem::take(&mut self.announcements) {
            if is_asked && detail == Detail::Brief && announcement == Announcement::Explanations {
                self.announcements.push(announcement);
                continue;
            }
            self.out.gap();
            match (announcement, detail) {
                (Announcement::Sentence(sentence), _) => self.out.say(&sentence),
                (Announcement::Verdict, Detail::Full) => self.print_verdict(),
                (Announcement::Verdict, Detail::Brief) => self.print_verdict_in_brief(),
                (Announcement::Explanations, _) => {
                    results::announced_explanations(&mut self.out, self.session.model());
                }
            }
        }
    }

    pub(super) fn has_announcements(&self) -> bool {
        !self.announcements.is_empty()
    }

    pub(super) fn announce_sentence(&mut self, sentence: String) {
        self.add_announcement(Announcement::Sentence(sentence));
    }

    pub(super) fn add_announcement(&mut self, announcement: Announcement) {
        if !self.announcements.contains(&announcement) {
            self.announcements.push(announcement);
        }
    }

    pub(super) fn request(&mut self, effect: PlainEffect) {
        self.effects.push(effect);
    }

    /// Waits for this, and says so if it has not arrived yet.
    pub(super) fn wait_for(&mut self, awaited: Awaited, sentence: &str) {
        if self.is_busy(&awaited) {
            self.out.say(sentence);
        }
        self.awaited = Some(awaited);
    }

    /// Grades the learner's file, and waits for the verdict.
    pub(super) fn grade(&mut self) {
        self.session.grade();
        self.wait_for(Awaited::Verdict, "Grading your file.");
    }

    /// Opens a lesson and prints it.
    pub(super) fn open(&mut self, id: &str) {
        self.announcements
            .retain(|it| *it != Announcement::Explanations);
        self.session.open_lesson(id);
        self.print_lesson();
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
        self.session.remember_view(|_| {});
        let requests = self.session.take_requests().into_iter();
        let requests = requests.map(PlainEffect::Engine);
        requests.chain(self.effects.drain(..)).collect()
    }

    fn is_busy(&self, awaited: &Awaited) -> bool {
        let model = self.session.model();
        match awaited {
            Awaited::Opening => !model.is_opened(),
            Awaited::Desk => model.desk().is_none() && model.is_making_desk(),
            Awaited::Editor => true,
            Awaited::Verdict => model.is_writing() || model.is_grading(),
            Awaited::Prediction => model.is_predicting(),
            Awaited::Explanation(code) => model.explanation(code).is_none(),
            Awaited::Announcements | Awaited::Trace(_) => model.is_grading() || model.is_tracing(),
        }
    }

    fn finish(&mut self, awaited: Awaited) {
        match awaited {
            Awaited::Desk if self.session.model().desk().is_none() => self.ask_folder(),
            Awaited::Opening | Awaited::Desk => self.greet(),
            Awaited::Announcements => self.announce_in_full(),
            Awaited::Editor => {}
            Awaited::Verdict => {
                self.out.gap();
                self.print_verdict();
                self.ask_another_order();
            }
            Awaited::Prediction => self.print_reply(),
            Awaited::Explanation(code) => match self.session.model().explanation(&code) {
                Some(Ok(text)) => {
                    self.out.say(&format!("What rustc says about {code}:"));
                    self.out.gap();
                    self.out.prose(text);
                }
                Some(Err(why)) => self.out.say(why),
                None => {}
            },
            Awaited::Trace(request) => self.print_trace(request),
        }
    }

    /// Says what this is, how far the learner is, and which lesson comes next.
    fn greet(&mut self) {
        if self.needs_desk() {
            return self.welcome();
        }
        if self.session.model().course().is_none() {
            return lessons::problems(&mut self.out, self.session.model());
        }
        let words = "cellmate in plain mode. `help` lists the commands, `quit` leaves.";
        self.out.say(words);
        lessons::counts(&mut self.out, self.session.model());
        if *self.session.model().progress() == CourseProgress::default() {
            return self.print_lesson();
        }
        self.out.gap();
        lessons::head(&mut self.out, self.session.model());
        self.out.say("`read` prints its text.");
        self.mention_draft();
    }

    /// Whether this is the first start: there is no desk yet.
    pub(super) fn needs_desk(&self) -> bool {
        self.session.model().is_opened() && self.session.model().desk().is_none()
    }

    /// Prints the lesson that was just opened.
    fn print_lesson(&mut self) {
        self.prompt = Prompt::Command;
        lessons::lesson(&mut self.out, self.session.model());
        self.mention_draft();
    }

    fn mention_draft(&mut self) {
        if self.session.model().draft().is_some() {
            self.out.say(&report::unsaved_draft("`draft`"));
        }
    }

    pub(super) fn print_verdict(&mut self) {
        self.announcements.retain(|it| *it != Announcement::Verdict);
        if let Some(graded) = self.session.model().verdict() {
            let identity = identity(&graded.verdict);
            self.printed
                .insert(self.session.model().lesson_id().to_owned(), identity);
        }
        results::verdict(&mut self.out, self.session.model());
    }

    fn print_verdict_in_brief(&mut self) {
        if self
            .session
            .model()
            .ungraded(self.session.model().lesson_id())
            .is_some()
        {
            return self.print_verdict();
        }
        if let Some(graded) = self.session.model().verdict() {
            let headline = results::headline(&graded.verdict);
            let all = "`verdict` prints all that cellmate found.";
            let sentence = format!("cellmate graded your file. {headline} {all}");
            self.out.say(&sentence);
        }
    }
}

/// Identifies a verdict: one that was printed in full is not announced again.
pub(super) fn identity(verdict: &Verdict) -> String {
    format!("{} {}", verdict.hash, results::headline(verdict))
}
