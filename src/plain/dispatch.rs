//! What a line does: it answers the prompt, or is a command.

use super::commands::{self, Word};
use super::editing::LineChange;
use super::prompt::{Confirmation, Prompt};
use super::session::{Awaited, Detail, PlainEffect, Session, TraceRequest};
use super::{lessons, list, results};
use crate::course::nearest;
use crate::engine::{Command, Next};
use crate::report::{self, FileUse, Refusal};
use crate::sanitize;

impl Session {
    /// Takes a line: an answer to the prompt, a command, or nothing, which asks for news.
    pub(super) fn dispatch(&mut self, line: &str) {
        let lesson = self.model.lesson_id().to_owned();
        let is_empty = line.trim().is_empty();
        let may_answer = !is_empty || self.confirmation.is_some() || self.prompt.takes_empty_line();
        if may_answer && self.answers_prompt(line) {
            return;
        }
        if is_empty {
            return self.print_all_news();
        }
        if self.needs_desk() && !works_without_desk(line) {
            let words = "Please answer the question first, or type `quit`.";
            return self.out.say(words);
        }
        // The prompt stays while a command is carried out, but not in another lesson.
        let prompt = std::mem::take(&mut self.prompt);
        match commands::parse(line) {
            Ok((word, rest)) => self.command(word, rest),
            Err(_) if number(line).is_some() => self.out.say(
                "There is nothing to choose by number now. `answer` prints what the lesson asks; `lesson` with a number \
                 goes to one.",
            ),
            Err(unclear) => commands::not_understood(&mut self.out, line, &unclear),
        }
        if self.prompt == Prompt::Command
            && self.model.lesson_id() == lesson
            && self.awaited.is_none()
        {
            self.prompt = prompt;
        }
    }

    /// Takes a line as an answer to the prompt; false if it is none.
    fn answers_prompt(&mut self, line: &str) -> bool {
        if let Some(confirmation) = self.confirmation.take() {
            return self.confirm(confirmation, line);
        }
        let prompt = std::mem::take(&mut self.prompt);
        let taken = match &prompt {
            Prompt::Command => false,
            Prompt::Folder => self.take_folder(line),
            Prompt::Editor(dir) => self.take_editor(dir, line),
            Prompt::MakeDesk(dir, editor) => self.make_desk(dir, *editor, line),
            Prompt::Prediction(dialog) => self.take_prediction(dialog.clone(), line),
            Prompt::Choices => self.take_choices(line),
            Prompt::Order => self.take_order(line),
            Prompt::Lesson(found) => self.take_lesson(found, line),
            Prompt::Draft => self.take_draft_answer(line),
        };
        if !taken {
            self.prompt = prompt;
        }
        taken
    }

    /// Anything but yes changes nothing, and may be a command.
    fn confirm(&mut self, confirmation: Confirmation, line: &str) -> bool {
        let word = line.trim().to_lowercase();
        let lesson = self.model.lesson_id().to_owned();
        match (word.as_str(), confirmation) {
            ("", _) => {
                self.confirmation = Some(confirmation);
                self.out.say("Please say yes or no.");
            }
            ("y" | "yes", Confirmation::Reset) => {
                self.send([Command::Reset { lesson }]);
                self.wait_for(Awaited::Verdict, "Resetting and grading the file.");
            }
            ("y" | "yes", Confirmation::Solution) => {
                self.send([Command::RecordSolutionSeen { lesson }]);
                results::solution(&mut self.out, &self.model);
            }
            (word, _) => {
                self.out.say("Nothing was changed.");
                return ["n", "no"].contains(&word);
            }
        }
        true
    }

