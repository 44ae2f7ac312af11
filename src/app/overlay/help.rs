//! The page of keys: first those that work where the learner is. Typing filters the list.

use super::modal::{self, AfterKey, Modal};
use crate::app::{ScrollState, State};
use crate::engine::Command;
use crate::keymap::{Action, BINDINGS, Binding, Context, Key};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyHelp {
    /// Where the learner was, the innermost context first.
    pub from: Vec<Context>,
    pub typed: String,
}

impl KeyHelp {
    /// The bindings that fit what was typed, by context.
    #[must_use]
    pub fn sections(&self) -> Vec<(Context, Vec<&'static Binding>)> {
        let words: Vec<String> = self
            .typed
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let fits = |binding: &&Binding| {
            let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
            let help = binding.help.to_lowercase();
            let is_key = |word: &String| keys.iter().any(|key| key.to_lowercase() == *word);
            binding.is_listed() && words.iter().all(|word| help.contains(word) || is_key(word))
        };
        let mut contexts = self.from.clone();
        for binding in BINDINGS {
            if !contexts.contains(&binding.context) {
                contexts.push(binding.context);
            }
        }
        let section = |context: Context| {
            let bindings = BINDINGS.iter().filter(|binding| binding.context == context);
            (context, bindings.filter(fits).collect::<Vec<_>>())
        };
        let sections = contexts.into_iter().map(section);
        sections
            .filter(|(_, bindings)| !bindings.is_empty())
            .collect()
    }

    fn type_text(&mut self, state: &mut State, text: &str) {
        modal::type_into(&mut self.typed, text);
        state.scroll.page = ScrollState::default();
    }
}

impl Modal for KeyHelp {
    fn contexts(&self) -> &'static [Context] {
        &[Context::Help]
    }

    fn press(&mut self, state: &mut State, key: Key, action: Option<Action>) -> AfterKey {
        match (action, key) {
            (None, Key::Backspace) => {
                self.typed.pop();
                state.scroll.page = ScrollState::default();
            }
            (None, Key::Char(letter)) => self.type_text(state, &letter.to_string()),
            (action, _) => return modal::act(state, action),
        }
        AfterKey::Stay
    }

    fn paste(&mut self, text: &str) -> Option<Command> {
        modal::type_into(&mut self.typed, text);
        None
    }

    fn offers(&self, state: &State, action: Action) -> bool {
        action != Action::Down || state.scroll.page.last > 0
    }

    fn types(&self, key: Key) -> bool {
        matches!(key, Key::Char(letter) if letter != '?')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(typed: &str) -> Vec<(Context, Vec<&'static Binding>)> {
        let help = KeyHelp {
            from: vec![Context::Borrows, Context::Main],
            typed: typed.to_owned(),
        };
        help.sections()
    }

    #[test]
    fn without_a_filter_every_key_is_listed_once_and_the_context_comes_first() {
        let sections = help("");
        assert_eq!(sections[0].0, Context::Borrows);
        assert_eq!(sections[1].0, Context::Main);
        let listed: usize = sections.iter().map(|(_, all)| all.len()).sum();
        let all = BINDINGS.iter().filter(|binding| binding.is_listed());
        assert_eq!(listed, all.count());
    }

    #[test]
    fn a_filter_finds_keys_and_words() {
        let all = help("space");
        assert!(all.iter().any(|(context, _)| *context == Context::Borrows));
        let found = help("next schedule");
        let actions = found.iter().flat_map(|(_, all)| all);
        assert!(
            actions
                .clone()
                .all(|binding| binding.action == Action::NextSchedule)
        );
        assert!(help("no such words").is_empty());
    }
}
