//! Which schedules are still to be followed, and which pasts have been seen.

use crate::glass::record::Choice;
use crate::glass::run::RecordedRun;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// A schedule to follow: the first choices of an earlier run, another one, and then each thread as long as it can.
#[derive(Clone, Debug)]
pub(super) struct Lead {
    /// All choices of that run. Shared, because a long run gives many leads.
    earlier: Arc<[u32]>,
    /// How many of them are followed, and which thread goes on then.
    then: Option<(usize, u32)>,
    preemptions: u32,
    /// What the run's past is to be after the last choice.
    past: u64,
}

impl Lead {
    /// No choices at all.
    pub(super) fn first() -> Self {
        Self {
            earlier: Arc::new([]),
            then: None,
            preemptions: 0,
            past: 0,
        }
    }

    /// The choices to give.
    pub(super) fn choices(&self) -> Vec<u32> {
        self.then.map_or(Vec::new(), |(at, thread)| {
            let mut choices = self.earlier[..at].to_vec();
            choices.push(thread);
            choices
        })
    }

    /// Whether a run that followed this lead came through the past that was foreseen.
    pub(super) fn leads_to(&self, raw: &RecordedRun) -> bool {
        let Some((at, thread)) = self.then else {
            return true;
        };
        let there = raw.record.choices.get(at);
        there.is_some_and(|choice| choice.of.contains(&(thread, self.past)))
    }

    /// Where new choices begin.
    fn from(&self) -> usize {
        self.then.map_or(0, |(at, _)| at + 1)
    }
}

/// Leads by their preemptions.
#[derive(Debug)]
pub(super) struct Frontier {
    levels: Vec<VecDeque<Lead>>,
    /// With how many preemptions a past was reached, and with which thread at work.
    seen: HashMap<u64, Vec<(u32, u32)>>,
    was_bounded: bool,
}

impl Frontier {
    /// Starts with the schedule that has no choices.
    pub(super) fn new(preemptions: u32) -> Self {
        let mut levels: Vec<VecDeque<Lead>> = (0..=preemptions).map(|_| VecDeque::new()).collect();
        levels[0].push_back(Lead::first());
        Self {
            levels,
            seen: HashMap::new(),
            was_bounded: false,
        }
    }

    /// The next leads with so many preemptions.
    pub(super) fn take(&mut self, preemptions: u32, most: usize) -> Vec<Lead> {
        let level = &mut self.levels[index(preemptions)];
        let most = most.min(level.len());
        level.drain(..most).collect()
    }

    /// Whether nothing is left, and nothing was left out for having too many preemptions.
    pub(super) fn is_exhausted(&self) -> bool {
        !self.was_bounded && self.levels.iter().all(VecDeque::is_empty)
    }

    /// Takes in what a run showed: wherever it could have gone another way, that is a new lead.
    pub(super) fn follow(&mut self, lead: &Lead, choices: &[Choice]) {
        let taken: Arc<[u32]> = choices.iter().map(|choice| choice.took).collect();
        for (at, choice) in choices.iter().enumerate().skip(lead.from()) {
            for (thread, past) in choice
                .of
                .iter()
                .filter(|(thread, _)| *thread != choice.took)
            {
                let preemptions = lead.preemptions + u32::from(choice.was.is_some());
                if index(preemptions) >= self.levels.len() {
                    self.was_bounded |= !self.is_known(*past, *thread, preemptions);
                } else if self.is_new(*past, *thread, preemptions) {
                    self.levels[index(preemptions)].push_back(Lead {
                        earlier: Arc::clone(&taken),
                        then: Some((at, *thread)),
                        preemptions,
                        past: *past,
                    });
                }
            }
            let past = choice.of.iter().find(|(thread, _)| *thread == choice.took);
            // From here on it goes the way of a run that was followed already.
            if past.is_some_and(|(_, past)| !self.is_new(*past, choice.took, lead.preemptions)) {
                break;
            }
        }
    }

    /// Whether this past was reached as cheaply before.
    fn is_known(&self, past: u64, thread: u32, preemptions: u32) -> bool {
        self.seen.get(&past).is_some_and(|before| {
            before.iter().any(|(other, spent)| {
                let switch = u32::from(*other != thread);
                spent + switch <= preemptions
            })
        })
    }

    /// The same, and remembers it.
    fn is_new(&mut self, past: u64, thread: u32, preemptions: u32) -> bool {
        if self.is_known(past, thread, preemptions) {
            return false;
        }
        self.seen
            .entry(past)
            .or_default()
            .push((thread, preemptions));
        true
    }
}

fn index(preemptions: u32) -> usize {
    usize::try_from(preemptions).unwrap_or(usize::MAX)
}
