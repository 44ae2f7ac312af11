//! What the worker reports, taken over or dropped.

use super::form::Reply;
use super::verdicts::Came;
use super::{Effect, Extent, Graded, Message, Opened, State, Top};
use crate::course::Lesson;
use crate::desk::CourseProgress;
use crate::verdict::{PredictionResult, Verdict};
use std::path::Path;

pub(super) fn reported(state: &mut State, report: Message) -> Vec<Effect> {
    match report {
        Message::Opened(opened) => return all_loaded(state, *opened),
        Message::CourseRead { course, problems } => return state.read_again(course, problems),
        Message::Saved(path) => return saved(state, &path),
        Message::FilesCompared(changed) => state.changed = changed,
        Message::FileRead { lesson, text } => {
            let wanted = lesson == state.lesson && state.opens_soon;
            state.files.insert(lesson, text);
            if wanted {
                state.opens_soon = false;
                return state.edit_here();
            }
        }
        Message::Graded {
            run,
            lesson,
            text,
            verdict,
            looking,
            progress,
        } => {
            return state.graded_now(Came {
                run,
                lesson,
                text,
                verdict: *verdict,
                looking,
                progress,
            });
        }
        Message::NotGraded { run, lesson, why } => {
            if state.grading.get(&lesson).map(|(of, _)| *of) == Some(run) {
                state.grading.remove(&lesson);
                state.ungraded.insert(lesson, why);
            }
        }
        other => return about_runs(state, other),
    }
    Vec::new()
}

/// All is loaded; somebody who knows the way has not waited for that.
fn all_loaded(state: &mut State, opened: Opened) -> Vec<Effect> {
    let mut effects = state.open_all(opened);
    for key in std::mem::take(&mut state.early) {
        effects.extend(super::keys::pressed(state, key));
    }
    effects
}

fn about_runs(state: &mut State, report: Message) -> Vec<Effect> {
    match report {
        Message::Seen {
            run,
            lesson,
            text,
            trace,
        } => state.seen_now(run, &lesson, &text, trace.map(|trace| *trace)),
        Message::Broke { run } => state.give_up(run),
        Message::Recorded(progress) => state.learn(progress),
        Message::Explained { code, text } => {
            if let Some(explained) = &mut state.explained
                && explained.code == code
            {
                explained.text = Some(text);
            }
        }
        other => return about_answers(state, other),
    }
    Vec::new()
}

fn about_answers(state: &mut State, report: Message) -> Vec<Effect> {
    match report {
        Message::Foretold {
            run,
            lesson,
            foresight,
            progress,
            looking,
        } => foretold(state, (run, looking), &lesson, *foresight, progress),
        Message::NotForetold { run, why } if state.form.waiting == Some(run) => {
            state.form.waiting = None;
            state.form.complaint = Some(why);
        }
        Message::Written { lesson, text } => {
            state.drafts.remove(&lesson);
            if let Top::Editor(writing) = &mut state.top
                && writing.lesson == lesson
            {
                writing.base = text;
                writing.notice = Some("Saved.".to_owned());
            }
        }
        Message::Noticed(sentence) => {
            if let Top::Welcome(welcome) = &mut state.top {
                welcome.waiting = false;
            }
            if let Top::Editor(writing) = &mut state.top {
                writing.notice = Some(sentence.clone());
            }
            state.notice = Some(sentence);
        }
        // The screen is drawn anew anyway; all others have been dealt with.
        _ => {}
    }
    Vec::new()
}

/// A file was saved: it is graded at once, whichever lesson is in view.
fn saved(state: &mut State, path: &Path) -> Vec<Effect> {
    let Some(desk) = &state.desk else {
        return Vec::new();
    };
    let lesson = desk.files.iter().find(|(_, file)| *file == path);
    let Some(id) = lesson.map(|(id, _)| id.clone()) else {
        return Vec::new();
    };
    let known = state.course.as_ref().and_then(|course| course.lesson(&id));
    if known.is_some_and(Lesson::has_file) {
        return state.grade(&id, false);
    }
    Vec::new()
}

fn foretold(
    state: &mut State,
    (run, looking): (u64, bool),
    lesson: &str,
    foresight: PredictionResult,
    progress: CourseProgress,
) {
    state.learn(progress);
    let graded = Graded {
        text: String::new(),
        verdict: only_seen(lesson, &foresight),
        looked: !looking,
        looking: looking.then_some(run),
        trace: None,
    };
    state.graded.insert(lesson.to_owned(), graded);
    let id = foresight.prediction.clone();
    let key = (lesson.to_owned(), id.clone());
    state.foretold.insert(key, foresight);
    if state.form.waiting == Some(run) && lesson == state.lesson {
        state.form.waiting = None;
        state.form.reply = Some(Reply::Foretold(id));
        state.extents.verdict = Extent::default();
        state.stepping = super::Stepping::default();
    }
}

/// A program that was only looked at has no stages.
fn only_seen(lesson: &str, foresight: &PredictionResult) -> Verdict {
    Verdict {
        lesson: lesson.to_owned(),
        hash: String::new(),
        observed: foresight.observed.clone(),
        stages: Vec::new(),
        diff: None,
        tests: Vec::new(),
        breaches: Vec::new(),
        feedback: None,
        exploration: None,
        trace: None,
        millis: 0,
    }
}
