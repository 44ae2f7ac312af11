//! Asks the terminal for its background (OSC 11), before anything else reads the input.

#[cfg(target_os = "linux")]
use super::terminal;
use crate::app::Background;
use crate::keymap::Key;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::io;
#[cfg(target_os = "linux")]
use std::time::Duration;

#[cfg(target_os = "linux")]
const TIMEOUT: Duration = Duration::from_millis(100);

/// The question, followed by one that every terminal answers: if only that answer arrives, there will be no other.
#[cfg(target_os = "linux")]
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";

/// How the terminal answered.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct BackgroundAnswer {
    pub(super) background: Option<Background>,
    /// What the learner typed meanwhile.
    pub(super) keys: Vec<Key>,
    /// Whether the answer may still come.
    pub(super) is_late: bool,
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Linux")]
pub(super) fn ask() -> io::Result<BackgroundAnswer> {
    Ok(BackgroundAnswer::default())
}

#[cfg(target_os = "linux")]
pub(super) fn ask() -> io::Result<BackgroundAnswer> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::retry_on_intr;
    use std::time::Instant;
    terminal::write(QUESTION)?;
    let until = Instant::now() + TIMEOUT;
    let stdin = rustix::stdio::stdin();
    let mut bytes = Vec::new();
    while !is_complete(&bytes) {
        let rest = until.saturating_duration_since(Instant::now());
        let rest = Timespec::try_from(rest).map_err(io::Error::other)?;
        let mut input = [PollFd::from_borrowed_fd(stdin, PollFlags::IN)];
        let ready = retry_on_intr(|| poll(&mut input, Some(&rest)))?;
        // The input reader notices a closed terminal.
        if ready == 0 || !input[0].revents().contains(PollFlags::IN) {
            break;
        }
        let mut buffer = [0; 256];
        match retry_on_intr(|| rustix::io::read(stdin, &mut buffer))? {
            0 => break,
            count => bytes.extend(&buffer[..count]),
        }
    }
    Ok(BackgroundAnswer::parse(&bytes))
}

/// Whether the second and last answer has arrived.
fn is_complete(bytes: &[u8]) -> bool {
    device_attributes(bytes).is_some()
}

