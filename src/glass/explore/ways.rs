//! The ways in which a program ended, each with the simplest schedule that leads there.

use crate::glass::run::RecordedRun;
use crate::verdict::ScheduleResult;

/// All ways so far.
#[derive(Debug, Default)]
pub(super) struct Ways(Vec<ScheduleResult>);

impl Ways {
    /// Takes in one run.
    pub(super) fn note(&mut self, raw: RecordedRun, right: Option<bool>) {
        let preempted = raw.record.choices.iter();
        let preempted = preempted.filter(|choice| choice.was.is_some_and(|was| was != choice.took));
        let preemptions = u32::try_from(preempted.count()).unwrap_or(u32::MAX);
        let choices = raw.record.taken();
        let same = |way: &&mut ScheduleResult| way.ending == raw.ending && way.stdout == raw.stdout;
        if let Some(way) = self.0.iter_mut().find(same) {
            way.times += 1;
            if preemptions < way.preemptions {
                (way.preemptions, way.choices) = (preemptions, choices);
            }
            return;
        }
        self.0.push(ScheduleResult {
            ending: raw.ending,
            stdout: raw.stdout,
            times: 1,
            right,
            choices,
            preemptions,
        });
    }

    /// Whether one of them is wrong.
    pub(super) fn fail(&self) -> bool {
        self.0.iter().any(|way| way.right == Some(false))
    }

    /// The simplest first.
    pub(super) fn sorted(mut self) -> Vec<ScheduleResult> {
        self.0
            .sort_by_key(|way| (way.preemptions, way.choices.len()));
        self.0
    }
}
