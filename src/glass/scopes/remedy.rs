//! What a function can do about a guard that it has while it makes a call: that depends on where else it uses the guard.

use super::Scopes;
use super::holders::CONSUMERS;
use crate::glass::names::guard_name;
use crate::verdict::{AccessMode, GuardRemedy, Place};
use std::collections::BTreeSet;

/// Where a variable is used around a call.
#[derive(Debug, Default)]
struct Uses {
    before: bool,
    /// As an argument of the call.
    in_call: bool,
    /// In the statement with the call, other than in a block before it.
    beside: bool,
    /// The last use behind the statement with the call.
    after: Option<usize>,
}

impl Scopes<'_> {
    /// Returns what can be done about the guard in a variable, which the `let` at this place binds, and the call that is
    /// made meanwhile.
    pub(in crate::glass) fn remedy(
        &self,
        bound: &Place,
        name: &str,
        call: &Place,
        access: AccessMode,
    ) -> Option<GuardRemedy> {
        if bound.file != call.file {
            return None;
        }
        let is_kept_guard = guard_name(self.tokens, call).is_some();
        let (bound, call) = (self.tokens.at(bound)?, self.tokens.at(call)?);
        let binding = self.tokens.start_of_statement(bound)?;
        let is_bound = (binding..bound).any(|at| self.tokens.text(at) == name);
        if self.tokens.text(binding) != "let" || !is_bound {
            return None;
        }
        let close = self.tokens.enclosing_brace(bound)?;
        let open = self.tokens.get(close)?.partner?;
        let from = self.tokens.next_at_level(bound, ';')?;
        if !(from..close).contains(&call) {
            return None;
        }
        let statement = self.statement_in(open, call)?;
        let head = self.tokens.text(statement);
        let block = match head {
            "for" | "while" | "loop" | "if" | "match" => self.tokens.next_open_brace(statement),
            _ => None,
        };
        let end = match block.and_then(|block| self.tokens.get(block)?.partner) {
            Some(end) => end,
            None => self.tokens.next_at_level(statement, ';').unwrap_or(close),
        };
        let names = self.derived(name, from, call);
        if let Some(line) = self.used_in_chain(&names, statement, call) {
            return Some(GuardRemedy::CollectIterator { line });
        }
        // What is in a loop inside the statement comes again, too.
        let inner = self.innermost_loop(&names, statement, call);
        let is_loop = matches!(head, "for" | "while" | "loop") || inner.is_some();
        let uses = self.uses(&names, (from, close), (statement, call, end), is_loop);
        let mut others = names.clone();
        others.remove(name);
        let others = self.uses(&others, (from, close), (statement, call, end), is_loop);
        let own = [name.to_owned()].into();
        let own = self.uses(&own, (from, close), (statement, call, end), is_loop);
        let is_derived = others.beside || others.after.is_some();
        // A loop over the value, with the call in it.
        let whole = inner.filter(|(head, block)| {
            self.tokens.text(*head) == "for" && (*head..*block).any(|at| self.is_used(&names, at))
        });
        // What the call returns may have a guard, too, or be one.
        let returns_guard = self.may_return_guard(self.tokens.text(call)) || is_kept_guard;
        Some(match uses.after {
            _ if whole.is_some_and(|(head, block)| self.changes_parts(head, block)) => {
                GuardRemedy::CallAfterLoop
            }
            _ if whole.is_some() => GuardRemedy::CollectBefore {
                used_after: own.after.is_some(),
            },
            None if !uses.beside => GuardRemedy::DropBefore,
            Some(_) if returns_guard && access == AccessMode::Shared => GuardRemedy::CloneBefore,
            Some(_) if !uses.before && !uses.beside && !returns_guard => GuardRemedy::BorrowAfter,
            _ if own.in_call && access == AccessMode::Exclusive && self.lends_mut(call) => {
                GuardRemedy::UseArgument
            }
            _ if (is_derived || own.in_call) && access == AccessMode::Shared => {
                GuardRemedy::CloneBefore
            }
            Some(last) if !uses.beside && self.tokens.text(statement) != "let" => {
                GuardRemedy::CallAfter {
                    line: self.tokens.get(last)?.line,
                }
            }
            _ => GuardRemedy::BorrowAgain,
        })
    }

    /// Returns the line of a closure that uses one of these variables in the same chain of iterators, before what consumes it:
    /// they run in turn.
    fn used_in_chain(
        &self,
        names: &BTreeSet<String>,
        statement: usize,
        call: usize,
    ) -> Option<u32> {
        if !CONSUMERS.contains(&self.tokens.text(call))
            || !self.tokens.is(call.checked_sub(1)?, '.')
        {
            return None;
        }
        let is_in_closure = |at: usize| {
            let mut inner = at;
            while let Some(open) = self
                .tokens
                .enclosing_open(inner)
                .filter(|open| *open > statement)
            {
                if (open..at).any(|bar| self.tokens.is(bar, '|')) {
                    return true;
                }
                inner = open;
            }
            false
        };
        let used = (statement..call).find(|at| self.is_used(names, *at) && is_in_closure(*at))?;
        Some(self.tokens.get(used)?.line)
    }

    /// Whether a call gets a `&mut`, and not only a copy of what is inside.
    fn lends_mut(&self, call: usize) -> bool {
        let arguments = || {
            let open = self.tokens.parenthesis(call)?;
            Some(self.changes_parts(open, self.tokens.get(open)?.partner?))
        };
        arguments().unwrap_or(false)
    }

    /// Returns the head and the `{` of the innermost loop around a call that is over one of these variables, or else of the
    /// innermost loop of any kind in the statement.
    fn innermost_loop(
        &self,
        names: &BTreeSet<String>,
        statement: usize,
        call: usize,
    ) -> Option<(usize, usize)> {
        let mut found = None;
        let mut at = call;
        while let Some(open) = self.tokens.enclosing_open(at) {
            if open < statement {
                break;
            }
            if self.tokens.is(open, '{')
                && let Some(head) = self.tokens.start_of_statement(open)
                && matches!(self.tokens.text(head), "for" | "while" | "loop")
            {
                if (head..open).any(|at| self.is_used(names, at)) {
                    return Some((head, open));
                }
                found = found.or(Some((head, open)));
            }
            at = open;
        }
        found
    }

    /// Returns the beginning of the statement of a block, given by its `{`, that a token is in.
    fn statement_in(&self, open: usize, mut at: usize) -> Option<usize> {
        loop {
            let around = self.tokens.enclosing_open(at)?;
            if around == open {
                return self.tokens.start_of_statement(at);
            }
            at = around;
        }
    }

    /// Returns a variable, and those that got something out of it before a call.
    fn derived(&self, name: &str, from: usize, call: usize) -> BTreeSet<String> {
        let mut names = BTreeSet::from([name.to_owned()]);
        for at in from..call {
            if self.tokens.text(at) == "for" {
                // Its variable is a part of what it loops over.
                let word = (at..call).find(|at| self.tokens.text(*at) == "in");
                let open = self.tokens.next_open_brace(at).filter(|open| *open < call);
                if let (Some(word), Some(open)) = (word, open)
                    && (word..open).any(|at| self.is_used(&names, at))
                {
                    names.extend((at + 1..word).filter_map(|at| self.tokens.name_at(at)));
                }
                continue;
            }
            if self.tokens.text(at) != "let" {
                continue;
            }
            let Some(equals) = (at..call).find(|at| self.tokens.is(*at, '=')) else {
                continue;
            };
            let end = self
                .tokens
                .next_at_level(equals, ';')
                .unwrap_or(call)
                .min(call);
            let is_branch = matches!(self.tokens.text(at.wrapping_sub(1)), "if" | "while");
            let head = is_branch.then(|| self.tokens.next_open_brace(equals));
            let end = head.flatten().map_or(end, |head| head.min(end));
            let is_copy = (equals..end).any(|at| self.is_copied(at));
            if !is_copy && (equals..end).any(|at| self.is_used(&names, at)) {
                names.extend((at + 1..equals).filter_map(|at| self.tokens.name_at(at)));
            }
        }
        names.remove("mut");
        names
    }

    /// Whether a call here returns what is no longer part of the value.
    fn is_copied(&self, at: usize) -> bool {
        match self.tokens.text(at) {
            "clone" | "cloned" | "len" | "replace" | "split_off" | "to_owned" | "to_string" => true,
            // An iterator has a method of this name, too.
            "take" => {
                self.tokens.is_path_separator(at.wrapping_sub(1)) || self.tokens.is(at + 2, ')')
            }
            _ => false,
        }
    }

    fn uses(
        &self,
        names: &BTreeSet<String>,
        (from, close): (usize, usize),
        (statement, call, end): (usize, usize, usize),
        is_loop: bool,
    ) -> Uses {
        let used = |from: usize, to: usize| (from..to).filter(|at| self.is_used(names, *at));
        // In a loop, what comes before the call comes after it, too.
        let beside = if is_loop { statement } else { call };
        let own_arguments = || {
            let open = self.tokens.parenthesis(call)?;
            Some((open, self.tokens.get(open)?.partner?))
        };
        let in_call =
            own_arguments().is_some_and(|(open, close)| used(open, close).next().is_some());
        Uses {
            before: used(from, call).next().is_some(),
            in_call,
            beside: in_call || used(beside, end).next().is_some(),
            after: used(end, close).next_back(),
        }
    }

    /// Whether one of these variables is used here, other than to drop it.
    fn is_used(&self, names: &BTreeSet<String>, at: usize) -> bool {
        let text = self.tokens.text(at);
        if text.starts_with('"') {
            let is_printed = |name: &String| {
                ["}", ":"]
                    .iter()
                    .any(|end| text.contains(&format!("{{{name}{end}")))
            };
            return names.iter().any(is_printed);
        }
        let is_drop = self.tokens.text(at.wrapping_sub(2)) == "drop";
        names.contains(self.tokens.text(at)) && !self.is_field(at) && !is_drop && !self.is_bound(at)
    }
}
