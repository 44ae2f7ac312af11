//! The summary of a traced package: which tests fail, hang, leak or differ between schedules, and why.

use super::outcome::{headline as outcome_headline, run_end};
use super::{Block, Headline, Tone, exploration, trace as of_trace};
use crate::text::plural;
use crate::verdict::{Cause, Exploration, Outcome, RunEnd, TimeLimit, Trace, TracingArtifact};

/// What is known about a program or a test that was traced.
#[derive(Clone, Copy, Debug)]
pub struct TracedResult<'a> {
    /// `shop: store::tests::adds`
    pub name: &'a str,
    pub is_test: bool,
    pub outcome: &'a Outcome,
    /// `None` if only rustdoc's own line says it, because a doctest may be expected to panic.
    pub passed: Option<bool>,
    /// `None` if it used nothing that is traced.
    pub trace: Option<&'a Trace>,
    /// The paths and texts of the files that the trace names.
    pub files: &'a [(String, String)],
    pub exploration: Option<&'a Exploration>,
    /// A remark about how it was traced.
    pub note: Option<&'a str>,
    /// Why the end of the run says nothing about the program.
    pub artifact: Option<&'a TracingArtifact>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum FindingKind {
    Fails,
    Hangs,
    Differs,
    Leaks,
    /// It passed, but another schedule deadlocks.
    MayHang,
    /// It passed, but a change may be lost.
    Races,
    /// It failed, and only rustdoc's own line says whether it should have.
    MayFail,
    /// It was stopped, or its run could not be followed, before anything went wrong.
    Unfollowed,
}

/// The maximum number of findings to draw. The others are only named.
const MAX_DRAWN: usize = 6;

