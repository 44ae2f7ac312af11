//! Finds what holds a guard other than a plain variable: a lazy iterator, the pattern of an arm, the parameter of a
//! closure, or a field of `self`.

use super::calls::enclosing_function;
use super::signatures::{Owner, implemented_type};
use super::{GuardValue, Kept, ScopeEnd, Scopes};
use crate::verdict::{FieldOfType, Keeper, Place};

/// Methods of an iterator that return another one, which contains it.
const ADAPTERS: [&str; 22] = [
    "chain",
    "cloned",
    "copied",
    "cycle",
    "enumerate",
    "filter",
    "filter_map",
    "flat_map",
    "flatten",
    "fuse",
    "inspect",
    "into_iter",
    "map",
    "map_while",
    "peekable",
    "rev",
    "scan",
    "skip",
    "skip_while",
    "step_by",
    "take",
    "take_while",
];

/// Methods that use up an iterator.
const CONSUMERS: [&str; 15] = [
    "collect",
    "count",
    "fold",
    "for_each",
    "last",
    "max",
    "max_by",
    "max_by_key",
    "min",
    "min_by",
    "min_by_key",
    "partition",
    "product",
    "sum",
    "unzip",
];

/// What follows an iterator in an expression.
pub(super) struct IteratorChain {
    pub(super) end: usize,
    /// The method that uses it up.
    pub(super) consumer: Option<usize>,
}

