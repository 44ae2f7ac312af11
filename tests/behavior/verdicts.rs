//! Sample verdicts and traces.

use cellmate::compare::{CompareMode, compare};
use cellmate::verdict::{
    CellKind, Diagnostic, Exploration, Feedback, Observation, Outcome, Panic, PanicKind, RunEnd,
    RunReport, ScheduleResult, Severity, StageName, StageState, Stages, TestReport, TestResult,
    Trace, Unfollowed, Verdict,
};

fn verdict(outcome: Outcome, failed: Option<StageName>) -> Verdict {
    let mut past = false;
    let stages = Stages::each(|name| {
        let state = match name {
            StageName::Schedules => StageState::NotApplicable,
            _ if past => StageState::Skipped,
            _ if Some(name) == failed => StageState::Failed,
            _ => StageState::Passed,
        };
        past |= Some(name) == failed && name == StageName::Compile;
        state
    });
    let observed = Observation {
        outcome,
        diagnostics: Vec::new(),
        run: None,
    };
    Verdict {
        hash: "1".to_owned(),
        stages,
        millis: 94,
        ..Verdict::unjudged("counter", observed)
    }
}

pub(crate) fn passed() -> Verdict {
    let mut verdict = verdict(Outcome::Finished { code: 0 }, None);
    verdict.observed.run = Some(RunReport {
        stdout: "2\n".to_owned(),
        ..RunReport::default()
    });
    verdict.tests = vec![test(TestResult::Passed)];
    verdict
}

fn test(result: TestResult) -> TestReport {
    TestReport {
        name: "counts".to_owned(),
        description: "counts every hit".to_owned(),
        result,
    }
}

/// Wrong output: a word, a tab, a wide character, something that a terminal would act on, a missing newline.
pub(crate) fn wrong_output() -> Verdict {
    let mut verdict = verdict(Outcome::Finished { code: 0 }, Some(StageName::Output));
    let expected = "true true false\n漢字 first\nsame\nthe end\n";
    let printed = "true true true\n漢字 fir\u{1b}[31mst\nsame\nthe end  ";
    verdict.diff = compare(CompareMode::Exact, expected, printed).unwrap();
    verdict.feedback = Some(Feedback {
        id: "never".to_owned(),
        text: "The quota never reaches zero: is the *subtraction* ever written back?".to_owned(),
        by_lesson: true,
    });
    let wrong_count = Panic {
        thread: "counts".to_owned(),
        panic_kind: PanicKind::Assertion,
        line: None,
        inside_std: false,
        source_panic: None,
        message: "left: 0\nright: 2".to_owned(),
    };
    verdict.tests = vec![test(TestResult::Failed {
        outcome: Outcome::Panicked(wrong_count),
        millis: 5,
    })];
    verdict
}

pub(crate) fn refused() -> Verdict {
    let mut verdict = verdict(Outcome::CompileError, Some(StageName::Compile));
    let rendered = "error[E0594]: cannot assign to `self.hits`\n --> exercises/start/counter.rs:5:9\n  |\n5 |         self.hits += 1;\n  |         ^^^^^^^^^^^^^^ cannot be written";
    let colored = rendered.replacen(
        "error[E0594]",
        "\u{1b}[1m\u{1b}[91merror[E0594]\u{1b}[0m",
        1,
    );
    verdict.observed.diagnostics = vec![Diagnostic {
        severity: Severity::Error,
        code: Some("E0594".to_owned()),
        line: Some(5),
        column: Some(9),
        message: "cannot assign to `self.hits`, which is behind a `&` reference".to_owned(),
        rendered: rendered.to_owned(),
        colored,
    }];
    verdict
}

pub(crate) fn panicked() -> Verdict {
    let panic = Panic {
        thread: "main".to_owned(),
        panic_kind: PanicKind::AlreadyBorrowed,
        line: Some(5),
        inside_std: false,
        source_panic: None,
        message: "RefCell already borrowed".to_owned(),
    };
    let mut verdict = verdict(Outcome::Panicked(panic.clone()), Some(StageName::Run));
    verdict.observed.run = Some(RunReport {
        stdout: "len is 3\n".to_owned(),
        panics: vec![panic],
        ..RunReport::default()
    });
    verdict
}

pub(crate) fn broken_rule() -> Verdict {
    let mut verdict = verdict(Outcome::Finished { code: 0 }, Some(StageName::Rules));
    verdict.tests = vec![test(TestResult::Passed)];
    verdict
}

