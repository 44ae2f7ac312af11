//! Waits for several pipes at once with `poll`, in the thread that watches the run.
//!
//! Threads that read would do as well, but each of them has to be woken and to get a processor, for every program:
//! on a busy machine that takes many times as long as a short program.

use super::{News, Stream, Streams};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::os::fd::OwnedFd;
use std::time::Duration;
use std::{io, thread};

/// The reading ends that are still open, the one that was read last at the end.
pub(super) struct Source {
    open: Vec<(Stream, OwnedFd)>,
    /// What becomes readable when the leader is over, until it has.
    leader: Option<OwnedFd>,
    chunk: Vec<u8>,
}

impl Source {
    /// Takes the pipes over.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "the signature is that of the Windows side"
    )]
    pub(super) fn of(streams: Streams) -> io::Result<Self> {
        let mut open = vec![
            (Stream::Stdout, streams.stdout.into()),
            (Stream::Stderr, streams.stderr.into()),
        ];
        open.extend(streams.lifeline.map(|end| (Stream::Lifeline, end.into())));
        let chunk = vec![0; 64 << 10];
        let leader = streams.leader;
        Ok(Self {
            open,
            leader,
            chunk,
        })
    }

    /// The next piece of news, unless there is none for so long.
    pub(super) fn next(&mut self, wait: Duration) -> Option<News> {
        let ready = self.ready(wait)?;
        let (stream, pipe) = self.open.remove(ready);
        match rustix::io::read(&pipe, &mut self.chunk[..]) {
            Ok(0) => Some(News::Closed(stream)),
            Ok(length) => {
                // To the end, so that a flood on one pipe does not hide what comes from another.
                self.open.push((stream, pipe));
                Some(News::Read(stream, self.chunk[..length].to_vec()))
            }
            Err(error) if error == rustix::io::Errno::INTR => {
                self.open.push((stream, pipe));
                None
            }
            Err(_) => Some(News::Closed(stream)),
        }
    }

    /// The first pipe that can be read, or was closed at its other end. The end of the leader cuts the wait short.
    fn ready(&mut self, wait: Duration) -> Option<usize> {
        let ends = self.open.iter().map(|(_, pipe)| pipe).chain(&self.leader);
        let mut ends: Vec<PollFd<'_>> = ends.map(|end| PollFd::new(end, PollFlags::IN)).collect();
        if ends.is_empty() {
            // There is nothing left to wait for but the end of the process.
            thread::sleep(wait);
            return None;
        }
        let wait = Timespec::try_from(wait).expect("milliseconds fit");
        // A signal may cut the wait short: then there is simply no news yet.
        poll(&mut ends, Some(&wait)).ok()?;
        let ready = ends.iter().position(|end| !end.revents().is_empty())?;
        if ready == self.open.len() {
            self.leader = None;
            return None;
        }
        Some(ready)
    }
}
