//! Progress of a running grading, and courses whose files change.

use super::scene::{Scene, grade, verdicts};
use cellmate::desk::CourseSource;
use cellmate::engine::{Command, DeskUse, Event, GradingStep, LessonStatus, Model, Notice, Setup};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn a_grading_reports_its_progress_but_not_every_schedule() {
    let scene = Scene::with(|setup| setup.automatic = false);
    scene.write("counter", "passes");
    let job = scene.engine.send(grade("counter"));
    let (_, events) = scene.end_of(job);
    let steps: Vec<GradingStep> = events
        .iter()
        .filter_map(|event| match event {
            Event::GradingAdvanced { step, .. } => Some(*step),
            _ => None,
        })
        .collect();
    let tried = |tried| GradingStep::TryingSchedules { tried };
    let testing = GradingStep::Testing { done: 0, total: 1 };
    // The grader tries the second schedule right after the first one.
    assert_eq!(steps, [GradingStep::Compiling, testing, tried(1)]);
}

#[test]
fn many_gradings_are_counted() {
    let scene = Scene::with(|setup| setup.automatic = false);
    scene.write("counter", "passes");
    scene.write("order", "passes");
    let lessons = ["counter", "order"].map(str::to_owned).to_vec();
    let job = scene.engine.send(Command::GradeAll { lessons });
    let (_, events) = scene.end_of(job);
    let counts: Vec<(usize, usize)> = events
        .iter()
        .filter_map(|event| match event {
            Event::GradedSoFar { graded, total, .. } => Some((*graded, *total)),
            _ => None,
        })
        .collect();
    assert_eq!(counts, [(0, 2), (1, 2), (2, 2)]);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn a_course_whose_files_change_is_read_again_and_its_exercises_are_not_the_learners() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("course");
    copy(Path::new("tests/behavior/course"), &root);
    let deleted = root.join("exercises/start/scratch.rs");
    fs::write(&deleted, "fn main() {}\n").unwrap();
    let scene = Scene::closed(|setup| {
        setup.source = CourseSource::Path(root.clone());
        setup.desk_use = DeskUse::Watched;
        setup.cwd = Some(root.clone());
    });
    let job = scene.engine.send(Command::Open);
    scene.end_of(job);
    fs::remove_file(&deleted).unwrap();
    let exercise = root.join("exercises/start/counter.rs");
    fs::write(&exercise, "fn main() {}\n").unwrap();
    let saved = scene.find(|event| match event {
        Event::Noticed(Notice::CourseFileSaved { path, .. }) => Some(path.clone()),
        _ => None,
    });
    assert_eq!(saved, exercise);
    let lesson = root.join("lessons/start/counter.toml");
    let text = fs::read_to_string(&lesson).unwrap();
    fs::write(&lesson, text.replace("A counter", "A better counter")).unwrap();
    let title = scene.find(|event| match event {
        Event::CourseReloaded { course, .. } => {
            let title = &course.as_ref()?.lesson("counter")?.head.title;
            (title != "A counter").then(|| title.clone())
        }
        _ => None,
    });
    assert_eq!(title, "A better counter");
    // The course is polled less often than saves are, so by now a deleted file would have been reported as saved.
    let is_of_deleted = |event: &Event| match event {
        Event::Noticed(Notice::CourseFileSaved { path, .. }) => *path == deleted,
        _ => false,
    };
    assert!(!scene.rest().iter().any(is_of_deleted));
}

#[test]
fn a_file_whose_lesson_changes_while_it_is_graded_is_graded_again() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("course");
    copy(Path::new("tests/behavior/course"), &root);
    let scene = Scene::closed(|setup| {
        setup.source = CourseSource::Path(root.clone());
        setup.automatic = false;
    });
    let job = scene.engine.send(Command::Open);
    scene.end_of(job);
    scene.write("counter", "passes");
    scene.grader.hold("grade");
    let job = scene.engine.send(grade("counter"));
    scene.grader.wait_for("grade passes", 1);

    let lesson = root.join("lessons/start/counter.toml");
    let text = fs::read_to_string(&lesson).unwrap();
    fs::write(
        &lesson,
        text.replace("The hits are lost.", "Each hit is lost."),
    )
    .unwrap();
    scene.engine.send(Command::ReloadCourse);
    let outdated = scene.find(|event| match event {
        Event::CourseReloaded { outdated, .. } => Some(outdated.clone()),
        _ => None,
    });
    assert_eq!(outdated, BTreeSet::from(["counter".to_owned()]));

    scene.grader.release();
    let (_, events) = scene.end_of(job);
    assert_eq!(verdicts(&events), ["passes"]);
    scene.grader.wait_for("graded passes", 2);
    let kept = scene.sample.desk.progress().unwrap();
    let progress = kept.progress.course("behavior").lesson("counter");
    let verdict = progress.verdict.as_ref().unwrap();
    assert!(verdict.hash.contains("Each hit is lost."));
}

