//! What a line does: it answers the prompt, or is a command.

use super::commands::{self, PlainCommand};
use super::editing::LineChange;
use super::prompt::Prompt;
use super::state::{Awaited, Detail, PlainEffect, PlainState, TraceRequest};
use super::{lessons, list, results};
use crate::course::nearest;
use crate::engine::{Command, Confirmation, Direction, FileUse, Next, Refusal};
use crate::report;
use crate::sanitize;

impl PlainState {
    /// Takes a line: an answer to the prompt, a command, or an empty line, which asks for announcements.
    pub(super) fn dispatch(&mut self, line: &str) {
        let open_lesson = self.session.model().lesson_id().to_owned();
        let is_empty = line.trim().is_empty();
        let may_answer = !is_empty || self.confirmation.is_some() || self.prompt.takes_empty_line();
        if may_answer && self.answers_prompt(line) {
            return;
        }
        if is_empty {
            return self.announce_in_full();
        }
        let Some(line) = self.without_program(line) else {
            let lesson = line.split_whitespace().next_back().unwrap_or_default();
            return self.out.say(&format!(
                "Here, commands are about the open lesson. `lesson {lesson}` goes to that one."
            ));
        };
        let line = line.as_str();
        if self.needs_desk() && !works_without_desk(line) {
            let words = "Please answer the question first, or type `quit`.";
            return self.out.say(words);
        }
        // The prompt stays while a command is carried out, but not in another lesson.
        let prompt = std::mem::take(&mut self.prompt);
        match commands::parse(line) {
            Ok((word, rest)) => self.command(word, rest),
            Err(unclear) => match number(line) {
                Some(number) => self.nothing_to_choose(number),
                None => commands::not_understood(&mut self.out, line, &unclear),
            },
        }
        if self.prompt == Prompt::Command
            && self.session.model().lesson_id() == open_lesson
            && self.awaited.is_none()
        {
            self.prompt = prompt;
        }
    }

    /// Says what a number alone could have meant.
    fn nothing_to_choose(&mut self, number: usize) {
        let course = self.session.model().course();
        let last = course.map_or(0, |course| course.lessons.len());
        let lesson = if (1..=last).contains(&number) {
            format!(" `lesson {number}` goes to lesson {number}.")
        } else {
            String::new()
        };
        self.out.say(&format!(
            "There is nothing to choose by number now. `answer` prints what the lesson asks.{lesson}"
        ));
    }

