//! Ends threads and runs.

use super::advance;
use super::shared::{Thread, ThreadState, end_of, scheduler};
use crate::rt::json_line::JsonLine;
use crate::rt::object::{Access, Op};
use crate::rt::record;
use crate::rt::words::Action;
use ::std::panic::Location;

/// Ends a thread and schedules another one. When the main thread ends, so does the program.
pub(in crate::rt) fn end(number: u32, is_main: bool) {
    if scheduler().over {
        return;
    }
    if is_main {
        // Other threads may still run before the process exits.
        let op = Op::writes(end_of(number), Action::End);
        advance(number, op, false, Location::caller());
        // Thread-locals older than this crate's are dropped after this, and may lock.
        record::reopen();
        record::write_findings(false);
        record::write_always(JsonLine::new("end"));
        return;
    }
    record::exited(number);
    let mut all = scheduler();
    let history = all.thread(number).history;
    let end = all.thread(number).end;
    let object = all.object(end);
    object.level = 1;
    object.remember(Access::Write, history);
    let was_away = matches!(all.thread(number).state, ThreadState::Away);
    all.thread_mut(number).state = ThreadState::Exited;
    if was_away && all.running().is_some() {
        return;
    }
    let is_gone = |thread: &Thread| matches!(thread.state, ThreadState::Exited);
    if !all.threads.iter().all(is_gone) {
        let next = all.choose(None);
        all.hand_over(number, next);
    }
}

/// Removes a registered thread that the system could not start.
pub(in crate::rt) fn never_started(number: u32) {
    scheduler().thread_mut(number).state = ThreadState::Exited;
}

/// Lets only this thread run, because it is about to end the process.
#[track_caller]
pub(in crate::rt) fn exit(me: u32) {
    // Other threads may still run before the process exits.
    let op = Op::writes(end_of(me), Action::Exit);
    advance(me, op, false, Location::caller());
    scheduler().over = true;
    record::reopen();
    record::write_findings(false);
    record::write_always(JsonLine::new("exit"));
}

/// Aborts because no thread can run and none waits for the clock.
pub(super) fn deadlock() -> ! {
    stop(
        JsonLine::new("deadlock"),
        "every thread waits for another one",
    )
}

/// Aborts because the step limit is reached. `idle` is how many of the last steps changed nothing.
pub(super) fn step_limit_reached(idle: u64) -> ! {
    let line = JsonLine::new("step_limit").raw("idle_steps", idle);
    stop(line, "the run took too many steps")
}

/// Aborts because what should be a twin has never been one: the program has cast a pointer to something else.
pub(in crate::rt) fn pointer_cast() -> ! {
    stop(
        JsonLine::new("pointer_cast"),
        "the program casts an integer pointer to an atomic pointer, but a traced atomic is larger",
    )
}

pub(super) fn time_limit_reached() -> ! {
    stop(JsonLine::new("timeout"), "the run took too long")
}

/// Aborts because the given choice is not possible in this run.
pub(super) fn diverged(wanted: u32, able: &[u32]) -> ! {
    let line = JsonLine::new("diverged")
        .raw("wanted", wanted)
        .raw("candidates", format_args!("{able:?}"));
    stop(line, "the choices that were given do not fit this run")
}

/// Aborts the process. Buffered output is lost, as when a hanging program is killed.
fn stop(line: JsonLine, says: &str) -> ! {
    record::reopen();
    record::write_findings(true);
    record::write_always(line);
    ::std::eprintln!("glass: {says}");
    ::std::process::abort()
}
