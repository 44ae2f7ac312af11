//! The full screen: owns the terminal, its keys and signals, and the one channel on which everything arrives.
//!
//! One loop: a message comes, the state changes, effects are carried out, a frame is drawn. The terminal is restored
//! whatever happens.

mod input;
mod terminal;
mod wait;

use crate::app::{self, Effect, Extents, Message, State};
use crate::signals::{self, Signal, SignalSet};
use crate::worker::{Setup, Worker};
use input::Input;
use ratatui::Frame;
use std::any::Any;
use std::io;
use std::panic;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;
use terminal::Screen;

/// How long each event of a trace is shown while it plays.
const TICK: Duration = Duration::from_millis(900);

/// What arrives on the channel.
enum Event {
    Message(Message),
    Signal(Signal),
    /// The thread that reads keys panicked.
    InputPanicked(Box<dyn Any + Send>),
}

/// Draws a state into a frame, and returns how much there was to see.
pub type Draw = Box<dyn Fn(&State, &mut Frame<'_>) -> Extents>;

/// Why the full screen ended.
#[derive(Clone, Debug)]
pub enum ExitReason {
    /// The learner left.
    Quit,
    /// A signal asked for it.
    Signal,
    /// The learner goes on in plain mode, with the desk that is in use by now.
    SwitchToPlain(Box<Setup>),
}

/// Runs the full screen until the learner leaves it.
///
/// # Errors
/// When the terminal cannot be used.
pub fn run(setup: Setup, draw: Draw) -> io::Result<ExitReason> {
    let (sender, events) = mpsc::channel();
    // Before the terminal is taken over: a signal in between would not restore it.
    let on_signal = sender.clone();
    signals::listen(SignalSet::All, move |signal| {
        on_signal.send(Event::Signal(signal)).is_ok()
    })?;
    let screen = Screen::enter()?;
    let mut tui = Tui {
        screen,
        draw,
        state: State::default(),
        exit: None,
    };
    // The first frame needs nothing but the terminal.
    tui.draw()?;
    let input = Input::start(sender.clone())?;
    let on_message = sender.clone();
    let tell = move |message| {
        // Nobody listens any more when the loop has ended.
        let _ = on_message.send(Event::Message(message));
    };
    let mut worker = Worker::start(setup, Arc::new(tell));
    let ended = tui.run(&events, &sender, &input, &mut worker);
    drop(input);
    // The terminal is restored before the jobs end, which may take a moment.
    tui.screen.leave();
    drop(worker);
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
        events: &Receiver<Event>,
        sender: &Sender<Event>,
        input: &Input,
        worker: &mut Worker,
    ) -> io::Result<ExitReason> {
        loop {
            let event = if self.state.wants_ticks() {
                events.recv_timeout(TICK)
            } else {
                events.recv().map_err(RecvTimeoutError::from)
            };
            let event = match event {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => Event::Message(Message::Ticked),
                Err(RecvTimeoutError::Disconnected) => return Ok(ExitReason::Signal),
            };
            self.handle(event, sender, input, worker)?;
            // Take in everything that has arrived before drawing.
            while self.exit.is_none()
                && let Ok(event) = events.try_recv()
            {
                self.handle(event, sender, input, worker)?;
            }
            if let Some(reason) = self.exit.take() {
                return Ok(reason);
            }
            self.draw()?;
        }
    }

    fn handle(
        &mut self,
        event: Event,
        sender: &Sender<Event>,
        input: &Input,
        worker: &mut Worker,
    ) -> io::Result<()> {
        let message = match event {
            Event::Message(message) => message,
            Event::Signal(Signal::Stop) => {
                self.exit = Some(ExitReason::Signal);
                Message::StopAsked
            }
            Event::Signal(Signal::Suspend) => return self.suspend(input),
            Event::Signal(Signal::Resume) => return self.screen.reenter(),
            // The next frame asks for the size anyway.
            Event::Signal(Signal::Resize) => return Ok(()),
            Event::InputPanicked(panicked) => panic::resume_unwind(panicked),
        };
        for effect in app::update(&mut self.state, message) {
            match effect {
                Effect::Quit => {
                    self.exit.get_or_insert(ExitReason::Quit);
                }
                Effect::GoPlain => {
                    let setup = Box::new(worker.setup());
                    self.exit.get_or_insert(ExitReason::SwitchToPlain(setup));
                }
                Effect::Suspend => self.suspend(input)?,
                Effect::TakeMouse(take) => self.screen.capture_mouse(take),
                Effect::Edit { path, line } => {
                    if self.state.desk.as_ref().is_some_and(|desk| desk.beside) {
                        worker.edit_beside(path, line);
                    } else {
                        self.run_editor(&path, line, sender, input, worker)?;
                    }
                }
                other => worker.carry_out(other),
            }
        }
        Ok(())
    }

    fn draw(&mut self) -> io::Result<()> {
        let size = self.screen.size()?;
        if size.0 == 0 || size.1 == 0 {
            return Ok(());
        }
        if size != self.state.size {
            app::update(&mut self.state, Message::Resized(size.0, size.1));
        }
        let mut extents = Extents::default();
        let (state, draw) = (&self.state, &self.draw);
        self.screen.draw(|frame| extents = draw(state, frame))?;
        app::update(&mut self.state, Message::Drew(extents));
        Ok(())
    }

    /// Gives the terminal to the editor until it is closed.
    fn run_editor(
        &mut self,
        path: &Path,
        line: u32,
        sender: &Sender<Event>,
        input: &Input,
        worker: &Worker,
    ) -> io::Result<()> {
        input.pause();
        self.screen.leave();
        signals::set_editor_running(true);
        let ended = worker.edit(path, line);
        signals::set_editor_running(false);
        self.screen.reenter()?;
        input.resume();
        if let Err(why) = ended {
            // The channel outlives this loop.
            let _ = sender.send(Event::Message(Message::Noticed(why)));
        }
        app::update(&mut self.state, Message::EditorClosed);
        Ok(())
    }

    /// Stops the process, as Ctrl-Z does, until `fg`.
    fn suspend(&mut self, input: &Input) -> io::Result<()> {
        input.pause();
        self.screen.leave();
        signals::suspend_process();
        self.screen.reenter()?;
        input.resume();
        Ok(())
    }
}
