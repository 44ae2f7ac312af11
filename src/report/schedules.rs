//! The results of an exploration: what happened in the schedules that cellmate tried.

mod comparison;

use super::outcome::run_end;
use super::{Block, Headline, Tone};
use crate::sanitize;
use crate::text::plural;
use crate::verdict::{Exploration, Outcome, RunEnd, ScheduleResult, Shortfall};

/// The maximum number of results to list one by one.
const MAX_RESULTS: usize = 5;
/// How many of them to list if there are more and a race explains the difference between two.
const COMPARED_RESULTS: usize = 2;

/// Returns how many of the first results are listed one by one.
#[must_use]
pub fn listed_results(found: &Exploration) -> usize {
    let has_more = found.results.len() > MAX_RESULTS;
    if has_more && comparison::explains_a_race(found) {
        COMPARED_RESULTS
    } else {
        MAX_RESULTS
    }
}

/// Says how many schedules were tried, and how they ended; `shown` is the index of the result whose trace is shown.
#[must_use]
pub fn exploration(found: &Exploration, shown: Option<usize>) -> Vec<Block> {
    let (tone, status) = tried(found);
    // A result that is right in each schedule may be wrong on a machine that reorders memory accesses.
    let is_unproven = found.weak_orderings && tone == Tone::Good;
    let mut blocks = vec![Block::Headline(Headline {
        tone: if is_unproven { Tone::Neutral } else { tone },
        status: status + unchecked_orderings(found),
        detail: None,
        millis: None,
    })];
    if found.results.len() > 1 {
        let results = found.results.iter().enumerate();
        let most = listed_results(found);
        let listed = results.filter(|(at, _)| *at < most || shown == Some(*at));
        let lines = listed.map(|(at, result)| one_result(found, at, result, shown == Some(at)));
        let mut lines: Vec<String> = lines.collect();
        let more = found.results.len() - lines.len();
        if more > 0 {
            lines.push(format!("and {}", plural(more, "other result")));
        }
        blocks.push(Block::Lines(lines));
        let is_preempted = found.results.iter().any(|result| result.preemptions > 0);
        if is_preempted && !found.compared.is_empty() {
            let says = "A preemption is a switch away from a thread that could have continued.";
            blocks.push(Block::Note(Tone::Quiet, says.to_owned()));
        }
    }
    blocks.extend(comparison::blocks(found));
    blocks
}

/// Says what the schedules of a program with weak orderings leave open, if nothing else is wrong with it.
fn unchecked_orderings(found: &Exploration) -> &'static str {
    let mut compared = found.compared.iter();
    let is_wrong = compared.any(|trace| super::trace::faults(trace).is_some());
    if found.weak_orderings && !is_wrong && !found.fails() {
        ". Orderings weaker than `SeqCst` were not checked"
    } else {
        ""
    }
}

/// Returns three forms of how the schedules with the result at this index ended: the full one with the number of
/// schedules, one without what a value is, and one without the number, too. If there is no other result, says how many
/// schedules were tried instead.
#[must_use]
pub fn schedule_result(found: &Exploration, index: usize) -> [String; 3] {
    let [long, number] = match found.results.get(index) {
        Some(result) if found.results.len() > 1 => {
            let number = format!("{}: ", counted(result));
            [ended_and_printed(found, result), number]
        }
        Some(_) | None => [tried(found).1, String::new()],
    };
    let brief = long.split_once(" (").map_or(&*long, |(brief, _)| brief);
    [
        format!("{number}{long}"),
        format!("{number}{brief}"),
        brief.to_owned(),
    ]
}

fn one_result(found: &Exploration, at: usize, result: &ScheduleResult, is_shown: bool) -> String {
    let shown = if is_shown { " (shown)" } else { "" };
    let number = at + 1;
    let ended = ended_and_printed(found, result);
    format!("result {number} ({}){shown}: {ended}", counted(result))
}

/// Says how many schedules have a result, and how many preemptions it takes.
fn counted(result: &ScheduleResult) -> String {
    let times = schedules(result.count);
    let with = preemptions(result.preemptions);
    match result.count {
        1 => format!("{times}, {with}"),
        _ => format!("{times}, the simplest with {with}"),
    }
}

