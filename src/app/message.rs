//! What can happen: keys and words, the screen's own size, and what the worker reports.

use super::Say;
use crate::course::Course;
use crate::desk::{CourseProgress, View};
use crate::keymap::{Action, Key};
use crate::verdict::{PredictionResult, Trace, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Pasted(String),
    /// Somebody asked in words for what a key does.
    Do(Action),
    /// Somebody asked for the lesson with this id.
    Go(String),
    /// Somebody said in words what is typed key by key on the full screen.
    Say(Say),
    /// The mouse did something.
    Pointer {
        /// What.
        did: Pointer,
        /// The column, from 0.
        x: u16,
        /// The row, from 0.
        y: u16,
    },
    /// The terminal has another size.
    Resized(u16, u16),
    /// A frame was drawn: how much there was to see.
    Drew(Extents),
    /// A moment passed, while something plays.
    Ticked,
    /// The system asks for an end.
    StopAsked,
    /// All is loaded.
    Opened(Box<Opened>),
    /// The course was read, once more where its folder changes.
    CourseRead {
        /// The course, where it can be read at all.
        course: Option<Arc<Course>>,
        /// All that is wrong with it.
        problems: Vec<String>,
    },
    /// A file was saved.
    Saved(PathBuf),
    /// The files that are neither as they came nor as they were graded last.
    FilesCompared(BTreeSet<String>),
    /// The learner's file was read.
    FileRead {
        /// The lesson.
        lesson: String,
        /// Its text, or why there is none.
        text: Result<String, String>,
    },
    /// A verdict came.
    Graded {
        /// Its run.
        run: u64,
        /// The lesson.
        lesson: String,
        /// What was graded.
        text: String,
        /// The verdict.
        verdict: Box<Verdict>,
        /// Whether its borrows are looked at now.
        looking: bool,
        /// What is known of the course now.
        progress: Option<CourseProgress>,
    },
    /// There is no verdict.
    NotGraded {
        /// Its run.
        run: u64,
        /// The lesson.
        lesson: String,
        /// Why not.
        why: String,
    },
    /// The borrows and locks of a graded text were looked at; none where there is nothing to see.
    Seen {
        /// Its run.
        run: u64,
        /// The lesson.
        lesson: String,
        /// The text.
        text: String,
        /// What was seen.
        trace: Option<Box<Trace>>,
    },
    /// A prediction was held against what happened.
    Foretold {
        /// Its run.
        run: u64,
        /// The lesson.
        lesson: String,
        /// Both sides.
        foresight: Box<PredictionResult>,
        /// What is known of the course now.
        progress: CourseProgress,
        /// Whether its borrows are looked at now.
        looking: bool,
    },
    /// A prediction could not be tried; it is not taken down either.
    NotForetold {
        /// Its run.
        run: u64,
        /// Why not.
        why: String,
    },
    /// Nothing comes of a run: cellmate itself broke over it.
    Broke {
        /// Its number.
        run: u64,
    },
    /// What is known of the course now.
    Recorded(CourseProgress),
    /// rustc explained a code.
    Explained {
        /// The code.
        code: String,
        /// What it said, in Markdown.
        text: String,
    },
    /// The editor is closed.
    EditorClosed,
    /// The built-in editor's text is on the disk.
    Written {
        /// The lesson.
        lesson: String,
        /// The text.
        text: String,
    },
    /// One thing that was to be written is on the disk, or it has been told why not.
    Settled,
    /// Something that should be known, in a sentence.
    Noticed(String),
}

/// What a mouse does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// It clicks.
    Clicked,
    /// Its wheel turns up.
    WheelUp,
    /// Its wheel turns down.
    WheelDown,
}

/// All that there is to begin with.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// The course, where it can be read at all.
    pub course: Option<Arc<Course>>,
    /// All that is wrong with it.
    pub problems: Vec<String>,
    /// The desk; none where there is none yet.
    pub desk: Option<DeskFacts>,
    /// How far the learner has come.
    pub progress: CourseProgress,
    /// Where the learner was.
    pub view: View,
    /// Why nothing can be written, where that is so.
    pub read_only: Option<String>,
    /// What there is to say about all that.
    pub notice: Option<String>,
    /// The editors found on this machine, the one that is used first.
    pub editors: Vec<String>,
    /// Where the desk usually is.
    pub usual_desk: String,
    /// What was typed and never saved, by lesson.
    pub drafts: BTreeMap<String, String>,
    /// The lesson that was asked for.
    pub at: Option<String>,
}

/// What is known of a desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeskFacts {
    /// Its folder, as people write it.
    pub dir: String,
    /// The learner's files, by lesson.
    pub files: BTreeMap<String, PathBuf>,
    /// The same as people write them.
    pub shown: BTreeMap<String, String>,
    /// Whether files are opened without the screen stepping aside.
    pub beside: bool,
    /// The command that opens them; none: the built-in editor.
    pub editor: Option<String>,
}

/// How much there was to see in what scrolls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extents {
    /// The lesson's text.
    pub text: Extent,
    /// The verdict.
    pub verdict: Extent,
    /// The page on top.
    pub page: Extent,
}

/// Where something that scrolls stands, and how far it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The first line that is seen.
    pub at: usize,
    /// The last line that can be the first.
    pub last: usize,
    /// How many lines are seen at once.
    pub page: usize,
}
