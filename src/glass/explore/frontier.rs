//! The schedules that have not run yet, and the history hashes that have been reached.

use crate::glass::record::ScheduleChoice;
use crate::glass::run::RecordedRun;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// The beginning of a schedule to run: the first choices of an earlier run, then one different choice. After it, each
/// thread runs until it has to wait.
#[derive(Clone, Debug)]
pub(super) struct SchedulePrefix {
    /// All choices of that run, shared because a long run has many branches.
    earlier: Arc<[u32]>,
    /// How many of them to replay, and which thread to run then.
    branch: Option<(usize, u32)>,
    preemptions: u32,
    /// The expected history hash after the last choice.
    history: u64,
}

impl SchedulePrefix {
    pub(super) fn empty() -> Self {
        Self {
            earlier: Arc::new([]),
            branch: None,
            preemptions: 0,
            history: 0,
        }
    }

    pub(super) fn choices(&self) -> Vec<u32> {
        self.branch.map_or(Vec::new(), |(at, thread)| {
            let mut choices = self.earlier[..at].to_vec();
            choices.push(thread);
            choices
        })
    }

    /// Returns whether a run of this prefix reached the expected history.
    pub(super) fn matches(&self, run: &RecordedRun) -> bool {
        let Some((at, thread)) = self.branch else {
            return true;
        };
        let choice = run.record.choices.get(at);
        choice.is_some_and(|choice| choice.candidates.contains(&(thread, self.history)))
    }

    fn len(&self) -> usize {
        self.branch.map_or(0, |(at, _)| at + 1)
    }
}

/// The prefixes that have not run yet.
#[derive(Debug)]
pub(super) struct Frontier {
    /// By their number of preemptions.
    levels: Vec<VecDeque<SchedulePrefix>>,
    /// Which threads ran when a history was reached, and after how many preemptions.
    seen: HashMap<u64, Vec<(u32, u32)>>,
    /// Whether the limit on preemptions excluded a prefix.
    is_limited: bool,
}

impl Frontier {
    pub(super) fn new(max_preemptions: u32) -> Self {
        let mut levels: Vec<VecDeque<SchedulePrefix>> =
            (0..=max_preemptions).map(|_| VecDeque::new()).collect();
        levels[0].push_back(SchedulePrefix::empty());
        Self {
            levels,
            seen: HashMap::new(),
            is_limited: false,
        }
    }

    /// Returns whether a prefix with this number of preemptions is left.
    pub(super) fn has(&self, preemptions: u32) -> bool {
        !self.levels[index(preemptions)].is_empty()
    }

    /// Removes and returns up to `max` prefixes with this number of preemptions.
    pub(super) fn take(&mut self, preemptions: u32, max: usize) -> Vec<SchedulePrefix> {
        let level = &mut self.levels[index(preemptions)];
        let count = max.min(level.len());
        level.drain(..count).collect()
    }

    /// Returns whether no prefix is left and the limit on preemptions excluded none.
    pub(super) fn is_exhausted(&self) -> bool {
        !self.is_limited && self.levels.iter().all(VecDeque::is_empty)
    }

    /// Adds a prefix for each thread that a run of `prefix` could have chosen instead.
    pub(super) fn expand(&mut self, prefix: &SchedulePrefix, choices: &[ScheduleChoice]) {
        let taken: Arc<[u32]> = choices.iter().map(|choice| choice.chosen).collect();
        for (at, choice) in choices.iter().enumerate().skip(prefix.len()) {
            for (thread, history) in choice
                .candidates
                .iter()
                .filter(|(thread, _)| *thread != choice.chosen)
            {
                let preemptions = prefix.preemptions + u32::from(choice.running.is_some());
                if index(preemptions) >= self.levels.len() {
                    self.is_limited |= !self.is_known(*history, *thread, preemptions);
                } else if self.insert(*history, *thread, preemptions) {
                    self.levels[index(preemptions)].push_back(SchedulePrefix {
                        earlier: Arc::clone(&taken),
                        branch: Some((at, *thread)),
                        preemptions,
                        history: *history,
                    });
                }
            }
            let history = choice
                .candidates
                .iter()
                .find(|(thread, _)| *thread == choice.chosen);
            // From here on, the run repeats one that was expanded before.
            if history.is_some_and(|(_, history)| {
                !self.insert(*history, choice.chosen, prefix.preemptions)
            }) {
                break;
            }
        }
    }

    /// Returns whether this history was reached before with at most as many preemptions, counting the switch to this
    /// thread.
    fn is_known(&self, history: u64, thread: u32, preemptions: u32) -> bool {
        self.seen.get(&history).is_some_and(|reached| {
            reached.iter().any(|(other, spent)| {
                let switch = u32::from(*other != thread);
                spent + switch <= preemptions
            })
        })
    }

    /// Records that this history was reached. Returns whether it was not known; see [`Self::is_known`].
    fn insert(&mut self, history: u64, thread: u32, preemptions: u32) -> bool {
        if self.is_known(history, thread, preemptions) {
            return false;
        }
        self.seen
            .entry(history)
            .or_default()
            .push((thread, preemptions));
        true
    }
}

fn index(preemptions: u32) -> usize {
    usize::try_from(preemptions).unwrap_or(usize::MAX)
}
