//! Determines whether a value that is stored in a leaked cell can own a handle to a leaked value.

use crate::glass::explain::owner::may_reach;
use crate::glass::scopes::enclosing_function;
use crate::glass::tokens::SourceTokens;
use crate::verdict::{LeakedValue, Place};
use proc_macro2::{TokenStream, TokenTree};

/// Returns the last argument of a call: for `insert`, the value.
pub(super) fn last_argument(arguments: &str) -> String {
    let Ok(stream) = arguments.parse::<TokenStream>() else {
        return arguments.to_owned();
    };
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let is_comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',');
    let last = tokens.split(is_comma).rfind(|tokens| !tokens.is_empty());
    let last = last.unwrap_or_default().iter().cloned();
    last.collect::<TokenStream>().to_string()
}

/// Whether what is stored is a value of the program, made there or in a `let`, whose type has no handle to a leaked value.
pub(super) fn owns_no_leaked(
    file: &SourceTokens,
    place: &Place,
    stored: &str,
    owners: &[LeakedValue],
) -> bool {
    let made = made_by_let(file, place, stored).unwrap_or_else(|| stored.to_owned());
    let made: String = made.split_whitespace().collect();
    let content = made.split_once("::").and_then(|(of, rest)| {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let end = rest.find(|c| !is_name(c))?;
        let is_made = rest[end..].starts_with(['(', '{']) && of.chars().all(is_name);
        variant_content(file, of, &rest[..end]).filter(|_| is_made)
    });
    let targets: Vec<&str> = owners
        .iter()
        .map(|owner| owner.type_name.split("::").next().unwrap_or_default())
        .collect();
    content.is_some_and(|content| !may_reach(&content, file, &targets))
}

/// Returns what a variable is bound to in the function around a place, if only one `let` binds it.
pub(super) fn made_by_let(file: &SourceTokens, place: &Place, name: &str) -> Option<String> {
    let_of(file, place, name).map(|(_, made)| made)
}

/// Returns the token of the variable in that `let`, and what it is bound to.
pub(in crate::glass::explain) fn let_of(
    file: &SourceTokens,
    place: &Place,
    name: &str,
) -> Option<(usize, String)> {
    let (_, body, end) = enclosing_function(file, file.at(place)?)?;
    let mut bound = (body..end)
        .filter(|at| file.text(*at) == name && file.text(at - 1) == "let" && file.is(at + 1, '='));
    let at = bound.next().filter(|_| bound.next().is_none())?;
    let close = file.next_at_level(at, ';')?;
    let words: Vec<&str> = (at + 2..close).map(|at| file.text(at)).collect();
    Some((at, words.join(" ")))
}

/// Returns the types in a variant of an enum.
fn variant_content(file: &SourceTokens, of: &str, variant: &str) -> Option<String> {
    let mut words = 1..file.len();
    let declared = words.find(|at| file.text(at - 1) == "enum" && file.text(*at) == of)?;
    let open = file.next_open_brace(declared)?;
    let close = file.get(open)?.partner?;
    let at = (open + 1..close)
        .find(|at| file.enclosing_open(*at) == Some(open) && file.text(*at) == variant)?;
    let end = file.get(at + 1)?.partner?;
    let words: Vec<&str> = (at + 2..end).map(|at| file.text(at)).collect();
    Some(words.join(" "))
}
