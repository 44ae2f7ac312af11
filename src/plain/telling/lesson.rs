//! The lesson: its place, its title, what is asked, its text, and what there is to do.

use super::form;
use super::list::standing;
use super::title;
use crate::app::State;
use crate::course::{Kind, Lesson, Level};
use crate::plain::sentences::tell;
use crate::plain::voice::Voice;
use crate::report::{self, Block};

/// What lessons send to in the full screen, and the words that tell it here.
const TABS: [(&str, &str); 2] = [("Borrows tab", "borrows"), ("Threads tab", "threads")];

/// Which lesson this is and how it stands.
pub(in crate::plain) fn head(voice: &mut Voice, state: &State) {
    let (Some(course), Some(lesson)) = (&state.model.course, state.model.current()) else {
        voice.say("There is no lesson to tell. `problems` says what is wrong with the course.");
        return;
    };
    let at = course.lessons.iter().position(|one| one.id == lesson.id);
    let chapter = course.chapters.iter().find(|one| one.id == lesson.chapter);
    let chapter = chapter.map_or("", |chapter| chapter.title.as_str());
    voice.say(&format!(
        "Lesson {} of {}, in {chapter}: {}.",
        at.map_or(0, |at| at + 1),
        course.lessons.len(),
        title(lesson)
    ));
    let level = match lesson.head.level {
        Level::Easy => "easy",
        Level::Medium => "medium",
        Level::Hard => "hard",
    };
    let kind = match lesson.head.kind {
        Kind::Edit => "You change a file",
        Kind::Predict => "You say what a program will do",
        Kind::Choose => "You answer questions",
        Kind::Arrange => "You put lines into order",
    };
    let optional = if lesson.head.optional {
        ", optional"
    } else {
        ""
    };
    voice.say(&format!(
        "{kind}; {level}{optional}; {}.",
        standing(state, lesson)
    ));
}

/// All of it.
pub(in crate::plain) fn whole(voice: &mut Voice, state: &State) {
    voice.gap();
    head(voice, state);
    let Some(lesson) = state.model.current() else {
        return;
    };
    voice.gap();
    voice.prose(&lesson.head.text);
    voice.gap();
    to_do(voice, state, lesson);
}

/// What there is to do.
fn to_do(voice: &mut Voice, state: &State, lesson: &Lesson) {
    if form::foretells(state) {
        voice.say("`answer` lets you say what the program will do, before it is run.");
    }
    match (lesson.head.kind, state.model.file_shown()) {
        (Kind::Edit, Some(file)) => {
            voice.say(&format!("Your file: {file}"));
            voice.say("`edit` opens it, `code` tells it, `check` grades it.");
        }
        (Kind::Arrange, Some(file)) => {
            voice.say(&format!("Your file: {file}"));
            voice.say("`answer` tells the lines and takes your order.");
        }
        (Kind::Predict, _) if !state.model.is_done() && !form::foretells(state) => {
            voice.say("`answer` goes on with the questions.");
        }
        (Kind::Choose, _) if !state.model.is_done() => voice.say("`answer` tells the questions."),
        _ => {}
    }
    for (tab, word) in TABS {
        if lesson.head.text.contains(tab) {
            voice.say(&format!(
                "What the text calls the {tab} is the word `{word}` here."
            ));
        }
    }
}

/// What the lesson leaves behind, and where it goes on.
pub(in crate::plain) fn takeaway(voice: &mut Voice, state: &State) {
    let Some(lesson) = state.model.current() else {
        return;
    };
    if !state.model.is_done() {
        voice.say("The takeaway comes when the lesson is done.");
        return;
    }
    let mut blocks = vec![Block::Prose(lesson.head.takeaway.clone())];
    blocks.extend(after_success(state));
    tell(voice, &blocks);
}

/// What can be done after a lesson that is done.
pub(in crate::plain) fn after_success(state: &State) -> Vec<Block> {
    let (next, has_solution) = (state.model.next_lesson(), state.model.sees_solution());
    report::after_success(next, has_solution, state.model.asks())
}
