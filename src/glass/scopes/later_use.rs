//! How a function uses a variable with a guard from where the guard is in the way.

use super::Scopes;
use crate::verdict::{LaterUse, Place};
use std::collections::BTreeSet;

impl Scopes<'_> {
    /// Returns how a function uses the guard in a variable, which the `let` at this place binds, from the statement on that
    /// `met` is in.
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
        let is_looped_over = self.blocks_around(met, close).any(|(head, open)| {
            let is_for = self.tokens.text(head) == "for";
            is_for && is_used(head, open)
        });
        // The blocks of an `if` have nothing of its condition anymore.
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
        Some(if is_looped_over {
            LaterUse::LoopedOver
        } else if uses(&[name.to_owned()].into(), statement, close) {
            LaterUse::Used
        } else if is_used(statement, close) {
            LaterUse::PartsUsed
        } else {
            LaterUse::Unused
        })
    }

    /// The blocks around a token inside the one that ends here, the innermost first: the beginning of the statement of
    /// each, and its bracket.
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

    /// Returns a variable, and those in scope that got something out of it before a token.
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
            if (pattern_end..end).any(|at| self.is_used(&names, at)) {
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
