//! Reads the record that a program under glass writes, one JSON object per line.

use crate::verdict::{AccessMode, CellKind, TracedAction, Unfollowed};
use serde::Deserialize;
use std::path::PathBuf;

/// The version of the record that this module reads.
pub(super) const FORMAT: u32 = 2;

/// The event that ends a record. A run that was killed writes none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EndEvent {
    /// The main thread ended.
    End,
    /// The program called `process::exit`, so it dropped nothing.
    Exit,
    /// No thread could run.
    Deadlock,
    /// The run exceeded its step limit; its last `idle_steps` steps changed nothing.
    StepLimit { idle_steps: u64 },
    /// The run did not have a choice that its schedule prescribes.
    Diverged,
    /// The run exceeded its time limit.
    Timeout,
}

#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) format: Option<u32>,
    /// The folder that the program ran in.
    pub(super) folder: Option<PathBuf>,
    pub(super) choices: Vec<ScheduleChoice>,
    pub(super) events: Vec<RecordedEvent>,
    pub(super) end: Option<EndEvent>,
    /// Whether later events are missing, because the limit on recorded events was reached.
    pub(super) truncated: bool,
    /// How many events the run had before the record started over. The first events here say what was live then, and
    /// don't count.
    pub(super) omitted_events: usize,
    /// Whether atomics that were used before are missing, unless they are used again.
    pub(super) lacks_atomics: bool,
    pub(super) test_returned: bool,
    pub(super) unfollowed: Option<Unfollowed>,
    /// The last thread that was found blocked in code that glass does not see.
    pub(super) blocked_thread: Option<UntracedThread>,
    pub(super) accesses: RecordedAccesses,
}

/// A thread that is blocked in code that glass does not see.
#[derive(Debug, Deserialize)]
pub(super) struct UntracedThread {
    pub(super) thread: u32,
    /// Where its last step was.
    pub(super) file: Option<String>,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
    pub(super) program: PathBuf,
    /// Possible return addresses, the innermost first, relative to where the program is loaded.
    pub(super) stack: Vec<u64>,
}

/// What the record says about accesses to what threads share, in addition to the events.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordedAccesses {
    /// The last line about each race has all that is known about it.
    pub(super) races: Vec<RecordedRace>,
    /// Places of possible races, if the record lacks their call paths.
    pub(super) hints: Vec<String>,
    /// Reads that were repeated up to the end.
    pub(super) polls: Vec<RecordedChange>,
    /// The last changes of cells.
    pub(super) last_changes: Vec<RecordedChange>,
}

/// The kinds of the accesses of a race, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RaceShape {
    /// A read, a change by another thread, and a change.
    Overwrite,
    /// A change, a read of it, a read of another cell, and the first change of that.
    LateStore,
    /// A store, a read of it, a read of another cell, and the store to that one, which came first: nothing orders the
    /// two stores.
    Unordered,
}

/// Accesses of two threads in an order that may be wrong.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct RecordedRace {
    pub(super) shape: RaceShape,
    pub(super) cell: u32,
    /// The cell of the first two accesses, unless the race is an overwrite.
    pub(super) announcing_cell: u32,
    pub(super) times: u64,
    /// Whether only a run that fails shows that it is a race: the read went through a guard that gave mutable access,
    /// or what was announced had been changed before.
    #[serde(default)]
    pub(super) needs_failure: bool,
    /// Whether the announcement is a counter, and what it announces had been changed before.
    #[serde(default)]
    pub(super) is_count: bool,
    /// Whether the thread that read an old value read the new one later: by itself, this is not a race.
    #[serde(default)]
    pub(super) is_refuted: bool,
    pub(super) cell_type: CellKind,
    pub(super) first: RecordedAccess,
    pub(super) second: RecordedAccess,
    pub(super) third: RecordedAccess,
    pub(super) fourth: Option<RecordedAccess>,
}

