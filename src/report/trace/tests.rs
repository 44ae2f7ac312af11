//! Tests of what the report says about a trace.

use super::*;
use crate::verdict::{CellKind, Disambiguation};
use serde_json::json;

#[test]
fn a_run_longer_than_its_record_is_not_said_to_use_nothing() {
    let said = |omitted: usize| {
        let trace = json!({
            "ending": { "kind": "outcome", "outcome": { "kind": "finished", "code": 0 } },
            "cells": [], "threads": [], "events": [], "truncated": false, "omitted_events": omitted,
            "schedule": [], "stdout": "", "explanations": [],
        });
        let trace: Trace = serde_json::from_value(trace).unwrap();
        let focus = Focus {
            file: "",
            source: "",
            cell: None,
            event: None,
            all: false,
            page: None,
            failing: None,
        };
        match timeline(&trace, focus).into_iter().next() {
            Some(Block::Prose(says)) => says,
            other => panic!("{other:?}"),
        }
    };
    assert!(said(0).starts_with("Nothing to show"));
    assert!(said(30_000).starts_with("This run was longer than its record"));
}

/// Returns a run with the cells 1 and 2, in which each of these events is explained.
fn traced(events: &[Value], explained: &[usize]) -> Trace {
    let explanations: Vec<Value> = explained
        .iter()
        .map(|at| json!({ "kind": "livelock", "checks": [at], "events": [at] }))
        .collect();
    let cell = |id: u32| {
        json!({
            "id": id, "kind": "Mutex", "content_type": "u8", "created_at": null, "name": format!("m{id}"),
            "is_static": false, "may_own_cells": false,
        })
    };
    let thread = |id: u32| json!({ "id": id, "name": format!("t{id}"), "spawned": null });
    let threads = events.iter().filter_map(|event| event["thread"].as_u64());
    let threads = threads.max().unwrap_or(0);
    let trace = json!({
        "file": "a.rs", "ending": { "kind": "deadlock" },
        "cells": [cell(1), cell(2)],
        "threads": (0..=u32::try_from(threads).unwrap()).map(thread).collect::<Vec<_>>(),
        "events": events, "truncated": false, "schedule": [], "stdout": "", "explanations": explanations,
    });
    serde_json::from_value(trace).unwrap()
}

fn event(thread: u32, line: u32, cell: u32, what: &Value) -> Value {
    let mut event = json!({
        "thread": thread, "cell": cell, "place": { "file": "a.rs", "line": line, "column": 1 },
    });
    let fields = event.as_object_mut().unwrap();
    fields.extend(what.as_object().unwrap().clone());
    event
}

fn begins(guard: u32) -> Value {
    let guards = json!({ "read_guards": 0, "write_guard": true });
    json!({ "kind": "acquired", "guard": guard, "access": "exclusive", "guards": guards })
}

fn ends(guard: u32, unwinding: bool) -> Value {
    let guards = json!({ "read_guards": 0, "write_guard": false });
    json!({ "kind": "released", "guard": guard, "unwinding": unwinding, "guards": guards })
}

fn drawn(trace: &Trace, source: &str, all: bool) -> Vec<String> {
    let focus = Focus {
        file: "a.rs",
        source,
        cell: None,
        event: None,
        all,
        page: None,
        failing: None,
    };
    let timeline = timeline_of(trace, focus);
    match timeline.picture {
        Picture::Gutter(lines) => {
            let noted = lines.into_iter().filter(|line| line.note.is_some());
            let row = |line: GutterLine| {
                let bars: String = line.bars.iter().map(|bar| bar.sign()).collect();
                let number = line
                    .number
                    .map_or(String::new(), |number| number.to_string());
                format!("{number} {bars} {}", line.note.unwrap().1)
            };
            noted.map(row).collect()
        }
        Picture::Lanes(lanes) => {
            let row = |row: LaneRow| match row {
                LaneRow::Step(step) => format!("{} {}", step.lane, step.words),
                LaneRow::Folded(says) => says,
            };
            lanes.rows.into_iter().map(row).collect()
        }
    }
}

