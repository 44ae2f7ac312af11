//! Finds in the source whether what a function does at one place depends on what it saw at another.
//!
//! Looks only at tokens: variables that got what was seen, conditions that mention them, and what follows a branch that
//! leaves the function or the loop. When in doubt, it finds no dependence.

use crate::glass::tokens::{
    BRANCHES, CodeBlock, SourceTokens, Statement, assigned, blocks, body, bound, contains, content,
    has_question_mark, has_word, head, innermost_block, is_block, mentions, position, statements,
    variables, word, words_of_pattern,
};
use crate::verdict::Place;
use proc_macro2::{LineColumn, TokenTree};
use std::collections::BTreeSet;

/// How something depends on what was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dependence {
    /// Whether it is computed from what was seen.
    pub(super) has_data: bool,
    /// Whether what was seen is needed to do it at all, such as an index.
    pub(super) is_needed: bool,
    /// Whether what was seen decides whether it is done.
    pub(super) decides: bool,
}

impl Dependence {
    /// It is computed from what was seen, but done in any case.
    const DATA: Self = Self {
        has_data: true,
        is_needed: true,
        decides: false,
    };
    const CONTROL: Self = Self {
        has_data: false,
        is_needed: false,
        decides: true,
    };
}

/// Returns how what is done at one place depends on what was seen at another place of the same function.
pub(super) fn dependence(file: &SourceTokens, seen: &Place, done: &Place) -> Option<Dependence> {
    let block = CodeBlock::around(file, &[seen, done])?;
    let (seen, done) = (position(seen)?, position(done)?);
    let statements = block.statements();
    let index = |at| statements.iter().position(|one| contains(one, at));
    let (first, last) = (index(seen)?, index(done)?);
    if first == last {
        return in_one_statement(statements[first], seen, done);
    }
    if first > last {
        return None;
    }
    let mut taint = Taint::default();
    for statement in &statements[first..last] {
        taint.pass(statement, Some(seen));
    }
    taint.reach(&statements[last..], done)
}

/// Returns whether a `let` keeps the result of a call, and something else is done in a later statement of its block,
/// before that result is used.
pub(super) fn keeps_result(file: &SourceTokens, seen: &Place, done: &Place) -> bool {
    let keeps = || {
        let block = CodeBlock::around(file, &[seen, done])?;
        let (seen, done) = (position(seen)?, position(done)?);
        let statements = block.statements();
        let index = |at| statements.iter().position(|one| contains(one, at));
        let (first, last) = (index(seen)?, index(done)?);
        let kept = bound(statements[first]);
        let uses = |statements: &[&[TokenTree]]| statements.iter().any(|one| mentions(one, &kept));
        let is_branch = word(statements[last], 0).is_some_and(|word| BRANCHES.contains(&&*word));
        let is_used_later = last > first && uses(&statements[last + 1..]);
        Some(is_used_later && !is_branch && !uses(&statements[first + 1..=last]))
    };
    keeps().unwrap_or(false)
}

/// Returns whether one thing is always done after another in a function, with nothing in between that may wait for
/// other threads. `name` is what the first one changes; the function must not change it again after the second.
pub(super) fn follows(
    file: &SourceTokens,
    first: &Place,
    second: &Place,
    name: Option<&str>,
) -> bool {
    let follows = || {
        let block = CodeBlock::around(file, &[first, second])?;
        let (first, second) = (position(first)?, position(second)?);
        let statements = block.statements();
        let index = |at| statements.iter().position(|one| contains(one, at));
        let (from, to) = (index(first)?, index(second)?);
        let again = || {
            let mut later = statements[to + 1..].iter();
            later.any(|one| name.is_some_and(|name| has_word(one, &[name])))
        };
        if from == to {
            return Some(uses_result(statements[from], first, second)? && !again());
        }
        if from > to {
            return None;
        }
        let is_arm = statements[from..=to].iter().any(|one| {
            one.windows(2)
                .any(|pair| pair[0].to_string() == "=" && pair[1].to_string() == ">")
        });
        let is_branch = word(statements[from], 0).is_some_and(|word| BRANCHES.contains(&&*word));
        let waits = statements[from + 1..to]
            .iter()
            .any(|one| has_word(one, WAITS));
        Some(!is_arm && !is_branch && !waits && !again())
    };
    follows().unwrap_or(false)
}