/// Says how many schedules were tried and what that proves, in a status.
fn tried(found: &Exploration) -> (Tone, String) {
    let ran = schedules(found.schedules_run);
    if let Some(wrong) = found.failing_result() {
        let how = format!("with {}: {}", preemptions(wrong.preemptions), ended(wrong));
        let status = match (found.failures(), found.schedules_run) {
            (_, 1) => format!("the only schedule tried fails, {how}"),
            (1, _) => format!("1 of {ran} fails, {how}"),
            (failures, _) => format!("{failures} of {ran} fail, the simplest {how}"),
        };
        return (Tone::Bad, status);
    }
    if found.differs() {
        let results = found.results.len();
        let covered = if found.is_complete() {
            coverage(found)
        } else {
            format!("not all could be tried, because {}", shortfall(found))
        };
        let order = if differ_in_order_only(found) {
            "; only the order of the lines differs"
        } else {
            ""
        };
        let status = format!("{results} different outputs in {ran}{order}: {covered}");
        return (Tone::Notice, status);
    }
    let is_judged = found.results.iter().any(|result| result.right.is_some());
    let is_judged = is_judged || found.test.is_some();
    if found.shortfall == Some(Shortfall::NotDeterministic) && !is_judged {
        return (Tone::Notice, format!("cannot replay: {}", shortfall(found)));
    }
    if found.is_only_limited() && !found.is_complete() {
        let why = shortfall(found);
        let same = same_output(found);
        let status = format!("{same} in {ran}: not all could be tried, because {why}");
        // A limit of cellmate isn't the program's fault.
        let tone = if found.compared.is_empty() {
            Tone::Neutral
        } else {
            Tone::Notice
        };
        return (tone, status);
    }
    if found.shortfall == Some(Shortfall::OneAtATime) {
        return (Tone::Bad, format!("{} in {ran}", shortfall(found)));
    }
    if !found.is_complete() {
        let why = shortfall(found);
        let status = match found.results.len() {
            0 => format!("the schedules could not be tried: {why}"),
            _ => format!("not all schedules could be tried: {why} (after {ran})"),
        };
        let is_limit = found.shortfall == Some(Shortfall::TooManySteps);
        return (if is_limit { Tone::Neutral } else { Tone::Bad }, status);
    }
    // With a single result, a trace is compared only if it has a race or a leak.
    let tone = if found.compared.is_empty() {
        Tone::Good
    } else {
        Tone::Notice
    };
    let covered = coverage(found);
    if !is_judged {
        return (tone, format!("{} in {ran}: {covered}", same_output(found)));
    }
    // Only lessons and tests "pass".
    let were = if found.schedules_run == 1 {
        "was"
    } else {
        "were"
    };
    let and = if found.is_exhaustive { " and" } else { "" };
    let tried = format!("no schedule failed: {} {were} tried", found.schedules_run);
    (tone, format!("{tried},{and} {covered}"))
}

/// Whether all results end in the same way and print the same lines.
fn differ_in_order_only(found: &Exploration) -> bool {
    let key = |result: &ScheduleResult| {
        let mut lines: Vec<String> = result.stdout.lines().map(str::to_owned).collect();
        lines.sort();
        (result.ending.clone(), lines)
    };
    let mut results = found.results.iter().map(key);
    results
        .next()
        .is_some_and(|first| results.all(|other| other == first))
}

/// Returns `the same output`, and what is wrong nevertheless: a trace is compared only if it has a race or a leak.
fn same_output(found: &Exploration) -> String {
    let mut wrong = found.compared.iter().filter_map(super::trace::faults);
    match wrong.next_back() {
        Some(wrong) => format!("{wrong}, although the output is the same"),
        None => "the same output".to_owned(),
    }
}

