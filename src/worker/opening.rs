//! Loads what there is to begin with: the course, the desk, the progress; then looks which files changed meanwhile.

use super::bench::Bench;
use crate::app::{DeskFacts, Message, Opened};
use crate::course::{Course, Tree};
use crate::desk::{CourseProgress, CourseSource, Desk};
use crate::engine::editor;
use crate::grader;
use crate::watch::{Mode, Saved, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Loads everything and tells it.
pub(super) fn open(bench: &Arc<Bench>) {
    let (course, problems) = read_course(bench);
    bench.held().course.clone_from(&course);
    let mut opened = Opened {
        course,
        problems,
        editors: editor::available(),
        usual_desk: bench.shown(&bench.setup.usual_desk),
        ..Opened::default()
    };
    if let Some(desk) = &bench.setup.desk {
        settle(bench, desk, &mut opened);
    }
    let progress = opened.progress.clone();
    bench.tell(Message::Opened(Box::new(opened)));
    compare(bench, &progress);
}

/// The course, and all that is wrong with it in words.
pub(super) fn read_course(bench: &Bench) -> (Option<Arc<Course>>, Vec<String>) {
    let tree = match &bench.setup.source {
        CourseSource::Embedded => Tree::embedded(),
        CourseSource::Path(folder) => Tree::folder(folder),
    };
    let (course, problems) = Course::read(&tree);
    let problems = problems.iter().map(ToString::to_string).collect();
    (course.map(Arc::new), problems)
}

/// Takes a desk over: what is new in the course comes to it, and its saves are heard.
pub(super) fn settle(bench: &Arc<Bench>, desk: &Desk, opened: &mut Opened) {
    let mut said = Vec::new();
    let taken = match desk.session() {
        Ok(session) => {
            bench.held().session = Some(session);
            None
        }
        Err(busy) => Some(busy.to_string()),
    };
    said.extend(taken.clone());
    bench.held().read_only = taken.is_some();
    opened.read_only = taken;
    said.extend(bring_up_to_date(desk, opened));
    let settings = desk.settings().unwrap_or_default();
    let editor = bench.setup.beside.clone().or(settings.editor);
    let editor = editor.or_else(|| opened.editors.first().cloned());
    let editor = editor.filter(|command| command != editor::BUILT_IN);
    opened.view = desk.view();
    opened.drafts = drafts(desk);
    let course = opened.course.as_deref();
    opened.desk = Some(facts(bench, desk, course, editor.clone()));
    opened.notice = (!said.is_empty()).then(|| said.join(" · "));
    {
        let mut held = bench.held();
        held.desk = Some(desk.clone());
        held.editor = editor;
    }
    if bench.setup.watches {
        listen(bench, desk);
    }
}

/// Brings what the course has and the desk has not, and reads the progress; returns what there is to say about that.
fn bring_up_to_date(desk: &Desk, opened: &mut Opened) -> Vec<String> {
    let mut said = Vec::new();
    let Some(course) = &opened.course else {
        return said;
    };
    if opened.read_only.is_none()
        && let Err(error) = desk.update(course)
    {
        said.push(error.to_string());
    }
    match desk.progress() {
        Ok(kept) => {
            said.extend(kept.notice.map(|notice| notice.to_string()));
            opened.progress = kept.progress.course(&course.id).clone();
        }
        Err(error) => said.push(error.to_string()),
    }
    said
}

fn drafts(desk: &Desk) -> BTreeMap<String, String> {
    let names = desk.state_names("drafts").into_iter();
    let text = |name: String| Some((name.clone(), desk.read_state(&format!("drafts/{name}.rs"))?));
    names.filter_map(text).collect()
}

fn facts(bench: &Bench, desk: &Desk, course: Option<&Course>, editor: Option<String>) -> DeskFacts {
    let lessons = course.map_or(&[][..], |course| &course.lessons);
    let graded = lessons.iter().filter(|lesson| lesson.has_file());
    let files: BTreeMap<_, _> = graded
        .map(|lesson| (lesson.id.clone(), desk.exercise(lesson)))
        .collect();
    let shown = files
        .iter()
        .map(|(id, path)| (id.clone(), bench.shown(path)))
        .collect();
    DeskFacts {
        dir: bench.shown(desk.dir()),
        files,
        shown,
        beside: bench.setup.beside.is_some(),
        editor,
    }
}

/// Hears of saves on the desk, and of saves in the course's own folder, which are a mistake.
fn listen(bench: &Arc<Bench>, desk: &Desk) {
    let told = Arc::downgrade(bench);
    let tell = move |saved: Saved| {
        if let Some(bench) = told.upgrade() {
            bench.tell(Message::Saved(saved.path));
        }
    };
    let probe = desk.state("probe");
    match Watcher::start(&desk.exercises(), &probe, Mode::Auto, tell) {
        Ok(watcher) => bench.held().watchers.push(watcher),
        Err(error) => bench.notice(&error.to_string()),
    }
    let Some(cwd) = &bench.setup.cwd else { return };
    let elsewhere = cwd.join("exercises");
    let is_course = cwd.join("lessons").join("course.toml").is_file();
    if !is_course || elsewhere == desk.exercises() {
        return;
    }
    let told = Arc::downgrade(bench);
    let desk_dir = bench.shown(desk.dir());
    let tell = move |saved: Saved| {
        if let Some(bench) = told.upgrade() {
            let saved = bench.shown(&saved.path);
            bench.notice(&format!(
                "{saved} belongs to the course itself; your files are in {desk_dir}"
            ));
        }
    };
    // Without it only this piece of advice is missing.
    if let Ok(watcher) = Watcher::start(&elsewhere, &probe, Mode::Events, tell) {
        bench.held().watchers.push(watcher);
    }
}

/// Tells which files are neither as they came nor as they were graded last.
fn compare(bench: &Bench, progress: &CourseProgress) {
    let (Some(course), Some(desk)) = (bench.course(), bench.desk()) else {
        return;
    };
    let Ok(grader) = bench.grader() else { return };
    let mut changed = BTreeSet::new();
    for lesson in course.lessons.iter().filter(|lesson| lesson.has_file()) {
        let Ok(text) = grader::read(&desk.exercise(lesson)) else {
            continue;
        };
        let last = progress.lesson(&lesson.id).verdict.as_ref();
        let as_graded = last.is_some_and(|last| last.hash == grader.hash(lesson, &text));
        if lesson.files.starter.as_deref() != Some(&text) && !as_graded {
            changed.insert(lesson.id.clone());
        }
    }
    bench.tell(Message::FilesCompared(changed));
}