/// Whether something in the block of a `match` or `if let` is done with what the call in its head returned, and nothing
/// before it in the block may wait for other threads.
fn uses_result(statement: &[TokenTree], call: LineColumn, done: LineColumn) -> Option<bool> {
    let is_match = word(statement, 0)? == "match";
    let is_in_head = contains(head(statement), call) && !contains(head(statement), done);
    let has = |token: &&TokenTree| contains(std::slice::from_ref(*token), done);
    let mut block = content(statement.iter().find(has).filter(|token| is_block(token))?);
    let mut result = words_of_pattern(head(statement));
    if is_match {
        let arm = block.iter().position(|token| has(&token))?;
        let arrow = |at: &usize| block[*at].to_string() == ">" && block[*at - 1].to_string() == "=";
        let arrow = (1..arm).rev().find(arrow)?;
        let ends = |token: &TokenTree| is_block(token) || token.to_string() == ",";
        let start = block[..arrow].iter().rposition(ends).map_or(0, |at| at + 1);
        result = variables(&block[start..arrow - 1]);
        block = match &block[arm] {
            inner if is_block(inner) => content(inner),
            _ => block[arrow + 1..].to_vec(),
        };
    }
    let statements = statements(&block);
    let at = statements.iter().position(|one| contains(one, done))?;
    let waits = statements[..at].iter().any(|one| has_word(one, WAITS));
    Some(is_in_head && !waits && mentions(statements[at], &result))
}

/// Returns whether what comes after a loop at one place is reached only because of what was seen in its head.
pub(super) fn ends_a_wait(file: &SourceTokens, seen: &Place, done: &Place) -> bool {
    let ends = || {
        let block = CodeBlock::around(file, &[seen, done])?;
        let (seen, done) = (position(seen)?, position(done)?);
        let statements = block.statements();
        let index = |at| statements.iter().position(|one| contains(one, at));
        let (first, last) = (index(seen)?, index(done)?);
        let waits = word(statements[first], 0).as_deref() == Some("while");
        Some(first < last && waits && contains(head(statements[first]), seen))
    };
    ends().unwrap_or(false)
}

/// Returns whether a loop continues until the value that this call reads has changed: the call is in the head of a
/// `while`, or decides to leave a `loop`.
pub(super) fn waits_in_a_loop(file: &SourceTokens, seen: &Place) -> bool {
    let waits = || {
        let found = Statement::at(file, seen)?;
        let statement = found.tokens();
        let at = position(seen)?;
        let is_in_head = contains(head(statement), at);
        Some(match word(statement, 0)?.as_str() {
            "while" => is_in_head,
            "if" => {
                let leaves = has_word(body(statement), &["break", "return"]);
                let close = file.enclosing_brace(file.at(seen)?)?;
                let open = file.get(close)?.partner?;
                is_in_head && leaves && file.text(open.checked_sub(1)?) == "loop"
            }
            _ => false,
        })
    };
    waits().unwrap_or(false)
}

/// Returns whether a place is in the block of an `if` that is not in a loop.
pub(super) fn is_in_an_if_alone(file: &SourceTokens, place: &Place) -> bool {
    let Some(mut at) = file.at(place) else {
        return false;
    };
    let mut is_in_an_if = false;
    while let Some(open) = file.enclosing_open(at) {
        let first = file.start_of_statement(open).unwrap_or(open);
        if (first..open).any(|at| matches!(file.text(at), "while" | "loop" | "for")) {
            return false;
        }
        if (first..open).any(|at| file.text(at) == "fn") {
            break;
        }
        is_in_an_if |= file.is(open, '{') && file.text(first) == "if";
        at = open;
    }
    is_in_an_if
}

/// Returns whether a place is in a branch or a loop of its function, other than in the head.
pub(super) fn is_in_a_branch(file: &SourceTokens, place: &Place) -> bool {
    let in_branch = || {
        let found = Statement::at(file, place)?;
        let statement = found.tokens();
        let first = word(statement, 0)?;
        let own =
            BRANCHES.contains(&first.as_str()) && !contains(head(statement), position(place)?);
        let close = file.enclosing_brace(file.at(place)?)?;
        let open = file.get(close)?.partner?;
        let around = file.start_of_statement(open)?;
        Some(own || BRANCHES.contains(&file.text(around)))
    };
    in_branch().unwrap_or(true)
}

/// Returns whether one place comes before another one, in statements of one block.
pub(super) fn comes_before(file: &SourceTokens, first: &Place, second: &Place) -> bool {
    let is_before = || {
        let block = CodeBlock::around(file, &[first, second])?;
        let (first, second) = (position(first)?, position(second)?);
        let statements = block.statements();
        let index = |at| statements.iter().position(|one| contains(one, at));
        Some(index(first)? < index(second)?)
    };
    is_before().unwrap_or(false)
}