/// Says which schedules were tried, and why not more.
fn coverage(found: &Exploration) -> String {
    let covered = |most: u32| match most {
        0 => "all without preemption".to_owned(),
        most => format!("all with up to {}", preemptions(most)),
    };
    let all = if found.is_exhaustive {
        "there are no others".to_owned()
    } else {
        found
            .covered_preemptions
            .map_or("not all of them".to_owned(), covered)
    };
    let random = match found.random_schedules {
        0 => String::new(),
        random => format!(", plus {random} random ones"),
    };
    let short = match found.shortfall {
        Some(_) => format!(" ({})", shortfall(found)),
        None => String::new(),
    };
    format!("{all}{random}{short}")
}

/// Says why fewer schedules were tried than the lesson asks for.
#[must_use]
pub fn shortfall(found: &Exploration) -> String {
    let Some(short) = found.shortfall else {
        return "no schedule has run".to_owned();
    };
    let cause = found.shortfall_cause.as_deref().map(sanitize::line);
    let cause = cause.unwrap_or_default();
    let why = match short {
        Shortfall::TooMany => "there are more schedules than the limit",
        Shortfall::OutOfTime => "the time limit was reached",
        Shortfall::TooManySteps => "a run takes too many steps",
        Shortfall::NotDeterministic => {
            "the program isn't deterministic (time, random numbers, the order of a `HashMap`?)"
        }
        Shortfall::NotFollowed => {
            "a thread waits or keeps running in a way that cellmate cannot follow"
        }
        Shortfall::DoesNotCompile => {
            return format!("the program uses a part of std that cellmate cannot trace ({cause})");
        }
        Shortfall::ReadsArcCount => {
            "the program reads the number of `Arc` handles, which no schedule controls"
        }
        Shortfall::Untraceable => {
            return format!("the program uses {cause}, which cellmate cannot trace");
        }
        Shortfall::NothingShared => "the program's threads share nothing that cellmate can see",
        Shortfall::OneAtATime => {
            "no two of the threads that the program starts run at the same time"
        }
    };
    why.to_owned()
}

/// Says what to do about a program whose schedules could not be tried as the lesson asks.
pub(super) fn advice(found: &Exploration) -> &'static str {
    match found.shortfall {
        None => "The lesson's test did not run, so nothing is proven. Grade the file again.",
        Some(Shortfall::TooMany | Shortfall::OutOfTime) => {
            "cellmate tries every schedule of a small test, but this file has too many. Do the threads \
             lock or change something in a loop, or more often than they need to?"
        }
        Some(Shortfall::TooManySteps) => {
            "cellmate cannot try every schedule of a loop that may check a value again and again, without end. If a \
             thread only waits in such a loop, use a lock, a `Condvar`, a channel or `join` instead."
        }
        Some(Shortfall::NotDeterministic) => {
            "Does the program depend on the time, an address or the order of a `HashMap`? It must do the \
             same thing every time it runs in the same schedule."
        }
        Some(Shortfall::NotFollowed) => {
            "cellmate follows threads that wait in `std`: in a lock, a `Condvar`, a channel, `join` or `park`. Does a \
             thread wait in another way, or run forever?"
        }
        Some(Shortfall::DoesNotCompile | Shortfall::Untraceable) => {
            "cellmate must see every step of a thread to try its schedules. Use another part of `std` instead: a lock, an \
             atomic, a `Condvar` or a channel."
        }
        Some(Shortfall::ReadsArcCount) => {
            "Instead, use `join`, a channel or a `Condvar` to find out whether the other threads are done."
        }
        Some(Shortfall::NothingShared) => {
            "The threads in the lesson's test should share one value, through a lock or an atomic. Does each thread get a \
             copy of its own?"
        }
        Some(Shortfall::OneAtATime) => {
            "Start a thread for each part of the work, and start all of them before you join any of them."
        }
    }
}

fn ended(one: &ScheduleResult) -> String {
    let finished = RunEnd::Outcome {
        outcome: Outcome::Finished { code: 0 },
    };
    if one.ending == finished && one.right != Some(false) {
        "finished".to_owned()
    } else {
        run_end(&one.ending)
    }
}

