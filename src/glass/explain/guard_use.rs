//! Finds in the source what a program does with a guard: whether and how it changes the value, or whether it reads the
//! value first.
//!
//! Looks only at tokens. If they don't show it, the answer is [`GuardUse::Unknown`].

mod file_tokens;
mod tested;

use super::chain::{Chain, ChangeKind, Link};
use crate::glass::names;
use crate::glass::tokens::{
    BRANCHES, Sequence, SourceTokens, Statement, any_word, body, bound, contains, content,
    has_word, is_block, mentions, position, statements, word, words_of_pattern,
};
use crate::verdict::{ChangeCertainty, Place};
use file_tokens::FileTokens;
use proc_macro2::{Delimiter, LineColumn, TokenTree};
use std::collections::BTreeSet;
pub(super) use tested::fields_tested;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum GuardUse {
    /// The value is changed, whatever it was.
    Changes(Change),
    /// The value is read, and perhaps changed afterwards.
    Looks,
    /// The function returns the guard.
    Returned,
    Unknown,
}

/// What is done first with a guard, other than reads that decide nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FirstUse {
    Changes {
        change: Change,
        /// Whether the value was read before, to compute something from it.
        has_looked: bool,
    },
    /// The value decides what follows, here or in the caller.
    Decides,
    /// The function returns the guard, or what was read.
    Returned,
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) line: u32,
    pub(super) how: ChangeKind,
    /// The field that is changed: `jobs` in `state.jobs.push(job)`. Empty if the value itself is changed.
    pub(super) field: String,
    /// The tokens that are assigned, or the arguments of the method.
    pub(super) stored: String,
    /// Whether it changes only what is found under a key, if anything is.
    pub(super) is_of_found: bool,
}

const OVERWRITES: &[&str] = &["replace", "set", "store", "fill", "clone_from"];
const ADDS: &[&str] = &[
    "push",
    "push_back",
    "push_front",
    "push_str",
    "extend",
    "extend_from_slice",
    "append",
];
/// If there is nothing to remove, these do nothing; only their result shows that.
const REMOVES: &[&str] = &[
    "clear",
    "truncate",
    "remove",
    "swap_remove",
    "pop",
    "pop_front",
    "pop_back",
    "drain",
    "take",
];
/// Methods that always change the value, unless they set it to what it already is.
const ALWAYS_CHANGE: &[&str] = &[
    "replace",
    "set",
    "store",
    "fill",
    "push",
    "push_back",
    "push_front",
    "insert",
];
/// Methods that only find what is then changed.
const FINDS: &[&str] = &["get_mut", "iter_mut", "first_mut", "last_mut", "values_mut"];
/// Words that make a change depend on what is there.
const CONDITIONS: &[&str] = &[
    "if",
    "match",
    "while",
    "entry",
    "or_insert",
    "or_insert_with",
    "or_default",
    "contains",
    "contains_key",
    "is_empty",
    "is_some",
    "is_none",
    "len",
    "get",
    "peek",
    "retain",
    "get_or_insert_with",
    "get_or_insert",
    "checked_sub",
    "saturating_sub",
    "assert",
];

/// Returns what is done with the guard that the call at this place returns, in order.
pub(super) fn guard_uses(file: &SourceTokens, place: &Place) -> Vec<GuardUse> {
    uses(file, place).unwrap_or_else(|| vec![GuardUse::Unknown])
}

fn uses(file: &SourceTokens, place: &Place) -> Option<Vec<GuardUse>> {
    let found = Statement::at(file, place)?;
    let statement = found.tokens();
    let (chain, sequence) = Chain::of_call(&found)?;
    let depth = sequence.depth;
    let reader = FileTokens(file.trees());
    let first = found.first_word();
    let is_bare = chain.links.is_empty() && chain.change.is_none();
    let is_last = chain.end == sequence.tokens.len();
    if is_bound(&found, &chain, &sequence) {
        return Some(reader.follow(&bound(statement), &found.later()));
    }
    if is_bare && ["if", "match"].contains(&&*first) && depth == 0 {
        let names = words_of_pattern(statement);
        let inner: Vec<TokenTree> = body(statement).first().map(content)?;
        return (!names.is_empty()).then(|| reader.follow(&names, &statements(&inner)));
    }
    let is_tail = is_last && depth == 0 && found.later().is_empty() && first != "let";
    if is_bare && is_tail && !BRANCHES.contains(&&*first) {
        return Some(vec![GuardUse::Returned]);
    }
    Some(vec![reader.judge(&chain, statement)])
}

