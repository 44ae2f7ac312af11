//! Follows the sender of a channel from where it was created: into a variable, a closure, a value of the program or a
//! message.

use super::calls::{bodies, enclosing_function};
use super::signatures::{Owner, implemented_type};
use super::{Kept, Scopes};
use crate::glass::tokens::SourceToken;
use crate::verdict::Place;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::glass) enum Destination {
    /// It stays in a variable of the function.
    Stays,
    /// It is in the closure of a thread that is started here.
    Thread(Place),
    /// It was sent, or is part of what was sent, here.
    Message(Place),
    /// It is a field of a value of this type.
    Field {
        of: String,
        field: String,
    },
    /// It was put into the collection with this name, here.
    Collection {
        name: String,
        place: Place,
        /// The type that it is a field of.
        of: Option<String>,
    },
    Unknown,
}

/// A function with `self`.
pub(in crate::glass) struct Method {
    /// The line of its `}`.
    pub(in crate::glass) end: u32,
    pub(in crate::glass) has_self_by_value: bool,
}

/// The maximum number of moves through which a value is followed.
const MAX_MOVES: usize = 12;

const SENDS: [&str; 2] = ["send", "try_send"];
const PUTS: [&str; 6] = [
    "push",
    "push_back",
    "push_front",
    "insert",
    "replace",
    "set",
];
const SPAWNS: [&str; 2] = ["spawn", "spawn_scoped"];
/// Types whose functions only wrap their argument.
const WRAPS: [&str; 7] = ["Box", "Arc", "Rc", "Mutex", "RwLock", "RefCell", "Option"];

/// The expression that has the value, and what it is a field of.
struct Climb {
    /// Its first token.
    start: usize,
    field: Option<(String, String)>,
    moves: usize,
}

