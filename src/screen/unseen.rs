//! The tab of borrows where it has nothing to show: why not here, and what could be seen.

use super::{Scene, fit};
use crate::timeline;
use crate::verdict::{Outcome, RunEnd, Trace};
use ratatui::text::Line;

const WHAT: &str = "Here every borrow and every lock of a run stands beside its line: where its guard begins, how long \
                    it lives, who was refused or had to wait because of it.";

/// Wider than this, a sentence is hard to read.
const WIDEST: usize = 80;

/// The sentences; none where there is something to see.
pub(super) fn lines(scene: Scene<'_>, width: usize) -> Option<Vec<Line<'static>>> {
    let why = match scene.state.trace() {
        Some(trace) if timeline::is_empty(trace) => nothing_in(trace),
        Some(_) => return None,
        None => no_run(scene),
    };
    let width = width.min(WIDEST);
    let why = fit::words(why, width).into_iter().map(Line::from);
    let what = fit::words(WHAT, width).into_iter();
    let what = what.map(|line| fit::styled(line, scene.theme.dim()));
    Some(why.chain([Line::default()]).chain(what).collect())
}

fn nothing_in(trace: &Trace) -> &'static str {
    cut_short(trace).unwrap_or(
        "There is nothing to see: this run borrowed from no cell, took no lock and started no thread.",
    )
}

/// Why a run was not seen to its end.
pub(super) fn cut_short(trace: &Trace) -> Option<&'static str> {
    match trace.ending {
        RunEnd::NotFollowed => Some(
            "This run could not be followed to its end: a thread stood still in the system while it was its turn.",
        ),
        RunEnd::Diverged => {
            Some("This run could not be shown again: the program did not do the same twice.")
        }
        _ => None,
    }
}

fn no_run(scene: Scene<'_>) -> &'static str {
    let state = scene.state;
    match state.shown() {
        Some((graded, true)) if graded.verdict.observed.outcome == Outcome::CompileError => {
            "There is nothing to see yet: it does not compile, so nothing was run."
        }
        Some((graded, true)) if graded.looking.is_some() => {
            "… your program is run once more, on a std that shows what it does. The first time takes a few seconds."
        }
        Some((graded, true)) if graded.looked => {
            "There is nothing to see: for that it is built once more, on a std that writes everything down, and with \
             this file that did not work, or took too long."
        }
        Some(_) => "… it is graded first",
        None if state.ungraded.contains_key(&state.lesson) => {
            "There is nothing to see: it could not be graded, so nothing was run."
        }
        None if state.is_grading() => "… it is graded first",
        None if state.asks() => "Say first what it will do; then its borrows are shown.",
        None => "There is nothing to see yet: nothing was run.",
    }
}
