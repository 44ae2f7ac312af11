//! Drives the full screen or plain mode over a temporary desk, with the engine and a scripted grader.

#[path = "driver/events.rs"]
mod events;

use super::grader::{Answer, ScriptedGrader};
use super::keys::keys;
use cellmate::app::{Input, Message, PointerAction, STEP_TIME, State, footer, update};
use cellmate::course::{Course, Problem};
use cellmate::desk::{CourseSource, Desk, LessonProgress};
use cellmate::engine::{
    Command, DeskUse, Engine, Error, Event, GraderSource, JobId, JobKind, Setup, TracedProgram,
};
use cellmate::keymap::Key;
use cellmate::plain::{Detail, PlainState};
use cellmate::screen::draw;
use cellmate::theme::Theme;
use cellmate::verdict::{Trace, Verdict};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;
use tempfile::TempDir;

const SIZE: (u16, u16) = (120, 36);

pub(crate) struct Driver {
    home: TempDir,
    course_folder: PathBuf,
    course: Course,
    pub(crate) size: (u16, u16),
    pub(crate) theme: Theme,
    grader: Arc<ScriptedGrader>,
    front: Option<FrontEnd>,
    /// `None` before the first start.
    desk: Option<Desk>,
    /// The lock that another instance of cellmate holds.
    other: Option<cellmate::desk::DeskLock>,
    said: String,
    has_quit: bool,
    vim: Option<Result<String, Error>>,
    opened: Option<(PathBuf, u32)>,
    switches_to_plain: bool,
    /// Whether events are held from the start.
    holds_events: bool,
    desk_use: DeskUse,
}

struct FrontEnd {
    kind: Kind,
    engine: Engine,
    events: Receiver<Event>,
    running: BTreeMap<JobId, Arc<Command>>,
    /// Events that were reported but not delivered, while events are held.
    queue: Option<VecDeque<Event>>,
}

enum Kind {
    Screen(Box<State>),
    Plain(Box<PlainState>),
}

impl Default for Driver {
    fn default() -> Self {
        Self::new("tests/behavior/course")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.close();
    }
}

impl Driver {
    pub(crate) fn new(course: &str) -> Self {
        // Syncing takes no time if the disk is in memory.
        let memory = Path::new("/dev/shm");
        let home = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        let home = home.unwrap();
        let course_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(course);
        let course = Course::folder(&course_folder).unwrap();
        let (desk, _) = Desk::create(&home.path().join("cellmate"), &course).unwrap();
        desk.set(|settings| settings.editor = Some("vim".to_owned()))
            .unwrap();
        Self {
            home,
            course_folder,
            course,
            size: SIZE,
            theme: Theme::default(),
            grader: Arc::default(),
            front: None,
            desk: Some(desk),
            other: None,
            said: String::new(),
            has_quit: false,
            vim: None,
            opened: None,
            switches_to_plain: false,
            holds_events: false,
            desk_use: DeskUse::Exclusive,
        }
    }

    pub(crate) fn prepare(&mut self, what: &str) {
        let desk = self.desk.as_ref().unwrap();
        match what {
            "none" => {
                fs::remove_dir_all(desk.dir()).unwrap();
                self.desk = None;
            }
            "no editor" => {
                desk.set(|settings| settings.editor = Some("built-in".to_owned()))
                    .unwrap();
            }
            "without progress" => {
                // Not even root can write a file where a folder is.
                fs::create_dir_all(desk.state("progress.json")).unwrap();
            }
            "unwatched" => {
                fs::remove_dir_all(desk.exercises()).unwrap();
                fs::write(desk.exercises(), "not a folder").unwrap();
                self.desk_use = DeskUse::Watched;
            }
            "with a removed lesson" => {
                let path = desk.state("course.json");
                let text = fs::read_to_string(&path).unwrap();
                let mut record: serde_json::Value = serde_json::from_str(&text).unwrap();
                record["courses"][&self.course.id]["lessons"]["older"] =
                    serde_json::json!({ "title": "An older lesson", "removed": true });
                fs::write(&path, record.to_string()).unwrap();
                let folder = desk.exercises().join("small");
                fs::create_dir_all(&folder).unwrap();
                fs::write(folder.join("older.rs"), "fn main() {}\n").unwrap();
            }
            "read-only" => self.other = Some(desk.take().unwrap()),
            "without a course" => {
                let broken = self.home.path().join("broken");
                fs::create_dir_all(broken.join("lessons")).unwrap();
                fs::write(broken.join("lessons/course.toml"), "formit = 1\n").unwrap();
                self.course_folder = broken;
            }
            other => panic!("there is no desk `{other}`"),
        }
    }

