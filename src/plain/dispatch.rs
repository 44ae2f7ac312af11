//! Which command does what.

use super::commands::{self, Word};
use super::dialog::Prompt;
use super::editing::LineChange;
use super::session::{Awaited, Session, TraceRequest};
use super::telling::{borrows, lesson, list, pages, program, verdict};
use crate::app::{Input, Message, Overlay, Say, Tab};
use crate::course::{Lesson, nearest};
use crate::keymap::Action;
use crate::report::trace::used_cells;
use crate::sanitize;

impl Session {
    /// Takes a line: an answer to the prompt, a command, or nothing, which asks for news.
    pub(super) fn dispatch(&mut self, line: &str) {
        let lesson = self.state.model.lesson.clone();
        let all = matches!(&self.prompted, Prompt::Prediction(dialog) if dialog.takes_all());
        if (all || !line.trim().is_empty() || self.enter_means_something())
            && self.takes_as_answer(line)
        {
            return;
        }
        if line.trim().is_empty() {
            return self.tell_what_is_new();
        }
        if matches!(self.state.overlay, Overlay::Welcome(_)) && !is_known_at_welcome(line) {
            self.voice
                .say("Please answer the question first, or type `quit`.");
            return;
        }
        // What is asked stays asked while something else is told, but not in another lesson.
        let asked = std::mem::take(&mut self.prompted);
        match commands::read(line) {
            Ok((word, rest)) => self.command(word, rest),
            Err(_) if line.trim().parse::<usize>().is_ok() => self.voice.say(
                "There is nothing to choose by number now. `answer` tells what the lesson asks; `lesson` with a number \
                 goes to one.",
            ),
            Err(unclear) => pages::not_understood(&mut self.voice, line, &unclear),
        }
        if self.prompted == Prompt::Nothing
            && self.state.model.lesson == lesson
            && self.awaited.is_none()
        {
            self.prompted = asked;
        }
    }

    fn enter_means_something(&self) -> bool {
        let no_numbers = matches!(
            self.prompted,
            Prompt::Nothing | Prompt::Choices | Prompt::Order | Prompt::Lesson(_) | Prompt::Draft
        );
        let ending = self.prompt() == "number" && matches!(self.prompted, Prompt::Prediction(_));
        matches!(self.state.overlay, Overlay::Confirm(_)) || !(no_numbers || ending)
    }

    /// Reports the news, or waits for those of the running jobs.
    pub(super) fn tell_what_is_new(&mut self) {
        if self.has_news() {
            return self.tell_news(true);
        }
        if self.state.model.is_grading() {
            return self.await_with(Awaited::News, "Your file is being graded.");
        }
        if self.state.model.is_tracing() {
            return self.await_with(Awaited::News, "Tracing the run.");
        }
        self.voice.say(match &self.prompted {
            Prompt::Nothing => "Nothing new.",
            Prompt::Choices | Prompt::Order | Prompt::Prediction(_) => {
                "Nothing new. Something is asked: type a number, or `answer` to hear it again."
            }
            Prompt::Folder
            | Prompt::Editor(_)
            | Prompt::Begin(..)
            | Prompt::Lesson(_)
            | Prompt::Draft => "Nothing new. Something is asked.",
        });
    }