#[test]
fn guards_of_earlier_rounds_are_not_drawn_next_to_the_one_in_the_way() {
    // Lines 2 and 3 lock two cells in each round, up to the } on line 5. In the last round, both are the same.
    let mut events = Vec::new();
    for round in 0..3 {
        events.push(event(0, 2, 1 + round % 2, &begins(round * 2)));
        events.push(event(0, 3, 2 - round % 2, &begins(round * 2 + 1)));
        events.push(event(0, 5, 2 - round % 2, &ends(round * 2 + 1, false)));
        events.push(event(0, 5, 1 + round % 2, &ends(round * 2, false)));
    }
    events.push(event(0, 2, 1, &begins(9)));
    let refused = json!({ "kind": "refused", "access": "exclusive", "panics": true });
    events.push(event(0, 3, 1, &refused));
    events.push(event(0, 3, 1, &json!({ "kind": "panicked" })));
    events.push(event(0, 5, 1, &ends(9, true)));
    let drawn = drawn(&traced(&events, &[]), "1\n2\n3\n4\n5\n6", false);
    assert_eq!(
        drawn,
        [
            "2 ╶ guard, dropped on line 5 (3 times)",
            " ╭ guard",
            "3 ├ ✗ cannot lock `m1`",
            " ╰ guard dropped (panic)",
        ]
    );
}

/// Thread 1 locks and unlocks a cell in each of 30 rounds, and then waits for one.
fn rounds(between: impl Fn(u32) -> Value) -> Vec<Value> {
    let spawned = json!({ "kind": "spawned", "child": 1 });
    let mut events = vec![event(0, 1, 9, &spawned)];
    for round in 0..30 {
        events.push(event(1, 2, 1, &begins(round)));
        events.push(between(round));
        events.push(event(1, 3, 1, &ends(round, false)));
    }
    let waits = json!({ "kind": "blocked", "action": "lock", "has_timeout": false });
    events.push(event(1, 2, 1, &waits));
    events
}

#[test]
fn rounds_that_repeat_are_folded_whatever_they_print() {
    let adds = |round: u32| {
        let value = format!("{round} -> {}", round + 1);
        event(
            1,
            4,
            2,
            &json!({ "kind": "operation", "action": "fetch_add", "value": value }),
        )
    };
    let trace = traced(&rounds(adds), &[91]);
    let folded = [
        "0 starts t1",
        "… 29 earlier rounds of the next 3 rows",
        "1 locks `m1`",
        "1 calls `fetch_add` on `m2`: 29 -> 30",
        "1 unlocks `m1`",
        "1 waits for `m1`",
    ];
    assert_eq!(drawn(&trace, "", false), folded);
    assert_eq!(drawn(&trace, "", true).len(), 92);
}

#[test]
fn events_of_an_explanation_are_never_folded() {
    // Each round reads another value, so the rounds differ. The explanation is about the 10th round and the end.
    let loads = |round: u32| {
        let load = json!({ "kind": "operation", "action": "load", "value": round.to_string() });
        event(1, 4 + round, 2, &load)
    };
    let events = rounds(loads);
    let trace = traced(&events, &[29, 91]);
    let drawn = drawn(&trace, "", false);
    assert!(drawn.len() <= 40, "{drawn:#?}");
    assert!(
        drawn.contains(&"1 calls `load` on `m2`: 9".to_owned()),
        "{drawn:#?}"
    );
    assert_eq!(drawn.last().unwrap(), "1 waits for `m1`");
}

