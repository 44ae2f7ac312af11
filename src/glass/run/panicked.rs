//! Finds the panic that ended a run in its record. What the process printed may lack the line of the panic, or be mixed
//! with other output.

use crate::glass::record::{EventName, Record, RecordedEvent};
use crate::glass::sources::SourceFiles;
use crate::run::classify_panic;
use crate::verdict::{Outcome, Panic, PanicKind, RunEnd};

/// Returns a panic whose details are only in the record.
pub(in crate::glass) fn panicked() -> Outcome {
    Outcome::Panicked(Panic {
        thread: "main".to_owned(),
        panic_kind: PanicKind::Other,
        line: None,
        inside_std: false,
        source_panic: None,
        message: String::new(),
    })
}

/// Returns the panic that ended the first thread: after it, the thread only dropped things.
pub(in crate::glass) fn last_panic(record: &Record) -> Option<&RecordedEvent> {
    let mut events = record.events.iter().rev();
    let drops = [
        EventName::Released,
        EventName::Dropped,
        EventName::Poisoned,
        EventName::Exited,
    ];
    let last = events.find(|event| event.thread == 0 && !drops.contains(&event.happened))?;
    (last.happened == EventName::Panicked).then_some(last)
}

/// Takes the message and the line of the panic from the record, and names files in it as the trace does.
pub(in crate::glass) fn name_the_panic(
    ending: &mut RunEnd,
    record: &Record,
    source: &SourceFiles<'_>,
) {
    let exited = Outcome::Finished {
        code: Outcome::PANIC_CODE,
    };
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
        if panic.message.is_empty() {
            panic.message = event.message.clone().unwrap_or_default();
            panic.panic_kind = classify_panic(&panic.message, event.line.is_some());
        } else {
            // std panicked: the process printed a line in std, and the record has the line that called std.
            panic.inside_std = panic.line.is_some();
        }
    }
}

/// Whether a traced run ended as an untraced one did: for a panic, the record may have what the process did not print.
pub(in crate::glass) fn ended_alike(untraced: &RunEnd, traced: &RunEnd) -> bool {
    match (panic_message(untraced), panic_message(traced)) {
        (Some(printed), Some(recorded)) => printed.is_empty() || printed == recorded,
        (None, None) => untraced == traced,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Returns the message of the panic that ended a run, empty if the run only exited with the code of a panic.
fn panic_message(ending: &RunEnd) -> Option<&str> {
    let RunEnd::Outcome { outcome } = ending else {
        return None;
    };
    if let Outcome::Panicked(panic) = outcome {
        return Some(&panic.message);
    }
    (*outcome
        == Outcome::Finished {
            code: Outcome::PANIC_CODE,
        })
    .then_some("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_like_its_trace_even_if_only_the_trace_shows_the_panic() {
        let ended = |outcome| RunEnd::Outcome { outcome };
        let panics = |message: &str, line| {
            let Outcome::Panicked(mut panic) = panicked() else {
                unreachable!("it panicked")
            };
            message.clone_into(&mut panic.message);
            panic.line = line;
            ended(Outcome::Panicked(panic))
        };
        let exits = |code| ended(Outcome::Finished { code });
        assert!(ended_alike(&exits(101), &panics("too late", Some(3))));
        assert!(ended_alike(
            &panics("too late", None),
            &panics("too late", Some(3))
        ));
        assert!(!ended_alike(
            &panics("too late", None),
            &panics("too early", None)
        ));
        assert!(!ended_alike(&exits(0), &panics("too late", Some(3))));
        assert!(!ended_alike(&exits(101), &exits(0)));
        assert!(ended_alike(&RunEnd::Deadlock, &RunEnd::Deadlock));
    }
}
