//! The course and the desk in use: read, taken over, watched.

use super::core::{Core, Unfinished};
use super::grade_jobs::grade_saved;
use super::{DeskUse, Error, Event, Notice, OpenDesk, Opened, editor};
use crate::course::{Course, Problem, Tree};
use crate::desk::{CourseProgress, CourseSource, Desk, DeskLock};
use crate::grader;
use crate::watch::{Mode, Saved, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, SystemTime};

/// How often the files of a course in a folder are compared with what they were.
const COURSE_POLL_INTERVAL: Duration = Duration::from_millis(400);

/// The folders that a course's lessons are made of.
const COURSE_FOLDERS: [&str; 4] = ["lessons", "exercises", "solutions", "tests/hidden"];

/// How deep a course's folders are looked into.
const COURSE_DEPTH: u8 = 3;

/// Reads the course, and opens the desk.
pub(super) fn open(core: &Arc<Core>) -> Result<(), Unfinished> {
    let (course, problems) = read_course(&core.setup.source);
    core.in_use().course.clone_from(&course);
    let mut opened = new_opened(core);
    opened.course = course;
    opened.problems = problems;
    if let Some(desk) = &core.setup.desk {
        take_over(core, desk, &mut opened);
    }
    let progress = opened.progress.clone();
    core.emit(Event::Opened(Box::new(opened)));
    match core.setup.desk_use {
        DeskUse::Shared => return Ok(()),
        DeskUse::Exclusive => {}
        DeskUse::Watched => watch_course(core)?,
    }
    compare_files(core, &progress);
    Ok(())
}

/// Makes a desk and takes it over.
pub(super) fn make_desk(
    core: &Arc<Core>,
    dir: &str,
    editor: Option<String>,
    plain: bool,
) -> Result<(), Unfinished> {
    if core.in_use().read_only {
        return Err(Error::ReadOnly.into());
    }
    let course = core.course()?;
    let dir = match (dir.strip_prefix('~'), &core.setup.home) {
        (Some(rest), Some(home)) => home.join(rest.trim_start_matches(['/', '\\'])),
        _ => PathBuf::from(dir),
    };
    let (desk, _) = Desk::create(&dir, &course)?;
    let source = match &core.setup.source {
        CourseSource::Path(folder) if core.setup.remember_source => {
            CourseSource::Path(std::path::absolute(folder).unwrap_or_else(|_| folder.clone()))
        }
        CourseSource::Path(_) | CourseSource::Embedded => core.setup.source.clone(),
    };
    desk.set(|settings| {
        settings.course = source;
        settings.plain = plain;
        settings.editor = editor;
    })?;
    let mut opened = new_opened(core);
    opened.course = Some(course);
    take_over(core, &desk, &mut opened);
    core.emit(Event::Opened(Box::new(opened)));
    Ok(())
}

fn new_opened(core: &Core) -> Opened {
    Opened {
        editors: match core.setup.desk_use {
            DeskUse::Shared => Vec::new(),
            DeskUse::Exclusive | DeskUse::Watched => editor::available(),
        },
        usual_desk: core.setup.usual_desk.clone(),
        home: core.setup.home.clone(),
        ..Opened::default()
    }
}

/// Reads the course, and everything that is wrong with it.
fn read_course(source: &CourseSource) -> (Option<Arc<Course>>, Vec<Problem>) {
    let tree = match source {
        CourseSource::Embedded => Tree::embedded(),
        CourseSource::Path(folder) => Tree::folder(folder),
    };
    let (course, problems) = Course::read(&tree);
    (course.map(Arc::new), problems)
}

/// Opens a desk: it gets what is new in the course, and from here on saves are noticed if it is watched.
fn take_over(core: &Arc<Core>, desk: &Desk, opened: &mut Opened) {
    let session = match core.setup.desk_use {
        DeskUse::Shared => None,
        DeskUse::Exclusive | DeskUse::Watched => take(desk, opened),
    };
    bring_up_to_date(core, desk, opened);
    let settings = desk.settings().unwrap_or_default();
    let command = core.setup.editor_beside.clone().or(settings.editor);
    let command = command.or_else(|| opened.editors.first().cloned());
    let command = command.filter(|command| command != editor::BUILT_IN);
    opened.view = desk.view();
    opened.drafts = drafts(desk);
    opened.desk = Some(OpenDesk {
        dir: desk.dir().to_owned(),
        files: files(desk, opened.course.as_deref()),
        editor: command.clone(),
        edits_beside: core.setup.editor_beside.is_some(),
    });
    {
        let mut in_use = core.in_use();
        in_use.read_only = opened.read_only.is_some();
        in_use.session = session;
        in_use.desk = Some(desk.clone());
        in_use.editor = command;
    }
    if core.setup.desk_use == DeskUse::Watched {
        if let Err(error) = watch_desk(core, desk) {
            core.notice(Notice::Failed(error));
        }
        warn_of_course_files(core, desk);
    }
}

/// Takes a desk for this process.
fn take(desk: &Desk, opened: &mut Opened) -> Option<DeskLock> {
    match desk.session() {
        Ok(session) => Some(session),
        Err(busy) => {
            let error = Error::Session(Arc::new(busy));
            opened.notices.push(Notice::Failed(error.clone()));
            opened.read_only = Some(error);
            None
        }
    }
}

