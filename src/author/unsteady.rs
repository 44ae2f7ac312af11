//! Notes on output that another run or another system might not print, even if all runs of `verify` agreed.

use super::course_finding::{CourseFinding, Mismatch, Unsteady};
use super::toml_texts;
use crate::compare::CompareMode;
use crate::course::{self, Claim, Course, Lesson, Problem};
use crate::grader;

pub(super) fn notes(course: &Course, only: &[String]) -> Vec<String> {
    let lessons = course.lessons.iter();
    let lessons = lessons.filter(|lesson| only.is_empty() || only.contains(&lesson.id));
    let found = lessons.flat_map(of_lesson);
    found.map(|problem| problem.summary()).collect()
}

fn of_lesson(lesson: &Lesson) -> Vec<Problem> {
    let solution = lesson.files.solution.as_deref().unwrap_or_default();
    let expect = lesson.expect.as_ref().filter(|_| lesson.has_file());
    let line = toml_texts::line_of(&lesson.toml, "expect");
    let own = expect.map(|claim| (line, claim, solution));
    let predicted = lesson.predictions.iter().map(|prediction| {
        let text = course::prediction_text(lesson, prediction);
        (prediction.line, &prediction.expect, text)
    });
    let found = own.into_iter().chain(predicted);
    let found = found.filter_map(|(line, claim, text)| {
        let finding = CourseFinding::Mismatch(Mismatch::Unsteady(unsteady(claim, text)?));
        Some(finding.at_line(&lesson.path, &lesson.toml, line))
    });
    found.collect()
}

fn unsteady(claim: &Claim, text: &str) -> Option<Unsteady> {
    let stdout = claim.stdout.as_deref()?;
    if !matches!(claim.compare, CompareMode::Exact | CompareMode::Trimmed) {
        return None;
    }
    if stdout.contains("(os error ") {
        return Some(Unsteady::SystemError);
    }
    let has_path = text.contains(".display()") || text.contains("MAIN_SEPARATOR");
    if has_path && stdout.contains(['/', '\\']) {
        return Some(Unsteady::Path);
    }
    if prints_time(text) {
        return Some(Unsteady::Time);
    }
    let prints = printing_lines(text).count();
    let sleeps = text.contains("sleep(") && grader::uses_threads(text) && text.contains("spawn(");
    (sleeps && prints > 1 && stdout.lines().count() > 1).then_some(Unsteady::Sleep)
}

/// Returns the lines with a call of `print!` or `println!`.
fn printing_lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.filter(|line| {
        let mut calls = ["println!(", "print!("].iter();
        calls.any(|call| line.find(call).is_some_and(|at| !line[..at].ends_with('e')))
    })
}

/// Whether a program prints how much time has passed, and not only how two times compare.
fn prints_time(text: &str) -> bool {
    let names = text.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("let ")?.split_once(" = ")?;
        value.contains(".elapsed()").then_some(name)
    });
    let names: Vec<&str> = names.collect();
    let is_compared = |line: &str| {
        [" < ", " > ", " <= ", " >= "]
            .iter()
            .any(|sign| line.contains(sign))
    };
    let has_time = |line: &str| {
        let mut words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        line.contains(".elapsed()") || words.any(|word| names.contains(&word))
    };
    printing_lines(text).any(|line| has_time(line) && !is_compared(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_time_that_is_printed_is_noted() {
        for (line, printed) in [
            ("println!(\"{} ms\", start.elapsed().as_millis());", true),
            ("let took = start.elapsed();\nprintln!(\"{took:?}\");", true),
            (
                "let took = start.elapsed();\neprintln!(\"{took:?}\");",
                false,
            ),
            ("println!(\"{}\", start.elapsed() < limit);", false),
            ("println!(\"done\");", false),
        ] {
            assert_eq!(prints_time(line), printed, "{line}");
        }
    }
}
