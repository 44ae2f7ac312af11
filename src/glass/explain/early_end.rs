//! Finds in the source where a function, or a loop in it, can end before its thread returns to a place: at a `?`, a
//! `return` or a `break`.

use super::history::History;
use crate::glass::scopes::{enclosing_closure, enclosing_function};
use crate::glass::tokens::{SourceToken, SourceTokens};
use crate::verdict::{Call, EarlyEnd, EventKind, ExitKind, ExitPlace, Place, TraceEvent};

const MAX_EXITS: usize = 2;

/// Code that a thread runs: a function or a closure, or a loop in it.
#[derive(Clone, Copy)]
struct Region {
    open: usize,
    close: usize,
    /// The function or closure around it.
    body: (usize, usize),
    closure: Option<usize>,
    is_loop: bool,
}

/// Returns how a thread left the function in which this event happened, or one of its callers. `None` if nothing shows
/// that the function or its loop ended early.
pub(super) fn early_end(history: &History<'_>, did: usize) -> Option<EarlyEnd> {
    let event = history.trace.events.get(did)?;
    early_end_in(history, did, frames(event))
}

/// Like `early_end`, but only for functions through which another thread has got to an event.
pub(super) fn early_end_on_the_way(
    history: &History<'_>,
    did: usize,
    there: usize,
) -> Option<EarlyEnd> {
    let event = history.trace.events.get(did)?;
    let other = &history.trace.events.get(there)?.calls;
    let is_on_the_way = |call: &&Call| {
        let function = &call.function;
        other.iter().any(|other| other.function == *function)
    };
    let calls = event.calls.iter().filter(is_on_the_way);
    early_end_in(history, did, calls.map(|call| call.place.clone()).collect())
}

fn early_end_in(history: &History<'_>, did: usize, frames: Vec<Place>) -> Option<EarlyEnd> {
    let event = history.trace.events.get(did)?;
    let later = || {
        let later = history.events().skip(did + 1);
        later.filter(|(_, later)| later.thread == event.thread)
    };
    if later().any(|(_, later)| matches!(later.kind, EventKind::Panicked { .. })) {
        return None;
    }
    frames.into_iter().find_map(|frame| {
        let file = history.source.tokens(&frame)?;
        let at = file.at(&frame)?;
        let region = Region::around(file, at)?;
        let (mut last, mut since) = (at, did);
        let mut has_left_loop = false;
        for (index, later) in later() {
            for at in positions(file, &frame, later) {
                if region.has(file, at) {
                    (last, since) = (at, index);
                } else if region.is_in_body(file, at) {
                    has_left_loop = true;
                }
            }
        }
        let recorded: Vec<(usize, bool)> = history
            .events()
            .flat_map(|(_, event)| {
                let own = event.place.as_ref().and_then(|own| file.at(own));
                let all = positions(file, &frame, event).into_iter();
                all.map(move |at| (at, Some(at) == own && is_always_recorded(event)))
            })
            .collect();
        let (exits, is_certain) = exits(file, region, last, has_left_loop, &recorded)?;
        let exits = exits.into_iter().map(|(at, kind)| {
            let place = file.place(at, &frame.file)?;
            Some(ExitPlace { place, kind })
        });
        let (function, ..) = enclosing_function(file, at)?;
        let closure = if region.closure.is_some() {
            Call::CLOSURE
        } else {
            ""
        };
        Some(EarlyEnd {
            last_event: since,
            last: Call {
                function: format!("{function}{closure}"),
                place: file.place(last, &frame.file)?,
            },
            exits: exits.collect::<Option<_>>()?,
            is_certain,
        })
    })
}

/// Returns the place of a thread in each of its functions, the innermost first.
fn frames(event: &TraceEvent) -> Vec<Place> {
    if event.calls.is_empty() {
        return event.place.iter().cloned().collect();
    }
    event.calls.iter().map(|call| call.place.clone()).collect()
}

/// Returns the tokens of a file at which a thread was when this happened.
fn positions(file: &SourceTokens, of: &Place, event: &TraceEvent) -> Vec<usize> {
    let calls = event.calls.iter().map(|call| &call.place);
    let places = event.place.iter().chain(calls);
    let places = places.filter(|place| place.file == of.file);
    places.filter_map(|place| file.at(place)).collect()
}

/// Whether a thread that reaches the place of this event always records one there.
fn is_always_recorded(event: &TraceEvent) -> bool {
    matches!(
        event.kind,
        EventKind::Acquired { .. } | EventKind::Operation { .. }
    )
}

