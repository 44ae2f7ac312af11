//! A verdict is about the current text of the file: older ones are neither reported nor recorded.

use super::scene::{End, Scene, grade, verdicts};
use super::scripted;
use cellmate::desk::CourseSource;
use cellmate::engine::{Command, DeskUse, Error, Event, TracedProgram};
use cellmate::verdict::{OutcomeKind, PredictedOutcome};

#[test]
fn a_save_is_graded_and_recorded() {
    let scene = Scene::new();
    scene.save("counter", "passes");
    let (end, events) = scene.end_of(scene.grading());
    assert!(matches!(end, End::Finished));
    assert_eq!(verdicts(&events), ["passes"]);
    // The time of the pass is in seconds since 1970.
    let passed = scene.progress("counter").first_pass.unwrap();
    assert!(passed > 1_600_000_000, "{passed}");
}

#[test]
fn a_save_of_other_files_is_not_graded() {
    let scene = Scene::new();
    let elsewhere = scene.sample.folder.path().join("counter.rs");
    std::fs::write(&elsewhere, "passes").unwrap();
    scene.engine.file_saved(&elsewhere);
    scene.engine.file_saved(&scene.file("which"));
    assert!(scene.rest().is_empty());
}

#[test]
fn a_newer_save_cancels_the_grading_of_the_older_text() {
    let scene = Scene::new();
    scene.grader.hold("grade wrong");
    scene.save("counter", "wrong");
    let older = scene.grading();
    scene.grader.wait_for("grade wrong", 1);
    scene.save("counter", "passes");
    let newer = scene.grading();
    let (end, events) = scene.end_of(newer);
    assert!(matches!(end, End::Finished));
    assert_eq!(verdicts(&events), ["passes"]);
    let cancelled = |event: &Event| matches!(event, Event::Cancelled { job } if *job == older);
    // The older grading may end after the newer one.
    if !events.iter().any(cancelled) {
        assert!(matches!(scene.end_of(older).0, End::Cancelled));
    }
    assert_eq!(scene.progress("counter").attempts, 1);
}

#[test]
fn a_save_of_the_text_that_is_being_graded_leaves_the_grading_alone() {
    let scene = Scene::new();
    scene.grader.hold("grade");
    scene.save("counter", "passes");
    let job = scene.grading();
    scene.grader.wait_for("grade passes", 1);
    scene.save("counter", "passes");
    scene.grader.release();
    assert!(matches!(scene.end_of(job).0, End::Finished));
    assert_eq!(scene.grader.calls()[..1], ["grade passes"]);
    let again = |event: &Event| {
        let started = |command: &Command| matches!(command, Command::Grade { .. });
        matches!(event, Event::Started { command, .. } if started(command))
    };
    assert!(!scene.rest().iter().any(again));
}

#[test]
fn a_save_of_the_text_that_has_the_verdict_is_graded_again_only_on_request() {
    let scene = Scene::new();
    scene.save("counter", "passes");
    scene.end_of(scene.grading());
    scene.save("counter", "passes");
    assert!(matches!(scene.run(grade("counter")), End::Finished));
    let graded = scene.grader.calls();
    let graded = graded.iter().filter(|call| call.starts_with("grade"));
    assert_eq!(graded.count(), 2, "the first save and the command");
}

#[test]
fn after_a_grading_that_failed_the_same_text_is_graded_again() {
    let scene = Scene::new();
    scene.save("counter", "passes");
    scene.end_of(scene.grading());
    scene.save("counter", "fails");
    let (end, events) = scene.end_of(scene.grading());
    assert!(matches!(end, End::Failed(Error::Machine(_))));
    assert!(verdicts(&events).is_empty());
    scene.save("counter", "passes");
    assert!(matches!(scene.end_of(scene.grading()).0, End::Finished));
}

#[test]
fn a_file_saved_while_it_is_graded_is_graded_again_even_without_an_event() {
    let scene = Scene::new();
    scene.grader.hold("grade passes");
    scene.save("counter", "passes");
    let job = scene.grading();
    scene.grader.wait_for("grade passes", 1);
    scene.write("counter", "wrong");
    scene.grader.release();
    let (end, events) = scene.end_of(job);
    assert!(matches!(end, End::Finished));
    assert_eq!(verdicts(&events), ["wrong"]);
    assert_eq!(scene.progress("counter").first_pass, None);
    assert_eq!(scene.progress("counter").attempts, 1);
}

#[test]
fn a_file_saved_while_its_verdict_is_recorded_is_graded_again() {
    let scene = Scene::with(|setup| setup.automatic = false);
    scene.write("counter", "passes");
    // The text that is graded is hashed first, then the text on disk: once under the lock, and once after it.
    let path = scene.file("counter");
    scene.grader.save_at_hash(2, path, "wrong");
    let job = scene.engine.send(grade("counter"));
    let (end, events) = scene.end_of(job);
    assert!(matches!(end, End::Finished));
    assert_eq!(verdicts(&events), ["wrong"]);
}

#[test]
fn a_file_that_keeps_changing_is_an_error() {
    let scene = Scene::with(|setup| setup.automatic = false);
    scene.write("counter", "wrong 0");
    for number in 1..100 {
        let text = format!("wrong {number}");
        scene
            .grader
            .save_at_hash(number, scene.file("counter"), &text);
    }
    let end = scene.run(grade("counter"));
    assert!(matches!(end, End::Failed(Error::KeepsChanging { .. })));
}

