//! The model folds events, so no engine runs here.

use super::sample::{asking, course_of, lesson, predicting};
use super::scripted;
use cellmate::course::{Kind, Lesson};
use cellmate::desk::{CourseProgress, LastVerdict};
use cellmate::engine::{
    Command, Error, Event, Finish, JobId, Model, Next, Opened, Refusal, Request, Session,
    TraceState, TracedProgram,
};
use cellmate::grader::judge_prediction;
use cellmate::verdict::{Diagnostic, OutcomeKind, PredictedOutcome, Severity};
use std::sync::Arc;

const JOB: JobId = JobId(7);

/// The first of two gradings of one lesson, and the one that replaces it.
const OLDER: JobId = JobId(2);
const NEWER: JobId = JobId(3);

fn predicted() -> PredictedOutcome {
    PredictedOutcome {
        outcome: OutcomeKind::Panicked,
        line: Some(1),
        error: None,
        stdout: None,
    }
}

fn opened(lessons: Vec<Lesson>) -> Opened {
    Opened {
        course: Some(Arc::new(course_of(lessons))),
        ..Opened::default()
    }
}

/// A model of a course whose lesson `counter` is open.
fn model_of(lessons: Vec<Lesson>) -> Model {
    let mut model = Model::default();
    model.apply(&Event::Opened(Box::new(opened(lessons))));
    model.select_lesson("counter");
    model
}

/// A session of a course whose lesson `counter` is open.
fn session_of(lessons: Vec<Lesson>) -> Session {
    let mut session = Session::default();
    session.on_event(&Event::Opened(Box::new(opened(lessons))));
    session.open_lesson("counter");
    session
}

/// Sends a command as the job with this id, which replaces these jobs.
fn start_instead(model: &mut Model, job: JobId, command: Command, replaces: Vec<JobId>) {
    let request = model.send(command);
    model.apply(&Event::Started {
        job,
        request: request.id,
        command: request.command,
        replaces,
    });
}

fn start(model: &mut Model, job: u64, command: Command) -> JobId {
    start_instead(model, JobId(job), command, Vec::new());
    JobId(job)
}

fn exercise() -> Lesson {
    predicting(lesson("start", "counter", Kind::Edit), "first", None)
}

fn predict() -> Command {
    Command::Predict {
        lesson: "counter".to_owned(),
        prediction: "first".to_owned(),
        predicted: predicted(),
    }
}

/// A model whose open lesson, an exercise, has a verdict and a running prediction.
fn predicting_model() -> Model {
    let verdict = scripted::verdict(&exercise(), "wrong");
    let mut model = model_of(vec![exercise()]);
    let grade = Command::Grade {
        lesson: "counter".to_owned(),
        debounce: false,
    };
    let job = start(&mut model, 1, grade);
    model.apply(&Event::Graded {
        job,
        lesson: "counter".to_owned(),
        text: "wrong".to_owned(),
        verdict: Box::new(verdict),
        unrecorded: None,
    });
    start(&mut model, JOB.0, predict());
    model
}

fn judged(model: &Model) -> Event {
    let course = model.course().cloned().unwrap();
    let lesson = course.lesson("counter").unwrap();
    let prediction = &lesson.predictions[0];
    let observed = scripted::verdict(lesson, "panics").observed;
    let result = judge_prediction(&course, lesson, prediction, predicted(), observed);
    Event::PredictionJudged {
        job: JOB,
        lesson: "counter".to_owned(),
        result: Box::new(result),
        revealed: None,
    }
}

#[test]
fn a_prediction_is_under_way_until_it_is_judged_or_fails() {
    let mut model = predicting_model();
    assert!(model.is_predicting() && !model.is_idle());
    let event = judged(&model);
    model.apply(&event);
    assert!(!model.is_predicting() && model.is_idle());
    let mut model = predicting_model();
    model.apply(&Event::Cancelled { job: JOB });
    assert!(!model.is_predicting());
}

fn hint(id: &str) -> Command {
    Command::RecordHint {
        lesson: "counter".to_owned(),
        hint: id.to_owned(),
    }
}

fn recorded(job: JobId, progress: &CourseProgress) -> Event {
    let progress = progress.clone();
    Event::ProgressRecorded { job, progress }
}

fn answer() -> Command {
    Command::RecordAnswer {
        lesson: "counter".to_owned(),
        question: "why".to_owned(),
        choices: vec!["a".to_owned()],
        right: true,
    }
}

