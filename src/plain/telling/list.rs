//! The lists: chapters, the lessons of one, and those that fit some words.

use super::title;
use crate::app::State;
use crate::course::{Chapter, Course, Lesson, nearest};
use crate::engine::LessonStatus;
use crate::plain::voice::Voice;
use crate::sanitize;

/// How a lesson stands, in a word or two.
pub(super) fn standing(state: &State, lesson: &Lesson) -> &'static str {
    let graded = lesson.has_file();
    match state.model.status(lesson) {
        LessonStatus::Grading => "being graded",
        LessonStatus::Done if graded => "passed",
        LessonStatus::Done => "done",
        LessonStatus::Changed => "changed and not graded yet",
        LessonStatus::Failed => "not yet",
        LessonStatus::Asks => "it asks you something",
        LessonStatus::Open => "open",
    }
}

/// The chapters, or the lessons of the one that is named, or all of them.
pub(in crate::plain) fn list(voice: &mut Voice, state: &State, wanted: &str) {
    let Some(course) = &state.model.course else {
        voice.say("There is no course to list. `problems` says what is wrong with it.");
        return;
    };
    if wanted.is_empty() {
        return chapters(voice, state, course);
    }
    if wanted.eq_ignore_ascii_case("all") {
        for chapter in &course.chapters {
            voice.gap();
            lessons(voice, state, course, chapter);
        }
        return;
    }
    if let Some(chapter) = chapter(course, wanted) {
        return lessons(voice, state, course, chapter);
    }
    let ids = course.chapters.iter().map(|chapter| chapter.id.as_str());
    let meant = nearest(wanted, ids).map(|id| format!(" Do you mean `list {id}`?"));
    voice.say(&format!(
        "There is no chapter `{}`.{} `list` tells them all.",
        sanitize::line(wanted),
        meant.unwrap_or_default()
    ));
}

/// A chapter by its number, its id, its title, or how one of them begins.
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

fn chapters(voice: &mut Voice, state: &State, course: &Course) {
    voice.say(&format!(
        "The chapters of {}. {}",
        course.title,
        progress(state)
    ));
    for (at, chapter) in course.chapters.iter().enumerate() {
        let (done, of) = state.model.counts(Some(&chapter.id));
        if of > 0 {
            let title = &chapter.title;
            voice.say(&format!("{}: {title}, {done} of {of} done.", at + 1));
        }
    }
    voice.say("`list` with a number or a name tells the lessons of a chapter.");
}

/// How far the learner is, on the path that was chosen.
pub(super) fn progress(state: &State) -> String {
    let (done, of) = state.model.counts(None);
    let core = if state.model.core_only { "core " } else { "" };
    format!("{done} of {of} {core}lessons done.")
}

fn lessons(voice: &mut Voice, state: &State, course: &Course, chapter: &Chapter) {
    voice.say(&format!("The lessons of {}.", chapter.title));
    for (at, lesson) in course.lessons.iter().enumerate() {
        if lesson.chapter == chapter.id && state.model.is_on_path(lesson) {
            one(voice, state, at, lesson);
        }
    }
}

fn one(voice: &mut Voice, state: &State, at: usize, lesson: &Lesson) {
    let optional = if lesson.head.optional {
        ", optional"
    } else {
        ""
    };
    let here = if state.model.lesson == lesson.id {
        ", you are here"
    } else {
        ""
    };
    voice.say(&format!(
        "{}: {}, {}{optional}{here}.",
        at + 1,
        title(lesson),
        standing(state, lesson)
    ));
}

/// The lessons that fit these words; returns their ids.
pub(in crate::plain) fn find(voice: &mut Voice, state: &State, words: &str) -> Vec<String> {
    let Some(course) = &state.model.course else {
        return Vec::new();
    };
    let found = course.search(words);
    let said = sanitize::line(words);
    if found.is_empty() {
        voice.say(&format!("No lesson fits `{said}`."));
        return Vec::new();
    }
    voice.say(&format!(
        "{} found for `{said}`.",
        crate::text::plural(found.len(), "lesson")
    ));
    for (at, lesson) in found.iter().enumerate() {
        let about = lesson.head.concepts.join(", ");
        let about = if about.is_empty() {
            about
        } else {
            format!("; about {about}")
        };
        voice.say(&format!(
            "{}: {}, {}{about}.",
            at + 1,
            title(lesson),
            standing(state, lesson)
        ));
    }
    voice.say("A number goes there.");
    found.iter().map(|lesson| lesson.id.clone()).collect()
}