/// Whether a statement only binds the guard that a call in it returns.
fn is_bound(statement: &Statement, chain: &Chain, sequence: &Sequence) -> bool {
    let is_bare = chain.links.is_empty() && chain.change.is_none();
    let ends = || {
        let end = sequence.tokens.get(chain.end);
        end.is_some_and(|end| end.to_string() == ";")
    };
    is_bare && statement.first_word() == "let" && sequence.depth == 0 && ends()
}

/// Returns what is done first with the guard that the call at this place returns.
pub(super) fn first_use(file: &SourceTokens, place: &Place) -> FirstUse {
    let first_use = || {
        let found = Statement::at(file, place)?;
        let (chain, sequence) = Chain::of_call(&found)?;
        let reader = FileTokens(file.trees());
        if is_bound(&found, &chain, &sequence) {
            let mut names = bound(found.tokens());
            return reader.first_use(&mut names, &mut false, &found.later());
        }
        let first = uses(file, place)?.into_iter().next()?;
        Some(reader.judged(first, found.tokens(), found.later().is_empty(), false))
    };
    first_use().unwrap_or(FirstUse::Unknown)
}

/// A place where the program changes a value through a guard, or may do so.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct VisibleChange {
    pub(super) line: u32,
    pub(super) certain: ChangeCertainty,
    /// The field that is changed, if it is one.
    field: Option<String>,
    /// Whether it is always reached once the guard is created.
    is_reached: bool,
}

/// Returns the change that was made through the guard that the call at this place returned, if the program asked that
/// guard for mutable access. If several may have been made, none is certain. If `fields` are given, changes of other
/// fields don't count.
pub(super) fn reached_change(
    file: &SourceTokens,
    place: &Place,
    fields: Option<&BTreeSet<String>>,
) -> Option<VisibleChange> {
    let concerns = |change: &VisibleChange| match (fields, &change.field) {
        (Some(fields), Some(field)) => fields.contains(field),
        _ => true,
    };
    let mut changes = visible_changes(file, place)?;
    let is_only = changes.len() == 1;
    changes.retain(concerns);
    let access = changes.first().map(|change| VisibleChange {
        line: place.line,
        certain: ChangeCertainty::Access,
        field: None,
        is_reached: change.is_reached,
    });
    changes.retain(|change| is_only || change.is_reached);
    let certain = changes.iter().position(|change| change.certain.is_change());
    if changes.is_empty() {
        return access;
    }
    Some(changes.swap_remove(certain.unwrap_or(0)))
}

/// Returns the changes through the guard that the call at this place returns.
fn visible_changes(file: &SourceTokens, place: &Place) -> Option<Vec<VisibleChange>> {
    let found = Statement::at(file, place)?;
    let (chain, _) = Chain::of_call(&found)?;
    if let Some(change) = visible_change(file, &chain) {
        let is_reached = true;
        return Some(vec![VisibleChange {
            is_reached,
            ..change
        }]);
    }
    let name = names::guard_name(file, place).or_else(|| waited_into(file, place))?;
    let body = body_around(file.trees(), position(place)?)?;
    let mut changes = Vec::new();
    let begins = position(place)?;
    let mut is_another = false;
    each_mention(&body, &[name].into(), &mut |tokens, at| {
        let start = tokens[at].span().start();
        let is_before = |back: usize, text: &str| {
            let word = at.checked_sub(back).and_then(|at| tokens.get(at));
            word.is_some_and(|word| word.to_string() == text)
        };
        let is_exclusive = |back: usize| is_before(back, "mut");
        let is_bound = is_before(1, "let") || is_exclusive(1) && is_before(2, "let");
        is_another |= is_bound && start > begins;
        if is_another {
            return;
        }
        let is_content = at
            .checked_sub(1)
            .is_some_and(|at| tokens[at].to_string() == "*");
        let next = tokens.get(at + 1).map(ToString::to_string);
        let is_element = next.is_some_and(|next| next.starts_with('['));
        let Some(chain) = Chain::parse(tokens, at + 1, false).filter(|_| start > begins) else {
            return;
        };
        let is_reached = is_always_reached(file, place, start);
        if is_exclusive(1) || is_content && is_exclusive(2) {
            changes.push(VisibleChange {
                line: line_number(chain.line),
                certain: ChangeCertainty::Access,
                field: field_of(&chain),
                is_reached,
            });
        } else if is_content || is_element || !chain.links.is_empty() {
            let change = visible_change(file, &chain);
            changes.extend(change.map(|change| VisibleChange {
                is_reached,
                ..change
            }));
        }
    });
    Some(changes)
}

