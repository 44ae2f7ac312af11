//! Writes the record, one JSON object per line, so that it survives an abort or a kill.
//!
//! A long run has more events than the record keeps. From the limit on, events are only counted. What explains the end
//! of a run (a refused borrow, a panic, a deadlock, the end itself) opens the record again: it starts over with what is
//! `live`, so that readers know every guard that was not dropped and every thread that waits.
//!
//! This file writes the events of the scheduler; `events` writes those of twins and guards.

use super::json_line::JsonLine;
use super::live;
use super::object::{Id, Op};
use super::place::{CallPath, Place};
use super::settings::settings;
use super::words::Action;
use ::std::fs::File;
use ::std::io::Write as _;
use ::std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use ::std::sync::{Mutex, OnceLock, PoisonError};

/// The version of the record. It increases when a name in it changes or is removed.
const RECORD_FORMAT: u32 = 2;
/// The maximum number of times that a record starts over.
const MAX_OPENINGS: u32 = 16;
/// The maximum number of choices to write. A longer run cannot be replayed.
const MAX_CHOICES: u64 = 100_000;

struct Record {
    file: File,
    /// How many more events may be written.
    remaining: u64,
    choices: u64,
}

/// Whether events are written now. Otherwise they are only counted: the run has not reached the beginning of the
/// record, or the limit is reached.
static OPEN: AtomicBool = AtomicBool::new(false);
/// How often the record started over.
static OPENINGS: AtomicU32 = AtomicU32::new(0);
/// How many events there were, written or not.
static SEEN: AtomicU64 = AtomicU64::new(0);

fn record() -> Option<&'static Mutex<Record>> {
    static RECORD: OnceLock<Option<Mutex<Record>>> = OnceLock::new();
    RECORD.get_or_init(open).as_ref()
}

fn open() -> Option<Mutex<Record>> {
    let path = settings().out.as_ref()?;
    let mut file = File::options().append(true).create(true).open(path).ok()?;
    if settings().lines {
        let _ = file.write_all(run().finish().as_bytes());
    }
    OPEN.store(settings().from == 0, Ordering::Relaxed);
    Some(Mutex::new(Record {
        file,
        remaining: settings().max_events,
        choices: 0,
    }))
}

/// Returns the first line of a record: where the program runs, so that readers find its files.
fn run() -> JsonLine {
    let folder = ::std::env::current_dir().unwrap_or_default();
    JsonLine::new("run")
        .raw("record_format", RECORD_FORMAT)
        .raw("process", ::std::process::id())
        .text("folder", &folder.to_string_lossy())
}

/// Returns whether borrows and locks are recorded with their lines.
pub(super) fn with_lines() -> bool {
    settings().lines && record().is_some()
}

/// Counts an event, and returns whether it is written. If not, callers need not look up its line.
pub(super) fn count_event() -> bool {
    if !with_lines() {
        return false;
    }
    if live::overflowed() {
        write_always(JsonLine::new("too_many_objects"));
    }
    let seen = SEEN.fetch_add(1, Ordering::Relaxed);
    if seen == settings().from && seen > 0 {
        open_at(seen);
    }
    OPEN.load(Ordering::Relaxed)
}

/// Opens a full record again, because what follows explains the run.
pub(super) fn reopen() {
    if with_lines() && !OPEN.load(Ordering::Relaxed) {
        open_at(SEEN.load(Ordering::Relaxed));
    }
}

/// Starts the record over with what is live after this many events.
fn open_at(seen: u64) {
    let Some(record) = record() else { return };
    if OPENINGS.fetch_add(1, Ordering::Relaxed) >= MAX_OPENINGS {
        return;
    }
    let mut live = String::new();
    let is_partial = live::write(&mut live);
    let gap = JsonLine::new("gap")
        .raw("omitted_events", seen)
        .raw("is_partial", is_partial);
    let text = gap.finish() + &live;
    let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
    record.remaining = settings().max_events;
    let _ = record.file.write_all(text.as_bytes());
    OPEN.store(true, Ordering::Relaxed);
}

pub(super) fn write_choice(line: JsonLine) {
    if let Some(record) = record() {
        let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
        if record.choices < MAX_CHOICES {
            record.choices += 1;
            let _ = record.file.write_all(line.finish().as_bytes());
        }
    }
}

/// Writes a line that the limit does not apply to, such as the end of the run.
pub(super) fn write_always(line: JsonLine) {
    if let Some(record) = record() {
        let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = record.file.write_all(line.finish().as_bytes());
    }
}

/// The function that writes what was found in the whole run and, if asked for, what threads poll.
static FINDINGS: OnceLock<fn(bool)> = OnceLock::new();

