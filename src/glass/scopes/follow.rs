//! Follows a variable with a guard to the place where it is dropped or moved away.

use super::signatures::{Owner, SelfUse};
use super::{BY_REFERENCE, GuardValue, Kept, ScopeEnd, Scopes};
use crate::verdict::Keeper;

/// The methods of a `Condvar` that take a guard, and return another one.
const WAITING: [&str; 4] = ["wait", "wait_while", "wait_timeout", "wait_timeout_while"];

/// What a program does with a variable where it names it.
enum Use {
    Borrows,
    /// It is dropped or moved into a call.
    Taken {
        by: String,
        is_drop: bool,
    },
    Moved(Moved),
    /// It is an iterator that this method uses up. `end` is the end of its expression.
    Consumed {
        method: usize,
        end: usize,
    },
    /// `unwrap` or `?` takes the guard out of it.
    Unwrapped,
    Unknown,
}

/// A `let` that moves a variable into another one.
struct Moved {
    statement: usize,
    name: String,
    owner: Owner,
    /// The `;`.
    end: usize,
}

/// Whether the run gets to a token after the point where the guard was met.
#[derive(PartialEq, Eq)]
enum Reach {
    Surely,
    /// It got there before.
    Before,
    /// It is on another branch.
    Not,
    Perhaps,
}

