//! From the record of a run to a trace: cells and threads get their names, steps become events.

use super::RecordedRun;
use crate::glass::record::Step;
use crate::glass::spec::SourceFiles;
use crate::glass::{ProgramSpec, explain, names};
use crate::verdict::{
    AccessMode, EventKind, Guards, Place, Trace, TraceEvent, TracedCell, TracedThread,
};

/// Builds the trace of a run from its record.
pub(super) fn from_run(run: RecordedRun, spec: &ProgramSpec, workspace: &str) -> Trace {
    let source = SourceFiles::new(spec);
    let mut trace = Trace {
        ending: run.ending,
        cells: Vec::new(),
        threads: Vec::new(),
        events: Vec::new(),
        truncated: run.record.cut,
        choices: run.record.taken(),
        stdout: run.stdout,
        explanations: Vec::new(),
    };
    for step in &run.record.steps {
        let place = step.place(workspace, spec);
        match step.event.as_str() {
            "joined" => trace.threads.push(joined(step, spec)),
            "spawned" => trace.threads.push(thread(step, None, place.clone())),
            "made" => trace.cells.push(source.cell(step, place.as_ref())),
            _ => {}
        }
        if let Some(what) = source.what(step, place.as_ref()) {
            trace.events.push(TraceEvent {
                thread: match what {
                    EventKind::Spawned { .. } => step.by.unwrap_or(0),
                    _ => step.thread,
                },
                cell: step.cell,
                place,
                kind: what,
            });
        }
    }
    trace.explanations = explain::explain(&trace, run.record.last, &source);
    trace
}

/// A thread that the program did not start: its first, which in a test is the one that runs the test.
fn joined(step: &Step, spec: &ProgramSpec) -> TracedThread {
    let first = if spec.target.harness { "test" } else { "main" };
    thread(step, (step.thread == 0).then_some(first), None)
}

fn thread(step: &Step, name: Option<&str>, spawned: Option<Place>) -> TracedThread {
    let name = name.or(step.name.as_deref()).map(str::to_owned);
    TracedThread {
        id: step.thread,
        name: name.unwrap_or_else(|| format!("thread {}", step.thread)),
        spawned,
        end: step.end,
        parking: step.parking,
    }
}

/// How a guard holds its cell.
fn hold(step: &Step) -> AccessMode {
    match step.how.as_deref() {
        Some("shared") => AccessMode::Shared,
        _ => AccessMode::Exclusive,
    }
}

impl SourceFiles<'_> {
    fn cell(&self, step: &Step, place: Option<&Place>) -> TracedCell {
        let name = place.and_then(|place| names::of_cell(self.text(place)?, place));
        TracedCell {
            id: step.cell.unwrap_or(0),
            kind: step.kind.clone(),
            of: short(&step.of),
            made: place.cloned(),
            name,
            is_static: step.fixed,
            owns: step.owns,
        }
    }

    fn what(&self, step: &Step, place: Option<&Place>) -> Option<EventKind> {
        let guard = step.guard;
        let guards = Guards {
            readers: step.readers,
            writer: step.writer,
        };
        Some(match step.event.as_str() {
            "began" => EventKind::Acquired {
                guard,
                access: hold(step),
                name: place.and_then(|place| names::of_guard(self.text(place)?, place)),
                guards,
            },
            "ended" => EventKind::Released {
                guard,
                unwinding: step.unwinding,
                guards,
            },
            "refused" => EventKind::Refused {
                access: hold(step),
                panics: step.panics,
            },
            _ => return others(step),
        })
    }
}

/// What has nothing to do with guards.
fn others(step: &Step) -> Option<EventKind> {
    Some(match step.event.as_str() {
        "made" => EventKind::Created,
        "waits" => EventKind::Blocked {
            action: step.what.clone(),
            for_a_time: step.for_a_time,
        },
        "goes" => EventKind::Resumed {
            in_time: step.in_time,
        },
        "did" | "looks" => EventKind::Operation {
            action: step.what.clone(),
            value: step.value.clone(),
        },
        "poisoned" => EventKind::Poisoned,
        "dropped" => EventKind::Dropped,
        "panicked" => EventKind::Panicked {
            message: step.message.clone(),
        },
        "spawned" => EventKind::Spawned { child: step.thread },
        "stopped" => EventKind::Exited,
        _ => return None,
    })
}

/// `alloc::vec::Vec<alloc::string::String>` as people write it: `Vec<String>`.
fn short(of: &str) -> String {
    let mut short = String::new();
    let mut path = String::new();
    for character in of.chars() {
        match character {
            ':' if path.ends_with(':') => path.clear(),
            c if c.is_alphanumeric() || c == '_' || c == ':' => path.push(c),
            other => {
                short += path.trim_end_matches(':');
                path.clear();
                short.push(other);
            }
        }
    }
    short + &path
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn paths_in_types_are_left_out() {
        for (long, shorter) in [
            ("alloc::vec::Vec<i32>", "Vec<i32>"),
            (
                "std::collections::hash::map::HashMap<alloc::string::String, usize>",
                "HashMap<String, usize>",
            ),
            ("(i32, &str)", "(i32, &str)"),
            ("dyn core::fmt::Debug", "dyn Debug"),
        ] {
            assert_eq!(short(long), shorter);
        }
    }
}
