//! Changes the learner's file: in an editor, line by line without one, or with a draft that the full screen has kept.

use super::prompt::Prompt;
use super::results;
use super::state::{Awaited, PlainEffect, PlainState};
use crate::engine::{Command, Editing, FileUse, Refusal};
use crate::text::plural;

/// A change to one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineChange {
    /// It gets another text.
    Replace,
    /// A new line comes before it.
    Insert,
    Delete,
}

impl PlainState {
    pub(super) fn edit(&mut self) {
        match self.session.edit() {
            Ok(Editing::BuiltIn) => self.out.say(
                "You have no editor. `code` prints your file; `line 7 = TEXT`, `insert 7 = TEXT` and `delete 7` change it, \
                 and `undo` undoes a change.",
            ),
            Ok(Editing::Outside) => self.out.say(
                "Your file opens outside this terminal. cellmate grades each save; press Enter to see the verdict.",
            ),
            Ok(Editing::InTerminal { path, line }) => {
                self.request(PlainEffect::Edit { path, line });
                self.out
                    .say("Your editor is using the terminal now. When you close it, cellmate grades your file.");
                self.awaited = Some(Awaited::Editor);
            }
            Err(why) => self.announce_sentence(why.sentence()),
        }
    }

    /// Replaces a line for `7 = TEXT`, and prints it for `7`.
    pub(super) fn show_or_replace_line(&mut self, rest: &str) {
        if rest.contains('=') {
            return self.change(LineChange::Replace, rest);
        }
        let Some(text) = self.text() else {
            return;
        };
        match number(rest, text.lines().count()) {
            Err(problem) => self.out.say(&problem),
            Ok(number) => {
                let line = text.lines().nth(number - 1).unwrap_or_default();
                self.out.code(number, line);
            }
        }
    }

    pub(super) fn change(&mut self, change: LineChange, rest: &str) {
        let Some(text) = self.text() else {
            return;
        };
        match changed(&text, change, rest) {
            Err(problem) => self.out.say(&problem),
            Ok(changed) => {
                let lesson = self.session.model().lesson_id().to_owned();
                self.undo.entry(lesson).or_default().push(text);
                self.write(changed, true);
            }
        }
    }

    /// Returns the learner's text; says why if there is none.
    fn text(&mut self) -> Option<String> {
        match self.session.model().file_text() {
            Some(Ok(text)) => return Some(text.clone()),
            Some(Err(why)) => self
                .out
                .say(&format!("cellmate cannot read your file: {why}")),
            None if self.session.model().is_grading() => self
                .out
                .say("Still reading your file. Try again in a moment."),
            None => self.out.say(&Refusal::NoFile(FileUse::Edit).sentence()),
        }
        None
    }

    pub(super) fn undo(&mut self) {
        match self
            .undo
            .get_mut(self.session.model().lesson_id())
            .and_then(Vec::pop)
        {
            Some(text) => self.write(text, true),
            None => self.out.say("There is no change to undo."),
        }
    }

    /// Saves a text as the learner's file, and waits for its verdict. `changes_file` is whether the text was made from the
    /// one that the file has now, which then needs no copy.
    fn write(&mut self, text: String, changes_file: bool) {
        if let Some(why) = self.session.model().read_only() {
            return self.announce_sentence(why.to_string());
        }
        let lesson = self.session.model().lesson_id().to_owned();
        match self.session.model().file_text() {
            Some(Ok(base)) => {
                let base = changes_file.then(|| base.clone());
                self.session
                    .send([Command::WriteFile { lesson, text, base }]);
                self.wait_for(Awaited::Verdict, "Saved. Grading your file.");
            }
            Some(Err(why)) => self.announce_sentence(why.to_string()),
            None => self.announce_sentence(Refusal::NoFile(FileUse::Edit).sentence()),
        }
    }

    /// Prints the draft that was never saved, and asks what to do with it.
    pub(super) fn show_draft(&mut self) {
        let Some(draft) = self.session.model().draft() else {
            let words = "There is no unsaved draft.";
            return self.out.say(words);
        };
        self.out
            .say("You typed this in the full screen and didn't save it:");
        results::numbered(&mut self.out, draft);
        self.out.say(
            "`save` writes it into your file, `discard` deletes it, `keep` keeps it for later.",
        );
        self.prompt = Prompt::Draft;
    }

