//! `line`, `insert`, `delete` and `undo`: changes to the learner's file without an editor, saved and graded at once.

use super::commands::Word;
use super::session::{Awaited, Session};
use crate::app::{Input, Message, Say};

impl Session {
    /// Makes a change, or takes the last one back.
    pub(super) fn change(&mut self, word: Word, rest: &str) {
        if word == Word::Undo {
            return self.undo();
        }
        let text = match self.state.model.files.get(&self.state.model.lesson) {
            Some(Ok(text)) => text.clone(),
            Some(Err(why)) => {
                let why = format!("Your file cannot be read: {why}");
                return self.voice.say(&why);
            }
            None if self.state.model.is_grading() => {
                return self
                    .voice
                    .say("Still reading your file. Try again in a moment.");
            }
            None => return self.voice.say("This lesson has no file to edit."),
        };
        if word == Word::Line && !rest.contains('=') {
            return self.tell_line(&text, rest);
        }
        match changed(&text, word, rest) {
            Err(problem) => self.voice.say(&problem),
            Ok(changed) => {
                let lesson = self.state.model.lesson.clone();
                self.before.entry(lesson).or_default().push(text);
                self.write(changed);
            }
        }
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

    fn undo(&mut self) {
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
fn changed(text: &str, word: Word, rest: &str) -> Result<String, String> {
    let (before, given) = match rest.split_once('=') {
        Some((before, given)) => (before, Some(given)),
        None => (rest, None),
    };
    let mut lines: Vec<&str> = text.lines().collect();
    let last = lines.len();
    let number = number(before, if word == Word::Insert { last + 1 } else { last })?;
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
    match word {
        Word::Delete if given.is_some() => {
            return Err(format!("`delete {number}` takes nothing after the number."));
        }
        Word::Delete => {
            lines.remove(at);
        }
        Word::Insert => {
            new = with(given)?;
            lines.insert(at, &new);
        }
        _ => {
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
        for (word, rest, expected) in [
            (
                Word::Line,
                "2 = let y = x == 2;",
                "fn main() {\n    let y = x == 2;\n\n    print(x);\n}\n",
            ),
            (Word::Line, "4=", "fn main() {\n    let x = 1;\n\n\n}\n"),
            (
                Word::Insert,
                "4 =   more();",
                "fn main() {\n    let x = 1;\n\n    more();\n    print(x);\n}\n",
            ),
            (
                Word::Insert,
                "6 = // end",
                "fn main() {\n    let x = 1;\n\n    print(x);\n}\n// end\n",
            ),
            (
                Word::Delete,
                " 3 ",
                "fn main() {\n    let x = 1;\n    print(x);\n}\n",
            ),
        ] {
            assert_eq!(
                changed(FILE, word, rest),
                Ok(expected.to_owned()),
                "{word:?} {rest}"
            );
        }
    }

    #[test]
    fn what_makes_no_change_says_why() {
        for (word, rest, expected) in [
            (Word::Line, "9 = x", "There is no line 9: your file has 5."),
            (Word::Line, "0 = x", "There is no line 0: your file has 5."),
            (Word::Delete, "", "Say which line"),
            (Word::Delete, "2 = x", "`delete 2` takes nothing"),
            (Word::Insert, "2", "Say what shall stand there"),
            (Word::Insert, "7 = x", "There is no line 7"),
            (Word::Line, "99999999999999999999999 = x", "Say which line"),
        ] {
            let problem = changed(FILE, word, rest).unwrap_err();
            assert!(problem.starts_with(expected), "{problem}");
        }
        assert!(changed("", Word::Delete, "1").is_err());
        assert_eq!(changed("", Word::Insert, "1 = x"), Ok("x\n".to_owned()));
    }
}
