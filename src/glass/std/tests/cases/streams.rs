//! What the standard streams implement. Holding their locks does no harm.

use super::std;
use crate::implementing::implements;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::io::{Stderr, StderrLock, Stdin, StdinLock, Stdout, StdoutLock};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::process::Stdio;

#[expect(dead_code, reason = "it only has to compile")]
fn locks_are_covariant<'short>(
    locks: (StdoutLock<'static>, StderrLock<'static>, StdinLock<'static>),
) -> (StdoutLock<'short>, StderrLock<'short>, StdinLock<'short>) {
    locks
}

#[expect(dead_code, reason = "it only has to compile")]
fn lines_are_of_a_lock(input: Stdin) -> io::Lines<StdinLock<'static>> {
    input.lines()
}

#[test]
fn handles_can_be_sent_and_locks_cannot() {
    assert!(implements!(Stdout: Send));
    assert!(implements!(Stdout: Sync));
    assert!(implements!(Stderr: Send));
    assert!(implements!(Stderr: Sync));
    assert!(implements!(Stdin: Send));
    assert!(implements!(Stdin: Sync));
    assert!(!implements!(StdoutLock<'static>: Send));
    assert!(!implements!(StdoutLock<'static>: Sync));
    assert!(!implements!(StderrLock<'static>: Send));
    assert!(!implements!(StderrLock<'static>: Sync));
    assert!(!implements!(StdinLock<'static>: Send));
    assert!(implements!(StdinLock<'static>: Sync));
}

#[test]
fn all_streams_survive_a_panic() {
    assert!(implements!(Stdout: UnwindSafe + RefUnwindSafe + Unpin));
    assert!(implements!(StdoutLock<'static>: UnwindSafe + RefUnwindSafe + Unpin));
    assert!(implements!(Stderr: UnwindSafe + RefUnwindSafe + Unpin));
    assert!(implements!(StderrLock<'static>: UnwindSafe + RefUnwindSafe + Unpin));
    assert!(implements!(Stdin: UnwindSafe + RefUnwindSafe + Unpin));
    assert!(implements!(StdinLock<'static>: UnwindSafe + RefUnwindSafe + Unpin));
}

#[test]
fn they_implement_read_or_write() {
    assert!(implements!(Stdout: Write));
    assert!(implements!(&'static Stdout: Write));
    assert!(implements!(StdoutLock<'static>: Write));
    assert!(implements!(Stderr: Write));
    assert!(implements!(&'static Stderr: Write));
    assert!(implements!(StderrLock<'static>: Write));
    assert!(implements!(Stdin: Read));
    assert!(implements!(&'static Stdin: Read));
    assert!(implements!(StdinLock<'static>: BufRead));
    assert!(!implements!(Stdin: BufRead));
    assert!(!implements!(Stdout: Clone));
    assert!(!implements!(Stdout: Default));
}

#[test]
fn they_can_be_terminals_and_can_be_passed_to_children() {
    assert!(implements!(Stdout: IsTerminal));
    assert!(implements!(StdoutLock<'static>: IsTerminal));
    assert!(implements!(Stderr: IsTerminal));
    assert!(implements!(StderrLock<'static>: IsTerminal));
    assert!(implements!(Stdin: IsTerminal));
    assert!(implements!(StdinLock<'static>: IsTerminal));
    assert!(implements!(std::fs::File: IsTerminal));
    assert!(!implements!(u8: IsTerminal));
    assert!(implements!(Stdout: Into<Stdio>));
    assert!(implements!(Stderr: Into<Stdio>));
    assert!(!implements!(Stdin: Into<Stdio>));
}

#[cfg(unix)]
#[test]
fn they_have_descriptors() {
    use std::os::fd::{AsFd, AsRawFd};
    assert!(implements!(Stdout: AsFd + AsRawFd));
    assert!(implements!(StdoutLock<'static>: AsFd + AsRawFd));
    assert!(implements!(Stderr: AsFd + AsRawFd));
    assert!(implements!(StderrLock<'static>: AsFd + AsRawFd));
    assert!(implements!(Stdin: AsFd + AsRawFd));
    assert!(implements!(StdinLock<'static>: AsFd + AsRawFd));
    assert_eq!(io::stdin().as_raw_fd(), 0);
    assert_eq!(io::stdout().as_fd().as_raw_fd(), 1);
    assert_eq!(io::stderr().as_raw_fd(), 2);
}

#[test]
fn debug_names_the_streams() {
    let names = (io::stdin(), io::stdout(), io::stderr());
    assert_eq!(
        format!("{names:?}"),
        "(Stdin { .. }, Stdout { .. }, Stderr { .. })"
    );
    assert_eq!(format!("{:?}", io::stdin().lock()), "StdinLock { .. }");
    assert_eq!(format!("{:?}", io::stdout().lock()), "StdoutLock { .. }");
    assert_eq!(format!("{:?}", io::stderr().lock()), "StderrLock { .. }");
}

#[test]
fn one_thread_can_lock_an_output_stream_twice() {
    let locks = (io::stdout().lock(), io::stdout().lock());
    let more = (io::stderr().lock(), io::stderr().lock());
    io::stdout().flush().unwrap();
    io::stderr().flush().unwrap();
    drop(locks);
    drop(more);
}

#[test]
fn a_lock_outlives_its_handle() {
    let lock = {
        let handle = io::stdout();
        handle.lock()
    };
    drop(lock);
}
