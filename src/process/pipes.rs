//! Reads what a program prints and what its launcher reports, without blocking on either.
//!
//! How to wait for several pipes at once depends on the system: `poll` on Unix, threads on Windows.

#[cfg(unix)]
mod poll;
#[cfg(windows)]
mod threads;

#[cfg(unix)]
use poll::PipeEvents;
#[cfg(windows)]
use threads::PipeEvents;

use super::{Captured, Error};
use std::process::{ChildStderr, ChildStdout};
use std::time::Duration;

/// The longest wait for the next event: `Cancel` and the end of the program are noticed at least this often.
const MAX_WAIT: Duration = Duration::from_millis(5);
/// The wait after a pipe was closed, which usually means that the program is about to end.
const MIN_WAIT: Duration = Duration::from_micros(50);
/// How many bytes of the launcher's reply are kept. A launcher writes less; another program may write more.
const MAX_REPLY: usize = 4096;

/// The channel on which the launcher reports, and which every descendant holds. It is a socket: a program could open a
/// pipe again in `/proc/self/fd`, and read and write it.
#[cfg(unix)]
pub(super) type Lifeline = std::os::unix::net::UnixStream;
#[cfg(windows)]
pub(super) type Lifeline = std::io::PipeReader;

/// The reading ends of a run's pipes.
pub(super) struct Pipes {
    pub(super) stdout: ChildStdout,
    pub(super) stderr: ChildStderr,
    /// `None` if there is no launcher.
    pub(super) lifeline: Option<Lifeline>,
    /// Precedes the launcher's report that the system refused the program. The program has no way to read it.
    pub(super) token: String,
    /// Becomes readable when the first process has exited, on systems that have this.
    #[cfg(unix)]
    pub(super) leader: Option<std::os::fd::OwnedFd>,
    /// The word on the program's standard input, if there is no launcher that reports it.
    pub(super) secret: Option<String>,
}

#[derive(Clone, Copy)]
pub(super) enum Pipe {
    Stdout,
    Stderr,
    #[cfg_attr(windows, expect(dead_code, reason = "only a launcher has one"))]
    Lifeline,
}

pub(super) enum PipeEvent {
    Read(Pipe, Vec<u8>),
    /// No process holds it anymore.
    Closed(Pipe),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum LauncherReply {
    /// Nothing that a launcher would report.
    Pending,
    /// It is ready and becomes the program.
    Ready,
    /// It could not set up the limits.
    Failed(String),
    /// The system refused to execute the program.
    Refused(String),
}

pub(super) struct OutputReader {
    source: PipeEvents,
    wait: Duration,
    open: usize,
    reply: Vec<u8>,
    has_lifeline: bool,
    secret: Option<String>,
    token: String,
    lifeline_closed: bool,
    kept: usize,
    pub(super) stdout: Captured,
    pub(super) stderr: Captured,
}

impl OutputReader {
    /// Starts to read. Keeps `kept` bytes of the beginning of stdout, and of stderr.
    pub(super) fn new(pipes: Pipes, kept: usize) -> Result<Self, Error> {
        let has_lifeline = pipes.lifeline.is_some();
        Ok(Self {
            secret: pipes.secret.clone(),
            token: pipes.token.clone(),
            source: PipeEvents::new(pipes).map_err(Error::Watching)?,
            wait: MAX_WAIT,
            open: 2 + usize::from(has_lifeline),
            reply: Vec::new(),
            has_lifeline,
            lifeline_closed: !has_lifeline,
            kept,
            stdout: Captured::default(),
            stderr: Captured::default(),
        })
    }

    pub(super) fn receive(&mut self) {
        match self.source.next(self.wait) {
            Some(PipeEvent::Read(stream, bytes)) => self.append(stream, &bytes),
            Some(PipeEvent::Closed(stream)) => self.close(stream),
            None => self.wait = (self.wait * 2).min(MAX_WAIT),
        }
    }

