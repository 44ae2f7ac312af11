//! Opens the course and the desk: reads them, takes the desk for this process, and watches both.

use super::grade_jobs::grade_saved;
use super::shared::{Shared, Unfinished};
use super::{Command, DeskUse, Error, Event, Notice, OpenDesk, Opened, editor};
use crate::compare;
use crate::course::{self, COURSE_FOLDERS, Course, Problem};
use crate::desk::{CourseProgress, CourseSource, Desk, DeskLock, Settings, View};
use crate::grader::{self, LessonDigests};
use crate::pack;
use crate::watch::{FolderPoll, Mode, Saved, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) fn open(shared: &Arc<Shared>) -> Result<(), Unfinished> {
    let (course, problems) = read_course(&shared.setup.source);
    let course = course.map(Arc::new);
    {
        let mut state = shared.open_state();
        state.course = course;
        state.problems = problems;
    }
    let desk = shared.setup.desk.as_ref();
    let progress = open_and_report(shared, desk);
    compare_files(shared, &progress);
    // This takes longer than everything else, so it comes last.
    if desk.is_none()
        && shared.setup.desk_use.takes()
        && let Some(found) = toolchain(shared)
    {
        shared.emit(Event::ToolchainChecked(found));
    }
    if shared.setup.desk_use.watches() {
        watch_course(shared)?;
    }
    Ok(())
}

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
    let progress = open_and_report(shared, Some(&desk));
    compare_files(shared, &progress);
    Ok(())
}

/// Opens the desk in place of one that is open, and reports what is known of it and of the course. Returns the
/// learner's progress.
fn open_and_report(shared: &Arc<Shared>, desk: Option<&Desk>) -> CourseProgress {
    let (course, problems) = {
        let state = shared.open_state();
        (state.course.clone(), state.problems.clone())
    };
    let editors = if shared.setup.desk_use.takes() {
        editor::available()
    } else {
        Vec::new()
    };
    let found = desk.map(|desk| open_desk(shared, desk, course.as_deref(), &editors));
    let found = found.unwrap_or_default();
    let progress = found.progress.clone();
    shared.emit(Event::Opened(Box::new(Opened {
        course,
        problems,
        editors,
        usual_desk: shared.setup.usual_desk.clone(),
        home: shared.setup.home.clone(),
        desk: found.open,
        added: found.added,
        progress: found.progress,
        view: found.view,
        read_only: found.read_only,
        notices: found.notices,
        drafts: found.drafts,
    })));
    progress
}

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

/// What was found on a desk; empty without a desk.
#[derive(Default)]
struct FoundDesk {
    open: Option<OpenDesk>,
    /// The lessons whose files are new on it.
    added: Vec<String>,
    progress: CourseProgress,
    view: View,
    drafts: BTreeMap<String, String>,
    /// Why nothing can be written.
    read_only: Option<Error>,
    notices: Vec<Notice>,
}

/// Opens a desk: adds what is new in the course, and watches for saves if the setup says so.
fn open_desk(
    shared: &Arc<Shared>,
    desk: &Desk,
    course: Option<&Course>,
    editors: &[String],
) -> FoundDesk {
    // The desk that is open may be in the same folder, and would keep the lock.
    shared.close_desk();
    let desk_use = shared.setup.desk_use;
    let (lock, read_only) = match take(desk, desk_use) {
        Ok(lock) => (lock, None),
        Err(error) => (None, Some(error)),
    };
    let writable = course.filter(|_| read_only.is_none());
    let (added, not_added) = writable.map_or_else(Default::default, |course| {
        bring_up_to_date(desk, course, desk_use)
    });
    let (progress, unread) = course.map_or_else(Default::default, |course| progress(desk, course));
    let (editor, no_settings) = editor_command(shared, desk, editors);
    {
        let mut state = shared.open_state();
        state.read_only = read_only.is_some();
        state.desk_lock = lock;
        state.desk = Some(desk.clone());
        state.editor.clone_from(&editor);
    }
    let mut unwatched = None;
    if desk_use.watches() {
        unwatched = watch_desk(shared, desk).err().map(Notice::Failed);
        warn_of_course_files(shared, desk);
    }
    let busy = read_only.clone().map(Notice::Failed);
    let notices = [busy, not_added, unread, no_settings, unwatched];
    FoundDesk {
        open: Some(OpenDesk {
            dir: desk.dir().to_owned(),
            files: files(desk, course),
            removed: course.map_or(Vec::new(), |course| desk.removed_lessons(course)),
            editor,
            edits_outside: shared.setup.editor_outside.is_some(),
        }),
        added,
        progress,
        view: desk.view(),
        drafts: drafts(desk),
        read_only,
        notices: notices.into_iter().flatten().collect(),
    }
}