/// Like [`ended`], with what the program printed in these schedules.
fn ended_and_printed(found: &Exploration, one: &ScheduleResult) -> String {
    let lines = one.stdout.lines().map(sanitize::line);
    let lines: Vec<String> = lines.filter(|line| !line.trim().is_empty()).collect();
    match lines.as_slice() {
        [] if found.test.is_none() => format!("{}, prints nothing", ended(one)),
        [] => ended(one),
        lines => {
            let lines = unlike_the_first(found, one, lines);
            // The output may itself have slashes.
            let separator = if lines.iter().any(|line| line.contains('/')) {
                " | "
            } else {
                " / "
            };
            format!("{}, prints `{}`", ended(one), lines.join(separator))
        }
    }
}

/// Returns the lines of an output, with `…` in place of consecutive lines that are the same as in the first result.
fn unlike_the_first(found: &Exploration, one: &ScheduleResult, lines: &[String]) -> Vec<String> {
    let first = found.results.first().map_or("", |first| &first.stdout);
    let first: Vec<&str> = first
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let is_first = found.results.first() == Some(one);
    if is_first || first.len() != lines.len() {
        return lines.to_vec();
    }
    let mut shown: Vec<String> = Vec::new();
    for (line, same) in lines.iter().zip(first) {
        if *line != sanitize::line(same) {
            shown.push(line.clone());
        } else if shown.last().is_none_or(|last| last != "…") {
            shown.push("…".to_owned());
        }
    }
    shown
}

fn schedules(count: u32) -> String {
    plural(usize::try_from(count).unwrap_or(usize::MAX), "schedule")
}