/// This many schedules: all but the first lose hits, each one more than the one before.
pub(crate) fn race(schedules: u32) -> Verdict {
    let mut verdict = verdict(Outcome::Finished { code: 0 }, None);
    verdict.stages.set(StageName::Schedules, StageState::Failed);
    let outcome = || RunEnd::Outcome {
        outcome: Outcome::Finished { code: 0 },
    };
    let result = |lost: u32| ScheduleResult {
        ending: outcome(),
        stdout: format!("{}\n", schedules - lost),
        right: Some(lost == 0),
        preemptions: 1,
        schedule: vec![0, lost],
        count: 1,
    };
    verdict.exploration = Some(Exploration {
        schedules_run: schedules,
        covered_preemptions: Some(1),
        is_exhaustive: true,
        results: (0..schedules).map(result).collect(),
        failing_trace: Some(Box::new(threads())),
        ..Exploration::default()
    });
    verdict
}

/// A `borrow_mut` while a shared borrow is alive.
pub(crate) fn trace() -> Trace {
    let place = |line: u32| serde_json::json!({"file": "exercises/start/counter.rs", "line": line, "column": 5});
    let event = |line: u32, what: serde_json::Value| {
        let mut event = serde_json::json!({"thread": 0, "cell": 1, "place": place(line)});
        let fields = what.as_object().unwrap().clone();
        event.as_object_mut().unwrap().extend(fields);
        event
    };
    let one = serde_json::json!({"read_guards": 1, "write_guard": false});
    let free = serde_json::json!({"read_guards": 0, "write_guard": false});
    let json = serde_json::json!({
        "file": "exercises/start/counter.rs",
        "ending": {"kind": "outcome", "outcome": {"kind": "finished", "code": 0}},
        "cells": [{"id": 1, "kind": "RefCell", "content_type": "Vec<i32>", "created_at": place(2), "name": "cell",
                   "is_static": false, "may_own_cells": true}],
        "threads": [{"id": 0, "name": "main", "spawned": null}],
        "events": [
            event(2, serde_json::json!({"kind": "created"})),
            event(3, serde_json::json!({"kind": "acquired", "guard": 1, "access": "shared", "name": "reader", "guards": one})),
            event(5, serde_json::json!({"kind": "refused", "access": "exclusive", "panics": true})),
            event(6, serde_json::json!({"kind": "released", "guard": 1, "unwinding": true, "guards": free})),
        ],
        "truncated": false, "schedule": [], "stdout": "",
        "explanations": [{"kind": "conflict", "refused": 2, "method": "borrow_mut", "guards": [1], "events": [1, 2]}],
    });
    serde_json::from_value(json).unwrap()
}

/// Two threads, each waiting for the lock that the other one holds.
pub(crate) fn threads() -> Trace {
    let mut trace = trace();
    let mut json = serde_json::to_value(&trace).unwrap();
    json["threads"] = serde_json::json!([
        {"id": 0, "name": "main", "spawned": null},
        {"id": 1, "name": "worker 1", "spawned": null, "end": 3},
    ]);
    let threads = json["events"].as_array_mut().unwrap();
    threads[2]["thread"] = serde_json::json!(1);
    trace.clone_from(&serde_json::from_value(json).unwrap());
    trace
}

/// An event on line 2.
fn event(thread: u32, cell: u32, what: &serde_json::Value) -> serde_json::Value {
    let place = serde_json::json!({"file": "exercises/start/counter.rs", "line": 2, "column": 5});
    let mut event = serde_json::json!({"thread": thread, "cell": cell, "place": place});
    let fields = what.as_object().unwrap().clone();
    event.as_object_mut().unwrap().extend(fields);
    event
}

fn locks(thread: u32, cell: u32, guard: usize) -> serde_json::Value {
    let held = serde_json::json!({"read_guards": 0, "write_guard": true});
    let what = serde_json::json!({"kind": "acquired", "guard": guard, "access": "exclusive", "guards": held});
    event(thread, cell, &what)
}

fn unlocks(thread: u32, cell: u32, guard: usize) -> serde_json::Value {
    let free = serde_json::json!({"read_guards": 0, "write_guard": false});
    let what =
        serde_json::json!({"kind": "released", "guard": guard, "unwinding": false, "guards": free});
    event(thread, cell, &what)
}

fn waits(thread: u32, cell: u32, action: &str) -> serde_json::Value {
    let what = serde_json::json!({"kind": "blocked", "action": action, "has_timeout": false});
    event(thread, cell, &what)
}

/// A deadlock of two threads that use the locks `cell` and `other`, or the condition variable `other`.
fn deadlock(other: &str, events: Vec<serde_json::Value>, explanation: serde_json::Value) -> Trace {
    let mut json = serde_json::to_value(threads()).unwrap();
    json["ending"] = serde_json::json!({"kind": "deadlock"});
    json["cells"][0]["kind"] = "Mutex".into();
    let mut second = json["cells"][0].clone();
    second["kind"] = other.into();
    second["id"] = 2.into();
    second["name"] = "other".into();
    json["cells"].as_array_mut().unwrap().push(second);
    json["events"] = events.into();
    json["explanations"] = match explanation {
        serde_json::Value::Null => Vec::new(),
        explanation => vec![explanation],
    }
    .into();
    serde_json::from_value(json).unwrap()
}

