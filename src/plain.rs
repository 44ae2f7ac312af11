//! Plain mode: the course line by line on the normal screen, for screen readers and for pipes. Owns standard input and
//! the one channel on which everything arrives.
//!
//! Lines come in and sentences go out: no cursor moves, nothing is overwritten, and no symbol replaces a word. A verdict
//! never interrupts typing: it waits for the next prompt. `state` holds the state, `dispatch` decides what a line does,
//! `commands` is the table of commands, and `writer` turns reports into sentences.

#![deny(clippy::wildcard_enum_match_arm)]

mod answering;
mod commands;
mod dispatch;
mod editing;
mod events;
mod first_start;
mod lessons;
mod list;
mod prompt;
mod results;
mod state;
mod trace;
mod writer;

pub use commands::commands_as_markdown;
pub use state::{Detail, PlainEffect, PlainState};
#[cfg(test)]
pub(crate) use writer::tests::written as written_blocks;

use crate::engine::{self, Command, Engine, Setup, editor};
use crate::signals::{self, Signal, SignalSet};
use std::io::{self, BufRead, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// The interval between progress messages.
const SILENCE_LIMIT: Duration = Duration::from_secs(5);

/// The maximum length of a line, in bytes. The rest counts as the next line.
const MAX_LINE_BYTES: u64 = 1 << 16;

enum PlainMessage {
    Engine(engine::Event),
    /// A typed line; `None` at the end of the input.
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

/// Who is at the other end of plain mode.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether a person types the lines: then plain mode prompts, and waits only for what the last line started.
    pub interactive: bool,
    /// Whether a new desk starts in plain mode from then on, because the full screen would have been possible.
    pub remember_plain: bool,
    /// The columns of the terminal; `None` if there is none.
    pub width: fn() -> Option<usize>,
}

/// Runs plain mode until the learner leaves or the input ends.
///
/// # Errors
/// If the output is closed: a broken pipe.
pub fn run(setup: Setup, options: Options, out: &mut dyn Write) -> io::Result<PlainExit> {
    let (sender, messages) = mpsc::channel();
    let on_signal = sender.clone();
    signals::listen(SignalSet::StopOnly, move |signal| {
        on_signal.send(PlainMessage::Signal(signal)).is_ok()
    })?;
    let input = LineReader::start(sender.clone())?;
    let sink = move |event| {
        // The receiver is dropped when the loop has ended.
        let _ = sender.send(PlainMessage::Engine(event));
    };
    let engine = Engine::start(setup, Arc::new(sink));
    engine.send(Command::Open);
    let mut plain = Plain {
        state: PlainState::new(options.remember_plain),
        options,
        engine,
        out,
        exit: None,
        prompted: false,
    };
    plain.run(&messages, &input)
}

struct Plain<'a> {
    state: PlainState,
    options: Options,
    engine: Engine,
    out: &'a mut dyn Write,
    exit: Option<PlainExit>,
    prompted: bool,
}

impl Plain<'_> {
    fn run(
        &mut self,
        messages: &Receiver<PlainMessage>,
        input: &LineReader,
    ) -> io::Result<PlainExit> {
        loop {
            self.wait(messages)?;
            if self.exit.is_none() {
                self.state.announce(Detail::Brief);
            }
            self.write_text()?;
            if let Some(exit) = self.exit {
                return Ok(exit);
            }
            self.prompt()?;
            input.request_line();
            self.listen(messages)?;
        }
    }

    /// Waits for what the last line started; without a terminal, for everything that runs.
    fn wait(&mut self, messages: &Receiver<PlainMessage>) -> io::Result<()> {
        let mut reported = false;
        self.state.set_width((self.options.width)());
        while self.exit.is_none()
            && (self.state.is_waiting() || (!self.options.interactive && !self.state.is_idle()))
        {
            self.write_text()?;
            match messages.recv_timeout(SILENCE_LIMIT) {
                Ok(message) => self.handle(message)?,
                Err(RecvTimeoutError::Timeout)
                    if self.options.interactive && !reported && self.state.is_waiting() =>
                {
                    reported = true;
                    writeln!(self.out, "{}", self.state.progress_message())?;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.exit = Some(PlainExit::Signal),
            }
        }
        Ok(())
    }

    /// Waits for a line. What happens before it is kept for the next prompt.
    fn listen(&mut self, messages: &Receiver<PlainMessage>) -> io::Result<()> {
        while self.exit.is_none() {
            match messages.recv() {
                Err(_) => self.exit = Some(PlainExit::Signal),
                Ok(PlainMessage::Line(Some(line))) => {
                    self.prompted = false;
                    self.state.set_width((self.options.width)());
                    let effects = self.state.line(&line);
                    return self.carry_out(effects);
                }
                Ok(message) => self.handle(message)?,
            }
        }
        Ok(())
    }

    fn handle(&mut self, message: PlainMessage) -> io::Result<()> {
        match message {
            PlainMessage::Engine(event) => {
                let effects = self.state.event(&event);
                self.carry_out(effects)
            }
            PlainMessage::Line(Some(line)) => {
                let effects = self.state.line(&line);
                self.carry_out(effects)
            }
            PlainMessage::Line(None) => self.end(PlainExit::Quit),
            PlainMessage::Signal(Signal::Stop) => self.end(PlainExit::Signal),
            // A program that only writes lines does nothing when it is suspended or resized.
            PlainMessage::Signal(_) => Ok(()),
        }
    }

    /// Leaves, and ends the line of an open prompt.
    fn end(&mut self, exit: PlainExit) -> io::Result<()> {
        self.exit = Some(exit);
        if std::mem::take(&mut self.prompted) {
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn carry_out(&mut self, effects: Vec<PlainEffect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                PlainEffect::Engine(request) => {
                    self.engine.send(request);
                }
                PlainEffect::Edit { path, line } => self.edit(&path, line)?,
                PlainEffect::Quit => self.exit = Some(PlainExit::Quit),
            }
        }
        Ok(())
    }

    /// Gives the terminal to the editor until it is closed.
    fn edit(&mut self, path: &Path, line: u32) -> io::Result<()> {
        self.write_text()?;
        let desk = self.state.model().desk();
        let closed = match desk.and_then(|desk| desk.editor.as_deref()) {
            Some(command) => {
                signals::set_editor_running(true);
                let closed = editor::run_in_terminal(command, path, line);
                signals::set_editor_running(false);
                closed
            }
            None => Err(engine::Error::NoEditor),
        };
        let effects = self.state.editor_closed(closed);
        self.carry_out(effects)
    }

    fn prompt(&mut self) -> io::Result<()> {
        if self.options.interactive {
            write!(self.out, "{}: ", self.state.prompt())?;
            self.prompted = true;
        }
        self.out.flush()
    }

    fn write_text(&mut self) -> io::Result<()> {
        self.out.write_all(self.state.take_text().as_bytes())?;
        self.out.flush()
    }
}

/// Reads standard input on a thread, a line at a time and only on request, so that an editor gets what is typed ahead.
struct LineReader {
    requests: Sender<()>,
}

impl LineReader {
    fn start(sender: Sender<PlainMessage>) -> io::Result<Self> {
        let (requests, requested) = mpsc::channel();
        std::thread::Builder::new()
            .name("lines".to_owned())
            .spawn(move || {
                for () in requested {
                    if sender.send(PlainMessage::Line(read_line())).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self { requests })
    }

    fn request_line(&self) {
        // The thread ends only when the receiver of its lines is dropped.
        let _ = self.requests.send(());
    }
}

/// Reads one line; `None` at the end, or if standard input cannot be read.
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
