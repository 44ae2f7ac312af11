//! What lies over everything on the full screen: commands, problems, what was finished; and hints, places, progress.

use super::{list, title};
use crate::app::State;
use crate::engine::Finish;
use crate::plain::commands::{self, COMMANDS, Unclear};
use crate::plain::sentences::tell;
use crate::plain::voice::Voice;
use crate::report;
use crate::sanitize;
use crate::text::plural;

/// All commands, or one of them.
pub(in crate::plain) fn help(voice: &mut Voice, wanted: &str) {
    let told = |voice: &mut Voice, command: &commands::Command| {
        let words = command.words.join(" or ");
        let takes = if command.takes.is_empty() {
            String::new()
        } else {
            format!(" {}", command.takes)
        };
        voice.say(&format!("{words}{takes}: {}.", command.help));
    };
    if wanted.is_empty() {
        voice.say(
            "These are the commands. The first letters of a word are enough where they are clear.",
        );
        for command in COMMANDS {
            told(voice, command);
        }
        voice.say("Enter alone tells what is new. Where something is asked with numbers, a number answers.");
        return;
    }
    match commands::read(wanted) {
        Ok((word, _)) => COMMANDS
            .iter()
            .filter(|c| c.word == word)
            .for_each(|c| told(voice, c)),
        Err(unclear) => not_understood(voice, wanted, &unclear),
    }
}

/// What may have been meant by a line that is no command.
pub(in crate::plain) fn not_understood(voice: &mut Voice, line: &str, unclear: &Unclear) {
    let first = line.split_whitespace().next().unwrap_or_default();
    let first: String = sanitize::line(first).chars().take(40).collect();
    voice.say(&match unclear {
        Unclear::Several(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("`{first}` may be {}.", words.join(" or "))
        }
        Unclear::Unknown(Some(word)) => {
            format!(
                "There is no command `{first}`. Do you mean `{word}`? `help` tells all commands."
            )
        }
        Unclear::Unknown(None) => {
            format!("There is no command `{first}`. `help` tells all commands.")
        }
    });
}

/// The hints that were asked for.
pub(in crate::plain) fn hints(voice: &mut Voice, state: &State) {
    if let Some(lesson) = state.model.current() {
        tell(voice, &report::hints(lesson, state.model.so_far()));
    }
}

/// The newest hint, where there was a new one.
pub(in crate::plain) fn hint(voice: &mut Voice, state: &State, before: usize) {
    let Some(lesson) = state.model.current() else {
        return;
    };
    let seen = &state.model.so_far().hints;
    let newest = seen.last().filter(|_| seen.len() > before);
    match newest.and_then(|id| lesson.hints.iter().find(|hint| hint.id == *id)) {
        Some(hint) => tell(voice, &report::hint(hint, seen.len())),
        None => tell(voice, &[report::no_more_hints(lesson)]),
    }
}

/// How far the learner is, and what comes next.
pub(in crate::plain) fn progress(voice: &mut Voice, state: &State) {
    if state.model.course.is_none() {
        return problems(voice, state);
    }
    counts(voice, state);
    match state.model.next_lesson() {
        Some(next) => voice.say(&format!("The next one that is not done: {}.", title(next))),
        None => voice.say("All of them are done."),
    }
}

/// How far the learner is, in numbers.
pub(in crate::plain) fn counts(voice: &mut Voice, state: &State) {
    if let Some(course) = &state.model.course {
        let counts = list::progress(state);
        voice.say(&format!("{}: {counts}", course.title));
    }
}

/// Where things are.
pub(in crate::plain) fn places(voice: &mut Voice, state: &State) {
    super::lesson::head(voice, state);
    if let Some(file) = state.model.file_shown() {
        voice.say(&format!("Your file: {file}"));
    }
    let Some(desk) = &state.model.desk else {
        voice.say("There is no desk yet.");
        return;
    };
    voice.say(&format!(
        "Your desk: {}",
        state.model.display_path(&desk.dir)
    ));
    match &desk.editor {
        Some(editor) => voice.say(&format!("Your editor: {editor}")),
        None => voice.say("You have no editor; `line`, `insert` and `delete` change your file."),
    }
    if let Some(why) = &state.model.read_only {
        voice.say(&format!("Nothing can be written: {why}"));
    }
}

/// What is wrong with the course's own files.
pub(in crate::plain) fn problems(voice: &mut Voice, state: &State) {
    if state.model.problems.is_empty() {
        voice.say("Nothing is wrong with the course's own files.");
        return;
    }
    let count = plural(state.model.problems.len(), "problem");
    voice.say(&format!(
        "{count} in the course's own files. They are read again as soon as they are saved."
    ));
    for problem in &state.model.problems {
        voice.gap();
        voice.verbatim(problem);
    }
}

/// A chapter, the core lessons or the course is done.
pub(in crate::plain) fn finished(voice: &mut Voice, state: &State, finish: &Finish) {
    let Some(course) = &state.model.course else {
        return;
    };
    let progress = &state.model.progress;
    let blocks = match finish {
        Finish::Chapter(id) => {
            report::finished_chapter(course, progress, id, state.model.next_lesson())
        }
        Finish::Core => {
            let (_, core) = state.model.counts(None);
            report::finished_core(course, progress, course.lessons.len() - core)
        }
        Finish::Course => report::finished_course(course, progress),
    };
    voice.gap();
    tell(voice, &blocks);
}