impl Scopes<'_> {
    /// Returns the variable that keeps the sender that `channel` or `clone` made at this place, and where it is
    /// dropped.
    pub(in crate::glass) fn sender(&self, place: &Place, met: Option<&Place>) -> Option<Kept> {
        let met = met.and_then(|met| self.tokens.at(met));
        let (statement, name, end) = self.sender_variable(self.tokens.at(place)?)?;
        let owner = Owner::Named("Sender".to_owned());
        Some(self.variable(statement, (&name, owner), end, met))
    }

    /// Returns the `let`, the variable and the `;` of a sender that is made here.
    fn sender_variable(&self, at: usize) -> Option<(usize, String, usize)> {
        let start = self.tokens.start_of_value(at);
        let end = self.tokens.get(self.tokens.parenthesis(at)?)?.partner? + 1;
        let statement = self.tokens.start_of_statement(start)?;
        if self.tokens.text(statement) != "let" || !self.tokens.is(end, ';') {
            return None;
        }
        let pattern = statement + 1;
        let name = if self.tokens.is(pattern, '(') {
            let first = pattern + 1 + usize::from(self.tokens.text(pattern + 1) == "mut");
            let value = (pattern..start).rev().find(|at| self.tokens.is(*at, '='))?;
            (self.tokens.is(first + 1, ',') && value + 1 == start).then_some(())?;
            self.tokens.name_at(first)?
        } else {
            self.tokens.bound_by_let(statement, start)?
        };
        Some((statement, name, end))
    }

    /// Returns where the sender that is made at this place is moved, and the name of its first variable.
    pub(in crate::glass) fn destination(&self, place: &Place) -> (Destination, Option<String>) {
        let found = || {
            let at = self.tokens.at(place)?;
            if let Some((_, name, end)) = self.sender_variable(at) {
                let close = self.tokens.enclosing_brace(end)?;
                let to = self.follow_value(&name, (end, close), &place.file, MAX_MOVES);
                return Some((to, Some(name)));
            }
            let climb = Climb {
                start: self.tokens.start_of_value(at),
                field: None,
                moves: MAX_MOVES,
            };
            Some((self.climb(climb, &place.file), None))
        };
        found().unwrap_or((Destination::Unknown, None))
    }

    fn follow_value(
        &self,
        name: &str,
        (from, close): (usize, usize),
        file: &str,
        moves: usize,
    ) -> Destination {
        let mut hidden: Vec<(usize, usize)> = Vec::new();
        for at in from + 1..close {
            let is_hidden = hidden.iter().any(|(from, to)| (*from..*to).contains(&at));
            if self.tokens.text(at) != name || is_hidden || self.is_field(at) {
                continue;
            }
            if self.is_bound(at) {
                let statement = self.tokens.start_of_statement(at);
                let end = self.tokens.next_at_level(at, ';');
                let (Some(_), Some(end), Some(brace)) =
                    (statement, end, self.tokens.enclosing_brace(at))
                else {
                    return Destination::Unknown;
                };
                hidden.push((end, brace));
                continue;
            }
            let closure = self.closure_around(at, from);
            let is_borrowed = self.tokens.is(at + 1, '.') || self.tokens.is_before(at, '&');
            if closure.is_none() && is_borrowed {
                continue;
            }
            let climb = Climb {
                start: closure.unwrap_or(at),
                field: None,
                moves: moves.saturating_sub(1),
            };
            return self.climb(climb, file);
        }
        Destination::Stays
    }

    /// Returns the `move` of the outermost closure after `from` that takes what is named here.
    fn closure_around(&self, at: usize, from: usize) -> Option<usize> {
        let mut found = None;
        let mut inner = at;
        loop {
            let statement = self.tokens.start_of_statement(inner)?;
            let is_move = |at: &usize| self.tokens.text(*at) == "move" && *at > from;
            if let Some(at) = (statement..inner).rev().find(is_move) {
                found = Some(at);
            }
            inner = match self.tokens.enclosing_open(statement) {
                Some(open) if open > from => open,
                _ => return found,
            };
        }
    }

    fn climb(&self, climb: Climb, file: &str) -> Destination {
        let Climb {
            mut start,
            mut field,
            mut moves,
        } = climb;
        let place = |at: usize| self.tokens.place(at, file);
        let ends = |field: Option<(String, String)>| {
            field.map_or(Destination::Unknown, |(of, field)| Destination::Field {
                of,
                field,
            })
        };
        while moves > 0 {
            moves -= 1;
            let Some(statement) = self.tokens.start_of_statement(start) else {
                break;
            };
            let open = self.tokens.enclosing_open(start);
            let Some(open) = open else { break };
            let is_argument = self.tokens.is(open, '(');
            let called = open.wrapping_sub(1);
            let name = self.tokens.text(called);
            let is_name = self.tokens.get(called).is_some_and(SourceToken::is_value);
            if is_argument && is_name {
                if SENDS.contains(&name) {
                    return place(called).map_or(Destination::Unknown, Destination::Message);
                }
                if SPAWNS.contains(&name) {
                    return place(called).map_or(Destination::Unknown, Destination::Thread);
                }
                if PUTS.contains(&name) {
                    let put = self.collection(called).zip(place(called));
                    let value = self.tokens.start_of_value(called);
                    let is_field = self.tokens.text(value) == "self";
                    let of = is_field.then(|| self.type_of_self(called)).flatten();
                    return put.map_or(Destination::Unknown, |(name, place)| {
                        Destination::Collection { name, place, of }
                    });
                }
                let of = self.path_before(called);
                let is_wrapper = of.is_some_and(|of| WRAPS.contains(&of))
                    || name.starts_with(char::is_uppercase);
                if is_wrapper {
                    start = self.tokens.start_of_value(called);
                    continue;
                }
                return self
                    .follow_parameter(called, (open, start), file, moves)
                    .unwrap_or(Destination::Unknown);
            }
            if is_argument || self.tokens.is(open, '[') {
                start = open;
                continue;
            }
            // The braces of a value, or those of a block.
            if let Some((of, name)) = self.field_of(open, start) {
                field = Some((of, name));
                start = self.tokens.start_of_value(called);
                continue;
            }
            let Some(close) = self.tokens.get(open).and_then(|open| open.partner) else {
                break;
            };
            if self.tokens.text(statement) == "let" {
                let bound = (statement..start).rev().find(|at| self.tokens.is(*at, '='));
                let bound =
                    bound.and_then(|equals| self.tokens.bound_by_let(statement, equals + 1));
                let end = self.tokens.next_at_level(start, ';');
                let (Some(name), Some(end)) = (bound, end) else {
                    break;
                };
                return match self.follow_value(&name, (end, close), file, moves) {
                    Destination::Stays if field.is_none() => Destination::Stays,
                    Destination::Stays | Destination::Unknown => ends(field),
                    found => found,
                };
            }
            let is_assigned = (statement..start).any(|at| self.tokens.is(at, '='));
            if is_assigned && field.is_none() && self.tokens.text(statement) == "self" {
                let name = self.tokens.text(statement + 2).to_owned();
                let of = self.type_of_self(statement);
                return ends(of.map(|of| (of, name)));
            }
            let is_result = self.tokens.next_at_level(start, ';').is_none()
                || self.tokens.text(statement) == "return";
            let before = self.tokens.text(open.wrapping_sub(1));
            if is_result && matches!(before, "(" | "," | "=" | "|" | ">") {
                start = open;
                continue;
            }
            break;
        }
        ends(field)
    }

    fn type_of_self(&self, at: usize) -> Option<String> {
        let (_, open, _) = enclosing_function(self.tokens, at)?;
        implemented_type(self.tokens, open)
    }

    /// Returns the word before the `::` of a name.
    fn path_before(&self, name: usize) -> Option<&str> {
        let separator = name.checked_sub(1)?;
        self.tokens
            .is_path_separator(separator)
            .then(|| self.tokens.text(separator.wrapping_sub(2)))
    }

    /// Returns the type and the field of a value whose braces open here, if a part of it begins at `at`.
    fn field_of(&self, open: usize, at: usize) -> Option<(String, String)> {
        let of = self.tokens.text(open.checked_sub(1)?);
        if !self.tokens.is(open, '{') || !of.starts_with(char::is_uppercase) {
            return None;
        }
        let is_item = matches!(
            self.tokens.text(open.wrapping_sub(2)),
            "for" | "struct" | "impl" | ">"
        );
        if is_item {
            return None;
        }
        let mut before = (open..at).rev();
        let comma = before.find(|at| {
            (self.tokens.is(*at, ',') && self.tokens.enclosing_open(*at) == Some(open))
                || *at == open
        })?;
        let field = self.tokens.name_at(comma + 1)?;
        let of = match of {
            "Self" => implemented_type(self.tokens, open)?,
            // A variant: the enum is its type.
            of => of.to_owned(),
        };
        Some((of, field))
    }

    /// Returns the name of what a method such as `push` is called on, behind locks and borrows.
    fn collection(&self, method: usize) -> Option<String> {
        let start = self.tokens.start_of_value(method);
        let steps = [
            "lock",
            "unwrap",
            "expect",
            "borrow_mut",
            "write",
            "entry",
            "or_default",
            "self",
        ];
        let names = (start..method).filter(|at| {
            let is_argument = self.tokens.enclosing_open(*at) != self.tokens.enclosing_open(method);
            !is_argument && !steps.contains(&self.tokens.text(*at))
        });
        let is_static = |text: &str| text.chars().all(|one| one.is_uppercase() || one == '_');
        let mut found = names.filter_map(|at| match self.tokens.text(at) {
            text if is_static(text) => Some(text.to_owned()),
            _ => self.tokens.name_at(at),
        });
        found.next_back()
    }

    /// Follows an argument into the function that is called, if that is in the same file.
    fn follow_parameter(
        &self,
        function: usize,
        (open, argument): (usize, usize),
        file: &str,
        moves: usize,
    ) -> Option<Destination> {
        let name = self.tokens.text(function);
        let commas = (open..argument)
            .filter(|at| self.tokens.is(*at, ',') && self.tokens.enclosing_open(*at) == Some(open));
        let index = commas.count();
        let mut declared = (1..self.tokens.len())
            .filter(|at| self.tokens.text(at - 1) == "fn" && self.tokens.text(*at) == name);
        let (only, None) = (declared.next()?, declared.next()) else {
            return None;
        };
        // A function of another type may have the same name.
        let of = self.path_before(function).filter(|of| *of != "Self");
        let is_it = of.is_none_or(|of| {
            let own = implemented_type(self.tokens, only);
            own.map_or(of.starts_with(char::is_lowercase), |own| own == of)
        });
        if !is_it {
            return None;
        }
        let body = bodies(self.tokens, name).next()?;
        let parameters = self
            .tokens
            .parenthesis(only)
            .or_else(|| (only..body.start).find(|at| self.tokens.is(*at, '(')))?;
        let end = self.tokens.get(parameters)?.partner?;
        let mut names = (parameters + 1..end).filter(|at| {
            self.tokens.is(at + 1, ':')
                && !self.tokens.is(at + 2, ':')
                && self.tokens.enclosing_open(*at) == Some(parameters)
        });
        let parameter = self.tokens.name_at(names.nth(index)?)?;
        Some(self.follow_value(&parameter, (body.start, body.end), file, moves))
    }

    /// Returns the method around a place, if it is one with `self` and has not taken `self` apart before the place.
    pub(in crate::glass) fn method_around(&self, place: &Place) -> Option<Method> {
        let at = self.tokens.at(place)?;
        let (name, open, close) = enclosing_function(self.tokens, at)?;
        let declared = (0..open).rev().find(|at| self.tokens.text(*at) == name)?;
        let parameters = (declared..open).find(|at| self.tokens.is(*at, '('))?;
        let end = self.tokens.get(parameters)?.partner?;
        let has_self =
            (parameters..end.min(parameters + 5)).any(|at| self.tokens.text(at) == "self");
        let is_apart = (open..at).any(|at| {
            let words = [at, at + 1, at + 2].map(|at| self.tokens.text(at));
            words == ["=", "self", ";"]
        });
        (has_self && !is_apart).then_some(Method {
            end: self.tokens.get(close)?.line,
            has_self_by_value: !self.tokens.is(parameters + 1, '&'),
        })
    }

    /// Returns the parameter of the function around a place that has a value of this type, or a handle to one.
    pub(in crate::glass) fn parameter_with(&self, place: &Place, of: &str) -> Option<String> {
        let (name, open, _) = enclosing_function(self.tokens, self.tokens.at(place)?)?;
        let declared = (0..open).rev().find(|at| self.tokens.text(*at) == name)?;
        let parameters = (declared..open).find(|at| self.tokens.is(*at, '('))?;
        let end = self.tokens.get(parameters)?.partner?;
        let found = (parameters..end).find(|at| self.tokens.text(*at) == of)?;
        let mut before = (parameters + 1..found).rev();
        let colon = before.find(|at| {
            self.tokens.is(*at, ':')
                && self.tokens.is_at_level(parameters + 1, *at)
                && !self.tokens.is(at + 1, ':')
                && !self.tokens.is(at - 1, ':')
        })?;
        let is_owned =
            !(colon..found).any(|at| self.tokens.is(at, '&') || self.tokens.text(at) == "Weak");
        is_owned.then(|| self.tokens.name_at(colon - 1)).flatten()
    }

    /// Returns the variable whose field is used at a place, if that is a field of this type, too: `worker` of
    /// `worker.handle.join()`.
    pub(in crate::glass) fn variable_of_type(&self, place: &Place, of: &str) -> Option<String> {
        let start = self.tokens.start_of_value(self.tokens.at(place)?);
        let field = self.tokens.text(start + 2);
        let declared = (1..self.tokens.len())
            .find(|at| self.tokens.text(at - 1) == "struct" && self.tokens.text(*at) == of)?;
        let open = self.tokens.next_open_brace(declared)?;
        let mut fields = open..self.tokens.get(open)?.partner?;
        let has_it = fields.any(|at| self.tokens.text(at) == field && self.tokens.is(at + 1, ':'));
        let is_field = self.tokens.is(start + 1, '.') && self.tokens.is(start + 3, '.');
        let name = self.tokens.name_at(start).filter(|name| name != "self");
        name.filter(|_| is_field && has_it)
    }

    /// Returns the variable of the function around a place that a pattern before it binds to a field of this type, and the
    /// line of the `}` that drops it: `prototype` of `let Self { prototype, running } = self;`.
    pub(in crate::glass) fn destructured(&self, place: &Place, of: &str) -> Option<(String, u32)> {
        let at = self.tokens.at(place)?;
        let (_, function, _) = enclosing_function(self.tokens, at)?;
        let mut lets = (function..at).filter(|at| self.tokens.text(*at) == "let");
        lets.find_map(|binding| {
            let open = binding + 2;
            let close = self
                .tokens
                .get(open)
                .filter(|_| self.tokens.is(open, '{'))?;
            let whole = match self.tokens.text(binding + 1) {
                "Self" => self.type_of_self(binding)?,
                whole => whole.to_owned(),
            };
            let names = (open + 1..close.partner?).filter(|at| {
                let is_first = *at == open + 1 || self.tokens.is(at - 1, ',');
                is_first && self.tokens.enclosing_open(*at) == Some(open)
            });
            let field = names
                .into_iter()
                .find(|at| self.has_field(&whole, self.tokens.text(*at), of))?;
            let variable = field + if self.tokens.is(field + 1, ':') { 2 } else { 0 };
            let name = self.tokens.name_at(variable)?;
            let end = self
                .tokens
                .enclosing_brace(binding)
                .filter(|end| *end > at)?;
            let bound = self.tokens.next_at_level(binding, ';')?;
            let is_moved = |at: usize| {
                let is_lent = self.tokens.is(at + 1, '.') || self.tokens.is_before(at, '&');
                self.tokens.text(at) == name && !self.is_field(at) && !is_lent
            };
            let line = self.tokens.get(end)?.line;
            (!(bound..end).any(is_moved)).then_some((name, line))
        })
    }

    fn has_field(&self, whole: &str, field: &str, of: &str) -> bool {
        let mut words = 1..self.tokens.len();
        let declared =
            words.find(|at| self.tokens.text(at - 1) == "struct" && self.tokens.text(*at) == whole);
        let fields = declared.and_then(|declared| {
            let open = self.tokens.next_open_brace(declared)?;
            Some(open..self.tokens.get(open)?.partner?)
        });
        fields.is_some_and(|mut fields| {
            fields.any(|at| {
                let is_it = self.tokens.text(at) == field && self.tokens.is(at + 1, ':');
                is_it && self.tokens.text(at + 2) == of
            })
        })
    }

    /// Whether the method around a place does nothing with a field of `self`.
    pub(in crate::glass) fn keeps_field(&self, place: &Place, field: &str) -> bool {
        let at = self.tokens.at(place);
        let around = at.and_then(|at| enclosing_function(self.tokens, at));
        around.is_some_and(|(_, open, close)| {
            !(open..close).any(|at| {
                let word = self.tokens.text(at);
                word == field || word == "self" && !self.tokens.is(at + 1, '.')
            })
        })
    }
}