impl Scopes<'_> {
    /// Follows the variable of a `let` whose statement ends at `end`.
    pub(super) fn variable(
        &self,
        statement: usize,
        variable: (&str, Owner),
        end: usize,
        met: Option<usize>,
    ) -> Kept {
        match self.tokens.enclosing_brace(statement) {
            Some(close) => self.follow(statement, variable, end, (close, met)),
            None => (self.variable_of(statement, variable.0), None),
        }
    }

    /// Follows a variable from here to the end of its block: until it is dropped, moved, or the block ends. `met` is where
    /// the run was when the guard was still alive.
    pub(super) fn follow(
        &self,
        statement: usize,
        (name, owner): (&str, Owner),
        from: usize,
        (block, met): (usize, Option<usize>),
    ) -> Kept {
        let keeper = self.variable_of(statement, name);
        let exit = met.and_then(|met| self.exit(met, block, Some(block)));
        let last = exit.map_or(block, |exit| {
            self.tokens.next_at_level(exit, ';').unwrap_or(block)
        });
        let mut hidden = Vec::new();
        for at in from + 1..last {
            let is_hidden = hidden.iter().any(|(from, to)| (*from..*to).contains(&at));
            if self.tokens.text(at) != name || is_hidden || self.is_field(at) {
                continue;
            }
            if self.is_bound(at) {
                let Some(scope) = self.scope_of_binding(at) else {
                    return (keeper, None);
                };
                hidden.push(scope);
                continue;
            }
            let found = self.use_of(at, &owner, from);
            if let Use::Consumed { method, end } = found
                && met.is_none_or(|met| (at..end).contains(&met))
            {
                return (keeper, self.consumed(method));
            }
            let reached = match &found {
                Use::Borrows => continue,
                Use::Moved(moved) => self.reach(moved.statement, block, met),
                Use::Taken { .. } | Use::Unwrapped | Use::Consumed { .. } | Use::Unknown => {
                    self.reach(at, block, met)
                }
            };
            let is_later = met.is_some_and(|met| met < at);
            let end = match (found, reached) {
                (Use::Taken { is_drop: true, .. }, Reach::Not) => continue,
                (_, Reach::Not) if is_later => continue,
                (Use::Moved(moved), Reach::Surely | Reach::Before) => {
                    let variable = (moved.name.as_str(), moved.owner);
                    return self.variable(moved.statement, variable, moved.end, met);
                }
                (Use::Unwrapped, Reach::Surely | Reach::Before) => {
                    let value = self.unwrap_value(GuardValue {
                        start: at,
                        end: at + 1,
                        owner,
                    });
                    return value
                        .and_then(|value| self.keeper_of_value(value, met))
                        .unwrap_or((keeper, None));
                }
                (Use::Taken { by, .. }, Reach::Surely) => self.taken(at, by),
                _ => None,
            };
            return (keeper, end);
        }
        let end = match exit {
            // Its label decides which loop it leaves.
            Some(exit) if self.tokens.text(exit + 1) == "'" => None,
            Some(exit) => self.taken(exit, self.tokens.text(exit).to_owned()),
            None => self.spot(block, '}'),
        };
        (keeper, end)
    }

    fn taken(&self, at: usize, by: String) -> Option<ScopeEnd> {
        Some(ScopeEnd {
            line: self.tokens.get(at)?.line,
            sign: None,
            taken_by: Some(by),
        })
    }

    pub(super) fn variable_of(&self, statement: usize, name: &str) -> Keeper {
        Keeper::Variable {
            name: name.to_owned(),
            line: self.tokens.get(statement).map_or(0, |token| token.line),
            is_iterator: false,
        }
    }

    /// Whether the program only borrows a variable where it names it. The variable has had its value since `from`.
    pub(super) fn borrows(&self, at: usize, owner: &Owner, from: usize) -> bool {
        matches!(self.use_of(at, owner, from), Use::Borrows)
    }

    /// Whether a `let` makes another variable with this name here.
    pub(super) fn is_bound(&self, at: usize) -> bool {
        let before = at.wrapping_sub(1);
        self.tokens.text(before) == "let"
            || self.tokens.text(before) == "mut" && self.tokens.text(at.wrapping_sub(2)) == "let"
    }

    /// Returns where the variable of a `let` is in scope: from its `;` to the end of its block.
    fn scope_of_binding(&self, at: usize) -> Option<(usize, usize)> {
        let statement = self.tokens.start_of_statement(at)?;
        (self.tokens.text(statement) == "let").then_some(())?;
        let end = self.tokens.next_at_level(at, ';')?;
        Some((end, self.tokens.enclosing_brace(at)?))
    }

    fn use_of(&self, at: usize, owner: &Owner, from: usize) -> Use {
        let before = at.wrapping_sub(1);
        let is_captured = self.is_captured(at, from);
        if !is_captured {
            let is_reference = self.tokens.is(before, '&')
                || self.tokens.is(before, '*')
                || self.tokens.text(before) == "mut" && self.tokens.is(at.wrapping_sub(2), '&');
            let is_called = self.tokens.is(at + 1, '[') || self.tokens.is(at + 1, '(');
            let is_lent = is_reference || is_called || self.is_ignored(at);
            if is_lent || self.is_printed(at, owner) || self.is_waited_for(at) {
                return Use::Borrows;
            }
            if self.tokens.is(at + 1, '?') {
                return Use::Unwrapped;
            }
            if self.tokens.is(at + 1, '.') && !self.tokens.is(at + 2, '.') {
                return self.use_by_member(at, owner);
            }
        }
        if let Some(moved) = self.moved_into(at, owner) {
            return Use::Moved(moved);
        }
        if is_captured {
            return Use::Unknown;
        }
        self.argument(at).unwrap_or(Use::Unknown)
    }

    /// Whether the word is the whole value of `let _ = guard;`, which neither moves nor drops it.
    fn is_ignored(&self, at: usize) -> bool {
        let words = [3, 2, 1].map(|back| self.tokens.text(at.wrapping_sub(back)));
        words == ["let", "_", "="] && self.tokens.is(at + 1, ';')
    }

    /// Whether a word is the first one of `guard = condvar.wait(guard)…`, in which the call uses the guard.
    fn is_waited_for(&self, at: usize) -> bool {
        let is_assigned = self.tokens.is(at + 1, '=') && !self.tokens.is(at + 2, '=');
        let Some(end) = self.tokens.next_at_level(at, ';').filter(|_| is_assigned) else {
            return false;
        };
        let again = (at + 1..end).find(|other| self.tokens.text(*other) == self.tokens.text(at));
        again.is_some_and(|again| WAITING.contains(&self.tokens.text(again.wrapping_sub(2))))
    }

    /// Returns what `name.member` does with the variable.
    fn use_by_member(&self, at: usize, owner: &Owner) -> Use {
        let member = self.tokens.text(at + 2);
        let after = at + 3;
        let is_call = self.tokens.is(after, '(')
            || self.tokens.is(after, ':') && self.tokens.is(after + 1, ':');
        if *owner == Owner::Guard {
            return Use::Borrows;
        }
        if !is_call {
            // A field: what is moved out of it may be the guard.
            let ends_there = matches!(self.tokens.text(after), ";" | "," | ")" | "}" | "]" | "?");
            return if ends_there {
                Use::Unknown
            } else {
                Use::Borrows
            };
        }
        if self.signatures.is_iterator(owner) {
            let chain = self.chain_of_iterator(at + 1);
            return match chain.consumer {
                Some(method) => Use::Consumed {
                    method,
                    end: chain.end,
                },
                None if chain.end == at + 1 => Use::Borrows,
                None => Use::Unknown,
            };
        }
        let receiver = match owner {
            Owner::Guard => SelfUse::Borrowed,
            Owner::Wrapped(_) if self.is_unwrapped(at + 1) => return Use::Unwrapped,
            Owner::Wrapped(_) if member.starts_with("is_") || member.starts_with("as_") => {
                SelfUse::Borrowed
            }
            Owner::Wrapped(_) | Owner::Iterator | Owner::Nothing | Owner::Unknown => {
                SelfUse::Unknown
            }
            Owner::Named(name) => self.signatures.receiver(name, member),
        };
        match receiver {
            SelfUse::Borrowed => Use::Borrows,
            SelfUse::Taken if !self.is_in_closure(at) => Use::Taken {
                by: format!("{}.{member}()", self.tokens.text(at)),
                is_drop: false,
            },
            SelfUse::Taken | SelfUse::Unknown => Use::Unknown,
        }
    }

    /// Returns what the call does with a variable that is its argument.
    fn argument(&self, at: usize) -> Option<Use> {
        let open = self.tokens.enclosing_open(at)?;
        let function = open.checked_sub(1)?;
        let name = self.tokens.text(function);
        let is_function = self.tokens.is(open, '(')
            && self.tokens.get(function)?.is_value()
            && name.starts_with(char::is_lowercase)
            && !matches!(name, "if" | "while" | "match" | "return" | "in" | "for");
        let is_whole = matches!(self.tokens.text(at.wrapping_sub(1)), "(" | ",")
            && matches!(self.tokens.text(at + 1), ")" | ",");
        if !is_function || !is_whole || self.is_in_closure(at) {
            return None;
        }
        let path = self.tokens.is_path_separator(function - 1);
        let of = if path {
            self.tokens.text(function.checked_sub(3)?)
        } else {
            ""
        };
        // These functions of std return the guard again.
        if of == "Ref" || of == "RefMut" || of.ends_with("Guard") {
            return None;
        }
        let is_wait = WAITING.contains(&name);
        // After a wait, the variable has another guard.
        let is_drop = name == "drop" || is_wait;
        let is_known = is_drop || self.signatures.declares(name);
        let before = if of.is_empty() {
            String::new()
        } else {
            format!("{of}::")
        };
        is_known.then(|| Use::Taken {
            by: match name {
                "drop" => format!("drop({})", self.tokens.text(at)),
                _ => format!("{before}{name}(…)"),
            },
            is_drop,
        })
    }

    /// Whether a token may be in a closure that begins in the same statement.
    fn is_in_closure(&self, at: usize) -> bool {
        let mut inner = at;
        loop {
            let Some(statement) = self.tokens.start_of_statement(inner) else {
                return true;
            };
            if (statement..inner).any(|at| self.tokens.is(at, '|')) {
                return true;
            }
            match statement.checked_sub(1) {
                Some(open) if self.tokens.is(open, '(') || self.tokens.is(open, '[') => {
                    inner = open;
                }
                _ => return false,
            }
        }
    }

    /// Returns whether the run gets from where the guard was met to a token of the block.
    fn reach(&self, at: usize, block: usize, met: Option<usize>) -> Reach {
        let Some(around) = self.tokens.enclosing_brace(at) else {
            return Reach::Perhaps;
        };
        let Some(met) = met else {
            return if around == block {
                Reach::Surely
            } else {
                Reach::Perhaps
            };
        };
        if self.is_repeated(at, met, block) {
            return Reach::Perhaps;
        }
        let is_around_both = self.contains(around, met) && !self.are_other_arms(at, met, around);
        match (is_around_both, at < met) {
            (true, true) if self.is_one_statement(at, met) => Reach::Perhaps,
            (true, true) => Reach::Before,
            (false, true) => Reach::Not,
            (true, false) if self.exit(met, at, None).is_none() => Reach::Surely,
            (_, false) if self.are_other_arms(at, met, around) => Reach::Not,
            (_, false) => Reach::Perhaps,
        }
    }

    fn contains(&self, close: usize, at: usize) -> bool {
        let open = self.tokens.get(close).and_then(|close| close.partner);
        at < close && open.is_some_and(|open| open < at)
    }

    /// Whether two tokens are in different arms of the `match` with this block.
    fn are_other_arms(&self, one: usize, other: usize, close: usize) -> bool {
        let Some(open) = self.tokens.get(close).and_then(|close| close.partner) else {
            return false;
        };
        let (first, last) = (one.min(other), one.max(other));
        self.contains(close, first)
            && self.contains(close, last)
            && (first..last)
                .any(|at| self.tokens.is_arrow(at) && self.tokens.enclosing_open(at) == Some(open))
    }

    /// Whether one statement contains both tokens, and no block in it contains either.
    fn is_one_statement(&self, at: usize, met: usize) -> bool {
        let mut next = at;
        while next < met {
            if self.tokens.is(next, ';') {
                return false;
            }
            let close = self.tokens.get(next).and_then(|token| token.partner);
            next = close
                .filter(|close| (next..met).contains(close))
                .unwrap_or(next)
                + 1;
        }
        true
    }

    /// Whether a loop inside the block runs both tokens again and again.
    fn is_repeated(&self, at: usize, met: usize, block: usize) -> bool {
        let mut close = self.tokens.enclosing_brace(at);
        while let Some(inner) = close.filter(|inner| *inner != block) {
            if self.contains(inner, met) && self.is_loop(inner) && at < met {
                return true;
            }
            let open = self.tokens.get(inner).and_then(|close| close.partner);
            close = open.and_then(|open| self.tokens.enclosing_brace(open));
        }
        false
    }

    fn is_loop(&self, close: usize) -> bool {
        let Some(open) = self.tokens.get(close).and_then(|close| close.partner) else {
            return false;
        };
        let start = self.tokens.start_of_statement(open).unwrap_or(open);
        (start..open).any(|at| matches!(self.tokens.text(at), "loop" | "while" | "for"))
    }

    /// Returns the `return`, `break` or `continue` by which the run certainly leaves a block before it gets to a token.
    /// Without a block, each of them counts.
    fn exit(&self, met: usize, to: usize, block: Option<usize>) -> Option<usize> {
        let is_exit = |at: &usize| matches!(self.tokens.text(*at), "return" | "break" | "continue");
        let leaves = |at: usize, around: usize| {
            self.tokens.text(at) == "return"
                || block.is_none_or(|block| self.leaves_by_loop(around, block))
        };
        if let Some(own) = self.exit_of_statement(met).filter(is_exit)
            && let Some(around) = self.tokens.enclosing_brace(own)
            && leaves(own, around)
        {
            return Some(own);
        }
        (met..to).filter(is_exit).find(|at| {
            let around = self.tokens.enclosing_brace(*at);
            around.is_some_and(|around| {
                let is_sure = self.contains(around, met) && !self.are_other_arms(*at, met, around);
                is_sure && leaves(*at, around)
            })
        })
    }

    /// Returns the `return` or `break` whose value contains a token.
    fn exit_of_statement(&self, met: usize) -> Option<usize> {
        let mut inner = met;
        loop {
            let statement = self.tokens.start_of_statement(inner)?;
            let mut before = (statement..inner).rev();
            let word = before.find(|at| {
                let ends = self.tokens.is(*at, ',')
                    || self.tokens.is_arrow(*at)
                    || self.tokens.is(*at, '|');
                let is_exit = matches!(self.tokens.text(*at), "return" | "break");
                (ends || is_exit) && self.tokens.is_at_level(statement, *at)
            });
            if let Some(word) = word {
                return Some(word);
            }
            let open = statement.checked_sub(1)?;
            if !self.tokens.is(open, '(') && !self.tokens.is(open, '[') {
                return None;
            }
            inner = open;
        }
    }

    /// Whether a `break` or `continue` in an inner block leaves the outer one: there is no loop between them.
    fn leaves_by_loop(&self, mut inner: usize, block: usize) -> bool {
        while inner != block {
            if self.is_loop(inner) {
                return false;
            }
            let open = self.tokens.get(inner).and_then(|close| close.partner);
            match open.and_then(|open| self.tokens.enclosing_brace(open)) {
                Some(outer) => inner = outer,
                None => return false,
            }
        }
        true
    }

    /// Whether a word is the name of a field or method.
    pub(super) fn is_field(&self, at: usize) -> bool {
        let before = at.wrapping_sub(1);
        let is_name = self.tokens.is(before, '.') && !self.tokens.is(at.wrapping_sub(2), '.');
        let is_init = self.tokens.is(at + 1, ':') && !self.tokens.is(at + 2, ':');
        is_name || is_init || self.tokens.is_path_separator(before)
    }

    /// Whether a word is an argument of a macro that takes it by reference, and no method takes it there.
    fn is_printed(&self, at: usize, owner: &Owner) -> bool {
        let Some(open) = self.tokens.enclosing_open(at) else {
            return false;
        };
        let is_macro = self.tokens.is(open.wrapping_sub(1), '!');
        let is_taken = || {
            let is_method = self.tokens.is(at + 1, '.');
            is_method && matches!(self.use_by_member(at, owner), Use::Taken { .. })
        };
        is_macro && BY_REFERENCE.contains(&self.tokens.text(open.wrapping_sub(2))) && !is_taken()
    }

    /// Whether a `move` closure or block after `from` owns what it uses.
    fn is_captured(&self, at: usize, from: usize) -> bool {
        let mut inner = at;
        loop {
            let Some(statement) = self.tokens.start_of_statement(inner) else {
                return false;
            };
            let is_move = |at: usize| {
                self.tokens.text(at) == "move" && self.tokens.is_at_level(statement, at)
            };
            if (statement.max(from)..inner).any(is_move) {
                return true;
            }
            inner = match self.tokens.enclosing_open(statement) {
                Some(open) if open > from => open,
                _ => return false,
            };
        }
    }

    /// Returns the `let` that moves the variable into another one.
    fn moved_into(&self, at: usize, owner: &Owner) -> Option<Moved> {
        let mut statement = self.tokens.start_of_statement(at)?;
        while self.tokens.text(statement) != "let" {
            let open = self.tokens.enclosing_open(statement)?;
            statement = self.tokens.start_of_statement(open)?;
        }
        let mut value = statement + 1;
        while !self.tokens.is(value, '=') {
            if value >= at {
                return None;
            }
            value += 1;
        }
        let name = self.tokens.bound_by_let(statement, value + 1)?;
        let end = self.tokens.next_at_level(statement, ';')?;
        let first = self.tokens.text(value + 1);
        let is_closure = first == "move" && end > at;
        let is_itself = value + 1 == at && at + 1 == end;
        let named = self.tokens.enclosing_open(at)?.wrapping_sub(1);
        let is_constructor = {
            let open = named + 1;
            let direct = self.tokens.start_of_value(named) == value + 1
                && self.tokens.get(open)?.partner.map(|close| close + 1) == Some(end);
            direct && self.tokens.text(named).starts_with(char::is_uppercase)
        };
        let owner = match () {
            () if is_itself => owner.clone(),
            () if is_closure => Owner::Unknown,
            () if is_constructor => match self.tokens.text(named) {
                "Ok" | "Some" | "Err" => Owner::Wrapped(Box::new(owner.clone())),
                name => Owner::Named(name.to_owned()),
            },
            () => return None,
        };
        Some(Moved {
            statement,
            name,
            owner,
            end,
        })
    }
}