impl Region {
    /// Returns the innermost loop around a token, or else its function or closure.
    fn around(file: &SourceTokens, at: usize) -> Option<Self> {
        let closure = enclosing_closure(file, at);
        let (_, open, close) = enclosing_function(file, at)?;
        let body = match closure {
            Some(close) => (file.get(close)?.partner?, close),
            None => (open, close),
        };
        let whole = Self {
            open: body.0,
            close: body.1,
            body,
            closure,
            is_loop: false,
        };
        Some(innermost_loop(file, at, body.0).map_or(whole, |open| Self {
            open,
            close: file.get(open).and_then(|open| open.partner).unwrap_or(open),
            is_loop: true,
            ..whole
        }))
    }

    fn is_in_body(&self, file: &SourceTokens, at: usize) -> bool {
        self.body.0 < at && at < self.body.1 && enclosing_closure(file, at) == self.closure
    }

    fn has(&self, file: &SourceTokens, at: usize) -> bool {
        self.open < at && at < self.close && self.is_in_body(file, at)
    }
}

/// Returns the brace of the innermost loop around a token, inside this body.
fn innermost_loop(file: &SourceTokens, at: usize, body: usize) -> Option<usize> {
    let mut open = file.enclosing_open(at)?;
    while open > body {
        let start = file.start_of_statement(open).unwrap_or(open);
        let mut head = start..open.min(start + 4);
        let is_loop = head.any(|at| matches!(file.text(at), "for" | "while" | "loop"));
        if file.is(open, '{') && is_loop {
            return Some(open);
        }
        open = file.enclosing_open(open)?;
    }
    None
}

/// The tokens that end a function or a loop early, each with its kind.
type Exits = Vec<(usize, ExitKind)>;

/// Returns where the region can end after a token, and whether it certainly ended there. `recorded` lists where threads
/// recorded events, and whether they always record one there.
fn exits(
    file: &SourceTokens,
    region: Region,
    last: usize,
    has_left_loop: bool,
    recorded: &[(usize, bool)],
) -> Option<(Exits, bool)> {
    // An iteration that continued would have recorded an event here.
    let next = recorded.iter().find(|(event, is_always)| {
        let is_later = *is_always && *event > last && region.has(file, *event);
        is_later
            && is_passed_before(file, *event, region.close)
            && is_in_block_of(file, last, *event)
    });
    let is_passed = |from: usize, at: usize| {
        let always = recorded.iter().filter(|(_, is_always)| *is_always);
        let mut always = always.map(|(event, _)| *event);
        always.any(|event| from < event && event < at && is_passed_before(file, event, at))
    };
    let exit = |at: usize| {
        let kind = exit_kind(file, region, at)?;
        let is_possible = kind == ExitKind::Break || !has_left_loop;
        (is_possible && region.has(file, at)).then_some((at, kind))
    };
    let later = (last + 1..region.close).filter_map(exit);
    let later =
        later.filter(|(at, _)| !is_passed(last, *at) && !is_in_other_branch(file, last, *at));
    let next_round = if region.is_loop && next.is_none() {
        region.open + 1..last
    } else {
        0..0
    };
    let next_round = next_round.filter_map(exit);
    let next_round = next_round.filter(|(at, _)| !is_passed(region.open, *at));
    let found: Exits = next_round.chain(later).collect();
    if found.is_empty() || found.len() > MAX_EXITS {
        return None;
    }
    let is_certain = match (found.as_slice(), next) {
        ([(only, _)], Some((next, _))) => only < next && !has_other_exits(file, last, *next, *only),
        _ => false,
    };
    Some((found, is_certain))
}

/// Returns how a token ends the function or the loop, if it does.
fn exit_kind(file: &SourceTokens, region: Region, at: usize) -> Option<ExitKind> {
    match file.text(at) {
        "return" => Some(ExitKind::Return),
        "?" => Some(ExitKind::QuestionMark),
        "break" => {
            let own = innermost_loop(file, at, region.body.0);
            (region.is_loop && own == Some(region.open)).then_some(ExitKind::Break)
        }
        _ => None,
    }
}

/// Whether control that enters the block around a token must pass the token to reach a later one.
fn is_passed_before(file: &SourceTokens, at: usize, later: usize) -> bool {
    let Some(close) = file.enclosing_brace(at) else {
        return false;
    };
    let Some(open) = file.get(close).and_then(|close| close.partner) else {
        return false;
    };
    let is_arm =
        (open + 1..at).any(|token| file.is_at_level(open + 1, token) && file.is_arrow(token));
    let start = file.start_of_statement(at).unwrap_or(at);
    let is_optional = (start..at).any(|token| {
        matches!(file.text(token), "&" | "|") && file.text(token) == file.text(token + 1)
    });
    !is_arm && !is_optional && later <= close
}

