//! A lesson as a page: where it is in the course, its text, its task, its hints and its takeaway. Also where the
//! learner is in the course and on disk.

use super::writer::Writer;
use crate::course::{Kind, Lesson};
use crate::engine::Model;
use crate::report::{self, Block};
use crate::sanitize;
use crate::text::plural;

/// What the texts of lessons call tabs of the full screen, and the commands that print the same.
const TABS: [(&str, &str); 2] = [("Borrows tab", "borrows"), ("Threads tab", "threads")];

/// Returns a lesson's title without the Markdown marks.
pub(super) fn title(lesson: &Lesson) -> String {
    sanitize::line(&lesson.head.title).replace('`', "")
}

/// Prints which lesson this is, and its status.
pub(super) fn head(out: &mut Writer, model: &Model) {
    let (Some(course), Some(lesson)) = (model.course(), model.current()) else {
        out.say("There is no lesson to show. `problems` says what is wrong with the course.");
        return;
    };
    let status = model.status(lesson);
    out.blocks(&report::lesson_head(course, lesson, status));
}

pub(super) fn lesson(out: &mut Writer, model: &Model) {
    out.gap();
    head(out, model);
    let Some(lesson) = model.current() else {
        return;
    };
    out.gap();
    out.prose(&lesson.head.text);
    out.gap();
    to_do(out, model, lesson);
}

fn to_do(out: &mut Writer, model: &Model, lesson: &Lesson) {
    your_file(out, model);
    let edits = lesson.head.kind == Kind::Edit && model.file().is_some();
    let answer = report::to_answer(lesson, model.lesson_progress());
    let check = edits.then(report::to_check);
    out.blocks(&answer.into_iter().chain(check).collect::<Vec<_>>());
    for (tab, word) in TABS {
        if lesson.head.text.contains(tab) {
            out.say(&format!(
                "What the text calls the {tab} is the command `{word}` here."
            ));
        }
    }
}

/// Prints where the learner's file is, and how to open one that is edited by hand.
pub(super) fn your_file(out: &mut Writer, model: &Model) {
    let Some(file) = model.file_shown() else {
        return;
    };
    out.say(&format!("Your file: {file}"));
    if model
        .current()
        .is_some_and(|lesson| lesson.head.kind == Kind::Edit)
    {
        let editor = model.desk().and_then(|desk| desk.editor.as_ref());
        out.say(match editor {
            Some(_) => "`edit` opens it, `code` prints it.",
            None => "`code` prints it, `line 7 = TEXT` changes line 7.",
        });
    }
}

/// Prints the lesson's takeaway, and what can be done next.
pub(super) fn takeaway(out: &mut Writer, model: &Model) {
    let Some(lesson) = model.current() else {
        return;
    };
    if !model.is_done() {
        out.say("The takeaway comes when the lesson is done.");
        return;
    }
    let (next, has_solution) = (model.next_lesson(), model.sees_solution());
    let mut blocks = vec![Block::Prose(lesson.head.takeaway.clone())];
    blocks.extend(report::after_success(
        next,
        model.core_only(),
        has_solution,
        model.asks(),
    ));
    out.blocks(&blocks);
}

/// Returns how many lessons are done, of those that the learner takes.
pub(super) fn done(model: &Model) -> String {
    let (done, of) = model.counts(None);
    let core = if model.core_only() { "core " } else { "" };
    format!("{done} of {of} {core}lessons done.")
}

pub(super) fn hints(out: &mut Writer, model: &Model) {
    if let Some(lesson) = model.current() {
        out.blocks(&report::hints(lesson, model.lesson_progress()));
    }
}

/// Prints the hint that was just recorded, or that there is no other.
pub(super) fn newest_hint(out: &mut Writer, model: &Model, is_new: bool) {
    let Some(lesson) = model.current() else {
        return;
    };
    let shown = &model.lesson_progress().hints;
    let newest = shown.last().filter(|_| is_new);
    match newest.and_then(|id| lesson.hints.iter().find(|hint| hint.id == *id)) {
        Some(hint) => out.blocks(&report::hint(hint, shown.len())),
        None => out.blocks(&[report::no_more_hints(lesson)]),
    }
}

/// Prints the learner's progress, and what comes next.
pub(super) fn progress(out: &mut Writer, model: &Model) {
    if model.course().is_none() {
        return problems(out, model);
    }
    counts(out, model);
    match model.next_lesson() {
        Some(next) => out.say(&format!("Next unfinished lesson: {}.", title(next))),
        None => out.say("All of them are done."),
    }
}

pub(super) fn counts(out: &mut Writer, model: &Model) {
    if let Some(course) = model.course() {
        let counts = done(model);
        out.say(&format!("{}: {counts}", course.title));
    }
}

pub(super) fn places(out: &mut Writer, model: &Model) {
    head(out, model);
    if let Some(file) = model.file_shown() {
        out.say(&format!("Your file: {file}"));
    }
    let Some(desk) = model.desk() else {
        out.say("There is no desk yet.");
        return;
    };
    out.say(&format!("Your desk: {}", model.display_path(&desk.dir)));
    match &desk.editor {
        Some(editor) => out.say(&format!("Your editor: {editor}")),
        None => out.say("You have no editor; `line`, `insert` and `delete` change your file."),
    }
    if let Some(why) = model.read_only() {
        out.say(&format!("cellmate cannot save anything: {why}"));
    }
}

pub(super) fn problems(out: &mut Writer, model: &Model) {
    if model.problems().is_empty() {
        out.say("No problems found in the course's own files.");
        return;
    }
    let count = plural(model.problems().len(), "problem");
    out.say(&format!(
        "{count} in the course's own files. cellmate reads the files again each time you save one."
    ));
    for problem in model.problems() {
        out.gap();
        out.verbatim(&problem.to_string());
    }
}
