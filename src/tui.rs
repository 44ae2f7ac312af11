//! Runs the full screen: owns the terminal, its input and signals, and the channel on which all events arrive.
//!
//! The loop takes an event, updates the state, carries out the effects, and draws a frame. The terminal is restored
//! even after a panic or a signal.

#![deny(clippy::wildcard_enum_match_arm)]

mod background;
mod input;
mod terminal;
mod wait;

use crate::app::{self, Appearance, Drawn, Effect, Input, Message, State, TerminalEffect};
use crate::engine::{self, Command, Engine, Setup, editor};
use crate::signals::{self, Signal, SignalSet};
use background::BackgroundAnswer;
use input::InputReader;
use ratatui::Frame;
use std::any::Any;
use std::io;
use std::panic;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Instant;
use terminal::Screen;

enum TuiEvent {
    Message(Message),
    Signal(Signal),
    /// The thread that reads keys panicked.
    InputPanicked(Box<dyn Any + Send>),
}

/// Draws a state into a frame, and returns what the state needs from the drawing.
pub type Draw = Box<dyn Fn(&State, &mut Frame<'_>) -> Drawn>;

/// Why the full screen ended.
#[derive(Clone, Debug)]
pub enum ExitReason {
    /// The learner left; with a message for the shell, if there is one.
    Quit(Option<String>),
    /// A signal, or the end of the input.
    Signal,
    /// The learner chose plain mode, which opens the desk that is in use now.
    SwitchToPlain(Box<Setup>),
}

/// Runs the full screen until the learner leaves it.
///
/// `asks_background` says whether to ask the terminal for its background; the terminal has 100 ms to answer.
///
/// # Errors
/// If the terminal cannot be used.
pub fn run(
    setup: Setup,
    (appearance, asks_background): (Appearance, bool),
    draw: Draw,
) -> io::Result<ExitReason> {
    let (sender, events) = mpsc::channel();
    // First, because a signal that arrives before this would leave the terminal in raw mode.
    let on_signal = sender.clone();
    signals::listen(SignalSet::All, move |signal| {
        on_signal.send(TuiEvent::Signal(signal)).is_ok()
    })?;
    let screen = Screen::enter()?;
    let mut tui = Tui {
        screen,
        draw,
        state: State::default(),
        exit: None,
    };
    let to_loop = sender.clone();
    let sink = move |event| {
        // The loop may have ended.
        let _ = to_loop.send(TuiEvent::Message(Message::Engine(event)));
    };
    let engine = Engine::start(setup, Arc::new(sink));
    engine.send(Command::Open);
    let answer = if asks_background {
        background::ask()?
    } else {
        BackgroundAnswer::default()
    };
    tui.state.appearance = Appearance {
        background: answer.background,
        ..appearance
    };
    // The first frame doesn't wait for anything else.
    tui.draw()?;
    for key in answer.keys {
        let input = Message::Input(Input::Key(key));
        // The receiver lives as long as this function.
        let _ = sender.send(TuiEvent::Message(input));
    }
    let input = InputReader::start(sender, answer.is_late)?;
    let ended = tui.run(&events, &input, &engine);
    drop(input);
    // Restore the terminal before waiting for running jobs to end.
    tui.screen.leave();
    drop(engine);
    ended
}

struct Tui {
    screen: Screen,
    draw: Draw,
    state: State,
    exit: Option<ExitReason>,
}

impl Tui {
    fn run(
        &mut self,
        events: &Receiver<TuiEvent>,
        input: &InputReader,
        engine: &Engine,
    ) -> io::Result<ExitReason> {
        // When the last tick was, while there are ticks.
        let mut ticked = None;
        loop {
            let event = if let Some(interval) = self.state.tick_interval() {
                let since = *ticked.get_or_insert_with(Instant::now);
                events.recv_timeout(interval.saturating_sub(since.elapsed()))
            } else {
                ticked = None;
                events.recv().map_err(RecvTimeoutError::from)
            };
            let event = match event {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => {
                    let now = Instant::now();
                    let since = ticked.replace(now).unwrap_or(now);
                    TuiEvent::Message(Message::Tick(now - since))
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(ExitReason::Signal),
            };
            self.handle(event, input, engine)?;
            // Handle everything that has arrived before drawing.
            while self.exit.is_none()
                && let Ok(event) = events.try_recv()
            {
                self.handle(event, input, engine)?;
            }
            if let Some(reason) = self.exit.take() {
                return Ok(reason);
            }
            self.draw()?;
        }
    }

    fn handle(&mut self, event: TuiEvent, input: &InputReader, engine: &Engine) -> io::Result<()> {
        let message = match event {
            TuiEvent::Message(message) => message,
            TuiEvent::Signal(Signal::Stop) => {
                self.exit = Some(ExitReason::Signal);
                Message::Input(Input::StopRequested)
            }
            TuiEvent::Signal(Signal::Suspend) => return self.suspend(input),
            TuiEvent::Signal(Signal::Resume) => return self.screen.reenter(),
            // The next frame reads the size.
            TuiEvent::Signal(Signal::Resize) => return Ok(()),
            TuiEvent::InputPanicked(panicked) => panic::resume_unwind(panicked),
        };
        self.update(message, input, engine)
    }

    fn update(&mut self, message: Message, input: &InputReader, engine: &Engine) -> io::Result<()> {
        for effect in app::update(&mut self.state, message) {
            match effect {
                Effect::Engine(request) => {
                    engine.send(request);
                }
                Effect::Terminal(TerminalEffect::Quit) => {
                    let farewell = self.state.farewell();
                    self.exit.get_or_insert(ExitReason::Quit(farewell));
                }
                Effect::Terminal(TerminalEffect::GoPlain) => {
                    let setup = Box::new(engine.setup());
                    self.exit.get_or_insert(ExitReason::SwitchToPlain(setup));
                }
                Effect::Terminal(TerminalEffect::Suspend) => self.suspend(input)?,
                Effect::Terminal(TerminalEffect::TakeMouse(take)) => {
                    self.screen.capture_mouse(take);
                }
                Effect::Terminal(TerminalEffect::Edit { path, line }) => {
                    let closed = Input::EditorClosed(self.run_editor(&path, line, input)?);
                    self.update(Message::Input(closed), input, engine)?;
                }
            }
        }
        Ok(())
    }

    fn draw(&mut self) -> io::Result<()> {
        let size = self.screen.size()?;
        if size.0 == 0 || size.1 == 0 {
            return Ok(());
        }
        self.state.resize(size);
        let mut drawn = Drawn::default();
        let (state, draw) = (&self.state, &self.draw);
        self.screen.draw(|frame| drawn = draw(state, frame))?;
        self.state.drawn(&drawn);
        Ok(())
    }

    /// Runs the editor in the terminal until it exits.
    fn run_editor(
        &mut self,
        path: &Path,
        line: u32,
        input: &InputReader,
    ) -> io::Result<Result<(), engine::Error>> {
        let desk = self.state.model().desk();
        let Some(command) = desk.and_then(|desk| desk.editor.clone()) else {
            return Ok(Err(engine::Error::NoEditor));
        };
        input.pause();
        self.screen.leave();
        signals::set_editor_running(true);
        let closed = editor::run_in_terminal(&command, path, line);
        signals::set_editor_running(false);
        self.screen.reenter()?;
        input.resume();
        Ok(closed)
    }

    /// Stops the process, as Ctrl-Z does, until `fg`.
    fn suspend(&mut self, input: &InputReader) -> io::Result<()> {
        input.pause();
        self.screen.leave();
        signals::suspend_process();
        self.screen.reenter()?;
        input.resume();
        Ok(())
    }
}