/// Another thread gets what it was shown to wait for, in events that are left out.
#[test]
fn a_wait_that_ends_unseen_does_not_look_as_if_it_lasted() {
    let spawned = json!({ "kind": "spawned", "child": 1 });
    let waits = json!({ "kind": "blocked", "action": "lock", "has_timeout": false });
    let prints = |round: u32| {
        let load = json!({ "kind": "operation", "action": "load", "value": round.to_string() });
        event(0, 10 + round, 2, &load)
    };
    let mut events = vec![event(0, 1, 9, &spawned)];
    events.extend([event(0, 2, 1, &begins(1)), event(1, 3, 1, &waits)]);
    events.push(event(0, 4, 1, &ends(1, false)));
    events.push(event(1, 3, 1, &begins(2)));
    events.extend((0..60).map(prints));
    events.push(event(0, 5, 2, &begins(3)));
    // The explanation is about the wait and what happens at the end.
    let rows = drawn(&traced(&events, &[2, 65]), "", false);
    let says = [
        "0 starts t1",
        "0 locks `m1`",
        "1 waits for `m1`, locked by t0 on line 2",
        "… 39 other events; t1 gets m1",
    ];
    assert_eq!(rows[..4], says);
}

/// A schedule that passes is shown only until the point that the failing one gets to.
#[test]
fn a_wait_that_ends_in_events_that_are_left_out_is_not_marked_as_endless() {
    let spawned = json!({ "kind": "spawned", "child": 1 });
    let joins = json!({ "kind": "blocked", "action": "join", "has_timeout": false });
    let joins = event(0, 2, 0, &joins);
    let events = [
        event(0, 1, 9, &spawned),
        joins,
        event(1, 3, 1, &begins(1)),
        event(1, 4, 1, &ends(1, false)),
    ];
    let mut trace = traced(&events, &[]);
    let is_stuck = |trace: &Trace| {
        let places = thread_places(trace, 3, "a.rs");
        places
            .iter()
            .map(|place| place.is_stuck)
            .collect::<Vec<bool>>()
    };
    assert_eq!(is_stuck(&trace), [true, false]);
    trace.unreached_events = 3;
    assert_eq!(is_stuck(&trace), [false, false]);
}

#[test]
fn differing_outputs_are_counted_and_not_quoted_as_if_they_were_equal() {
    let prints = |round: u32| {
        let value = format!("\"clerk {round}\\n\"");
        let print = json!({ "kind": "operation", "action": "write", "value": value });
        event(0, 3, 7, &print)
    };
    let mut trace = traced(&(0..30).map(prints).collect::<Vec<Value>>(), &[]);
    let out = json!({ "id": 7, "kind": "Stdout", "content_type": "()", "created_at": null, "name": null, "is_static": true, "may_own_cells": false });
    trace.cells.push(serde_json::from_value(out).unwrap());
    let focus = Focus {
        file: "a.rs",
        source: "",
        cell: None,
        event: None,
        all: false,
        page: None,
        failing: None,
    };
    let (sentences, _) = sentences(&trace, focus);
    let says: Vec<String> = sentences.into_iter().map(|one| one.says).collect();
    assert_eq!(says, ["Line 3: prints (30 times)."]);
}

/// Returns what a reader who is at this event sees: `>` is what happens now, `.` what comes later.
fn stepped(trace: &Trace, now: usize) -> Vec<String> {
    let focus = Focus {
        file: "a.rs",
        source: "1\n2\n3\n4\n5\n6\n7\n8\n9",
        cell: None,
        event: Some(now),
        all: false,
        page: None,
        failing: None,
    };
    let Picture::Gutter(lines) = timeline_of(trace, focus).picture else {
        panic!("lanes");
    };
    let row = |line: GutterLine| {
        let moment = match line.moment {
            Moment::Past => ' ',
            Moment::Present => '>',
            Moment::Future => '.',
        };
        let bars: String = line.bars.iter().map(|bar| bar.sign()).collect();
        let note = line.note.map_or(String::new(), |(_, note)| note);
        format!("{moment}{} {bars} {note}", line.source)
    };
    let rows = lines.into_iter().map(row);
    rows.map(|row| row.trim_end().to_owned()).collect()
}