/// Returns the place and the length of `ESC [ ? … c`.
fn device_attributes(bytes: &[u8]) -> Option<(usize, usize)> {
    let at = find(bytes, b"\x1b[?")?;
    let length = bytes[at..].iter().position(|byte| *byte == b'c')?;
    Some((at, length + 1))
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

impl BackgroundAnswer {
    fn parse(bytes: &[u8]) -> Self {
        let mut rest = bytes.to_vec();
        let mut answer = Self {
            is_late: !is_complete(bytes),
            ..Self::default()
        };
        if let Some((at, length)) = device_attributes(&rest) {
            rest.drain(at..at + length);
        }
        let start = b"\x1b]11;";
        if let Some(at) = find(&rest, start) {
            let value = &rest[at + start.len()..];
            let end = value.iter().position(|byte| matches!(byte, 7 | 0x1b));
            let length = end.unwrap_or(value.len());
            answer.background = background(&String::from_utf8_lossy(&value[..length]));
            // The end is BEL, or ESC and a backslash.
            let terminator = match value.get(length) {
                Some(7) => 1,
                Some(_) => 2,
                None => 0,
            };
            let end = at + start.len() + length + terminator;
            rest.drain(at..end.min(rest.len()));
        }
        answer.keys = rest.iter().filter_map(|byte| key(*byte)).collect();
        answer
    }
}

/// Reads `rgb:RRRR/GGGG/BBBB`, with one to four digits each.
fn background(value: &str) -> Option<Background> {
    let mut channels = value.strip_prefix("rgb:")?.split('/').map(|digits| {
        let value = u32::from_str_radix(digits, 16).ok()?;
        let most = 16_u32.checked_pow(u32::try_from(digits.len()).ok()?)? - 1;
        Some(value * 1000 / most)
    });
    let mut next = || channels.next().flatten();
    let (red, green, blue) = (next()?, next()?, next()?);
    let luma = (299 * red + 587 * green + 114 * blue) / 1000;
    Some(if luma < 500 {
        Background::Dark
    } else {
        Background::Light
    })
}

/// Returns the key of a single byte. Other keys are rarely pressed so early.
fn key(byte: u8) -> Option<Key> {
    Some(match byte {
        b'\r' => Key::Enter,
        b'\t' => Key::Tab,
        0x1b => Key::Esc,
        0x7f => Key::Backspace,
        1..=26 => Key::Ctrl(char::from(b'a' + byte - 1)),
        b' '..=b'~' => Key::Char(char::from(byte)),
        _ => return None,
    })
}

/// Keeps an answer that comes too late from being taken for keys: crossterm reads `ESC ]` as Alt and a letter.
#[derive(Debug)]
pub(super) enum LateAnswer {
    NotExpected,
    Expected,
    Arriving,
}

impl LateAnswer {
    pub(super) fn new(is_late: bool) -> Self {
        if is_late {
            Self::Expected
        } else {
            Self::NotExpected
        }
    }

    /// Whether this is a part of the answer, and not a key.
    pub(super) fn takes(&mut self, pressed: KeyEvent) -> bool {
        let KeyCode::Char(letter) = pressed.code else {
            return false;
        };
        let (next, is_part) = match (&*self, letter, pressed.modifiers) {
            (Self::Expected, ']', KeyModifiers::ALT) => (Self::Arriving, true),
            (
                Self::Arriving,
                '0'..='9' | 'a'..='f' | 'A'..='F' | 'r' | 'g' | ':' | '/' | ';',
                _,
            ) if pressed.modifiers != KeyModifiers::CONTROL => (Self::Arriving, true),
            (Self::Arriving, '\\', KeyModifiers::ALT)
            | (Self::Arriving, 'g', KeyModifiers::CONTROL) => (Self::NotExpected, true),
            (Self::Arriving, _, _) => (Self::NotExpected, false),
            (Self::NotExpected | Self::Expected, _, _) => return false,
        };
        *self = next;
        is_part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_and_keys_around_it_are_kept() {
        for (bytes, background, keys, is_late) in [
            (
                &b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1b[?62;22c"[..],
                Some(Background::Dark),
                "",
                false,
            ),
            (
                b"n\x1b]11;rgb:ff/ff/ff\x07\x1b[?1;2cq",
                Some(Background::Light),
                "nq",
                false,
            ),
            (b"\x1b[?6c", None, "", false),
            (b"q", None, "q", true),
            (b"", None, "", true),
            (b"\x1b]11;rgb:nonsense\x07\x1b[?6c", None, "", false),
        ] {
            let answer = BackgroundAnswer::parse(bytes);
            let keys: Vec<Key> = keys.chars().map(Key::Char).collect();
            let expected = BackgroundAnswer {
                background,
                keys,
                is_late,
            };
            assert_eq!(answer, expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_late_terminal_reply_is_not_read_as_a_key() {
        let key = |letter, modifiers| KeyEvent::new(KeyCode::Char(letter), modifiers);
        for (end, modifiers) in [('\\', KeyModifiers::ALT), ('g', KeyModifiers::CONTROL)] {
            let mut late = LateAnswer::new(true);
            assert!(!late.takes(key('n', KeyModifiers::NONE)), "a key before");
            assert!(late.takes(key(']', KeyModifiers::ALT)));
            for letter in "11;rgb:1e1e/1e1e/1e1e".chars() {
                assert!(late.takes(key(letter, KeyModifiers::NONE)), "{letter}");
            }
            assert!(late.takes(key(end, modifiers)));
            assert!(!late.takes(key('1', KeyModifiers::NONE)), "a key after");
        }
    }
}