/// A course in a folder gets a lesson while an engine watches it. Returns the engine's model, and where the desk has the
/// lesson's file once the course has been read again.
fn after_a_new_lesson(scene: &Scene, root: &Path) -> (Model, PathBuf) {
    let job = scene.engine.send(Command::Open);
    let mut model = Model::default();
    for event in scene.end_of(job).1 {
        model.apply(&event);
    }
    for (file, ext) in [
        ("lessons", "toml"),
        ("exercises", "rs"),
        ("solutions", "rs"),
    ] {
        let path = |id| root.join(format!("{file}/start/{id}.{ext}"));
        fs::copy(path("counter"), path("newcomer")).unwrap();
    }
    let hidden = root.join("tests/hidden");
    fs::copy(hidden.join("counter.rs"), hidden.join("newcomer.rs")).unwrap();
    let chapters = root.join("lessons/course.toml");
    let text = fs::read_to_string(&chapters).unwrap();
    fs::write(
        &chapters,
        text.replace("[\"counter\"", "[\"counter\", \"newcomer\""),
    )
    .unwrap();
    // A mistake of the lesson is still missing.
    scene.find(|event| match event {
        Event::CourseReloaded { problems, .. } => (problems.len() == 1).then_some(()),
        _ => None,
    });
    let mistakes = root.join("tests/mistakes");
    copy(&mistakes.join("counter"), &mistakes.join("newcomer"));
    let path = scene.find(|event| match event {
        Event::CourseReloaded { files, .. } => {
            model.apply(event);
            files.get("newcomer").cloned()
        }
        _ => None,
    });
    (model, path)
}

fn watched(root: &Path) -> impl FnOnce(&mut Setup) {
    copy(Path::new("tests/behavior/course"), root);
    |setup: &mut Setup| {
        setup.source = CourseSource::Path(root.to_owned());
        setup.desk_use = DeskUse::Watched;
    }
}

#[test]
fn a_lesson_that_is_added_while_the_engine_runs_gets_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::closed(watched(folder.path()));
    let (model, path) = after_a_new_lesson(&scene, folder.path());
    assert!(path.is_file());
    assert_eq!(model.desk().unwrap().files.get("newcomer"), Some(&path));
}

#[test]
fn a_lesson_that_is_added_is_not_written_to_a_desk_that_another_instance_has() {
    let folder = tempfile::tempdir().unwrap();
    let mut taken = None;
    let scene = Scene::closed(|setup| {
        taken = Some(setup.desk.as_ref().unwrap().take().unwrap());
        watched(folder.path())(setup);
    });
    let (_, path) = after_a_new_lesson(&scene, folder.path());
    assert!(!path.exists());
}

#[test]
fn a_new_desk_hides_neither_problems_of_the_course_nor_changed_files() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("course");
    copy(Path::new("tests/behavior/course"), &root);
    fs::write(root.join("lessons/start/counter.toml"), "title = 1").unwrap();
    let scene = Scene::closed(|setup| {
        setup.desk = None;
        setup.source = CourseSource::Path(root);
    });
    // The folder has a file already.
    let desk = scene.sample.desk.dir();
    fs::create_dir_all(desk.join("exercises/start")).unwrap();
    fs::write(desk.join("exercises/start/detour.rs"), "// mine").unwrap();
    let make_desk = Command::MakeDesk {
        dir: desk.display().to_string(),
        editor: None,
        plain: false,
    };
    let mut model = Model::default();
    for command in [Command::Open, make_desk] {
        let job = scene.engine.send(command);
        for event in scene.end_of(job).1 {
            model.apply(&event);
        }
        assert!(!model.problems().is_empty());
    }
    let course = model.course().cloned().unwrap();
    let status = model.status(course.lesson("detour").unwrap());
    assert_eq!(status, LessonStatus::Changed);
}
