//! Every job starts once and ends once.

use super::scene::{End, Scene, grade, verdicts};
use super::scripted;
use cellmate::course::Course;
use cellmate::desk::{CourseSource, Desk, LastVerdict};
use cellmate::engine::{Command, DeskUse, Error, Event, Notice};
use cellmate::grader::text_hash;
use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

#[test]
fn every_job_starts_first_and_ends_once() {
    let scene = Scene::new();
    let lesson = || "counter".to_owned();
    let verdict = scripted::verdict(scene.sample.lesson("counter"), "panics");
    let commands = [
        grade("counter"),
        grade("nowhere"),
        Command::Trace {
            lesson: lesson(),
            text: "panics".to_owned(),
            verdict: Box::new(verdict),
        },
        Command::Replay {
            lesson: lesson(),
            text: "panics".to_owned(),
            choices: vec![0, 1],
        },
        Command::Explain {
            code: "E0308".to_owned(),
        },
        Command::Advise {
            lesson: lesson(),
            text: "passes".to_owned(),
        },
        Command::KeepDraft {
            lesson: lesson(),
            text: "draft".to_owned(),
        },
        Command::WriteFile {
            lesson: lesson(),
            text: "bug".to_owned(),
            base: None,
        },
        Command::Reset { lesson: lesson() },
        Command::RecordHint {
            lesson: lesson(),
            hint: "one".to_owned(),
        },
        Command::SetPlain { plain: true },
        Command::TracePrediction {
            lesson: lesson(),
            prediction: "none".to_owned(),
        },
        Command::EditOutside {
            path: scene.file("counter"),
            line: 1,
        },
    ];
    let mut jobs: Vec<_> = Vec::new();
    for command in commands {
        jobs.push(scene.engine.send(command));
    }
    jobs.push(scene.engine.send(Command::CancelDebounced));
    let (events, _) = scene.close();
    let mut seen: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for event in &events {
        match event {
            Event::Started { job, .. } => seen.entry(*job).or_default().push("start"),
            Event::Finished { job } | Event::Failed { job, .. } | Event::Cancelled { job } => {
                seen.entry(*job).or_default().push("end");
            }
            _ => {}
        }
    }
    assert!(jobs.iter().all(|job| seen.contains_key(job)));
    for (job, seen) in &seen {
        assert_eq!(seen, &["start", "end"], "{job:?}");
    }
}

#[test]
fn a_job_that_panics_fails_and_the_next_one_works() {
    let scene = Scene::new();
    scene.write("counter", "bug");
    let End::Failed(Error::Panicked(what)) = scene.run(grade("counter")) else {
        panic!("a grader that panics");
    };
    assert_eq!(what, "a bug in the grader");
    scene.write("counter", "passes");
    let job = scene.engine.send(grade("counter"));
    assert_eq!(verdicts(&scene.end_of(job).1), ["passes"]);
    // A trace would wait forever if the panicking grading still counted.
    let text = "panics".to_owned();
    let verdict = Box::new(scripted::verdict(scene.sample.lesson("counter"), &text));
    let lesson = "counter".to_owned();
    let trace = Command::Trace {
        lesson,
        text,
        verdict,
    };
    assert!(matches!(scene.run(trace), End::Finished));
}

#[test]
fn a_cancelled_grading_reports_no_verdict() {
    let scene = Scene::new();
    scene.write("counter", "passes");
    scene.grader.hold("grade");
    let job = scene.engine.send(grade("counter"));
    scene.grader.wait_for("grade passes", 1);
    scene.engine.cancel(job);
    let (end, events) = scene.end_of(job);
    assert!(matches!(end, End::Cancelled));
    assert!(verdicts(&events).is_empty());
    assert_eq!(scene.progress("counter").attempts, 0);
}

#[test]
fn a_job_can_be_cancelled_however_many_came_after_it() {
    let scene = Scene::new();
    scene.write("counter", "passes");
    scene.grader.hold("grade");
    let job = scene.engine.send(grade("counter"));
    scene.grader.wait_for("grade passes", 1);
    for _ in 0..100 {
        scene.run(Command::Explain {
            code: "E0308".to_owned(),
        });
    }
    scene.engine.cancel(job);
    assert!(matches!(scene.end_of(job).0, End::Cancelled));
}

#[test]
fn a_grading_that_is_cancelled_while_its_verdict_is_recorded_reports_none() {
    let scene = Scene::with(|setup| setup.automatic = false);
    scene.write("counter", "passes");
    // The first hash is that of the graded text, the second is computed under the lock, and the third is that of the
    // last look at the disk.
    let last_look = scene.grader.hold_hash(3);
    let job = scene.engine.send(grade("counter"));
    scene.grader.wait_for(&last_look, 1);
    scene.engine.cancel(job);
    scene.grader.release();
    let (end, events) = scene.end_of(job);
    assert!(matches!(end, End::Cancelled));
    assert!(verdicts(&events).is_empty());
}

#[test]
fn a_debounced_grading_waits_and_reads_nothing_if_it_is_cancelled_in_time() {
    let scene = Scene::with(|setup| setup.debounce = Duration::from_mins(10));
    scene.write("counter", "passes");
    let debounced = || Command::Grade {
        lesson: "counter".to_owned(),
        debounce: true,
    };
    let job = scene.engine.send(debounced());
    // If a grading does not wait, it starts now.
    let explain = Command::Explain {
        code: "E0308".to_owned(),
    };
    scene.run(explain);
    scene.engine.cancel(job);
    assert!(matches!(scene.end_of(job).0, End::Cancelled));
    assert!(scene.grader.calls().is_empty());
    let scene = Scene::with(|setup| setup.debounce = Duration::from_millis(1));
    scene.write("counter", "passes");
    let job = scene.engine.send(debounced());
    assert_eq!(verdicts(&scene.end_of(job).1), ["passes"]);
}

