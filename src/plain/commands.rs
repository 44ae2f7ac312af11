//! The one table of commands (words, what may follow them, a sentence), and how a line is matched against it.

use super::writer::Writer;
use crate::course::nearest;
use crate::sanitize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlainCommand {
    Help,
    Read,
    Edit,
    Check,
    Verdict,
    Output,
    Compiler,
    Explain,
    Tests,
    Borrows,
    Step,
    Back,
    Cell,
    Schedule,
    Answer,
    Hint,
    Hints,
    Code,
    Line,
    Insert,
    Delete,
    Undo,
    Draft,
    Solution,
    Reset,
    NextUnfinished,
    Lesson,
    NextLesson,
    PreviousLesson,
    List,
    Core,
    Find,
    Progress,
    Takeaway,
    Where,
    Problems,
    Mode,
    Quit,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct CommandRow {
    /// Its words; those after the first mean the same.
    pub(super) words: &'static [&'static str],
    pub(super) takes: &'static str,
    pub(super) word: PlainCommand,
    /// What it does, in a sentence.
    pub(super) help: &'static str,
}

const fn command(
    words: &'static [&'static str],
    takes: &'static str,
    word: PlainCommand,
    help: &'static str,
) -> CommandRow {
    CommandRow {
        words,
        takes,
        word,
        help,
    }
}

/// All commands. The single letters are those of the full screen.
#[rustfmt::skip]
pub(super) const COMMANDS: &[CommandRow] = &[
    command(&["help", "?"], "[WORD]", PlainCommand::Help, "list all commands, or explain one"),
    command(&["read"], "", PlainCommand::Read, "print the text of the lesson again"),
    command(&["edit", "e"], "", PlainCommand::Edit, "open your file in your editor; cellmate grades what you save"),
    command(&["check", "g"], "", PlainCommand::Check, "grade your file as it is now"),
    command(&["verdict"], "", PlainCommand::Verdict, "print the verdict on your file again"),
    command(&["output"], "", PlainCommand::Output, "compare what your program printed with the expected output"),
    command(&["compiler"], "[full]", PlainCommand::Compiler, "print rustc's messages as sentences; `compiler full` prints them as rustc formats them"),
    command(&["explain", "x"], "", PlainCommand::Explain, "print rustc's explanation of the first error code"),
    command(&["tests"], "", PlainCommand::Tests, "list the tests and rules, with what each of them checks"),
    command(&["borrows", "threads", "b"], "[all]", PlainCommand::Borrows, "summarize the borrows, locks and threads of the run; `borrows all` prints every event"),
    command(&["step"], "", PlainCommand::Step, "go to the next event of the run, and print its line"),
    command(&["back"], "", PlainCommand::Back, "go to the previous event; while you answer, start over"),
    command(&["cell"], "[N]", PlainCommand::Cell, "show only the events of one cell, by its number; `cell` alone shows all of them"),
    command(&["schedule", "w"], "[N]", PlainCommand::Schedule, "list the schedules of the threads; with a number, replay one"),
    command(&["answer", "a"], "", PlainCommand::Answer, "answer the lesson's questions"),
    command(&["hint", "h"], "", PlainCommand::Hint, "show the next hint"),
    command(&["hints"], "", PlainCommand::Hints, "show the hints that you have seen"),
    command(&["code"], "[FROM TO]", PlainCommand::Code, "print your file with line numbers and the messages of rustc or a panic"),
    command(&["line"], "N = TEXT", PlainCommand::Line, "replace line N with TEXT, save and grade; `line N` alone prints the line"),
    command(&["insert"], "N = TEXT", PlainCommand::Insert, "insert TEXT before line N, save and grade"),
    command(&["delete"], "N", PlainCommand::Delete, "delete line N, save and grade"),
    command(&["undo"], "", PlainCommand::Undo, "undo the last `line`, `insert` or `delete`, save and grade"),
    command(&["draft"], "", PlainCommand::Draft, "show the unsaved draft from the full screen, to save or discard it"),
    command(&["solution", "s"], "", PlainCommand::Solution, "compare your file with a sample solution; cellmate asks first if you have not passed"),
    command(&["reset", "r"], "", PlainCommand::Reset, "reset the file to the starter; cellmate asks first, and keeps a copy of yours"),
    command(&["next", "n"], "", PlainCommand::NextUnfinished, "go to the next unfinished lesson"),
    command(&["lesson", "go"], "N or ID", PlainCommand::Lesson, "go to a lesson by its number or its id"),
    command(&["following", "]"], "", PlainCommand::NextLesson, "go to the next lesson in the list"),
    command(&["previous", "["], "", PlainCommand::PreviousLesson, "go to the previous lesson in the list"),
    command(&["list"], "[CHAPTER]", PlainCommand::List, "list the chapters and your progress; with a chapter, its lessons"),
    command(&["core", "o"], "", PlainCommand::Core, "show only the core lessons (the short path), or all lessons again"),
    command(&["find", "/"], "WORDS", PlainCommand::Find, "find lessons by title or topic"),
    command(&["progress"], "", PlainCommand::Progress, "show your progress and what comes next"),
    command(&["takeaway"], "", PlainCommand::Takeaway, "show what to keep from a finished lesson"),
    command(&["where"], "", PlainCommand::Where, "show the current lesson, and the paths of your file and your desk"),
    command(&["problems", "!"], "", PlainCommand::Problems, "show the problems in the course's own files"),
    command(&["mode"], "plain or full", PlainCommand::Mode, "choose how cellmate starts next time"),
    command(&["quit", "q", "exit"], "", PlainCommand::Quit, "quit; cellmate keeps your progress and your files"),
];