    pub(crate) fn press(&mut self, text: &str) {
        self.open(false);
        for key in keys(text) {
            self.input(Input::Key(key));
        }
    }

    pub(crate) fn point(&mut self, action: PointerAction, text: &str) {
        let screen = self.screen();
        let found = screen.lines().enumerate().find_map(|(y, row)| {
            let before = row.split_once(text)?.0;
            Some((before.chars().count(), y))
        });
        let (x, y) = found.unwrap();
        self.input(Input::Pointer {
            action,
            x: u16::try_from(x).unwrap(),
            y: u16::try_from(y).unwrap(),
        });
    }

    pub(crate) fn paste(&mut self, text: &str) {
        self.input(Input::Pasted(text.to_owned()));
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.open(false);
        self.state().resize((width, height));
    }

    /// Advances the clock by the time that playback shows one event.
    pub(crate) fn tick(&mut self) {
        if self.state().tick_interval().is_some() {
            self.pass(STEP_TIME);
        }
    }

    pub(crate) fn pass(&mut self, time: Duration) {
        self.dispatch(Message::Tick(time));
    }

    pub(crate) fn type_line(&mut self, line: &str) {
        self.open(true);
        self.said.clear();
        let effects = self.session().line(line);
        self.carry_out_plain(effects);
        self.settle();
        self.print_before_prompt();
    }

    /// Adds what plain mode prints before its next prompt to what it has said.
    fn print_before_prompt(&mut self) {
        let session = self.session();
        if !session.is_waiting() {
            session.announce(Detail::Brief);
        }
        let said = session.take_text();
        self.said += &said;
    }

    pub(crate) fn write(&mut self, lesson: &str, text: &str) {
        fs::write(self.path(lesson), text).unwrap();
    }

    /// Reports a save as the watcher does, if cellmate is running.
    pub(crate) fn notice_save(&mut self, lesson: &str) {
        if self.front.is_none() {
            return;
        }
        let path = self.path(lesson);
        self.front().engine.file_saved(&path);
        self.settle();
    }

    pub(crate) fn write_while_recording(&mut self, lesson: &str, text: String) {
        self.grader.save_meanwhile(self.path(lesson), text);
    }

    /// Sets what the learner's editor writes when it opens next, or why it cannot start.
    pub(crate) fn edits_next(&mut self, text: Result<String, Error>) {
        self.vim = Some(text);
    }

    /// Sets the verdict and the trace of every text from now on.
    pub(crate) fn give(&self, verdict: Verdict, trace: Option<Trace>) {
        self.grader.give(verdict, trace);
    }

    pub(crate) fn hold(&mut self, what: &str) {
        match what {
            "grader" => self.grader.hold(),
            "events" => match &mut self.front {
                Some(front) => front.queue = Some(VecDeque::new()),
                None => self.holds_events = true,
            },
            other => panic!("`{other}` cannot be held"),
        }
    }

    /// Releases held jobs and delivers held events.
    pub(crate) fn release(&mut self, text: &str, answer: Answer) {
        let waited = self.waits();
        self.grader
            .release((!text.is_empty()).then_some(text), answer);
        self.settle();
        for event in self.front().queue.take().unwrap_or_default() {
            self.dispatch(Message::Engine(event));
        }
        self.settle();
        if waited && !self.waits() {
            self.print_before_prompt();
        }
    }

    /// Whether plain mode is waiting for something before its next prompt.
    fn waits(&self) -> bool {
        let front = self.front.as_ref().unwrap();
        matches!(&front.kind, Kind::Plain(session) if session.is_waiting())
    }

