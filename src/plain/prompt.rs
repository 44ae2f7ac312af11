//! What the next line answers.

use crate::verdict::OutcomeKind;

/// What the next line answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Prompt {
    /// Nothing: it is a command.
    #[default]
    Command,
    /// Where the desk should be.
    Folder,
    /// Which editor opens the files in this folder.
    Editor(String),
    /// Whether to make the desk in this folder, with the editor at this index.
    MakeDesk(String, usize),
    /// What a program will do, part by part.
    Prediction(PredictionDialog),
    Choices,
    Order,
    /// Which of these lessons to open.
    Lesson(Vec<String>),
    Draft,
}

impl Prompt {
    /// The word before the cursor.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Folder => "folder",
            Self::Editor(_) | Self::Lesson(_) => "number",
            Self::MakeDesk(..) => "enter, or back",
            Self::Prediction(dialog) => dialog.word(),
            Self::Choices => "answer",
            Self::Order => "order",
            Self::Draft => "save, discard or keep",
        }
    }

    /// Whether an empty line answers it.
    pub(super) fn takes_empty_line(&self) -> bool {
        match self {
            Self::Folder | Self::Editor(_) | Self::MakeDesk(..) => true,
            Self::Prediction(dialog) => dialog.part != PredictionPart::Outcome,
            Self::Command | Self::Choices | Self::Order | Self::Lesson(_) | Self::Draft => false,
        }
    }
}

/// The parts of a prediction that have been given, and the one that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PredictionDialog {
    pub(super) part: PredictionPart,
    pub(super) outcome: OutcomeKind,
    pub(super) line: Option<u32>,
    pub(super) code: Option<String>,
    pub(super) printed: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PredictionPart {
    Outcome,
    Line,
    Code,
    Output,
    Commit,
}

impl Default for PredictionDialog {
    fn default() -> Self {
        Self {
            part: PredictionPart::Outcome,
            outcome: OutcomeKind::Finished,
            line: None,
            code: None,
            printed: Vec::new(),
        }
    }
}

impl PredictionDialog {
    fn word(&self) -> &'static str {
        match self.part {
            PredictionPart::Outcome => "number",
            PredictionPart::Line => "line",
            PredictionPart::Code => "code",
            PredictionPart::Output => "printed",
            PredictionPart::Commit => "enter, or back",
        }
    }
}