    pub(super) fn take_draft_answer(&mut self, line: &str) -> bool {
        let lesson = self.session.model().lesson_id().to_owned();
        let draft = self.session.model().draft().map(str::to_owned);
        match (line.trim().to_lowercase().as_str(), draft) {
            ("save", Some(draft)) => self.write(draft, false),
            ("discard" | "drop", draft) => {
                self.session
                    .send(draft.map(|_| Command::DiscardDraft { lesson }));
                self.out.say("cellmate discarded the draft.");
            }
            ("keep", _) => self.out.say("cellmate keeps the draft."),
            _ => return false,
        }
        true
    }
}

/// Returns the text with one change, for `7 = TEXT` or `7`.
fn changed(text: &str, change: LineChange, rest: &str) -> Result<String, String> {
    let (before, given) = match rest.split_once('=') {
        Some((before, given)) => (before, Some(given)),
        None => (rest, None),
    };
    let mut lines: Vec<&str> = text.lines().collect();
    let last = lines.len();
    let number = number(
        before,
        if change == LineChange::Insert {
            last + 1
        } else {
            last
        },
    )?;
    let at = number - 1;
    let with = |given: Option<&str>| {
        let beside = lines.get(at).or(lines.last()).copied().unwrap_or_default();
        let indent = &beside[..beside.len() - beside.trim_start().len()];
        let given = given.ok_or_else(|| {
            format!("Type what the line should be, as in `line {number} = TEXT`.")
        })?;
        let given = given.trim();
        // A screen reader doesn't read indentation aloud: a new line gets that of the line in its place.
        Ok::<_, String>(if given.is_empty() {
            String::new()
        } else {
            format!("{indent}{given}")
        })
    };
    let new;
    match change {
        LineChange::Delete if given.is_some() => {
            return Err(format!("`delete {number}` takes nothing after the number."));
        }
        LineChange::Delete => {
            lines.remove(at);
        }
        LineChange::Insert => {
            new = with(given)?;
            lines.insert(at, &new);
        }
        LineChange::Replace => {
            new = with(given)?;
            lines[at] = &new;
        }
    }
    Ok(lines.iter().map(|line| [line, "\n"].concat()).collect())
}

fn number(text: &str, last: usize) -> Result<usize, String> {
    let text = text.trim();
    let number = text.parse::<usize>().ok();
    match number {
        Some(number) if (1..=last).contains(&number) => Ok(number),
        Some(number) => {
            let lines = plural(last, "line");
            Err(format!("There is no line {number}: your file has {lines}."))
        }
        None => {
            Err("Type the number of the line, as in `line 7`; `code` prints all lines with their numbers.".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "fn main() {\n    let x = 1;\n\n    print(x);\n}\n";

    #[test]
    fn lines_are_replaced_inserted_and_deleted() {
        for (change, rest, expected) in [
            (
                LineChange::Replace,
                "2 = let y = x == 2;",
                "fn main() {\n    let y = x == 2;\n\n    print(x);\n}\n",
            ),
            (
                LineChange::Replace,
                "4=",
                "fn main() {\n    let x = 1;\n\n\n}\n",
            ),
            (
                LineChange::Insert,
                "4 =   more();",
                "fn main() {\n    let x = 1;\n\n    more();\n    print(x);\n}\n",
            ),
            (
                LineChange::Insert,
                "6 = // end",
                "fn main() {\n    let x = 1;\n\n    print(x);\n}\n// end\n",
            ),
            (
                LineChange::Delete,
                " 3 ",
                "fn main() {\n    let x = 1;\n    print(x);\n}\n",
            ),
        ] {
            assert_eq!(
                changed(FILE, change, rest),
                Ok(expected.to_owned()),
                "{change:?} {rest}"
            );
        }
    }

    #[test]
    fn a_command_that_changes_nothing_says_why() {
        for (change, rest, expected) in [
            (
                LineChange::Replace,
                "9 = x",
                "There is no line 9: your file has 5 lines.",
            ),
            (
                LineChange::Replace,
                "0 = x",
                "There is no line 0: your file has 5 lines.",
            ),
            (LineChange::Delete, "", "Type the number of the line"),
            (LineChange::Delete, "2 = x", "`delete 2` takes nothing"),
            (LineChange::Insert, "2", "Type what the line should be"),
            (LineChange::Insert, "7 = x", "There is no line 7"),
            (
                LineChange::Replace,
                "99999999999999999999999 = x",
                "Type the number of the line",
            ),
        ] {
            let problem = changed(FILE, change, rest).unwrap_err();
            assert!(problem.starts_with(expected), "{problem}");
        }
        assert!(changed("", LineChange::Delete, "1").is_err());
        assert_eq!(
            changed("", LineChange::Insert, "1 = x"),
            Ok("x\n".to_owned())
        );
    }
}