#[test]
fn a_file_that_cannot_be_read_is_reported_and_graded_when_it_is_back() {
    let scene = Scene::new();
    scene.save("counter", "passes");
    scene.end_of(scene.grading());
    std::fs::remove_file(scene.file("counter")).unwrap();
    scene.engine.file_saved(&scene.file("counter"));
    let (end, _) = scene.end_of(scene.grading());
    assert!(matches!(end, End::Failed(Error::Source(_))));
    scene.save("counter", "passes");
    let (_, events) = scene.end_of(scene.grading());
    assert_eq!(verdicts(&events), ["passes"]);
}

#[test]
fn many_files_are_graded_and_one_that_is_saved_meanwhile_is_named() {
    let scene = Scene::with(|setup| setup.automatic = false);
    scene.write("counter", "passes");
    scene.write("order", "passes");
    scene.grader.hold("grade");
    let lessons = ["counter", "order"].map(str::to_owned).to_vec();
    let job = scene.engine.send(Command::GradeAll { lessons });
    scene.grader.wait_for("grade passes", 1);
    scene.write("order", "wrong");
    scene.grader.release();
    let (end, events) = scene.end_of(job);
    assert!(matches!(end, End::Finished));
    assert_eq!(verdicts(&events), ["passes"]);
    let not_graded = events.iter().find_map(|event| match event {
        Event::NotGraded { lesson, error, .. } => Some((lesson.as_str(), error)),
        _ => None,
    });
    assert!(matches!(
        not_graded,
        Some(("order", Error::SavedMeanwhile { .. }))
    ));
    assert!(scene.progress("counter").first_pass.is_some());
    assert_eq!(scene.progress("order").attempts, 0);
}

#[test]
fn a_trace_waits_while_anything_is_graded_and_starts_again_after_it() {
    let scene = Scene::new();
    scene.grader.hold("trace");
    scene.save("counter", "panics");
    scene.end_of(scene.grading());
    scene.grader.wait_for("trace panics", 1);
    scene.grader.release();
    scene.grader.hold("grade");
    scene.grader.hold("trace");
    scene.save("counter", "panics again");
    scene.grader.wait_for("grade panics again", 1);
    scene.grader.release();
    scene.grader.hold("trace");
    scene.grader.wait_for("trace panics again", 1);
    // Another lesson is saved while that trace runs.
    scene.grader.hold("grade");
    scene.save("order", "passes");
    scene.grader.wait_for("grade passes", 1);
    scene.grader.release();
    scene.grader.wait_for("trace panics again", 2);
    // The first trace may have ended before the second save cancelled it.
    let newer = TracedProgram::File("panics again".to_owned());
    scene.find(|event| match event {
        Event::Traced { program, .. } => (*program == newer).then_some(()),
        _ => None,
    });
}

#[test]
fn a_trace_that_is_requested_while_anything_is_graded_waits() {
    let scene = Scene::with(|setup| setup.automatic = false);
    scene.write("order", "passes");
    scene.grader.hold("grade");
    scene.engine.send(grade("order"));
    scene.grader.wait_for("grade passes", 1);
    let verdict = scripted::verdict(scene.sample.lesson("counter"), "panics");
    let trace = scene.engine.send(Command::Trace {
        lesson: "counter".to_owned(),
        text: "panics".to_owned(),
        verdict: Box::new(verdict),
    });
    // Nothing shows that a trace is waiting. If it does not wait, it starts while this job runs, unless its thread is
    // late.
    scene.run(Command::Explain {
        code: "E0308".to_owned(),
    });
    scene.grader.release();
    scene.end_of(trace);
    let log = ["grade passes", "graded passes", "trace panics"];
    assert_eq!(scene.grader.log(), log);
}

#[test]
fn a_prediction_is_recorded_before_it_is_reported_and_traced_after() {
    let scene = Scene::new();
    let predicted = PredictedOutcome {
        outcome: OutcomeKind::Panicked,
        line: Some(1),
        error: None,
        stdout: None,
    };
    let job = scene.engine.send(Command::Predict {
        lesson: "peek".to_owned(),
        prediction: "first".to_owned(),
        predicted: predicted.clone(),
    });
    let (end, events) = scene.end_of(job);
    assert!(matches!(end, End::Finished));
    let names: Vec<&str> = events
        .iter()
        .filter_map(|event| match event {
            Event::Started { command, .. }
                if matches!(**command, Command::TracePrediction { .. }) =>
            {
                Some("trace starts")
            }
            Event::ProgressRecorded { .. } => Some("recorded"),
            Event::PredictionJudged { result, .. } if result.right => Some("right"),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["recorded", "trace starts", "right"]);
    assert!(scene.progress("peek").predictions["first"].right);
    scene.grader.wait_for("trace prediction first", 1);
}

#[test]
fn a_file_that_any_editor_saves_on_a_watched_desk_is_graded() {
    let scene = Scene::closed(|setup| {
        setup.source = CourseSource::Path("tests/behavior/course".into());
        setup.desk_use = DeskUse::Watched;
    });
    let job = scene.engine.send(Command::Open);
    scene.end_of(job);
    scene.write("counter", "passes");
    let graded = scene.find(|event| match event {
        Event::Graded { text, verdict, .. } if text == "passes" => Some(verdict.passed()),
        _ => None,
    });
    assert!(graded);
}
