//! What trying many schedules showed, in words.

use super::outcome_in_short;
use crate::text::plural;
use crate::verdict::{Exploration, Outcome, RunEnd, ScheduleResult, Shortfall};

/// How a run ended, in a few words.
#[must_use]
pub fn way(ending: &RunEnd) -> String {
    match ending {
        RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        } => "another output".to_owned(),
        RunEnd::Outcome { outcome } => outcome_in_short(outcome),
        RunEnd::Deadlock => "deadlock".to_owned(),
        RunEnd::StepLimit { spins: true } => "spins for ever".to_owned(),
        RunEnd::StepLimit { spins: false } => "too many steps".to_owned(),
        RunEnd::Diverged => "did not do the same again".to_owned(),
        RunEnd::NotFollowed => "could not be followed".to_owned(),
    }
}

/// How the schedules of one kind ended, those that went well among them.
#[must_use]
pub fn ended(one: &ScheduleResult) -> String {
    let finished = RunEnd::Outcome {
        outcome: Outcome::Finished { code: 0 },
    };
    if one.ending == finished && one.right != Some(false) {
        "ends".to_owned()
    } else {
        way(&one.ending)
    }
}

/// `16 schedules`.
#[must_use]
pub fn orders(count: u32) -> String {
    plural(usize::try_from(count).unwrap_or(usize::MAX), "schedule")
}

/// What is certain after so many schedules.
#[must_use]
pub fn vouched(found: &Exploration) -> String {
    let covered = |most: u32| match most {
        0 => "all without preemption".to_owned(),
        1 => "all with at most 1 preemption".to_owned(),
        most => format!("all with at most {most} preemptions"),
    };
    let random = match found.random {
        0 => String::new(),
        random => format!(", and {random} at random"),
    };
    let short = found.short.map(|short| match short {
        Shortfall::TooMany => "there are more than may be tried",
        Shortfall::OutOfTime => "the time was over",
        Shortfall::NotDeterministic => {
            "the same schedule did not do the same twice: the program depends on something else, too"
        }
        Shortfall::NotFollowed => "a thread stood still in the system and could not be followed",
        Shortfall::NotBuilt => "it uses something of std that cannot be looked through",
        Shortfall::CountsHandles => "it asks how many handles an Arc has, which no schedule controls",
    });
    let all = if found.every {
        "there are no others".to_owned()
    } else if let Some(wrong) = found.wrong() {
        // It stopped there, so it can only say what it took.
        format!("with {}", preemptions(wrong.preemptions))
    } else {
        found.covered.map_or("not all".to_owned(), covered)
    };
    match short {
        Some(short) => format!("{all}{random}; {short}"),
        None => format!("{all}{random}"),
    }
}

/// `1 preemption`.
#[must_use]
pub fn preemptions(count: u32) -> String {
    plural(usize::try_from(count).unwrap_or(usize::MAX), "preemption")
}
