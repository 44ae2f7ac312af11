//! One table: where a key does what, and the words for it. Footer, help page and the README's list come from it.
//!
//! Keys are named in this house's own words, so that nothing here knows a terminal. Whether an action makes sense at
//! the moment is for `app` to say.

mod table;

pub use table::BINDINGS;

use std::fmt;

/// A key, as it is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A character that is typed.
    Char(char),
    /// A letter together with Ctrl.
    Ctrl(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Tab with Shift.
    BackTab,
    /// An arrow.
    Up,
    /// An arrow.
    Down,
    /// An arrow.
    Left,
    /// An arrow.
    Right,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// Deletes before the cursor.
    Backspace,
    /// Deletes behind it.
    Delete,
}

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// In the list of lessons.
    Lessons,
    /// In the text of the lesson.
    Text,
    /// In the verdict.
    Verdict,
    /// In the borrows or threads of a run.
    Borrows,
    /// Where something is predicted, chosen or put into order.
    Form,
    /// Everywhere on the main screen.
    Main,
    /// While something is looked for.
    Find,
    /// Where a yes or no is asked for.
    Question,
    /// On a page that lies over all others.
    Page,
    /// Where a chapter or the course is done.
    Finish,
    /// On the first start.
    Welcome,
    /// In the built-in editor.
    Editor,
}

impl Context {
    /// The heading on the help page.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Main => "Everywhere",
            Self::Lessons => "In the list of lessons",
            Self::Text => "In the text",
            Self::Verdict => "In the verdict",
            Self::Borrows => "In Borrows and Threads",
            Self::Form => "Where you are asked",
            Self::Find => "While you look for a lesson",
            Self::Question => "At a question",
            Self::Page => "On a page like this",
            Self::Finish => "Where a chapter is done",
            Self::Welcome => "On the first start",
            Self::Editor => "In the built-in editor",
        }
    }
}

/// What a key does.
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
    Open,
    Tab(u8),
    NextTab,
    PreviousTab,
    Zoom,
    Find,
    NextOpen,
    NextLesson,
    PreviousLesson,
    Answer,
    See,
    Edit,
    EditHere,
    Check,
    Hint,
    Solution,
    Reset,
    Explain,
    Mouse,
    CoreOnly,
    Problems,
    StepBack,
    StepOn,
    Play,
    NextCell,
    NextSchedule,
    Commit,
    Toggle,
    Earlier,
    Later,
    Yes,
    No,
    Close,
    Plain,
    Save,
    Leave,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it holds.
    pub context: Context,
    /// The keys, the first of them shown in the footer.
    pub keys: &'static [Key],
    /// What they do.
    pub action: Action,
    /// The word in the footer; empty where it is not shown there.
    pub word: &'static str,
    /// The sentence on the help page.
    pub help: &'static str,
}

impl Binding {
    /// What the footer calls its key; there, one word may stand for a key and its opposite.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.action {
            Action::StepBack => format!("{} {}", Key::Left, Key::Right),
            Action::Down => format!("{} {}", Key::Up, Key::Down),
            _ => self.keys[0].to_string(),
        }
    }

    /// Whether a list of all keys names it: one digit speaks for all of them.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        !matches!(self.action, Action::Tab(2..))
    }
}

/// What a key does in the first of these contexts that knows it.
#[must_use]
pub fn action(contexts: &[Context], key: Key) -> Option<Action> {
    contexts.iter().find_map(|context| {
        BINDINGS
            .iter()
            .find(|binding| binding.context == *context && binding.keys.contains(&key))
            .map(|binding| binding.action)
    })
}

/// The table as the README shows it.
#[must_use]
pub fn as_markdown() -> String {
    let mut text = String::from("| where | keys | what they do |\n|---|---|---|\n");
    let mut last = None;
    for binding in BINDINGS.iter().filter(|binding| binding.is_listed()) {
        let place = if last == Some(binding.context) {
            ""
        } else {
            binding.context.title()
        };
        last = Some(binding.context);
        let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
        text += &format!("| {place} | {} | {} |\n", keys.join(" "), binding.help);
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
    fn no_key_means_two_things_in_one_place() {
        for (at, binding) in BINDINGS.iter().enumerate() {
            for other in &BINDINGS[at + 1..] {
                let clash = binding.keys.iter().find(|key| other.keys.contains(key));
                let same = binding.context == other.context;
                assert!(!same || clash.is_none(), "{clash:?} in {:?}", other.context);
            }
        }
    }

    #[test]
    fn every_sentence_of_the_table_is_one() {
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
