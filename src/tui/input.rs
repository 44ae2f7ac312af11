//! Keys, the mouse and the size, read on a thread of their own and put into this house's words.

use super::wait::{Bell, Came};
use super::{Event, terminal};
use crate::app::{Message, Pointer};
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

/// How long what was read already may take to be handed out.
const AT_ONCE: Duration = Duration::from_millis(1);

/// The thread that reads.
pub(super) struct Input(Arc<Gate>);

/// Where it can be stopped: an editor must not share the keys with us.
struct Gate {
    shut: AtomicBool,
    /// Held while something is read.
    reading: Mutex<()>,
    opened: Condvar,
    bell: Bell,
}

impl Input {
    pub(super) fn start(sender: Sender<Event>) -> io::Result<Self> {
        let gate = Arc::new(Gate {
            shut: AtomicBool::default(),
            reading: Mutex::default(),
            opened: Condvar::default(),
            bell: Bell::new()?,
        });
        let input = Self(Arc::clone(&gate));
        let work = move || {
            terminal::stands_and_falls_with_this_thread();
            let read = panic::catch_unwind(AssertUnwindSafe(|| read_on(&gate, &sender)));
            // Without keys nobody could leave any more. Where nobody listens, all is over anyway.
            let _ = sender.send(match read {
                Ok(()) => Event::Signal(Signal::Stop),
                Err(panicked) => Event::Broke(panicked),
            });
        };
        std::thread::Builder::new()
            .name("keys".to_owned())
            .spawn(work)?;
        Ok(input)
    }

    /// Reads no more; returns when that is so.
    pub(super) fn pause(&self) {
        self.0.shut.store(true, Ordering::SeqCst);
        self.0.bell.ring();
        drop(self.0.held());
    }

    pub(super) fn go_on(&self) {
        let _held = self.0.held();
        self.0.shut.store(false, Ordering::SeqCst);
        self.0.opened.notify_all();
    }
}

impl Drop for Input {
    /// Whoever reads after us gets every key.
    fn drop(&mut self) {
        self.pause();
    }
}

impl Gate {
    fn held(&self) -> MutexGuard<'_, ()> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it may read.
    fn pass(&self) -> MutexGuard<'_, ()> {
        let shut = |(): &mut ()| self.shut.load(Ordering::SeqCst);
        self.opened
            .wait_while(self.held(), shut)
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads until nobody listens, or the terminal is gone.
fn read_on(gate: &Gate, sender: &Sender<Event>) {
    loop {
        let _reading = gate.pass();
        let goes_on = match gate.bell.wait() {
            Ok(Came::Call) => Ok(true),
            Ok(Came::Something) => read(sender),
            Ok(Came::End) => Ok(false),
            Err(error) => Err(error),
        };
        if !goes_on.unwrap_or(false) {
            return;
        }
    }
}

/// Reads all that has come, and says whether anybody listens.
fn read(sender: &Sender<Event>) -> io::Result<bool> {
    while event::poll(AT_ONCE)? {
        let message = match event::read()? {
            Raw::Key(pressed) if pressed.kind != KeyEventKind::Release => {
                key(pressed).map(Message::Key)
            }
            Raw::Paste(text) => Some(Message::Pasted(text)),
            Raw::Resize(width, height) => Some(Message::Resized(width, height)),
            Raw::Mouse(moved) => pointer(moved),
            _ => None,
        };
        let tell = |message| sender.send(Event::Happened(message)).is_ok();
        if !message.is_none_or(tell) {
            return Ok(false);
        }
    }
    Ok(true)
}

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

fn pointer(moved: MouseEvent) -> Option<Message> {
    let did = match moved.kind {
        MouseEventKind::Down(MouseButton::Left) => Pointer::Clicked,
        MouseEventKind::ScrollUp => Pointer::WheelUp,
        MouseEventKind::ScrollDown => Pointer::WheelDown,
        _ => return None,
    };
    let (x, y) = (moved.column, moved.row);
    Some(Message::Pointer { did, x, y })
}