/// Whether what follows a call in its block is reached: nothing between them leaves the block or depends on a condition.
fn is_always_reached(file: &SourceTokens, call: &Place, later: LineColumn) -> bool {
    let at = |position: LineColumn| {
        file.at(&Place {
            file: call.file.clone(),
            line: line_number(position.line),
            column: line_number(position.column + 1),
        })
    };
    let is_reached = || {
        let (from, to) = (file.at(call)?, at(later)?);
        // A `?` in the statement of the call itself doesn't count.
        let from = (from..to).find(|at| file.is(*at, ';'))?;
        let leaves = |at: usize| {
            matches!(file.text(at), "return" | "break" | "continue") || file.is(at, '?')
        };
        let is_same_block = file.enclosing_brace(from)? == file.enclosing_brace(to)?;
        Some(is_same_block && !(from..to).any(leaves))
    };
    is_reached().unwrap_or(false)
}

fn visible_change(file: &SourceTokens, chain: &Chain) -> Option<VisibleChange> {
    let methods = chain.links.iter().filter(|link| link.arguments.is_some());
    let methods: Vec<&Link> = methods.collect();
    let always = |link: &&&Link| ALWAYS_CHANGE.contains(&&*link.name);
    let takes = |link: &Link| REMOVES.contains(&&*link.name);
    let found = |line, certain| VisibleChange {
        line: line_number(line),
        certain,
        field: field_of(chain),
        is_reached: false,
    };
    let Some(first) = methods.first() else {
        return (chain.change.is_some()).then(|| found(chain.line, ChangeCertainty::Change));
    };
    if chain.change.is_some() {
        return Some(found(chain.line, ChangeCertainty::Change));
    }
    let finds =
        |link: &Link| link.name == "entry" || FINDS.contains(&&*link.name) && link.is_unwrapped;
    if finds(first)
        && let Some(change) = methods.iter().find(always)
    {
        return Some(found(change.line, ChangeCertainty::Change));
    }
    if always(&first) || takes(first) && first.is_unwrapped {
        return Some(found(first.line, ChangeCertainty::Change));
    }
    let is_change = changes_by_name(&first.name) || takes_self_mutably(file.trees(), &first.name);
    is_change.then(|| {
        let call = ChangeCertainty::Call {
            method: first.name.clone(),
            takes: takes(first),
        };
        found(first.line, call)
    })
}

/// Returns the field that a guard's use begins with.
fn field_of(chain: &Chain) -> Option<String> {
    let first = chain.links.first()?;
    first.arguments.is_none().then(|| first.name.clone())
}

/// Returns the variable that gets the guard back from the `Condvar` wait that it is passed to.
fn waited_into(file: &SourceTokens, place: &Place) -> Option<String> {
    let wait = file.enclosing_open(file.at(place)?)?.checked_sub(1)?;
    let wait = file.place(wait, &place.file)?;
    names::waits(file, &wait).then(|| names::guard_name(file, &wait))?
}

/// Whether no method in the statement at a place changes a value, as far as their names show.
pub(super) fn only_looks(file: &SourceTokens, place: &Place) -> bool {
    let statement = Statement::at(file, place);
    statement.is_some_and(|statement| !any_word(statement.tokens(), &mut changes_by_name))
}

fn changes_by_name(method: &str) -> bool {
    let others = ["insert", "entry", "retain", "get_or_insert_with"];
    let lists = [OVERWRITES, ADDS, REMOVES, FINDS, &others];
    lists.iter().any(|list| list.contains(&method))
}

