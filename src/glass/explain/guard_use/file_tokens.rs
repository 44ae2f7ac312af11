//! Follows a guard through the statements of a file: what is done with it, and what is done first.

use super::{
    ADDS, CONDITIONS, Change, FINDS, FirstUse, GuardUse, OVERWRITES, REMOVES, bound_part,
    found_part, line_number,
};
use crate::glass::explain::chain::{Chain, ChangeKind};
use crate::glass::tokens::{
    BRANCHES, any_word, blocks, body, bound, content, has_question_mark, has_word, head, is_block,
    mentions, statements, word,
};
use proc_macro2::{Delimiter, TokenTree};
use std::collections::BTreeSet;

impl FirstUse {
    /// Marks a change as one of what was found under a key.
    fn of_found(self) -> Self {
        match self {
            Self::Changes { change, has_looked } => Self::Changes {
                change: Change {
                    is_of_found: true,
                    ..change
                },
                has_looked,
            },
            other => other,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct FileTokens<'a>(pub(super) &'a [TokenTree]);

impl FileTokens<'_> {
    /// Returns what the statements do with a guard in one of these variables, up to its drop.
    pub(super) fn follow(
        &self,
        names: &BTreeSet<String>,
        statements: &[&[TokenTree]],
    ) -> Vec<GuardUse> {
        let mut found = Vec::new();
        let mut names = names.clone();
        for statement in statements {
            if !mentions(statement, &names) {
                continue;
            }
            if word(statement, 0).as_deref() == Some("drop") {
                break;
            }
            if let Some(part) = bound_part(statement, &names) {
                names.extend(part);
                continue;
            }
            self.mentioned(&names, statement, statement, &mut found);
        }
        if found.is_empty() {
            found.push(GuardUse::Unknown);
        }
        found
    }

    /// Returns what the statements do first with what is in these variables: the guard, and what was read through it.
    pub(super) fn first_use(
        &self,
        names: &mut BTreeSet<String>,
        has_looked: &mut bool,
        block: &[&[TokenTree]],
    ) -> Option<FirstUse> {
        for (at, statement) in block.iter().enumerate() {
            if !mentions(statement, names) {
                continue;
            }
            let first = word(statement, 0).unwrap_or_default();
            if first == "drop" {
                break;
            }
            if let Some(part) = bound_part(statement, names) {
                names.extend(part);
                continue;
            }
            if let Some((part, block)) = found_part(statement, names) {
                names.extend(part);
                let found = self.first_use(names, has_looked, &statements(&block));
                return Some(found.map_or(FirstUse::Decides, FirstUse::of_found));
            }
            let is_branch = BRANCHES.contains(&&*first);
            if is_branch && mentions(head(statement), names) {
                return Some(FirstUse::Decides);
            }
            if is_branch {
                for inner in blocks(statement) {
                    let found = self.first_use(names, has_looked, &statements(&inner));
                    if found.is_some() {
                        return found;
                    }
                }
                continue;
            }
            let mut uses = Vec::new();
            self.mentioned(names, statement, statement, &mut uses);
            let changes = uses
                .iter()
                .position(|one| matches!(one, GuardUse::Changes(_)));
            let first = uses.into_iter().nth(changes.unwrap_or(0))?;
            let is_last = at + 1 == block.len();
            match self.judged(first, statement, is_last, *has_looked) {
                FirstUse::Unknown => {
                    *has_looked = true;
                    names.extend(bound(statement));
                }
                found => return Some(found),
            }
        }
        None
    }

    /// Turns what a statement does into a first use.
    pub(super) fn judged(
        &self,
        first: GuardUse,
        statement: &[TokenTree],
        is_last: bool,
        has_looked: bool,
    ) -> FirstUse {
        match first {
            GuardUse::Changes(change) if change.how == ChangeKind::Entry => FirstUse::Decides,
            GuardUse::Changes(change) => FirstUse::Changes { change, has_looked },
            GuardUse::Returned => FirstUse::Returned,
            GuardUse::Looks | GuardUse::Unknown => {
                let ends = statement.last().is_some_and(|last| last.to_string() == ";");
                let is_result = is_last && !ends || word(statement, 0).as_deref() == Some("return");
                let may_decide = |called: &str| {
                    let body = self.function_body(called);
                    body.is_some_and(|body| has_word(&body, CONDITIONS))
                };
                let decides = has_question_mark(statement)
                    || has_word(statement, BRANCHES)
                    || has_word(statement, &["else", "then", "then_some", "entry"])
                    || any_word(statement, &mut |word| may_decide(word));
                match (decides, is_result) {
                    (true, _) => FirstUse::Decides,
                    (false, true) => FirstUse::Returned,
                    (false, false) => FirstUse::Unknown,
                }
            }
        }
    }

    /// Adds what each mention in these tokens of a statement does.
    fn mentioned(
        &self,
        names: &BTreeSet<String>,
        tokens: &[TokenTree],
        statement: &[TokenTree],
        found: &mut Vec<GuardUse>,
    ) {
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(name) if names.contains(&name.to_string()) => {
                    let is_field = at > 0 && tokens[at - 1].to_string() == ".";
                    if is_field {
                        continue;
                    }
                    let chain = Chain::parse(tokens, at + 1, false);
                    found.push(chain.map_or(GuardUse::Unknown, |chain| {
                        let is_tail = tokens.len() == 1 && std::ptr::eq(tokens, statement);
                        let is_bare = chain.links.is_empty() && chain.change.is_none();
                        if is_bare && is_tail {
                            GuardUse::Returned
                        } else {
                            self.judge(&chain, statement)
                        }
                    }));
                }
                TokenTree::Group(group) => {
                    let inner = content(token);
                    if !mentions(&inner, names) {
                        continue;
                    }
                    if group.delimiter() == Delimiter::Brace {
                        for statement in statements(&inner) {
                            self.mentioned(names, statement, statement, found);
                        }
                    } else {
                        self.mentioned(names, &inner, statement, found);
                    }
                }
                _ => {}
            }
        }
    }

    /// Returns what an expression that begins with a guard does.
    pub(super) fn judge(&self, chain: &Chain, statement: &[TokenTree]) -> GuardUse {
        let first = word(statement, 0).unwrap_or_default();
        let fields = chain
            .links
            .iter()
            .take_while(|link| link.arguments.is_none());
        let field = fields
            .map(|link| link.name.as_str())
            .next()
            .unwrap_or_default();
        let change = |how, line: usize, stored: String| {
            GuardUse::Changes(Change {
                line: line_number(line),
                how,
                field: field.to_owned(),
                stored,
                is_of_found: first == "if",
            })
        };
        let mut methods = chain.links.iter().filter(|link| link.arguments.is_some());
        let Some(method) = methods.next() else {
            return match &chain.change {
                Some((how, stored)) => change(*how, chain.line, stored.clone()),
                None => GuardUse::Looks,
            };
        };
        let name = method.name.as_str();
        let arguments = method.arguments.clone().unwrap_or_default();
        let stored = arguments.to_string();
        // A result that is used may show what was there.
        let is_ignored = first != "let" && !BRANCHES.contains(&&*first);
        let ends = statement.last().is_some_and(|last| last.to_string() == ";");
        let is_blind = method.is_unwrapped || is_ignored && ends && first != "return";
        if FINDS.contains(&name) {
            let found = methods.next();
            let adds = found.filter(|link| ADDS.contains(&link.name.as_str()));
            return match (first.as_str(), adds, &chain.change) {
                (_, Some(link), _) => {
                    let stored = link.arguments.clone().unwrap_or_default().to_string();
                    change(ChangeKind::Adds, link.line, stored)
                }
                (_, _, Some((how, stored))) => change(*how, method.line, stored.clone()),
                ("if" | "for", None, None) if !has_word(body(statement), CONDITIONS) => {
                    change(ChangeKind::Calls, method.line, String::new())
                }
                _ => GuardUse::Looks,
            };
        }
        let how = match name {
            "insert" if !is_ignored => return GuardUse::Looks,
            "insert" => ChangeKind::Inserts,
            "entry" | "or_insert_with" | "get_or_insert_with" | "get_or_insert" => {
                ChangeKind::Entry
            }
            _ if OVERWRITES.contains(&name) => ChangeKind::Overwrites,
            _ if ADDS.contains(&name) => ChangeKind::Adds,
            _ if REMOVES.contains(&name) && is_blind => ChangeKind::Removes,
            _ => {
                return match self.function_body(name) {
                    Some(body) if !has_word(&body, CONDITIONS) => {
                        change(ChangeKind::Calls, method.line, stored)
                    }
                    Some(_) => GuardUse::Looks,
                    None if CONDITIONS.contains(&name) || REMOVES.contains(&name) => {
                        GuardUse::Looks
                    }
                    None => GuardUse::Unknown,
                };
            }
        };
        change(how, method.line, stored)
    }

    fn function_body(&self, name: &str) -> Option<Vec<TokenTree>> {
        function_body(self.0, name)
    }
}

fn function_body(tokens: &[TokenTree], name: &str) -> Option<Vec<TokenTree>> {
    for (at, token) in tokens.iter().enumerate() {
        let is_it = token.to_string() == "fn" && word(tokens, at + 1).as_deref() == Some(name);
        if is_it {
            return tokens[at..]
                .iter()
                .find(|token| is_block(token))
                .map(content);
        }
        if is_block(token)
            && let Some(body) = function_body(&content(token), name)
        {
            return Some(body);
        }
    }
    None
}
