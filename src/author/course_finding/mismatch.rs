//! Parts of a lesson that contradict each other, or that can have no effect.

use crate::verdict::StageName;

/// A part of a lesson that contradicts another one, or that can have no effect.
#[derive(Clone, Copy, Debug)]
pub enum Mismatch<'a> {
    /// Feedback is about a stage that the lesson does not have.
    NoStage { id: &'a str, stage: StageName },
    /// The pattern in `[expect]` matches any output.
    AnyOutput,
    /// A rule names a group that does not exist.
    NoGroup(&'a str),
    /// A rule allows what no lesson refuses.
    NotReserved { what: &'a str, near: &'a str },
    /// A rule or condition has a character that cannot be seen.
    Invisible { key: &'a str, letter: char },
    /// A text repeats that of something else.
    SameText { what: &'a str },
    /// A use that rustc must reject names something that does not exist.
    UnresolvedUse { id: &'a str, name: &'a str },
    /// A forbidden name is in no program, but is almost one of std.
    UnusedName { name: &'a str, near: &'a str },
    /// A text quotes a line of the solution that the starter lacks.
    Leak { place: &'a str, code: &'a str },
    /// A comment says what a predicted program prints.
    Revealed(&'a str),
    /// A macro for debugging is left in a solution.
    Debugging,
    /// The solution prints something, but `[expect]` does not say what.
    NoOutput,
    /// Cells and locks are not shown, although lessons are about them.
    HiddenBorrows,
}

impl Mismatch<'_> {
    pub(super) fn what(self) -> String {
        match self {
            Self::NoStage { id, stage } => format!(
                "feedback `{id}` is about the stage `{}`, which this lesson does not have",
                stage.as_str()
            ),
            Self::AnyOutput => "this pattern matches any output".to_owned(),
            Self::NoGroup(name) => format!("there is no group `{name}`"),
            Self::NotReserved { what, .. } => format!("`{what}` is always allowed"),
            Self::Invisible { key, letter } => {
                let code = u32::from(letter);
                format!("`{key}` contains the invisible character U+{code:04X}")
            }
            Self::SameText { what } => format!("this is the text of {what}"),
            Self::UnresolvedUse { id, name } => {
                format!("`{id}` uses `{name}`, which the solution does not have")
            }
            Self::UnusedName { name, .. } => format!("no file of the lesson contains `{name}`"),
            Self::Leak { place, code } => {
                format!("{place} contains a line of the solution that the starter lacks: `{code}`")
            }
            Self::Revealed(line) => format!("a comment says what the program prints: `{line}`"),
            Self::Debugging => "the solution contains `dbg!`".to_owned(),
            Self::NoOutput => {
                "the solution prints, but `[expect]` has no `stdout`, so any output passes"
                    .to_owned()
            }
            Self::HiddenBorrows => {
                "`borrows = false` hides cells, locks and threads, but lessons are about them"
                    .to_owned()
            }
        }
    }

    pub(super) fn help(self) -> String {
        let help = match self {
            Self::NoStage { stage, .. } => match stage {
                StageName::Output => {
                    "add `stdout` to `[expect]`: what the finished exercise prints"
                }
                StageName::Tests => {
                    "add `[[test]]` with `name` and `says`, and a file with hidden tests"
                }
                StageName::Rules => "add `[rules]`, or name another stage",
                StageName::Schedules => {
                    "add `[schedules]` with `run`: the name of a hidden test with threads"
                }
                StageName::Compile | StageName::Run => "name another stage",
            },
            Self::AnyOutput => {
                "write a pattern that matches only what the finished exercise prints"
            }
            Self::NoGroup(_) => "did you mean `@cells`? There is no other group",
            Self::NotReserved { near, .. } | Self::UnusedName { near, .. } => {
                return format!("did you mean `{near}`?");
            }
            Self::Invisible { .. } => "write a normal space, or nothing",
            Self::SameText { .. } => "write what belongs here, or remove one of them",
            Self::UnresolvedUse { .. } => {
                "name an item of the solution: rustc rejects a name that does not exist, whatever the learner's file does"
            }
            Self::Leak { .. } => {
                "say what it should do instead, if learners are to find it themselves"
            }
            Self::Revealed(_) => "remove the comment, so that learners predict it themselves",
            Self::Debugging => "remove it",
            Self::NoOutput => "add `stdout` with what it prints",
            Self::HiddenBorrows => "write `borrows = true`, or remove the line",
        };
        help.to_owned()
    }
}
