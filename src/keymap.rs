//! The key bindings, with their labels and help texts: the footer, the help page and `cellmate help keys` come from them.
//!
//! `Key` is independent of any terminal library. `app` decides whether an action is available.

#![deny(clippy::wildcard_enum_match_arm)]

mod table;

pub use table::BINDINGS;

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A character.
    Char(char),
    /// Ctrl and a letter.
    Ctrl(char),
    Enter,
    Esc,
    Tab,
    /// Shift-Tab.
    BackTab,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Backspace,
    Delete,
}

/// The part of the screen that a key press goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// The list of lessons.
    Lessons,
    /// The text of the lesson, or the learner's file.
    Text,
    /// The verdict.
    Verdict,
    /// The borrows or threads of a run.
    Borrows,
    /// A prediction, a question, or lines to put into order.
    Answer,
    /// What was just answered, until the learner continues.
    Reply,
    /// Everywhere on the main screen.
    Main,
    Find,
    /// The list of error codes in a prediction.
    Codes,
    /// A yes/no question.
    Question,
    Help,
    /// Another page that covers the panes.
    Page,
    /// The page at the end of a chapter or of the course.
    Finish,
    /// The page at the first start.
    Welcome,
    /// The built-in editor.
    Editor,
    /// The question about unsaved changes in it.
    Unsaved,
}

impl Context {
    /// Returns the heading on the help page.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Main => "Everywhere",
            Self::Lessons => "In the list of lessons",
            Self::Text => "In the text or the file",
            Self::Verdict => "In the verdict",
            Self::Borrows => "In Borrows and Threads",
            Self::Answer => "In a question or prediction",
            Self::Reply => "After an answer",
            Self::Find => "In the search for a lesson",
            Self::Codes => "In the list of error codes",
            Self::Question => "At a yes/no question",
            Self::Help => "On this page of keys",
            Self::Page => "On other pages",
            Self::Finish => "At the end of a chapter",
            Self::Welcome => "At the first start",
            Self::Editor => "In the built-in editor",
            Self::Unsaved => "When you leave the editor with unsaved changes",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    Quit,
    Help,
    Suspend,
    NextPane,
    PreviousPane,
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
    Fold,
    Unfold,
    OpenSelected,
    Tab(u8),
    NextTab,
    PreviousTab,
    Zoom,
    Find,
    NextUnfinished,
    /// Go to the next unfinished lesson if this one is done.
    GoOn,
    NextLesson,
    PreviousLesson,
    Answer,
    ShowBorrows,
    Edit,
    EditBuiltIn,
    Check,
    Hint,
    Solution,
    Reset,
    Explain,
    Mouse,
    Theme,
    /// Open or close the list of lessons.
    Lessons,
    ShowFile,
    CoreOnly,
    Problems,
    StepBack,
    StepForward,
    FirstEvent,
    LastEvent,
    Play,
    NextCell,
    NextSchedule,
    Commit,
    /// Open the list of error codes.
    ErrorCodes,
    Toggle,
    ClearLine,
    MoveLineUp,
    MoveLineDown,
    Yes,
    No,
    Close,
    Plain,
    Save,
    Leave,
    Discard,
}

#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where the keys are bound.
    pub context: Context,
    /// The keys; the footer shows the first one.
    pub keys: &'static [Key],
    pub action: Action,
    /// The label in the footer; empty if the footer does not show the binding.
    pub label: &'static str,
    /// The sentence on the help page.
    pub help: &'static str,
}

impl Binding {
    /// Returns the keys that the footer shows for `key`: some labels cover a key and its opposite.
    #[must_use]
    pub fn footer_keys(&self, key: Key) -> Vec<Key> {
        if self.action == Action::StepBack {
            vec![Key::Left, Key::Right]
        } else if self.action == Action::Down {
            vec![Key::Up, Key::Down]
        } else {
            vec![key]
        }
    }

    /// Whether lists of all keys include this binding: `1` represents all digits.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        !matches!(self.action, Action::Tab(2..))
    }
}

/// Returns the action of a key in the first of these contexts that binds it.
#[must_use]
pub fn action(contexts: &[Context], key: Key) -> Option<Action> {
    contexts.iter().find_map(|context| {
        BINDINGS
            .iter()
            .find(|binding| binding.context == *context && binding.keys.contains(&key))
            .map(|binding| binding.action)
    })
}

/// Returns the key for an action in this context, as texts name it.
///
/// # Panics
/// If the table binds no key to it.
#[must_use]
pub fn key_name(context: Context, action: Action) -> String {
    let mut bindings = BINDINGS.iter();
    let bound = bindings.find(|binding| binding.context == context && binding.action == action);
    bound.expect("texts name bound keys").keys[0].to_string()
}

/// Returns the bindings as Markdown, a table for each context.
#[must_use]
pub fn as_markdown() -> String {
    let listed: Vec<&Binding> = BINDINGS.iter().filter(|b| b.is_listed()).collect();
    let mut text = String::new();
    for bindings in listed.chunk_by(|one, next| one.context == next.context) {
        text += &format!(
            "## {}\n\n| keys | what they do |\n|---|---|\n",
            bindings[0].context.title()
        );
        for binding in bindings {
            let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
            text += &format!("| {} | {} |\n", keys.join(" "), binding.help);
        }
        text.push('\n');
    }
    text
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(' ') => f.write_str("space"),
            Self::Char(letter) => write!(f, "{letter}"),
            Self::Ctrl(letter) => write!(f, "ctrl-{letter}"),
            Self::Enter => f.write_str("enter"),
            Self::Esc => f.write_str("esc"),
            Self::Tab => f.write_str("tab"),
            Self::BackTab => f.write_str("shift-tab"),
            Self::Up => f.write_str("↑"),
            Self::Down => f.write_str("↓"),
            Self::Left => f.write_str("←"),
            Self::Right => f.write_str("→"),
            Self::Home => f.write_str("home"),
            Self::End => f.write_str("end"),
            Self::PageUp => f.write_str("pgup"),
            Self::PageDown => f.write_str("pgdn"),
            Self::Backspace => f.write_str("backspace"),
            Self::Delete => f.write_str("delete"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_actions_in_one_context() {
        for (at, binding) in BINDINGS.iter().enumerate() {
            for other in &BINDINGS[at + 1..] {
                let clash = binding.keys.iter().find(|key| other.keys.contains(key));
                let same = binding.context == other.context;
                assert!(!same || clash.is_none(), "{clash:?} in {:?}", other.context);
            }
        }
    }

    #[test]
    fn every_binding_has_keys_and_a_help_text() {
        for binding in BINDINGS {
            assert!(!binding.keys.is_empty());
            assert!(
                !binding.help.is_empty() && !binding.help.ends_with('.'),
                "{}",
                binding.help
            );
        }
    }
}
