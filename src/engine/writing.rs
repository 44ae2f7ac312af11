//! The jobs that write to the desk, all on one thread, in the order of their commands.

use super::grade_jobs::grade_saved;
use super::shared::{JobHandle, Shared, Unfinished, lesson_of};
use super::{Event, Notice};
use crate::desk::{Settings, View};
use std::sync::Arc;

fn draft(lesson: &str) -> String {
    format!("drafts/{lesson}.rs")
}

/// Records the progress that the job's command makes.
pub(super) fn record(shared: &Shared, job: &JobHandle) -> Result<(), Unfinished> {
    let course = shared.course()?;
    shared.record(&shared.writable_desk()?, &course, job.id, |progress| {
        job.command.record_in(progress);
    })?;
    Ok(())
}

/// Saves the built-in editor's text. A file that may have changed since editing began is kept as a copy.
pub(super) fn write_file(
    shared: &Arc<Shared>,
    id: &str,
    text: &str,
    base: Option<&str>,
) -> Result<(), Unfinished> {
    let desk = shared.writable_desk()?;
    let course = shared.course()?;
    let lesson = lesson_of(&course, id)?;
    let (path, copy) = desk.save(lesson, text, base)?;
    if let Some(copy) = copy {
        let lesson = id.to_owned();
        shared.notice(Notice::ChangedFileKept { lesson, copy });
    }
    shared.emit(Event::FileWritten {
        lesson: id.to_owned(),
        text: text.to_owned(),
    });
    let discarded = discard_draft(shared, id);
    // The file is written even if its draft could not be removed.
    grade_saved(shared, &path);
    discarded
}

pub(super) fn arrange(
    shared: &Arc<Shared>,
    job: &JobHandle,
    id: &str,
    text: &str,
    before: Option<&str>,
) -> Result<(), Unfinished> {
    let desk = shared.writable_desk()?;
    let course = shared.course()?;
    let lesson = lesson_of(&course, id)?;
    let (path, copy) = desk.save(lesson, text, before)?;
    if let Some(copy) = copy {
        let lesson = id.to_owned();
        shared.notice(Notice::EditedFileKept { lesson, copy });
    }
    let recorded = record(shared, job);
    // The file is written even if its lines could not be recorded.
    grade_saved(shared, &path);
    recorded
}

pub(super) fn reset(shared: &Arc<Shared>, id: &str) -> Result<(), Unfinished> {
    let desk = shared.writable_desk()?;
    let course = shared.course()?;
    let lesson = lesson_of(&course, id)?;
    let copy = desk.reset(lesson)?;
    shared.notice(Notice::StarterRestored {
        lesson: id.to_owned(),
        copy,
    });
    grade_saved(shared, &desk.exercise(lesson));
    Ok(())
}

/// Keeps a draft, unless a newer one is already waiting: a write takes longer than a key press.
pub(super) fn keep_draft(
    shared: &Shared,
    job: &JobHandle,
    lesson: &str,
    text: &str,
) -> Result<(), Unfinished> {
    if shared.jobs.is_replaced(job.id) {
        return Err(Unfinished::Cancelled);
    }
    shared.writable_desk()?.write_state(&draft(lesson), text)?;
    shared.emit(Event::DraftKept {
        lesson: lesson.to_owned(),
    });
    Ok(())
}

pub(super) fn discard_draft(shared: &Shared, lesson: &str) -> Result<(), Unfinished> {
    shared.writable_desk()?.remove_state(&draft(lesson))?;
    shared.emit(Event::DraftDiscarded {
        lesson: lesson.to_owned(),
    });
    Ok(())
}

pub(super) fn remember_view(shared: &Shared, view: &View) -> Result<(), Unfinished> {
    shared.writable_desk()?.set_view(view)?;
    Ok(())
}

pub(super) fn set(shared: &Shared, change: impl FnOnce(&mut Settings)) -> Result<(), Unfinished> {
    shared.writable_desk()?.set(change)?;
    Ok(())
}