impl Scopes<'_> {
    /// Returns what keeps a guard in an iterator, until something uses the iterator up.
    pub(super) fn keeper_of_iterator(
        &self,
        mut value: GuardValue,
        met: Option<usize>,
    ) -> Option<Kept> {
        let chain = self.chain_of_iterator(value.end);
        value.end = chain.end;
        if let Some(consumer) = chain.consumer {
            let is_inside = met.is_none_or(|met| (value.start..chain.end).contains(&met));
            let end = is_inside.then(|| self.consumed(consumer)).flatten();
            return Some((Keeper::Temporary { head: None }, end));
        }
        if self.tokens.is(value.end, ';') {
            let statement = self.tokens.start_of_statement(value.start)?;
            let name = self.tokens.bound_by_let(statement, value.start)?;
            let (keeper, end) = self.variable(statement, (&name, Owner::Iterator), value.end, met);
            let keeper = match keeper {
                Keeper::Variable { name, line, .. } => Keeper::Variable {
                    name,
                    line,
                    is_iterator: true,
                },
                temporary @ Keeper::Temporary { .. } => temporary,
            };
            return Some((keeper, end));
        }
        let is_for =
            self.tokens.is(value.end, '{') && self.tokens.text(value.start.wrapping_sub(1)) == "in";
        is_for
            .then(|| self.temporary(value.start, value.end))
            .flatten()
    }

    /// Returns where the adapters that follow an iterator end, and what uses it up.
    pub(super) fn chain_of_iterator(&self, mut end: usize) -> IteratorChain {
        loop {
            let name = end + 1;
            let open = self
                .tokens
                .is(end, '.')
                .then(|| self.tokens.parenthesis(name))
                .flatten();
            let close = open.and_then(|open| self.tokens.get(open)?.partner);
            let Some(close) = close else {
                return IteratorChain {
                    end,
                    consumer: None,
                };
            };
            if CONSUMERS.contains(&self.tokens.text(name)) {
                return IteratorChain {
                    end: close + 1,
                    consumer: Some(name),
                };
            }
            if !ADAPTERS.contains(&self.tokens.text(name)) {
                return IteratorChain {
                    end,
                    consumer: None,
                };
            }
            end = close + 1;
        }
    }

    /// Returns the end of an iterator that a method uses up.
    pub(super) fn consumed(&self, method: usize) -> Option<ScopeEnd> {
        let token = self.tokens.get(method)?;
        Some(ScopeEnd {
            line: token.line,
            sign: None,
            taken_by: Some(format!(".{}()", token.text)),
        })
    }

    /// Returns what keeps a guard in the head of a `match`. The guard may be in a `Result` or `Option`, from which the
    /// pattern of the arm that the run is in takes it out.
    pub(super) fn in_arm(&self, value: GuardValue, met: usize) -> Option<Kept> {
        let open = value.end;
        let close = self.tokens.get(open)?.partner?;
        let mut pattern = open + 1;
        while pattern < close {
            let arrow = (pattern..close).find(|at| {
                self.tokens.is_arrow(*at) && self.tokens.enclosing_open(*at) == Some(open)
            })?;
            let body = arrow + 2;
            let end = match self.tokens.get(body)?.partner {
                Some(block_end) if self.tokens.is(body, '{') => block_end,
                _ => (body..close)
                    .find(|at| {
                        self.tokens.is(*at, ',') && self.tokens.enclosing_open(*at) == Some(open)
                    })
                    .unwrap_or(close),
            };
            if (pattern..end).contains(&met) {
                let name = self.bound_in_arm(pattern, arrow);
                let Some(name) = name else {
                    if matches!(self.tokens.text(pattern), "None" | "Err") {
                        return None;
                    }
                    let binds_nothing = (pattern..arrow).all(|at| {
                        let text = self.tokens.text(at);
                        !text.starts_with(|first: char| first.is_lowercase())
                    });
                    return binds_nothing
                        .then(|| self.temporary(value.start, value.end))
                        .flatten();
                };
                let variable = (name.as_str(), value.owner.unwrapped());
                if self.tokens.is(body, '{') {
                    return Some(self.follow(pattern, variable, body, (end, Some(met))));
                }
                let (name, owner) = variable;
                let mut uses = (body..end)
                    .filter(|at| self.tokens.text(*at) == name && !self.is_field(*at) && *at < met);
                let stays = uses.all(|at| self.borrows(at, &owner, body));
                let end = stays.then(|| self.spot(end - 1, ',')).flatten();
                return Some((self.variable_of(pattern, name), end));
            }
            pattern = end + 1 + usize::from(self.tokens.is(end + 1, ','));
        }
        None
    }

    /// Returns `NAME` of the pattern `Some(NAME)`, `Ok(mut NAME)` or `NAME` of an arm, which ends at the arrow.
    fn bound_in_arm(&self, pattern: usize, arrow: usize) -> Option<String> {
        let end = (pattern..arrow)
            .find(|at| self.tokens.text(*at) == "if")
            .unwrap_or(arrow);
        let is_wrapper =
            matches!(self.tokens.text(pattern), "Ok" | "Some") && self.tokens.is(pattern + 1, '(');
        if !is_wrapper {
            return self.tokens.plain_name(pattern, end);
        }
        let close = self.tokens.get(pattern + 1)?.partner?;
        (close + 1 == end)
            .then(|| self.tokens.plain_name(pattern + 2, close))
            .flatten()
    }

    /// Returns what keeps a guard in the closure that gets the content of an `Option` or a `Result`, if the run is in
    /// it.
    pub(super) fn given_to_closure(&self, value: GuardValue, met: usize) -> Option<Kept> {
        let open = value.end + 2;
        let owner = value.owner.unwrapped();
        let close = self.tokens.get(open)?.partner?;
        let bar = (open..close)
            .find(|at| self.tokens.is(*at, '|') && self.tokens.enclosing_open(*at) == Some(open))?;
        let body = (bar + 1..close).find(|at| self.tokens.is(*at, '|'))? + 1;
        let name = self.tokens.plain_name(bar + 1, body - 1)?;
        let last = if met < body { close } else { met };
        let mut uses =
            (body..last).filter(|at| self.tokens.text(*at) == name && !self.is_field(*at));
        let is_inside = (body..close).contains(&met) || met + 1 == open;
        let stays = is_inside && uses.all(|at| self.borrows(at, &owner, body));
        let end = stays.then(|| self.spot(close, ')')).flatten();
        stays.then(|| (self.variable_of(bar, &name), end))
    }

    /// Returns the field of `self` that is assigned the result of a call to `function`, or else to the cell's method:
    /// in the same statement, or from the variable of a `let`. `met` is where the method was when the guard was still
    /// alive.
    pub(in crate::glass) fn assigned_field(
        &self,
        place: &Place,
        function: Option<&str>,
        met: Option<&Place>,
    ) -> Option<FieldOfType> {
        let at = self.tokens.at(place)?;
        let call = match function {
            None => at,
            Some(name) => self.tokens.find_call(at, name)?,
        };
        let returned = function.map(|name| self.signatures.returned(name));
        (returned != Some(Owner::Nothing)).then_some(())?;
        let start = self.tokens.start_of_value(call);
        let mut end = self.tokens.get(self.tokens.parenthesis(call)?)?.partner? + 1;
        while self.is_unwrapped(end) || self.tokens.is(end, '?') {
            end = if self.tokens.is(end, '?') {
                end + 1
            } else {
                self.tokens.get(end + 2)?.partner? + 1
            };
        }
        let statement = self.tokens.start_of_statement(start)?;
        let bound = self
            .tokens
            .bound_by_let(statement, start)
            .filter(|_| self.tokens.is(end, ';'));
        let (start, end) = match bound {
            None => (start, end),
            Some(name) => {
                let close = self.tokens.enclosing_brace(end)?;
                let later = |at: &usize| {
                    self.tokens.text(*at) == name && self.field_with(*at, at + 1).is_some()
                };
                let used = (end..close).find(later)?;
                (used, used + 1)
            }
        };
        let (field, assigned) = self.field_with(start, end)?;
        let met = met.and_then(|met| self.tokens.at(met));
        let is_inside = met.is_some_and(|met| (statement..=assigned).contains(&met));
        (!is_inside).then_some(field)
    }

    /// Returns the field of `self` that a statement assigns this value to, in a `Some` or not, and the `;`.
    fn field_with(&self, mut start: usize, mut end: usize) -> Option<(FieldOfType, usize)> {
        let is_wrapped = start >= 2
            && self.tokens.is(start - 1, '(')
            && self.tokens.text(start - 2) == "Some"
            && self.tokens.is(end, ')');
        if is_wrapped {
            (start, end) = (start - 2, end + 1);
        }
        let statement = self.tokens.start_of_statement(start)?;
        let is_assigned = self.tokens.text(statement) == "self"
            && self.tokens.is(statement + 1, '.')
            && self.tokens.is(statement + 3, '=')
            && statement + 4 == start
            && self.tokens.is(end, ';');
        is_assigned.then_some(())?;
        let (_, open, _) = enclosing_function(self.tokens, statement)?;
        let field = FieldOfType {
            type_name: implemented_type(self.tokens, open)?,
            name: self.tokens.name_at(statement + 2)?,
        };
        Some((field, end))
    }
}