    /// Delivers a trace of this text instead of the awaited one.
    pub(crate) fn stray_trace(&mut self, lesson: &str, text: String) {
        let kind = JobKind::Tracing { lesson };
        let mut running = self.front().running.iter();
        let (job, _) = running.find(|(_, job)| job.kind() == kind).unwrap();
        let event = Event::Traced {
            job: *job,
            lesson: lesson.to_owned(),
            program: TracedProgram::File(text),
            trace: Some(Box::new(super::verdicts::trace())),
        };
        self.dispatch(Message::Engine(event));
    }

    pub(crate) fn restart(&mut self) {
        let plain = matches!(self.front().kind, Kind::Plain(_));
        self.close();
        self.has_quit = false;
        self.open(plain);
    }

    pub(crate) fn has_quit(&self) -> bool {
        self.has_quit
    }

    pub(crate) fn switches_to_plain(&self) -> bool {
        self.switches_to_plain
    }

    /// Whether the learner's editor was opened with the file of this lesson, at this line.
    pub(crate) fn has_opened(&self, lesson: &str, line: u32) -> bool {
        self.opened == Some((self.path(lesson), line))
    }

    /// Changes or removes a lesson of the course.
    pub(crate) fn change_course(&mut self, lesson: &str, removed: bool) {
        if removed {
            self.course.lessons.retain(|other| other.id != lesson);
            for chapter in &mut self.course.chapters {
                chapter.lessons.retain(|other| other != lesson);
            }
        }
        self.dispatch_reload(Vec::new(), BTreeSet::from([lesson.to_owned()]));
    }

    /// Reads the course again, with these problems.
    pub(crate) fn reload_course(&mut self, problems: Vec<String>) {
        self.dispatch_reload(problems, BTreeSet::new());
    }

    fn dispatch_reload(&mut self, problems: Vec<String>, outdated: BTreeSet<String>) {
        self.open(false);
        let course = problems.is_empty().then(|| Arc::new(self.course.clone()));
        let problem = |message| Problem::of_file("lessons/course.toml", message, "");
        let problems = problems.into_iter().map(problem).collect();
        let files = Desk::open(&self.home.path().join("cellmate")).map(|desk| {
            let lessons = self.course.lessons.iter();
            let with_file = lessons.filter(|lesson| lesson.has_file());
            with_file
                .map(|lesson| (lesson.id.clone(), desk.exercise(lesson)))
                .collect()
        });
        self.dispatch(Message::Engine(Event::CourseReloaded {
            course,
            problems,
            files: files.unwrap_or_default(),
            outdated,
        }));
        self.settle();
    }

    /// Whether the footer names this key.
    pub(crate) fn offers(&mut self, word: &str) -> bool {
        self.screen();
        footer(self.state())
            .iter()
            .any(|binding| binding.label == word)
    }

    /// Presses each key of the footer in a copy of the state, and returns those that neither change nor ask for anything.
    pub(crate) fn idle_hints(&mut self) -> Vec<String> {
        let screen = self.screen();
        let mut state = self.state().clone();
        // Clearing a notice is not what a label promises.
        state.notice = None;
        let before = format!("{state:?}");
        let does_something = |key: &Key| {
            let mut pressed = state.clone();
            let effects = update(&mut pressed, Message::Input(Input::Key(*key)));
            pressed.notice.is_some() || !effects.is_empty() || format!("{pressed:?}") != before
        };
        let shown = footer(&state)
            .into_iter()
            .map(|hint| (format!("{} {}", hint.names(), hint.label), hint.keys));
        let mut shown: Vec<(String, Vec<Key>)> = shown.collect();
        shown.retain(|(hint, keys)| screen.contains(hint) && !keys.iter().any(does_something));
        shown.into_iter().map(|(hint, _)| hint).collect()
    }

    pub(crate) fn screen(&mut self) -> String {
        let buffer = self.draw();
        let cells = buffer.content().chunks(usize::from(self.size.0));
        cells
            .map(|row| row.iter().map(Cell::symbol).collect())
            .map(|row: String| row.trim_end().to_owned() + "\n")
            .collect()
    }