/// On line 2, `get` locks `m1`, later `m2`, and then `m2` again, under the first guard, which it would have dropped on
/// line 5.
fn recursion() -> Trace {
    let call = |(function, line): (&str, u32)| json!({ "function": function, "place": { "file": "a.rs", "line": line, "column": 1 } });
    let called = |mut event: Value, calls: &[(&str, u32)]| {
        event["calls"] = calls.iter().copied().map(call).collect();
        event
    };
    let outer = [("get", 2), ("main", 9)];
    let inner = [("get", 2), ("fib", 7), ("get", 4), ("main", 9)];
    let refused = json!({ "kind": "refused", "access": "exclusive", "panics": true });
    let mut panic = event(0, 2, 0, &json!({ "kind": "panicked", "message": "" }));
    panic["cell"] = Value::Null;
    let events = [
        event(0, 1, 1, &json!({ "kind": "created" })),
        called(event(0, 2, 1, &begins(1)), &outer),
        event(0, 5, 1, &ends(1, false)),
        event(0, 1, 2, &json!({ "kind": "created" })),
        called(event(0, 2, 2, &begins(2)), &outer),
        called(event(0, 2, 2, &refused), &inner),
        called(panic, &inner),
        event(0, 5, 2, &ends(2, true)),
    ];
    let until =
        json!({ "place": { "file": "a.rs", "line": 5, "column": 1 }, "dropped_by_panic": false });
    let call = json!({ "from": call(("get", 4)), "function": "fib", "is_recursive": true, "is_last": false });
    let conflict = json!({
        "kind": "conflict", "events": [4, 5, 7], "refused": 5, "guards": [4], "until": until,
        "holding": { "until": until, "call": call },
    });
    let mut trace = traced(&events, &[]);
    trace.explanations = vec![serde_json::from_value(conflict).unwrap()];
    trace
}

#[test]
fn a_refusal_never_hangs_on_the_guard_of_another_cell() {
    let trace = recursion();
    let rows = [
        " 1   `m1` is created",
        ">2 ╭ guard",
        ".3 │",
        ".4 │",
        ".5 ╰ guard dropped",
    ];
    assert_eq!(stepped(&trace, 1), rows);
    let rows = [
        " 1   `m1` is created",
        " 2 ╭ guard",
        " 3 │",
        " 4 │",
        ">5 ╰ guard dropped",
    ];
    assert_eq!(stepped(&trace, 2), rows);
}

#[test]
fn a_refusal_on_a_line_above_the_guard_has_no_part_of_its_bar() {
    let refused = json!({ "kind": "refused", "access": "exclusive", "panics": true });
    let events = [
        event(0, 4, 1, &begins(1)),
        event(0, 2, 1, &refused),
        event(0, 5, 1, &refused),
        event(0, 6, 1, &ends(1, false)),
    ];
    let rows = [
        ".2   ✗ cannot lock `m1`",
        " …",
        ">4 ╭ guard",
        ".5 ├ ✗ cannot lock `m1`",
        ".6 ╰ guard dropped",
    ];
    assert_eq!(stepped(&traced(&events, &[]), 0), rows);
}

#[test]
fn a_recursion_is_drawn_by_its_calls_at_each_event_of_its_cell() {
    let trace = recursion();
    let before = [
        ">1   `m2` is created",
        " …",
        ".2 ╭ guard, of the outer `get`",
        ".4 │",
        ".7 │ calls `get` again",
        ".2 ├ ✗ cannot lock in the inner `get`",
        ".5 ╎ guard would be dropped",
    ];
    assert_eq!(stepped(&trace, 3), before);
    // The panic has the row of the refused call.
    for now in [5, 6] {
        let rows = [
            " 2 ╭ guard, of the outer `get`",
            " 4 │",
            " 7 │ calls `get` again",
            ">2 ├ ✗ cannot lock in the inner `get`",
            ".5 ╎ guard would be dropped",
        ];
        assert_eq!(stepped(&trace, now), rows);
    }
    let last = stepped(&trace, 7);
    assert_eq!(last.last().unwrap(), ">5 ╰ guard dropped (panic)");
}

