//! Checks the learner's text against the rules of a lesson: what it must use, and what it must not.

mod reserved;
mod test_module;

use super::signature::FnSignature;
use super::tokens::{Pattern, Token, Tokens};
use crate::course::Lesson;
use crate::verdict::{BreachKind, RuleBreach};

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

/// Macros that nearly all hidden tests use. A file that redefines them could pass any test.
const TRUSTED_MACROS: &[&str] = &["assert", "assert_eq", "assert_ne", "panic"];

/// Returns the rules that the text breaks, in the lesson's order.
pub(super) fn breaches(lesson: &Lesson, tokens: &Tokens) -> Vec<RuleBreach> {
    let rules = &lesson.rules;
    let mut found: Vec<RuleBreach> = Vec::new();
    let has_uses = !lesson.tests.is_empty() || !lesson.must_reject.is_empty();
    if has_uses || lesson.schedules.is_some() {
        let hidden = lesson.files.hidden.as_deref().unwrap_or_default();
        found.extend(own_macro(hidden, tokens));
        found.extend(reserved::breaches(lesson, tokens));
    }
    found.extend(
        rules
            .signatures
            .iter()
            .filter_map(|wanted| signature_breach(wanted, tokens)),
    );
    let missing = |rule: &&String| first_use(rule, tokens).is_none();
    found.extend(rules.require.iter().filter(missing).map(|rule| RuleBreach {
        rule: rule.clone(),
        line: None,
        kind: BreachKind::NotUsed,
    }));
    found.extend(rules.forbid.iter().filter_map(|rule| {
        let (line, used) = first_use(rule, tokens)?;
        Some(RuleBreach {
            rule: rule.clone(),
            line: Some(line),
            kind: BreachKind::Forbidden { used },
        })
    }));
    found
}

/// Whether a rule of a lesson is `@cells` or a sequence of tokens.
#[must_use]
pub fn is_readable(rule: &str) -> bool {
    rule == "@cells" || Pattern::parse(rule).is_some()
}

/// Whether a text is the signature of a function.
#[must_use]
pub fn is_signature(text: &str) -> bool {
    FnSignature::parse(text).is_some()
}

/// Returns the first line where a rule's tokens occur, and which of them.
fn first_use(rule: &str, tokens: &Tokens) -> Option<(u32, String)> {
    let names: Vec<&str> = match rule {
        "@cells" => CELLS.to_vec(),
        other => vec![other],
    };
    names
        .iter()
        .filter_map(|name| {
            let line = tokens.find_used(&Pattern::parse(name)?)?;
            Some((line, (*name).to_owned()))
        })
        .min()
}

/// Finds a macro with the name of one that the hidden tests use.
fn own_macro(hidden: &str, tokens: &Tokens) -> Option<RuleBreach> {
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
    Some(RuleBreach {
        rule: "own-assertions".to_owned(),
        line: Some(token.line),
        kind: BreachKind::OwnMacro {
            name: token.text.clone(),
        },
    })
}

fn signature_breach(wanted: &str, tokens: &Tokens) -> Option<RuleBreach> {
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
        Some(_) => BreachKind::OtherSignature {
            function: wanted_signature.name,
        },
        None => BreachKind::NoFunction,
    };
    Some(RuleBreach {
        rule: wanted.to_owned(),
        line,
        kind,
    })
}

#[cfg(test)]
mod tests;