#[test]
fn ending_the_engine_cancels_what_runs_and_writes_what_is_pending() {
    let scene = Scene::new();
    scene.write("counter", "passes");
    scene.grader.hold("grade");
    let job = scene.engine.send(grade("counter"));
    scene.grader.wait_for("grade passes", 1);
    for number in 0..50 {
        scene.engine.send(Command::RecordHint {
            lesson: "counter".to_owned(),
            hint: number.to_string(),
        });
    }
    let (events, sample) = scene.close();
    let cancelled =
        |event: &Event| matches!(event, Event::Cancelled { job: ended } if *ended == job);
    assert!(events.iter().any(cancelled));
    let kept = sample.desk.progress().unwrap();
    let hints = &kept.progress.course("sample").lesson("counter").hints;
    let expected: Vec<String> = (0..50).map(|number| number.to_string()).collect();
    assert_eq!(*hints, expected);
}

#[test]
#[cfg(unix)]
fn an_engine_that_ends_does_not_wait_for_an_editor_outside_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let [begun, over] = ["begun", "over"].map(|name| folder.path().join(name));
    let (begins, ends) = (begun.display(), over.display());
    let scene = Scene::closed(|setup| {
        setup.source = CourseSource::Path("tests/course/good".into());
        setup.editor_outside = Some(format!("sh -c 'touch {begins}; sleep 15; touch {ends}'"));
    });
    scene.run(Command::Open);
    let path = scene.file("counter");
    let job = scene.engine.send(Command::EditOutside { path, line: 1 });
    while !begun.exists() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let (events, _) = scene.close();
    assert!(!over.exists());
    let cancelled =
        |event: &Event| matches!(event, Event::Cancelled { job: ended } if *ended == job);
    assert!(events.iter().any(cancelled));
}

#[test]
fn an_engine_that_is_closed_while_it_opens_a_desk_ends() {
    for _ in 0..3 {
        let scene = Scene::closed(|setup| {
            setup.source = CourseSource::Path("tests/course/good".into());
            setup.desk_use = DeskUse::Watched;
        });
        scene.engine.send(Command::Open);
        scene.close();
    }
}

#[test]
fn the_desk_is_free_for_others_as_soon_as_the_engine_has_ended() {
    let scene = Scene::closed(|_| {});
    assert!(matches!(scene.run(Command::Open), End::Finished));
    let busy = scene.sample.desk.take();
    assert!(busy.is_err());
    let (_, sample) = scene.close();
    let desk = Desk::open(sample.desk.dir()).unwrap();
    assert!(desk.take().is_ok());
}

#[test]
fn files_are_compared_with_what_was_graded_last_even_by_another_version() {
    let course = Course::embedded().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (desk, _) = Desk::create(folder.path(), &course).unwrap();
    // The file of `hit_counter` has changed since, and that of `registry` is the starter again.
    for (id, graded) in [
        ("first_look", "// mine"),
        ("hit_counter", "// before"),
        ("registry", ""),
    ] {
        if !graded.is_empty() {
            fs::write(desk.exercise(course.lesson(id).unwrap()), "// mine").unwrap();
        }
        let last = LastVerdict {
            hash: "of another version".to_owned(),
            text_hash: Some(text_hash(graded)),
            passed: true,
            feedback: None,
        };
        let recorded = desk.record(|progress| {
            let lesson = progress.course_mut(&course.id).lesson_mut(id);
            lesson.record_verdict(last, 1);
        });
        recorded.unwrap();
    }
    let scene = Scene::closed(|setup| {
        setup.desk = Some(desk);
    });
    scene.engine.send(Command::Open);
    let changed = scene.find(|event| match event {
        Event::FilesCompared { changed } => Some(changed.clone()),
        _ => None,
    });
    assert_eq!(
        changed,
        ["hit_counter", "registry"].map(str::to_owned).into()
    );
}

#[test]
fn settings_that_cannot_be_read_are_reported_when_a_desk_opens() {
    let course = Course::embedded().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (desk, _) = Desk::create(folder.path(), &course).unwrap();
    fs::write(desk.state("settings.toml"), "plain = perhaps\n").unwrap();
    let scene = Scene::closed(|setup| setup.desk = Some(desk));
    scene.engine.send(Command::Open);
    let notices = scene.find(|event| match event {
        Event::Opened(opened) => Some(opened.notices.clone()),
        _ => None,
    });
    let [Notice::Failed(error)] = &notices[..] else {
        panic!("{notices:?}");
    };
    assert!(error.to_string().contains("settings.toml"), "{error}");
}

#[test]
fn clippys_advice_is_reported() {
    let scene = Scene::new();
    let job = scene.engine.send(Command::Advise {
        lesson: "counter".to_owned(),
        text: "passes".to_owned(),
    });
    let (_, events) = scene.end_of(job);
    let is_advice = |event: &Event| matches!(event, Event::Advised { job: of, .. } if *of == job);
    assert!(events.iter().any(is_advice));
}
