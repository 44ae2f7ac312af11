//! Parses traces for tests from a notation with a line for each cell, thread and event.
//!
//! ```text
//! cell Mutex m 3                  a cell, its name (`_`: none) and the line that created it; `static`, `owns`
//! thread worker                   another thread; the first is `main`. `thread -` has no name
//! main@7 locks m guard            event: thread, line (`@-`: none) with the character there, event, cell, guard
//! main@8} ends guard              the guard is dropped at a `}`; a guard `_x` is in no variable
//! ```

use crate::glass::explain::explain;
use crate::glass::record::{EndEvent, RecordedAccesses};
use crate::glass::sources::SourceFiles;
use crate::report;
use crate::verdict::{
    AccessMode, EventKind, Guards, Outcome, Place, RunEnd, Trace, TraceEvent, TracedAction,
    TracedCell, TracedThread,
};
use std::collections::BTreeMap;

const FILE: &str = "a.rs";

pub(super) struct TestTrace {
    trace: Trace,
    end: Option<EndEvent>,
    guards: BTreeMap<String, u32>,
    /// The first character of each line.
    first_chars: BTreeMap<u32, char>,
}

pub(super) fn trace_of(ending: RunEnd, end: Option<EndEvent>, text: &str) -> TestTrace {
    let mut made = TestTrace {
        trace: Trace {
            file: FILE.to_owned(),
            ending,
            cells: Vec::new(),
            threads: Vec::new(),
            events: Vec::new(),
            truncated: false,
            omitted_events: 0,
            unreached_events: 0,
            schedule: Vec::new(),
            preemptions: 0,
            stdout: String::new(),
            explanations: Vec::new(),
            test_lines: BTreeMap::new(),
            untraced_wait: None,
        },
        end,
        guards: BTreeMap::new(),
        first_chars: BTreeMap::new(),
    };
    made.thread("main");
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        made.read(line);
    }
    made
}

pub(super) fn deadlock(text: &str) -> TestTrace {
    trace_of(RunEnd::Deadlock, Some(EndEvent::Deadlock), text)
}

pub(super) fn finished(text: &str) -> TestTrace {
    let outcome = Outcome::Finished { code: 0 };
    trace_of(RunEnd::Outcome { outcome }, Some(EndEvent::End), text)
}

impl TestTrace {
    /// Returns what is explained, as the report says it.
    pub(super) fn says(&self) -> Vec<String> {
        let length = self.first_chars.keys().max().copied().unwrap_or(0);
        let line = |line| self.first_chars.get(&line).copied().unwrap_or(' ');
        let text: String = (1..=length).flat_map(|at| [line(at), '\n']).collect();
        let source = SourceFiles::single(FILE, &text);
        let all = explain(&self.trace, self.end, &RecordedAccesses::default(), &source);
        for explanation in &all {
            let there = |event: &usize| *event < self.trace.events.len();
            assert!(explanation.events.iter().all(there), "{explanation:?}");
            assert!(!explanation.events.is_empty(), "{explanation:?}");
        }
        let all = all
            .iter()
            .map(|each| report::trace::explanation_text(&self.trace, each));
        all.collect()
    }

    pub(super) fn truncated(mut self) -> Self {
        self.trace.truncated = true;
        self
    }