/// On line 2, a guard begins, and is in the way on line 3. It would have been dropped on the planned line; the panic drops
/// it on line 5.
fn panic_under_a_guard(planned: u32) -> Trace {
    let refused = json!({ "kind": "refused", "access": "exclusive", "panics": true });
    let events = [
        event(0, 2, 1, &begins(1)),
        event(0, 3, 1, &refused),
        event(0, 5, 1, &ends(1, true)),
    ];
    let until = json!({ "place": { "file": "a.rs", "line": planned, "column": 1 }, "dropped_by_panic": false });
    let conflict = json!({
        "kind": "conflict", "events": [0, 1, 2], "refused": 1, "guards": [0], "until": until,
        "holding": { "until": until },
    });
    let mut trace = traced(&events, &[]);
    trace.explanations = vec![serde_json::from_value(conflict).unwrap()];
    trace
}

#[test]
fn a_guard_would_be_dropped_only_before_the_panic_drops_it() {
    let trace = panic_under_a_guard(5);
    let rows = [
        " 2 ╭ guard",
        ">3 ├ ✗ cannot lock `m1`",
        ".4 ╎",
        ".5 ╎ guard would be dropped",
    ];
    assert_eq!(stepped(&trace, 1), rows);
    let rows = [
        " 2 ╭ guard",
        " 3 ├ ✗ cannot lock `m1`",
        " 4 ╎",
        ">5 ╰ guard dropped (panic)",
    ];
    assert_eq!(stepped(&trace, 2), rows);
    let whole = drawn(&trace, "1\n2\n3\n4\n5", false);
    assert_eq!(whole.last().unwrap(), "5 ╎ guard would be dropped");
    // The run never reached line 4.
    let last = stepped(&panic_under_a_guard(4), 2);
    let dropped: Vec<&String> = last.iter().filter(|row| row.contains("drop")).collect();
    assert_eq!(dropped, [">5 ╰ guard dropped (panic)"]);
}

/// One function locks `m1`, and then `m2` twice, on the same line each time.
#[test]
fn a_guard_of_an_earlier_round_has_a_row_of_its_own_at_its_event() {
    let refused = json!({ "kind": "refused", "access": "exclusive", "panics": true });
    let events = [
        event(0, 2, 1, &begins(1)),
        event(0, 4, 1, &ends(1, false)),
        event(0, 2, 2, &begins(2)),
        event(0, 2, 2, &refused),
        event(0, 4, 2, &ends(2, true)),
    ];
    let rows = stepped(&traced(&events, &[]), 0);
    assert_eq!(rows[0], ">2 ╶ guard, dropped on line 4");
}

#[test]
fn a_row_counts_only_what_has_happened_when_the_reader_is_there() {
    let events = [
        event(0, 2, 1, &begins(1)),
        event(0, 4, 1, &ends(1, false)),
        event(0, 2, 1, &begins(2)),
        event(0, 4, 1, &ends(2, false)),
    ];
    let trace = traced(&events, &[]);
    let rows = [">2 ╭ guard (1 of 2)", ".3 │", ".4 ╰ guard dropped"];
    assert_eq!(stepped(&trace, 0), rows);
    let rows = [">2 ╭ guard (2 of 2)", ".3 │", " 4 ╰ guard dropped (1 of 2)"];
    assert_eq!(stepped(&trace, 2), rows);
    let whole = drawn(&trace, "1\n2\n3\n4\n5", false);
    assert_eq!(
        whole,
        ["2 ╭ guard (2 times)", "4 ╰ guard dropped (2 times)"]
    );
}

