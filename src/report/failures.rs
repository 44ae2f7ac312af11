//! Says why a hidden test failed, and how the file breaks a rule.

use super::outcome::{killed, timed_out};
use crate::text::truncate;
use crate::verdict::{
    BrokenRule, BrokenRuleKind, Outcome, Panic, ReservedReason, TestBuildError, TestReport,
    TestResult,
};

/// The maximum number of columns that a sentence shows of a line that breaks a rule.
const MAX_CODE: usize = 60;

/// Says why a hidden test failed: a sentence or two, which may include a panic message of several lines.
#[must_use]
pub fn test_failure(test: &TestReport) -> Option<String> {
    match &test.result {
        TestResult::Passed | TestResult::Skipped => None,
        TestResult::Failed { outcome, millis } => Some(ended(outcome, *millis)),
        TestResult::NotBuilt(error) => Some(not_built(error)),
        TestResult::Missing => Some("your file no longer has this test".to_owned()),
    }
}

fn ended(outcome: &Outcome, millis: u64) -> String {
    match outcome {
        Outcome::Panicked(Panic {
            line: Some(line),
            message,
            ..
        }) => format!("panicked on line {line} of your file: {message}"),
        Outcome::Panicked(panic) => panic.message.clone(),
        Outcome::Finished { code } => {
            format!("the process exited with code {code} before the test finished")
        }
        Outcome::Deadlocked { .. } => {
            "all its threads are waiting, and none of them can continue".to_owned()
        }
        Outcome::TimedOut { limit } => timed_out(*limit, Some(millis)),
        Outcome::Killed { by } => killed(*by),
        Outcome::CompileError => "does not compile".to_owned(),
    }
}

fn not_built(error: &TestBuildError) -> String {
    let message = &error.message;
    let says = format!("the hidden tests don't compile with this file: {message}");
    match (error.own_line, &error.signature) {
        (Some(line), _) => format!("on line {line}, in a test of your own: {message}"),
        (None, Some(signature)) => {
            format!("{says}\nhelp: keep `{signature}` as it was in the starter")
        }
        (None, None) => format!("{says}\nhelp: keep the names and types that the starter had"),
    }
}

/// Says how a rule is broken, without the line.
#[must_use]
pub fn broken_rule(broken: &BrokenRule) -> String {
    let rule = &broken.rule;
    match &broken.kind {
        BrokenRuleKind::NotUsed => format!("the file must use `{}`", rule.replace(" | ", "` or `")),
        BrokenRuleKind::Forbidden { used } => format!("the file must not use `{used}`"),
        BrokenRuleKind::ForbiddenInFunction { function, used } => {
            format!("`{function}` must not use `{used}`")
        }
        BrokenRuleKind::ForbiddenCode { code, after } => {
            // A backtick would end the code in the sentence.
            let code = truncate(&code.replace('`', "'"), MAX_CODE);
            let place = after.map_or("here".to_owned(), |line| format!("after line {line}"));
            format!("this lesson does not allow `{code}` {place}")
        }
        BrokenRuleKind::Reserved(reason) => {
            format!("this lesson does not allow `{rule}`: {}", reserved(*reason))
        }
        BrokenRuleKind::OwnMacro { name } => format!(
            "your macro has the same name as std's `{name}!`, which the tests use: rename it"
        ),
        BrokenRuleKind::OtherSignature { function } => {
            format!("`{function}` must have this signature: `{rule}`")
        }
        BrokenRuleKind::NoFunction => format!("the file must define the function `{rule}`"),
        BrokenRuleKind::Accepted { code } => format!("this must not compile, but it does: {code}"),
        BrokenRuleKind::Rejected { code, message } => {
            format!("this must compile, but rustc rejects it ({message}): {code}")
        }
        BrokenRuleKind::Warned { message } => format!("`{rule}` warns: {message}"),
        BrokenRuleKind::OtherError {
            code,
            wanted,
            reported,
            ..
        } => format!("rustc must reject this with {wanted}, but reports {reported}: {code}"),
    }
}

fn reserved(reason: ReservedReason) -> &'static str {
    match reason {
        ReservedReason::ReachesOut => {
            "a graded program must not use anything outside itself, such as files, processes or the network"
        }
        ReservedReason::ChangesProgram => {
            "inside your tests, it would make the tested program differ from the real one"
        }
        ReservedReason::HidesFailure => "it could hide a failed test",
        ReservedReason::HidesSchedules => {
            "a pause could hide the schedule that fails, and it makes nothing safe"
        }
        ReservedReason::ReplacesTestItems => "it could replace what the tests use",
        ReservedReason::RunsBeforeTests => "it could run before the tests, or instead of them",
        ReservedReason::SeesGrading => "the program could tell that it is being graded",
        ReservedReason::OverrulesCompiler => {
            "rustc would believe it, and this lesson asks what rustc itself rejects"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{KillReason, TimeLimit};

    #[test]
    fn a_test_that_exceeded_a_limit_is_reported_with_the_limit() {
        let busy = TimeLimit::Cpu;
        let killed = |by| ended(&Outcome::Killed { by }, 90);
        let memory = KillReason::Memory {
            limit: Some(256 << 20),
        };
        let output = KillReason::OutputFlood {
            limit: Some(1 << 20),
        };
        assert_eq!(
            ended(&Outcome::TimedOut { limit: busy }, 5_012),
            "still running after 5 s"
        );
        assert_eq!(
            killed(memory),
            "stopped: needed more than 256 MiB of memory"
        );
        assert_eq!(killed(output), "stopped: printed more than 1 MiB");
        let signal = KillReason::Signal { number: 9 };
        assert_eq!(killed(signal), "killed by SIGKILL");
    }

    #[test]
    fn forbidden_code_is_shown_in_the_learners_words() {
        let says = |kind| {
            broken_rule(&BrokenRule {
                rule: "unwrap()); worker.join(".to_owned(),
                line: Some(5),
                kind,
            })
        };
        let code = |code: &str, after| BrokenRuleKind::ForbiddenCode {
            code: code.to_owned(),
            after,
        };
        assert_eq!(
            says(code("worker.join().unwrap(); // `join`", None)),
            "this lesson does not allow `worker.join().unwrap(); // 'join'` here"
        );
        assert_eq!(
            says(code("scope.spawn(f);", Some(3))),
            "this lesson does not allow `scope.spawn(f);` after line 3"
        );
        let long = says(code(&"x".repeat(61), None));
        assert!(
            long.ends_with(&format!(" `{}…` here", "x".repeat(59))),
            "{long}"
        );
        let in_function = BrokenRuleKind::ForbiddenInFunction {
            function: "fn hits".to_owned(),
            used: "entry".to_owned(),
        };
        assert_eq!(says(in_function), "`fn hits` must not use `entry`");
    }

    #[test]
    fn an_error_in_a_test_is_the_learners_or_a_missing_signature() {
        let mut error = TestBuildError {
            message: "mismatched types".to_owned(),
            own_line: None,
            hidden_line: None,
            signature: Some("fn double(x: u32) -> u32".to_owned()),
        };
        let says = not_built(&error);
        assert!(says.ends_with("help: keep `fn double(x: u32) -> u32` as it was in the starter"));
        error.own_line = Some(5);
        let says = not_built(&error);
        assert_eq!(says, "on line 5, in a test of your own: mismatched types");
    }
}