    /// Returns the command of a line that begins with `cellmate`, as lessons write it for a shell: its word, without
    /// the open lesson's id. `None` if it names another lesson.
    fn without_program(&self, line: &str) -> Option<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [program, word, rest @ ..] = words.as_slice() else {
            return Some(line.to_owned());
        };
        if !program.eq_ignore_ascii_case("cellmate") {
            return Some(line.to_owned());
        }
        let word = if *word == "trace" { "borrows" } else { word };
        let model = self.session.model();
        let is_id = |id: &str| {
            model
                .course()
                .is_some_and(|course| course.lesson(id).is_some())
        };
        match rest {
            [id] if *id == model.lesson_id() => Some(word.to_owned()),
            [id] if is_id(id) => None,
            _ => Some([&[word], rest].concat().join(" ")),
        }
    }

    /// Takes a line as an answer to the prompt; false if it is not one.
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

    /// Handles the answer to a confirmation. Anything but yes changes nothing, and may be a command.
    fn confirm(&mut self, confirmation: Confirmation, line: &str) -> bool {
        let word = line.trim().to_lowercase();
        match (word.as_str(), confirmation) {
            ("", _) => {
                self.confirmation = Some(confirmation);
                self.out.say("Please type yes or no.");
            }
            ("y" | "yes", _) => {
                self.session.confirm(confirmation);
                match confirmation {
                    Confirmation::Reset => {
                        self.wait_for(Awaited::Verdict, "Resetting and grading your file.");
                    }
                    Confirmation::Solution => {
                        results::solution(&mut self.out, self.session.model());
                    }
                }
            }
            (word, _) => {
                self.out.say(match confirmation {
                    Confirmation::Reset => "Your file is unchanged.",
                    Confirmation::Solution => "The sample solution stays hidden.",
                });
                return ["n", "no"].contains(&word);
            }
        }
        true
    }

    /// Prints the announcements, or waits for those of the running jobs.
    pub(super) fn announce_in_full(&mut self) {
        if self.has_announcements() {
            return self.announce(Detail::Full);
        }
        if self.session.model().is_grading() {
            return self.wait_for(Awaited::Announcements, "Grading your file.");
        }
        if self.session.model().is_tracing() {
            return self.wait_for(Awaited::Announcements, "Tracing the run.");
        }
        self.out.say(match &self.prompt {
            Prompt::Order => {
                "Nothing new. The lesson is waiting for your answer: type the numbers of the lines, or type `answer` to print them again."
            }
            Prompt::Choices | Prompt::Prediction(_) => {
                "Nothing new. The lesson is waiting for your answer: type a number, or type `answer` to print the question again."
            }
            Prompt::Lesson(_) => "Nothing new. Type the number of a lesson to go to it.",
            Prompt::Draft => "Nothing new. Type `save`, `discard` or `keep`.",
            Prompt::Command | Prompt::Folder | Prompt::Editor(_) | Prompt::MakeDesk(..) => {
                "Nothing new."
            }
        });
    }

    fn command(&mut self, word: PlainCommand, rest: &str) {
        let (out, model) = (&mut self.out, self.session.model());
        match word {
            PlainCommand::Help => commands::help(out, rest),
            PlainCommand::Read => lessons::lesson(out, model),
            PlainCommand::Output => results::output(out, model),
            PlainCommand::Compiler if begins("full", rest) => {
                results::rendered_diagnostics(out, model);
            }
            PlainCommand::Compiler => results::diagnostics(out, model),
            PlainCommand::Tests => results::tests_and_rules(out, model),
            PlainCommand::Hints => lessons::hints(out, model),
            PlainCommand::Code => results::code(out, model, rest),
            PlainCommand::List => list::list(out, model, rest),
            PlainCommand::Progress => lessons::progress(out, model),
            PlainCommand::Takeaway => lessons::takeaway(out, model),
            PlainCommand::Where => lessons::places(out, model),
            PlainCommand::Problems => lessons::problems(out, model),
            PlainCommand::Verdict => self.print_verdict(),
            PlainCommand::Quit => self.request(PlainEffect::Quit),
            PlainCommand::Mode => self.set_mode(rest),
            PlainCommand::Core => self.toggle_core(),
            PlainCommand::Answer => self.ask(),
            PlainCommand::Draft => self.show_draft(),
            PlainCommand::Line => self.show_or_replace_line(rest),
            PlainCommand::Insert => self.change(LineChange::Insert, rest),
            PlainCommand::Delete => self.change(LineChange::Delete, rest),
            PlainCommand::Undo => self.undo(),
            PlainCommand::Edit => self.edit(),
            PlainCommand::Check => self.check(),
            PlainCommand::Reset => self.reset(),
            PlainCommand::Solution => self.solution(),
            PlainCommand::Hint => self.hint(),
            PlainCommand::Explain => self.explain(),
            PlainCommand::Borrows if begins("all", rest) => self.trace(TraceRequest::EveryEvent),
            PlainCommand::Borrows => self.trace(TraceRequest::Summary),
            PlainCommand::Step => self.trace(TraceRequest::Step(Direction::Forward)),
            PlainCommand::Back => self.trace(TraceRequest::Step(Direction::Back)),
            PlainCommand::Cell => self.trace(TraceRequest::Cell(number(rest))),
            PlainCommand::Schedule => self.schedule(number(rest)),
            PlainCommand::NextUnfinished => self.next(),
            PlainCommand::NextLesson => self.neighbor(1),
            PlainCommand::PreviousLesson => self.neighbor(-1),
            PlainCommand::Lesson => self.lesson(rest),
            PlainCommand::Find => self.find(rest),
        }
    }

    fn check(&mut self) {
        if self.session.model().file().is_some() {
            return self.grade();
        }
        let why = Refusal::NoFile(FileUse::Grade).sentence();
        self.out
            .say(&format!("{why} `answer` prints what it asks."));
    }

    fn hint(&mut self) {
        let is_new = self.session.show_hint();
        lessons::newest_hint(&mut self.out, self.session.model(), is_new);
    }

    fn explain(&mut self) {
        match self.session.explain() {
            Ok(code) => self.wait_for(Awaited::Explanation(code), "Asking rustc."),
            Err(why) => self.announce_sentence(why.sentence()),
        }
    }

    fn reset(&mut self) {
        let confirmation = self.session.ask_reset().map(Some);
        let file = self.session.model().file_shown();
        let file = file.unwrap_or_else(|| "your file".to_owned());
        let question = format!(
            "Reset {file} to the starter? cellmate keeps a copy of your version. Type yes or no."
        );
        self.ask_to_confirm(confirmation, &question);
    }

    fn solution(&mut self) {
        let confirmation = self.session.ask_solution();
        if confirmation == Ok(None) {
            return results::solution(&mut self.out, self.session.model());
        }
        let question = "Show the sample solution before you have passed? Type yes or no.";
        self.ask_to_confirm(confirmation, question);
    }

    fn ask_to_confirm(
        &mut self,
        confirmation: Result<Option<Confirmation>, Refusal>,
        question: &str,
    ) {
        match confirmation {
            Ok(confirmation) => {
                self.confirmation = confirmation;
                self.out.say(question);
            }
            Err(why) => self.announce_sentence(why.sentence()),
        }
    }

    fn find(&mut self, words: &str) {
        if words.is_empty() {
            let ask = "Find what? Type some words after `find`, as in `find deadlock`.";
            return self.out.say(ask);
        }
        let found = list::find(&mut self.out, self.session.model(), words);
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
                .say(&format!("The lessons found are numbered from 1 to {last}."));
        }
        true
    }

    /// Opens the next lesson, or first prints the page about what was just finished.
    fn next(&mut self) {
        match self.session.advance() {
            Next::Finish(finish) => {
                self.out.gap();
                self.out
                    .blocks(&report::finish(self.session.model(), &finish));
            }
            Next::Lesson(id) => self.open(&id),
            Next::OnlyThisOne => self.announce_sentence(Refusal::OnlyLessonLeft.sentence()),
        }
    }

    fn neighbor(&mut self, by: isize) {
        match self
            .session
            .model()
            .neighbor(by)
            .map(|lesson| lesson.id.clone())
        {
            Some(id) => self.open(&id),
            None => self.out.say("There is no lesson in that direction."),
        }
    }

    fn lesson(&mut self, wanted: &str) {
        let Some(course) = self.session.model().course().cloned() else {
            return lessons::problems(&mut self.out, self.session.model());
        };
        let by_number =
            number(wanted).and_then(|number| course.lessons.get(number.checked_sub(1)?));
        if let Some(lesson) = by_number.or_else(|| course.lesson(wanted)) {
            return self.open(&lesson.id);
        }
        let ids = course.lessons.iter().map(|lesson| lesson.id.as_str());
        let meant = nearest(wanted, ids).map(|id| format!(" Did you mean `lesson {id}`?"));
        let last = course.lessons.len();
        self.out.say(&format!(
            "There is no lesson `{}`.{} Lessons are numbered from 1 to {last}; `list` with a chapter prints the numbers, and `find` searches titles and topics.",
            sanitize::line(wanted),
            meant.unwrap_or_default()
        ));
    }

    fn toggle_core(&mut self) {
        self.session.toggle_core();
        let sentence = report::lessons_taken(self.session.model(), "`core`");
        self.out.say(&sentence);
    }

    fn set_mode(&mut self, rest: &str) {
        let (plain, says) = match rest {
            "plain" => (true, "Saving your choice to start in plain mode."),
            "full" => (
                false,
                "Saving your choice to start in the full screen, if the terminal supports it.",
            ),
            _ => {
                let ask =
                    "Type `mode plain` or `mode full` to choose how cellmate starts next time.";
                return self.out.say(ask);
            }
        };
        if let Some(why) = self.session.model().read_only() {
            return self.out.say(&why.to_string());
        }
        self.session.send([Command::SetPlain { plain }]);
        self.out.say(says);
    }
}

pub(super) fn number(text: &str) -> Option<usize> {
    text.trim().parse().ok()
}

fn begins(word: &str, typed: &str) -> bool {
    !typed.is_empty() && word.starts_with(&typed.to_lowercase())
}

fn works_without_desk(line: &str) -> bool {
    let words = [
        PlainCommand::Help,
        PlainCommand::Problems,
        PlainCommand::Quit,
    ];
    commands::parse(line).is_ok_and(|(word, _)| words.contains(&word))
}
