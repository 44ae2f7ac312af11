//! Plain mode: the course line by line on the normal screen, for screen readers and for pipes. Owns standard input and
//! the one channel on which everything arrives.
//!
//! Words come in and sentences go out: no cursor moves, nothing is overwritten, and no symbol replaces a word. A verdict
//! never interrupts typing: it waits for the next prompt. `session` is the conversation, `commands` the words, `telling`
//! the sentences.

#![deny(clippy::wildcard_enum_match_arm)]

mod commands;
mod dialog;
mod dispatch;
mod editing;
mod input;
mod news;
mod sentences;
mod session;
mod telling;
mod voice;

#[cfg(test)]
pub(crate) use sentences::tests::spoken as spoken_blocks;

pub use session::Session;

use crate::app::{Effect, Input, Message, TerminalEffect};
use crate::engine::{self, Command, Engine, Setup, editor};
use crate::signals::{self, Signal, SignalSet};
use input::LineReader;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

/// How long a wait is silent before a sentence says that it goes on.
const SILENCE_LIMIT: Duration = Duration::from_secs(5);

/// What arrives on the channel.
enum Event {
    Message(Message),
    /// A typed line; none at the end of the input.
    Line(Option<String>),
    Signal(Signal),
}

/// Why plain mode ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainExit {
    /// The learner left, or the input ended.
    Quit,
    /// A signal asked for it.
    Signal,
}

/// How the learner and plain mode are connected.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether lines are typed: then there is a prompt, and it waits only for what was asked for.
    pub interactive: bool,
    /// Whether the full screen would have been possible: then a new desk remembers the choice.
    pub chosen: bool,
    /// The columns of the terminal; none if there is none.
    pub width: fn() -> Option<usize>,
}

/// Runs plain mode until the learner leaves or the input ends.
///
/// # Errors
/// When the output is closed: a broken pipe.
pub fn run(setup: Setup, options: Options, out: &mut dyn Write) -> io::Result<PlainExit> {
    let (sender, events) = mpsc::channel();
    let on_signal = sender.clone();
    signals::listen(SignalSet::StopOnly, move |signal| {
        on_signal.send(Event::Signal(signal)).is_ok()
    })?;
    let input = LineReader::start(sender.clone())?;
    let sink = move |event| {
        // Nobody listens any more when the loop has ended.
        let _ = sender.send(Event::Message(Message::Engine(event)));
    };
    let engine = Engine::start(setup, Arc::new(sink));
    engine.send(Command::Open);
    let mut plain = Plain {
        session: Session::new(options.chosen),
        options,
        engine,
        out,
        exit: None,
        prompted: false,
    };
    plain.run(&events, &input)
}

struct Plain<'a> {
    session: Session,
    options: Options,
    engine: Engine,
    out: &'a mut dyn Write,
    exit: Option<PlainExit>,
    /// Whether the line of a prompt is open.
    prompted: bool,
}

impl Plain<'_> {
    fn run(&mut self, events: &Receiver<Event>, input: &LineReader) -> io::Result<PlainExit> {
        loop {
            self.wait(events)?;
            if self.exit.is_none() {
                self.session.tell_news(false);
            }
            self.say()?;
            if let Some(exit) = self.exit {
                return Ok(exit);
            }
            self.prompt()?;
            input.request_line();
            self.listen(events)?;
        }
    }

    /// Waits for what the last line started; without a terminal, for everything that runs.
    fn wait(&mut self, events: &Receiver<Event>) -> io::Result<()> {
        let mut reported = false;
        self.session.fit((self.options.width)());
        while self.exit.is_none()
            && (self.session.waits() || (!self.options.interactive && !self.session.rests()))
        {
            self.say()?;
            match events.recv_timeout(SILENCE_LIMIT) {
                Ok(event) => self.handle(event)?,
                Err(RecvTimeoutError::Timeout)
                    if self.options.interactive && !reported && self.session.waits() =>
                {
                    reported = true;
                    writeln!(self.out, "{}", self.session.patience())?;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.exit = Some(PlainExit::Signal),
            }
        }
        Ok(())
    }

    /// Waits for a line. What happens before it is kept for the next prompt.
    fn listen(&mut self, events: &Receiver<Event>) -> io::Result<()> {
        while self.exit.is_none() {
            match events.recv() {
                Err(_) => self.exit = Some(PlainExit::Signal),
                Ok(Event::Line(Some(line))) => {
                    self.prompted = false;
                    self.session.fit((self.options.width)());
                    let effects = self.session.typed(&line);
                    return self.carry_out(effects);
                }
                Ok(event) => self.handle(event)?,
            }
        }
        Ok(())
    }

    fn handle(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Message(message) => {
                let effects = self.session.happened(message);
                self.carry_out(effects)
            }
            Event::Line(Some(line)) => {
                let effects = self.session.typed(&line);
                self.carry_out(effects)
            }
            Event::Line(None) => self.end(PlainExit::Quit),
            Event::Signal(signals::Signal::Stop) => self.end(PlainExit::Signal),
            // A pause, or another size, needs nothing of a program that only writes lines.
            Event::Signal(_) => Ok(()),
        }
    }

    /// Leaves, at the beginning of a line.
    fn end(&mut self, exit: PlainExit) -> io::Result<()> {
        self.exit = Some(exit);
        if std::mem::take(&mut self.prompted) {
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Engine(command) => {
                    self.engine.send(command);
                }
                Effect::Terminal(TerminalEffect::Quit) => self.exit = Some(PlainExit::Quit),
                Effect::Terminal(TerminalEffect::Edit { path, line }) => self.edit(&path, line)?,
                // Plain mode has no screen to leave and no mouse, and it is what would go on.
                Effect::Terminal(
                    TerminalEffect::Suspend
                    | TerminalEffect::TakeMouse(_)
                    | TerminalEffect::GoPlain,
                ) => {}
            }
        }
        Ok(())
    }

    /// Gives the terminal to the editor until it is closed.
    fn edit(&mut self, path: &Path, line: u32) -> io::Result<()> {
        self.say()?;
        let desk = self.session.state.model.desk.as_ref();
        let closed = match desk.and_then(|desk| desk.editor.as_deref()) {
            Some(command) => {
                signals::set_editor_running(true);
                let closed = editor::run_in_terminal(command, path, line);
                signals::set_editor_running(false);
                closed
            }
            None => Err(engine::Error::NoEditor),
        };
        let message = Message::Input(Input::EditorClosed(closed));
        let effects = self.session.happened(message);
        self.carry_out(effects)
    }

    fn prompt(&mut self) -> io::Result<()> {
        if self.options.interactive {
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
