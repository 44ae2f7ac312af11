//! `line`, `insert`, `delete` and `undo`: changes to the learner's file without an editor, saved and graded at once.

use super::session::{Awaited, Session};
use crate::app::{Input, Message, Say};

/// A change to one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineChange {
    /// It gets another text.
    Replace,
    /// A new line comes before it.
    Insert,
    Delete,
}

impl Session {
    /// Changes a line for `7 = TEXT`, and reads it for `7`.
    pub(super) fn line(&mut self, rest: &str) {
        if rest.contains('=') {
            self.change(LineChange::Replace, rest);
        } else if let Some(text) = self.text() {
            self.tell_line(&text, rest);
        }
    }

    pub(super) fn change(&mut self, change: LineChange, rest: &str) {
        let Some(text) = self.text() else {
            return;
        };
        match changed(&text, change, rest) {
            Err(problem) => self.voice.say(&problem),
            Ok(changed) => {
                let lesson = self.state.model.lesson.clone();
                self.before.entry(lesson).or_default().push(text);
                self.write(changed);
            }
        }
    }

    /// Returns the learner's text; says why if there is none.
    fn text(&mut self) -> Option<String> {
        match self.state.model.files.get(&self.state.model.lesson) {
            Some(Ok(text)) => return Some(text.clone()),
            Some(Err(why)) => {
                let why = format!("Your file cannot be read: {why}");
                self.voice.say(&why);
            }
            None if self.state.model.is_grading() => self
                .voice
                .say("Still reading your file. Try again in a moment."),
            None => self.voice.say("This lesson has no file to edit."),
        }
        None
    }

    fn tell_line(&mut self, text: &str, rest: &str) {
        match number(rest, text.lines().count()) {
            Err(problem) => self.voice.say(&problem),
            Ok(number) => {
                let line = text.lines().nth(number - 1).unwrap_or_default();
                self.voice.code(number, line);
            }
        }
    }

    /// Takes the last change back.
    pub(super) fn undo(&mut self) {
        let lesson = self.state.model.lesson.clone();
        match self.before.get_mut(&lesson).and_then(Vec::pop) {
            Some(text) => self.write(text),
            None => self
                .voice
                .say("No change was made by commands here that could be taken back."),
        }
    }

    /// Saves a text as the learner's file, and waits for its verdict.
    pub(super) fn write(&mut self, text: String) {
        self.update(Message::Input(Input::Say(Say::Write(text))));
        // Where nothing may be written, the reason is news.
        if self.state.model.is_writing() {
            self.await_with(Awaited::Verdict, "Saved. Grading.");
        }
    }
}

/// The text with one change, for `7 = TEXT` or `7`.
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
        let given = given
            .ok_or_else(|| format!("Say what shall stand there, as in `line {number} = TEXT`."))?;
        let given = given.trim();
        // Blanks are hard to hear: a new line gets those of the line that stood there.
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
        Some(number) => Err(format!("There is no line {number}: your file has {last}.")),
        None => {
            Err("Say which line, by its number, as in `line 7`; `code` tells them all.".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "fn main() {\n    let x = 1;\n\n    print(x);\n}\n";

    #[test]
    fn lines_are_replaced_put_in_and_taken_out() {
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
    fn what_makes_no_change_says_why() {
        for (change, rest, expected) in [
            (
                LineChange::Replace,
                "9 = x",
                "There is no line 9: your file has 5.",
            ),
            (
                LineChange::Replace,
                "0 = x",
                "There is no line 0: your file has 5.",
            ),
            (LineChange::Delete, "", "Say which line"),
            (LineChange::Delete, "2 = x", "`delete 2` takes nothing"),
            (LineChange::Insert, "2", "Say what shall stand there"),
            (LineChange::Insert, "7 = x", "There is no line 7"),
            (
                LineChange::Replace,
                "99999999999999999999999 = x",
                "Say which line",
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