fn takes_self_mutably(tokens: &[TokenTree], method: &str) -> bool {
    tokens.iter().enumerate().any(|(at, token)| {
        if is_block(token) {
            return takes_self_mutably(&content(token), method);
        }
        let is_it = token.to_string() == "fn" && word(tokens, at + 1).as_deref() == Some(method);
        let parameters = tokens[at..].iter().find(|token| {
            matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
        });
        let first = parameters.filter(|_| is_it).map(content);
        first.is_some_and(|first| {
            let first: String = first.iter().take(3).map(ToString::to_string).collect();
            first == "&mutself"
        })
    })
}

/// Returns the body of the function around a position.
fn body_around(tokens: &[TokenTree], at: LineColumn) -> Option<Vec<TokenTree>> {
    let index = tokens
        .iter()
        .position(|token| contains(std::slice::from_ref(token), at))?;
    let inner = content(&tokens[index]);
    let is_body = || {
        let before = tokens[..index].iter().rev();
        let mut before = before.take_while(|token| !is_block(token) && token.to_string() != ";");
        is_block(&tokens[index]) && before.any(|token| token.to_string() == "fn")
    };
    body_around(&inner, at).or_else(|| is_body().then_some(inner))
}

fn line_number(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// Returns the variables that a statement binds to a part of the value that must be there:
/// `let section = sections.get_mut(&class).unwrap();`.
fn bound_part(statement: &[TokenTree], names: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    let part = bound(statement);
    let equals = statement
        .iter()
        .position(|token| token.to_string() == "=")?;
    let is_guard = names.contains(&word(statement, equals + 1)?);
    let chain = Chain::parse(statement, equals + 2, false).filter(|_| is_guard)?;
    let ends = statement.get(chain.end)?.to_string() == ";" && chain.change.is_none();
    let [only] = chain.links.as_slice() else {
        return None;
    };
    let finds = only.name == "get_mut" && only.is_unwrapped;
    (ends && finds && !part.is_empty()).then_some(part)
}

/// Returns the variables that a statement binds to a part of the value if it is there, and the block in which they are:
/// `if let Some(title) = titles.get_mut(&isbn) { … }`, without another branch.
fn found_part(
    statement: &[TokenTree],
    names: &BTreeSet<String>,
) -> Option<(BTreeSet<String>, Vec<TokenTree>)> {
    let is_if_let = word(statement, 0)? == "if" && word(statement, 1)? == "let";
    let equals = statement
        .iter()
        .position(|token| token.to_string() == "=")?;
    let is_guard = names.contains(&word(statement, equals + 1)?);
    let chain = Chain::parse(statement, equals + 2, false).filter(|_| is_if_let && is_guard)?;
    let [only] = chain.links.as_slice() else {
        return None;
    };
    let [block] = &statement[chain.end..] else {
        return None;
    };
    let part = words_of_pattern(statement);
    let finds = only.name == "get_mut" && is_block(block) && !part.is_empty();
    finds.then(|| (part, content(block)))
}

/// Whether what is read through the guard that the call at this place returns is compared with something, so that the
/// check is not only whether something is there.
pub(super) fn compares(file: &SourceTokens, place: &Place) -> bool {
    const COMPARES: [&str; 5] = [
        "is_some_and",
        "is_none_or",
        "is_ok_and",
        "map_or",
        "matches",
    ];
    let compares = || {
        let found = Statement::at(file, place)?;
        let mut statements = vec![found.tokens()];
        if found.first_word() == "let" {
            statements.extend(found.later());
        }
        let compares = |one: &&[TokenTree]| has_word(one, &COMPARES) || has_comparison(one);
        Some(statements.iter().any(compares))
    };
    compares().unwrap_or(false)
}

/// Returns the field at the end of the block in which the call at this place returns a guard: `bucket.tokens`.
pub(super) fn field_returned(file: &SourceTokens, place: &Place) -> Option<String> {
    let found = Statement::at(file, place).filter(|found| found.first_word() == "let")?;
    let [TokenTree::Ident(_), dot, TokenTree::Ident(field)] = *found.later().last()? else {
        return None;
    };
    (dot.to_string() == ".").then(|| field.to_string())
}

/// Whether tokens contain `==`, `!=`, or a `<` or `>` with spaces around it, as rustfmt writes comparisons.
fn has_comparison(tokens: &[TokenTree]) -> bool {
    let is = |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
    let ends = |at: usize| tokens.get(at).map(|token| token.span().end());
    let begins = |at: usize| tokens.get(at).map(|token| token.span().start());
    (0..tokens.len()).any(|at| {
        if matches!(tokens[at], TokenTree::Group(_)) {
            return has_comparison(&content(&tokens[at]));
        }
        let is_equality = is(at + 1, '=') && (is(at, '=') || is(at, '!'));
        let is_order = is(at, '<') || is(at, '>');
        let is_apart = at > 0 && ends(at - 1) != begins(at);
        is_equality || is_order && is_apart
    })
}

/// Returns the fields that are read through the guard that the call at this place returns; `None` if the whole value
/// may be read.
pub(super) fn fields_read(file: &SourceTokens, place: &Place) -> Option<BTreeSet<String>> {
    let found = Statement::at(file, place)?;
    let (chain, sequence) = Chain::of_call(&found)?;
    if !chain.links.is_empty() {
        return field_of(&chain).map(|field| [field].into());
    }
    let is_bound = sequence.depth == 0 && found.first_word() == "let";
    if !is_bound {
        return None;
    }
    let names = bound(found.tokens());
    let mut fields = BTreeSet::new();
    let mut is_whole = false;
    for statement in found.later() {
        let is_drop = word(statement, 0).as_deref() == Some("drop");
        if is_drop && mentions(statement, &names) {
            break;
        }
        each_mention(statement, &names, &mut |tokens, at| {
            let chain = Chain::parse(tokens, at + 1, false);
            match chain.as_ref().and_then(field_of) {
                Some(field) => {
                    fields.insert(field);
                }
                None => is_whole = true,
            }
        });
    }
    (!is_whole && !fields.is_empty()).then_some(fields)
}

/// Returns whether a call that follows the guard measures its value: `len`, `last`, `count` or `max`.
pub(super) fn measures(file: &SourceTokens, place: &Place) -> bool {
    const MEASURES: [&str; 4] = ["len", "last", "count", "max"];
    let measures = || {
        let (chain, _) = Chain::of_call(&Statement::at(file, place)?)?;
        let mut names = chain.links.iter().map(|link| link.name.as_str());
        Some(names.any(|name| MEASURES.contains(&name)))
    };
    measures().unwrap_or(false)
}

fn each_mention(
    tokens: &[TokenTree],
    names: &BTreeSet<String>,
    found: &mut dyn FnMut(&[TokenTree], usize),
) {
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(name) if names.contains(&name.to_string()) => found(tokens, at),
            TokenTree::Group(_) => each_mention(&content(token), names, found),
            _ => {}
        }
    }
}