/// Sets the function that is called when the run ends.
pub(super) fn set_findings(write: fn(bool)) {
    let _ = FINDINGS.set(write);
}

/// Writes what was found in the whole run, at its end.
pub(super) fn write_findings(with_polls: bool) {
    if let Some(write) = FINDINGS.get() {
        write(with_polls);
    }
}

/// Records that a hidden test returned.
pub fn record_test_returned() {
    write_always(JsonLine::new("test_returned"));
}

/// Writes how a cell was created, if the record does not have it since it started over.
pub(super) fn announce(cell: Id) {
    if SEEN.load(Ordering::Relaxed) > 0
        && OPEN.load(Ordering::Relaxed)
        && OPENINGS.load(Ordering::Relaxed) > 0
    {
        announce_unknown(cell);
    }
}

fn announce_unknown(cell: Id) {
    if let (Some(line), Some(record)) = (live::announce(cell.number()), record()) {
        let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = record.file.write_all(line.as_bytes());
    }
}

/// Writes an event that was counted, unless the limit is reached.
pub(super) fn write_event(line: JsonLine) {
    write_line(&line.finish());
}

/// Writes the line of an event that was counted, unless the limit is reached.
pub(super) fn write_line(line: &str) {
    let Some(record) = record() else { return };
    let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
    record.remaining = record.remaining.saturating_sub(1);
    OPEN.store(record.remaining > 0, Ordering::Relaxed);
    let _ = match record.remaining {
        0 => record
            .file
            .write_all(JsonLine::new("truncated").finish().as_bytes()),
        _ => record.file.write_all(line.as_bytes()),
    };
}

pub(super) fn exited(thread: u32) {
    if with_lines() {
        let line = JsonLine::new("exited").raw("thread", thread).finish();
        live::add_thread(&line);
        if count_event() {
            write_line(&line);
        }
    }
}

pub(super) fn blocked(thread: u32, op: &Op, place: Option<&Place>, path: &CallPath) {
    announce(op.on);
    let line = JsonLine::new("blocked")
        .raw("cell", op.on.number())
        .raw("thread", thread)
        .text("action", op.action.word())
        .raw("has_timeout", op.deadline.is_some());
    let line = line.at(place).called_by(path).finish();
    live::add_wait(thread, &line);
    if count_event() {
        write_line(&line);
    }
}

/// Records that a thread is blocked in code that this crate does not see, since its last step, with the possible return
/// addresses on its stack.
pub(super) fn blocked_thread(thread: u32, place: Option<&Place>, stack: &[u64]) {
    if with_lines() {
        let program = ::std::env::current_exe().unwrap_or_default();
        let line = JsonLine::new("blocked_thread")
            .raw("thread", thread)
            .text("program", &program.to_string_lossy())
            .raw("stack", format_args!("{stack:?}"));
        write_always(line.at(place));
    }
}

/// Records that a thread lost its turn, because it is blocked in code that this crate does not see, since its last step.
pub(super) fn blocked_in_os(thread: u32, place: Option<&Place>) {
    if !with_lines() {
        return;
    }
    reopen();
    write_always(JsonLine::new("blocked_in_os"));
    let line = JsonLine::new("blocked")
        .raw("thread", thread)
        .text("action", Action::Untraced.word())
        .raw("has_timeout", false);
    let line = line.at(place).finish();
    live::add_wait(thread, &line);
    if count_event() {
        write_line(&line);
    }
}

/// Records that a thread is no longer blocked in that code.
pub(super) fn no_longer_blocked_in_os(thread: u32) {
    if !with_lines() {
        return;
    }
    live::remove_wait(thread);
    if count_event() {
        let line = JsonLine::new("resumed").raw("thread", thread);
        write_event(line.raw("timed_out", false));
    }
}

/// Records that a blocked thread continues.
pub(super) fn resumed(thread: u32, op: &Op, timed_out: bool) {
    let line = JsonLine::new("resumed")
        .raw("cell", op.on.number())
        .raw("thread", thread)
        .raw("timed_out", timed_out);
    live::remove_wait(thread);
    if count_event() {
        write_event(line);
    }
}

/// Records the last access of a thread when the run reaches its step limit. The limit on events does not apply.
pub(super) fn last_access(thread: u32, op: &Op, place: Option<&Place>, path: &CallPath) {
    announce(op.on);
    let line = JsonLine::new("last_access")
        .raw("cell", op.on.number())
        .raw("thread", thread)
        .text("action", op.action.word());
    write_always(line.at(place).called_by(path));
}
