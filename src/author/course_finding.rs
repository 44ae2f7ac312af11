//! What `verify` finds in a course: what is wrong, and what to do about it.

mod describe;
mod help;
mod mismatch;
mod refused;
mod unused_file;
mod weak_test;

use crate::course::{
    Claim, Kind, Lesson, Mistake, Prediction, Problem, Schedules, prediction_path,
};
use crate::grader::PassedOver;
use crate::markdown::MarkdownProblem;
use crate::text::{list, plural};
use crate::verdict::{Diagnostic, Observation, StageName, Verdict};
use describe::{
    describe_difference, describe_error, describe_kind, describe_verdict, difference_details,
    verdict_details,
};

pub(super) use describe::{breaks_signature, explanation, not_built};
pub use mismatch::{Mismatch, Unsteady};
pub(super) use refused::RefusedProgram;
pub use unused_file::UnusedFile;
pub(super) use weak_test::WeakTest;

/// Something that `verify` finds in a course.
#[derive(Debug)]
pub enum CourseFinding<'a> {
    /// The line has a marker for something that is still to be written.
    Unwritten,
    /// A terminal cannot show this part of a text, or not every learner can see it.
    Markdown(MarkdownProblem),
    /// The text of a lesson is too short or too long.
    LessonLength { words: usize },
    /// A hint is too short or too long.
    HintLength { words: usize },
    /// The lesson has too few or too many hints.
    HintCount(usize),
    /// Learners have to pick an error code that the course does not list.
    ErrorWithoutMeaning(&'a str),
    /// The lesson has too few mistakes.
    TooFewMistakes { lesson: &'a str, count: usize },
    /// The lesson has no alternative.
    NoAlternative { lesson: &'a str },
    /// The lesson tries the schedules of a program that the learner can change.
    ExploresMain,
    /// A `rule` or `source` cannot be read as Rust.
    NotTokens { field: &'static str, text: &'a str },
    /// A signature cannot be read as one.
    NotASignature(&'a str),
    /// The starter of an arrange lesson is already right.
    StarterInOrder { starter: String },
    /// A program passes with a distractor in place of a right line.
    DistractorPasses(&'a str),
    /// A distractor is also one of the lines.
    DistractorIsLine(&'a str),
    /// The lines of an arrange lesson's solution differ from the right order.
    SolutionDiffers { toml: &'a str },
    /// An alternative or a mistake has the text of another file.
    SameText { other: &'a str, is_mistake: bool },
    /// A rule or condition looks like a regular expression, but cellmate compares tokens.
    RegexRule { field: &'static str, text: &'a str },
    /// A name in backticks is in braces, and nothing fills it in. Learners see the braces, which is probably not
    /// intended.
    BracesInCode { id: &'a str, name: &'a str },
    /// Every file that fails a test prints the wrong output, too.
    TestsRepeatOutput,
    /// No wrong file fails these tests.
    UnfailedTests(&'a [&'a str]),
    /// A stage can fail without any feedback that applies.
    NoFallback {
        stage: StageName,
        /// How many lessons lack it.
        lessons: usize,
    },
    /// No program of the lesson gets this feedback.
    FeedbackNeverShown { id: &'a str, kind: Kind },
    /// Another feedback rule of the lesson comes first whenever this one applies.
    FeedbackShadowed {
        id: &'a str,
        by: &'a str,
        by_line: usize,
    },
    /// Feedback precedes other feedback that says more about several mistakes.
    FeedbackTooEarly { id: &'a str, hidden: &'a [&'a str] },
    /// A text has a control character.
    ControlCharacter { key: &'a str, letter: char },
    /// A chapter has no lessons.
    EmptyChapter(&'a str),
    /// Feedback names something in braces that nothing fills in.
    UnknownSlot {
        id: &'a str,
        name: &'a str,
        /// What its conditions fill in.
        known: &'static [&'static str],
    },
    /// No lesson uses a file.
    UnusedFile(UnusedFile<'a>),
    /// A file belongs to a lesson whose kind does not use it.
    UnusedByKind(Kind),
    /// A file of a mistake is not declared.
    UndeclaredMistake { file: &'a str, toml: &'a str },
    /// A hidden test is not named, so it does not run.
    UnnamedTest { name: &'a str, toml: &'a str },
    /// A hidden test could pass with a file that does not do what it asks for.
    WeakTest(WeakTest),
    /// A use that must not compile relies on a name that the learner's file could define.
    UnqualifiedName(&'a str),
    /// A use that must not compile has no counterpart that must compile.
    NoAllowedUse(&'a str),
    /// The lesson grades the tests in the learner's file, but the solution has none.
    NoOwnTests,
    /// Feedback mentions a name that no file of its lesson has.
    UnknownName { id: &'a str, name: &'a str },
    /// Feedback states a fact about a failed test, whichever way the test failed.
    UnprovenCause(&'a str),
    /// A Rust file is not formatted.
    Unformatted { edition: &'static str },
    /// A requested lesson does not exist.
    NoLesson(&'a str),
    /// The untouched starter passes, perhaps in this many schedules.
    StarterPasses(Option<(&'a Schedules, u32)>),
    /// The starter fails with several errors, and `[starter]` names none.
    SeveralErrors([&'a Diagnostic; 2]),
    /// Parts of the lesson contradict each other.
    Mismatch(Mismatch<'a>),
    /// The starter does something other than `[starter]` says.
    StarterDiffers(Difference<'a>),
    /// The starter, or a mistake, got two different verdicts.
    FailsInTwoWays {
        /// `the starter`, or the name of a file in backticks.
        program: &'a str,
        /// Both verdicts.
        verdicts: [&'a Verdict; 2],
    },
    /// A mistake passes.
    MistakePasses { lesson: &'a str, file: &'a str },
    /// A mistake fails with another outcome.
    MistakeDiffers(&'a Mistake, &'a Verdict),
    /// A mistake fails as declared, but gets different feedback.
    OtherFeedback {
        mistake: &'a Mistake,
        verdict: &'a Verdict,
        why: PassedOver,
        lesson: &'a Lesson,
    },
    /// The program of a prediction does something other than `expect` says.
    PredictionDiffers {
        lesson: &'a Lesson,
        prediction: &'a Prediction,
        difference: Difference<'a>,
    },
    /// The program of a prediction behaved in two ways.
    PredictionVaries(&'a str),
    /// A program that should pass does not, or not always.
    Refused {
        lesson: &'a Lesson,
        program: RefusedProgram<'a>,
        /// The text of the program.
        text: &'a str,
        verdict: &'a Verdict,
        always: bool,
        /// Whether its runs differ, even if they got the same verdict.
        varies: bool,
    },
    /// rustc warns about a solution.
    Warning(&'a str),
    /// The hidden tests do not compile, even with the solution.
    TestsNotBuilt(&'a str),
    /// rustc rejects code in a text.
    CodeBlock(&'a str),
    /// The course has no lesson.
    NoLessons,
    /// The course has the id of the one in the binary.
    EmbeddedId(&'a str),
    /// A limit is so low that no program can stay within it, or so high that no one would wait that long.
    AbsurdLimit {
        key: &'static str,
        given: u64,
        /// The least and the most that make sense, and what is usual.
        sensible: (u64, u64, u64),
    },
}

/// What a program was claimed to do, and what it did instead.
#[derive(Debug)]
pub struct Difference<'a> {
    pub claim: &'a Claim,
    pub observed: Observation,
    /// Whether only the output differs.
    pub in_output: bool,
    /// Whether this happened in a schedule that fails.
    pub in_schedule: bool,
}

impl CourseFinding<'_> {
    #[must_use]
    pub fn at_line(&self, file: &str, text: &str, line: usize) -> Problem {
        Problem {
            details: self.details(),
            ..Problem::at_line(file, text, line, self.what(), self.help())
        }
    }

    #[must_use]
    pub fn of_file(&self, file: &str) -> Problem {
        Problem::of_file(file, self.what(), self.help())
    }

    fn details(&self) -> Vec<String> {
        match self {
            Self::Refused {
                lesson,
                program,
                verdict,
                ..
            } => program.details(lesson, verdict),
            Self::MistakeDiffers(_, verdict)
            | Self::OtherFeedback {
                verdict,
                why: PassedOver::Unmet(_) | PassedOver::Unfilled,
                ..
            } => verdict_details(verdict),
            Self::StarterDiffers(difference) | Self::PredictionDiffers { difference, .. } => {
                difference_details(difference)
            }
            _ => Vec::new(),
        }
    }

    /// Says what is wrong, as a fragment.
    #[expect(clippy::too_many_lines, reason = "one flat match")]
    fn what(&self) -> String {
        match self {
            Self::Unwritten => "not written yet".to_owned(),
            Self::Markdown(problem) => problem.what.clone(),
            Self::LessonLength { words } => format!("the text has {}", plural(*words, "word")),
            Self::HintLength { words } => format!("this hint has {}", plural(*words, "word")),
            Self::HintCount(0) => "there are no hints".to_owned(),
            Self::HintCount(1) => "there is only one hint".to_owned(),
            Self::HintCount(count) => format!("there are {count} hints"),
            Self::ErrorWithoutMeaning(code) => {
                format!(
                    "learners cannot pick {code}, because the course does not say what it means"
                )
            }
            Self::TooFewMistakes { count: 0, .. } => "no mistakes are declared".to_owned(),
            Self::TooFewMistakes { .. } => "only 1 mistake is declared".to_owned(),
            Self::NoAlternative { .. } => "there are no alternative solutions".to_owned(),
            Self::ExploresMain => "`[schedules]` runs `main`, which learners edit".to_owned(),
            Self::NotTokens { field, text } => {
                format!("the {field} `{text}` is not a sequence of Rust tokens")
            }
            Self::NotASignature(text) => format!("`{text}` is not a function signature"),
            Self::StarterInOrder { .. } => {
                "the starter already has the lines in the right order".to_owned()
            }
            Self::DistractorPasses(line) => {
                format!("the program passes with the distractor `{line}` in place of a right line, too")
            }
            Self::DistractorIsLine(line) => {
                format!("the distractor `{line}` is also one of `lines`")
            }
            Self::SolutionDiffers { .. } => {
                "the lines of the solution differ from the right order".to_owned()
            }
            Self::SameText { other, .. } => format!("this file has the same text as {other}"),
            Self::RegexRule { field, text } => {
                format!("the {field} `{text}` looks like a regular expression, but must be Rust tokens")
            }
            Self::TestsRepeatOutput => {
                "every starter or mistake that fails a test also prints something other than `[expect]`"
                    .to_owned()
            }
            Self::UnfailedTests(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let tests = if names.len() == 1 { "test" } else { "tests" };
                format!(
                    "no starter or mistake fails the {tests} {}",
                    names.join(", ")
                )
            }
            Self::NoFallback { stage, lessons } => {
                let several = match lessons {
                    1 => String::new(),
                    lessons => format!(" in {lessons} lessons"),
                };
                format!(
                    "stage `{}` has no fallback feedback{several}",
                    stage.as_str()
                )
            }
            Self::FeedbackNeverShown { id, .. } => format!(
                "feedback `{id}` is never shown: no starter, mistake or wrong prediction triggers it"
            ),
            Self::FeedbackShadowed { id, by, by_line } => format!(
                "feedback `{id}` is never shown: `{by}` on line {by_line} applies whenever this one does"
            ),
            Self::FeedbackTooEarly { id, hidden } => {
                let hidden: Vec<String> = hidden.iter().map(|id| format!("`{id}`")).collect();
                format!("mistakes get the feedback `{id}` instead of {}", list(&hidden))
            }
            Self::ControlCharacter { key, letter } => {
                let code = u32::from(*letter);
                format!("`{key}` contains the control character U+{code:04X}")
            }
            Self::EmptyChapter(id) => format!("the chapter `{id}` has no lessons"),
            Self::UnknownSlot { id, name, .. } | Self::BracesInCode { id, name } => {
                format!("learners see `{{{name}}}` in the feedback `{id}`: nothing fills it in")
            }
            Self::UnusedFile(UnusedFile::NoSuchFolder { id, .. }) => {
                format!("there is no lesson `{id}` for this folder")
            }
            Self::UnusedFile(_) => "no lesson uses this file".to_owned(),
            Self::UnusedByKind(kind) => {
                let kind: &str = kind.into();
                format!("a lesson of kind `{kind}` does not use this file")
            }
            Self::UndeclaredMistake { .. } => "no `[[mistake]]` declares this file".to_owned(),
            Self::UnnamedTest { name, .. } => {
                format!("no `[[test]]` names `{name}`, so it never runs")
            }
            Self::WeakTest(why) => why.what().to_owned(),
            Self::UnknownName { id, name } => format!(
                "feedback `{id}` mentions `{name}`, which is neither in the starter nor in the solution"
            ),
            Self::UnqualifiedName(name) => {
                format!("a learner's file could define its own `{name}`")
            }
            Self::NoAllowedUse(id) => {
                format!("rustc may reject `{id}` for a reason other than the mistake")
            }
            Self::NoOwnTests => {
                "`own = true` grades the tests in the learner's file, but the solution has no `#[test]`".to_owned()
            }
            Self::UnprovenCause(id) => {
                format!(
                    "feedback `{id}` states a cause, but it appears however its test fails, even if the test panics or hangs"
                )
            }
            Self::Unformatted { .. } => "not formatted with rustfmt".to_owned(),
            Self::NoLesson(id) => format!("there is no lesson `{id}`"),
            Self::StarterPasses(_) => "the untouched starter passes".to_owned(),
            Self::SeveralErrors(errors) => {
                let [first, second] = errors.map(describe_error);
                format!("the starter fails with {first} and {second}, but `[starter]` names no error")
            }
            Self::Mismatch(mismatch) => mismatch.what(),
            Self::StarterDiffers(difference) => {
                format!("the starter should {}", describe_difference(difference))
            }
            Self::FailsInTwoWays {
                program,
                verdicts: [one, other],
            } => format!(
                "{program} behaves differently from run to run: either it {}, or it {}",
                describe_verdict(one),
                describe_verdict(other)
            ),
            Self::MistakePasses { file, .. } => {
                format!("`{file}` is declared as a mistake, but passes")
            }
            Self::OtherFeedback {
                mistake, verdict, ..
            } => {
                let given = verdict.feedback.as_ref();
                let given = given.map_or("none".to_owned(), |given| format!("`{}`", given.id));
                let (file, wanted) = (&mistake.file, &mistake.feedback);
                format!("`{file}` should get the feedback `{wanted}`, but gets {given}")
            }
            Self::MistakeDiffers(mistake, verdict) => format!(
                "`{}` should {} and get the feedback `{}`, but {}",
                mistake.file,
                describe_kind(mistake.outcome),
                mistake.feedback,
                describe_verdict(verdict)
            ),
            Self::PredictionDiffers {
                lesson,
                prediction,
                difference,
            } => {
                let path = prediction_path(lesson, prediction);
                let edition = prediction.edition;
                let edition = edition.map_or(String::new(), |edition| {
                    format!("in edition {}, ", edition.as_str())
                });
                let (id, difference) = (&prediction.id, describe_difference(difference));
                format!("prediction `{id}`: {edition}{path} should {difference}")
            }
            Self::PredictionVaries(id) => {
                format!("the program of the prediction `{id}` behaves differently from run to run")
            }
            Self::Refused {
                program,
                verdict,
                always,
                varies,
                ..
            } => {
                let passes = if *always {
                    "does not pass"
                } else {
                    "does not always pass"
                };
                let program = program.name();
                let varies = if *varies {
                    " (what it prints varies from run to run)"
                } else {
                    ""
                };
                format!(
                    "{program} {passes}: it {}{varies}",
                    describe_verdict(verdict)
                )
            }
            Self::Warning(message) => format!("rustc warns: {message}"),
            Self::TestsNotBuilt(message) => {
                format!("the hidden tests don't compile with the solution: {message}")
            }
            Self::CodeBlock(message) => format!("rustc rejects this code: {message}"),
            Self::NoLessons => "the course has no lessons".to_owned(),
            Self::EmbeddedId(id) => {
                format!("`{id}` is the id of cellmate's own course, but this is another course")
            }
            Self::AbsurdLimit {
                key,
                given,
                sensible: (least, most, _),
            } => {
                if given < least {
                    format!("`{key}` is {given}, which is too small (the minimum is {least})")
                } else {
                    format!("`{key}` is {given}, which is too large (the maximum is {most})")
                }
            }
        }
    }
}
