//! A run laid out: bars, lanes and sentences, without a width or a color.

use crate::report::{NextStep, Offer, Tone};
use crate::text::plural;
use crate::verdict::{AccessMode, EventKind, Trace};

/// A run laid out, and the same in sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    pub picture: Picture,
    /// What happened, a sentence each: for terminals without room for the picture, and for screen readers.
    pub sentences: Vec<EventSentence>,
    /// How many events the picture leaves out.
    pub hidden_in_picture: usize,
    /// How many events the sentences leave out.
    pub hidden_in_sentences: usize,
}

impl Timeline {
    /// Offers the events that are left out.
    #[must_use]
    pub fn every_event(&self, is_picture: bool) -> Option<Offer> {
        let hidden = if is_picture {
            self.hidden_in_picture
        } else {
            self.hidden_in_sentences
        };
        (hidden > 0).then(|| Offer {
            step: NextStep::EveryEvent,
            does: format!("shows {}", plural(hidden, "more event")),
        })
    }
}

/// How a run is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Guards beside the source: for one thread.
    Gutter(Vec<GutterLine>),
    /// Threads side by side.
    Lanes(Lanes),
}

/// A line of the source with the guards that live there, or more room for its notes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GutterLine {
    /// Its number; `None` for a line that only holds another note, and for `…` in place of omitted lines.
    pub number: Option<u32>,
    pub source: String,
    /// The guards, a column each.
    pub bars: Vec<Bar>,
    /// The columns of write guards.
    pub write_guards: Vec<usize>,
    /// What happens here, and what that means.
    pub note: Option<(Tone, String)>,
    /// What the guard that begins or ends here allows, if one does.
    pub access: Option<AccessMode>,
    /// When it happens, relative to the event that the reader is at.
    pub moment: Moment,
    /// The index of the event that the note is about.
    pub event: Option<usize>,
}

/// A time, relative to an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Moment {
    /// Before it, or there is no such event.
    #[default]
    Past,
    Present,
    Future,
}

/// What a guard does on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// Nothing: it doesn't live here.
    Empty,
    /// It begins here.
    Begins,
    /// It lives through this line.
    Lives,
    /// It is dropped here.
    Ends,
    /// It lives on this line alone.
    OneLine,
    /// It is why something is refused here.
    Refuses,
    /// It would live here without the panic that dropped it.
    WouldLive,
}

impl Bar {
    /// Returns the sign that draws it.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Self::Empty => ' ',
            Self::Begins => '╭',
            Self::Lives => '│',
            Self::Ends => '╰',
            Self::OneLine => '╶',
            Self::Refuses => '├',
            Self::WouldLive => '╎',
        }
    }

    /// Returns the sign for a write guard.
    #[must_use]
    pub fn heavy_sign(self) -> char {
        match self {
            Self::Empty => ' ',
            Self::Begins => '┏',
            Self::Lives => '┃',
            Self::Ends => '┗',
            Self::OneLine => '╺',
            Self::Refuses => '┣',
            Self::WouldLive => '╏',
        }
    }

    /// Returns what is below it, in another row of the same note.
    #[must_use]
    pub fn below(self) -> Self {
        match self {
            Self::Begins | Self::Lives | Self::Refuses => Self::Lives,
            Self::Empty | Self::Ends | Self::OneLine | Self::WouldLive => Self::Empty,
        }
    }
}

/// Threads side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lanes {
    pub threads: Vec<String>,
    /// What they did, in order.
    pub rows: Vec<LaneRow>,
    /// The threads that wait for each other in a cycle at the end, by their indices.
    pub cycle: Vec<usize>,
    /// Whether lines of the hidden test are among the steps: they have the letter `t`.
    pub has_test_lines: bool,
}

/// What a thread does beside an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneState {
    /// It has not started yet, or has finished.
    Absent,
    /// It holds no guard.
    Runs,
    /// It holds one.
    Holds,
    /// It holds several.
    HoldsSeveral,
    Waits,
}

/// A row below the names of threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LaneRow {
    /// One thing that one thread did.
    Step(LaneStep),
    /// What is left out here.
    Folded(String),
}

/// One thing that one thread did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneStep {
    /// The index of the event.
    pub event: usize,
    /// The line, if there is one.
    pub line: Option<u32>,
    /// The letter of the file, if there are several: `t` is the hidden test.
    pub file: Option<char>,
    /// The index of its thread.
    pub lane: usize,
    pub words: String,
    /// What that means.
    pub tone: Tone,
    /// What each thread does afterwards.
    pub states: Vec<LaneState>,
    /// The thread that holds what this one waits for.
    pub holder: Option<LaneHolder>,
    /// How this changes a guard.
    pub guard: Option<GuardChange>,
    /// The index of the thread that this one starts.
    pub starts: Option<usize>,
    /// When it happens, relative to the event that the reader is at.
    pub moment: Moment,
    /// Whether it is marked as part of what was found in a run that finished.
    pub marked: bool,
}

/// A thread that holds what another one waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneHolder {
    pub lane: usize,
    /// The wait, without the thread that holds what it is for: an arrow shows that.
    pub words: String,
}

/// How a step changes a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuardChange {
    Begins,
    Ends,
}

impl GuardChange {
    pub(super) fn with(event: &EventKind) -> Option<Self> {
        if matches!(event, EventKind::Acquired { .. }) {
            Some(Self::Begins)
        } else if matches!(event, EventKind::Released { .. }) {
            Some(Self::Ends)
        } else {
            None
        }
    }
}

/// One event in a sentence, or what is left out here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventSentence {
    /// The index of the event, or of the first that is left out.
    pub event: usize,
    pub says: String,
    /// Whether the reader is here.
    pub current: bool,
    /// Whether it is marked as part of what was found in a run that finished.
    pub marked: bool,
}

/// Which part of a trace is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Focus<'a> {
    /// The file that the trace is about, as its places name it.
    pub file: &'a str,
    /// The text of that file.
    pub source: &'a str,
    /// The only cell that is shown; `None`: all of them.
    pub cell: Option<u32>,
    /// The index of the event that the reader is at.
    pub event: Option<usize>,
    /// Whether a long listing is shown in full.
    pub all: bool,
    /// How many rows are in view at once: if the reader is at an event, only this many sentences before and after it
    /// are written. `None`: all of them.
    pub page: Option<usize>,
    /// A run of the same program that failed, if this one did not: the events that make the difference are marked.
    pub failing: Option<&'a Trace>,
}

impl Focus<'_> {
    pub(super) fn shows_all(&self) -> bool {
        self.all || self.event.is_some()
    }
}
