//! What to do about each finding.

use super::refused::{feedback_help, outcome_help};
use super::{CourseFinding, Difference};
use crate::course::{Kind, Schedules, prediction_path};
use crate::grader;

impl CourseFinding<'_> {
    #[expect(clippy::too_many_lines, reason = "one flat match")]
    pub(super) fn help(&self) -> String {
        let help = match self {
            Self::Unwritten => "write what the marker asks for, and remove the marker",
            Self::Markdown(problem) => &problem.help,
            Self::LessonLength { .. } => {
                "a lesson should take a few minutes to read: 150 to 400 words are best"
            }
            Self::HintLength { .. } => "a hint says one thing that helps, in 20 to 120 words",
            Self::HintCount(_) => {
                "write two to four hints, each closer to the solution: where to look, what to consider, what to write"
            }
            Self::ErrorWithoutMeaning(code) => {
                return format!(
                    "add an `[[error]]` with `code = \"{code}\"` to lessons/course.toml"
                );
            }
            Self::TooFewMistakes { lesson, .. } => {
                return format!(
                    "add a `[[mistake]]` and its file in tests/mistakes/{lesson}/ for each way to get it wrong, at least two"
                );
            }
            Self::NoAlternative { lesson } => {
                return format!(
                    "in tests/alternatives/{lesson}/, add a correct solution in another style, so that no learner fails for style"
                );
            }
            Self::ExploresMain => {
                "write a small hidden test that starts the threads, and name it in `run`"
            }
            Self::NotTokens { .. } => "write it as in a program, with balanced brackets",
            Self::NotASignature(text) if grader::is_signature(&format!("fn {text}")) => {
                return format!("begin it with `fn`: `fn {text}`");
            }
            Self::NotASignature(_) => "write it as in `fn name(&self, key: u64) -> u64`",
            Self::StarterInOrder { starter } => return format!("remove the lines from {starter}"),
            Self::DistractorIsLine(_) | Self::DistractorPasses(_) => {
                "remove it, or change it so that it is wrong"
            }
            Self::SolutionDiffers { toml } => {
                return format!("write the lines of `[arrange]` in {toml}, in their order");
            }
            Self::SameText {
                is_mistake: true,
                other,
            } if other.starts_with("tests/alternatives/") => {
                "remove one of them: an alternative passes, and a mistake does not"
            }
            Self::SameText {
                is_mistake: true, ..
            } => {
                "write the mistake that this file is about, or remove the file and its `[[mistake]]`"
            }
            Self::SameText { other, .. } if other.starts_with("tests/hidden/") => {
                "write the tests of this lesson"
            }
            Self::SameText { .. } => {
                "write a correct solution in another style, or remove the file"
            }
            Self::RegexRule { .. } => {
                "write the tokens as they are in a program, such as `lock()`. In `require`, ` | ` separates alternatives"
            }
            Self::BracesInCode { name, .. } => {
                return format!(
                    "capture it with `(?<{name}>…)` in a `message` condition, unless learners should see the braces"
                );
            }
            Self::TestsRepeatOutput => {
                "a file that prints a constant might pass: add a mistake that prints what `[expect]` says, and test values other than those that `main` uses"
            }
            Self::UnfailedTests([_]) => {
                "a wrong file might pass, too: add a mistake that fails it, or check what it asserts"
            }
            Self::UnfailedTests(_) => {
                "a wrong file might pass, too: add a mistake that fails each of them, or check what they assert"
            }
            Self::NoFallback { stage, lessons } => {
                let place = match lessons {
                    1 => "here or in lessons/course.toml",
                    _ => "in lessons/course.toml",
                };
                return format!(
                    "add `[[feedback]]` with `when = {{ stage = \"{}\" }}` {place}: cellmate shows it if no other feedback applies",
                    stage.as_str()
                );
            }
            Self::FeedbackNeverShown {
                kind: Kind::Predict | Kind::Choose,
                ..
            } => "check whether earlier feedback is shown instead, or remove it",
            Self::FeedbackNeverShown { .. } => {
                "add a mistake that triggers it, check whether earlier feedback is shown instead, or remove it"
            }
            Self::FeedbackShadowed { by, .. } => {
                return format!(
                    "move it before `{by}`, give `{by}` a condition that does not hold here, or remove this one"
                );
            }
            Self::FeedbackTooEarly { .. } => {
                "move it below them, because cellmate shows the first that applies, or give it a condition that does not hold for these mistakes"
            }
            Self::ControlCharacter { .. } => "remove it: cellmate does not show it as it is",
            Self::EmptyChapter(id) => {
                return format!("create one with `cellmate new {id}/ID`, or remove the chapter");
            }
            Self::UnknownSlot {
                name, known: [], ..
            } => {
                return format!(
                    "capture it with `(?<{name}>…)` in a `message` condition, or write it without braces"
                );
            }
            Self::UnknownSlot { known, .. } => {
                return format!("its conditions fill in only `{{{}}}`", known.join("}`, `{"));
            }
            Self::UnusedFile(unused) => return unused.help(),
            Self::UnusedByKind(_) => {
                "change the kind of the lesson, or move the file out of the folders of the course"
            }
            Self::UndeclaredMistake { file, toml } => {
                return format!(
                    "delete it, or declare it in {toml}: `[[mistake]]` with `file = \"{file}\"`, `outcome` (what the program does) and `feedback` (the id of what cellmate says)"
                );
            }
            Self::UnnamedTest { name, toml } => {
                return format!("add a `[[test]]` with `name = \"{name}\"` to {toml}");
            }
            Self::WeakTest(why) => why.help(),
            Self::UnknownName { .. } => {
                "a learner's file might not have this name: describe it in other words, or name it in a condition"
            }
            Self::UnqualifiedName(name)
                if name.starts_with(char::is_lowercase) && *name != "drop" =>
            {
                return format!("write `::std::primitive::{name}`");
            }
            Self::UnqualifiedName(_) => "write its full path, as in `::std::marker::Sync`",
            Self::NoAllowedUse(_) => {
                "add `allowed`: the same use without the mistake, which must compile"
            }
            Self::NoOwnTests => "add tests to the starter and the solution, or remove `own = true`",
            Self::UnprovenCause(_) => {
                "ask a question, or add a condition that proves it, such as `panic = \"assertion\"` or `message`"
            }
            Self::Unformatted { edition } => {
                return format!("run `rustfmt --edition {edition}` on it");
            }
            Self::NoLesson(_) => "`cellmate list` shows all lessons",
            Self::StarterPasses(Some((schedules, tried))) => {
                let Schedules {
                    preemptions,
                    random,
                    ..
                } = schedules;
                return format!(
                    "leave something to fix in it, or raise `preemptions` (now {preemptions}) or `random` (now {random}) in `[schedules]`: it passes in all {tried} schedules that cellmate tried"
                );
            }
            Self::SeveralErrors([first, _]) => {
                let error = first
                    .code
                    .as_ref()
                    .map_or(String::new(), |code| format!("`error = \"{code}\"` and "));
                return format!(
                    "add {error}`line` to `[starter]`, and fix the other error unless learners should meet both"
                );
            }
            Self::Mismatch(mismatch) => return mismatch.help(),
            Self::StarterPasses(None) => {
                "leave something to fix in it, or write `starts_solved = true` if that is on purpose"
            }
            Self::StarterDiffers(Difference {
                observed,
                in_schedule: true,
                ..
            }) => {
                return format!(
                    "write `outcome = \"{}\"` in `[starter]` (with `[schedules]`, the claim is about the failing schedule), or fix the starter file",
                    observed.outcome.kind().as_str()
                );
            }
            Self::StarterDiffers(_) => "fix `[starter]` or the starter file",
            Self::FailsInTwoWays { .. } => {
                "make it fail the same way every time, or use `[schedules]` in the lesson"
            }
            Self::MistakePasses { lesson, file } => {
                return format!(
                    "add a test or a rule that rejects it; or if it is right, remove this `[[mistake]]` and move the file to tests/alternatives/{lesson}/{file}"
                );
            }
            Self::MistakeDiffers(mistake, verdict) => return outcome_help(mistake, verdict),
            Self::OtherFeedback {
                mistake,
                verdict,
                why,
                lesson,
            } => return feedback_help(lesson, mistake, verdict, why),
            Self::PredictionDiffers {
                lesson, prediction, ..
            } => {
                let path = prediction_path(lesson, prediction);
                return format!("fix `expect` in this `[[prediction]]`, or {path}");
            }
            Self::PredictionVaries(_) => {
                "make it do the same every time, so that it can be predicted"
            }
            Self::Refused {
                lesson,
                program,
                text,
                verdict,
                varies,
                ..
            } => return program.help(lesson, text, verdict, *varies),
            Self::Warning(_) => "change it so that rustc does not warn",
            Self::TestsNotBuilt(message) if message.starts_with("a hidden test compares") => {
                "use a `match` to extract a number or a string, and compare that: `==` is trustworthy only for std's types"
            }
            Self::TestsNotBuilt(_) => {
                "fix the test, or add what it uses to the solution; the tests are a child module, so they begin with `use super::*;`"
            }
            Self::CodeBlock(message)
                if ["\\u{201c}", "\\u{201d}", "\\u{2018}", "\\u{2019}"]
                    .iter()
                    .any(|quote| message.contains(quote)) =>
            {
                "write straight quotes: `\"…\"`"
            }
            Self::CodeBlock(_) => {
                "complete the code so that it compiles, or begin the block with ```rust,ignore"
            }
            Self::NoLessons => "create one with `cellmate new CHAPTER/ID`",
            Self::EmbeddedId(_) => {
                "choose an id of your own: cellmate stores learners' progress under it"
            }
            Self::AbsurdLimit {
                sensible: (_, _, usual),
                ..
            } => {
                return format!(
                    "leave it out to get the default, {usual}, or stay within the limits"
                );
            }
        };
        help.to_owned()
    }
}
