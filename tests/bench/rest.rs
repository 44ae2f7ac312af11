//! What the full screen costs while nothing happens, and the memory that it takes: as Linux reports them.

use crate::pty::{self, Pty, Start};
use std::fmt;
use std::fs;
use std::time::{Duration, Instant};

/// How long the measurement lasts, during which nothing happens.
const IDLE: Duration = Duration::from_secs(5);

/// Prints the time and memory that the running program takes, when everything has settled.
pub(crate) fn figures() {
    let mut pty = Start::with_desk().go();
    pty.shows("Wrong output");
    settled(&pty);
    memory(&pty, "opened, one lesson graded");
    idle(&pty);
    pty.press("/when a guard\r");
    pty.shows("Panicked on line");
    settled(&pty);
    memory(&pty, "another lesson graded");
    pty.press("b");
    pty.shows("read guard reader");
    settled(&pty);
    memory(&pty, "its borrows shown");
    idle(&pty);
    pty.press("q");
    pty.ended();
}

/// Waits until it has used no CPU time for half a second.
fn settled(pty: &Pty) {
    let mut before = (Instant::now(), spent(pty.pid()));
    while before.0.elapsed() < Duration::from_millis(500) {
        std::thread::sleep(Duration::from_millis(20));
        let now = spent(pty.pid());
        if now != before.1 {
            before = (Instant::now(), now);
        }
    }
}

fn idle(pty: &Pty) {
    let before = spent(pty.pid());
    std::thread::sleep(IDLE);
    let after = spent(pty.pid());
    println!(
        "{IDLE:?} in which nothing happens   {} ticks of 10 ms, woken {} times   target 0",
        after.0 - before.0,
        after.1 - before.1
    );
}

/// The ticks that a process has spent, and how often its threads were woken.
fn spent(pid: u32) -> (u64, u64) {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten();
    let woken = threads.map(|thread| {
        let status = fs::read_to_string(thread.path().join("status")).unwrap_or_default();
        field(&status, "voluntary_ctxt_switches")
    });
    (pty::ticks(pid), woken.sum())
}

fn memory(pty: &Pty, when: &str) {
    let status = fs::read_to_string(format!("/proc/{}/status", pty.pid())).unwrap();
    let rollup = fs::read_to_string(format!("/proc/{}/smaps_rollup", pty.pid()));
    let mib = |text: &str, name: &str| Tenths(field(text, name) * 10 / 1024);
    println!(
        "memory: {when:<26} {} MiB, at most {}, {} its own share   target 25",
        mib(&status, "VmRSS"),
        mib(&status, "VmHWM"),
        mib(&rollup.unwrap_or_default(), "Pss"),
    );
}

/// A number that is shown with one digit after the point.
struct Tenths(u64);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// Returns the number after a name in one of the system's tables.
fn field(table: &str, name: &str) -> u64 {
    let line = table.lines().find(|line| line.starts_with(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.map_or(0, |number| number.parse().unwrap())
}