    /// Prints the news, or waits for those of the running jobs.
    pub(super) fn print_all_news(&mut self) {
        if self.has_news() {
            return self.print_news(Detail::Full);
        }
        if self.model.is_grading() {
            return self.wait_for(Awaited::News, "Your file is being graded.");
        }
        if self.model.is_tracing() {
            return self.wait_for(Awaited::News, "Tracing the run.");
        }
        self.out.say(match &self.prompt {
            Prompt::Command => "Nothing new.",
            Prompt::Choices | Prompt::Order | Prompt::Prediction(_) => {
                "Nothing new. Something is asked: type a number, or `answer` to print it again."
            }
            Prompt::Folder
            | Prompt::Editor(_)
            | Prompt::MakeDesk(..)
            | Prompt::Lesson(_)
            | Prompt::Draft => "Nothing new. Something is asked.",
        });
    }

    fn command(&mut self, word: Word, rest: &str) {
        let (out, model) = (&mut self.out, &self.model);
        match word {
            Word::Help => commands::help(out, rest),
            Word::Read => lessons::lesson(out, model),
            Word::Output => results::output(out, model),
            Word::Compiler if begins("full", rest) => results::rendered_diagnostics(out, model),
            Word::Compiler => results::diagnostics(out, model),
            Word::Tests => results::tests_and_rules(out, model),
            Word::Hints => lessons::hints(out, model),
            Word::Code => results::code(out, model, rest),
            Word::List => list::list(out, model, rest),
            Word::Progress => lessons::progress(out, model),
            Word::Takeaway => lessons::takeaway(out, model),
            Word::Where => lessons::places(out, model),
            Word::Problems => lessons::problems(out, model),
            Word::Verdict => self.print_verdict(),
            Word::Quit => self.request(PlainEffect::Quit),
            Word::Mode => self.set_mode(rest),
            Word::Core => self.toggle_core(),
            Word::Answer => self.ask(),
            Word::Draft => self.show_draft(),
            Word::Line => self.show_or_replace_line(rest),
            Word::Insert => self.change(LineChange::Insert, rest),
            Word::Delete => self.change(LineChange::Delete, rest),
            Word::Undo => self.undo(),
            Word::Edit => self.edit(),
            Word::Check => self.check(),
            Word::Reset => self.reset(),
            Word::Solution => self.solution(),
            Word::Hint => self.hint(),
            Word::Explain => self.explain(),
            Word::Borrows if begins("all", rest) => self.trace(TraceRequest::EveryEvent),
            Word::Borrows => self.trace(TraceRequest::Summary),
            Word::Step => self.trace(TraceRequest::NextEvent),
            Word::Back => self.trace(TraceRequest::PreviousEvent),
            Word::Cell => self.trace(TraceRequest::Cell(number(rest))),
            Word::Schedule => self.schedule(number(rest)),
            Word::Next => self.next(),
            Word::Following => self.neighbor(1),
            Word::Previous => self.neighbor(-1),
            Word::Lesson => self.lesson(rest),
            Word::Find => self.find(rest),
        }
    }

    fn check(&mut self) {
        if self.model.file().is_some() {
            return self.grade();
        }
        let why = Refusal::NoFile(FileUse::Grade).sentence();
        self.out
            .say(&format!("{why} `answer` prints what it asks."));
    }

    fn hint(&mut self) {
        let command = self.model.hint_command();
        let is_new = command.is_some();
        self.send(command);
        lessons::newest_hint(&mut self.out, &self.model, is_new);
    }

    fn explain(&mut self) {
        let Some(code) = self.model.error_code().map(str::to_owned) else {
            return self.tell_later(Refusal::NoErrorCode.sentence());
        };
        if self.model.explanation(&code).is_none() {
            self.send([Command::Explain { code: code.clone() }]);
        }
        self.wait_for(Awaited::Explanation(code), "Asking rustc.");
    }

    fn reset(&mut self) {
        if self.model.file().is_none() {
            return self.tell_later(Refusal::NoFile(FileUse::Reset).sentence());
        }
        if let Some(why) = self.model.read_only() {
            return self.tell_later(why.to_string());
        }
        self.confirmation = Some(Confirmation::Reset);
        self.out
            .say("Reset the file to the starter? cellmate keeps a copy of yours. Say yes or no.");
    }