/// Returns whether nothing depends on the result of the call at a place: it is ignored, or no condition mentions it.
pub(super) fn ignores_result(file: &SourceTokens, done: &Place) -> bool {
    let ignores = || {
        let found = Statement::at(file, done)?;
        let statement = found.tokens();
        let first = word(statement, 0)?;
        let ends =
            |statement: &[TokenTree]| statement.last().is_some_and(|last| last.to_string() == ";");
        let result = bound(statement);
        let decides = |later: &&&[TokenTree]| {
            let first = word(later, 0).unwrap_or_default();
            let is_condition =
                BRANCHES.contains(&&*first) || first.contains("assert") || !ends(later);
            mentions(later, &result) && (is_condition || has_word(later, BRANCHES))
        };
        let is_used = found.later().iter().any(|later| decides(&later));
        Some(!BRANCHES.contains(&&*first) && ends(statement) && !is_used)
    };
    ignores().unwrap_or(false)
}

/// Names and keywords of code that may wait for other threads, or look at what they did.
const WAITS: &[&str] = &[
    "wait",
    "wait_while",
    "wait_timeout",
    "recv",
    "join",
    "park",
    "load",
    "lock",
    "read",
    "compare_exchange",
    "compare_exchange_weak",
    "loop",
    "while",
];
/// Words that leave a function or an iteration of a loop.
const LEAVES: &[&str] = &[
    "return",
    "break",
    "continue",
    "panic",
    "unreachable",
    "todo",
    "exit",
    "bail",
    "abort",
];

/// What depends on something that was seen earlier in a function.
#[derive(Debug, Default)]
struct Taint {
    /// Variables that depend on it.
    variables: BTreeSet<String>,
    /// Whether control came here only because of it.
    decided: bool,
}

impl Taint {
    /// Whether these tokens have anything to do with what was seen.
    fn concerns(&self, tokens: &[TokenTree], seen: Option<LineColumn>) -> bool {
        seen.is_some_and(|at| contains(tokens, at)) || mentions(tokens, &self.variables)
    }

    /// Follows what was seen through a statement.
    fn pass(&mut self, statement: &[TokenTree], seen: Option<LineColumn>) {
        if !self.concerns(statement, seen) {
            return;
        }
        let first = word(statement, 0).unwrap_or_default();
        if let [block] = statement
            && is_block(block)
        {
            return self.pass_block(&content(block), seen);
        }
        if BRANCHES.contains(&&*first) {
            if self.concerns(head(statement), seen) {
                self.decided |=
                    has_word(body(statement), LEAVES) || has_question_mark(body(statement));
            }
            for block in blocks(statement) {
                for one in statements(&block) {
                    self.pass(one, seen);
                }
            }
            return;
        }
        self.decided |= has_question_mark(statement) || first.contains("assert");
        if first == "let" {
            self.variables.extend(bound(statement));
            self.decided |= statement.iter().any(|token| token.to_string() == "else")
                && has_word(statement, LEAVES);
        } else if let Some(variable) = assigned(statement) {
            self.variables.insert(variable);
        }
    }

    /// Follows what was seen through a nested block, whose own variables end with it.
    fn pass_block(&mut self, block: &[TokenTree], seen: Option<LineColumn>) {
        let outer = self.variables.clone();
        let statements = statements(block);
        for statement in &statements {
            self.pass(statement, seen);
        }
        let own = statements.iter().flat_map(|statement| bound(statement));
        let own: BTreeSet<String> = own.filter(|name| !outer.contains(name)).collect();
        self.variables.retain(|name| !own.contains(name));
    }

    /// Follows what was seen to where something is done, in the first of these statements.
    fn reach(&mut self, rest: &[&[TokenTree]], done: LineColumn) -> Option<Dependence> {
        let (statement, later) = rest.split_first()?;
        let first = word(statement, 0).unwrap_or_default();
        let inside = innermost_block(statement, &[done]);
        if let Some(block) = inside.filter(|_| !contains(head(statement), done) || first == "let") {
            // The tokens before the block decide whether it runs.
            let before = statement
                .iter()
                .take_while(|token| !contains(std::slice::from_ref(*token), done));
            let before: Vec<TokenTree> = before.cloned().collect();
            if self.concerns(&before, None) {
                self.decided = true;
                self.variables.extend(words_of_pattern(&before));
            }
            let mut statements = statements(&block);
            let at = statements.iter().position(|one| contains(one, done))?;
            for one in statements.drain(..at) {
                self.pass(one, None);
            }
            return self.reach(&statements, done);
        }
        let guard = bound(statement);
        let writes = later.iter().filter(|later| mentions(later, &guard));
        let mut writes = writes.filter(|later| mentions(later, &self.variables));
        let is_needed = mentions(statement, &self.variables);
        let has_data = is_needed || !guard.is_empty() && writes.next().is_some();
        let decides = self.decided;
        (has_data || decides).then_some(Dependence {
            has_data,
            is_needed,
            decides,
        })
    }
}