/// An access that was repeated, or the last of several.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct RecordedChange {
    pub(super) cell: u32,
    pub(super) times: u64,
    pub(super) first: RecordedAccess,
    /// How often each line changed the cell since the last `store`, if few lines did.
    #[serde(default)]
    pub(super) changes: Vec<RecordedCount>,
    /// The last `store`.
    pub(super) stored: Option<RecordedAccess>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct RecordedCount {
    pub(super) times: u64,
    pub(super) action: TracedAction,
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct RecordedAccess {
    pub(super) thread: u32,
    /// The number of this access, counted over all accesses of the run.
    #[serde(default)]
    pub(super) number: u64,
    pub(super) action: TracedAction,
    pub(super) value: Option<String>,
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
    /// Whether a panic ended it.
    #[serde(default)]
    pub(super) panicked: bool,
    #[serde(default)]
    path: String,
}

impl RecordedAccess {
    /// Returns the calls that led here, the innermost first.
    pub(super) fn calls(&self) -> impl Iterator<Item = (&str, &str, u32, u32)> {
        calls(&self.path)
    }
}

impl Record {
    /// Parses all complete lines. Ignores a line that a kill cut short.
    pub(super) fn parse(text: &str) -> Self {
        let mut record = Self::default();
        for line in text.lines() {
            match serde_json::from_str(line) {
                Ok(RecordLine::Run {
                    folder,
                    record_format,
                }) => {
                    record.folder = Some(folder);
                    record.format = record_format;
                }
                Ok(RecordLine::Choice(choice)) => record.choices.push(choice),
                Ok(RecordLine::TestReturned) => record.test_returned = true,
                Ok(RecordLine::ForeignThread) => {
                    record.unfollowed = Some(Unfollowed::ForeignThread);
                }
                Ok(RecordLine::BlockedInOs) => record.unfollowed = Some(Unfollowed::BlockedInOs),
                Ok(RecordLine::TooManyObjects) => {
                    record.unfollowed = Some(Unfollowed::TooManyObjects);
                }
                Ok(RecordLine::PointerCast) => record.unfollowed = Some(Unfollowed::PointerCast),
                Ok(RecordLine::BlockedThread(thread)) => record.blocked_thread = Some(thread),
                Ok(RecordLine::Truncated) => record.truncated = true,
                // What is live follows, so nothing before it is needed.
                Ok(RecordLine::Gap {
                    omitted_events,
                    is_partial,
                }) => {
                    record.events.clear();
                    (record.truncated, record.omitted_events) = (false, omitted_events);
                    record.lacks_atomics = is_partial;
                }
                Ok(RecordLine::End) => record.end = Some(EndEvent::End),
                Ok(RecordLine::Exit) => record.end = Some(EndEvent::Exit),
                Ok(RecordLine::Deadlock) => record.end = Some(EndEvent::Deadlock),
                Ok(RecordLine::StepLimit { idle_steps }) => {
                    record.end = Some(EndEvent::StepLimit { idle_steps });
                }
                Ok(RecordLine::Timeout) => record.end = Some(EndEvent::Timeout),
                Ok(RecordLine::Race(race)) => record.accesses.add_race(*race),
                Ok(RecordLine::Hint { places }) => record.accesses.hints.push(places),
                Ok(RecordLine::Poll(poll)) => record.accesses.polls.push(*poll),
                Ok(RecordLine::LastChange(last)) => record.accesses.last_changes.push(*last),
                Ok(RecordLine::Diverged) => record.end = Some(EndEvent::Diverged),
                Ok(RecordLine::Event(event)) => record.events.push(*event),
                Err(_) => {}
            }
        }
        record
    }

    /// Returns how often a thread was interrupted although it could have continued.
    pub(super) fn preemptions(&self) -> u32 {
        let is_preempted = |choice: &&ScheduleChoice| {
            let before = choice.running.or(choice.interrupted);
            before.is_some_and(|thread| thread != choice.chosen)
        };
        let count = self.choices.iter().filter(is_preempted).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Returns the choices that replay the run, without the default choices at its end.
    pub(super) fn replay_choices(&self) -> Vec<u32> {
        let is_default = |choice: &ScheduleChoice| {
            choice
                .candidates
                .first()
                .is_some_and(|(thread, _)| *thread == choice.chosen)
        };
        let last = self.choices.iter().rposition(|choice| !is_default(choice));
        let needed = last.map_or(0, |last| last + 1);
        let needed = self.choices.iter().take(needed);
        needed.map(|choice| choice.chosen).collect()
    }
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(strum::VariantNames))]
#[serde(tag = "event", rename_all = "snake_case")]
#[cfg_attr(test, strum(serialize_all = "snake_case"))]
enum RecordLine {
    Run {
        folder: PathBuf,
        record_format: Option<u32>,
    },
    Choice(ScheduleChoice),
    TooManyObjects,
    BlockedThread(UntracedThread),
    Truncated,
    PointerCast,
    ForeignThread,
    BlockedInOs,
    Gap {
        omitted_events: usize,
        #[serde(default)]
        is_partial: bool,
    },
    TestReturned,
    End,
    Exit,
    Deadlock,
    StepLimit {
        idle_steps: u64,
    },
    Diverged,
    Timeout,
    Race(Box<RecordedRace>),
    Hint {
        places: String,
    },
    Poll(Box<RecordedChange>),
    LastChange(Box<RecordedChange>),
    #[serde(untagged)]
    Event(Box<RecordedEvent>),
}

/// A point at which more than one thread could run next.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct ScheduleChoice {
    /// The thread that ran before, if it could have continued and did not yield.
    pub(super) running: Option<u32>,
    /// The thread that ran before, if it took so many steps in a row that others went first.
    #[serde(default)]
    pub(super) interrupted: Option<u32>,
    pub(super) chosen: u32,
    /// The threads that could run, each with the history hash of the run after its step; the default choice first.
    pub(super) candidates: Vec<(u32, u64)>,
}

