//! Answers to questions: each choice has its own reply.

use super::super::context::CommandContext;
use super::super::out::Output;
use super::super::{Exit, asked, next, writer};
use crate::course::{Choice, Lesson, Question};
use crate::report;
use serde_json::json;

pub(super) fn answer(
    context: &mut CommandContext,
    lesson: &Lesson,
    question: &Question,
    choices: &[&Choice],
    out: &mut Output,
) -> anyhow::Result<Exit> {
    let right = question.is_answered_by(choices);
    let ids: Vec<String> = choices.iter().map(|choice| choice.id.clone()).collect();
    context.record(&lesson.id, |lesson| {
        lesson.record_answer(&question.id, ids, right);
    })?;
    let exit = if right { Exit::Passed } else { Exit::NotPassed };
    let done = context.progress().is_done(lesson);
    if out.is_json() {
        let replies: Vec<_> = choices
            .iter()
            .map(|choice| json!({ "id": choice.id, "right": choice.right, "say": choice.say }))
            .collect();
        out.json(&json!({
            "lesson": lesson.id, "question": question.id, "right": right, "choices": replies, "done": done
        }))?;
        return Ok(exit);
    }
    out.say(&writer::text(out.style, &report::reply(question, choices)))?;
    out.gap()?;
    out.say(&next_steps(out, context, lesson, question, right, done))?;
    Ok(exit)
}

fn next_steps(
    out: &Output,
    context: &CommandContext,
    lesson: &Lesson,
    question: &Question,
    right: bool,
    done: bool,
) -> String {
    let style = out.style;
    let answered = |question: &Question| {
        let answers = &context.lesson_progress(lesson).answers;
        answers.get(&question.id).is_some_and(|answer| answer.right)
    };
    let several = lesson.questions.len() > 1;
    if !right {
        return asked::ask(style, lesson, question, several, false)
            .trim_start()
            .to_owned();
    }
    if let Some(open) = lesson.questions.iter().find(|question| !answered(question)) {
        return asked::ask(style, lesson, open, several, false)
            .trim_start()
            .to_owned();
    }
    if done {
        let takeaway = writer::prose(style, &lesson.head.takeaway);
        return format!(
            "{takeaway}\n{}",
            next::after(style, context, Some(&lesson.id))
        );
    }
    next::after(style, context, Some(&lesson.id))
}