    fn command(&mut self, word: Word, rest: &str) {
        let (voice, state) = (&mut self.voice, &self.state);
        match word {
            Word::Help => pages::help(voice, rest),
            Word::Read => lesson::whole(voice, state),
            Word::Output => verdict::output(voice, state),
            Word::Compiler => verdict::compiler(voice, state, begins(rest, "full")),
            Word::Tests => verdict::tests_and_rules(voice, state),
            Word::Hints => pages::hints(voice, state),
            Word::Code => program::own(voice, state, rest),
            Word::List => list::list(voice, state, rest),
            Word::Progress => pages::progress(voice, state),
            Word::Takeaway => lesson::takeaway(voice, state),
            Word::Where => pages::places(voice, state),
            Word::Problems => pages::problems(voice, state),
            Word::Verdict => self.tell_verdict(),
            Word::Quit => self.act(Action::Quit),
            Word::Mode => self.mode(rest),
            Word::Core => self.core(),
            Word::Answer => self.ask(false),
            Word::Draft => self.tell_draft(),
            Word::Line => self.line(rest),
            Word::Insert => self.change(LineChange::Insert, rest),
            Word::Delete => self.change(LineChange::Delete, rest),
            Word::Undo => self.undo(),
            Word::Edit => self.edit(),
            Word::Check => self.check(),
            Word::Reset => self.reset(),
            Word::Solution => self.solution(),
            Word::Hint => self.hint(),
            Word::Explain => self.explain(),
            Word::Borrows => self.trace(TraceRequest::Whole(begins(rest, "all"))),
            Word::Step => self.trace(TraceRequest::Step(true)),
            Word::Back => self.trace(TraceRequest::Step(false)),
            Word::Cell => self.trace(TraceRequest::Cell(number(rest))),
            Word::Schedule => self.schedule(number(rest)),
            Word::Next => self.go_to(Action::NextOpen),
            Word::Following => self.go_to(Action::NextLesson),
            Word::Previous => self.go_to(Action::PreviousLesson),
            Word::Lesson => self.go(rest),
            Word::Find => self.find(rest),
        }
    }

    fn check(&mut self) {
        if self.state.model.file_shown().is_none() {
            self.voice
                .say("This lesson has no file to grade; `answer` tells what it asks.");
            return;
        }
        self.act(Action::Check);
        self.await_with(Awaited::Verdict, "Grading.");
    }

    fn hint(&mut self) {
        let before = self.state.model.so_far().hints.len();
        self.act(Action::Hint);
        pages::hint(&mut self.voice, &self.state, before);
    }

    fn explain(&mut self) {
        if self.state.explained.is_none() {
            self.act(Action::Explain);
        }
        self.await_with(Awaited::Explained, "Asking rustc.");
    }

    fn reset(&mut self) {
        self.act(Action::Reset);
        if matches!(self.state.overlay, Overlay::Confirm(_)) {
            self.voice.say(
                "Reset the file to the starter? cellmate keeps a copy of yours. Say yes or no.",
            );
        }
    }

    fn solution(&mut self) {
        self.act(Action::Solution);
        if matches!(self.state.overlay, Overlay::Confirm(_)) {
            self.voice
                .say("Hear the solution before you have passed? Say yes or no.");
        } else if self.state.model.sees_solution() {
            self.tell_solution();
        }
    }

    fn edit(&mut self) {
        let desk = self.state.model.desk.as_ref();
        if self.state.model.file_shown().is_some() && desk.is_some_and(|desk| desk.editor.is_none())
        {
            self.voice.say(
                "You have no editor. `code` tells your file; `line 7 = TEXT`, `insert 7 = TEXT` and `delete 7` change it, \
                 and `undo` takes a change back.",
            );
            return;
        }
        let beside = desk.is_some_and(|desk| desk.edits_beside);
        let has_file = self.state.model.file_shown().is_some();
        self.act(Action::Edit);
        if has_file && beside {
            self.voice.say("Your file opens beside this. Each save is graded; Enter alone tells what was found.");
        } else if has_file {
            self.voice
                .say("Your editor has the terminal now; the verdict follows when it is closed.");
            self.await_editor();
        }
    }

    /// Whether there is a run to trace; says so if there is none.
    fn runs_a_program(&mut self) -> bool {
        let runs = self.state.tabs().contains(&Tab::Borrows);
        if !runs {
            self.voice.say("This lesson runs no program.");
        }
        runs
    }

    fn trace(&mut self, request: TraceRequest) {
        if self.runs_a_program() {
            self.act(Action::See);
            self.await_with(Awaited::Run(request), "Tracing the run.");
        }
    }

    fn schedule(&mut self, number: Option<usize>) {
        if !self.runs_a_program() {
            return;
        }
        let Some(found) = borrows::exploration(&self.state) else {
            self.voice
                .say("No schedules were tried: this lesson is judged by one run.");
            return;
        };
        let last = found.results.len();
        match number {
            Some(number) if (1..=last).contains(&number) => {
                self.update(Message::Input(Input::Say(Say::Way(number - 1))));
                self.await_with(Awaited::Run(TraceRequest::Replayed), "It is replayed.");
            }
            Some(_) => self
                .voice
                .say(&format!("The ways are numbered from 1 to {last}.")),
            None => borrows::schedules(&mut self.voice, &self.state),
        }
    }

