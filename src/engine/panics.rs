//! What is known about a panic in a job, so that the learner can report it.

use std::any::Any;
use std::panic::PanicHookInfo;
use std::sync::{Mutex, PoisonError};

/// The last panic that was noted and not yet reported.
static NOTED: Mutex<Option<String>> = Mutex::new(None);

/// Notes a panic with its place, which only the panic hook knows. A front end whose hook prints nothing of the engine's
/// panics calls this instead.
pub fn note_panic(panicked: &PanicHookInfo<'_>) {
    let lines = panicked.to_string();
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    *noted = Some(lines.lines().collect::<Vec<_>>().join(" "));
}

/// Returns what is known of the panic of a job.
pub(super) fn describe_panic(payload: &(dyn Any + Send)) -> String {
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    let message = || {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        text.or(payload.downcast_ref::<&str>().copied())
    };
    noted
        .take()
        .or_else(|| message().map(str::to_owned))
        .unwrap_or_else(|| "it panicked".to_owned())
}
