//! The full screen: owns the terminal, its keys and signals, and the one channel on which everything arrives.
//!
//! One loop: a message comes, the state changes, effects are carried out, a frame is drawn. Whatever happens, the
//! terminal is given back as it was.

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

/// How long an event is shown while they play.
const PLAYED: Duration = Duration::from_millis(900);

/// What arrives on the channel.
enum Event {
    /// Something for the state.
    Happened(Message),
    /// A signal.
    Signal(Signal),
    /// The thread that reads keys broke.
    Broke(Box<dyn Any + Send>),
}

/// Draws a state into a frame, and says how much there was to see.
pub type Draw = Box<dyn Fn(&State, &mut Frame<'_>) -> Extents>;

/// Why it ended.
#[derive(Clone, Debug)]
pub enum Left {
    /// Somebody wanted to.
    Quit,
    /// The system asked for it.
    Asked,
    /// It goes on line by line, with what there is by now.
    ForPlain(Box<Setup>),
}

/// Runs the full screen until somebody leaves it.
///
/// # Errors
/// When the terminal cannot be used.
pub fn run(setup: Setup, draw: Draw) -> io::Result<Left> {
    let (sender, events) = mpsc::channel();
    // Before the terminal is taken: a signal that came in between would leave it as it is.
    let told = sender.clone();
    signals::listen(SignalSet::All, move |asked| {
        told.send(Event::Signal(asked)).is_ok()
    })?;
    let screen = Screen::enter()?;
    let mut tui = Tui {
        screen,
        draw,
        state: State::default(),
        left: None,
    };
    // The first frame needs nothing but the terminal.
    tui.draw()?;
    let input = Input::start(sender.clone())?;
    let told = sender.clone();
    let tell = move |message| {
        // Where nobody listens any more, all is over.
        let _ = told.send(Event::Happened(message));
    };
    let mut worker = Worker::start(setup, Arc::new(tell));
    let ended = tui.go_on(&events, &sender, &input, &mut worker);
    drop(input);
    // First the terminal is given back, then what still runs is ended: nobody looks at a frozen screen.
    tui.screen.leave();
    drop(worker);
    ended
}

struct Tui {
    screen: Screen,
    draw: Draw,
    state: State,
    left: Option<Left>,
}

impl Tui {
    fn go_on(
        &mut self,
        events: &Receiver<Event>,
        sender: &Sender<Event>,
        input: &Input,
        worker: &mut Worker,
    ) -> io::Result<Left> {
        loop {
            let event = if self.state.wants_ticks() {
                events.recv_timeout(PLAYED)
            } else {
                events.recv().map_err(RecvTimeoutError::from)
            };
            let event = match event {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => Event::Happened(Message::Ticked),
                Err(RecvTimeoutError::Disconnected) => return Ok(Left::Asked),
            };
            self.take(event, sender, input, worker)?;
            // What has arrived meanwhile is taken in before anything is drawn.
            while self.left.is_none()
                && let Ok(event) = events.try_recv()
            {
                self.take(event, sender, input, worker)?;
            }
            if let Some(left) = self.left.take() {
                return Ok(left);
            }
            self.draw()?;
        }
    }

    fn take(
        &mut self,
        event: Event,
        sender: &Sender<Event>,
        input: &Input,
        worker: &mut Worker,
    ) -> io::Result<()> {
        let message = match event {
            Event::Happened(message) => message,
            Event::Signal(Signal::Stop) => {
                self.left = Some(Left::Asked);
                Message::StopAsked
            }
            Event::Signal(Signal::Suspend) => return self.suspend(input),
            Event::Signal(Signal::Resume) => return self.screen.enter_again(),
            // The next frame asks for the size anyway.
            Event::Signal(Signal::Resize) => return Ok(()),
            Event::Broke(panicked) => panic::resume_unwind(panicked),
        };
        for effect in app::update(&mut self.state, message) {
            match effect {
                Effect::Quit => {
                    self.left.get_or_insert(Left::Quit);
                }
                Effect::GoPlain => {
                    let setup = Box::new(worker.setup());
                    self.left.get_or_insert(Left::ForPlain(setup));
                }
                Effect::Suspend => self.suspend(input)?,
                Effect::TakeMouse(take) => self.screen.take_mouse(take),
                Effect::Edit { path, line } => {
                    if self.state.desk.as_ref().is_some_and(|desk| desk.beside) {
                        worker.edit_beside(path, line);
                    } else {
                        self.step_aside(&path, line, sender, input, worker)?;
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

    /// Gives the terminal to the editor, and takes it back.
    fn step_aside(
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
        self.screen.enter_again()?;
        input.go_on();
        if let Err(why) = ended {
            // The channel outlives this loop.
            let _ = sender.send(Event::Happened(Message::Noticed(why)));
        }
        app::update(&mut self.state, Message::EditorClosed);
        Ok(())
    }

    /// Back to the shell; `fg` comes back here.
    fn suspend(&mut self, input: &Input) -> io::Result<()> {
        input.pause();
        self.screen.leave();
        signals::suspend_process();
        self.screen.enter_again()?;
        input.go_on();
        Ok(())
    }
}
