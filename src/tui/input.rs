//! Reads keys, mouse events and sizes on a thread of its own, and translates them into the app's messages.

use super::background::LateAnswer;
use super::wait::{InputWaiter, WaitResult};
use super::{TuiEvent, terminal};
use crate::app::{Input, Message, PointerAction};
use crate::keymap::Key;
use crate::signals::Signal;
use crossterm::event::{
    self, Event as Raw, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Time for crossterm to return input that it has buffered.
const READ_TIMEOUT: Duration = Duration::from_millis(1);

/// How long after the last key to ask crossterm once more. On a busy machine, `READ_TIMEOUT` can pass before crossterm
/// looks at the keys that it has read. It then reports none, and they would wait for the next key.
const RECHECK_DELAY: Duration = Duration::from_millis(20);

/// The thread that reads the terminal. It stops when this is dropped, so that another program gets every key.
pub(super) struct InputReader(Arc<Gate>);

/// Pauses reading while an editor has the terminal.
struct Gate {
    paused: AtomicBool,
    /// Locked while something is read.
    reading: Mutex<()>,
    resumed: Condvar,
    waiter: InputWaiter,
}

impl InputReader {
    /// Starts to read the input. If the answer about the background `is_late`, it is not taken for keys when it
    /// arrives.
    pub(super) fn start(sender: Sender<TuiEvent>, is_late: bool) -> io::Result<Self> {
        let gate = Arc::new(Gate {
            paused: AtomicBool::default(),
            reading: Mutex::default(),
            resumed: Condvar::default(),
            waiter: InputWaiter::new()?,
        });
        let reader = Self(Arc::clone(&gate));
        let work = move || {
            terminal::mark_essential_thread();
            let read = panic::catch_unwind(AssertUnwindSafe(|| {
                read_all(&gate, &sender, LateAnswer::new(is_late));
            }));
            // Without input, the learner could not leave. The loop may have ended.
            let _ = sender.send(match read {
                Ok(()) => TuiEvent::Signal(Signal::Stop),
                Err(panicked) => TuiEvent::InputPanicked(panicked),
            });
        };
        std::thread::Builder::new()
            .name("keys".to_owned())
            .spawn(work)?;
        Ok(reader)
    }

    /// Stops reading, and returns once no read is in progress.
    pub(super) fn pause(&self) {
        self.0.paused.store(true, Ordering::SeqCst);
        self.0.waiter.wake();
        drop(self.0.lock());
    }

    pub(super) fn resume(&self) {
        let _reading = self.0.lock();
        self.0.paused.store(false, Ordering::SeqCst);
        self.0.resumed.notify_all();
    }
}

impl Drop for InputReader {
    fn drop(&mut self) {
        self.pause();
    }
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, ()> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until reading is not paused.
    fn enter(&self) -> MutexGuard<'_, ()> {
        let paused = |(): &mut ()| self.paused.load(Ordering::SeqCst);
        self.resumed
            .wait_while(self.lock(), paused)
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_all(gate: &Gate, sender: &Sender<TuiEvent>, mut late: LateAnswer) {
    let mut timeout = None;
    loop {
        let _reading = gate.enter();
        match gate.waiter.wait(timeout) {
            Ok(WaitResult::Woken) => {}
            Ok(WaitResult::Input) => match read(sender, &mut late) {
                Ok(Some(count)) => timeout = (count > 0).then_some(RECHECK_DELAY),
                Ok(None) | Err(_) => return,
            },
            Ok(WaitResult::Closed) | Err(_) => return,
        }
    }
}

/// Reads all available input, and returns the number of events; `None` if the receiver no longer exists.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "crossterm has events that this application does not use"
)]
fn read(sender: &Sender<TuiEvent>, late: &mut LateAnswer) -> io::Result<Option<usize>> {
    let mut count = 0;
    while event::poll(READ_TIMEOUT)? {
        let input = |input| TuiEvent::Message(Message::Input(input));
        let event = match event::read()? {
            Raw::Key(pressed) if late.takes(pressed) => None,
            Raw::Key(pressed) if pressed.kind != KeyEventKind::Release => {
                key(pressed).map(Input::Key).map(input)
            }
            Raw::Paste(text) => Some(input(Input::Pasted(text))),
            Raw::Resize(..) => Some(TuiEvent::Signal(Signal::Resize)),
            Raw::Mouse(moved) => pointer(moved).map(input),
            _ => None,
        };
        if event.is_some_and(|event| sender.send(event).is_err()) {
            return Ok(None);
        }
        count += 1;
    }
    Ok(Some(count))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "crossterm has keys that this application does not use"
)]
fn key(pressed: KeyEvent) -> Option<Key> {
    let ctrl = pressed.modifiers.contains(KeyModifiers::CONTROL);
    Some(match pressed.code {
        KeyCode::Char(letter) if ctrl => Key::Ctrl(letter.to_ascii_lowercase()),
        KeyCode::Char(letter) => Key::Char(letter),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        _ => return None,
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "crossterm has mouse events that this application does not use"
)]
fn pointer(moved: MouseEvent) -> Option<Input> {
    let action = match moved.kind {
        MouseEventKind::Down(MouseButton::Left) => PointerAction::Click,
        MouseEventKind::ScrollUp => PointerAction::WheelUp,
        MouseEventKind::ScrollDown => PointerAction::WheelDown,
        _ => return None,
    };
    let (x, y) = (moved.column, moved.row);
    Some(Input::Pointer { action, x, y })
}