/// Takes a desk for this process, if it uses the desk alone.
fn take(desk: &Desk, desk_use: DeskUse) -> Result<Option<DeskLock>, Error> {
    if !desk_use.takes() {
        return Ok(None);
    }
    let lock = desk.take();
    lock.map(Some)
        .map_err(|busy| Error::DeskLock(Arc::new(busy)))
}

/// Adds to the desk what is new in the course. Returns the new lessons, and what the learner should know.
fn bring_up_to_date(
    desk: &Desk,
    course: &Course,
    desk_use: DeskUse,
) -> (Vec<String>, Option<Notice>) {
    match desk.update(course) {
        Ok(update) => {
            let lessons = update.outdated;
            let notice = (!lessons.is_empty()).then_some(Notice::NewStarters { lessons });
            (update.added, notice)
        }
        // A desk that cannot be written can still be read. Recording reports the error.
        Err(_) if !desk_use.takes() => (Vec::new(), None),
        Err(error) => (Vec::new(), Some(Notice::Failed(error.into()))),
    }
}

/// Reads the learner's progress in the course. Also returns what the learner should know about it.
fn progress(desk: &Desk, course: &Course) -> (CourseProgress, Option<Notice>) {
    match desk.progress() {
        Ok(kept) => {
            let repaired = kept.notice.map(Arc::new).map(Notice::ProgressRepaired);
            (kept.progress.course(&course.id).clone(), repaired)
        }
        Err(error) => {
            let notice = Notice::Failed(error.into());
            (CourseProgress::default(), Some(notice))
        }
    }
}

/// Returns the command that opens files, `None` for the built-in editor; and why the settings could not be read.
fn editor_command(
    shared: &Shared,
    desk: &Desk,
    editors: &[String],
) -> (Option<String>, Option<Notice>) {
    let (settings, notice) = match desk.settings() {
        Ok(settings) => (settings, None),
        Err(error) => {
            let notice = Notice::Failed(error.into());
            (Settings::default(), Some(notice))
        }
    };
    let trusted = |command: &String| shared.setup.trusts_editor || editor::is_known(command);
    let of_desk = settings.editor.filter(trusted);
    let command = shared.setup.editor_outside.clone().or(of_desk);
    let command = command.or_else(|| editors.first().cloned());
    let command = command.filter(|command| command != editor::BUILT_IN);
    (command, notice)
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

/// Grades every save from now on.
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

/// Warns about saves in the course's own folder: a learner who works there may edit its exercises by mistake.
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
    // If no watcher can be started, only this warning is lost.
    if let Ok(watcher) = Watcher::start(&exercises, &desk.state("probe"), Mode::Events, on_save) {
        shared.open_state().watchers.push(watcher);
    }
}

/// Reports which files match neither the starter nor the text that was graded last, or are the starter again after another
/// text had passed.
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
        let is_untouched =
            compare::same_text(starter, &text) && !last.is_some_and(|last| last.passed);
        if !is_untouched && !as_graded {
            changed.insert(lesson.id.clone());
        }
    }
    shared.emit(Event::FilesCompared { changed });
}

/// Reads the course again whenever its files change. The embedded course never changes.
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

/// Returns the lessons whose verdicts depend on something that has changed since `before`.
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
