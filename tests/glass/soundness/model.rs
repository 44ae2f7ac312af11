//! Runs every schedule of the same small programs by brute force.

use std::collections::{BTreeSet, HashSet};

/// One step of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Op {
    Lock(usize),
    TryLock(usize),
    Unlock(usize),
    Load(usize),
    Store(usize),
    Add(usize),
}

impl Op {
    /// As the interpreter reads it.
    pub(super) fn written(self) -> String {
        let (letter, which) = match self {
            Self::Lock(which) => ('l', which),
            Self::TryLock(which) => ('t', which),
            Self::Unlock(which) => ('u', which),
            Self::Load(which) => ('r', which),
            Self::Store(which) => ('w', which),
            Self::Add(which) => ('f', which),
        };
        format!("{letter}{which}")
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Thread {
    /// Its next step; the start of a thread is a step, too.
    at: usize,
    register: u32,
    taken: u32,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    threads: Vec<Thread>,
    owners: [Option<usize>; 2],
    counters: [u32; 2],
    /// Whose turn it is; `None` after the end of a thread, and at the beginning.
    turn: Option<usize>,
    preemptions: u32,
}

/// What the interpreter prints at the end of every interleaving with at most this many preemptions, or `deadlock`.
pub(super) fn outcomes(programs: &[Vec<Op>], most: u32) -> BTreeSet<String> {
    let start = State {
        threads: vec![
            Thread {
                at: 0,
                register: 0,
                taken: 0
            };
            programs.len()
        ],
        owners: [None; 2],
        counters: [0; 2],
        turn: None,
        preemptions: 0,
    };
    let mut seen = HashSet::new();
    let mut left = vec![start];
    let mut found = BTreeSet::new();
    while let Some(state) = left.pop() {
        if !seen.insert(state.clone()) {
            continue;
        }
        let able: Vec<usize> = (0..programs.len())
            .filter(|&thread| state.can(thread, programs))
            .collect();
        if able.is_empty() {
            found.insert(state.outcome(programs));
        }
        for &next in &able {
            let forced = state.turn.is_none_or(|turn| !able.contains(&turn));
            let cost = u32::from(!forced && state.turn != Some(next));
            if state.preemptions + cost <= most {
                let mut after = state.step(next, programs);
                after.preemptions += cost;
                left.push(after);
            }
        }
    }
    found
}

impl State {
    fn can(&self, thread: usize, programs: &[Vec<Op>]) -> bool {
        match self.threads[thread].at {
            0 => true,
            at => match programs[thread].get(at - 1) {
                None => false,
                Some(Op::Lock(which)) => self.owners[*which].is_none(),
                Some(_) => true,
            },
        }
    }

    fn step(&self, thread: usize, programs: &[Vec<Op>]) -> Self {
        let mut after = self.clone();
        let at = after.threads[thread].at;
        after.turn = Some(thread);
        after.threads[thread].at += 1;
        let op = (at > 0).then(|| programs[thread][at - 1]);
        let own = &mut after.threads[thread];
        match op {
            Some(Op::Lock(which)) => after.owners[which] = Some(thread),
            Some(Op::TryLock(which)) if after.owners[which].is_none() => {
                after.owners[which] = Some(thread);
                own.taken += 1;
            }
            Some(Op::Unlock(which)) if after.owners[which] == Some(thread) => {
                after.owners[which] = None;
            }
            None | Some(Op::TryLock(_) | Op::Unlock(_)) => {}
            Some(Op::Load(which)) => own.register = after.counters[which],
            Some(Op::Store(which)) => after.counters[which] = own.register + 1,
            Some(Op::Add(which)) => after.counters[which] += 1,
        }
        // Releasing a lock that the thread does not hold is not a step at all.
        while let Some(Op::Unlock(which)) = after.next(thread, programs)
            && after.owners[which] != Some(thread)
        {
            after.threads[thread].at += 1;
        }
        after
    }

    fn next(&self, thread: usize, programs: &[Vec<Op>]) -> Option<Op> {
        let at = self.threads[thread].at;
        programs[thread].get(at.checked_sub(1)?).copied()
    }

    fn outcome(&self, programs: &[Vec<Op>]) -> String {
        let done = |(thread, program): (&Thread, &Vec<Op>)| thread.at > program.len();
        if !self.threads.iter().zip(programs).all(done) {
            return "deadlock".to_owned();
        }
        let ends: Vec<(u32, u32)> = self
            .threads
            .iter()
            .map(|thread| (thread.register, thread.taken))
            .collect();
        format!("{:?} {ends:?}\n", self.counters)
    }
}
