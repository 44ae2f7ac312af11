//! What is written down, a JSON object a line, so that it is there also after an abort or a kill.
//!
//! Here is the file, and what the scheduler writes; what twins and guards write is in `events`.

use super::object::Op;
use super::place::Place;
use super::settings::settings;
use ::std::fmt::{Display, Write as _};
use ::std::fs::File;
use ::std::io::Write as _;
use ::std::sync::atomic::{AtomicBool, Ordering};
use ::std::sync::{Mutex, OnceLock, PoisonError};

struct Record {
    file: File,
    /// How many more events are written.
    left: u64,
}

/// Set when so many events were written as are let in.
static FULL: AtomicBool = AtomicBool::new(false);

fn record() -> Option<&'static Mutex<Record>> {
    static RECORD: OnceLock<Option<Mutex<Record>>> = OnceLock::new();
    RECORD.get_or_init(open).as_ref()
}

fn open() -> Option<Mutex<Record>> {
    let path = settings().out.as_ref()?;
    let file = File::options().append(true).create(true).open(path).ok()?;
    Some(Mutex::new(Record {
        file,
        left: settings().most_events,
    }))
}

/// Whether borrows and locks are recorded with their lines.
pub(super) fn with_lines() -> bool {
    settings().lines && record().is_some()
}

/// Whether events are still written; if not, nobody need look for their lines.
pub(super) fn has_room() -> bool {
    with_lines() && !FULL.load(Ordering::Relaxed)
}

/// Writes what must not be cut: choices, and how the run ended.
pub(super) fn always(line: Line) {
    if let Some(record) = record() {
        let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = record.file.write_all(line.finish().as_bytes());
    }
}

/// Writes an event, unless there were too many.
pub(super) fn event(line: Line) {
    let Some(record) = record() else { return };
    let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
    let text = match record.left {
        0 => return,
        1 => Line::new("cut").finish(),
        _ => line.finish(),
    };
    record.left -= 1;
    FULL.store(record.left == 0, Ordering::Relaxed);
    let _ = record.file.write_all(text.as_bytes());
}

/// A line under construction.
#[derive(Debug)]
pub(super) struct Line(String);

impl Line {
    /// A line about one kind of event.
    pub(super) fn new(event: &str) -> Self {
        Self(format!("{{\"event\":\"{event}\""))
    }

    /// A number, or a list that is written already.
    pub(super) fn raw(mut self, key: &str, value: impl Display) -> Self {
        let _ = write!(self.0, ",\"{key}\":{value}");
        self
    }

    /// A text, with what JSON does not take as it is.
    pub(super) fn text(mut self, key: &str, value: &str) -> Self {
        let _ = write!(self.0, ",\"{key}\":\"");
        for character in value.chars() {
            match character {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                other if u32::from(other) < 0x20 => {
                    let _ = write!(self.0, "\\u{:04x}", u32::from(other));
                }
                other => self.0.push(other),
            }
        }
        self.0.push('"');
        self
    }

    /// Where it happened, if that is known.
    pub(super) fn at(self, place: Option<&Place>) -> Self {
        let Some(place) = place else { return self };
        self.text("file", &place.file)
            .raw("line", place.line)
            .raw("column", place.column)
    }

    /// The whole line, with its end.
    pub(super) fn finish(mut self) -> String {
        self.0.push_str("}\n");
        self.0
    }
}

/// A thread came to its end.
pub(super) fn stopped(thread: u32) {
    if has_room() {
        event(Line::new("stopped").raw("thread", thread));
    }
}

/// A thread cannot go on.
pub(super) fn waits(thread: u32, op: &Op, place: Option<&Place>) {
    let line = Line::new("waits")
        .raw("cell", op.on.number())
        .raw("thread", thread)
        .text("what", op.what)
        .raw("for_a_time", op.deadline.is_some());
    event(line.at(place));
}

/// A thread that waited goes on.
pub(super) fn goes(thread: u32, op: &Op, in_time: bool) {
    let line = Line::new("goes")
        .raw("cell", op.on.number())
        .raw("thread", thread)
        .raw("in_time", in_time);
    event(line);
}

/// What a thread looked at last in a run that never ends: written also where the record was cut before.
pub(super) fn looks(thread: u32, op: &Op, place: Option<&Place>) {
    let line = Line::new("looks")
        .raw("cell", op.on.number())
        .raw("thread", thread)
        .text("what", op.what);
    always(line.at(place));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_escaped() {
        let line = Line::new("made").raw("cell", 1).text("of", "a\"b\\c\n");
        let expected = "{\"event\":\"made\",\"cell\":1,\"of\":\"a\\\"b\\\\c\\u000a\"}\n";
        assert_eq!(line.finish(), expected);
    }
}
