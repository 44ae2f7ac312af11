//! The learner's text is never lost, and nothing is written to a desk that another instance holds.

use super::sample::Sample;
use super::scene::{End, Scene, grade, verdicts};
use super::scripted::ScriptedGrader;
use cellmate::desk::{CourseProgress, CourseSource};
use cellmate::engine::{Command, Engine, Error, Event, GraderSource, Notice, Setup};
use cellmate::verdict::{OutcomeKind, PredictedOutcome};
use std::fs;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

fn write(text: &str, base: Option<&str>) -> Command {
    Command::WriteFile {
        lesson: "counter".to_owned(),
        text: text.to_owned(),
        base: base.map(str::to_owned),
    }
}

fn predict(lesson: &str, prediction: &str) -> Command {
    Command::Predict {
        lesson: lesson.to_owned(),
        prediction: prediction.to_owned(),
        predicted: PredictedOutcome {
            outcome: OutcomeKind::Panicked,
            line: Some(1),
            error: None,
            stdout: None,
        },
    }
}

#[test]
fn a_file_that_changed_since_editing_began_is_kept_as_a_copy() {
    let scene = Scene::new();
    scene.write("counter", "theirs");
    let job = scene.engine.send(write("mine", Some("before")));
    let (_, events) = scene.end_of(job);
    let copy = events.iter().find_map(|event| match event {
        Event::Noticed(Notice::ChangedFileKept { copy, .. }) => Some(copy),
        _ => None,
    });
    assert_eq!(fs::read_to_string(copy.unwrap()).unwrap(), "theirs");
    assert_eq!(scene.read("counter"), "mine");
}

#[test]
fn a_file_that_did_not_change_is_overwritten_without_a_copy() {
    let scene = Scene::new();
    scene.write("counter", "before");
    scene.run(write("mine", Some("before")));
    scene.write("counter", "mine");
    // A text that is already on disk needs no copy, whatever was there when editing began.
    scene.run(write("mine", Some("before")));
    assert!(!scene.sample.state("backups").exists());
    assert_eq!(scene.read("counter"), "mine");
}

#[test]
#[cfg(unix)]
fn a_file_that_cannot_be_read_is_not_overwritten_and_blocks_no_other_write() {
    let scene = Scene::new();
    let path = scene.file("counter");
    fs::remove_file(&path).unwrap();
    let mut mkfifo = std::process::Command::new("mkfifo");
    assert!(mkfifo.arg(&path).status().unwrap().success());
    let end = scene.run(write("mine", Some("before")));
    assert!(matches!(end, End::Failed(Error::Desk(_))), "{end:?}");
    assert!(!fs::metadata(&path).unwrap().is_file());
}

#[test]
fn a_desk_in_the_home_folder_of_another_user_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let scene = Scene::with(|setup| {
        setup.desk = None;
        setup.home = Some(home.path().to_owned());
    });
    let make = |dir: &str| {
        scene.run(Command::MakeDesk {
            dir: dir.to_owned(),
            editor: None,
            plain: false,
        })
    };
    let end = make("~somebody/desk");
    assert!(matches!(end, End::Failed(Error::HomeFolder(_))), "{end:?}");
    assert!(!home.path().join("somebody").exists());
    let end = make("~/desk");
    assert!(matches!(end, End::Finished), "{end:?}");
    assert!(home.path().join("desk/exercises").is_dir());
}

#[test]
fn a_desk_that_is_made_twice_is_not_taken_from_itself() {
    let home = tempfile::tempdir().unwrap();
    let scene = Scene::with(|setup| {
        setup.desk = None;
        setup.home = Some(home.path().to_owned());
    });
    for _ in 0..2 {
        let job = scene.engine.send(Command::MakeDesk {
            dir: "~/desk".to_owned(),
            editor: None,
            plain: false,
        });
        let opened = scene
            .end_of(job)
            .1
            .into_iter()
            .find_map(|event| match event {
                Event::Opened(opened) => Some(opened),
                _ => None,
            });
        let busy = opened.unwrap().read_only;
        assert!(busy.is_none(), "{busy:?}");
    }
}

#[test]
fn a_written_file_is_graded() {
    let scene = Scene::new();
    scene.engine.send(write("passes", None));
    assert_eq!(verdicts(&scene.end_of(scene.grading()).1), ["passes"]);
}