#[test]
fn pending_changes_outlive_the_report_on_earlier_ones() {
    let mut model = Model::default();
    let first = start(&mut model, 1, hint("first"));
    let second = start(&mut model, 2, answer());
    // It is not a job yet.
    let _sent = model.send(hint("third"));
    let mut progress = CourseProgress::default();
    let lesson = progress.lesson_mut("counter");
    lesson.record_hint("first");
    model.apply(&recorded(first, &progress));
    let known = model.progress().lesson("counter");
    assert_eq!(known.hints, ["first", "third"]);
    assert!(known.answers["why"].right);
    let lesson = progress.lesson_mut("counter");
    lesson.record_answer("why", vec!["a".to_owned()], true);
    model.apply(&recorded(second, &progress));
    let known = model.progress().lesson("counter");
    assert_eq!(known.hints, ["first", "third"]);
    assert_eq!(known.answers["why"].tries, 1);
}

#[test]
fn what_was_finished_is_forgotten_if_its_last_answer_could_not_be_recorded() {
    let lessons = ["counter", "order"].map(|id| asking(lesson("start", id, Kind::Choose), "why"));
    let mut progress = CourseProgress::default();
    let order = progress.lesson_mut("order");
    order.record_answer("why", vec!["a".to_owned()], true);
    let mut session = session_of(lessons.into());
    session.on_event(&recorded(JOB, &progress));
    session.send([answer()]);
    let request = session.take_requests().remove(0);
    session.on_event(&Event::Started {
        job: JobId(1),
        request: request.id,
        command: request.command,
        replaces: Vec::new(),
    });
    let finish = || Next::Finish(Finish::Course);
    assert_eq!(session.clone().advance(), finish());
    session.on_event(&recorded(JOB, &progress));
    assert_eq!(session.clone().advance(), finish());
    session.on_event(&Event::Failed {
        job: JobId(1),
        error: Error::Panicked(String::new()),
    });
    assert_eq!(session.advance(), Next::OnlyThisOne);
}

#[test]
fn what_was_finished_in_an_earlier_session_has_no_page() {
    // Of these, only the last is unfinished.
    let lessons = [("start", "counter"), ("start", "order"), ("more", "last")];
    let lessons = lessons.map(|(chapter, id)| asking(lesson(chapter, id, Kind::Choose), "why"));
    let mut opened = opened(lessons.into());
    for id in ["counter", "order"] {
        let lesson = opened.progress.lesson_mut(id);
        lesson.record_answer("why", vec!["a".to_owned()], true);
    }
    let mut session = Session::default();
    session.on_event(&Event::Opened(Box::new(opened)));
    assert_eq!(session.advance(), Next::Lesson("last".to_owned()));
}

#[test]
fn only_what_could_not_be_recorded_is_undone() {
    let mut model = Model::default();
    start(&mut model, 1, hint("first"));
    start(&mut model, 2, hint("second"));
    assert_eq!(
        model.progress().lesson("counter").hints,
        ["first", "second"]
    );
    model.apply(&Event::Failed {
        job: JobId(1),
        error: Error::Panicked(String::new()),
    });
    assert_eq!(model.progress().lesson("counter").hints, ["second"]);
    // Another instance of cellmate has the desk: the hint stays, though nothing is written.
    model.apply(&Event::Failed {
        job: JobId(2),
        error: Error::ReadOnly,
    });
    assert_eq!(model.progress().lesson("counter").hints, ["second"]);
}

#[test]
fn a_desk_is_being_created_until_the_last_event_of_its_command() {
    let mut model = Model::default();
    let command = Command::MakeDesk {
        dir: "desk".to_owned(),
        editor: None,
        plain: false,
    };
    let request = model.send(command);
    assert!(model.is_making_desk());
    model.apply(&Event::Started {
        job: JOB,
        request: request.id,
        command: request.command,
        replaces: Vec::new(),
    });
    assert!(model.is_making_desk());
    model.apply(&Event::Finished { job: JOB });
    assert!(!model.is_making_desk());
}

/// Judges the running prediction, and finds nothing to trace in its program.
fn judge_and_trace(model: &mut Model) {
    let event = judged(model);
    model.apply(&event);
    assert_eq!(model.trace_state(), Some(&TraceState::NotTried));
    let command = Command::TracePrediction {
        lesson: "counter".to_owned(),
        prediction: "first".to_owned(),
    };
    let job = start(model, 8, command);
    model.apply(&Event::Traced {
        job,
        lesson: "counter".to_owned(),
        program: TracedProgram::Prediction("first".to_owned()),
        trace: None,
    });
}

#[test]
fn a_prediction_does_not_change_the_verdict_on_the_file_or_its_trace() {
    let mut model = predicting_model();
    judge_and_trace(&mut model);
    assert!(!model.verdict().unwrap().verdict.passed());
    assert_eq!(model.trace_state(), Some(&TraceState::NotTried));
    // Without a file, the same trace is that of the prediction's program.
    let mut model = model_of(vec![exercise()]);
    start(&mut model, JOB.0, predict());
    judge_and_trace(&mut model);
    assert_eq!(model.trace_state(), Some(&TraceState::Nothing));
}