/// A thread that waits for a notification; then main uses a lock for a while and waits for the end of that thread.
pub(crate) fn lost_wakeup() -> Trace {
    let mut events = vec![locks(1, 1, 0), unlocks(1, 1, 0), waits(1, 2, "wait")];
    events.extend((1..8).flat_map(|guard| [locks(0, 1, guard), unlocks(0, 1, guard)]));
    events.push(waits(0, 3, "join"));
    let last = events.len() - 1;
    let explanation = serde_json::json!({
        "kind": "deadlock", "shape": "no-waker", "events": [2, last],
        "waits": [{"event": 2, "target": "notify", "blockers": []}],
        "waiting_for_these": [{"event": last, "target": {"thread-end": 1}, "blockers": [{"thread": 1}]}],
        "reason": {"kind": "notification", "last_notification": null, "woken_thread": null},
    });
    deadlock("Condvar", events, explanation)
}

/// The same threads in another order: the one that might wait does not have to.
pub(crate) fn no_wakeup_needed() -> Trace {
    let mut events: Vec<serde_json::Value> = (1..8)
        .flat_map(|guard| [locks(0, 1, guard), unlocks(0, 1, guard)])
        .collect();
    events.extend([locks(1, 1, 0), unlocks(1, 1, 0)]);
    events.push(serde_json::json!({"thread": 1, "kind": "exited"}));
    let mut trace = deadlock("Condvar", events, serde_json::Value::Null);
    trace.ending = RunEnd::Outcome {
        outcome: Outcome::Finished { code: 0 },
    };
    trace
}

/// A thread that reads a lock and later changes it, which another thread does many times in between.
pub(crate) fn lost_update() -> Trace {
    let mut events = vec![locks(0, 1, 0), unlocks(0, 1, 0)];
    events.extend((1..12).flat_map(|guard| [locks(1, 1, guard), unlocks(1, 1, guard)]));
    let last = events.len();
    events.extend([locks(0, 1, last), unlocks(0, 1, last)]);
    let place = events[0]["place"].clone();
    let access =
        |thread: u32| serde_json::json!({"thread": thread, "action": "lock", "place": place});
    let call = serde_json::json!({"function": "hit", "place": place});
    let explanation = serde_json::json!({
        "kind": "race", "race_kind": "lost-update", "cell": 1, "cell_type": "Mutex",
        "first": access(0), "intervening": access(1), "last": access(0), "first_call": call, "last_call": call,
        "times": 1, "events": [0, 2, last],
    });
    deadlock("Mutex", events, explanation)
}

/// Two threads that each hold one lock and wait for the other one.
pub(crate) fn crossed_locks() -> Trace {
    let events = vec![
        locks(0, 1, 1),
        locks(1, 2, 2),
        waits(0, 2, "lock"),
        waits(1, 1, "lock"),
    ];
    let wait = |event: usize, guard: usize| serde_json::json!({"event": event, "target": "lock", "blockers": [{"guard": guard}]});
    let explanation = serde_json::json!({
        "kind": "deadlock", "shape": "cycle", "events": [0, 1, 2, 3], "waits": [wait(2, 1), wait(3, 0)],
    });
    deadlock("Mutex", events, explanation)
}

/// A second cell, which is read once.
pub(crate) fn cells() -> Trace {
    let mut json = serde_json::to_value(trace()).unwrap();
    let mut cell = json["cells"][0].clone();
    cell["id"] = serde_json::json!(2);
    cell["name"] = serde_json::json!("other");
    json["cells"].as_array_mut().unwrap().push(cell);
    for (at, guard) in [(0, None), (1, Some(2)), (3, Some(2))] {
        let mut event = json["events"][at].clone();
        event["cell"] = serde_json::json!(2);
        if let Some(guard) = guard {
            event["guard"] = serde_json::json!(guard);
        }
        json["events"].as_array_mut().unwrap().push(event);
    }
    serde_json::from_value(json).unwrap()
}

/// A trace with a single event.
pub(crate) fn without_events(change: impl FnOnce(&mut Trace)) -> Trace {
    let mut trace = trace();
    trace.events.truncate(1);
    trace.explanations.clear();
    change(&mut trace);
    trace
}

/// A program that prints and does nothing else.
pub(crate) fn printing() -> Trace {
    let printed = serde_json::json!({"thread": 0, "cell": 1, "kind": "operation", "action": "print", "value": "2"});
    without_events(|trace| {
        trace.cells[0].kind = CellKind::Stdout;
        trace.events = vec![serde_json::from_value(printed).unwrap()];
    })
}

pub(crate) fn unfollowed() -> Trace {
    without_events(|trace| {
        trace.ending = RunEnd::NotFollowed {
            reason: Unfollowed::BlockedInOs,
        }
    })
}
