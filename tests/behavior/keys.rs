//! Keys as they are written in tests: letters as they are, others by name, as in `/cell<enter>`.

use cellmate::keymap::Key;

pub(crate) fn keys(text: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        if let Some((name, after)) = named {
            keys.push(named_key(name));
            rest = after;
        } else {
            keys.push(Key::Char(letter));
            rest = &rest[letter.len_utf8()..];
        }
    }
    keys
}

fn named_key(name: &str) -> Key {
    match name {
        "enter" => Key::Enter,
        "esc" => Key::Esc,
        "tab" => Key::Tab,
        "s-tab" => Key::BackTab,
        "up" => Key::Up,
        "down" => Key::Down,
        "left" => Key::Left,
        "right" => Key::Right,
        "space" => Key::Char(' '),
        "bs" => Key::Backspace,
        "del" => Key::Delete,
        "end" => Key::End,
        "home" => Key::Home,
        "pgdn" => Key::PageDown,
        "pgup" => Key::PageUp,
        other => Key::Ctrl(other.strip_prefix("c-").unwrap().chars().next().unwrap()),
    }
}
