//! What libtest prints when it runs one test without capturing its output.

/// The output of a harness that ran one test.
#[derive(Debug, PartialEq, Eq)]
pub struct TestOutput<'a> {
    /// The test as libtest names it, with `- should panic` if it should; `None` if no test ran.
    pub shown_name: Option<&'a str>,
    /// What the test itself printed.
    pub printed: &'a str,
    /// Whether libtest reports that it passed.
    pub passed: bool,
}

impl<'a> TestOutput<'a> {
    #[must_use]
    pub fn parse(stdout: &'a str) -> Self {
        let begin = stdout
            .split_once("\ntest ")
            .and_then(|(_, rest)| rest.split_once(" ... "));
        let Some((name, rest)) = begin else {
            return Self {
                shown_name: None,
                printed: "",
                passed: false,
            };
        };
        let passed = rest.rsplit_once("ok\n\ntest result: ok. 1 passed; 0 failed;");
        let failed = rest.rsplit_once("FAILED\n\nfailures:\n\nfailures:\n");
        Self {
            shown_name: Some(name),
            printed: passed.or(failed).map_or(rest, |(printed, _)| printed),
            passed: passed.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TestOutput;

    #[test]
    fn the_lines_of_the_harness_are_not_what_a_test_printed() {
        let failed = "FAILED\n\nfailures:\n\nfailures:\n    __hidden::two\n\ntest result: FAILED. 0 passed; 1 failed;";
        let ok = "ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; finished in 0.00s\n\n";
        for name in ["__hidden::two", "a::b - should panic"] {
            for (end, passed) in [(ok, true), (failed, false), ("", false)] {
                for own in ["", "a\nb", "ok\n\nFAILED\n"] {
                    let stdout = format!("\nrunning 1 test\ntest {name} ... {own}{end}");
                    let expected = TestOutput {
                        shown_name: Some(name),
                        printed: own,
                        passed,
                    };
                    assert_eq!(TestOutput::parse(&stdout), expected);
                }
            }
        }
        let none = TestOutput::parse("\nrunning 0 tests\n\ntest result: ok. 0 passed; 0 failed;");
        assert!(none.shown_name.is_none() && !none.passed);
    }
}
