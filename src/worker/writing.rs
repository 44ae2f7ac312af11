//! Whatever is written to the desk, one thing after the other.

use super::bench::Bench;
use super::opening;
use crate::app::{Change, Effect, Message, Opened};
use crate::desk::{CourseSource, Desk, DeskError};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

/// Writes what an effect asks for; effects of another kind are not for this thread.
pub(super) fn write(bench: &Arc<Bench>, effect: Effect) {
    if !bench.is_read_only() {
        try_to(bench, effect);
    }
    bench.tell(Message::Settled);
}

fn try_to(bench: &Arc<Bench>, effect: Effect) {
    let done = match effect {
        Effect::MakeDesk { dir, editor, plain } => make_desk(bench, &dir, editor, plain),
        Effect::Record { lesson, change } => record(bench, &lesson, &change),
        Effect::Remember(view) => bench.desk().map_or(Ok(()), |desk| desk.set_view(&view)),
        Effect::KeepDraft { lesson, text } => bench.desk().map_or(Ok(()), |desk| {
            let name = format!("drafts/{lesson}.rs");
            match text {
                Some(text) => desk.write_state(&name, &text),
                None => desk.remove_state(&name),
            }
        }),
        Effect::Write { lesson, text, base } => save(bench, &lesson, text, base.as_deref()),
        Effect::Arrange {
            lesson,
            text,
            before,
            lines,
        } => arrange(bench, &lesson, &text, before.as_deref(), lines),
        Effect::Reset { lesson } => reset(bench, &lesson),
        Effect::Prefer { plain } => bench.desk().map_or(Ok(()), |desk| {
            desk.set(|settings| settings.plain = plain).map(|_| ())
        }),
        _ => Ok(()),
    };
    if let Err(error) = done {
        bench.notice(&error.to_string());
    }
}

fn make_desk(
    bench: &Arc<Bench>,
    dir: &str,
    editor: Option<String>,
    plain: bool,
) -> Result<(), DeskError> {
    let Some(course) = bench.course() else {
        return Ok(());
    };
    let dir = match (dir.strip_prefix("~"), &bench.setup.home) {
        (Some(rest), Some(home)) => home.join(rest.trim_start_matches(['/', '\\'])),
        _ => PathBuf::from(dir),
    };
    let (desk, _) = Desk::create(&dir, &course)?;
    let source = match &bench.setup.source {
        CourseSource::Path(folder) if bench.setup.asked => {
            CourseSource::Path(std::path::absolute(folder).unwrap_or_else(|_| folder.clone()))
        }
        other => other.clone(),
    };
    desk.set(|settings| {
        settings.course = source;
        settings.plain = plain;
        settings.editor = editor;
    })?;
    let (course, problems) = (Some(course), Vec::new());
    let mut opened = Opened {
        course,
        problems,
        editors: crate::engine::editor::available(),
        ..Opened::default()
    };
    opening::settle(bench, &desk, &mut opened);
    bench.tell(Message::Opened(Box::new(opened)));
    Ok(())
}

fn record(bench: &Bench, lesson: &str, change: &Change) -> Result<(), DeskError> {
    let (Some(desk), Some(course)) = (bench.desk(), bench.course()) else {
        return Ok(());
    };
    let kept = desk.record(|progress| {
        change.apply(progress.course_mut(&course.id).lesson_mut(lesson));
    })?;
    bench.tell(Message::Recorded(kept.progress.course(&course.id).clone()));
    Ok(())
}

/// Saves the built-in editor's text. Where another hand wrote the file meanwhile, what it wrote is kept.
fn save(bench: &Bench, id: &str, text: String, base: Option<&str>) -> Result<(), DeskError> {
    let (Some(desk), Some(course)) = (bench.desk(), bench.course()) else {
        return Ok(());
    };
    let Some(lesson) = course.lesson(id) else {
        return Ok(());
    };
    let path = desk.exercise(lesson);
    let now = fs::read(&path).unwrap_or_default();
    if base.is_some_and(|base| base.as_bytes() != now) && now != text.as_bytes() && !now.is_empty()
    {
        let kept = desk.back_up(id, &now)?;
        let kept = bench.shown(&kept);
        bench.notice(&format!(
            "The file had changed on the disk; that text is kept in {kept}"
        ));
    }
    desk.save(lesson, &text)?;
    desk.remove_state(&format!("drafts/{id}.rs"))?;
    let lesson = id.to_owned();
    bench.tell(Message::Written { lesson, text });
    bench.tell(Message::Saved(path));
    Ok(())
}

fn arrange(
    bench: &Bench,
    id: &str,
    text: &str,
    before: Option<&str>,
    lines: Vec<String>,
) -> Result<(), DeskError> {
    let (Some(desk), Some(course)) = (bench.desk(), bench.course()) else {
        return Ok(());
    };
    let Some(lesson) = course.lesson(id) else {
        return Ok(());
    };
    let (path, backup) = desk.save_arranged(lesson, text, before)?;
    let kept = desk.record(|progress| {
        progress.course_mut(&course.id).lesson_mut(id).arranged = Some(lines);
    })?;
    bench.tell(Message::Recorded(kept.progress.course(&course.id).clone()));
    if let Some(backup) = backup {
        let backup = bench.shown(&backup);
        bench.notice(&format!(
            "You had changed the file by hand; that is kept in {backup}"
        ));
    }
    bench.tell(Message::Saved(path));
    Ok(())
}

fn reset(bench: &Bench, id: &str) -> Result<(), DeskError> {
    let (Some(desk), Some(course)) = (bench.desk(), bench.course()) else {
        return Ok(());
    };
    let Some(lesson) = course.lesson(id) else {
        return Ok(());
    };
    let backup = desk.reset(lesson)?;
    bench.notice(&match backup {
        Some(backup) => format!(
            "The file is as it came; yours is kept in {}",
            bench.shown(&backup)
        ),
        None => "The file is as it came; there was nothing to keep.".to_owned(),
    });
    bench.tell(Message::Saved(desk.exercise(lesson)));
    Ok(())
}
