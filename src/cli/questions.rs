//! The programs to predict, lines to order and questions of a lesson, and how to answer them.

use super::writer::{self, OutputStyle};
use crate::course::{self, Kind, Lesson, Prediction, Question};
use crate::desk::LessonProgress;
use crate::engine::{Model, form};
use crate::rows::Role;
use crate::{report, sanitize};
use std::fmt::Write as _;

/// Returns everything that can be answered now.
pub(super) fn all(style: OutputStyle, model: &Model, lesson: &Lesson) -> String {
    let progress = model.lesson_progress();
    let mut text = String::new();
    if !lesson.predictions.is_empty() {
        text += &predictions(style, model, lesson);
    }
    if lesson.head.kind == Kind::Arrange {
        text += &lines(style, lesson);
    }
    // Questions would give the outcome away.
    if progress.has_predicted(lesson) {
        text += &questions(style, lesson, progress);
    }
    text
}

/// Returns each program once, with the earlier predictions or how to predict.
fn predictions(style: OutputStyle, model: &Model, lesson: &Lesson) -> String {
    let mut text = String::new();
    let mut shown: Vec<&str> = Vec::new();
    for prediction in &lesson.predictions {
        let program = course::prediction_text(lesson, prediction);
        if !shown.contains(&program) {
            shown.push(program);
            text += &editions(lesson, program);
            text += &numbered(style, program);
            text.push('\n');
        }
    }
    let progress = model.lesson_progress();
    let earlier = report::earlier_predictions(lesson, progress);
    text += &writer::text(style, &earlier);
    if let Some(open) = form::open_prediction(lesson, progress) {
        text += &how_to_predict(style, lesson, open);
        text += &codes(style, model);
    }
    text
}

fn editions(lesson: &Lesson, program: &str) -> String {
    let same = lesson.predictions.iter();
    let same = same.filter(|other| course::prediction_text(lesson, other) == program);
    let named: Vec<String> = same
        .map(|prediction| format!("{} in Rust {}", prediction.id, edition(lesson, prediction)))
        .collect();
    format!("The program ({}):\n\n", named.join(", "))
}

fn edition(lesson: &Lesson, prediction: &Prediction) -> &'static str {
    let own = lesson.build.edition;
    prediction.edition.unwrap_or(own).as_str()
}

/// Returns a text with line numbers.
pub(super) fn numbered(style: OutputStyle, program: &str) -> String {
    let line = |(at, line): (usize, &str)| {
        let number = style.paint(Role::Dim, &format!("{:>4} │", at + 1));
        format!("{number} {}\n", sanitize::text(line)).replace(" \n", "\n")
    };
    program.lines().enumerate().map(line).collect()
}

/// Returns how to make the next prediction.
pub(super) fn how_to_predict(style: OutputStyle, lesson: &Lesson, open: &Prediction) -> String {
    let id = &lesson.id;
    let of = if lesson.predictions.len() > 1 {
        format!(" this time ({}, Rust {})", open.id, edition(lesson, open))
    } else {
        String::new()
    };
    let answer = style.paint(Role::Accent, &format!("cellmate answer {id} …"));
    let mut text = String::new();
    // `show` has printed the first program; the others come one by one.
    if lesson
        .predictions
        .first()
        .is_some_and(|first| first.id != open.id)
    {
        let show = style.paint(Role::Accent, &format!("cellmate show {id}"));
        let _ = writeln!(text, "{show} shows the next program.\n");
    }
    let _ = write!(
        text,
        "What will it do{of}? You can predict it once; then cellmate runs it:\n{answer}\n\n"
    );
    for (words, means) in [
        (
            "compile-error LINE [CODE]",
            "rustc rejects it because of this line",
        ),
        ("panics LINE", "it panics on this line"),
        (
            "prints 'LINE' 'LINE' …",
            "it finishes and prints these lines",
        ),
        ("hangs", "it never finishes"),
    ] {
        let words = style.paint(Role::Accent, &format!("{words:<27}"));
        let _ = writeln!(text, "  {words} {means}");
    }
    text
}

/// Returns the error codes and their meanings.
fn codes(style: OutputStyle, model: &Model) -> String {
    let meanings = model.error_meanings();
    let mut text = String::new();
    if !meanings.is_empty() {
        text += "\nError codes (optional; a wrong code doesn't make the prediction wrong):\n\n";
    }
    for meaning in meanings {
        let code = style.paint(Role::Dim, &sanitize::line(&meaning.code));
        let _ = writeln!(text, "  {code}  {}", sanitize::line(&meaning.means));
    }
    text
}

/// Returns the shuffled lines with their numbers.
pub(super) fn lines(style: OutputStyle, lesson: &Lesson) -> String {
    let mut text = writer::text(style, &report::lines_to_order(lesson));
    let command = style.paint(
        Role::Accent,
        &format!("cellmate answer {} 3 1 2", lesson.id),
    );
    let _ = writeln!(
        text,
        "\n  {command}   writes them into your file in this order, and grades it"
    );
    text
}

/// Returns all questions of a lesson.
pub(super) fn questions(style: OutputStyle, lesson: &Lesson, progress: &LessonProgress) -> String {
    let mut text = String::new();
    for question in &lesson.questions {
        let answered = progress
            .answers
            .get(&question.id)
            .is_some_and(|answer| answer.right);
        text += &ask(style, lesson, question, answered);
    }
    text
}

/// Returns one question with its numbered choices, and how to answer it.
pub(super) fn ask(
    style: OutputStyle,
    lesson: &Lesson,
    question: &Question,
    answered: bool,
) -> String {
    let several = lesson.questions.len() > 1;
    let mut asked = question.clone();
    if several {
        asked.ask = format!("**{}**: {}", question.id, question.ask);
    }
    let mut blocks = report::question(&asked);
    blocks.push(report::choices(question, answered));
    let mut text = format!("\n{}", writer::text(style, &blocks));
    if !answered {
        let name = if several {
            format!(" {}", question.id)
        } else {
            String::new()
        };
        let command = format!("cellmate answer {}{name} NUMBER…", lesson.id);
        let _ = writeln!(text, "  {}", style.paint(Role::Accent, &command));
    }
    text
}
