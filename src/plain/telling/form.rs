//! What a lesson asks, told with numbers to answer by, and what was answered.

use super::{lesson, program};
use crate::app::State;
use crate::course::{self, Lesson, Prediction, Question, prediction_text};
use crate::engine::form::OUTCOMES;
use crate::engine::form::{Reply, Stage};
use crate::plain::sentences::tell;
use crate::plain::voice::Voice;
use crate::report;
use crate::verdict::OutcomeKind;

/// Whether the lesson asks for a prediction now.
pub(in crate::plain) fn foretells(state: &State) -> bool {
    let asked = |lesson| state.form.stage(lesson, state.model.so_far());
    state
        .model
        .current()
        .is_some_and(|lesson| matches!(asked(lesson), Stage::Predict(_)))
}

/// A program to predict, and the four things that it can do. Where it `follows` the same text in another
/// edition, that is not told once more.
pub(in crate::plain) fn ask_prediction(
    voice: &mut Voice,
    lesson: &Lesson,
    open: &Prediction,
    follows: bool,
) {
    let of = lesson.predictions.len();
    let mut all = lesson.predictions.iter();
    let at = all.position(|one| one.id == open.id).unwrap_or(0);
    let edition = open.edition.unwrap_or(lesson.build.edition).as_str();
    let program = prediction_text(lesson, open);
    let before = lesson.predictions[..at].last();
    let same = before.is_some_and(|before| prediction_text(lesson, before) == program);
    if same && follows {
        voice.say(&format!(
            "Program {} of {of} is the same text, now in Rust {edition}; `answer` tells it once more.",
            at + 1
        ));
    } else {
        voice.say(&if of > 1 {
            format!("This is program {} of {of}, in Rust {edition}:", at + 1)
        } else {
            "This is the program:".to_owned()
        });
        program::numbered(voice, program);
    }
    voice.gap();
    voice.say("What will it do? You can say it once, and then it is run.");
    for (row, outcome) in OUTCOMES.into_iter().enumerate() {
        let says = match outcome {
            OutcomeKind::CompileError => "it does not compile",
            OutcomeKind::Finished => "it runs to its end",
            OutcomeKind::Panicked => "it panics",
            OutcomeKind::Deadlocked | OutcomeKind::TimedOut | OutcomeKind::Killed => "it hangs",
        };
        voice.say(&format!("{}: {says}", row + 1));
    }
}

/// The lines that are to be put into order.
pub(in crate::plain) fn order(voice: &mut Voice, state: &State, lesson: &Lesson) {
    voice.say("The lines, in no order; some of them may not belong there.");
    for (at, line) in course::shown(lesson).iter().enumerate() {
        voice.verbatim(&format!("{}: {line}", at + 1));
    }
    let before: Vec<String> = state
        .order(lesson)
        .iter()
        .map(|at| (at + 1).to_string())
        .collect();
    if !before.is_empty() {
        voice.say(&format!("Your order so far: {}.", before.join(" ")));
    }
    voice.say(
        "Type their numbers in your order, as in 3 1 2. It is written into your file, and checked.",
    );
}

/// A question with its choices.
pub(in crate::plain) fn ask(voice: &mut Voice, question: &Question) {
    let mut blocks = report::question(question);
    blocks.push(report::choices(question, false));
    tell(voice, &blocks);
    voice.say(if question.has_several_right() {
        "Type their numbers, as in 1 3."
    } else {
        "Type the number of your answer."
    });
}

/// What was answered just now, and what that gets as an answer.
pub(in crate::plain) fn reply(voice: &mut Voice, state: &State) {
    let Some(lesson) = state.model.current() else {
        return;
    };
    match &state.form.reply {
        Some(Reply::Predicted(id)) => prediction_reply(voice, state, lesson, id),
        Some(Reply::Answered {
            question,
            choices,
            right,
        }) => answered(voice, lesson, question, choices, *right),
        None => {}
    }
}

fn answered(voice: &mut Voice, lesson: &Lesson, id: &str, choices: &[usize], right: bool) {
    let Some(question) = lesson.questions.iter().find(|one| one.id == id) else {
        return;
    };
    let chosen: Vec<_> = choices
        .iter()
        .filter_map(|at| question.choices.get(*at))
        .collect();
    tell(voice, &report::reply(question, &chosen));
    voice.gap();
    if !right {
        voice.say("Try again with another number; `answer` tells the question once more.");
    }
}

fn prediction_reply(voice: &mut Voice, state: &State, lesson: &Lesson, id: &str) {
    let key = (lesson.id.clone(), id.to_owned());
    let prediction = lesson.predictions.iter().find(|one| one.id == id);
    let (Some(foresight), Some(prediction)) = (state.model.predictions.get(&key), prediction)
    else {
        return;
    };
    let program = prediction_text(lesson, prediction);
    tell(voice, &report::prediction(foresight, program));
    voice.gap();
}

/// All that was said and answered before, and what is still open.
pub(in crate::plain) fn earlier_answers(voice: &mut Voice, state: &State) {
    let Some(lesson) = state.model.current() else {
        return;
    };
    let so_far = state.model.so_far();
    tell(voice, &report::earlier_predictions(lesson, so_far));
    voice.gap();
    tell(voice, &report::answers(lesson, so_far));
    voice.gap();
    if state.model.is_done() {
        lesson::takeaway(voice, state);
    } else {
        voice.say("There is something left to answer: `answer` tells it.");
    }
}