/// A line that is not a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unclear {
    /// Several commands begin like this.
    Several(Vec<&'static str>),
    /// None does; perhaps this was meant.
    Unknown(Option<&'static str>),
}

/// Returns the command of a line, and what follows it.
pub(super) fn parse(line: &str) -> Result<(PlainCommand, &str), Unclear> {
    let line = line.trim();
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let first = first.to_lowercase();
    word(&first).map(|word| (word, rest.trim()))
}

fn word(typed: &str) -> Result<PlainCommand, Unclear> {
    let named = |command: &&CommandRow| command.words.contains(&typed);
    if let Some(command) = COMMANDS.iter().find(named) {
        return Ok(command.word);
    }
    let all = || {
        COMMANDS
            .iter()
            .flat_map(|c| c.words.iter().map(|word| (*word, c.word)))
    };
    let begun: Vec<(&str, PlainCommand)> = all()
        .filter(|(word, _)| !typed.is_empty() && word.starts_with(typed))
        .collect();
    match begun.as_slice() {
        [] => {
            let words = all().map(|(word, _)| word).filter(|word| word.len() > 1);
            // Two letters are near every word.
            let meant = nearest(typed, words).filter(|_| typed.chars().count() > 2);
            Err(Unclear::Unknown(meant))
        }
        [(shortest, word), rest @ ..]
            if rest
                .iter()
                .all(|(other, of)| of == word || other.starts_with(shortest)) =>
        {
            Ok(*word)
        }
        several => Err(Unclear::Several(several.iter().map(|(w, _)| *w).collect())),
    }
}

impl CommandRow {
    /// Returns what can be typed: its first word with what may follow, and the words that mean the same.
    fn usage(&self, words: &[String], separator: &str) -> String {
        let mut words = words.to_vec();
        if !self.takes.is_empty() {
            words[0] = format!("{} {}", words[0], self.takes);
        }
        words.join(separator)
    }

    fn print(&self, out: &mut Writer) {
        let words: Vec<String> = self.words.iter().map(ToString::to_string).collect();
        let usage = self.usage(&words, ", or ");
        out.say(&format!("{usage}: {}.", self.help));
    }
}

/// Prints the help of all commands, or of one.
pub(super) fn help(out: &mut Writer, wanted: &str) {
    if wanted.is_empty() {
        out.say(
            "These are the commands. The first letters of a word are enough if no other command begins with them.",
        );
        for command in COMMANDS {
            command.print(out);
        }
        out.say("Press Enter to see what is new. If a question has numbers, a number answers it.");
        return;
    }
    match parse(wanted) {
        Ok((word, _)) => {
            let mut commands = COMMANDS.iter();
            if let Some(command) = commands.find(|command| command.word == word) {
                command.print(out);
            }
        }
        Err(unclear) => not_understood(out, wanted, &unclear),
    }
}

/// Prints what the learner may have meant by a line that is not a command.
pub(super) fn not_understood(out: &mut Writer, line: &str, unclear: &Unclear) {
    let first = line.split_whitespace().next().unwrap_or_default();
    let first: String = sanitize::line(first).chars().take(40).collect();
    out.say(&match unclear {
        Unclear::Several(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("`{first}` could mean {}.", words.join(" or "))
        }
        Unclear::Unknown(Some(word)) => {
            format!(
                "There is no command `{first}`. Did you mean `{word}`? `help` lists all commands."
            )
        }
        Unclear::Unknown(None) => {
            format!("There is no command `{first}`. `help` lists all commands.")
        }
    });
}

/// Returns the table as Markdown.
#[must_use]
pub fn commands_as_markdown() -> String {
    let mut text = String::from("| command | what it does |\n|---|---|\n");
    for command in COMMANDS {
        let words: Vec<String> = command.words.iter().map(|w| format!("`{w}`")).collect();
        let usage = command.usage(&words, ", ");
        text += &format!("| {usage} | {} |\n", command.help);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_letters_and_beginnings_are_understood() {
        for (line, word, rest) in [
            ("hint", PlainCommand::Hint, ""),
            ("  HINT  ", PlainCommand::Hint, ""),
            ("hints", PlainCommand::Hints, ""),
            ("hin", PlainCommand::Hint, ""),
            ("h", PlainCommand::Hint, ""),
            ("?", PlainCommand::Help, ""),
            ("borr", PlainCommand::Borrows, ""),
            ("line 7 = let x = 1;", PlainCommand::Line, "7 = let x = 1;"),
            ("lesson\t3", PlainCommand::Lesson, "3"),
            ("sol", PlainCommand::Solution, ""),
        ] {
            assert_eq!(parse(line), Ok((word, rest)), "{line}");
        }
    }

    #[test]
    fn unknown_commands_suggest_a_similar_one() {
        assert_eq!(parse("hnit"), Err(Unclear::Unknown(Some("hint"))));
        assert_eq!(parse("no"), Err(Unclear::Unknown(None)));
        assert_eq!(parse("xyzzy"), Err(Unclear::Unknown(None)));
        assert_eq!(
            parse("l"),
            Err(Unclear::Several(vec!["line", "lesson", "list"]))
        );
        assert_eq!(parse("\u{1b}[A"), Err(Unclear::Unknown(None)));
        assert_eq!(parse("\u{301}"), Err(Unclear::Unknown(None)));
    }

    #[test]
    fn no_word_names_two_commands_and_no_help_text_ends_with_a_period() {
        let mut seen = std::collections::BTreeSet::new();
        for command in COMMANDS {
            assert!(!command.help.is_empty() && !command.help.ends_with('.'));
            for word in command.words {
                assert!(seen.insert(*word), "{word}");
            }
        }
    }
}
