//! The lists: chapters, the lessons of one, and the lessons that match some words.

use super::lessons::{done, title};
use super::writer::Writer;
use crate::course::{Chapter, Course, Lesson, nearest};
use crate::engine::Model;
use crate::report;
use crate::sanitize;
use crate::text::plural;

/// Prints the chapters, or the lessons of the one that is named, or all lessons.
pub(super) fn list(out: &mut Writer, model: &Model, wanted: &str) {
    let Some(course) = model.course() else {
        out.say("There is no course to list. `problems` says what is wrong with it.");
        return;
    };
    if wanted.is_empty() {
        return chapters(out, model, course);
    }
    if wanted.eq_ignore_ascii_case("all") {
        for chapter in &course.chapters {
            out.gap();
            lessons(out, model, course, chapter);
        }
        return removed(out, model);
    }
    if let Some(chapter) = chapter(course, wanted) {
        return lessons(out, model, course, chapter);
    }
    let ids = course.chapters.iter().map(|chapter| chapter.id.as_str());
    let meant = nearest(wanted, ids).map(|id| format!(" Did you mean `list {id}`?"));
    out.say(&format!(
        "There is no chapter `{}`.{} `list` lists them all.",
        sanitize::line(wanted),
        meant.unwrap_or_default()
    ));
}

/// Returns a chapter by its number, or by its id or title, or the beginning of either.
fn chapter<'a>(course: &'a Course, wanted: &str) -> Option<&'a Chapter> {
    let wanted = wanted.to_lowercase();
    let number = wanted.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let begins = |chapter: &&Chapter| {
        chapter.id.starts_with(&wanted) || chapter.title.to_lowercase().starts_with(&wanted)
    };
    let exact = |chapter: &&Chapter| chapter.id == wanted;
    let mut all = course.chapters.iter();
    number
        .and_then(|at| course.chapters.get(at))
        .or_else(|| all.clone().find(exact))
        .or_else(|| all.find(begins))
}

fn chapters(out: &mut Writer, model: &Model, course: &Course) {
    let has = if model.core_only() {
        "has core lessons in these chapters"
    } else {
        "has these chapters"
    };
    out.say(&format!(
        "The course {} {has}. {}",
        course.title,
        done(model)
    ));
    for (at, chapter) in course.chapters.iter().enumerate() {
        let (done, of) = model.counts(Some(&chapter.id));
        if of > 0 {
            let title = &chapter.title;
            out.say(&format!("{}: {title}, {done} of {of} done.", at + 1));
        }
    }
    out.say("`list` with a number or a name lists the lessons of a chapter.");
    removed(out, model);
}

/// Prints what the course no longer has.
fn removed(out: &mut Writer, model: &Model) {
    let removed = model.removed_lessons();
    if removed.is_empty() {
        return;
    }
    out.say("No longer in the course. cellmate keeps your files and your progress:");
    for lesson in removed {
        let file = lesson.file.as_ref().map(|file| model.display_path(file));
        let file = file.map_or(String::new(), |file| format!(", {file}"));
        out.say(&format!("{}{file}.", sanitize::line(&lesson.title)));
    }
}

fn lessons(out: &mut Writer, model: &Model, course: &Course, chapter: &Chapter) {
    let core = if model.core_only() { "core " } else { "" };
    out.say(&format!(
        "The chapter {} has these {core}lessons.",
        chapter.title
    ));
    for (at, lesson) in course.lessons.iter().enumerate() {
        if lesson.chapter == chapter.id && model.is_on_path(lesson) {
            list_lesson(out, model, at, lesson);
        }
    }
}

fn list_lesson(out: &mut Writer, model: &Model, at: usize, lesson: &Lesson) {
    let optional = if lesson.head.optional {
        ", optional"
    } else {
        ""
    };
    let here = if model.lesson_id() == lesson.id {
        ", you are here"
    } else {
        ""
    };
    out.say(&format!(
        "{}: {}, {}{optional}{here}.",
        at + 1,
        title(lesson),
        report::lesson_status(model.status(lesson))
    ));
}

/// Prints the lessons that fit these words; returns their ids.
pub(super) fn find(out: &mut Writer, model: &Model, words: &str) -> Vec<String> {
    let Some(course) = model.course() else {
        return Vec::new();
    };
    let found = course.search(words);
    let words = sanitize::line(words);
    if found.is_empty() {
        out.say(&format!("No lesson matches `{words}`."));
        return Vec::new();
    }
    out.say(&format!(
        "{} found for `{words}`.",
        plural(found.len(), "lesson")
    ));
    for (at, lesson) in found.iter().enumerate() {
        let about = lesson.head.concepts.join(", ");
        let about = if about.is_empty() {
            about
        } else {
            format!("; about {about}")
        };
        out.say(&format!(
            "{}: {}, {}{about}.",
            at + 1,
            title(lesson),
            report::lesson_status(model.status(lesson))
        ));
    }
    out.say("Type a number to go to that lesson.");
    found.iter().map(|lesson| lesson.id.clone()).collect()
}