#[test]
fn only_what_has_guards_is_free_or_locked() {
    let created = json!({ "kind": "created" });
    let mut trace = traced(&[event(0, 1, 1, &created), event(0, 1, 2, &created)], &[]);
    trace.cells[1].kind = CellKind::Condvar;
    let says = states_after(&trace, 1, None)
        .into_iter()
        .map(|state| state.says);
    assert_eq!(says.collect::<Vec<_>>(), ["`m1` is free"]);
}

#[test]
fn only_lines_of_the_hidden_test_that_are_shown_are_listed() {
    let events = [event(0, 1, 1, &begins(1)), event(1, 2, 2, &begins(2))];
    let mut trace = traced(&events, &[]);
    for event in &mut trace.events {
        event.place.as_mut().unwrap().file = Place::TEST_FILE.to_owned();
    }
    trace.test_lines = [(1, "one".to_owned()), (2, "other".to_owned())].into();
    let listed = |cell| {
        let focus = Focus {
            file: "a.rs",
            source: "",
            cell,
            event: None,
            all: true,
            page: None,
            failing: None,
        };
        let blocks = lines_of_test(&trace, focus).into_iter();
        let lines = blocks.flat_map(|block| {
            if let Block::Code(lines) = block {
                lines
            } else {
                Vec::new()
            }
        });
        lines.map(|line| line.number).collect::<Vec<u32>>()
    };
    assert_eq!(listed(None), [1, 2]);
    assert_eq!(listed(Some(2)), [2]);
}

#[test]
fn a_guard_that_unwinding_drops_is_named_even_if_its_cell_has_its_name() {
    let says = |cell: &str, guard: Option<&str>| {
        let mut begins = begins(1);
        begins["name"] = json!(guard);
        let events = [event(0, 5, 1, &begins), event(0, 7, 1, &ends(1, true))];
        let mut trace = traced(&events, &[]);
        trace.cells[0].kind = CellKind::RefCell;
        trace.cells[0].name = Some(cell.to_owned());
        sentence(&trace, 1).unwrap()
    };
    assert_eq!(
        says("values", Some("reader")),
        "Line 7: drops `reader` while unwinding (`values` is now free)."
    );
    assert_eq!(
        says("lines", Some("lines")),
        "Line 7: drops the guard `lines` while unwinding (`lines` is now free)."
    );
    assert_eq!(
        says("lines", None),
        "Line 7: drops a guard for `lines` while unwinding (now free)."
    );
}

#[test]
fn the_end_of_a_guard_names_its_cell_once() {
    let mut begun = event(0, 2, 1, &begins(1));
    begun["name"] = json!("first");
    let mut trace = traced(&[begun, event(0, 4, 1, &ends(1, false))], &[]);
    for (kind, says) in [
        (CellKind::RwLock, "Line 4: unlocks `m1` (now free)."),
        (
            CellKind::RefCell,
            "Line 4: drops `first` (`m1` is now free).",
        ),
    ] {
        trace.cells[0].kind = kind;
        assert_eq!(sentence(&trace, 1).as_deref(), Some(says));
    }
}

#[test]
fn only_a_list_that_the_text_names_is_said_to_be_used_on_a_line() {
    let stores = json!({ "kind": "operation", "action": "store" });
    let mut trace = traced(&[event(0, 3, 1, &stores), event(0, 4, 2, &stores)], &[]);
    for (cell, number) in trace.cells.iter_mut().zip([2, 20]) {
        cell.name = Some("forks[0]".to_owned());
        cell.disambiguation = Some(Disambiguation {
            number: Some(number),
            by_line: false,
            is_element: true,
        });
    }
    let uses = names::numbered_lists(&trace, "It waits for `forks[0]` of list 20.");
    assert_eq!(uses, " List 20 of `forks` is first used on line 4.");
}
