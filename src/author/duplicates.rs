//! Files of a lesson with the same text: an alternative that repeats the solution, or a mistake that repeats another
//! one.

use super::course_finding::CourseFinding;
use super::programs::{LessonProgram, ProgramRole, programs_of};
use crate::course::{Course, Lesson, Problem, Tree};

/// Finds alternatives and mistakes with the text of an earlier file.
pub(super) fn lesson(lesson: &Lesson) -> Vec<Problem> {
    let programs = programs_of(lesson);
    let repeated = (0..programs.len()).filter_map(|at| {
        let first = first_with_text(&programs, at)?;
        Some((&programs[at], first.path()))
    });
    let problem = |(program, other): (&LessonProgram<'_>, String)| {
        let is_mistake = matches!(program.role, ProgramRole::Mistake(_));
        let finding = CourseFinding::SameText {
            other: &other,
            is_mistake,
        };
        finding.of_file(&program.path())
    };
    repeated.map(problem).collect()
}

/// Returns the problem with hidden tests that repeat those of another lesson.
pub(super) fn copied_tests(tree: &Tree, path: &str) -> Option<Problem> {
    let text = tree.file(path)?;
    let mut others = tree
        .paths()
        .filter(|other| other.starts_with("tests/hidden/") && *other != path);
    let other = others.find(|other| tree.file(other) == Some(text))?;
    Some(same_text(path, other, false))
}

/// Returns the problem with a mistake that repeats one of another lesson.
pub(super) fn copied_mistake(course: &Course, program: &LessonProgram<'_>) -> Option<Problem> {
    let others = course
        .lessons
        .iter()
        .filter(|other| other.id != program.lesson.id);
    let mut files = others.flat_map(|other| {
        let mistakes = other.files.mistakes.iter();
        mistakes.map(move |(name, text)| (format!("tests/mistakes/{}/{name}", other.id), text))
    });
    let (other, _) = files.find(|(_, text)| *text == program.text())?;
    Some(same_text(&program.path(), &other, true))
}

fn same_text(path: &str, other: &str, is_mistake: bool) -> Problem {
    CourseFinding::SameText { other, is_mistake }.of_file(path)
}

/// Whether a program is a mistake with the text of another file.
pub(super) fn is_repeated_mistake(program: &LessonProgram<'_>) -> bool {
    let ProgramRole::Mistake(mistake) = program.role else {
        return false;
    };
    let programs = programs_of(program.lesson);
    let at = programs.iter().position(|other| match other.role {
        ProgramRole::Mistake(other) => other.file == mistake.file,
        _ => false,
    });
    at.is_some_and(|at| first_with_text(&programs, at).is_some())
}

/// Whether a program is an alternative with the text of a mistake.
pub(super) fn is_also_mistake(program: &LessonProgram<'_>) -> bool {
    let is_alternative = matches!(program.role, ProgramRole::Alternative(_));
    let mut mistakes = program.lesson.files.mistakes.values();
    is_alternative && mistakes.any(|text| text == program.text())
}

/// Returns the first program with the text of the alternative or mistake at this index, unless it is the first itself.
fn first_with_text<'p, 'a>(
    programs: &'p [LessonProgram<'a>],
    at: usize,
) -> Option<&'p LessonProgram<'a>> {
    let program = &programs[at];
    let is_example = matches!(
        program.role,
        ProgramRole::Alternative(_) | ProgramRole::Mistake(_)
    );
    let has_file = |other: &&LessonProgram<'_>| {
        !matches!(
            other.role,
            ProgramRole::RightOrder | ProgramRole::Distracted(_) | ProgramRole::Prediction(_)
        )
    };
    let mut before = programs[..at].iter().filter(has_file);
    before.find(|other| is_example && other.text() == program.text())
}
