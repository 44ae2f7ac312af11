//! Drives the screen by messages, draws it on a terminal made of memory, and writes down what is seen.

use super::keys::keys;
use cellmate::app::{Effect, Input, Message, State, update};
use cellmate::engine::{Command, Event, JobId, JobKind, Model, Opened};
use cellmate::keymap::Key;
use cellmate::screen::draw;
use cellmate::theme::{Depth, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

/// A screen, and what it wanted to have done.
pub(crate) struct Driver {
    pub(crate) state: State,
    pub(crate) effects: Vec<Effect>,
    pub(crate) theme: Theme,
    last_job: u64,
}

impl Driver {
    pub(crate) fn new(width: u16, height: u16) -> Self {
        let mut driver = Self {
            state: State::default(),
            effects: Vec::new(),
            theme: Theme {
                depth: Depth::Sixteen,
            },
            last_job: 0,
        };
        driver.input(Input::Resized(width, height));
        driver
    }

    pub(crate) fn model(&self) -> &Model {
        &self.state.model
    }

    pub(crate) fn tell(&mut self, message: Message) {
        for effect in update(&mut self.state, message) {
            self.effects.push(effect.clone());
            match effect {
                Effect::Engine(command) => {
                    self.start(command);
                }
                Effect::Terminal(_) => {}
            }
        }
    }

    pub(crate) fn input(&mut self, input: Input) {
        self.tell(Message::Input(input));
    }

    pub(crate) fn open(&mut self, opened: Opened) {
        self.event(Event::Opened(Box::new(opened)));
    }

    pub(crate) fn event(&mut self, event: Event) {
        self.tell(Message::Engine(event));
    }

    /// What a grading replaces: the grading and the trace of the same lesson.
    fn replaced(&self, command: &Command) -> Vec<JobId> {
        let JobKind::Grading { lesson } = command.kind() else {
            return Vec::new();
        };
        let kinds = [JobKind::Grading { lesson }, JobKind::Tracing { lesson }];
        let running = self.state.model.running.iter();
        let replaced = running.filter(|(_, command)| kinds.contains(&command.kind()));
        replaced.map(|(job, _)| *job).collect()
    }

    /// Starts a job, as the engine does.
    pub(crate) fn start(&mut self, command: Command) -> JobId {
        self.last_job += 1;
        let job = JobId(self.last_job);
        let ended = command.kind() == JobKind::Writing || command.kind() == JobKind::Other;
        let replaced = self.replaced(&command);
        self.event(Event::Started { job, command });
        for job in replaced {
            self.event(Event::Cancelled { job });
        }
        if ended {
            self.event(Event::Finished { job });
        }
        job
    }

    /// Presses keys, as in `/cell<enter>`.
    pub(crate) fn press(&mut self, text: &str) {
        for key in keys(text) {
            self.key(key);
        }
    }

    pub(crate) fn key(&mut self, key: Key) {
        self.input(Input::Key(key));
    }

    /// Draws, and lets the state know how much there was to see.
    pub(crate) fn draw(&mut self) -> Buffer {
        let (width, height) = self.state.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut extents = None;
        terminal
            .draw(|frame| extents = Some(draw(&self.state, self.theme, frame)))
            .unwrap();
        self.input(Input::Drew(extents.unwrap()));
        terminal.backend().buffer().clone()
    }

    /// The screen as text.
    pub(crate) fn text(&mut self) -> String {
        let buffer = self.draw();
        rows(&buffer).map(|(text, _)| text + "\n").collect()
    }

    /// The screen as text, and below each line a letter for the style of each column.
    pub(crate) fn picture(&mut self) -> String {
        let buffer = self.draw();
        let mut picture = String::new();
        for (text, styles) in rows(&buffer) {
            picture += &format!("│{text}\n");
            if !styles.is_empty() {
                picture += &format!("·{styles}\n");
            }
        }
        picture
    }

    /// The effects since they were asked for last.
    pub(crate) fn done(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = (String, String)> {
    let area = *buffer.area();
    (0..area.height).map(move |y| {
        let (mut text, mut styles) = (String::new(), String::new());
        for x in 0..area.width {
            let cell = &buffer[(x, y)];
            text += cell.symbol();
            styles.push(letter(cell.style()));
        }
        (text.trim_end().to_owned(), styles.trim_end().to_owned())
    })
}

/// One letter for a style; capitals are bold.
fn letter(style: Style) -> char {
    let has = |modifier| style.add_modifier.contains(modifier);
    let color = match style.fg {
        _ if has(Modifier::REVERSED) => 'v',
        Some(Color::Cyan) => 'a',
        Some(Color::Green) => 'g',
        Some(Color::Red) => 'r',
        Some(Color::Yellow) => 'y',
        Some(Color::Magenta) => 'm',
        Some(Color::Reset) | None if has(Modifier::DIM) => 'd',
        Some(Color::Reset) | None if has(Modifier::ITALIC) => 'i',
        Some(Color::Reset) | None if has(Modifier::BOLD) => 'b',
        Some(Color::Reset) | None => ' ',
        Some(_) => 'o',
    };
    if has(Modifier::BOLD) {
        color.to_ascii_uppercase()
    } else {
        color
    }
}
