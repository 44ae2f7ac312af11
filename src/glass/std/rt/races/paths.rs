//! Decides which call paths are looked up: those of the first accesses, and those at the places of possible races.

use super::access::{Access, CallerPlace};
use crate::rt::json_line::JsonLine;
use crate::rt::settings::settings;
use crate::rt::{record, scheduler, threads};
use ::std::panic::Location;

const MAX_HINTS: usize = 64;
/// The maximum number of call paths to look up at first, whatever the access: each takes 50 to 70 microseconds.
const MAX_FIRST_PATHS: u32 = 1_000;
/// The maximum number to look up because of one hint, and at the places that the environment names.
const MAX_PATHS_OF_A_HINT: u32 = 500;
const MAX_PATHS_AT_GIVEN_PLACES: u32 = 1_000;
/// The maximum number to look up shortly before or after another thread runs, where races are.
const MAX_PATHS_NEAR_A_SWITCH: u32 = 10_000;

/// The places of accesses that may be a race, and whose call paths are not all known.
#[derive(Debug)]
struct Hint {
    kind: &'static str,
    places: Vec<CallerPlace>,
    /// How many call paths may be looked up because of it.
    remaining: u32,
}

/// How many call paths were looked up, and where more will be.
#[derive(Debug)]
pub(super) struct Paths {
    hints: Vec<Hint>,
    /// How many were looked up whatever the access.
    first: u32,
    /// How many may still be looked up at the places that the environment names, and near a switch.
    given_remaining: u32,
    remaining_near_a_switch: u32,
}

impl Paths {
    pub(super) const fn new() -> Self {
        Self {
            hints: Vec::new(),
            first: 0,
            given_remaining: MAX_PATHS_AT_GIVEN_PLACES,
            remaining_near_a_switch: MAX_PATHS_NEAR_A_SWITCH,
        }
    }

    /// Counts an access at this place, and returns whether its call path must be looked up: for the first accesses of the
    /// run, and then only at the places of a hint or of the environment.
    pub(super) fn wants(&mut self, at: CallerPlace) -> bool {
        if self.first < MAX_FIRST_PATHS {
            self.first += 1;
            return true;
        }
        let is_of_hint = |hint: &&mut Hint| {
            let mut places = hint.places.iter();
            places.any(|place| ::std::ptr::eq(*place, at))
        };
        let remaining = match self.hints.iter_mut().find(is_of_hint) {
            Some(hint) => &mut hint.remaining,
            None if is_given(at) => &mut self.given_remaining,
            None => return false,
        };
        let remaining = if *remaining == 0 && scheduler::is_near_a_switch(threads::me()) {
            &mut self.remaining_near_a_switch
        } else {
            remaining
        };
        let is_wanted = *remaining > 0;
        *remaining -= u32::from(is_wanted);
        is_wanted
    }

    /// Asks for the call paths at the places of a possible race.
    pub(super) fn add_hint(&mut self, kind: &'static str, accesses: &[&Access]) {
        let is_known = self.hints.iter().any(|hint| {
            let mut pairs = hint.places.iter().zip(accesses);
            hint.kind == kind && pairs.all(|(own, other)| ::std::ptr::eq(*own, other.at))
        });
        if !is_known && self.hints.len() < MAX_HINTS {
            let hint = Hint {
                kind,
                places: accesses.iter().map(|access| access.at).collect(),
                remaining: MAX_PATHS_OF_A_HINT,
            };
            record::write_always(hint.line());
            self.hints.push(hint);
        }
    }
}

impl Hint {
    fn line(&self) -> JsonLine {
        let places = self.places.iter().map(|place| place_text(place));
        JsonLine::new("hint").text("places", &places.collect::<Vec<_>>().join(";"))
    }
}

/// Formats a place as `src/main.rs:3:5`.
fn place_text(place: &Location<'_>) -> String {
    format!("{}:{}:{}", place.file(), place.line(), place.column())
}

fn is_given(place: &Location<'_>) -> bool {
    let given = &settings().races;
    !given.is_empty() && given.contains(&place_text(place))
}