/// Returns the whole summary. `with_dependencies` says whether they were traced, too; `all` asks for long listings in
/// full. The trace of a program (not a test) is always shown.
#[must_use]
pub fn traced_package(
    results: &[TracedResult<'_>],
    with_dependencies: bool,
    all: bool,
) -> Vec<Block> {
    let mut found: Vec<(FindingKind, &TracedResult<'_>)> = results
        .iter()
        .filter_map(|result| Some((finding(result)?, result)))
        .collect();
    found.sort_by_key(|(kind, _)| *kind);
    let is_unseen = |result: &&TracedResult<'_>| {
        let ending = result.trace.map(|trace| &trace.ending);
        result.artifact.is_none() && matches!(ending, Some(RunEnd::NotFollowed { .. }))
    };
    let unseen = results.iter().filter(is_unseen).count();
    let mut blocks = vec![Block::Headline(summary(results, &found, unseen))];
    for result in results {
        let note = result.note.map(|note| format!("{} {note}.", result.name));
        blocks.extend(note.map(|note| Block::Note(Tone::Notice, note)));
    }
    if unseen > 0 && !with_dependencies {
        let says = format!(
            "cellmate could not follow {}. If code in a dependency blocked or started a thread there, `--dependencies` traces that code, too.",
            plural(unseen, "run")
        );
        blocks.push(Block::Note(Tone::Notice, says));
    }
    for (_, result) in found.iter().take(MAX_DRAWN) {
        blocks.extend(drawn(result, all));
    }
    let rest = found.iter().skip(MAX_DRAWN);
    let rest: Vec<String> = rest
        .map(|(kind, result)| format!("{} {}", result.name, word(*kind)))
        .collect();
    if !rest.is_empty() {
        let says = "Trace one of these by its name to see why:";
        blocks.push(Block::Note(Tone::Neutral, says.to_owned()));
        blocks.push(Block::Lines(rest));
    }
    let is_unexplained = |(kind, result): &(FindingKind, &TracedResult<'_>)| {
        let explanations = result.trace.map_or(&[][..], |trace| &trace.explanations);
        *kind == FindingKind::Fails && explanations.is_empty()
    };
    if found.iter().any(is_unexplained) {
        let says = "A test that fails only while it is traced depends on something that tracing changes, such as the size of an \
                    atomic or how long a step takes. `cellmate help trace` lists what differs.";
        blocks.push(Block::Note(Tone::Quiet, says.to_owned()));
    }
    let is_shown =
        |result: &TracedResult<'_>| found.iter().any(|(_, other)| std::ptr::eq(*other, result));
    for result in results {
        if !result.is_test && results.len() == 1 && !is_shown(result) {
            blocks.extend(drawn(result, all));
        }
    }
    blocks
}

fn summary(
    results: &[TracedResult<'_>],
    found: &[(FindingKind, &TracedResult<'_>)],
    unseen: usize,
) -> Headline {
    let tests = results.iter().filter(|result| result.is_test).count();
    let programs = results.len() - tests;
    let traced: Vec<String> = [(tests, "test"), (programs, "program")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| plural(count, word))
        .collect();
    let traced = if traced.is_empty() {
        "nothing was traced".to_owned()
    } else {
        format!("traced {}", traced.join(" and "))
    };
    let count = |kind| found.iter().filter(|(found, _)| *found == kind).count();
    let kinds = [
        FindingKind::Fails,
        FindingKind::Hangs,
        FindingKind::Differs,
        FindingKind::Leaks,
        FindingKind::MayHang,
        FindingKind::Races,
        FindingKind::MayFail,
        FindingKind::Unfollowed,
    ];
    let counts = kinds.map(|kind| (count(kind), kind)).into_iter();
    let counts: Vec<String> = counts
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| match count {
            1 => format!("1 {}", word(kind)),
            count => format!("{count} {}", words(kind)),
        })
        .collect();
    let (tone, what) = match counts.as_slice() {
        [] if results.is_empty() => (Tone::Notice, String::new()),
        [] if unseen > 0 => {
            let says = format!(": none fails, but {unseen} could not be followed");
            (Tone::Notice, says)
        }
        [] => (Tone::Good, ": none fails, hangs or leaks".to_owned()),
        counts => {
            let is_sure = found.iter().any(|(kind, _)| *kind != FindingKind::MayFail);
            let tone = if is_sure { Tone::Bad } else { Tone::Notice };
            (tone, format!(": {}", counts.join(", ")))
        }
    };
    Headline {
        tone,
        status: format!("{traced}{what}"),
        detail: None,
        millis: None,
    }
}

fn word(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Fails => "fails",
        FindingKind::Hangs => "hangs",
        FindingKind::Differs => "differs between schedules",
        FindingKind::Leaks => "leaks",
        FindingKind::MayHang => "can deadlock",
        FindingKind::Races => "has a race",
        FindingKind::MayFail => "may fail",
        FindingKind::Unfollowed => "could not be traced to its end",
    }
}

fn words(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Fails => "fail",
        FindingKind::Hangs => "hang",
        FindingKind::Differs => "differ between schedules",
        FindingKind::Leaks => "leak",
        FindingKind::MayHang => "can deadlock",
        FindingKind::Races => "have a race",
        FindingKind::MayFail => "may fail",
        FindingKind::Unfollowed => "could not be traced to their end",
    }
}

fn finding(result: &TracedResult<'_>) -> Option<FindingKind> {
    if let Some(found) = result.exploration
        && (found.failing_result().is_some() || found.results.len() > 1)
    {
        return Some(FindingKind::Differs);
    }
    if result.artifact.is_some() {
        return Some(FindingKind::Unfollowed);
    }
    match result.trace.map(|trace| &trace.ending) {
        Some(RunEnd::Deadlock) => return Some(FindingKind::Hangs),
        Some(ending) if ending.spins() => return Some(FindingKind::Hangs),
        Some(RunEnd::StepLimit { .. } | RunEnd::Diverged) => {
            return Some(FindingKind::Unfollowed);
        }
        Some(RunEnd::NotFollowed { .. }) if result.passed != Some(true) => {
            return Some(FindingKind::Unfollowed);
        }
        Some(RunEnd::NotFollowed { .. } | RunEnd::Outcome { .. }) | None => {}
    }
    let outcome = result.outcome;
    if let Outcome::TimedOut {
        limit: TimeLimit::Cpu,
    } = outcome
    {
        return Some(FindingKind::Unfollowed);
    }
    if let Outcome::Deadlocked { .. } | Outcome::TimedOut { .. } = outcome {
        return Some(FindingKind::Hangs);
    }
    match result.passed {
        Some(true) => {}
        Some(false) => return Some(FindingKind::Fails),
        None => return Some(FindingKind::MayFail),
    }
    let explanations = result.trace.map_or(&[][..], |trace| &trace.explanations);
    let kinds = explanations.iter().filter_map(|one| match one.cause {
        Cause::Leak(_) => Some(FindingKind::Leaks),
        Cause::LockOrder { .. } => Some(FindingKind::MayHang),
        Cause::Race(_)
        | Cause::EarlyAnnouncement(_)
        | Cause::UnorderedStores(_)
        | Cause::TornPair(_) => Some(FindingKind::Races),
        Cause::Conflict { .. }
        | Cause::Reentry { .. }
        | Cause::Deadlock { .. }
        | Cause::Livelock { .. }
        | Cause::Polling { .. }
        | Cause::Poison { .. }
        | Cause::IgnoredError { .. }
        | Cause::HeldTooLong { .. } => None,
    });
    kinds.min()
}

/// Returns a result with its name, how it ended, its drawing and its explanations.
fn drawn(result: &TracedResult<'_>, all: bool) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(result.name.to_owned())];
    if let Some(artifact) = result.artifact {
        let says = match artifact {
            TracingArtifact::PointerCast { crate_name, place } => format!(
                "cellmate cannot trace the crate `{crate_name}`: at {}:{}, the crate casts to an atomic, but a traced atomic is \
                 larger than its integer. How this run ended says nothing about the program.",
                place.file, place.line
            ),
            TracingArtifact::TypeSize { place } => format!(
                "It checks the size or the name of a type at {}:{}. Traced types are larger than std's and have different \
                 names, so this failure says nothing about the program.",
                place.file, place.line
            ),
        };
        blocks.push(Block::Prose(says));
        return blocks;
    }
    if let Some(found) = result.exploration {
        blocks.extend(exploration(found, None));
        if let Some(trace) = &found.failing_trace {
            blocks.extend(of_trace::drawing_of_files(trace, result.files, all));
            blocks.extend(of_trace::explanations(trace));
        }
        return blocks;
    }
    if finding(result) == Some(FindingKind::MayFail) {
        let says = "This doctest failed, unless it is marked `should_panic`: rustdoc's own line says whether it passed.";
        blocks.push(Block::Prose(says.to_owned()));
    }
    let Some(trace) = result.trace else {
        let headline = outcome_headline(result.outcome, None);
        blocks.push(Block::Headline(Headline {
            status: headline.in_a_line(),
            detail: None,
            ..headline
        }));
        let says = "It used nothing that cellmate traces.";
        blocks.push(Block::Prose(says.to_owned()));
        return blocks;
    };
    blocks.push(Block::Headline(how_it_ended(result, trace)));
    let is_cut = finding(result) == Some(FindingKind::Unfollowed);
    let is_unseen = matches!(trace.ending, RunEnd::NotFollowed { .. });
    if is_cut && !is_unseen && trace.explanations.is_empty() {
        // The events at which it was stopped say nothing special, so they are not drawn.
        let says = "Tracing is slower than a plain run. `--test-seconds` gives a test more time.";
        if let Outcome::TimedOut { .. } = result.outcome {
            blocks.push(Block::Prose(says.to_owned()));
        }
        blocks.extend(of_trace::explanations(trace));
        return blocks;
    }
    blocks.extend(of_trace::drawing_of_files(trace, result.files, all));
    blocks.extend(of_trace::explanations(trace));
    blocks
}

fn how_it_ended(result: &TracedResult<'_>, trace: &Trace) -> Headline {
    let finished = RunEnd::Outcome {
        outcome: Outcome::Finished { code: 0 },
    };
    let (tone, status) = if trace.ending != finished {
        (Tone::Bad, run_end(&trace.ending))
    } else if result.passed == Some(true) {
        (Tone::Good, format!("passed{}", of_trace::but(trace)))
    } else {
        (Tone::Bad, "failed".to_owned())
    };
    Headline {
        tone,
        status,
        detail: None,
        millis: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn headline(how: &serde_json::Value, passed: Option<bool>) -> (Tone, String) {
        let trace = json!({
            "ending": how, "cells": [], "threads": [], "events": [], "truncated": false, "schedule": [],
            "stdout": "", "explanations": [],
        });
        let trace: Trace = serde_json::from_value(trace).unwrap();
        let result = TracedResult {
            name: "shop: adds",
            is_test: true,
            outcome: &Outcome::Finished { code: 0 },
            passed,
            trace: Some(&trace),
            files: &[],
            exploration: None,
            note: None,
            artifact: None,
        };
        let Some(Block::Headline(headline)) =
            traced_package(&[result], false, false).into_iter().next()
        else {
            panic!("there is no headline");
        };
        (headline.tone, headline.status)
    }

    #[test]
    fn a_run_that_could_not_be_followed_is_not_a_success() {
        let followed = json!({ "kind": "outcome", "outcome": { "kind": "finished", "code": 0 } });
        let traced = "traced 1 test: none fails, hangs or leaks".to_owned();
        assert_eq!(headline(&followed, Some(true)), (Tone::Good, traced));
        let lost = json!({ "kind": "not-followed" });
        let traced = "traced 1 test: none fails, but 1 could not be followed".to_owned();
        assert_eq!(headline(&lost, Some(true)), (Tone::Notice, traced));
    }

    #[test]
    fn a_doctest_that_may_have_to_panic_is_not_listed_as_failed() {
        let ended = json!({ "kind": "outcome", "outcome": { "kind": "finished", "code": 101 } });
        let says = |what: &str| format!("traced 1 test: 1 {what}");
        assert_eq!(headline(&ended, None), (Tone::Notice, says("may fail")));
        assert_eq!(headline(&ended, Some(false)), (Tone::Bad, says("fails")));
    }
}