    fn append(&mut self, stream: Pipe, bytes: &[u8]) {
        let (captured, kept) = match stream {
            Pipe::Stdout => (&mut self.stdout, self.kept),
            Pipe::Stderr => (&mut self.stderr, self.kept),
            Pipe::Lifeline => {
                let room = MAX_REPLY.saturating_sub(self.reply.len()).min(bytes.len());
                self.reply.extend_from_slice(&bytes[..room]);
                return;
            }
        };
        captured.append(bytes, kept);
    }

    fn close(&mut self, stream: Pipe) {
        self.open -= 1;
        self.lifeline_closed |= matches!(stream, Pipe::Lifeline);
        self.wait = MIN_WAIT;
    }

    /// Whether no process holds any of the pipes anymore.
    pub(super) fn all_closed(&self) -> bool {
        self.open == 0
    }

    /// Whether no process holds the lifeline anymore: then nothing of the run is left.
    pub(super) fn lifeline_closed(&self) -> bool {
        self.lifeline_closed
    }

    /// How many bytes were printed on stdout and stderr so far.
    pub(super) fn printed(&self) -> u64 {
        self.stdout.total + self.stderr.total
    }

    pub(super) fn reply(&self) -> LauncherReply {
        if self.has_lifeline {
            LauncherReply::parse(&self.reply, &self.token)
        } else {
            LauncherReply::Ready
        }
    }

    /// The word on the program's standard input, if it got one.
    pub(super) fn secret(&self) -> Option<String> {
        let reported = || LauncherReply::split_secret(&self.reply).0;
        self.secret.clone().or_else(reported)
    }
}

impl LauncherReply {
    /// Precedes the word that the launcher puts on the program's standard input. Its first line, if there is a word.
    pub(super) const SECRET: &str = "secret: ";
    /// The launcher's next line.
    pub(super) const READY: &str = "ready\n";
    /// Precedes the reason why it could not set up the limits.
    pub(super) const FAILED: &str = "failed: ";
    /// Follows `READY` and precedes the token, and the reason why the system refused the program.
    pub(super) const REFUSED: &str = "refused: ";

    /// Returns the word, and what follows its line.
    fn split_secret(bytes: &[u8]) -> (Option<String>, String) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let line = text.strip_prefix(Self::SECRET);
        match line.and_then(|rest| rest.split_once('\n')) {
            Some((word, rest)) => (Some(word.to_owned()), rest.to_owned()),
            None => (None, text),
        }
    }

    /// What follows `READY` without the token is not from the launcher, but from the program.
    fn parse(bytes: &[u8], token: &str) -> Self {
        let (_, text) = Self::split_secret(bytes);
        if let Some(rest) = text.strip_prefix(Self::READY) {
            rest.strip_prefix(Self::REFUSED)
                .and_then(|rest| rest.strip_prefix(token))
                .map_or(Self::Ready, |why| Self::Refused(why.trim().to_owned()))
        } else {
            text.strip_prefix(Self::FAILED)
                .map_or(Self::Pending, |why| Self::Failed(why.trim().to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LauncherReply;

    #[test]
    fn only_output_of_a_launcher_counts_as_its_reply() {
        let cases: [(&str, LauncherReply); 9] = [
            ("", LauncherReply::Pending),
            ("hello", LauncherReply::Pending),
            ("ready", LauncherReply::Pending),
            ("secret: 4711\n", LauncherReply::Pending),
            ("secret: 4711\nready\n", LauncherReply::Ready),
            ("ready\n", LauncherReply::Ready),
            (
                "failed: setsid: not permitted\n",
                LauncherReply::Failed("setsid: not permitted".to_owned()),
            ),
            (
                "ready\nrefused: c0ffee Exec format error (os error 8)\n",
                LauncherReply::Refused("Exec format error (os error 8)".to_owned()),
            ),
            ("ready\nrefused: the disk is full\n", LauncherReply::Ready),
        ];
        for (text, reply) in cases {
            assert_eq!(
                LauncherReply::parse(text.as_bytes(), "c0ffee"),
                reply,
                "{text:?}"
            );
        }
    }
}
