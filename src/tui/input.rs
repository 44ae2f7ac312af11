//! Keys, the mouse and the size, read on a thread of their own and put into this house's words.

use super::Event;
use crate::app::{Message, Pointer};
use crate::keymap::Key;
use crate::signals::Asked;
use crossterm::event::{
    self, Event as Raw, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a pause may take to begin.
const BREATH: Duration = Duration::from_millis(20);

/// The thread that reads.
pub(super) struct Input {
    paused: Arc<AtomicBool>,
    /// Held while something is read: an editor must not share the keys with us.
    reading: Arc<Mutex<()>>,
}

impl Input {
    pub(super) fn start(sender: Sender<Event>) -> io::Result<Self> {
        let input = Self {
            paused: Arc::default(),
            reading: Arc::default(),
        };
        let (paused, reading) = (Arc::clone(&input.paused), Arc::clone(&input.reading));
        std::thread::Builder::new()
            .name("keys".to_owned())
            .spawn(move || {
                loop {
                    let read = {
                        let _reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
                        if paused.load(Ordering::SeqCst) {
                            None
                        } else {
                            Some(read())
                        }
                    };
                    let told = match read {
                        None => {
                            std::thread::sleep(BREATH);
                            Ok(())
                        }
                        Some(Ok(None)) => Ok(()),
                        Some(Ok(Some(message))) => sender.send(Event::Happened(message)),
                        // The terminal is gone.
                        Some(Err(_)) => {
                            let _ = sender.send(Event::Signal(Asked::Stop));
                            return;
                        }
                    };
                    if told.is_err() {
                        return;
                    }
                }
            })?;
        Ok(input)
    }

    /// Reads no more; returns when that is so.
    pub(super) fn pause(&self) {
        self.paused.store(true, Ordering::SeqCst);
        drop(self.reading.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(super) fn go_on(&self) {
        self.paused.store(false, Ordering::SeqCst);
    }
}

fn read() -> io::Result<Option<Message>> {
    if !event::poll(BREATH)? {
        return Ok(None);
    }
    Ok(match event::read()? {
        Raw::Key(pressed) if pressed.kind != KeyEventKind::Release => {
            key(pressed).map(Message::Key)
        }
        Raw::Paste(text) => Some(Message::Pasted(text)),
        Raw::Resize(width, height) => Some(Message::Resized(width, height)),
        Raw::Mouse(moved) => pointer(moved),
        _ => None,
    })
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