/// Returns the dependence of two places that are in one statement.
fn in_one_statement(
    statement: &[TokenTree],
    seen: LineColumn,
    done: LineColumn,
) -> Option<Dependence> {
    let index = |at| {
        statement
            .iter()
            .position(|token| contains(std::slice::from_ref(token), at))
    };
    let (first, last) = (index(seen)?, index(done)?);
    if first == last {
        return in_one_statement(&content(&statement[first]), seen, done);
    }
    let between = &statement[first.min(last) + 1..first.max(last)];
    let is = |token: &TokenTree, sign: &str| token.to_string() == sign;
    if between
        .iter()
        .any(|token| is(token, ",") || is(token, "else"))
    {
        return None;
    }
    if first < last {
        let in_a_branch = is_block(&statement[first]);
        let decides = !in_a_branch && decides(between, &statement[last]);
        return decides.then_some(Dependence::CONTROL);
    }
    let follows = first == last + 1 && !is_block(&statement[first]);
    let assigns = between.iter().any(|token| is(token, "="));
    // A `for` calls `next` where the expression of its iterator begins.
    let iterates = last > 0 && is(&statement[last - 1], "in") && !is_block(&statement[first]);
    (follows || assigns || iterates).then_some(Dependence::DATA)
}

/// Whether an expression decides on what comes after it in its statement. The operands of an operator and the arguments
/// of a call are evaluated in any case.
fn decides(between: &[TokenTree], done: &TokenTree) -> bool {
    let between: Vec<String> = between.iter().map(ToString::to_string).collect();
    let is_lazy = |pair: &[String]| pair[0] == pair[1] && ["&", "|"].contains(&&*pair[0]);
    let is_operator = |text: &String| "+-*/%^<>=!&|".contains(text.as_str());
    let is_argument = matches!(done, TokenTree::Group(_));
    let is_in_closure = || content(done).iter().any(|token| token.to_string() == "|");
    is_block(done)
        || between.contains(&"?".to_owned())
        || between.windows(2).any(is_lazy)
        || !between.iter().any(is_operator) && (!is_argument || is_in_closure())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place_of(source: &str, what: &str) -> Place {
        let at = source.find(what).unwrap();
        let line = source[..at].matches('\n').count() + 1;
        let column = at - source[..at].rfind('\n').map_or(0, |at| at + 1) + 1;
        Place {
            file: "a.rs".to_owned(),
            line: u32::try_from(line).unwrap(),
            column: u32::try_from(column).unwrap(),
        }
    }

    fn lexed(source: &str) -> SourceTokens {
        SourceTokens::parse(source).unwrap()
    }

    #[test]
    fn a_result_is_ignored_unless_something_depends_on_it() {
        for (body, ignores) in [
            ("x.act(1);", true),
            ("let n = x.act(1) + 1; log(n); true", true),
            ("let n = x.act(1); if n > 3 { undo(); }", false),
            ("let n = x.act(1); n", false),
            ("if x.act(1) > 3 { undo(); }", false),
            ("x.act(1)", false),
        ] {
            let source = format!("fn f() {{ {body} }}");
            let done = place_of(&source, "act");
            assert_eq!(ignores_result(&lexed(&source), &done), ignores, "{body}");
        }
    }

    #[test]
    fn code_after_a_loop_may_be_what_the_loop_waited_for() {
        let source = "fn f() { while !x.see() { wait(); } x.act(1); }";
        let (seen, done) = (place_of(source, "see"), place_of(source, "act"));
        let file = lexed(source);
        assert!(ends_a_wait(&file, &seen, &done));
        assert!(!ends_a_wait(&file, &done, &seen));
    }

    #[test]
    fn a_function_that_loops_until_it_sees_something_waits() {
        for (body, waits) in [
            ("while !x.see() { rest(); }", true),
            ("loop { if x.see() { break; } rest(); }", true),
            ("loop { if x.see() { rest(); } }", false),
            ("for n in 0..3 { if x.see() { break; } }", false),
            ("let seen = x.see();", false),
        ] {
            let source = format!("fn f() {{ {body} }}");
            let seen = place_of(&source, "see");
            assert_eq!(waits_in_a_loop(&lexed(&source), &seen), waits, "{body}");
        }
        let branch = |source: &str| is_in_a_branch(&lexed(source), &place_of(source, "see"));
        assert!(branch("fn f() { if c { x.see(); } }"));
        assert!(!branch("fn f() { x.see(); x.act(); }"));
        assert!(!branch("fn f() { s(move || { x.see(); }) }"));
    }

    #[test]
    fn one_access_follows_another_if_nothing_waits_in_between() {
        for (body, expected) in [
            ("self.ready.see(1); log(); self.data.act(2);", true),
            ("self.data.act(2); self.ready.see(1);", false),
            ("self.ready.see(1); gate.wait(); self.data.act(2);", false),
            (
                "self.ready.see(1); self.data.act(2); self.ready.store(2);",
                false,
            ),
            ("if c { self.ready.see(1); } self.data.act(2);", false),
            (
                "match c { 0 => self.ready.see(1), _ => self.data.act(2) }",
                false,
            ),
            (
                "match self.ready.see(1) { None => no(), Some(slot) => { log(); slot.act(2); } }",
                true,
            ),
            (
                "if let Some(slot) = self.ready.see(1) { slot.act(2); }",
                true,
            ),
            (
                "if let Some(slot) = self.ready.see(1) { self.data.act(2); }",
                false,
            ),
            (
                "if let Some(slot) = self.ready.see(1) { gate.wait(); slot.act(2); }",
                false,
            ),
            ("if self.ready.see(1) { self.data.act(2); }", false),
        ] {
            let source = format!("fn f() {{ {body} }}");
            let (first, second) = (place_of(&source, "see"), place_of(&source, "act"));
            assert_eq!(
                follows(&lexed(&source), &first, &second, Some("ready")),
                expected,
                "{body}"
            );
        }
    }

    #[test]
    fn a_change_depends_on_the_look_before_it() {
        const DATA: Option<Dependence> = Some(Dependence::DATA);
        const CONTROL: Option<Dependence> = Some(Dependence::CONTROL);
        // What was seen is used only after the change began.
        const WITHOUT: Option<Dependence> = Some(Dependence {
            is_needed: false,
            ..Dependence::DATA
        });
        for (body, expected) in [
            ("let n = x.see(); x.act(n + 1);", DATA),
            ("let n = x.see(); let m = n + 1; x.act(m);", DATA),
            ("x.act(x.see() + 1);", DATA),
            ("self.act(f(self.see()));", DATA),
            (
                "let n = *x.see().unwrap(); *x.act().unwrap() = n + 1;",
                DATA,
            ),
            (
                "let n = *x.see(); let mut g = x.act(); *g = n + 1;",
                WITHOUT,
            ),
            ("if x.see() < 3 { x.act(1); }", CONTROL),
            (
                "if x.see() < 3 { log(); x.act(1); } else { no(); }",
                CONTROL,
            ),
            ("if x.see() { return; } x.act(1);", CONTROL),
            (
                "if let Some(v) = self.see(k) { return v; } self.act(k, make())",
                CONTROL,
            ),
            ("let Some(v) = x.see() else { return }; x.act(1);", CONTROL),
            (
                "let free = x.see(); if free < 2 { return false; } x.act(1);",
                CONTROL,
            ),
            (
                "match x.see() { None => no(), Some(0) => no(), Some(_) => { let p = 1; x.act(p); true } }",
                CONTROL,
            ),
            ("(at < self.see()).then(|| cells[at].act())", CONTROL),
            ("let same = x.see() < 3 && x.act(1);", CONTROL),
            ("x.see().ok()?.act(1);", CONTROL),
            ("list[x.see()].act(1);", CONTROL),
            ("let sum = x.see() + 100 * x.act(1);", None),
            ("x.see().scaled(x.act(1))", None),
            ("while !x.see() { wait(); } x.act(1);", None),
            ("println!(\"{}\", x.see()); x.act(1);", None),
            ("print(x.see(), x.act());", None),
            ("if c { x.see(); } else { x.act(1); }", None),
            ("let n = x.see(); log(n); x.act(1);", None),
            ("x.act(1); x.see();", None),
            ("let n = x.see(); if n > 3 { log(n); } x.act(1);", None),
            ("for i in 0..3 { let n = x.see(); x.act(n); }", DATA),
            (
                "{ let g = x.see(); if g.full() { return; } } let g = x.act(); g.push(1);",
                CONTROL,
            ),
            (
                "{ let g = x.see(); log(g); } let g = x.act(); g.push(1);",
                None,
            ),
        ] {
            let source = format!("fn f() {{ {body} }}");
            let (seen, done) = (place_of(&source, "see"), place_of(&source, "act"));
            assert_eq!(
                dependence(&lexed(&source), &seen, &done),
                expected,
                "{body}"
            );
        }
    }
}
