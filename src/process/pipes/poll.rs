//! Waits for several pipes with `poll`, in the thread that watches the run.
//!
//! A reading thread for each pipe would work too, but each has to be woken and scheduled for every program: on a busy
//! machine that takes many times as long as a short program runs.

use super::{Pipe, PipeEvent, Pipes};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::os::fd::OwnedFd;
use std::time::Duration;
use std::{io, thread};

/// The open pipes. The one that was read last is at the end.
pub(super) struct PipeEvents {
    open: Vec<(Pipe, OwnedFd)>,
    /// Becomes readable when the first process has exited; `None` after that.
    leader: Option<OwnedFd>,
    chunk: Vec<u8>,
}

impl PipeEvents {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "the signature is that of the Windows side"
    )]
    pub(super) fn new(pipes: Pipes) -> io::Result<Self> {
        let mut open = vec![
            (Pipe::Stdout, pipes.stdout.into()),
            (Pipe::Stderr, pipes.stderr.into()),
        ];
        open.extend(pipes.lifeline.map(|end| (Pipe::Lifeline, end.into())));
        let chunk = vec![0; 64 << 10];
        let leader = pipes.leader;
        Ok(Self {
            open,
            leader,
            chunk,
        })
    }

    /// Returns the next event, or `None` after `wait`.
    pub(super) fn next(&mut self, wait: Duration) -> Option<PipeEvent> {
        let ready = self.ready(wait)?;
        let (stream, pipe) = self.open.remove(ready);
        match rustix::io::read(&pipe, &mut self.chunk[..]) {
            Ok(0) => Some(PipeEvent::Closed(stream)),
            Ok(length) => {
                // To the end, so that a flood on one pipe does not starve the others.
                self.open.push((stream, pipe));
                Some(PipeEvent::Read(stream, self.chunk[..length].to_vec()))
            }
            Err(error) if error == rustix::io::Errno::INTR => {
                self.open.push((stream, pipe));
                None
            }
            Err(_) => Some(PipeEvent::Closed(stream)),
        }
    }

    /// Returns the index of the first pipe that can be read or was closed. The wait ends early if the leader exits.
    fn ready(&mut self, wait: Duration) -> Option<usize> {
        let ends = self.open.iter().map(|(_, pipe)| pipe).chain(&self.leader);
        let mut ends: Vec<PollFd<'_>> = ends.map(|end| PollFd::new(end, PollFlags::IN)).collect();
        if ends.is_empty() {
            // Only the exit of the process is still to come.
            thread::sleep(wait);
            return None;
        }
        let wait = Timespec::try_from(wait).expect("milliseconds fit");
        // A signal may end the wait early: then there is no event yet.
        poll(&mut ends, Some(&wait)).ok()?;
        let ready = ends.iter().position(|end| !end.revents().is_empty())?;
        if ready == self.open.len() {
            self.leader = None;
            return None;
        }
        Some(ready)
    }
}
