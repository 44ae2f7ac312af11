//! The first start: where the files should be, and which editor opens them. Nothing is written before the last Enter.

use super::commands::{self, PlainCommand};
use super::lessons;
use super::prompt::Prompt;
use super::state::{Awaited, PlainState};
use crate::report::WHAT_CELLMATE_DOES;
use crate::sanitize;

impl PlainState {
    /// Says what cellmate is, and begins to ask.
    pub(super) fn welcome(&mut self) {
        match self.session.model().course() {
            Some(course) => {
                let title = course.title.clone();
                self.out.say(&format!(
                    "This is cellmate. The course: {title}. {WHAT_CELLMATE_DOES}"
                ));
            }
            None => lessons::problems(&mut self.out, self.session.model()),
        }
        self.out.gap();
        self.ask_folder();
    }

    pub(super) fn ask_folder(&mut self) {
        let usual = self.usual();
        self.out.say(&format!(
            "Where should your files go? Type a folder, or press Enter for {usual}."
        ));
        self.prompt = Prompt::Folder;
    }

    fn usual(&self) -> String {
        self.session.model().usual_desk()
    }

    pub(super) fn take_folder(&mut self, line: &str) -> bool {
        let word = line.trim();
        if is_command(word) {
            return false;
        }
        let dir = if word.is_empty() {
            self.usual()
        } else {
            sanitize::line(word)
        };
        self.ask_editor(dir);
        true
    }

    fn ask_editor(&mut self, dir: String) {
        self.out.say("Which editor should open your files?");
        for (at, editor) in self.session.model().editors().iter().enumerate() {
            self.out.say(&format!("{}: {editor}", at + 1));
        }
        let none = self.session.model().editors().len() + 1;
        self.out.say(&format!(
            "{none}: none; commands like `line 7 = TEXT` change them here"
        ));
        self.out.say("Type a number, or press Enter for 1.");
        self.prompt = Prompt::Editor(dir);
    }

    pub(super) fn take_editor(&mut self, dir: &str, line: &str) -> bool {
        let word = line.trim();
        if word.eq_ignore_ascii_case("back") {
            self.ask_folder();
            return true;
        }
        let last = self.session.model().editors().len() + 1;
        let number = if word.is_empty() {
            Ok(1)
        } else {
            word.parse::<usize>()
        };
        match number {
            Ok(number) if (1..=last).contains(&number) => self.ask_to_make_desk(dir, number - 1),
            Err(_) if is_command(word) => return false,
            _ => {
                self.out
                    .say(&format!("Type a number from 1 to {last}, or `back`."));
                self.prompt = Prompt::Editor(dir.to_owned());
            }
        }
        true
    }

    fn ask_to_make_desk(&mut self, dir: &str, editor: usize) {
        let by = match self.session.model().editors().get(editor) {
            Some(editor) => format!("and {editor} will open them"),
            None => "and you will change them with commands here".to_owned(),
        };
        self.out.say(&format!(
            "Your files will be in {dir}, {by}. Nothing has been written yet."
        ));
        if self.remember_plain {
            self.out
                .say("cellmate will start in plain mode from now on; `mode full` changes that.");
        }
        self.out
            .say("Press Enter to create the folder and begin; `back` starts over, `quit` leaves.");
        self.prompt = Prompt::MakeDesk(dir.to_owned(), editor);
    }

    pub(super) fn make_desk(&mut self, dir: &str, editor: usize, line: &str) -> bool {
        let word = line.trim();
        if is_command(word) {
            return false;
        }
        if word.eq_ignore_ascii_case("back") {
            self.ask_folder();
            return true;
        }
        if !word.is_empty() {
            self.out
                .say("Press Enter to begin; `back` starts over, `quit` leaves.");
            self.prompt = Prompt::MakeDesk(dir.to_owned(), editor);
            return true;
        }
        if self.session.model().course().is_none() {
            self.out.say(
                "cellmate cannot read the course, so it cannot create a desk: `problems` says why.",
            );
            self.prompt = Prompt::MakeDesk(dir.to_owned(), editor);
            return true;
        }
        self.session.make_desk(dir, editor, self.remember_plain);
        self.wait_for(Awaited::Desk, "Creating your desk.");
        true
    }
}

/// Whether a word is a command even where a folder could be meant.
fn is_command(word: &str) -> bool {
    let commands = [
        PlainCommand::Help,
        PlainCommand::Problems,
        PlainCommand::Quit,
    ];
    let rows = commands::COMMANDS
        .iter()
        .filter(|command| commands.contains(&command.word));
    rows.flat_map(|command| command.words)
        .any(|known| known.eq_ignore_ascii_case(word))
}
