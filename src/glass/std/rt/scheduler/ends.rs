//! How threads and runs end.

use super::advance;
use super::shared::{Stand, Thread, end_of, scheduler};
use crate::rt::object::{Access, Op};
use crate::rt::record::{self, Line};
use ::std::panic::Location;

/// A thread has ended; somebody else goes on. With the main thread the program ends.
pub(in crate::rt) fn end(number: u32, is_main: bool) {
    if scheduler().over {
        return;
    }
    if is_main {
        // Others may still do something before the process is gone.
        let op = Op::writes(end_of(number), "end");
        advance(number, op, false, Location::caller());
        // Thread-locals that are older than the one that tells of the end are still to be dropped, and may lock.
        record::always(Line::new("end"));
        return;
    }
    record::stopped(number);
    let mut all = scheduler();
    let past = all.thread(number).past;
    let end = all.thread(number).end;
    let object = all.object(end);
    object.level = 1;
    object.remember(Access::Write, past);
    all.thread_mut(number).stand = Stand::Gone;
    let is_gone = |thread: &Thread| matches!(thread.stand, Stand::Gone);
    if !all.threads.iter().all(is_gone) {
        let next = all.choose(None);
        all.hand_on(number, next);
    }
}

/// A thread that was announced could not be started.
pub(in crate::rt) fn never_started(number: u32) {
    scheduler().thread_mut(number).stand = Stand::Gone;
}

/// The process is about to end by itself: this thread goes on alone.
#[track_caller]
pub(in crate::rt) fn exit(me: u32) {
    // Others may still do something before the process is gone.
    let op = Op::writes(end_of(me), "exit");
    advance(me, op, false, Location::caller());
    scheduler().over = true;
    record::always(Line::new("exit"));
}

/// Nobody can go on, and no time that passes will change that.
pub(super) fn deadlock() -> ! {
    stop(Line::new("deadlock"), "every thread waits for another one")
}

/// So many steps, and no end. With only looking left, nobody will ever see what they are looking for.
pub(super) fn endless(idle: u64) -> ! {
    let line = Line::new("endless").raw("idle", idle);
    stop(line, "the run took too many steps")
}

/// The choices that were given do not fit this run.
pub(super) fn diverged(wanted: u32, able: &[u32]) -> ! {
    let line = Line::new("diverged")
        .raw("wanted", wanted)
        .raw("able", format_args!("{able:?}"));
    stop(line, "the choices that were given do not fit this run")
}

/// Ends the process at once: what is buffered stays unwritten, as in a program that hangs.
fn stop(line: Line, says: &str) -> ! {
    record::always(line);
    ::std::eprintln!("glass: {says}");
    ::std::process::abort()
}