    /// Draws the screen, and passes the size of its contents to the state.
    pub(crate) fn draw(&mut self) -> Buffer {
        self.open(false);
        let (size, theme) = (self.size, self.theme);
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        let mut scroll = None;
        terminal
            .draw(|frame| scroll = Some(draw(self.state(), theme, frame)))
            .unwrap();
        self.state().drawn(&scroll.unwrap());
        terminal.backend().buffer().clone()
    }

    pub(crate) fn state(&mut self) -> &mut State {
        match &mut self.front().kind {
            Kind::Screen(state) => state,
            Kind::Plain(_) => panic!("plain mode has no screen"),
        }
    }

    pub(crate) fn prompt(&mut self) -> String {
        self.session().prompt().to_owned()
    }

    pub(crate) fn said(&self) -> &str {
        &self.said
    }

    /// Returns what is on the screen or was said, for the message of a failed test.
    pub(crate) fn scene(&mut self) -> String {
        match &self.front {
            None => "nothing was started".to_owned(),
            Some(front) if matches!(front.kind, Kind::Plain(_)) => self.said.clone(),
            Some(_) => self.screen(),
        }
    }

    pub(crate) fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path(name)).ok()
    }

    /// Returns the recorded progress of a lesson.
    pub(crate) fn recorded(&self, lesson: &str) -> LessonProgress {
        let desk = Desk::open(&self.home.path().join("cellmate")).unwrap();
        let progress = desk.progress().unwrap().progress;
        progress.course(&self.course.id).lesson(lesson).clone()
    }

    fn path(&self, name: &str) -> PathBuf {
        let home = self.home.path();
        match (self.course.lesson(name), name.strip_prefix("~/")) {
            (Some(lesson), _) => home.join("cellmate").join(lesson.exercise_path()),
            (None, Some(rest)) => home.join(rest),
            (None, None) => home.join("cellmate").join(name),
        }
    }

    /// Starts a front end unless it runs already, and leaves the other one.
    fn open(&mut self, plain: bool) {
        if let Some(front) = &self.front
            && matches!(front.kind, Kind::Plain(_)) == plain
        {
            return;
        }
        self.close();
        let (sender, events) = mpsc::channel();
        let sink = move |event| {
            // While the engine ends, the receiver may already be dropped.
            let _ = sender.send(event);
        };
        let desk_dir = self.home.path().join("cellmate");
        let source = CourseSource::Path(self.course_folder.clone());
        let grader = GraderSource::Given(self.grader.clone());
        let setup = Setup {
            home: Some(self.home.path().to_owned()),
            automatic: true,
            ..Setup::new(source, Desk::open(&desk_dir).ok(), grader)
        };
        let setup = Setup {
            usual_desk: desk_dir,
            desk_use: self.desk_use,
            ..setup
        };
        let kind = if plain {
            Kind::Plain(Box::new(PlainState::new(true)))
        } else {
            Kind::Screen(Box::new(State::new(self.size)))
        };
        self.front = Some(FrontEnd {
            kind,
            engine: Engine::start(setup, Arc::new(sink)),
            events,
            running: BTreeMap::new(),
            queue: std::mem::take(&mut self.holds_events).then(VecDeque::new),
        });
        self.front().engine.send(Command::Open);
        self.settle();
        if plain {
            self.said.clear();
            self.print_before_prompt();
        }
    }

    /// Ends the running front end and waits for the jobs of its engine.
    fn close(&mut self) {
        if self.front.is_some() {
            self.grader.release(None, Answer::GoOn);
            self.front = None;
        }
    }

    fn front(&mut self) -> &mut FrontEnd {
        self.front.as_mut().unwrap()
    }

    pub(crate) fn session(&mut self) -> &mut PlainState {
        match &mut self.front().kind {
            Kind::Plain(session) => session,
            Kind::Screen(_) => panic!("the full screen takes no lines"),
        }
    }

    pub(crate) fn input(&mut self, input: Input) {
        self.open(false);
        self.dispatch(Message::Input(input));
        self.settle();
    }
}