/// What happened to a cell, a guard or a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(strum::VariantNames))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, strum(serialize_all = "snake_case"))]
pub(super) enum EventName {
    /// A cell was created. Recorded at its first use.
    Created,
    /// A guard was returned.
    Acquired,
    /// A guard was dropped.
    Released,
    /// A borrow or lock failed.
    Refused,
    /// A thread has to wait.
    Blocked,
    /// A thread continues.
    Resumed,
    /// Another operation on a cell.
    Operation,
    /// The last access of a thread when the run reached its step limit.
    LastAccess,
    Poisoned,
    Dropped,
    Panicked,
    /// A thread that the program did not spawn began to use the traced std.
    Joined,
    Spawned,
    Exited,
}

/// Anything else that happened. Which fields are set depends on the event.
#[derive(Clone, Debug, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a field of some event"
)]
pub(super) struct RecordedEvent {
    #[serde(rename = "event")]
    pub(super) happened: EventName,
    #[serde(default)]
    pub(super) thread: u32,
    pub(super) cell: Option<u32>,
    pub(super) file: Option<String>,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
    #[serde(default)]
    pub(super) guard: u32,
    pub(super) access: Option<AccessMode>,
    #[serde(default)]
    pub(super) read_guards: u32,
    #[serde(default)]
    pub(super) write_guard: bool,
    #[serde(default)]
    pub(super) unwinding: bool,
    #[serde(default)]
    pub(super) panics: bool,
    #[serde(default)]
    pub(super) wrote: bool,
    pub(super) action: Option<TracedAction>,
    #[serde(default)]
    pub(super) has_timeout: bool,
    #[serde(default)]
    pub(super) timed_out: bool,
    pub(super) value: Option<String>,
    pub(super) sender: Option<u32>,
    pub(super) capacity: Option<usize>,
    pub(super) message: Option<String>,
    pub(super) kind: Option<CreatedKind>,
    #[serde(default)]
    pub(super) content_type: String,
    #[serde(default)]
    pub(super) may_own_cells: bool,
    #[serde(default)]
    pub(super) is_static: bool,
    /// Whether a cell was first used before the beginning of a record that starts over.
    #[serde(default)]
    pub(super) is_earlier: bool,
    /// Where in memory a cell was when it was first used.
    pub(super) address: Option<u64>,
    #[serde(default)]
    pub(super) on_stack: bool,
    /// Which element of a list it was, as memory showed.
    pub(super) index: Option<usize>,
    /// Where in memory that list begins.
    pub(super) list: Option<u64>,
    pub(super) name: Option<String>,
    /// The object whose level rises when the thread ends.
    #[serde(default)]
    pub(super) end: u32,
    #[serde(default)]
    pub(super) parking: u32,
    /// The calls that led here, if they were looked up: one line `function|file:line:column` for each.
    #[serde(default)]
    path: String,
    pub(super) parent: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum CreatedKind {
    /// The free space in a bounded channel, which its senders wait for.
    #[serde(rename = "channel-space")]
    ChannelSpace,
    #[serde(untagged)]
    Cell(CellKind),
}

impl RecordedEvent {
    /// Returns the calls that led here, the innermost first: the function, and the file, line and column in it.
    pub(super) fn calls(&self) -> impl Iterator<Item = (&str, &str, u32, u32)> {
        calls(&self.path)
    }
}

impl RecordedAccesses {
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        let races = self.races.iter().flat_map(|race| {
            let all = [&race.first, &race.second, &race.third];
            all.into_iter().chain(&race.fourth)
        });
        let others = self.polls.iter().chain(&self.last_changes);
        let others = others.flat_map(|one| [Some(&one.first), one.stored.as_ref()]);
        let all = races.chain(others.flatten());
        all.flat_map(|access| {
            let calls = access.calls().map(|(_, file, ..)| file);
            [access.file.as_str()].into_iter().chain(calls)
        })
    }

