//! Hidden tests that prove less than they seem to.

/// Why a hidden test could pass with a file that does not do what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakTest {
    ShouldPanic,
    Ignored,
    /// It has no `#[test]`.
    Unmarked,
    /// It is in a module of its own.
    InModule,
    ReturnsValue,
    /// It compares inside `assert!`.
    UncheckedComparison,
    /// It asserts in a closure that it passes to the learner's code.
    AssertionInClosure,
}

impl WeakTest {
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::ShouldPanic => "cellmate does not support `#[should_panic]` in hidden tests",
            Self::Ignored => "cellmate does not support `#[ignore]` in hidden tests",
            Self::Unmarked => "a `[[test]]` names this function, but it has no `#[test]`",
            Self::InModule => "this test is in a module of its own, so cellmate does not run it",
            Self::ReturnsValue => "a hidden test must return `()`",
            Self::UncheckedComparison => {
                "`assert!` does not check types, so a learner could pass with a type that compares equal to everything"
            }
            Self::AssertionInClosure => {
                "the learner's code might not call the closure with this assertion"
            }
        }
    }

    pub(super) fn help(self) -> &'static str {
        match self {
            Self::ShouldPanic => {
                "remove it, call what should panic in `std::panic::catch_unwind`, and assert that the result is an `Err`"
            }
            Self::Ignored => "remove it, or remove the test here and its `[[test]]` in the lesson",
            Self::Unmarked => "write `#[test]` on the line before it",
            Self::InModule => {
                "remove the `mod` around the tests: this file is already a module of the learner's file"
            }
            Self::ReturnsValue => "use `unwrap` or `expect` in the test instead of `?`",
            Self::UncheckedComparison => {
                "use `assert_eq!` or `assert_ne!`: in hidden tests, cellmate's own versions accept only std's types"
            }
            Self::AssertionInClosure => {
                "collect the values in the closure, and compare them after the call"
            }
        }
    }
}
