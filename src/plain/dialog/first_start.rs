//! The first start: where the files should be, and which editor opens them. Nothing is written before the last Enter.

use super::Prompt;
use crate::app::{Input, Message, Say};
use crate::plain::commands::{self, Word};
use crate::plain::session::{Awaited, Session};
use crate::plain::telling::pages;
use crate::sanitize;

const WHAT: &str = "You will change small Rust programs in your own editor. Each time you save, cellmate compiles and \
                    runs your file, says what happened and why, and tells every borrow and lock of the run.";

impl Session {
    /// Says what cellmate is, and begins to ask.
    pub(in crate::plain) fn welcome(&mut self) {
        match &self.state.model.course {
            Some(course) => {
                let title = course.title.clone();
                self.voice
                    .say(&format!("This is cellmate, a course: {title}. {WHAT}"));
            }
            None => pages::problems(&mut self.voice, &self.state),
        }
        self.voice.gap();
        self.ask_where();
    }

    /// Asks where the desk should be.
    pub(in crate::plain) fn ask_where(&mut self) {
        let usual = self.usual();
        self.voice.say(&format!(
            "Where shall your files live? Type a folder, or Enter alone for [{usual}]."
        ));
        self.prompted = Prompt::Folder;
    }

    fn usual(&self) -> String {
        if let crate::app::Overlay::Welcome(welcome) = &self.state.overlay {
            welcome.dir.clone()
        } else {
            String::new()
        }
    }

    pub(super) fn folder(&mut self, line: &str) -> bool {
        let word = line.trim();
        if is_way_out(word) {
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
        self.voice.say("Which editor opens them?");
        for (at, editor) in self.state.model.editors.iter().enumerate() {
            self.voice.say(&format!("{}: {editor}", at + 1));
        }
        let none = self.state.model.editors.len() + 1;
        self.voice.say(&format!(
            "{none}: none; commands like `line 7 = TEXT` change them here"
        ));
        self.voice.say("Type a number, or Enter alone for [1].");
        self.prompted = Prompt::Editor(dir);
    }

    pub(super) fn editor(&mut self, dir: &str, line: &str) -> bool {
        let word = line.trim();
        if word.eq_ignore_ascii_case("back") {
            self.ask_where();
            return true;
        }
        let last = self.state.model.editors.len() + 1;
        let number = if word.is_empty() {
            Ok(1)
        } else {
            word.parse::<usize>()
        };
        match number {
            Ok(number) if (1..=last).contains(&number) => self.ask_to_begin(dir, number - 1),
            Err(_) if is_way_out(word) => return false,
            _ => {
                self.voice
                    .say(&format!("Type a number from 1 to {last}, or `back`."));
                self.prompted = Prompt::Editor(dir.to_owned());
            }
        }
        true
    }

    fn ask_to_begin(&mut self, dir: &str, editor: usize) {
        let by = match self.state.model.editors.get(editor) {
            Some(editor) => format!("opened by {editor}"),
            None => "changed by commands here".to_owned(),
        };
        self.voice.say(&format!(
            "Your files will live in {dir}, {by}. Nothing has been written yet."
        ));
        if self.remembers {
            self.voice
                .say("cellmate will start like this from now on; `mode full` changes that.");
        }
        self.voice
            .say("Enter alone makes the folder and begins; `back` asks again, `quit` leaves.");
        self.prompted = Prompt::Begin(dir.to_owned(), editor);
    }

    pub(super) fn begin(&mut self, dir: &str, editor: usize, line: &str) -> bool {
        let word = line.trim();
        if is_way_out(word) {
            return false;
        }
        if word.eq_ignore_ascii_case("back") {
            self.ask_where();
            return true;
        }
        if !word.is_empty() {
            self.voice
                .say("Enter alone begins; `back` asks again, `quit` leaves.");
            self.prompted = Prompt::Begin(dir.to_owned(), editor);
            return true;
        }
        if self.state.model.course.is_none() {
            self.voice
                .say("The course cannot be read, so nothing can be begun: `problems` tells why.");
            self.prompted = Prompt::Begin(dir.to_owned(), editor);
            return true;
        }
        self.update(Message::Input(Input::Say(Say::Begin {
            dir: dir.to_owned(),
            editor,
            plain: self.remembers,
        })));
        self.await_with(Awaited::Desk, "Your desk is made.");
        true
    }
}

/// Whether a word is a command even where a folder could be meant.
fn is_way_out(word: &str) -> bool {
    let wayout = [Word::Help, Word::Problems, Word::Quit];
    let whole = commands::COMMANDS
        .iter()
        .filter(|command| wayout.contains(&command.word));
    whole
        .flat_map(|command| command.words)
        .any(|known| known.eq_ignore_ascii_case(word))
}
