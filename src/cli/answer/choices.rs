//! The answer to a question: each choice gets its own reply.

use super::super::out::Out;
use super::super::study::Study;
use super::super::{Exit, asked, next, writer};
use crate::course::{Choice, Lesson, Question};
use crate::report;
use serde_json::json;

pub(super) fn answer(
    study: &mut Study,
    lesson: &Lesson,
    question: &Question,
    choices: &[&Choice],
    out: &mut Out,
) -> anyhow::Result<Exit> {
    let right = question.is_answered_by(choices);
    let ids: Vec<String> = choices.iter().map(|choice| choice.id.clone()).collect();
    study.record(&lesson.id, |lesson| {
        lesson.record_answer(&question.id, ids, right);
    })?;
    let exit = if right { Exit::Passed } else { Exit::NotPassed };
    let done = study.so_far().is_done(lesson);
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
    out.say(&writer::text(out.look, &report::reply(question, choices)))?;
    out.gap()?;
    out.say(&follows(out, study, lesson, question, right, done))?;
    Ok(exit)
}

fn follows(
    out: &Out,
    study: &Study,
    lesson: &Lesson,
    question: &Question,
    right: bool,
    done: bool,
) -> String {
    let look = out.look;
    let answered = |question: &Question| {
        let answers = &study.of(lesson).answers;
        answers.get(&question.id).is_some_and(|answer| answer.right)
    };
    let several = lesson.questions.len() > 1;
    if !right {
        return asked::ask(look, lesson, question, several, false)
            .trim_start()
            .to_owned();
    }
    if let Some(open) = lesson.questions.iter().find(|question| !answered(question)) {
        return asked::ask(look, lesson, open, several, false)
            .trim_start()
            .to_owned();
    }
    if done {
        let takeaway = writer::prose(look, &lesson.head.takeaway);
        return format!("{takeaway}\n{}", next::after(look, study, Some(&lesson.id)));
    }
    next::after(look, study, Some(&lesson.id))
}
