//! Lines put into order: the file that this makes is written to the desk, and graded like any other.

use super::super::check::{self, FollowUp};
use super::super::driver::Driver;
use super::super::look;
use super::super::out::Out;
use super::super::study::{self, Study};
use super::super::{Exit, Options};
use crate::course::{self, Lesson};
use crate::engine::{Command, Event, Notice};

pub(super) fn arrange(
    study: &mut Study,
    options: &Options,
    lesson: &Lesson,
    order: &[usize],
    out: &mut Out,
) -> anyhow::Result<Exit> {
    let text = course::compose(lesson, order)?;
    let before = composed_before(study, lesson);
    let shown = course::shown(lesson);
    let chosen: Vec<String> = order.iter().map(|&at| shown[at - 1].to_owned()).collect();
    let driver = Driver::start(study)?;
    let command = Command::Arrange {
        lesson: lesson.id.clone(),
        text,
        before,
        lines: chosen,
    };
    driver.run(command, |event| {
        match event {
            Event::ProgressRecorded { progress } => study.update(progress),
            Event::Noticed(Notice::EditedFileKept { copy, .. }) => study::note(&format!(
                "you had changed the file by hand; that is kept in {}",
                look::path(&copy)
            )),
            _ => {}
        }
        Ok(())
    })?;
    if !out.is_json() {
        let file = study.desk()?.exercise(lesson);
        out.say(&format!("written to {}", look::path(&file)))?;
        out.gap()?;
    }
    let result = driver.grade(lesson)?;
    let follow_up = FollowUp {
        advice: false,
        driver: &driver,
    };
    check::print_verdict(options, lesson, &result, out, &follow_up)
}

/// The file that the last order made.
fn composed_before(study: &Study, lesson: &Lesson) -> Option<String> {
    let shown = course::shown(lesson);
    let lines = study.of(lesson).arranged.as_ref()?;
    let place = |line: &String| Some(shown.iter().position(|other| other == line)? + 1);
    let order: Option<Vec<usize>> = lines.iter().map(place).collect();
    course::compose(lesson, &order?).ok()
}
