//! Which programs of a lesson are to be run, and what each of them is there for.

use crate::course::{self, Lesson, Mistake, Prediction, prediction_path};
use crate::grader::Attempt;
use std::borrow::Cow;

/// How often a right program is run.
const OFTEN: u32 = 5;

/// The same where threads take turns as they like.
const VERY_OFTEN: u32 = 20;

/// How often a wrong one is run.
const TWICE: u32 = 2;

/// What a program is there for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role<'a> {
    /// It fails as declared.
    Starter,
    /// It passes.
    Solution,
    /// It is made of the lines in the lesson's order, and passes.
    RightOrder,
    /// It passes as well. The name of its file.
    Alternative(&'a str),
    /// It is refused as declared.
    Mistake(&'a Mistake),
    /// It does what is claimed.
    Prediction(&'a Prediction),
}

/// A program with its lesson.
pub(super) struct Program<'a> {
    pub(super) lesson: &'a Lesson,
    pub(super) role: Role<'a>,
    text: Cow<'a, str>,
}

impl<'a> Program<'a> {
    fn new(lesson: &'a Lesson, role: Role<'a>, text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        Self { lesson, role, text }
    }

    /// What the grader is asked.
    pub(super) fn attempt(&self) -> Attempt<'_> {
        let times = match self.role {
            Role::Solution | Role::RightOrder | Role::Alternative(_)
                if has_threads(self.lesson) =>
            {
                VERY_OFTEN
            }
            Role::Solution | Role::RightOrder | Role::Alternative(_) => OFTEN,
            Role::Starter | Role::Mistake(_) | Role::Prediction(_) => TWICE,
        };
        let attempt = match self.role {
            Role::Prediction(prediction) => Attempt::predicted(self.lesson, prediction),
            _ => Attempt::new(self.lesson, &self.text),
        };
        Attempt { times, ..attempt }
    }

    /// The file that it stands in.
    pub(super) fn path(&self) -> String {
        let (id, chapter) = (&self.lesson.id, &self.lesson.chapter);
        match self.role {
            Role::Starter => self.lesson.exercise_path(),
            Role::Solution => format!("solutions/{chapter}/{id}.rs"),
            Role::RightOrder => self.lesson.path.clone(),
            Role::Alternative(file) => format!("tests/alternatives/{id}/{file}"),
            Role::Mistake(mistake) => format!("tests/mistakes/{id}/{}", mistake.file),
            Role::Prediction(prediction) => prediction_path(self.lesson, prediction),
        }
    }

    /// Its text; that of a prediction is known to the grader alone.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// All programs of a lesson.
pub(super) fn of(lesson: &Lesson) -> Vec<Program<'_>> {
    let files = &lesson.files;
    let mut programs: Vec<Program<'_>> = Vec::new();
    if lesson.has_file() {
        let starter = files
            .starter
            .iter()
            .map(|text| Program::new(lesson, Role::Starter, text));
        programs.extend(starter);
        programs.extend(
            files
                .solution
                .iter()
                .map(|text| Program::new(lesson, Role::Solution, text)),
        );
        // The solution mostly is the right order, and once is enough then.
        let order =
            course::right_order(lesson).filter(|text| files.solution.as_ref() != Some(text));
        programs.extend(order.map(|text| Program::new(lesson, Role::RightOrder, text)));
        let alternatives = files.alternatives.iter();
        programs.extend(
            alternatives.map(|(file, text)| Program::new(lesson, Role::Alternative(file), text)),
        );
        programs.extend(lesson.mistakes.iter().filter_map(|mistake| {
            let text = files.mistakes.get(&mistake.file)?;
            Some(Program::new(lesson, Role::Mistake(mistake), text))
        }));
    }
    programs.extend(lesson.predictions.iter().map(|prediction| {
        let text = course::prediction_text(lesson, prediction);
        Program::new(lesson, Role::Prediction(prediction), text)
    }));
    programs
}

/// Whether threads take turns as they like.
fn has_threads(lesson: &Lesson) -> bool {
    let files = &lesson.files;
    let mut texts = files
        .solution
        .iter()
        .chain(&files.hidden)
        .chain(files.alternatives.values());
    // Where orders of threads are tried, that says more than one run after the other.
    lesson.schedules.is_none() && texts.any(|text| text.contains("thread::"))
}
