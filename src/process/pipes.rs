//! Takes in what a program prints, and what its launcher says, without ever being blocked by it.
//!
//! The beginning of each stream is kept, the rest counted. How to wait for several pipes at once is left to the
//! system's `Source`.

#[cfg(unix)]
mod poll;
#[cfg(windows)]
mod threads;

#[cfg(unix)]
use poll::Source;
#[cfg(windows)]
use threads::Source;

use super::{Captured, Error};
use std::io::PipeReader;
use std::process::{ChildStderr, ChildStdout};
use std::time::Duration;

/// The longest wait for news: `Cancel` and the end of the program are noticed at least this often.
const LONGEST_WAIT: Duration = Duration::from_millis(5);
/// The wait after a pipe was closed, which mostly means that the program is just about to end.
const SHORTEST_WAIT: Duration = Duration::from_micros(50);
/// A launcher has little to say; the rest is somebody else's.
const WORD_KEPT: usize = 4096;

/// The reading ends of a run's pipes.
pub(super) struct Streams {
    pub(super) stdout: ChildStdout,
    pub(super) stderr: ChildStderr,
    /// What the launcher writes to and every descendant holds; none where there is no launcher.
    pub(super) lifeline: Option<PipeReader>,
    /// What becomes readable when the first process is over, where the system has such a thing.
    #[cfg(unix)]
    pub(super) leader: Option<std::os::fd::OwnedFd>,
}

/// Which pipe.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    Stdout,
    Stderr,
    #[cfg_attr(windows, expect(dead_code, reason = "only a launcher holds one"))]
    Lifeline,
}

/// What happened to a pipe.
pub(super) enum News {
    /// Something was read.
    Read(Stream, Vec<u8>),
    /// Nobody holds it any more.
    Closed(Stream),
}

/// What the launcher said so far.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Nothing, or nothing that a launcher says.
    None,
    /// It is ready, and becomes the program.
    Ready,
    /// It could not prepare itself.
    Failed(String),
    /// The system refused the program.
    Refused(String),
}

/// The receiving end of all pipes of one run.
pub(super) struct Intake {
    source: Source,
    wait: Duration,
    open: usize,
    word: Vec<u8>,
    has_lifeline: bool,
    lifeline_closed: bool,
    kept: usize,
    pub(super) stdout: Captured,
    pub(super) stderr: Captured,
}

impl Intake {
    /// Starts to read, keeping this many bytes of each stream.
    pub(super) fn listen(streams: Streams, kept: usize) -> Result<Self, Error> {
        let has_lifeline = streams.lifeline.is_some();
        Ok(Self {
            source: Source::of(streams).map_err(Error::Watching)?,
            wait: LONGEST_WAIT,
            open: 2 + usize::from(has_lifeline),
            word: Vec::new(),
            has_lifeline,
            lifeline_closed: !has_lifeline,
            kept,
            stdout: Captured::default(),
            stderr: Captured::default(),
        })
    }

    /// Takes in the next piece of news, or gives up after a short while.
    pub(super) fn receive(&mut self) {
        match self.source.next(self.wait) {
            Some(News::Read(stream, bytes)) => self.keep(stream, &bytes),
            Some(News::Closed(stream)) => self.close(stream),
            None => self.wait = (self.wait * 2).min(LONGEST_WAIT),
        }
    }

    fn keep(&mut self, stream: Stream, bytes: &[u8]) {
        let (captured, kept) = match stream {
            Stream::Stdout => (&mut self.stdout, self.kept),
            Stream::Stderr => (&mut self.stderr, self.kept),
            Stream::Lifeline => {
                let room = WORD_KEPT.saturating_sub(self.word.len()).min(bytes.len());
                self.word.extend_from_slice(&bytes[..room]);
                return;
            }
        };
        captured.take(bytes, kept);
    }

    fn close(&mut self, stream: Stream) {
        self.open -= 1;
        self.lifeline_closed |= matches!(stream, Stream::Lifeline);
        self.wait = SHORTEST_WAIT;
    }

    /// Whether nobody holds any of the pipes any more.
    pub(super) fn all_closed(&self) -> bool {
        self.open == 0
    }

    /// Whether nobody holds the lifeline any more: then nothing of the run is left.
    pub(super) fn lifeline_closed(&self) -> bool {
        self.lifeline_closed
    }

    /// The bytes printed on both streams so far.
    pub(super) fn printed(&self) -> u64 {
        self.stdout.total + self.stderr.total
    }

    /// What the launcher said so far.
    pub(super) fn word(&self) -> Word {
        if self.has_lifeline {
            Word::heard(&self.word)
        } else {
            Word::Ready
        }
    }
}

impl Word {
    /// The first word of the launcher.
    pub(super) const READY: &str = "ready\n";
    /// What stands before the reason for which it could not prepare itself.
    pub(super) const FAILED: &str = "failed: ";
    /// What stands, after `READY`, before the reason for which the system refused the program.
    pub(super) const REFUSED: &str = "refused: ";

    fn heard(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        if let Some(rest) = text.strip_prefix(Self::READY) {
            rest.strip_prefix(Self::REFUSED)
                .map_or(Self::Ready, |why| Self::Refused(why.trim().to_owned()))
        } else {
            text.strip_prefix(Self::FAILED)
                .map_or(Self::None, |why| Self::Failed(why.trim().to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Word;

    #[test]
    fn only_a_launcher_is_understood() {
        let cases: [(&str, Word); 6] = [
            ("", Word::None),
            ("hello", Word::None),
            ("ready", Word::None),
            ("ready\n", Word::Ready),
            (
                "failed: setsid: not permitted\n",
                Word::Failed("setsid: not permitted".to_owned()),
            ),
            (
                "ready\nrefused: Exec format error (os error 8)\n",
                Word::Refused("Exec format error (os error 8)".to_owned()),
            ),
        ];
        for (said, heard) in cases {
            assert_eq!(Word::heard(said.as_bytes()), heard, "{said:?}");
        }
    }
}
