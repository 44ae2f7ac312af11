//! The results of grading: a JSON line for each learner and lesson, which can also be written as CSV and as `JUnit`.

use super::submission::{CourseVersion, HandedInLesson, Learner};
use crate::sanitize;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{self, BufRead as _};

pub(super) const FORMAT: u32 = 1;

/// The result of one lesson of one learner: a line of `results.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ResultLine {
    /// The version of this format, which is 1.
    pub results_format: u32,
    pub learner: Learner,
    pub lesson: String,
    pub title: String,
    pub chapter: String,
    /// Whether it is on the core path.
    pub core: bool,
    pub state: LineState,
    /// What happened, in a few words.
    pub status: String,
    /// The id of the feedback that the lesson gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
    /// The course that it was graded with.
    pub course: CourseVersion,
    /// The course that the submission claims to be for, if that is another one.
    #[serde(
        default,
        alias = "handed_in_for",
        skip_serializing_if = "Option::is_none"
    )]
    pub submitted_course: Option<CourseVersion>,
    /// Whether the build and the programs were confined.
    pub confined: bool,
    /// The SHA-256 of everything that decides the result.
    #[serde(alias = "key")]
    pub input_sha256: String,
    /// Whether the next run may use it again. It may not if an error, a time limit or a signal decided it.
    #[serde(alias = "kept")]
    pub reusable: bool,
    /// The text, if it did not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The verdict, as `check --format json` writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Value>,
    /// What the submission claims about the lesson. cellmate trusted none of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<HandedInLesson>,
}

/// How a lesson ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LineState {
    Passed,
    Failed,
    /// The text is the starter.
    Untouched,
    /// No text was handed in.
    Missing,
    /// It could not be graded on this machine.
    NotGraded,
    /// The lesson has no file. There are only claims about it.
    Claimed,
}

/// What one learner has passed.
pub(super) struct LearnerTotal<'a> {
    pub(super) learner: &'a Learner,
    pub(super) passed: usize,
    pub(super) core_passed: usize,
    /// How many lessons there are to grade.
    pub(super) lessons: usize,
}

/// Reads result lines, except an incomplete last one, whose writer was killed, and those of a newer format.
///
/// # Errors
/// If they cannot be read.
pub fn read_lines(file: impl io::Read) -> io::Result<Vec<ResultLine>> {
    let mut found = Vec::new();
    for line in io::BufReader::new(file).split(b'\n') {
        let parsed: Option<ResultLine> = serde_json::from_slice(&line?).ok();
        found.extend(parsed.filter(|line| line.results_format == FORMAT));
    }
    Ok(found)
}

/// Adds up the lines of each learner, which are next to each other.
pub(super) fn totals(lines: &[ResultLine]) -> Vec<LearnerTotal<'_>> {
    let same = |one: &ResultLine, other: &ResultLine| one.learner == other.learner;
    lines.chunk_by(same).map(total).collect()
}

fn total(lines: &[ResultLine]) -> LearnerTotal<'_> {
    let passed = || lines.iter().filter(|line| line.state == LineState::Passed);
    let graded = lines.iter().filter(|line| line.state != LineState::Claimed);
    LearnerTotal {
        learner: &lines[0].learner,
        passed: passed().count(),
        core_passed: passed().filter(|line| line.core).count(),
        lessons: graded.count(),
    }
}

pub(super) fn grades(lines: &[ResultLine]) -> csv::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "passed", "core_passed", "percent"])?;
    for total in totals(lines) {
        let percent = 100 * total.passed / total.lessons.max(1);
        writer.write_record([
            harmless(&total.learner.id),
            total.passed.to_string(),
            total.core_passed.to_string(),
            percent.to_string(),
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

/// Keeps a spreadsheet from taking a text for a formula.
fn harmless(cell: &str) -> String {
    let cell = sanitize::line(cell);
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}

/// Writes a suite for each learner, with a test case for each lesson.
pub(super) fn junit(lines: &[ResultLine]) -> String {
    let mut xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"cellmate\">\n".to_owned();
    let same = |one: &ResultLine, other: &ResultLine| one.learner == other.learner;
    for suite in lines.chunk_by(same) {
        let count = |state| suite.iter().filter(|line| line.state == state).count();
        let skipped = count(LineState::Claimed) + count(LineState::Missing);
        let _ = writeln!(
            xml,
            "<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{skipped}\">",
            escape(&suite[0].learner.id),
            suite.len(),
            count(LineState::Failed) + count(LineState::Untouched),
            count(LineState::NotGraded),
        );
        for line in suite {
            let status = escape(&line.status);
            let inside = match line.state {
                LineState::Passed => String::new(),
                LineState::Failed | LineState::Untouched => {
                    format!("<failure message=\"{status}\"/>")
                }
                LineState::NotGraded => format!("<error message=\"{status}\"/>"),
                LineState::Missing | LineState::Claimed => {
                    format!("<skipped message=\"{status}\"/>")
                }
            };
            let _ = writeln!(
                xml,
                "<testcase classname=\"{}\" name=\"{}\">{inside}</testcase>",
                escape(&line.chapter),
                escape(&line.lesson)
            );
        }
        xml += "</testsuite>\n";
    }
    xml + "</testsuites>\n"
}

/// Escapes a text for an attribute. XML has no way to write most control characters, so they get stand-ins.
fn escape(text: &str) -> String {
    let mut xml = String::new();
    for character in sanitize::line(text).chars() {
        match character {
            '&' => xml += "&amp;",
            '<' => xml += "&lt;",
            '>' => xml += "&gt;",
            '"' => xml += "&quot;",
            '\u{fffe}' | '\u{ffff}' => xml.push('\u{fffd}'),
            other => xml.push(other),
        }
    }
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(learner: &str, lesson: &str, state: LineState) -> ResultLine {
        ResultLine {
            results_format: FORMAT,
            learner: Learner {
                id: learner.to_owned(),
                name: None,
            },
            lesson: lesson.to_owned(),
            title: lesson.to_owned(),
            chapter: "cell".to_owned(),
            core: lesson == "a",
            state,
            status: "panicked: \u{1b}[31m \"<b>\"".to_owned(),
            feedback: None,
            course: CourseVersion {
                id: "x".to_owned(),
                version: "1.0.0".to_owned(),
            },
            submitted_course: None,
            confined: true,
            input_sha256: String::new(),
            reusable: true,
            text: None,
            verdict: None,
            claims: None,
        }
    }

    #[test]
    fn formulas_and_markup_are_made_harmless() {
        let lines = [
            line("=1+1", "a", LineState::Passed),
            line("=1+1", "b", LineState::Failed),
            line("=1+1", "c", LineState::Claimed),
            line("a,\"b\"\n", "a", LineState::Untouched),
        ];
        let csv = String::from_utf8(grades(&lines).unwrap()).unwrap();
        assert_eq!(
            csv,
            "id,passed,core_passed,percent\n'=1+1,1,1,50\n\"a,\"\"b\"\"␊\",0,0,0\n"
        );
        let xml = junit(&lines);
        assert!(!xml.contains('\u{1b}') && !xml.contains("<b>"), "{xml}");
        assert!(xml.contains(
            "<testsuite name=\"=1+1\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\">"
        ));
    }

    #[test]
    fn an_incomplete_last_line_is_left_out() {
        let whole = serde_json::to_string(&line("ada", "a", LineState::Passed)).unwrap();
        let file = format!("{whole}\n{}", &whole[..whole.len() / 2]);
        assert_eq!(read_lines(file.as_bytes()).unwrap().len(), 1);
    }
}
