//! Standard input, a line at a time and only on request, so that an editor gets what was typed ahead.

use super::Event;
use std::io::{self, BufRead, Read};
use std::sync::mpsc::{self, Sender};

/// The most bytes of a line; the rest counts as the next one.
const MAX_LINE_BYTES: u64 = 1 << 16;

/// The thread that reads.
pub(super) struct LineReader {
    requests: Sender<()>,
}

impl LineReader {
    pub(super) fn start(sender: Sender<Event>) -> io::Result<Self> {
        let (requests, requested) = mpsc::channel();
        std::thread::Builder::new()
            .name("lines".to_owned())
            .spawn(move || {
                for () in requested {
                    if sender.send(Event::Line(read_line())).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self { requests })
    }

    /// Requests one line.
    pub(super) fn request_line(&self) {
        // The thread has ended only if nobody listens to it.
        let _ = self.requests.send(());
    }
}

/// Reads one line; none at the end, or if standard input cannot be read.
fn read_line() -> Option<String> {
    let mut bytes = Vec::new();
    let read = io::stdin()
        .lock()
        .take(MAX_LINE_BYTES)
        .read_until(b'\n', &mut bytes);
    match read {
        Ok(1..) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Ok(0) | Err(_) => None,
    }
}
