//! Tools that answer by themselves: clippy, `rustc --explain`, an editor beside this terminal.

use super::core::{Core, JobHandle, Unfinished, lesson_of, unfinished};
use super::{Error, Event, editor};
use crate::process;
use std::path::Path;

/// Asks clippy about a text.
pub(super) fn advise(
    core: &Core,
    job: &JobHandle,
    id: String,
    text: &str,
) -> Result<(), Unfinished> {
    let course = core.course()?;
    let lesson = lesson_of(&course, &id)?;
    let advice = core
        .grader()?
        .advice(lesson, text, &job.cancel)
        .map_err(unfinished)?;
    core.emit(Event::Advised {
        job: job.id,
        lesson: id,
        advice,
    });
    Ok(())
}

/// Asks rustc to explain an error code.
pub(super) fn explain(core: &Core, error_code: String) -> Result<(), Unfinished> {
    let text = core.grader()?.explain(&error_code)?;
    core.emit(Event::Explained {
        code: error_code,
        text,
    });
    Ok(())
}

/// Opens a file in the editor beside this terminal.
pub(super) fn edit_beside(core: &Core, path: &Path, line: u32) -> Result<(), Unfinished> {
    let command = core.in_use().editor.clone().ok_or(Error::NoEditor)?;
    let (program, args) = editor::command_line(&command, path, line)?;
    let output = process::capture(Path::new(&program), &args).map_err(Error::from)?;
    if !output.status.success() {
        let status = output.status;
        return Err(Error::EditorFailed { program, status }.into());
    }
    Ok(())
}
