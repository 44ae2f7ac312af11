//! Plain mode: the course line by line on the normal screen, for screen readers and for pipes. Owns standard input and
//! the one channel on which everything arrives.
//!
//! It is the same machine as the full screen's: words become its messages, and what it shows is told in sentences. No
//! cursor is moved, nothing is written over, no sign stands for a word. A verdict never comes between what is typed: it
//! waits for the next prompt. `session` is the conversation, `commands` the words, `telling` the sentences.

mod commands;
mod dialog;
mod editing;
mod input;
mod news;
mod obeying;
mod sentences;
mod session;
mod telling;
mod voice;

pub use session::Session;

use crate::app::{Effect, Message};
use crate::signals::{self, Signal, SignalSet};
use crate::worker::{Setup, Worker};
use input::Input;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

/// After so long a sentence says that it still goes on.
const PATIENCE: Duration = Duration::from_secs(5);

/// What arrives on the channel.
enum Event {
    /// Something for the state.
    Happened(Message),
    /// A line was typed; none at the end of the input.
    Line(Option<String>),
    /// A signal.
    Signal(Signal),
}

/// Why it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Somebody wanted to, or there was nothing more to read.
    Quit,
    /// The system asked for it.
    Asked,
}

/// Who talks with us, and through what.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Whether somebody types: then there is a prompt, and nobody has to wait for what he has not asked for.
    pub typed: bool,
    /// Whether somebody who could have the full screen chose this: then a new desk remembers it.
    pub chosen: bool,
    /// The columns of the terminal; none where there is none.
    pub width: fn() -> Option<usize>,
}

/// Talks until somebody leaves, or nothing more comes.
///
/// # Errors
/// When nothing can be said any more: a broken pipe.
pub fn run(setup: Setup, manner: Manner, out: &mut dyn Write) -> io::Result<Left> {
    let (sender, events) = mpsc::channel();
    let told = sender.clone();
    signals::listen(SignalSet::StopOnly, move |asked| {
        told.send(Event::Signal(asked)).is_ok()
    })?;
    let input = Input::start(sender.clone())?;
    let tell = move |message| {
        // Where nobody listens any more, all is over.
        let _ = sender.send(Event::Happened(message));
    };
    let worker = Worker::start(setup, Arc::new(tell));
    let mut plain = Plain {
        session: Session::new(manner.chosen),
        manner,
        worker,
        out,
        left: None,
        prompted: false,
    };
    plain.go_on(&events, &input)
}

struct Plain<'a> {
    session: Session,
    manner: Manner,
    worker: Worker,
    out: &'a mut dyn Write,
    left: Option<Left>,
    /// Whether the line of a prompt is open.
    prompted: bool,
}

impl Plain<'_> {
    fn go_on(&mut self, events: &Receiver<Event>, input: &Input) -> io::Result<Left> {
        loop {
            self.wait(events)?;
            if self.left.is_none() {
                self.session.tell_news(false);
            }
            self.say()?;
            if let Some(left) = self.left {
                return Ok(left);
            }
            self.prompt()?;
            input.want();
            self.listen(events)?;
        }
    }

    /// Waits for what was set off; where nobody types, for all that goes on.
    fn wait(&mut self, events: &Receiver<Event>) -> io::Result<()> {
        let mut patient = false;
        self.session.fit((self.manner.width)());
        while self.left.is_none()
            && (self.session.waits() || (!self.manner.typed && !self.session.rests()))
        {
            self.say()?;
            match events.recv_timeout(PATIENCE) {
                Ok(event) => self.take(event)?,
                Err(RecvTimeoutError::Timeout)
                    if self.manner.typed && !patient && self.session.waits() =>
                {
                    patient = true;
                    writeln!(self.out, "{}", self.session.patience())?;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.left = Some(Left::Asked),
            }
        }
        Ok(())
    }

    /// Waits for a line; what comes before it is taken in silence.
    fn listen(&mut self, events: &Receiver<Event>) -> io::Result<()> {
        while self.left.is_none() {
            match events.recv() {
                Err(_) => self.left = Some(Left::Asked),
                Ok(Event::Line(Some(line))) => {
                    self.prompted = false;
                    self.session.fit((self.manner.width)());
                    let effects = self.session.typed(&line);
                    return self.carry_out(effects);
                }
                Ok(event) => self.take(event)?,
            }
        }
        Ok(())
    }

    fn take(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Happened(message) => {
                let effects = self.session.happened(message);
                self.carry_out(effects)
            }
            Event::Line(Some(line)) => {
                let effects = self.session.typed(&line);
                self.carry_out(effects)
            }
            Event::Line(None) => self.end(Left::Quit),
            Event::Signal(signals::Signal::Stop) => self.end(Left::Asked),
            // A pause, or another size, needs nothing of a program that only writes lines.
            Event::Signal(_) => Ok(()),
        }
    }

    /// Leaves, at the beginning of a line.
    fn end(&mut self, left: Left) -> io::Result<()> {
        self.left = Some(left);
        if std::mem::take(&mut self.prompted) {
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Quit => self.left = Some(Left::Quit),
                Effect::Edit { path, line } => self.edit(&path, line)?,
                // There is no screen to step aside with, no mouse, and this is what it would go on as.
                Effect::Suspend | Effect::TakeMouse(_) | Effect::GoPlain => {}
                other => self.worker.carry_out(other),
            }
        }
        Ok(())
    }

    /// Gives the terminal to the editor until it is closed, or opens one beside.
    fn edit(&mut self, path: &Path, line: u32) -> io::Result<()> {
        let desk = self.session.state.desk.as_ref();
        if desk.is_some_and(|desk| desk.beside) {
            self.worker.edit_beside(path.to_owned(), line);
            return Ok(());
        }
        self.say()?;
        signals::set_editor_running(true);
        let ended = self.worker.edit(path, line);
        signals::set_editor_running(false);
        let message = ended.map_or_else(Message::Noticed, |()| Message::EditorClosed);
        let effects = self.session.happened(message);
        self.carry_out(effects)
    }

    fn prompt(&mut self) -> io::Result<()> {
        if self.manner.typed {
            write!(self.out, "{}: ", self.session.prompt())?;
            self.prompted = true;
        }
        self.out.flush()
    }

    fn say(&mut self) -> io::Result<()> {
        self.out.write_all(self.session.said().as_bytes())?;
        self.out.flush()
    }
}
