//! Lines put into order: the file that this makes is written to the desk, and graded like any other.

use super::super::check::{self, Adviser};
use super::super::grading;
use super::super::look;
use super::super::out::Out;
use super::super::study::{self, Study};
use super::super::{Exit, Options};
use crate::course::{self, Lesson};

pub(super) fn arrange(
    study: &mut Study,
    options: &Options,
    lesson: &Lesson,
    order: &[usize],
    out: &mut Out,
) -> anyhow::Result<Exit> {
    let text = course::compose(lesson, order)?;
    let before = composed_before(study, lesson);
    let desk = study.desk()?;
    let (file, backup) = desk.save_arranged(lesson, &text, before.as_deref())?;
    let shown = course::shown(lesson);
    let chosen: Vec<String> = order.iter().map(|&at| shown[at - 1].to_owned()).collect();
    study.record(&lesson.id, |lesson| lesson.arranged = Some(chosen))?;
    if let Some(backup) = backup {
        let backup = look::path(&backup);
        study::note(&format!(
            "you had changed the file by hand; that is kept in {backup}"
        ));
    }
    if !out.is_json() {
        out.say(&format!("written to {}", look::path(&file)))?;
        out.gap()?;
    }
    let (grader, cancel) = grading::begin()?;
    let result = grading::grade(&grader, study, lesson, &cancel)??;
    let adviser = Adviser {
        advise: false,
        grader: &grader,
        cancel: &cancel,
    };
    check::one(options, lesson, &result, out, &adviser)
}

/// The file that the last order made.
fn composed_before(study: &Study, lesson: &Lesson) -> Option<String> {
    let shown = course::shown(lesson);
    let lines = study.of(lesson).arranged.as_ref()?;
    let place = |line: &String| Some(shown.iter().position(|other| other == line)? + 1);
    let order: Option<Vec<usize>> = lines.iter().map(place).collect();
    course::compose(lesson, &order?).ok()
}
