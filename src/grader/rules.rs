//! Checks the learner's text against the rules of a lesson: what it must use, and what it must not.

mod reserved;
mod test_module;

use super::signature::FnSignature;
use super::tokens::{GAP, Match, Pattern, Token, Tokens};
use crate::course::Lesson;
use crate::verdict::{BrokenRule, BrokenRuleKind};

/// Every std type with interior mutability: what `@cells` means.
const CELLS: &[&str] = &[
    "Cell",
    "RefCell",
    "OnceCell",
    "LazyCell",
    "UnsafeCell",
    "SyncUnsafeCell",
    "Mutex",
    "RwLock",
    "OnceLock",
    "LazyLock",
    "ReentrantLock",
    "Atomic*",
];

/// Separates token sequences, one of which the file must use.
const ALTERNATIVE: &str = " | ";

/// Macros that nearly all hidden tests use. A file that redefines them could pass any test.
const TRUSTED_MACROS: &[&str] = &["assert", "assert_eq", "assert_ne", "panic"];

/// Returns the rules that the text breaks, in the lesson's order.
pub(super) fn broken_rules(lesson: &Lesson, text: &str, tokens: &Tokens) -> Vec<BrokenRule> {
    let rules = &lesson.rules;
    let mut found: Vec<BrokenRule> = Vec::new();
    let has_uses = lesson.has_hidden_tests() || !lesson.must_reject.is_empty();
    if has_uses || lesson.schedules.is_some() {
        let hidden = lesson.files.hidden.as_deref().unwrap_or_default();
        found.extend(own_macro(hidden, tokens));
        found.extend(reserved::broken_rules(lesson, tokens));
    }
    found.extend(
        rules
            .signatures
            .iter()
            .filter_map(|wanted| broken_signature(wanted, tokens)),
    );
    let missing = |rule: &&String| alternatives(rule).all(|one| first_use(one, tokens).is_none());
    found.extend(rules.require.iter().filter(missing).map(|rule| BrokenRule {
        rule: rule.clone(),
        line: None,
        kind: BrokenRuleKind::NotUsed,
    }));
    found.extend(rules.forbid.iter().filter_map(|rule| {
        let (found, used) = first_use(rule, tokens)?;
        Some(forbidden(rule, used, found, text))
    }));
    found
}

/// Describes a match of a forbidden pattern. A pattern is shown as it is only if a learner could write it.
fn forbidden(rule: &str, used: &str, found: Match, text: &str) -> BrokenRule {
    let (line, kind) = if is_plain(used) {
        let used = used.to_owned();
        (found.line, BrokenRuleKind::Forbidden { used })
    } else if let Some((function, used)) = function_and_use(used) {
        let kind = BrokenRuleKind::ForbiddenInFunction { function, used };
        (found.last_line, kind)
    } else {
        let line = found.last_line;
        let code = text.lines().zip(1..).find(|(_, number)| *number == line);
        let code = code.map_or(String::new(), |(code, _)| code.trim().to_owned());
        let after = found.before_gap.filter(|earlier| *earlier != line);
        (line, BrokenRuleKind::ForbiddenCode { code, after })
    };
    BrokenRule {
        rule: rule.to_owned(),
        line: Some(line),
        kind,
    }
}

/// Whether a pattern is a name, a path, a call or an expression: neither gaps nor half a bracket pair, in one statement.
fn is_plain(pattern: &str) -> bool {
    !pattern.contains([GAP, ';']) && Tokens::parse(pattern).is_ok()
}

/// Splits a pattern such as `fn hits … entry(` into the function and what it must not use.
fn function_and_use(pattern: &str) -> Option<(String, String)> {
    let (function, used) = pattern.split_once(GAP)?;
    let (function, used) = (function.trim(), used.trim());
    let used = used.strip_suffix('(').unwrap_or(used);
    let is_function = function.starts_with("fn ") && is_plain(function);
    (is_function && is_plain(used)).then(|| (function.to_owned(), used.to_owned()))
}

pub use reserved::reserved;

/// Whether a rule of a lesson is `@cells` or a sequence of tokens.
#[must_use]
pub fn is_readable(rule: &str) -> bool {
    rule == "@cells" || Pattern::parse(rule).is_some()
}

/// Returns the alternatives of a rule: token sequences, one of which the file must use.
pub fn alternatives(rule: &str) -> impl Iterator<Item = &str> {
    rule.split(ALTERNATIVE)
}

/// Whether a text is the signature of a function.
#[must_use]
pub fn is_signature(text: &str) -> bool {
    FnSignature::parse(text).is_some()
}

/// Returns the first match of a rule's tokens, and which of them matched.
fn first_use<'a>(rule: &'a str, tokens: &Tokens) -> Option<(Match, &'a str)> {
    let names: Vec<&str> = match rule {
        "@cells" => CELLS.to_vec(),
        other => vec![other],
    };
    names
        .iter()
        .filter_map(|name| {
            let found = tokens.find_used(&Pattern::parse(name)?)?;
            Some((found, *name))
        })
        .min()
}

/// Finds a macro with the name of one that the hidden tests use.
fn own_macro(hidden: &str, tokens: &Tokens) -> Option<BrokenRule> {
    let hidden = Tokens::parse(hidden).map_or(Vec::new(), |tokens| tokens.0);
    let uses = |name: &str| {
        let mut pairs = hidden.windows(2);
        pairs.any(|pair| pair[0].text == name && pair[1].text == "!")
    };
    let is_trusted =
        |token: &Token| TRUSTED_MACROS.contains(&token.text.as_str()) || uses(&token.text);
    let token = tokens.0.windows(3).find_map(|window| {
        let defined = window[0].text == "macro_rules" && window[1].text == "!";
        let renamed = window[1].text == "as" && window[1].in_use;
        ((defined || renamed) && is_trusted(&window[2])).then_some(&window[2])
    })?;
    Some(BrokenRule {
        rule: "own-assertions".to_owned(),
        line: Some(token.line),
        kind: BrokenRuleKind::OwnMacro {
            name: token.text.clone(),
        },
    })
}

fn broken_signature(wanted: &str, tokens: &Tokens) -> Option<BrokenRule> {
    let wanted_signature = FnSignature::parse(wanted)?;
    let mut line = None;
    for (at, token) in tokens.0.iter().enumerate() {
        let named = tokens
            .0
            .get(at + 1)
            .is_some_and(|next| next.text == wanted_signature.name);
        if token.text != "fn" || !named {
            continue;
        }
        line = line.or(Some(token.line));
        if FnSignature::parse_at(&tokens.0, at).is_some_and(|found| found == wanted_signature) {
            return None;
        }
    }
    let kind = match line {
        Some(_) => BrokenRuleKind::OtherSignature {
            function: wanted_signature.name,
        },
        None => BrokenRuleKind::NoFunction,
    };
    Some(BrokenRule {
        rule: wanted.to_owned(),
        line,
        kind,
    })
}

#[cfg(test)]
mod tests;
