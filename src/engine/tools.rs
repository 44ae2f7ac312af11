//! The jobs that run tools: clippy, `rustc --explain`, an editor outside this terminal.

use super::shared::{JobHandle, Shared, Unfinished, lesson_of};
use super::{Error, Event, editor};
use crate::process;
use std::path::Path;
use std::time::Duration;

/// How often the engine checks whether the editor outside this terminal has exited.
const EDITOR_POLL_INTERVAL: Duration = Duration::from_millis(200);

pub(super) fn advise(
    shared: &Shared,
    job: &JobHandle,
    id: &str,
    text: &str,
) -> Result<(), Unfinished> {
    let course = shared.course()?;
    let lesson = lesson_of(&course, id)?;
    let advice = shared.grader()?.advice(lesson, text, &job.cancel)?;
    shared.emit(Event::Advised {
        job: job.id,
        lesson: id.to_owned(),
        advice,
    });
    Ok(())
}

pub(super) fn explain(shared: &Shared, error_code: &str) -> Result<(), Unfinished> {
    let text = shared.grader()?.explain(error_code)?;
    shared.emit(Event::Explained {
        code: error_code.to_owned(),
        text,
    });
    Ok(())
}

/// Opens a file in the editor outside this terminal, and reports how it ended. If the job is cancelled, the editor stays
/// open.
pub(super) fn edit_outside(
    shared: &Shared,
    job: &JobHandle,
    path: &Path,
    line: u32,
) -> Result<(), Unfinished> {
    let command = shared.open_state().editor.clone().ok_or(Error::NoEditor)?;
    let (program, args) = editor::command_line(&command, path, line)?;
    let editor = process::start(Path::new(&program), &args);
    let mut editor = editor.map_err(|error| editor::not_started(&program, error))?;
    // If the system cannot say whether the editor still runs, there is nothing to wait for.
    while let Ok(status) = editor.try_wait() {
        match status {
            Some(status) => return Ok(editor::ended(program, status)?),
            None => shared.jobs.wait(EDITOR_POLL_INTERVAL, &job.cancel),
        }
        job.check()?;
    }
    Ok(())
}
