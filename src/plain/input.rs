//! Standard input, a line at a time and only when one is wanted: what is typed ahead waits where an editor could have it.

use super::Event;
use std::io::{self, BufRead, Read};
use std::sync::mpsc::{self, Sender};

/// A line longer than this is nobody's; its rest is taken for the next one.
const LONGEST: u64 = 1 << 16;

/// The thread that reads.
pub(super) struct Input {
    wanted: Sender<()>,
}

impl Input {
    pub(super) fn start(sender: Sender<Event>) -> io::Result<Self> {
        let (wanted, asked) = mpsc::channel();
        std::thread::Builder::new()
            .name("lines".to_owned())
            .spawn(move || {
                for () in asked {
                    if sender.send(Event::Line(read())).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self { wanted })
    }

    /// Asks for one line.
    pub(super) fn want(&self) {
        // The thread goes only when nobody listens to it any more.
        let _ = self.wanted.send(());
    }
}

/// One line; none at the end, or where there is nothing to read from.
fn read() -> Option<String> {
    let mut bytes = Vec::new();
    let read = io::stdin()
        .lock()
        .take(LONGEST)
        .read_until(b'\n', &mut bytes);
    match read {
        Ok(1..) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Ok(0) | Err(_) => None,
    }
}
