//! What trying many schedules of a program's threads showed.

use super::{RunEnd, Trace};
use serde::{Deserialize, Serialize};

/// All schedules that were tried.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exploration {
    /// How many ran.
    pub ran: u32,
    /// So many of them were picked at random.
    pub random: u32,
    /// All schedules with at most so many preemptions were covered; none where not even those without any were.
    pub covered: Option<u32>,
    /// Whether there are no other schedules at all.
    pub every: bool,
    /// Why it says less than it was asked for.
    pub short: Option<Shortfall>,
    /// The ways in which the program ended, each with the simplest schedule that leads there.
    #[serde(rename = "ways")]
    pub results: Vec<ScheduleResult>,
    /// The first schedule that fails, replayed with its lines.
    pub failing: Option<Box<Trace>>,
}

/// Why fewer schedules are vouched for than were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shortfall {
    /// There are more than may be tried.
    TooMany,
    /// The time was over.
    OutOfTime,
    /// The same schedule did not do the same twice: the program depends on something else, too.
    NotDeterministic,
    /// A thread stood still in the system while it was its turn.
    NotFollowed,
    /// It does not compile on glass, which lacks something that it uses.
    NotBuilt,
    /// The program branches on how many handles an `Arc` has, which no schedule controls.
    CountsHandles,
}

/// One way in which the program ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleResult {
    /// How it ended.
    pub ending: RunEnd,
    /// What it printed.
    pub stdout: String,
    /// How many of the schedules that ran ended this way.
    pub times: u32,
    /// Whether that is as it should be; none where nobody said how it should be.
    pub right: Option<bool>,
    /// The simplest schedule that ended this way: which thread goes on, wherever more than one could.
    pub choices: Vec<u32>,
    /// How often that schedule stops a thread that could have gone on.
    pub preemptions: u32,
}

impl Exploration {
    /// Whether some schedule ended otherwise than it should.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.wrong().is_some()
    }

    /// The simplest way that is not as it should be.
    #[must_use]
    pub fn wrong(&self) -> Option<&ScheduleResult> {
        self.results
            .iter()
            .find(|result| result.right == Some(false))
    }
}
