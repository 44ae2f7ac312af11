//! Finds how a function uses a variable with a guard after the guard was met.

use super::Scopes;
use crate::verdict::{LaterUse, Place};
use std::collections::BTreeSet;

/// Methods of std whose result has no part of what they are called on.
const OWNED: [&str; 10] = [
    "all",
    "any",
    "capacity",
    "contains",
    "contains_key",
    "count",
    "is_empty",
    "len",
    "to_string",
    "to_vec",
];

impl Scopes<'_> {
    /// Returns how a function uses the guard in a variable, which the `let` at this place binds, from the statement
    /// with `met` on.
    pub(in crate::glass) fn later_use(
        &self,
        bound: &Place,
        name: &str,
        met: &Place,
    ) -> Option<LaterUse> {
        if bound.file != met.file {
            return None;
        }
        let (bound, met) = (self.tokens.at(bound)?, self.tokens.at(met)?);
        let binding = self.tokens.start_of_statement(bound)?;
        let is_bound = (binding..bound).any(|at| self.tokens.text(at) == name);
        if self.tokens.text(binding) != "let" || !is_bound {
            return None;
        }
        let close = self.tokens.enclosing_brace(bound)?;
        let from = self.tokens.next_at_level(bound, ';')?;
        if !(from..close).contains(&met) {
            return None;
        }
        let names = self.taken_from(name, from, met);
        let uses = |names: &BTreeSet<String>, from: usize, to: usize| {
            (from..to).any(|at| self.is_used(names, at))
        };
        let is_used = |from: usize, to: usize| uses(&names, from, to);
        let mut around = self.blocks_around(met, close);
        let loop_over = around.find(|(head, open)| {
            let is_for = self.tokens.text(*head) == "for";
            is_for && is_used(*head, *open)
        });
        let is_in_loop =
            around.any(|(head, _)| ["for", "while", "loop"].contains(&self.tokens.text(head)));
        if let Some((_, open)) = loop_over {
            let end = self.tokens.get(open)?.partner?;
            return Some(if is_in_loop || is_used(end, close) {
                LaterUse::LoopedOverAndUsed
            } else {
                LaterUse::LoopedOver
            });
        }
        // In the blocks of an `if`, its condition has been evaluated.
        let mut blocks: Vec<(usize, usize)> = self.blocks_around(met, close).collect();
        let mut statement = match blocks.last() {
            Some((head, _)) => *head,
            None => self.tokens.start_of_statement(met)?,
        };
        while let Some((head, open)) = blocks.pop() {
            let is_condition = self.tokens.text(head) == "if"
                && self.tokens.is(open, '{')
                && (head..open).all(|at| self.tokens.text(at) != "let");
            if head != statement || !is_condition {
                break;
            }
            statement = match blocks.last() {
                Some((inner, _)) => *inner,
                None => self.tokens.start_of_statement(met)?,
            };
        }
        let own = BTreeSet::from([name.to_owned()]);
        let mut parts = names.clone();
        parts.remove(name);
        let after = self.statement_end(statement, close);
        let is_part_used = uses(&parts, statement, close);
        Some(if uses(&own, statement, after) {
            LaterUse::Used
        } else if uses(&own, after, close) {
            if is_part_used {
                LaterUse::Used
            } else {
                LaterUse::UsedAfter
            }
        } else if is_part_used {
            LaterUse::PartsUsed
        } else {
            LaterUse::Unused
        })
    }

    /// Returns the `;` or the `}` of a statement of the block that ends at `close`.
    fn statement_end(&self, statement: usize, close: usize) -> usize {
        let mut at = statement;
        while at < close {
            let token = self.tokens.get(at);
            if self.tokens.is(at, ';') {
                return at;
            }
            let end = token.and_then(|token| token.partner.filter(|end| *end > at));
            if let Some(end) = end {
                let is_block = self.tokens.is(at, '{');
                at = end;
                if is_block && self.tokens.start_of_statement(end + 1) == Some(end + 1) {
                    return end;
                }
            }
            at += 1;
        }
        close
    }

    /// Returns the blocks around a token inside the one that ends here, the innermost first: the beginning of the
    /// statement of each, and its bracket.
    fn blocks_around(&self, at: usize, close: usize) -> impl Iterator<Item = (usize, usize)> {
        let outer = self.tokens.get(close).and_then(|token| token.partner);
        let mut inner = at;
        std::iter::from_fn(move || {
            let open = self.tokens.enclosing_open(inner)?;
            inner = open;
            (Some(open) != outer)
                .then(|| Some((self.tokens.start_of_statement(open)?, open)))
                .flatten()
        })
    }

    /// Returns a variable, and the variables in scope that got something out of it before a token.
    fn taken_from(&self, name: &str, from: usize, to: usize) -> BTreeSet<String> {
        let mut names = BTreeSet::from([name.to_owned()]);
        for at in from..to {
            let sign = match self.tokens.text(at) {
                "let" => "=",
                "for" => "in",
                _ => continue,
            };
            let Some(pattern_end) = (at..to).find(|at| self.tokens.text(*at) == sign) else {
                continue;
            };
            let has_block =
                sign == "in" || matches!(self.tokens.text(at.wrapping_sub(1)), "if" | "while");
            // Where the value ends, and the scope of the variables.
            let (end, scope_end) = if has_block {
                let open = self.tokens.next_open_brace(pattern_end);
                let close = open.and_then(|open| self.tokens.get(open)?.partner);
                (open, close)
            } else {
                let end = self.tokens.next_at_level(pattern_end, ';');
                (end, self.tokens.enclosing_brace(at))
            };
            if scope_end.is_none_or(|end| end < to) {
                continue;
            }
            let bound = (at + 1..pattern_end).filter_map(|at| self.tokens.name_at(at));
            let end = end.unwrap_or(to).min(to);
            let is_part = !(sign == "=" && !has_block && self.is_no_part(end));
            if is_part && (pattern_end..end).any(|at| self.is_used(&names, at)) {
                names.extend(bound);
            } else {
                bound.for_each(|bound| {
                    names.remove(&bound);
                });
            }
        }
        names.remove("mut");
        names
    }

    /// Whether the value of a `let` that ends here is not a part of what it was taken from, such as the length of a
    /// list.
    fn is_no_part(&self, end: usize) -> bool {
        let open = end.checked_sub(1).and_then(|close| {
            let close = self.tokens.get(close)?;
            close.is_close(')').then_some(close.partner?)
        });
        let method = open.and_then(|open| open.checked_sub(1));
        method.is_some_and(|method| {
            self.tokens.is_before(method, '.')
                && OWNED.contains(&self.tokens.text(method))
                && !self.signatures.declares(self.tokens.text(method))
        })
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
        names.contains(text) && !self.is_field(at) && !is_drop && !self.is_bound(at)
    }
}
