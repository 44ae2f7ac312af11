//! What a lesson asks beside its file: programs to predict, lines to put into order, questions. And how to answer.

use super::look::{Look, Paint};
use super::study::Study;
use super::writer;
use crate::course::{self, Edition, Kind, Lesson, Prediction, Question};
use crate::desk::LessonProgress;
use crate::{report, sanitize};
use std::fmt::Write as _;

/// All that can be answered now.
pub(super) fn all(look: Look, study: &Study, lesson: &Lesson) -> String {
    let so_far = study.of(lesson);
    let mut text = String::new();
    if !lesson.predictions.is_empty() {
        text += &predictions(look, study, lesson);
    }
    if lesson.head.kind == Kind::Arrange {
        text += &lines(look, lesson);
    }
    // A why question would give the outcome away.
    if so_far.has_predicted(lesson) {
        text += &questions(look, lesson, so_far);
    }
    text
}

/// The programs, each once, with what was said of them or how to say it.
fn predictions(look: Look, study: &Study, lesson: &Lesson) -> String {
    let mut text = String::new();
    let mut shown: Vec<&str> = Vec::new();
    for prediction in &lesson.predictions {
        let program = course::prediction_text(lesson, prediction);
        if !shown.contains(&program) {
            shown.push(program);
            text += &editions(lesson, program);
            text += &numbered(look, program);
            text.push('\n');
        }
    }
    let so_far = study.of(lesson);
    let earlier = report::earlier_predictions(lesson, so_far);
    text += &writer::text(look, &earlier);
    if let Some(open) = next_open(lesson, so_far) {
        text += &how_to_predict(look, lesson, open);
        text += &codes(look, study);
    }
    text
}

/// The first prediction without a commitment.
pub(super) fn next_open<'a>(lesson: &'a Lesson, so_far: &LessonProgress) -> Option<&'a Prediction> {
    let mut predictions = lesson.predictions.iter();
    predictions.find(|prediction| !so_far.predictions.contains_key(&prediction.id))
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
    let own: Edition = lesson.build.edition;
    prediction.edition.unwrap_or(own).as_str()
}

/// A text with its line numbers.
pub(super) fn numbered(look: Look, program: &str) -> String {
    let line = |(at, line): (usize, &str)| {
        let number = look.paint(Paint::Dim, &format!("{:>4} │", at + 1));
        format!("{number} {}\n", sanitize::text(line)).replace(" \n", "\n")
    };
    program.lines().enumerate().map(line).collect()
}

/// How to answer the next prediction.
pub(super) fn how_to_predict(look: Look, lesson: &Lesson, open: &Prediction) -> String {
    let id = &lesson.id;
    let of = if lesson.predictions.len() > 1 {
        format!(" this time ({}, Rust {})", open.id, edition(lesson, open))
    } else {
        String::new()
    };
    let answer = look.paint(Paint::Accent, &format!("cellmate answer {id} …"));
    let mut text = format!(
        "What will it do{of}? You can predict it once; then cellmate runs it:\n{answer}\n\n"
    );
    for (words, means) in [
        (
            "compile-error LINE [CODE]",
            "rustc refuses it, because of this line",
        ),
        ("panics LINE", "it panics on this line"),
        (
            "prints 'LINE' 'LINE' …",
            "it finishes and prints these lines",
        ),
        ("hangs", "it never ends"),
    ] {
        let words = look.paint(Paint::Accent, &format!("{words:<27}"));
        let _ = writeln!(text, "  {words} {means}");
    }
    text
}

/// The codes that can be named, with what they mean.
fn codes(look: Look, study: &Study) -> String {
    let meanings = &study.course.errors;
    let mut text = String::new();
    if !meanings.is_empty() {
        text += "\nThe codes, if you like (a wrong one costs nothing):\n\n";
    }
    for meaning in meanings {
        let code = look.paint(Paint::Dim, &sanitize::line(&meaning.code));
        let _ = writeln!(text, "  {code}  {}", sanitize::line(&meaning.means));
    }
    text
}

/// The shuffled lines with their numbers.
fn lines(look: Look, lesson: &Lesson) -> String {
    let shown = course::shown(lesson);
    let mut text = "The lines, in no order; some of them may not belong there:\n\n".to_owned();
    for (at, line) in shown.iter().enumerate() {
        let number = look.paint(Paint::Accent, &format!("{:>4}", at + 1));
        let _ = writeln!(text, "{number}  {}", sanitize::line(line));
    }
    let command = look.paint(
        Paint::Accent,
        &format!("cellmate answer {} 3 1 2", lesson.id),
    );
    let _ = writeln!(
        text,
        "\n  {command}   writes them into your file in this order, and checks it"
    );
    text
}

/// All questions of a lesson.
pub(super) fn questions(look: Look, lesson: &Lesson, so_far: &LessonProgress) -> String {
    let several = lesson.questions.len() > 1;
    let mut text = String::new();
    for question in &lesson.questions {
        let answered = so_far
            .answers
            .get(&question.id)
            .is_some_and(|answer| answer.right);
        text += &ask(look, lesson, question, several, answered);
    }
    text
}

/// One question with its numbered choices and how to answer it.
pub(super) fn ask(
    look: Look,
    lesson: &Lesson,
    question: &Question,
    several: bool,
    answered: bool,
) -> String {
    let mut asked = question.clone();
    if several {
        asked.ask = format!("**{}**: {}", question.id, question.ask);
    }
    let mut blocks = report::question(&asked);
    blocks.push(report::choices(question, answered));
    let mut text = format!("\n{}", writer::text(look, &blocks));
    if !answered {
        let name = if several {
            format!(" {}", question.id)
        } else {
            String::new()
        };
        let command = format!("cellmate answer {}{name} NUMBER…", lesson.id);
        let _ = writeln!(text, "  {}", look.paint(Paint::Accent, &command));
    }
    text
}