#[test]
fn a_draft_is_kept_until_it_is_saved_or_discarded() {
    let scene = Scene::new();
    let draft = scene.sample.state("drafts/counter.rs");
    let keep = || Command::KeepDraft {
        lesson: "counter".to_owned(),
        text: "half".to_owned(),
    };
    scene.run(keep());
    assert_eq!(fs::read_to_string(&draft).unwrap(), "half");
    let job = scene.engine.send(write("whole", None));
    let (_, events) = scene.end_of(job);
    assert!(!draft.exists());
    let discarded = |event: &Event| matches!(event, Event::DraftDiscarded { .. });
    assert!(events.iter().any(discarded));
    scene.run(keep());
    let lesson = "counter".to_owned();
    scene.run(Command::DiscardDraft { lesson });
    assert!(!draft.exists());
}

#[test]
fn a_reset_keeps_the_learners_text_and_grades_the_starter() {
    let scene = Scene::new();
    scene.write("counter", "mine");
    let lesson = "counter".to_owned();
    let job = scene.engine.send(Command::Reset { lesson });
    let (_, events) = scene.end_of(job);
    let copy = events.iter().find_map(|event| match event {
        Event::Noticed(Notice::StarterRestored { copy, .. }) => copy.as_ref(),
        _ => None,
    });
    assert_eq!(fs::read_to_string(copy.unwrap()).unwrap(), "mine");
    assert_eq!(scene.read("counter"), super::sample::STARTER);
    let saved = |event: &Event| matches!(event, Event::FileSaved { .. });
    assert!(events.iter().any(saved));
}

#[test]
fn an_arranged_file_is_written_and_its_lines_recorded() {
    let scene = Scene::new();
    scene.write("order", "edited by hand");
    let lines = vec!["a".to_owned(), "b".to_owned()];
    let job = scene.engine.send(Command::Arrange {
        lesson: "order".to_owned(),
        text: "passes".to_owned(),
        before: Some("what the order before made".to_owned()),
        lines: lines.clone(),
    });
    let (_, events) = scene.end_of(job);
    let copy = events.iter().find_map(|event| match event {
        Event::Noticed(Notice::EditedFileKept { copy, .. }) => Some(copy),
        _ => None,
    });
    assert_eq!(fs::read_to_string(copy.unwrap()).unwrap(), "edited by hand");
    assert_eq!(scene.read("order"), "passes");
    assert_eq!(scene.progress("order").arranged, Some(lines));
}

#[test]
fn a_desk_that_another_instance_has_is_read_and_graded_but_not_written() {
    let mut session = None;
    let scene = Scene::closed(|setup| {
        session = Some(setup.desk.as_ref().unwrap().take().unwrap());
        setup.source = CourseSource::Path("tests/course/good".into());
        setup.automatic = false;
    });
    let job = scene.engine.send(Command::Open);
    let (_, events) = scene.end_of(job);
    let opened = events.iter().find_map(|event| match event {
        Event::Opened(opened) => Some(opened),
        _ => None,
    });
    assert!(matches!(
        opened.unwrap().read_only,
        Some(Error::DeskLock(_))
    ));
    let lesson = || "counter".to_owned();
    scene.write("counter", "passes");
    let predict = predict("two_borrows", "in-2021");
    let draft = Command::KeepDraft {
        lesson: lesson(),
        text: "half".to_owned(),
    };
    let reset = Command::Reset { lesson: lesson() };
    let solution = Command::RecordSolutionSeen { lesson: lesson() };
    for command in [write("mine", None), reset, draft, solution, predict] {
        assert!(matches!(scene.run(command), End::Failed(Error::ReadOnly)));
    }
    let job = scene.engine.send(grade("counter"));
    assert_eq!(verdicts(&scene.end_of(job).1), ["passes"]);
    assert_eq!(scene.read("counter"), "passes");
    assert!(!scene.sample.state("progress.json").exists());
    // The program of the prediction stays hidden.
    assert_eq!(scene.grader.calls(), ["grade passes"]);
}

/// Puts a folder where the desk has a file, so that not even root can write it.
fn block(scene: &Scene, name: &str) {
    fs::create_dir_all(scene.sample.state(name)).unwrap();
}

#[test]
fn a_verdict_that_cannot_be_recorded_is_reported_with_the_reason() {
    let scene = Scene::new();
    block(&scene, "progress.json");
    scene.write("counter", "passes");
    let job = scene.engine.send(grade("counter"));
    let (end, events) = scene.end_of(job);
    assert!(matches!(end, End::Finished));
    let reason = events.iter().find_map(|event| match event {
        Event::Graded { unrecorded, .. } => Some(unrecorded),
        _ => None,
    });
    assert!(matches!(reason, Some(Some(Error::Desk(_)))), "{reason:?}");
    let recorded = |event: &Event| matches!(event, Event::ProgressRecorded { .. });
    assert!(!events.iter().any(recorded));
}