    /// Reports only the events of one cell, or of all of them.
    pub(super) fn choose_cell(&mut self, number: Option<usize>) {
        let cells = self.state.model.trace().map(used_cells).unwrap_or_default();
        let last = cells.len();
        let chosen = number.map(|number| cells.get(number.wrapping_sub(1)).copied());
        match chosen {
            Some(None) => self
                .voice
                .say(&format!("The cells are numbered from 1 to {last}.")),
            chosen => {
                self.update(Message::Input(Input::Say(Say::Cell(chosen.flatten()))));
                borrows::whole(&mut self.voice, &self.state, false);
            }
        }
    }

    fn find(&mut self, words: &str) {
        if words.is_empty() {
            self.voice
                .say("Find what? Type some words after `find`, as in `find deadlock`.");
            return;
        }
        let found = list::find(&mut self.voice, &self.state, words);
        if !found.is_empty() {
            self.prompted = Prompt::Lesson(found);
        }
    }

    /// Opens another lesson, or the page at the end of a chapter.
    fn go_to(&mut self, action: Action) {
        let before = self.state.model.lesson.clone();
        self.act(action);
        if let Overlay::Finish(finish) = &self.state.overlay {
            let finish = finish.clone();
            pages::finished(&mut self.voice, &self.state, &finish);
        } else if self.state.model.lesson != before {
            self.arrive();
        } else if !self.has_news() {
            self.voice.say("There is no lesson in that direction.");
        }
    }

    fn go(&mut self, wanted: &str) {
        let Some(course) = self.state.model.course.clone() else {
            return pages::problems(&mut self.voice, &self.state);
        };
        let number = wanted.parse::<usize>().ok();
        let by_number = number.and_then(|number| course.lessons.get(number.checked_sub(1)?));
        let lesson: Option<&Lesson> = by_number.or_else(|| course.lesson(wanted));
        if let Some(lesson) = lesson {
            self.update(Message::Input(Input::Go(lesson.id.clone())));
            return self.arrive();
        }
        let ids = course.lessons.iter().map(|lesson| lesson.id.as_str());
        let meant = nearest(wanted, ids).map(|id| format!(" Do you mean `lesson {id}`?"));
        let last = course.lessons.len();
        self.voice.say(&format!(
            "There is no lesson `{}`.{} They are numbered from 1 to {last}; `list` and `find` tell their names.",
            sanitize::line(wanted),
            meant.unwrap_or_default()
        ));
    }

    fn core(&mut self) {
        let core_only = !self.state.model.core_only;
        self.update(Message::Input(Input::Do(Action::CoreOnly)));
        // What the full screen says of it names its key.
        self.news.pop();
        let (_, of) = self.state.model.counts(None);
        self.voice.say(&if core_only {
            format!("Only the {of} core lessons from here on; `core` brings the others back.")
        } else {
            format!("All {of} lessons again.")
        });
    }

    fn mode(&mut self, rest: &str) {
        let plain = match rest {
            "plain" => true,
            "full" => false,
            _ => {
                self.voice.say(
                    "Say `mode plain` or `mode full`: how cellmate starts from the next time on.",
                );
                return;
            }
        };
        if let Some(why) = &self.state.model.read_only {
            self.voice.say(&why.to_string());
            return;
        }
        self.update(Message::Input(Input::Say(Say::Plain(plain))));
        self.voice.say(if plain {
            "cellmate starts line by line from the next time on."
        } else {
            "cellmate starts with the full screen from the next time on, where there is a terminal for it."
        });
    }
}

fn number(text: &str) -> Option<usize> {
    text.trim().parse().ok()
}

fn begins(rest: &str, word: &str) -> bool {
    !rest.is_empty() && word.starts_with(&rest.to_lowercase())
}

fn is_known_at_welcome(line: &str) -> bool {
    let known = [Word::Help, Word::Problems, Word::Quit];
    commands::read(line).is_ok_and(|(word, _)| known.contains(&word))
}
