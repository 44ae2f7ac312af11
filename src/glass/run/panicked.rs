//! The panic that ended a run, as its record shows it. What the process printed may lack its line, or be mixed.

use crate::glass::record::{Record, RecordedEvent};
use crate::glass::sources::SourceFiles;
use crate::run::classify_panic;
use crate::verdict::{Outcome, Panic, PanicClass, RunEnd};

/// The exit code of a program that panicked.
const PANIC_CODE: i32 = 101;

/// A panic of which only the record knows more.
pub(in crate::glass) fn panicked() -> Outcome {
    Outcome::Panicked(Panic {
        thread: "main".to_owned(),
        class: PanicClass::Other,
        line: None,
        inside_std: false,
        message: String::new(),
    })
}

/// Returns the panic that ended the first thread: after it, the thread only dropped things.
pub(in crate::glass) fn last_panic(record: &Record) -> Option<&RecordedEvent> {
    let mut events = record.events.iter().rev();
    let drops = ["ended", "dropped", "poisoned", "stopped"];
    let last = events.find(|event| event.thread == 0 && !drops.contains(&event.event.as_str()))?;
    (last.event == "panicked").then_some(last)
}

/// Takes message and line of the panic from the record: files in it have the names that the trace gives them.
pub(in crate::glass) fn name_the_panic(
    ending: &mut RunEnd,
    record: &Record,
    source: &SourceFiles<'_>,
) {
    let exited = Outcome::Finished { code: PANIC_CODE };
    if *ending == (RunEnd::Outcome { outcome: exited }) && last_panic(record).is_some() {
        *ending = RunEnd::Outcome {
            outcome: panicked(),
        };
    }
    if let RunEnd::Outcome {
        outcome: Outcome::Panicked(panic),
    } = ending
        && (panic.line.is_none() || panic.message.is_empty())
        && let Some(event) = last_panic(record)
    {
        let place = source
            .place(event)
            .filter(|place| source.main() == Some(place.file.as_str()));
        panic.line = place.map(|place| place.line);
        if let Some(message) = &event.message {
            panic.message.clone_from(message);
        }
        panic.class = classify_panic(&panic.message, event.line.is_some());
    }
}