    fn solution(&mut self) {
        let lesson = self.model.current();
        if self.model.sees_solution() {
            results::solution(&mut self.out, &self.model);
        } else if lesson.is_some_and(|lesson| lesson.files.solution.is_some()) {
            self.confirmation = Some(Confirmation::Solution);
            self.out
                .say("Show the solution before you have passed? Say yes or no.");
        } else {
            self.tell_later(Refusal::NoSolution.sentence());
        }
    }

    fn find(&mut self, words: &str) {
        if words.is_empty() {
            let ask = "Find what? Type some words after `find`, as in `find deadlock`.";
            return self.out.say(ask);
        }
        let found = list::find(&mut self.out, &self.model, words);
        if !found.is_empty() {
            self.prompt = Prompt::Lesson(found);
        }
    }

    fn take_lesson(&mut self, found: &[String], line: &str) -> bool {
        let Some(number) = number(line) else {
            return false;
        };
        if let Some(id) = number.checked_sub(1).and_then(|at| found.get(at)) {
            self.open(id);
        } else {
            let last = found.len();
            self.prompt = Prompt::Lesson(found.to_vec());
            self.out
                .say(&format!("They are numbered from 1 to {last}."));
        }
        true
    }

    /// Opens the next lesson, or first prints the page about what was just finished.
    fn next(&mut self) {
        match self.model.advance() {
            Next::Finish(finish) => {
                self.out.gap();
                self.out.blocks(&report::finish(&self.model, &finish));
            }
            Next::Lesson(id) => self.open(&id),
            Next::OnlyThisOne => self.tell_later(Refusal::OnlyLessonLeft.sentence()),
        }
    }

    fn neighbor(&mut self, by: isize) {
        match self.model.neighbor(by).map(|lesson| lesson.id.clone()) {
            Some(id) => self.open(&id),
            None => self.out.say("There is no lesson in that direction."),
        }
    }

    fn lesson(&mut self, wanted: &str) {
        let Some(course) = self.model.course().cloned() else {
            return lessons::problems(&mut self.out, &self.model);
        };
        let by_number =
            number(wanted).and_then(|number| course.lessons.get(number.checked_sub(1)?));
        if let Some(lesson) = by_number.or_else(|| course.lesson(wanted)) {
            return self.open(&lesson.id);
        }
        let ids = course.lessons.iter().map(|lesson| lesson.id.as_str());
        let meant = nearest(wanted, ids).map(|id| format!(" Do you mean `lesson {id}`?"));
        let last = course.lessons.len();
        self.out.say(&format!(
            "There is no lesson `{}`.{} They are numbered from 1 to {last}; `list` and `find` print their names.",
            sanitize::line(wanted),
            meant.unwrap_or_default()
        ));
    }

    fn toggle_core(&mut self) {
        self.model.toggle_core();
        let (_, of) = self.model.counts(None);
        self.out.say(&if self.model.core_only() {
            format!("Only the {of} core lessons from here on; `core` brings the others back.")
        } else {
            format!("All {of} lessons again.")
        });
    }

    fn set_mode(&mut self, rest: &str) {
        let (plain, says) = match rest {
            "plain" => (true, "cellmate starts line by line from the next time on."),
            "full" => (
                false,
                "cellmate starts with the full screen from the next time on, where there is a terminal for it.",
            ),
            _ => {
                let ask =
                    "Say `mode plain` or `mode full`: how cellmate starts from the next time on.";
                return self.out.say(ask);
            }
        };
        if let Some(why) = self.model.read_only() {
            return self.out.say(&why.to_string());
        }
        self.send([Command::SetPlain { plain }]);
        self.out.say(says);
    }
}

pub(super) fn number(text: &str) -> Option<usize> {
    text.trim().parse().ok()
}

/// Whether a word starts with what was typed.
fn begins(word: &str, typed: &str) -> bool {
    !typed.is_empty() && word.starts_with(&typed.to_lowercase())
}

fn works_without_desk(line: &str) -> bool {
    let words = [Word::Help, Word::Problems, Word::Quit];
    commands::parse(line).is_ok_and(|(word, _)| words.contains(&word))
}
