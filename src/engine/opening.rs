//! Opens the course and the desk: reads them, takes the desk for this process, watches both.

use super::grade_jobs::grade_saved;
use super::shared::{Shared, Unfinished};
use super::{Command, DeskUse, Error, Event, Notice, OpenDesk, Opened, editor};
use crate::compare;
use crate::course::{self, Course, Problem};
use crate::desk::{CourseProgress, CourseSource, Desk, DeskLock, Settings};
use crate::grader::{self, LessonDigests};
use crate::pack;
use crate::watch::{FolderPoll, Mode, Saved, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folders that a course's lessons are made of.
const COURSE_FOLDERS: [&str; 6] = [
    "lessons",
    "exercises",
    "solutions",
    "tests/hidden",
    "tests/mistakes",
    "tests/alternatives",
];

/// Reads the course, and opens the desk.
pub(super) fn open(shared: &Arc<Shared>) -> Result<(), Unfinished> {
    let (course, problems) = read_course(&shared.setup.source);
    let course = course.map(Arc::new);
    {
        let mut state = shared.open_state();
        state.course = course;
        state.problems = problems;
    }
    report_opened(shared, shared.setup.desk.as_ref());
    match shared.setup.desk_use {
        DeskUse::Shared | DeskUse::Exclusive => Ok(()),
        DeskUse::Watched => Ok(watch_course(shared)?),
    }
}

/// Makes a desk and takes it over.
pub(super) fn make_desk(
    shared: &Arc<Shared>,
    dir: &str,
    editor: Option<&str>,
    plain: bool,
) -> Result<(), Unfinished> {
    if shared.open_state().read_only {
        return Err(Error::ReadOnly.into());
    }
    let course = shared.course()?;
    let dir = match (Path::new(dir).strip_prefix("~"), &shared.setup.home) {
        (Ok(rest), Some(home)) => home.join(rest),
        // To a shell, `~name` is another user's home folder. A folder with such a name can be given as `./~name`.
        _ if dir.starts_with('~') => return Err(Error::HomeFolder(dir.to_owned()).into()),
        _ => PathBuf::from(dir),
    };
    let (desk, _) = Desk::create(&dir, &course)?;
    let source = match &shared.setup.source {
        CourseSource::Path(folder) => {
            CourseSource::Path(std::path::absolute(folder).unwrap_or_else(|_| folder.clone()))
        }
        CourseSource::Embedded => CourseSource::Embedded,
    };
    desk.set(|settings| {
        settings.course = source;
        settings.plain = plain;
        settings.editor = editor.map(str::to_owned);
    })?;
    report_opened(shared, Some(&desk));
    Ok(())
}

/// Opens the desk, and reports what is known of it and of the course.
fn report_opened(shared: &Arc<Shared>, desk: Option<&Desk>) {
    let uses_alone = match shared.setup.desk_use {
        DeskUse::Shared => false,
        DeskUse::Exclusive | DeskUse::Watched => true,
    };
    let (course, problems) = {
        let state = shared.open_state();
        (state.course.clone(), state.problems.clone())
    };
    let mut opened = Opened {
        course,
        problems,
        editors: if uses_alone {
            editor::available()
        } else {
            Vec::new()
        },
        usual_desk: shared.setup.usual_desk.clone(),
        home: shared.setup.home.clone(),
        ..Opened::default()
    };
    if let Some(desk) = desk {
        open_desk(shared, desk, &mut opened);
    }
    let progress = opened.progress.clone();
    shared.emit(Event::Opened(Box::new(opened)));
    if uses_alone {
        compare_files(shared, &progress);
    }
    // This takes longer than everything else, so it comes last.
    if desk.is_none()
        && uses_alone
        && let Some(found) = toolchain(shared)
    {
        shared.emit(Event::ToolchainChecked(found));
    }
}

/// The version of `rustc`, or why it cannot be used.
fn toolchain(shared: &Shared) -> Option<Result<String, String>> {
    match shared.grader() {
        Ok(grader) => grader.rustc_version().map(Ok),
        Err(error) => Some(Err(error.to_string())),
    }
}

/// Reads a course, and everything that is wrong with it.
#[must_use]
pub fn read_course(source: &CourseSource) -> (Option<Course>, Vec<Problem>) {
    match source {
        CourseSource::Embedded => Course::read_embedded(),
        CourseSource::Path(path) => match pack::open(path) {
            Ok(tree) => Course::read(&tree),
            Err(error) => {
                let file = path.display().to_string();
                let remedy =
                    "name the folder of a course, or a file that `cellmate course pack` wrote";
                let problem = Problem::of_file(file, error.to_string(), remedy);
                (None, vec![problem])
            }
        },
    }
}

/// Opens a desk: adds what is new in the course, and watches for saves if the setup asks for it.
fn open_desk(shared: &Arc<Shared>, desk: &Desk, opened: &mut Opened) {
    let desk_lock = match shared.setup.desk_use {
        DeskUse::Shared => None,
        DeskUse::Exclusive | DeskUse::Watched => take(desk, opened),
    };
    bring_up_to_date(shared, desk, opened);
    let settings = desk.settings().unwrap_or_else(|error| {
        opened.notices.push(Notice::Failed(error.into()));
        Settings::default()
    });
    let trusted = |command: &String| shared.setup.trusts_editor || editor::is_known(command);
    let of_desk = settings.editor.filter(trusted);
    let command = shared.setup.editor_beside.clone().or(of_desk);
    let command = command.or_else(|| opened.editors.first().cloned());
    let command = command.filter(|command| command != editor::BUILT_IN);
    opened.view = desk.view();
    opened.drafts = drafts(desk);
    opened.desk = Some(OpenDesk {
        dir: desk.dir().to_owned(),
        files: files(desk, opened.course.as_deref()),
        removed: opened
            .course
            .as_ref()
            .map_or(Vec::new(), |course| desk.removed_lessons(course)),
        editor: command.clone(),
        edits_beside: shared.setup.editor_beside.is_some(),
    });
    {
        let mut state = shared.open_state();
        state.read_only = opened.read_only.is_some();
        state.desk_lock = desk_lock;
        state.desk = Some(desk.clone());
        state.editor = command;
    }
    if shared.setup.desk_use == DeskUse::Watched {
        if let Err(error) = watch_desk(shared, desk) {
            opened.notices.push(Notice::Failed(error));
        }
        warn_of_course_files(shared, desk);
    }
}

/// Takes a desk for this process.
fn take(desk: &Desk, opened: &mut Opened) -> Option<DeskLock> {
    match desk.take() {
        Ok(lock) => Some(lock),
        Err(busy) => {
            let error = Error::DeskLock(Arc::new(busy));
            opened.notices.push(Notice::Failed(error.clone()));
            opened.read_only = Some(error);
            None
        }
    }
}

/// Adds to the desk what is new in the course, and reads the progress.
fn bring_up_to_date(shared: &Shared, desk: &Desk, opened: &mut Opened) {
    let Some(course) = &opened.course else { return };
    if opened.read_only.is_none() {
        match desk.update(course) {
            Ok(update) => {
                opened.added = update.added;
                if !update.outdated.is_empty() {
                    let lessons = update.outdated;
                    opened.notices.push(Notice::NewStarters { lessons });
                }
            }
            // A desk that cannot be written can still be read. Recording reports the error.
            Err(_) if shared.setup.desk_use == DeskUse::Shared => {}
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

/// Grades every save from here on.
fn watch_desk(shared: &Arc<Shared>, desk: &Desk) -> Result<(), Error> {
    let weak = Arc::downgrade(shared);
    let on_save = move |saved: Saved| {
        if let Some(shared) = weak.upgrade() {
            grade_saved(&shared, &saved.path);
        }
    };
    let watcher = Watcher::start(&desk.exercises(), &desk.state("probe"), Mode::Auto, on_save);
    let watcher = watcher.map_err(|error| Error::Watch(Arc::new(error)))?;
    shared.open_state().watchers.push(watcher);
    Ok(())
}

/// Warns of saves in the course's own folder: a learner who works there may edit its exercises by mistake.
fn warn_of_course_files(shared: &Arc<Shared>, desk: &Desk) {
    let Some(cwd) = &shared.setup.cwd else { return };
    let exercises = cwd.join("exercises");
    if !course::is_course(cwd) || exercises == desk.exercises() {
        return;
    }
    let weak = Arc::downgrade(shared);
    let dir = desk.dir().to_owned();
    let on_save = move |saved: Saved| {
        if let (Some(shared), false) = (weak.upgrade(), saved.gone) {
            shared.notice(Notice::CourseFileSaved {
                path: saved.path,
                desk: dir.clone(),
            });
        }
    };
    // Without a watcher, only this warning is missing.
    if let Ok(watcher) = Watcher::start(&exercises, &desk.state("probe"), Mode::Events, on_save) {
        shared.open_state().watchers.push(watcher);
    }
}

/// Reports which files are neither the starter nor what was graded last.
fn compare_files(shared: &Shared, progress: &CourseProgress) {
    let (Ok(course), Ok(desk)) = (shared.course(), shared.desk()) else {
        return;
    };
    let mut changed = BTreeSet::new();
    for lesson in course.lessons.iter().filter(|lesson| lesson.has_file()) {
        let Ok(text) = grader::read(&desk.exercise(lesson)) else {
            continue;
        };
        let last = progress.lesson(&lesson.id).verdict.as_ref();
        let as_graded = last.is_some_and(|last| last.is_about(&grader::text_hash(&text)));
        let starter = lesson.files.starter.as_deref().unwrap_or_default();
        if !compare::same_text(starter, &text) && !as_graded {
            changed.insert(lesson.id.clone());
        }
    }
    shared.emit(Event::FilesCompared { changed });
}

/// Reads the course again whenever its files change. The embedded course never does.
fn watch_course(shared: &Arc<Shared>) -> Result<(), Error> {
    let root = match shared.setup.source.clone() {
        CourseSource::Path(root) if root.is_dir() => root,
        CourseSource::Path(_) | CourseSource::Embedded => return Ok(()),
    };
    let weak = Arc::downgrade(shared);
    let on_change = move || {
        if let Some(shared) = weak.upgrade() {
            shared.start(Command::ReloadCourse);
        }
    };
    let poll = FolderPoll::start(&root, &COURSE_FOLDERS, on_change);
    let poll = poll.map_err(|error| Error::Watch(Arc::new(error)))?;
    shared.open_state().course_poll = Some(poll);
    Ok(())
}

/// Reads the course again, and adds what is new in it to the desk.
pub(super) fn reload_course(shared: &Shared) -> Result<(), Unfinished> {
    let (course, problems) = read_course(&shared.setup.source);
    let course = course.map(Arc::new);
    shared.open_state().problems.clone_from(&problems);
    let mut updated = Ok(());
    let mut desk_files = BTreeMap::new();
    let mut outdated = BTreeSet::new();
    if let Some(course) = &course {
        let before = shared.open_state().course.replace(Arc::clone(course));
        outdated = outdated_lessons(before.as_deref(), course);
        if let Ok(desk) = shared.writable_desk() {
            updated = desk.update(course).map(drop);
        }
        if let Ok(desk) = shared.desk() {
            desk_files = files(&desk, Some(course));
        }
    }
    shared.emit(Event::CourseReloaded {
        course,
        problems,
        files: desk_files,
        outdated,
    });
    updated?;
    Ok(())
}

/// Returns the lessons whose verdicts are now decided by something else than in the course before.
fn outdated_lessons(before: Option<&Course>, now: &Course) -> BTreeSet<String> {
    let digests = LessonDigests::new(now);
    let before = before.map(|course| (course, LessonDigests::new(course)));
    let digest_before = |id: &str| {
        let (course, digests) = before.as_ref()?;
        course.lesson(id).map(|lesson| digests.of(lesson))
    };
    let lessons = now.lessons.iter();
    lessons
        .filter(|lesson| digest_before(&lesson.id) != Some(digests.of(lesson)))
        .map(|lesson| lesson.id.clone())
        .collect()
}
