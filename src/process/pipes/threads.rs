//! Waits for several pipes at once where only threads can: one per pipe reads and sends. For Windows.
//!
//! The channel is bounded, so a flood waits in the program. A thread whose pipe never closes, because something that
//! the program started still holds it, ends at its next news when nobody listens any more.

use super::{News, Stream, Streams};
use std::io::{self, Read};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::Duration;

/// The receiving end of all pipes of one run.
pub(super) struct Source {
    news: Receiver<News>,
}

impl Source {
    /// Starts a thread per pipe.
    pub(super) fn of(streams: Streams) -> io::Result<Self> {
        let (sender, news) = mpsc::sync_channel(16);
        pump(Stream::Stdout, streams.stdout, sender.clone())?;
        pump(Stream::Stderr, streams.stderr, sender)?;
        Ok(Self { news })
    }

    /// The next piece of news, unless there is none for so long.
    pub(super) fn next(&mut self, wait: Duration) -> Option<News> {
        match self.news.recv_timeout(wait) {
            Ok(news) => Some(news),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => {
                // Every pipe is closed, so there is nothing left to wait for but the end of the process.
                thread::sleep(wait);
                None
            }
        }
    }
}

fn pump(
    stream: Stream,
    mut from: impl Read + Send + 'static,
    to: SyncSender<News>,
) -> io::Result<()> {
    thread::Builder::new()
        .name("pipe".to_owned())
        .spawn(move || {
            let mut chunk = vec![0; 16 << 10];
            loop {
                match from.read(&mut chunk) {
                    Ok(length) if length > 0 => {
                        if to
                            .send(News::Read(stream, chunk[..length].to_vec()))
                            .is_err()
                        {
                            return;
                        }
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Ok(_) | Err(_) => break,
                }
            }
            // The end of the file is told last, when the pipe is let go of: nobody listening is fine.
            drop(from);
            to.send(News::Closed(stream)).ok();
        })
        .map(drop)
}
