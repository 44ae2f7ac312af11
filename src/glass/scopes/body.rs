//! Finds what the code at a place belongs to: a function, or a closure or an `async` block in it.

use super::enclosing_function;
use crate::glass::tokens::SourceTokens;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::glass) enum BodyKind {
    Function,
    AsyncFunction,
    AsyncBlock,
    Closure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::glass) struct Body {
    pub(in crate::glass) kind: BodyKind,
    /// The opening brace, or the first `|` of a closure.
    pub(in crate::glass) start: usize,
}

impl Body {
    /// Whether its code runs when a future is polled, and may be suspended at an `.await`.
    pub(in crate::glass) fn is_async(self) -> bool {
        matches!(self.kind, BodyKind::AsyncFunction | BodyKind::AsyncBlock)
    }
}

/// Returns the innermost body around a token.
pub(in crate::glass) fn body_around(tokens: &SourceTokens, at: usize) -> Option<Body> {
    let (_, function, _) = enclosing_function(tokens, at)?;
    let mut inner = at;
    loop {
        if let Some(start) = closure_before(tokens, inner) {
            let kind = BodyKind::Closure;
            return Some(Body { kind, start });
        }
        let start = tokens.enclosing_open(inner)?;
        if start == function {
            let kind = if is_async_function(tokens, start) {
                BodyKind::AsyncFunction
            } else {
                BodyKind::Function
            };
            return Some(Body { kind, start });
        }
        if is_async_block(tokens, start) {
            let kind = BodyKind::AsyncBlock;
            return Some(Body { kind, start });
        }
        inner = start;
    }
}

fn is_async_function(tokens: &SourceTokens, open: usize) -> bool {
    let keyword = (0..open).rfind(|at| tokens.text(*at) == "fn");
    let mut before = (0..keyword.unwrap_or(0)).rev();
    before
        .find(|at| tokens.text(*at) != "unsafe")
        .is_some_and(|at| tokens.text(at) == "async")
}

fn is_async_block(tokens: &SourceTokens, open: usize) -> bool {
    let before = |count: usize| open.checked_sub(count).map_or("", |at| tokens.text(at));
    before(1) == "async" || before(1) == "move" && before(2) == "async"
}

/// Returns where the closure begins whose parameters end before this token, in the same brackets and expression.
fn closure_before(tokens: &SourceTokens, at: usize) -> Option<usize> {
    let open = tokens.enclosing_open(at)?;
    let mut at = at;
    // In a list of arguments, the parameters of a closure may have commas, too.
    let mut last_bar = None;
    let mut is_over = false;
    while at > open + 1 {
        at -= 1;
        let token = tokens.get(at)?;
        if token.is_any_close() {
            at = token.partner?;
            continue;
        }
        match tokens.text(at) {
            ";" => return None,
            "=" if tokens.is(at + 1, '>') && last_bar.is_none() => return None,
            "," if last_bar.is_none() => is_over = true,
            "|" if last_bar.is_some() && begins_closure(tokens, at, open) => return Some(at),
            "|" if last_bar.is_none() && is_over => return None,
            "|" => last_bar = Some(at),
            _ => {}
        }
    }
    None
}

/// Whether the `|` at this token begins a closure, unlike those in `a || b` and `a | b`.
fn begins_closure(tokens: &SourceTokens, at: usize, open: usize) -> bool {
    let before = at - 1;
    before == open
        || matches!(
            tokens.text(before),
            "move" | "async" | "," | "=" | ">" | ";" | "return"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_around_a_place_is_the_innermost_one() {
        for (source, kind) in [
            ("fn f() { HERE(); }", BodyKind::Function),
            ("fn f() { if a || b { HERE() } }", BodyKind::Function),
            ("fn f() { g(a | b, HERE()); }", BodyKind::Function),
            ("fn f() { g(|x| x + 1, HERE()); }", BodyKind::Function),
            ("fn f() { match x { A | B => HERE() } }", BodyKind::Function),
            ("fn f() { let g = |x| x; HERE(); }", BodyKind::Function),
            ("fn f() { g(1, |x, y| HERE(x)); }", BodyKind::Closure),
            ("fn f() { g(|| HERE()); }", BodyKind::Closure),
            (
                "fn f() { let g = move || { a(); HERE() }; }",
                BodyKind::Closure,
            ),
            (
                "fn f() { let g = |x| match x { A => HERE() }; }",
                BodyKind::Closure,
            ),
            ("async fn f() { loop { HERE(); } }", BodyKind::AsyncFunction),
            ("async fn f() { g(|| HERE()); }", BodyKind::Closure),
            (
                "fn f() { spawn(async move { HERE(); }); }",
                BodyKind::AsyncBlock,
            ),
            (
                "fn f() { spawn(|| async { HERE(); }); }",
                BodyKind::AsyncBlock,
            ),
        ] {
            let tokens = SourceTokens::parse(source).unwrap();
            let at = (0..tokens.len())
                .find(|at| tokens.text(*at) == "HERE")
                .unwrap();
            let body = body_around(&tokens, at).unwrap();
            assert_eq!(body.kind, kind, "{source}");
        }
    }
}