/// A model in which a second grading of a lesson has started before the first one ended.
fn grading_twice() -> Model {
    let exercise = lesson("start", "counter", Kind::Edit);
    let mut model = model_of(vec![exercise]);
    for (job, replaces) in [(OLDER, vec![]), (NEWER, vec![OLDER])] {
        let command = Command::Grade {
            lesson: "counter".to_owned(),
            debounce: false,
        };
        start_instead(&mut model, job, command, replaces);
    }
    model
}

fn graded(model: &Model, job: JobId, text: &str) -> Event {
    let lesson = model.current().unwrap();
    Event::Graded {
        job,
        lesson: lesson.id.clone(),
        text: text.to_owned(),
        verdict: Box::new(scripted::verdict(lesson, text)),
        unrecorded: None,
    }
}

#[test]
fn a_verdict_of_a_replaced_grading_is_not_shown() {
    let mut model = grading_twice();
    let late = graded(&model, OLDER, "wrong");
    model.apply(&late);
    assert!(model.verdict().is_none());
    let current = graded(&model, NEWER, "passes");
    model.apply(&current);
    assert_eq!(model.verdict().unwrap().text, "passes");
}

#[test]
fn an_error_of_a_replaced_grading_does_not_count_for_the_running_one() {
    let mut model = grading_twice();
    let error = Error::NoEditor;
    model.apply(&Event::Failed { job: OLDER, error });
    assert!(model.ungraded("counter").is_none() && model.is_grading());
    let error = Error::NoEditor;
    model.apply(&Event::Failed { job: NEWER, error });
    assert!(model.ungraded("counter").is_some() && !model.is_grading());
}

/// Starts a job of a session.
fn follow(session: &mut Session, job: JobId, request: Request) {
    session.on_event(&Event::Started {
        job,
        request: request.id,
        command: request.command,
        replaces: Vec::new(),
    });
}

/// A session in which the open lesson's file does not compile, with errors that have these codes.
fn session_with_errors(codes: &[Option<&str>]) -> Session {
    let mut session = session_of(vec![exercise()]);
    let grade = Command::Grade {
        lesson: "counter".to_owned(),
        debounce: false,
    };
    follow(&mut session, OLDER, grade.into());
    let mut verdict = scripted::verdict(&exercise(), "wrong");
    let error = |code: Option<&str>| Diagnostic {
        severity: Severity::Error,
        code: code.map(str::to_owned),
        line: Some(1),
        column: Some(1),
        message: String::new(),
        rendered: String::new(),
        colored: String::new(),
    };
    verdict.observed.diagnostics = codes.iter().copied().map(error).collect();
    session.on_event(&Event::Graded {
        job: OLDER,
        lesson: "counter".to_owned(),
        text: "wrong".to_owned(),
        verdict: Box::new(verdict),
        unrecorded: None,
    });
    session
}

#[test]
fn the_first_error_with_a_code_is_explained() {
    let mut session = session_with_errors(&[None, Some("E0308")]);
    assert_eq!(session.explain(), Ok("E0308".to_owned()));
    let mut session = session_with_errors(&[Some("E0308"), Some("E0594")]);
    assert_eq!(session.explain(), Ok("E0308".to_owned()));
    let mut session = session_with_errors(&[None]);
    assert_eq!(session.explain(), Err(Refusal::NoErrorCode));
}

#[test]
fn rustc_is_asked_again_after_an_error() {
    let mut session = session_with_errors(&[Some("E0594")]);
    let ask = |session: &mut Session, job| {
        assert_eq!(session.explain(), Ok("E0594".to_owned()));
        let requests = session.take_requests();
        let count = requests.len();
        for request in requests {
            follow(session, job, request);
        }
        count
    };
    assert_eq!(ask(&mut session, JOB), 1);
    let error = Error::NoEditor;
    session.on_event(&Event::Failed { job: JOB, error });
    assert!(session.model().explanation("E0594").unwrap().is_err());

    let later = JobId(8);
    assert_eq!(ask(&mut session, later), 1);
    assert!(session.model().explanation("E0594").is_none());
    session.on_event(&Event::Explained {
        code: "E0594".to_owned(),
        text: "about it".to_owned(),
    });
    session.on_event(&Event::Finished { job: later });
    assert_eq!(ask(&mut session, later), 0);
    assert_eq!(session.model().explanation("E0594"), Some(Ok("about it")));
}

#[test]
fn a_chapter_of_one_lesson_has_no_page_of_its_own() {
    let first = lesson("start", "counter", Kind::Edit);
    let verdict = scripted::verdict(&first, "passes");
    let second = lesson("more", "order", Kind::Edit);
    let mut session = session_of(vec![first, second]);
    let mut progress = CourseProgress::default();
    let last = LastVerdict {
        hash: verdict.hash,
        text_hash: None,
        passed: true,
        feedback: None,
    };
    progress.lesson_mut("counter").record_verdict(last, 1);
    session.on_event(&recorded(JOB, &progress));
    assert_eq!(session.advance(), Next::Lesson("order".to_owned()));
}