    fn read(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["cell", kind, name, made, ref more @ ..] => self.cell(kind, name, made, more),
            ["thread", name] => self.thread(name),
            [at, what, ref more @ ..] => self.event(at, what, more),
            _ => panic!("{line}"),
        }
    }

    fn cell(&mut self, kind: &str, name: &str, made: &str, more: &[&str]) {
        let id = number(self.trace.cells.len()) + 1;
        let (kind, of) = kind.split_once('/').unwrap_or((kind, "()"));
        let made = made.parse().ok().map(place);
        self.trace.cells.push(TracedCell {
            id,
            kind: serde_json::from_value(kind.into()).unwrap(),
            content_type: of.to_owned(),
            created_at: made.clone(),
            name: (name != "_").then(|| name.to_owned()),
            receiver: None,
            is_static: more.contains(&"static"),
            is_earlier: false,
            may_own_cells: more.contains(&"owns"),
            disambiguation: None,
            capacity: more
                .iter()
                .find_map(|word| word.strip_prefix("limit=")?.parse().ok()),
        });
        self.push(0, Some(id), made, EventKind::Created);
    }

    fn thread(&mut self, name: &str) {
        let id = number(self.trace.threads.len());
        let name = match name {
            "-" => format!("thread {id}"),
            own => own.to_owned(),
        };
        self.trace.threads.push(TracedThread {
            id,
            name,
            spawned: None,
            end: 100 + id,
            parking: 200 + id,
        });
    }

    fn event(&mut self, at: &str, what: &str, more: &[&str]) {
        let (thread, line) = at.split_once('@').unwrap();
        let digits = line.trim_end_matches(|sign: char| !sign.is_ascii_digit());
        let place = digits.parse().ok().map(place);
        if let (Some(place), Some(sign)) = (&place, line.chars().last()) {
            self.first_chars.insert(place.line, sign);
        }
        let thread = self.number_of(thread);
        let target = more.first().copied().unwrap_or("");
        let second = more.get(1).copied().unwrap_or("");
        let cell = self.cell_of(target);
        let what = match what {
            "reads" => self.began(AccessMode::Shared, second),
            "locks" | "writes" => self.began(AccessMode::Exclusive, second),
            "ends" => EventKind::Released {
                guard: self.guards[target],
                unwinding: second == "unwinding",
                wrote: second == "wrote",
                value: None,
                guards: Guards::default(),
            },
            "may-not-read" => refused(AccessMode::Shared, true),
            "may-not-write" => refused(AccessMode::Exclusive, true),
            "may-not-try" => refused(AccessMode::Exclusive, false),
            "waits" => EventKind::Blocked {
                action: action(second),
                has_timeout: more.contains(&"for-a-time"),
            },
            "goes" => EventKind::Resumed { timed_out: false },
            "did" => EventKind::Operation {
                action: action(second),
                value: None,
                sender: more.get(2).and_then(|number| number.parse().ok()),
            },
            "poisons" => EventKind::Poisoned,
            "drops" => EventKind::Dropped,
            "panics" => EventKind::Panicked { message: None },
            "stops" => EventKind::Exited,
            other => panic!("{other}"),
        };
        let cell = match what {
            EventKind::Released { guard, .. } => self.cell_of_guard(guard),
            _ => cell,
        };
        self.push(thread, cell, place, what);
    }

    fn cell_of_guard(&self, ended: u32) -> Option<u32> {
        let mut events = self.trace.events.iter();
        let began = events.find(
            |event| matches!(event.kind, EventKind::Acquired { guard, .. } if guard == ended),
        );
        began?.cell
    }

    fn began(&mut self, access: AccessMode, label: &str) -> EventKind {
        let guard = number(self.guards.len()) + 1;
        self.guards.insert(label.to_owned(), guard);
        EventKind::Acquired {
            guard,
            access,
            name: (!label.starts_with('_')).then(|| label.to_owned()),
            value: None,
            guards: Guards::default(),
        }
    }

    /// Finds a cell by its name, `end:THREAD`, `parking:THREAD`, or `clock`.
    fn cell_of(&self, name: &str) -> Option<u32> {
        if let Some(thread) = name.strip_prefix("end:") {
            return Some(100 + self.number_of(thread));
        }
        if let Some(thread) = name.strip_prefix("parking:") {
            return Some(200 + self.number_of(thread));
        }
        let mut cells = self.trace.cells.iter();
        let named = cells.find(|cell| {
            let nameless = format!(
                "{}@{}",
                cell.kind,
                cell.created_at.as_ref().map_or(0, |at| at.line)
            );
            cell.name.as_deref().unwrap_or(&nameless) == name
        });
        named
            .map(|cell| cell.id)
            .or(matches!(name, "clock" | "somewhere").then_some(99))
    }

    fn number_of(&self, thread: &str) -> u32 {
        let mut threads = self.trace.threads.iter();
        let named = threads.find(|known| known.name.replace(' ', "") == thread);
        named.unwrap_or_else(|| panic!("no thread {thread}")).id
    }

    fn push(&mut self, thread: u32, cell: Option<u32>, place: Option<Place>, what: EventKind) {
        self.trace.events.push(TraceEvent {
            thread,
            cell,
            expression: None,
            calls: Vec::new(),
            place,
            kind: what,
        });
    }
}

fn place(line: u32) -> Place {
    Place {
        file: FILE.to_owned(),
        line,
        column: 1,
    }
}

fn action(word: &str) -> TracedAction {
    serde_json::from_value(word.into()).unwrap()
}

fn refused(access: AccessMode, panics: bool) -> EventKind {
    EventKind::Refused { access, panics }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap()
}