/// Brings what the course has and the desk has not, and reads the progress.
fn bring_up_to_date(core: &Core, desk: &Desk, opened: &mut Opened) {
    let Some(course) = &opened.course else { return };
    if opened.read_only.is_none() {
        match desk.update(course) {
            Ok(update) => opened.added = update.added,
            // A desk that cannot be written can still be read. Recording reports the error.
            Err(_) if core.setup.desk_use == DeskUse::Shared => {}
            Err(error) => opened.notices.push(Notice::Failed(error.into())),
        }
    }
    match desk.progress() {
        Ok(kept) => {
            let repaired = kept.notice.map(Arc::new).map(Notice::ProgressRepaired);
            opened.notices.extend(repaired);
            opened.progress = kept.progress.course(&course.id).clone();
        }
        Err(error) => opened.notices.push(Notice::Failed(error.into())),
    }
}

fn drafts(desk: &Desk) -> BTreeMap<String, String> {
    let names = desk.state_names("drafts").into_iter();
    let text = |name: String| Some((name.clone(), desk.read_state(&format!("drafts/{name}.rs"))?));
    names.filter_map(text).collect()
}

fn files(desk: &Desk, course: Option<&Course>) -> BTreeMap<String, PathBuf> {
    let lessons = course.map_or(&[][..], |course| &course.lessons);
    let with_file = lessons.iter().filter(|lesson| lesson.has_file());
    with_file
        .map(|lesson| (lesson.id.clone(), desk.exercise(lesson)))
        .collect()
}

/// Grades what is saved from here on.
fn watch_desk(core: &Arc<Core>, desk: &Desk) -> Result<(), Error> {
    let heard = Arc::downgrade(core);
    let on_save = move |saved: Saved| {
        if let Some(core) = heard.upgrade() {
            grade_saved(&core, &saved.path);
        }
    };
    let watcher = Watcher::start(&desk.exercises(), &desk.state("probe"), Mode::Auto, on_save);
    let watcher = watcher.map_err(|error| Error::Watch(Arc::new(error)))?;
    core.in_use().watchers.push(watcher);
    Ok(())
}

/// Somebody in the course's own folder may edit its exercises by mistake.
fn warn_of_course_files(core: &Arc<Core>, desk: &Desk) {
    let Some(cwd) = &core.setup.cwd else { return };
    let exercises = cwd.join("exercises");
    let is_course = cwd.join("lessons").join("course.toml").is_file();
    if !is_course || exercises == desk.exercises() {
        return;
    }
    let heard = Arc::downgrade(core);
    let dir = desk.dir().to_owned();
    let on_save = move |saved: Saved| {
        if let Some(core) = heard.upgrade() {
            core.notice(Notice::CourseFileSaved {
                path: saved.path,
                desk: dir.clone(),
            });
        }
    };
    // Without a watcher only this piece of advice is missing.
    if let Ok(watcher) = Watcher::start(&exercises, &desk.state("probe"), Mode::Events, on_save) {
        core.in_use().watchers.push(watcher);
    }
}

/// Reports which files are neither the starter nor what was graded last.
fn compare_files(core: &Core, progress: &CourseProgress) {
    let (Ok(course), Ok(desk)) = (core.course(), core.desk()) else {
        return;
    };
    let mut changed = BTreeSet::new();
    for lesson in course.lessons.iter().filter(|lesson| lesson.has_file()) {
        let Ok(text) = grader::read(&desk.exercise(lesson)) else {
            continue;
        };
        let last = progress.lesson(&lesson.id).verdict.as_ref();
        let as_graded = last.is_some_and(|last| last.is_about(&grader::text_hash(&text)));
        if lesson.files.starter.as_deref() != Some(&text) && !as_graded {
            changed.insert(lesson.id.clone());
        }
    }
    core.emit(Event::FilesCompared { changed });
}

/// Reads the course again whenever its files change. The embedded course never does.
fn watch_course(core: &Arc<Core>) -> Result<(), Error> {
    let CourseSource::Path(root) = core.setup.source.clone() else {
        return Ok(());
    };
    let (running, stopped) = mpsc::channel();
    core.in_use().course_watch = Some(running);
    let shared = Arc::clone(core);
    core.spawn("reload", move || {
        let mut before = fingerprint(&root);
        while stopped.recv_timeout(COURSE_POLL_INTERVAL) == Err(RecvTimeoutError::Timeout) {
            let now = fingerprint(&root);
            if now != before {
                before = now;
                reload_course(&shared);
            }
        }
    })
}

fn reload_course(core: &Core) {
    let (course, problems) = read_course(&core.setup.source);
    if let Some(course) = &course {
        let mut in_use = core.in_use();
        in_use.course = Some(Arc::clone(course));
        let desk = in_use.desk.clone();
        drop(in_use);
        // A new lesson needs its file. An error shows when it is graded.
        let _ = desk.map(|desk| desk.update(course));
    }
    core.emit(Event::CourseReloaded { course, problems });
}

/// What the files of a course look like from outside.
type Fingerprint = Vec<(PathBuf, Option<SystemTime>, u64)>;

fn fingerprint(root: &Path) -> Fingerprint {
    let mut files = Vec::new();
    for folder in COURSE_FOLDERS {
        collect(&root.join(folder), COURSE_DEPTH, &mut files);
    }
    files.sort();
    files
}

fn collect(folder: &Path, depth: u8, files: &mut Fingerprint) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_dir() && depth > 0 {
            collect(&entry.path(), depth - 1, files);
        } else if metadata.is_file() {
            files.push((entry.path(), metadata.modified().ok(), metadata.len()));
        }
    }
}
