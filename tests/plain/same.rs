//! Words ask for the same as keys: the same effects, refused with the same words.

use super::sample::opened;
use cellmate::app::{Effect, Input, Message, Say, State, TerminalEffect, update};
use cellmate::engine::form::PredictionDraft;
use cellmate::engine::{Command, Error, Event, Opened};
use cellmate::keymap::{Action, Key};
use cellmate::verdict::OutcomeKind;

/// A state with everything loaded, at this lesson.
fn at(lesson: &str, opened: Opened) -> State {
    let mut state = State {
        size: (120, 36),
        ..State::default()
    };
    update(&mut state, Message::Engine(Event::Opened(Box::new(opened))));
    update(&mut state, Message::Input(Input::Go(lesson.to_owned())));
    state
}

fn keys(state: &mut State, keys: &[Key]) -> Vec<Effect> {
    let told = |key: &Key| update(state, Message::Input(Input::Key(*key)));
    keys.iter().flat_map(told).collect()
}

fn wanted(effects: Vec<Effect>) -> Vec<Effect> {
    let about_views = |effect: &Effect| matches!(effect, Effect::Engine(Command::RememberView(_)));
    effects
        .into_iter()
        .filter(|effect| !about_views(effect))
        .collect()
}

#[test]
fn a_commitment_is_the_same_in_words_and_in_keys() {
    let mut typed = at("two_borrows", opened());
    let pressed = [
        Key::Char('a'),
        Key::Down,
        Key::Down,
        Key::Char('4'),
        Key::Enter,
    ];
    let by_keys = wanted(keys(&mut typed, &pressed));
    let said = |line: &str| {
        Say::Predict(PredictionDraft {
            outcome: OutcomeKind::Panicked,
            line: line.to_owned(),
            code: None,
            printed: Vec::new(),
        })
    };
    let mut spoken = at("two_borrows", opened());
    let by_words = wanted(update(&mut spoken, Message::Input(Input::Say(said("4")))));
    assert_eq!(by_keys, by_words);
    assert_eq!(by_words.len(), 1);
    for line in ["", "0", "99", "x"] {
        let mut spoken = at("two_borrows", opened());
        assert_eq!(
            wanted(update(&mut spoken, Message::Input(Input::Say(said(line))))),
            []
        );
        assert!(spoken.form.problem.is_some(), "{line}");
    }
}

#[test]
fn an_answer_and_an_order_are_the_same_in_words_and_in_keys() {
    for (lesson, pressed, say) in [
        (
            "which",
            vec![Key::Char('a'), Key::Char('1'), Key::Enter],
            Say::Choose(vec![0]),
        ),
        (
            "in_order",
            vec![Key::Char('a'), Key::Char(' '), Key::Char(' '), Key::Enter],
            Say::Order(vec![0, 1]),
        ),
    ] {
        let mut typed = at(lesson, opened());
        let by_keys = wanted(keys(&mut typed, &pressed));
        let mut spoken = at(lesson, opened());
        let by_words = wanted(update(&mut spoken, Message::Input(Input::Say(say))));
        assert_eq!(by_keys, by_words, "{lesson}");
        assert_eq!(typed.form.reply, spoken.form.reply, "{lesson}");
    }
}

#[test]
fn what_is_not_asked_cannot_be_answered() {
    let foretell = Say::Predict(PredictionDraft {
        outcome: OutcomeKind::Deadlocked,
        line: String::new(),
        code: Some("E0000".to_owned()),
        printed: vec!["x".to_owned()],
    });
    for say in [
        foretell,
        Say::Choose(vec![0]),
        Say::Order(vec![0]),
        Say::Choose(vec![99]),
    ] {
        for lesson in ["counter", "two_borrows", "which", "in_order"] {
            let mut state = at(lesson, opened());
            update(&mut state, Message::Input(Input::Say(say.clone())));
        }
    }
    let mut state = at("which", opened());
    assert_eq!(
        wanted(update(
            &mut state,
            Message::Input(Input::Say(Say::Choose(vec![99])))
        )),
        []
    );
    assert_eq!(
        wanted(update(
            &mut state,
            Message::Input(Input::Say(Say::Order(vec![0])))
        )),
        []
    );
    assert_eq!(
        wanted(update(
            &mut state,
            Message::Input(Input::Say(Say::Write("x".to_owned())))
        )),
        []
    );
}

#[test]
fn where_nothing_may_be_written_words_are_refused_as_keys_are() {
    let busy = Opened {
        read_only: Some(Error::ReadOnly),
        ..opened()
    };
    let mut state = at("in_order", busy.clone());
    assert_eq!(
        wanted(update(
            &mut state,
            Message::Input(Input::Say(Say::Order(vec![0])))
        )),
        []
    );
    assert_eq!(
        state.form.problem.as_deref(),
        Some("another cellmate has this desk open, so nothing is recorded here")
    );
    let mut state = at("counter", busy);
    update(&mut state, Message::Input(Input::Do(Action::Reset)));
    assert_eq!(
        state.notice.as_deref(),
        Some("another cellmate has this desk open, so nothing is recorded here")
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
    let made = keys(&mut state, &[Key::Char('p')]);
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
