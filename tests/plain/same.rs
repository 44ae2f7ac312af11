//! Words ask the engine for the same as keys, and are refused as keys are.

use super::driver::Driver;
use super::sample::opened;
use cellmate::app::{Effect, Input, Message, State, TerminalEffect, update};
use cellmate::engine::{Command, Error, Event, Opened};
use cellmate::keymap::Key;
use cellmate::plain::PlainEffect;

/// What the full screen asks the engine for when these keys are pressed, with everything loaded.
fn by_keys(keys: &[Key], opened: Opened) -> Vec<Command> {
    let mut state = State {
        size: (120, 36),
        ..State::default()
    };
    update(&mut state, Message::Engine(Event::Opened(Box::new(opened))));
    let effects = press(&mut state, keys).into_iter();
    let commands = effects.filter_map(|effect| match effect {
        Effect::Engine(command) => Some(command),
        Effect::Terminal(_) => None,
    });
    about_answers(commands)
}

fn press(state: &mut State, keys: &[Key]) -> Vec<Effect> {
    let press = |key: &Key| update(state, Message::Input(Input::Key(*key)));
    keys.iter().flat_map(press).collect()
}

/// What plain mode asks the engine for when these lines are typed.
fn by_words(lines: &[&str], opened: Opened) -> Vec<Command> {
    let mut driver = Driver::new(0, 0);
    driver.open(opened);
    for line in lines {
        driver.says(line);
    }
    let commands = driver.done().into_iter();
    let commands = commands.filter_map(|effect| match effect {
        PlainEffect::Engine(command) => Some(command),
        PlainEffect::Edit { .. } | PlainEffect::Quit => None,
    });
    about_answers(commands)
}

fn about_answers(commands: impl Iterator<Item = Command>) -> Vec<Command> {
    let is_answer = |command: &Command| {
        matches!(
            command,
            Command::Predict { .. } | Command::RecordAnswer { .. } | Command::Arrange { .. }
        )
    };
    commands.filter(is_answer).collect()
}

#[test]
fn an_answer_is_the_same_in_words_and_in_keys() {
    let next = Key::Char(']');
    let answer = Key::Char('a');
    for (keys, lines) in [
        (
            vec![
                next,
                answer,
                Key::Down,
                Key::Down,
                Key::Char('4'),
                Key::Enter,
            ],
            vec!["lesson two_borrows", "answer", "3", "4", ""],
        ),
        (
            vec![next, next, answer, Key::Char('1'), Key::Enter],
            vec!["lesson which", "answer", "1"],
        ),
        (
            vec![
                next,
                next,
                next,
                answer,
                Key::Char(' '),
                Key::Char(' '),
                Key::Enter,
            ],
            vec!["lesson in_order", "answer", "1 2"],
        ),
    ] {
        let asked = by_words(&lines, opened());
        assert_eq!(by_keys(&keys, opened()), asked, "{lines:?}");
        assert_eq!(asked.len(), 1, "{lines:?}");
    }
}

#[test]
fn where_nothing_may_be_written_words_are_refused_as_keys_are() {
    let busy = Opened {
        read_only: Some(Error::ReadOnly),
        ..opened()
    };
    let lines = ["lesson in_order", "answer", "1 2"];
    assert_eq!(by_words(&lines, busy.clone()), []);
    let mut driver = Driver::new(0, 0);
    driver.open(busy);
    driver.says(lines[0]);
    driver.says(lines[1]);
    assert!(
        driver
            .says(lines[2])
            .starts_with("another cellmate has this desk open")
    );
}

#[test]
fn p_on_the_first_start_goes_on_line_by_line_when_the_desk_is_there() {
    let mut state = State::default();
    let new = Opened {
        desk: None,
        ..opened()
    };
    update(&mut state, Message::Engine(Event::Opened(Box::new(new))));
    let made = press(&mut state, &[Key::Char('p')]);
    assert!(matches!(
        made.as_slice(),
        [Effect::Engine(Command::MakeDesk { plain: true, .. })]
    ));
    let effects = update(
        &mut state,
        Message::Engine(Event::Opened(Box::new(opened()))),
    );
    assert!(effects.contains(&Effect::Terminal(TerminalEffect::GoPlain)));
}
