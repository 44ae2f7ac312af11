//! The programs to compare: those of the course with their lessons' editions and limits, and those of `programs/`.

use super::differences::known;
use crate::notation::Expected;
use cellmate::course::{Course, Lesson, prediction_path, prediction_text, right_order};
use cellmate::glass::ProgramSpec;
use cellmate::grader;
use cellmate::verdict::OutcomeKind;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A program, and whether rustc is known to refuse it.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) subject: ProgramSpec,
    pub(crate) refused: bool,
}

impl Program {
    pub(crate) fn path(&self) -> String {
        self.subject.display_path.clone()
    }
}

/// What to build and run. A program that rustc refuses is built alone: otherwise, the others would not be built
/// either.
pub(crate) fn subjects(mut programs: Vec<Program>) -> Vec<ProgramSpec> {
    for (at, program) in programs.iter_mut().enumerate() {
        program.subject.target.name = format!("program_{at}");
    }
    let alone = |program: &Program| program.refused || known(&program.path()).is_some();
    let together = programs.iter_mut().filter(|program| !alone(program));
    crate::join(together.map(|program| &mut program.subject));
    programs
        .into_iter()
        .map(|program| program.subject)
        .collect()
}

/// All programs of the course: starters, solutions, alternatives, mistakes, and those of the predictions.
pub(crate) fn course() -> Vec<Program> {
    let course = Course::folder(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut there = BTreeSet::new();
    let mut programs: Vec<Program> = course.lessons.iter().flat_map(of_lesson).collect();
    // Several predictions may be about the same file.
    programs.retain(|Program { subject, .. }| {
        let key = (subject.display_path.clone(), subject.edition);
        there.insert(key)
    });
    programs
}

fn of_lesson(lesson: &Lesson) -> Vec<Program> {
    let (id, chapter, files) = (&lesson.id, &lesson.chapter, &lesson.files);
    let mut programs = Vec::new();
    let mut add = |path: String, text: &str, outcome: Option<OutcomeKind>| {
        programs.push(Program {
            subject: subject(lesson, &path, text),
            refused: outcome.is_none_or(|outcome| outcome == OutcomeKind::CompileError),
        });
    };
    let runs = Some(OutcomeKind::Finished);
    if let Some(text) = &files.starter {
        let claim = lesson.starter.as_ref().map(|claim| claim.outcome);
        add(lesson.exercise_path(), text, claim);
    }
    if let Some(text) = &files.solution {
        add(format!("solutions/{chapter}/{id}.rs"), text, runs);
    }
    if let Some(text) = right_order(lesson) {
        add(format!("lessons/{chapter}/{id}.rs"), &text, runs);
    }
    for (file, text) in &files.alternatives {
        add(format!("tests/alternatives/{id}/{file}"), text, runs);
    }
    for (file, text) in &files.mistakes {
        let mut claims = lesson.mistakes.iter();
        let claim = claims.find(|mistake| mistake.file == *file);
        let outcome = claim.map(|mistake| mistake.outcome);
        add(format!("tests/mistakes/{id}/{file}"), text, outcome);
    }
    for prediction in &lesson.predictions {
        let path = prediction_path(lesson, prediction);
        let edition = prediction.edition.unwrap_or(lesson.build.edition);
        let mut subject = subject(lesson, &path, prediction_text(lesson, prediction));
        subject.edition = edition;
        let refused = prediction.expect.outcome == OutcomeKind::CompileError;
        programs.push(Program { subject, refused });
    }
    programs
}

/// The program as the lesson builds and runs it, at its own path.
fn subject(lesson: &Lesson, path: &str, text: &str) -> ProgramSpec {
    let of_lesson = grader::traced_program(lesson, text, "main").unwrap();
    ProgramSpec {
        optimize: of_lesson.optimize,
        limits: of_lesson.limits,
        ..ProgramSpec::single_file(path, text, lesson.build.edition)
    }
}

/// The programs of a folder and of all below it.
pub(crate) fn folder(folder: &Path, refused: bool) -> Vec<Program> {
    let mut programs = Vec::new();
    collect(folder, refused, &mut programs);
    programs.sort_by(|one, other| one.subject.display_path.cmp(&other.subject.display_path));
    programs
}

fn collect(folder: &Path, refused: bool, found: &mut Vec<Program>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, refused, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let path = path.to_str().unwrap().replace('\\', "/");
        let edition = Expected::read(&text).edition;
        let subject = ProgramSpec::single_file(&path, &text, edition);
        found.push(Program { subject, refused });
    }
}