fn is_in_block_of(file: &SourceTokens, other: usize, of: usize) -> bool {
    let close = file.enclosing_brace(of);
    let open = close.and_then(|close| file.get(close)?.partner);
    open.zip(close)
        .is_some_and(|(open, close)| open < other && other < close)
}

/// Whether a later token is in another branch of an `if` or a `match` than an earlier one, so that control does not get
/// from one to the other.
fn is_in_other_branch(file: &SourceTokens, first: usize, later: usize) -> bool {
    let Some(common) = common_bracket(file, first, later) else {
        return false;
    };
    let is_nested = file.enclosing_open(first) != Some(common);
    let between = (first..later).filter(|at| file.enclosing_open(*at) == Some(common));
    let mut between =
        between.filter(|at| file.is_arrow(*at) || is_nested && file.text(*at) == "else");
    between.next().is_some()
}

fn common_bracket(file: &SourceTokens, first: usize, later: usize) -> Option<usize> {
    let mut open = file.enclosing_open(first)?;
    loop {
        if file.get(open)?.partner? > later {
            return Some(open);
        }
        open = file.enclosing_open(open)?;
    }
}

/// Whether control may leave the path between two tokens other than at this one: a macro may return, and a `continue`
/// or a `break` leads elsewhere.
fn has_other_exits(file: &SourceTokens, from: usize, to: usize, only: usize) -> bool {
    /// Macros that do not return from the function around them.
    const PLAIN: [&str; 14] = [
        "assert",
        "assert_eq",
        "assert_ne",
        "debug_assert",
        "debug_assert_eq",
        "eprint",
        "eprintln",
        "format",
        "matches",
        "print",
        "println",
        "vec",
        "write",
        "writeln",
    ];
    (from + 1..to).filter(|at| *at != only).any(|at| {
        let is_macro = file.is(at + 1, '!')
            && file.get(at + 2).is_some_and(SourceToken::is_any_open)
            && !PLAIN.contains(&file.text(at));
        is_macro || matches!(file.text(at), "continue" | "break" | "return" | "?")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what ends the function or the loop after `last()`, if threads record events at `seen()`.
    fn ends(body: &str) -> Option<(Vec<ExitKind>, bool)> {
        let file = SourceTokens::parse(&format!("fn f() {{ {body} }}")).unwrap();
        let places = |name: &str| {
            (0..file.len())
                .filter(|at| file.text(*at) == name)
                .collect()
        };
        let (last, seen): (Vec<usize>, Vec<usize>) = (places("last"), places("seen"));
        let region = Region::around(&file, last[0])?;
        let recorded: Vec<(usize, bool)> = seen.into_iter().map(|at| (at, true)).collect();
        let (exits, is_certain) = exits(&file, region, last[0], false, &recorded)?;
        Some((
            exits.into_iter().map(|(_, kind)| kind).collect(),
            is_certain,
        ))
    }

    #[test]
    fn a_function_or_loop_ends_early_where_nothing_before_leaves_an_event() {
        use ExitKind::{Break, QuestionMark, Return};
        for (body, expected) in [
            (
                "loop { last(); a()?; seen(); }",
                Some((vec![QuestionMark], true)),
            ),
            ("loop { last(); a()?; }", Some((vec![QuestionMark], false))),
            ("loop { last(); seen(); a()?; }", None),
            (
                "loop { last(); if c { seen(); } a()?; }",
                Some((vec![QuestionMark], false)),
            ),
            (
                "loop { last(); if a() { break; } seen(); }",
                Some((vec![Break], true)),
            ),
            ("loop { last(); for x in y { break; } seen(); }", None),
            (
                "loop { a()?; last(); b(); }",
                Some((vec![QuestionMark], false)),
            ),
            ("loop { a()?; last(); seen(); }", None),
            (
                "loop { last(); let n = c || seen(); a()?; }",
                Some((vec![QuestionMark], false)),
            ),
            (
                "loop { last(); if c { continue; } a()?; seen(); }",
                Some((vec![QuestionMark], false)),
            ),
            (
                "loop { last(); bail!(); a()?; seen(); }",
                Some((vec![QuestionMark], false)),
            ),
            ("last(); a(|| { b()?; }); seen();", None),
            (
                "let Some(n) = last() else { return; }; seen();",
                Some((vec![Return], true)),
            ),
            ("if c { last(); } else { return; } seen();", None),
            ("match c { A => last(), B => return } seen();", None),
            (
                "match last() { A => 1, B => return }; seen();",
                Some((vec![Return], true)),
            ),
            ("last(); a()?; b()?; c()?; seen();", None),
        ] {
            assert_eq!(ends(body), expected, "{body}");
        }
    }
}