/// Returns the arguments of the call at a place, and of the calls that follow it in its expression.
pub(super) fn arguments_at(file: &SourceTokens, place: &Place) -> Vec<String> {
    let arguments = || {
        let (chain, sequence) = Chain::of_call(&Statement::at(file, place)?)?;
        let own = sequence.tokens.get(sequence.index + 1).map(content)?;
        let later = chain.links.into_iter().filter_map(|link| link.arguments);
        let later = later.map(|arguments| arguments.into_iter().collect());
        let lists = [own].into_iter().chain(later);
        let split = |list: Vec<TokenTree>| -> Vec<String> {
            let parts = list.split(|token| token.to_string() == ",");
            let text =
                |part: &[TokenTree]| part.iter().map(ToString::to_string).collect::<String>();
            parts.map(|part| key(&text(part))).collect()
        };
        Some(
            lists
                .flat_map(split)
                .filter(|argument| !argument.is_empty())
                .collect(),
        )
    };
    arguments().unwrap_or_default()
}

/// Returns the key in an argument: the argument without references and conversions.
pub(super) fn key(argument: &str) -> String {
    let argument: String = argument.split_whitespace().collect();
    let mut key = argument.trim_start_matches(['&', '*']);
    for conversion in [".clone()", ".to_string()", ".to_owned()", ".into()"] {
        key = key.trim_end_matches(conversion);
    }
    key.to_owned()
}

#[cfg(test)]
mod tests;
