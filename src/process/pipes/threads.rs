//! Waits for several pipes with a thread for each, which reads and sends. For Windows, which has no `poll` for pipes.
//!
//! The channel is bounded, so a flood blocks the program. If a pipe never closes, because something that the program
//! started still holds it, its thread ends at the next bytes that it cannot send.

use super::{Pipe, PipeEvent, Pipes};
use std::io::{self, Read};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::Duration;

/// The receiving end of all threads.
pub(super) struct PipeEvents {
    events: Receiver<PipeEvent>,
}

impl PipeEvents {
    pub(super) fn new(pipes: Pipes) -> io::Result<Self> {
        let (sender, events) = mpsc::sync_channel(16);
        spawn_reader(Pipe::Stdout, pipes.stdout, sender.clone())?;
        spawn_reader(Pipe::Stderr, pipes.stderr, sender)?;
        Ok(Self { events })
    }

    /// Returns the next event, or `None` after `wait`.
    pub(super) fn next(&mut self, wait: Duration) -> Option<PipeEvent> {
        match self.events.recv_timeout(wait) {
            Ok(events) => Some(events),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => {
                // Every pipe is closed, so only the exit of the process is still to come.
                thread::sleep(wait);
                None
            }
        }
    }
}

fn spawn_reader(
    stream: Pipe,
    mut from: impl Read + Send + 'static,
    to: SyncSender<PipeEvent>,
) -> io::Result<()> {
    thread::Builder::new()
        .name("pipe".to_owned())
        .spawn(move || {
            let mut chunk = vec![0; 16 << 10];
            loop {
                match from.read(&mut chunk) {
                    Ok(length) if length > 0 => {
                        if to
                            .send(PipeEvent::Read(stream, chunk[..length].to_vec()))
                            .is_err()
                        {
                            return;
                        }
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Ok(_) | Err(_) => break,
                }
            }
            // Drops the pipe before it reports that. The receiver may have been dropped.
            drop(from);
            to.send(PipeEvent::Closed(stream)).ok();
        })
        .map(drop)
}
