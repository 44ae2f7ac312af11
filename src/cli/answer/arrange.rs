//! Lines put into order: cellmate writes the file that they make, and grades it.

use super::super::check::{self, FollowUp};
use super::super::context::{self, CommandContext};
use super::super::driver::Driver;
use super::super::out::Output;
use super::super::style;
use super::super::{Exit, Options};
use crate::course::{self, Lesson};
use crate::engine::{Command, Event, Notice};

pub(super) fn arrange(
    context: &mut CommandContext,
    options: &Options,
    lesson: &Lesson,
    order: &[usize],
    out: &mut Output,
) -> anyhow::Result<Exit> {
    let text = course::compose(lesson, order)?;
    let before = composed_before(context, lesson);
    let lines = course::shown(lesson);
    let chosen: Vec<String> = order.iter().map(|&at| lines[at - 1].to_owned()).collect();
    let driver = Driver::start(context)?;
    let command = Command::Arrange {
        lesson: lesson.id.clone(),
        text,
        before,
        lines: chosen,
    };
    driver.run(command, |event| {
        match event {
            Event::ProgressRecorded { progress } => context.update(progress),
            Event::Noticed(Notice::EditedFileKept { copy, .. }) => context::note(&format!(
                "you had changed the file by hand. Your version is in {}",
                style::path(&copy)
            )),
            _ => {}
        }
        Ok(())
    })?;
    if !out.is_json() {
        let file = context.desk()?.exercise(lesson);
        out.say(&format!("Wrote {}", style::path(&file)))?;
        out.gap()?;
    }
    let result = driver.grade(lesson)?;
    let follow_up = FollowUp {
        advice: false,
        driver: &driver,
    };
    check::print_verdict(options, lesson, &result, out, &follow_up)
}

/// Returns the file that the previous order made, if any.
fn composed_before(context: &CommandContext, lesson: &Lesson) -> Option<String> {
    let shown = course::shown(lesson);
    let lines = context.lesson_progress(lesson).arranged.as_ref()?;
    let place = |line: &String| Some(shown.iter().position(|other| other == line)? + 1);
    let order: Option<Vec<usize>> = lines.iter().map(place).collect();
    course::compose(lesson, &order?).ok()
}
