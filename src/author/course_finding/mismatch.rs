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
    /// A rule or condition has an invisible character.
    Invisible { key: &'a str, letter: char },
    /// A text repeats that of something else.
    SameText { what: &'a str },
    /// A use that rustc must reject names something that does not exist.
    UnresolvedUse {
        id: &'a str,
        name: &'a str,
        near: Option<&'a str>,
    },
    /// No program contains this name, but one contains a similar name.
    UnusedName { name: &'a str, near: &'a str },
    /// A text quotes a line of the solution that the starter lacks.
    Leak { place: &'a str, code: &'a str },
    /// A comment says what a predicted program prints.
    Revealed(&'a str),
    /// A solution contains a macro for debugging, or for code that is not written yet.
    LeftOver(&'a str),
    /// The text names an error code that nothing in the lesson has.
    OtherError { code: &'a str, starter: &'a str },
    /// A block looks like Rust, but does not say so.
    PlainRust,
    /// A reply begins with a word that does not fit its choice.
    Contradiction {
        id: &'a str,
        word: &'a str,
        is_right: bool,
    },
    /// A program may print something else in another run, or on another system.
    Unsteady(Unsteady),
    /// The lesson tries schedules, but has no threads.
    NoThreads,
    /// Feedback of the course applies to every program that gets this outcome, before the fallbacks of these stages.
    HidesFallbacks {
        id: &'a str,
        stages: &'a str,
        does: &'a str,
    },
    /// The solution prints something, but `[expect]` does not say what.
    NoOutput,
    /// The course hides cells and locks, although lessons are about them.
    HiddenBorrows,
}

#[derive(Clone, Copy, Debug)]
pub enum Unsteady {
    Time,
    /// Its threads sleep instead of waiting for each other.
    Sleep,
    /// It prints what the system says about an error.
    SystemError,
    Path,
}

impl Unsteady {
    fn what(self) -> &'static str {
        match self {
            Self::Time => {
                "this output contains a time, which varies even if all runs of `verify` agreed"
            }
            Self::Sleep => "the order of this output depends on how long the threads sleep",
            Self::SystemError => {
                "this output contains an error message that differs between systems"
            }
            Self::Path => "this output contains a path, which other systems write differently",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Time => "print something that does not depend on the time",
            Self::Sleep => {
                "make one thread wait for the other, for example with `join` or a channel, because a sleep can take longer on a busy machine"
            }
            Self::SystemError => "print the `kind()` of the error instead",
            Self::Path => "print the parts of the path instead, such as its `file_name()`",
        }
    }
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
            Self::SameText { what } => format!("this repeats {what}"),
            Self::UnresolvedUse { id, name, .. } => {
                format!("`{id}` uses `{name}`, which the solution does not have")
            }
            Self::UnusedName { name, .. } => format!("no file of the lesson contains `{name}`"),
            Self::Leak { place, code } => {
                format!("{place} contains a line of the solution that the starter lacks: `{code}`")
            }
            Self::Revealed(line) => format!("a comment says what the program prints: `{line}`"),
            Self::LeftOver(call) => format!("the solution contains `{call}`"),
            Self::OtherError { code, starter } => {
                format!("the text names the error {code}, but `[starter]` names {starter}")
            }
            Self::PlainRust => {
                "this block looks like Rust, but cellmate does not compile it".to_owned()
            }
            Self::Contradiction { id, word, is_right } => {
                let kind = if is_right { "right" } else { "wrong" };
                format!("the reply to `{id}`, which is a {kind} choice, begins with `{word}`")
            }
            Self::Unsteady(why) => why.what().to_owned(),
            Self::NoThreads => {
                "`[schedules]` tries the schedules of threads, but the lesson has no threads"
                    .to_owned()
            }
            Self::HidesFallbacks { id, stages, does } => format!(
                "feedback `{id}` is shown instead of {stages}, because it applies to every program that {does}"
            ),
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
            Self::Invisible { .. } => "replace it with a normal space, or delete it",
            Self::SameText { .. } => "write what belongs here, or remove one of them",
            Self::UnresolvedUse {
                near: Some(near), ..
            } => return format!("did you mean `{near}`?"),
            Self::UnresolvedUse { .. } => {
                "name an item of the solution: rustc rejects a name that does not exist, whatever the learner's file does"
            }
            Self::Leak { .. } => {
                "if learners should find this line themselves, describe what it does instead of quoting it"
            }
            Self::Revealed(_) => "remove the comment, so that learners predict it themselves",
            Self::LeftOver("dbg!") => "remove it",
            Self::LeftOver(_) => "write what is missing, or remove the function",
            Self::OtherError { .. } => {
                "if the text is about the starter, name the error that rustc reports, here and in `[starter]`"
            }
            Self::PlainRust => {
                "begin it with ```rust, or with ```text if it should not be compiled"
            }
            Self::Contradiction { is_right: true, .. } => {
                "move `right = true` to the right choice, or begin the reply with something else"
            }
            Self::Contradiction { .. } => {
                "add `right = true` here and remove it from the wrong choice, or begin the reply with something else"
            }
            Self::Unsteady(why) => why.help(),
            Self::NoThreads => {
                "remove `[schedules]`, or write a hidden test that starts two threads, and name it in `run`"
            }
            Self::HidesFallbacks { .. } => "add a condition to it, or remove it",
            Self::NoOutput => "add `stdout` with what it prints",
            Self::HiddenBorrows => "write `borrows = true`, or remove the line",
        };
        help.to_owned()
    }
}