fn preemptions(count: u32) -> String {
    match count {
        0 => "no preemption".to_owned(),
        count => plural(usize::try_from(count).unwrap_or(usize::MAX), "preemption"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{Panic, PanicKind};

    fn result(times: u32, right: Option<bool>, preemptions: u32) -> ScheduleResult {
        ScheduleResult {
            ending: RunEnd::Deadlock,
            stdout: String::new(),
            count: times,
            right,
            schedule: Vec::new(),
            preemptions,
        }
    }

    #[test]
    fn without_room_the_result_of_a_schedule_first_leaves_out_what_its_value_is() {
        let message = "assertion `left == right` failed: likes in all\n  left: 1\n right: 2";
        let outcome = Outcome::Panicked(Panic {
            thread: "main".to_owned(),
            panic_kind: PanicKind::Assertion,
            line: None,
            inside_std: false,
            source_panic: None,
            message: message.to_owned(),
        });
        let failing = ScheduleResult {
            ending: RunEnd::Outcome { outcome },
            ..result(1, Some(false), 1)
        };
        let found = Exploration {
            schedules_run: 2,
            results: vec![result(1, Some(true), 0), failing],
            ..Exploration::default()
        };
        let brief = "got 1, expected 2";
        assert_eq!(
            schedule_result(&found, 1),
            [
                format!("1 schedule, 1 preemption: {brief} (likes in all), prints nothing"),
                format!("1 schedule, 1 preemption: {brief}"),
                brief.to_owned(),
            ]
        );
    }

    #[test]
    fn only_judged_schedules_count_as_passed() {
        let says = |right| {
            let found = Exploration {
                schedules_run: 5,
                is_exhaustive: true,
                covered_preemptions: Some(2),
                results: vec![result(5, right, 0)],
                ..Exploration::default()
            };
            tried(&found).1
        };
        assert_eq!(
            says(Some(true)),
            "no schedule failed: 5 were tried, and there are no others"
        );
        assert_eq!(
            says(None),
            "the same output in 5 schedules: there are no others"
        );
    }

    #[test]
    fn the_order_of_a_map_is_not_a_failure_and_a_race_is_not_a_success() {
        let status = |short, compared: Vec<serde_json::Value>| {
            let compared = compared.into_iter().map(serde_json::from_value);
            let found = Exploration {
                schedules_run: 5,
                shortfall: Some(short),
                results: vec![result(5, None, 0)],
                compared: compared.map(Result::unwrap).collect(),
                ..Exploration::default()
            };
            tried(&found)
        };
        assert_eq!(
            status(Shortfall::NotDeterministic, Vec::new()),
            (
                Tone::Notice,
                "cannot replay: the program isn't deterministic (time, random numbers, the order of a `HashMap`?)"
                    .to_owned()
            )
        );
        let access = |line| {
            let place = serde_json::json!({ "file": "a.rs", "line": line, "column": 1 });
            serde_json::json!({ "thread": 0, "action": "lock", "place": place })
        };
        let call = |line| {
            let place = serde_json::json!({ "file": "a.rs", "line": line, "column": 1 });
            serde_json::json!({ "function": "main", "place": place })
        };
        let race = serde_json::json!({
            "kind": "race", "race_kind": "lost-update", "cell": 1, "cell_type": "Mutex", "first": access(1), "intervening": access(2),
            "last": access(3), "first_call": call(1), "last_call": call(3), "times": 1, "events": [],
        });
        let traced = serde_json::json!({
            "ending": { "kind": "deadlock" }, "cells": [], "threads": [], "events": [], "truncated": false, "schedule": [],
            "stdout": "", "explanations": [race],
        });
        assert_eq!(
            status(Shortfall::OutOfTime, vec![traced]).1,
            "may have lost an update, although the output is the same in 5 schedules: not all could be tried, because the time \
             limit was reached"
        );
    }

    #[test]
    fn only_the_differing_lines_of_other_outputs_are_shown() {
        let printed = |stdout: &str| ScheduleResult {
            stdout: stdout.to_owned(),
            ..result(1, None, 0)
        };
        let found = Exploration {
            results: vec![
                printed("/ 31\n/login 34\n\n/cart 35\ntotal 100\n"),
                printed("/ 31\n/login 24\n\n/cart 35\ntotal 90\n"),
                printed("only one\n"),
            ],
            ..Exploration::default()
        };
        let says = found.results.iter();
        let says: Vec<String> = says.map(|one| ended_and_printed(&found, one)).collect();
        assert_eq!(
            says,
            [
                "deadlock, prints `/ 31 | /login 34 | /cart 35 | total 100`",
                "deadlock, prints `… | /login 24 | … | total 90`",
                "deadlock, prints `only one`",
            ]
        );
    }

    #[test]
    fn a_limit_of_cellmate_is_not_blamed_on_the_program() {
        let tone = |short| {
            let found = Exploration {
                schedules_run: 5,
                shortfall: Some(short),
                results: vec![result(5, None, 0)],
                ..Exploration::default()
            };
            tried(&found).0
        };
        assert_eq!(tone(Shortfall::TooMany), Tone::Neutral);
        assert_eq!(tone(Shortfall::TooManySteps), Tone::Neutral);
        assert_eq!(tone(Shortfall::NotFollowed), Tone::Bad);
    }

    #[test]
    fn many_results_are_not_all_listed() {
        let found = Exploration {
            results: (0..20).map(|_| result(1, None, 0)).collect(),
            ..Exploration::default()
        };
        let blocks = exploration(&found, Some(12));
        let Some(Block::Lines(lines)) = blocks.get(1) else {
            panic!("results are lines: {blocks:?}");
        };
        assert_eq!(lines.len(), MAX_RESULTS + 2);
        assert!(lines[MAX_RESULTS].starts_with("result 13 "), "{lines:?}");
        assert_eq!(lines[MAX_RESULTS + 1], "and 14 other results");
    }

    #[test]
    fn the_status_counts_every_schedule_that_fails() {
        let result = |times, right, preemptions| result(times, Some(right), preemptions);
        let status = |results: Vec<ScheduleResult>| {
            let ran = results.iter().map(|result| result.count).sum();
            let found = Exploration {
                schedules_run: ran,
                results,
                ..Exploration::default()
            };
            tried(&found).1
        };
        let several = vec![result(5, true, 0), result(2, false, 1), result(1, false, 2)];
        let says = "3 of 8 schedules fail, the simplest with 1 preemption: deadlock";
        assert_eq!(status(several), says);
        let one = vec![result(5, true, 0), result(1, false, 1)];
        let says = "1 of 6 schedules fails, with 1 preemption: deadlock";
        assert_eq!(status(one), says);
        let says = "the only schedule tried fails, with no preemption: deadlock";
        assert_eq!(status(vec![result(1, false, 0)]), says);
    }
}
