//! What is written to the desk. One thread does it, in the order of the commands.

use super::core::{Core, Unfinished, lesson_of};
use super::grade_jobs::grade_saved;
use super::{Event, Notice};
use crate::desk::{LessonProgress, View};
use std::fs;
use std::sync::Arc;

/// Where a draft is kept.
fn draft(lesson: &str) -> String {
    format!("drafts/{lesson}.rs")
}

/// Changes the progress in a lesson.
pub(super) fn record(
    core: &Core,
    lesson: &str,
    change: impl FnOnce(&mut LessonProgress),
) -> Result<(), Unfinished> {
    let course = core.course()?;
    let kept = core
        .writable_desk()?
        .record(|progress| change(progress.course_mut(&course.id).lesson_mut(lesson)))?;
    let progress = kept.progress.course(&course.id).clone();
    core.emit(Event::ProgressRecorded { progress });
    Ok(())
}

/// Saves the built-in editor's text. A file that has changed since editing began is kept as a copy.
pub(super) fn write_file(
    core: &Arc<Core>,
    id: String,
    text: String,
    base: Option<&str>,
) -> Result<(), Unfinished> {
    let desk = core.writable_desk()?;
    let course = core.course()?;
    let lesson = lesson_of(&course, &id)?;
    let path = desk.exercise(lesson);
    let now = fs::read(&path).unwrap_or_default();
    let changed = base.is_some_and(|base| base.as_bytes() != now);
    if changed && now != text.as_bytes() && !now.is_empty() {
        let copy = desk.back_up(&id, &now)?;
        let lesson = id.clone();
        core.notice(Notice::ChangedFileKept { lesson, copy });
    }
    desk.save(lesson, &text)?;
    core.emit(Event::FileWritten {
        lesson: id.clone(),
        text,
    });
    discard_draft(core, id)?;
    grade_saved(core, &path);
    Ok(())
}

/// Writes the file that an order of lines makes.
pub(super) fn arrange(
    core: &Arc<Core>,
    id: &str,
    text: &str,
    before: Option<&str>,
    lines: Vec<String>,
) -> Result<(), Unfinished> {
    let desk = core.writable_desk()?;
    let course = core.course()?;
    let lesson = lesson_of(&course, id)?;
    let (path, copy) = desk.save_arranged(lesson, text, before)?;
    record(core, id, |progress| progress.arranged = Some(lines))?;
    if let Some(copy) = copy {
        let lesson = id.to_owned();
        core.notice(Notice::EditedFileKept { lesson, copy });
    }
    grade_saved(core, &path);
    Ok(())
}

/// Puts the starter back.
pub(super) fn reset(core: &Arc<Core>, id: &str) -> Result<(), Unfinished> {
    let desk = core.writable_desk()?;
    let course = core.course()?;
    let lesson = lesson_of(&course, id)?;
    let copy = desk.reset(lesson)?;
    core.notice(Notice::StarterRestored {
        lesson: id.to_owned(),
        copy,
    });
    grade_saved(core, &desk.exercise(lesson));
    Ok(())
}

pub(super) fn keep_draft(core: &Core, lesson: String, text: &str) -> Result<(), Unfinished> {
    core.writable_desk()?.write_state(&draft(&lesson), text)?;
    core.emit(Event::DraftKept { lesson });
    Ok(())
}

pub(super) fn discard_draft(core: &Core, lesson: String) -> Result<(), Unfinished> {
    core.writable_desk()?.remove_state(&draft(&lesson))?;
    core.emit(Event::DraftDiscarded { lesson });
    Ok(())
}

pub(super) fn remember_view(core: &Core, view: &View) -> Result<(), Unfinished> {
    core.writable_desk()?.set_view(view)?;
    Ok(())
}

pub(super) fn set_plain(core: &Core, plain: bool) -> Result<(), Unfinished> {
    core.writable_desk()?
        .set(|settings| settings.plain = plain)?;
    Ok(())
}