#[test]
fn a_hint_and_a_prediction_that_cannot_be_recorded_fail() {
    let scene = Scene::new();
    block(&scene, "progress.json");
    let hint = Command::RecordHint {
        lesson: "counter".to_owned(),
        hint: "first".to_owned(),
    };
    for command in [hint, predict("peek", "first")] {
        let end = scene.run(command);
        assert!(matches!(end, End::Failed(Error::Desk(_))), "{end:?}");
    }
}

#[test]
fn a_program_that_cannot_be_revealed_leaves_the_prediction_recorded() {
    let scene = Scene::new();
    let path = scene.file("peek");
    let chapter = path.parent().unwrap();
    fs::remove_dir_all(chapter).unwrap();
    fs::write(chapter, "a file where the folder was").unwrap();
    let job = scene.engine.send(predict("peek", "first"));
    let (end, events) = scene.end_of(job);
    assert!(matches!(end, End::Finished));
    let failed = |event: &Event| matches!(event, Event::Noticed(Notice::Failed(Error::Desk(_))));
    assert!(events.iter().any(failed));
    assert!(scene.progress("peek").predictions.contains_key("first"));
}

#[test]
fn a_written_file_is_graded_even_if_the_rest_of_the_write_fails() {
    let scene = Scene::new();
    block(&scene, "progress.json");
    block(&scene, "drafts/counter.rs");
    scene.write("order", "edited by hand");
    let arrange = Command::Arrange {
        lesson: "order".to_owned(),
        text: "passes".to_owned(),
        before: Some("what the order before made".to_owned()),
        lines: vec!["a".to_owned()],
    };
    for (command, copies) in [(arrange, 1), (write("passes", None), 0)] {
        let job = scene.engine.send(command);
        let (end, events) = scene.end_of(job);
        assert!(matches!(end, End::Failed(Error::Desk(_))), "{end:?}");
        let copied =
            |event: &&Event| matches!(event, Event::Noticed(Notice::EditedFileKept { .. }));
        assert_eq!(events.iter().filter(copied).count(), copies);
        let saved = |event: &Event| matches!(event, Event::FileSaved { .. });
        assert!(events.iter().any(saved));
    }
}

#[test]
fn a_newer_draft_replaces_one_that_waits_to_be_written() {
    let scene = Scene::new();
    let draft = |text: &str| Command::KeepDraft {
        lesson: "counter".to_owned(),
        text: text.to_owned(),
    };
    let mut jobs = Vec::new();
    // Nothing can be written while the progress is being changed.
    let recorded = scene.sample.desk.record(|_| {
        jobs.extend(["h", "ha", "hal", "half"].map(|text| scene.engine.send(draft(text))));
    });
    recorded.unwrap();
    let (_, events) = scene.end_of(jobs[3]);
    let kept = |event: &&Event| matches!(event, Event::DraftKept { .. });
    // The first one may have begun before the second was sent.
    assert!(events.iter().filter(kept).count() <= 2);
    let path = scene.sample.state("drafts/counter.rs");
    assert_eq!(fs::read_to_string(path).unwrap(), "half");
}

#[test]
fn no_report_on_progress_overtakes_a_later_one() {
    let sample = Sample::new();
    let grader = GraderSource::Given(Arc::new(ScriptedGrader::default()));
    let setup = Setup::new(CourseSource::Embedded, Some(sample.desk.clone()), grader);
    let (reports, reported) = mpsc::channel();
    let (second, wait_for_second) = mpsc::channel();
    let wait_for_second = Mutex::new(Some(wait_for_second));
    let sink = move |event| {
        if let Event::ProgressRecorded { progress, .. } = event {
            // The front end is slow to take the first report.
            let first = wait_for_second.lock().unwrap().take();
            if let Some(wait) = first {
                let _ = wait.recv_timeout(Duration::from_millis(200));
            }
            reports.send(progress).unwrap();
            let _ = second.send(());
        }
    };
    let course = Arc::new(sample.course.clone());
    let engine = Engine::start_open(setup, course, sample.desk.clone(), Arc::new(sink));
    engine.send(Command::RecordSolutionSeen {
        lesson: "counter".to_owned(),
    });
    engine.send(predict("peek", "first"));
    let next = || reported.recv_timeout(Duration::from_secs(20)).unwrap();
    let (first, second) = (next(), next());
    let records = |progress: &CourseProgress| {
        let seen = progress.lesson("counter").solution_seen;
        usize::from(seen) + progress.lesson("peek").predictions.len()
    };
    assert_eq!([records(&first), records(&second)], [1, 2]);
}
