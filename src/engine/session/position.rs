//! Where a front end is in a trace.

/// The part of a run that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TracePosition {
    /// The index of the current step. `None`: the whole trace is shown.
    pub step: Option<usize>,
    /// The only cell that is shown.
    pub cell: Option<u32>,
    /// The index of the schedule that was chosen.
    pub schedule: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Back,
    Forward,
}

impl TracePosition {
    /// Goes to the next or previous of `count` steps. Returns whether the position has changed.
    pub fn move_step(&mut self, direction: Direction, count: usize) -> bool {
        let Some(last) = count.checked_sub(1) else {
            return false;
        };
        let before = self.step;
        self.step = Some(match (before, direction) {
            (None, Direction::Forward) => 0,
            (None, Direction::Back) => last,
            (Some(at), Direction::Forward) => (at + 1).min(last),
            (Some(at), Direction::Back) => at.saturating_sub(1).min(last),
        });
        self.step != before
    }

    /// Shows one cell alone, or all of them.
    pub fn show_cell(&mut self, cell: Option<u32>) {
        (self.cell, self.step) = (cell, None);
    }
}