    fn add_race(&mut self, race: RecordedRace) {
        let accesses = |race: &RecordedRace| {
            let all = [
                Some(&race.first),
                Some(&race.second),
                Some(&race.third),
                race.fourth.as_ref(),
            ];
            all.map(|access| access.map(|access| (access.line, access.column, access.path.clone())))
        };
        let is_known =
            |other: &RecordedRace| other.shape == race.shape && accesses(other) == accesses(&race);
        self.races.retain(|other| !is_known(other));
        self.races.push(race);
    }
}

/// Parses a line `function|file:line:column` for each call.
fn calls(path: &str) -> impl Iterator<Item = (&str, &str, u32, u32)> {
    path.lines().filter_map(|call| {
        let (function, place) = call.split_once('|')?;
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some((function, parts.next()?, line, column))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glass::source_files;
    use std::collections::BTreeSet;
    use strum::VariantNames as _;

    #[test]
    fn each_event_that_the_traced_std_records_is_read() {
        let mut count = 0;
        for (path, text) in source_files() {
            for call in ["JsonLine::new(", " about(", " thread_line("] {
                for (at, _) in text.match_indices(call) {
                    let argument = text[at + call.len()..].strip_prefix('"');
                    let Some((name, _)) = argument.and_then(|rest| rest.split_once('"')) else {
                        continue;
                    };
                    count += 1;
                    let is_known =
                        EventName::VARIANTS.contains(&name) || RecordLine::VARIANTS.contains(&name);
                    assert!(is_known, "{path} records `{name}`");
                }
            }
        }
        assert!(count > 25, "only {count} were found");
    }

    #[test]
    fn each_word_of_the_traced_std_is_known() {
        let mut files = source_files().into_iter();
        let (_, text) = files
            .find(|(path, _)| path.ends_with("rt/words.rs"))
            .unwrap();
        let words = |of: &str| {
            let (_, list) = text.split_once(&format!(" {of} {{")).unwrap();
            let (list, _) = list.split_once('}').unwrap();
            let words = list.lines().filter_map(|line| line.split('"').nth(1));
            words.map(str::to_owned).collect::<BTreeSet<String>>()
        };
        // Words that the record lacks: those that cellmate gives to combined operations, and to unknown ones.
        let own = ["fetch_update", "try_update", "update", "other"];
        let known = TracedAction::VARIANTS.iter();
        let known = known.filter(|word| !own.contains(word));
        let known: BTreeSet<String> = known.map(|word| (*word).to_owned()).collect();
        assert_eq!(words("Action"), known);
        let kinds = words("CellKind");
        assert!(kinds.len() > 20, "{kinds:?}");
        for kind in kinds {
            let read: Result<CreatedKind, _> = serde_json::from_value(kind.into());
            assert!(read.is_ok(), "{read:?}");
        }
    }

    #[test]
    fn the_traced_std_writes_the_version_that_is_read() {
        let wanted = format!("const RECORD_FORMAT: u32 = {FORMAT};");
        let mut files = source_files().into_iter();
        assert!(files.any(|(_, text)| text.contains(&wanted)), "{wanted}");
    }

    #[test]
    fn a_record_is_read_line_by_line_and_a_torn_line_is_left_out() {
        let record = Record::parse(
            "{\"event\":\"choice\",\"running\":null,\"chosen\":2,\"candidates\":[[1,18446744073709551615],[2,7]]}\n\
             {\"event\":\"blocked\",\"cell\":7,\"thread\":0,\"action\":\"lock\",\"has_timeout\":false,\"file\":\"/w/a.rs\",\"line\":7,\"column\":52}\n\
             {\"event\":\"deadlock\"}\n{\"event\":\"ch",
        );
        assert_eq!(record.replay_choices(), [2]);
        assert_eq!(record.choices[0].candidates, [(1, u64::MAX), (2, 7)]);
        assert_eq!(record.end, Some(EndEvent::Deadlock));
        let event = &record.events[0];
        assert_eq!(
            (event.file.as_deref(), event.line),
            (Some("/w/a.rs"), Some(7))
        );
    }
}
