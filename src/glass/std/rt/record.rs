//! Writes the record, one JSON object per line, so that it survives an abort or a kill.
//!
//! This file has the events of the scheduler; those of twins and guards are in `events`.

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
    /// How many more events may be written.
    left: u64,
}

/// Whether the limit on events is reached.
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
        left: settings().max_events,
    }))
}

/// Returns whether borrows and locks are recorded with their lines.
pub(super) fn with_lines() -> bool {
    settings().lines && record().is_some()
}

/// Returns whether events are still written. If not, callers need not look up lines.
pub(super) fn has_room() -> bool {
    with_lines() && !FULL.load(Ordering::Relaxed)
}

/// Writes a line that the limit does not apply to: a choice or the end of the run.
pub(super) fn write_always(line: JsonLine) {
    if let Some(record) = record() {
        let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = record.file.write_all(line.finish().as_bytes());
    }
}

/// Records that a hidden test returned.
pub fn record_test_returned() {
    write_always(JsonLine::new("returned"));
}

/// Writes an event unless the limit is reached.
pub(super) fn write_event(line: JsonLine) {
    let Some(record) = record() else { return };
    let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
    let text = match record.left {
        0 => return,
        1 => JsonLine::new("cut").finish(),
        _ => line.finish(),
    };
    record.left -= 1;
    FULL.store(record.left == 0, Ordering::Relaxed);
    let _ = record.file.write_all(text.as_bytes());
}

/// A line under construction.
#[derive(Debug)]
pub(super) struct JsonLine(String);

impl JsonLine {
    pub(super) fn new(event: &str) -> Self {
        Self(format!("{{\"event\":\"{event}\""))
    }

    /// Adds a number or a formatted list.
    pub(super) fn raw(mut self, key: &str, value: impl Display) -> Self {
        let _ = write!(self.0, ",\"{key}\":{value}");
        self
    }

    /// Adds a string, escaped for JSON.
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

    /// Adds the place, if it is known.
    pub(super) fn at(self, place: Option<&Place>) -> Self {
        let Some(place) = place else { return self };
        self.text("file", &place.file)
            .raw("line", place.line)
            .raw("column", place.column)
    }

    pub(super) fn finish(mut self) -> String {
        self.0.push_str("}\n");
        self.0
    }
}

/// Records that a thread exited.
pub(super) fn exited(thread: u32) {
    if has_room() {
        write_event(JsonLine::new("stopped").raw("thread", thread));
    }
}

/// Records that a thread is blocked.
pub(super) fn blocked(thread: u32, op: &Op, place: Option<&Place>) {
    let line = JsonLine::new("waits")
        .raw("cell", op.on.number())
        .raw("thread", thread)
        .text("what", op.what)
        .raw("for_a_time", op.deadline.is_some());
    write_event(line.at(place));
}

/// Records that a blocked thread continues.
pub(super) fn resumed(thread: u32, op: &Op, in_time: bool) {
    let line = JsonLine::new("goes")
        .raw("cell", op.on.number())
        .raw("thread", thread)
        .raw("in_time", in_time);
    write_event(line);
}

/// Records the last access of a thread when the run reaches its step limit. The limit on events does not apply.
pub(super) fn last_access(thread: u32, op: &Op, place: Option<&Place>) {
    let line = JsonLine::new("looks")
        .raw("cell", op.on.number())
        .raw("thread", thread)
        .text("what", op.what);
    write_always(line.at(place));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_escaped() {
        let line = JsonLine::new("made").raw("cell", 1).text("of", "a\"b\\c\n");
        let expected = "{\"event\":\"made\",\"cell\":1,\"of\":\"a\\\"b\\\\c\\u000a\"}\n";
        assert_eq!(line.finish(), expected);
    }
}
