//! What a file with hidden tests or schedules must not use, unless the lesson allows it by name: with it, a program
//! could tell that it is graded, or change what the tests see.

use super::test_module;
use crate::course::{Lesson, UNSAFE_IMPL_RULE};
use crate::grader::tokens::{Import, Token, Tokens};
use crate::verdict::ReservedReason::{
    self, HidesFailure, HidesSchedules, OverrulesCompiler, ReachesOut, ReplacesTestItems,
    RunsBeforeTests, SeesGrading,
};
use crate::verdict::{BrokenRule, BrokenRuleKind};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Modules of std.
const MODULES: [(&str, ReservedReason); 7] = [
    ("env", SeesGrading),
    ("backtrace", SeesGrading),
    // A path can ask for the files that it leads to, such as `/proc/self/exe`.
    ("path", ReachesOut),
    ("fs", ReachesOut),
    ("process", ReachesOut),
    ("net", ReachesOut),
    ("os", ReachesOut),
];

/// Words that mean the same wherever they are, in the arguments of a macro too.
const WORDS: [(&str, ReservedReason); 16] = [
    // The modules that are added to the file.
    ("__hidden", SeesGrading),
    ("__trusted", SeesGrading),
    ("__rejected", SeesGrading),
    ("catch_unwind", HidesFailure),
    ("set_hook", HidesFailure),
    ("take_hook", HidesFailure),
    ("update_hook", HidesFailure),
    ("cfg_attr", SeesGrading),
    ("no_implicit_prelude", ReplacesTestItems),
    ("no_main", RunsBeforeTests),
    ("global_allocator", RunsBeforeTests),
    ("no_mangle", RunsBeforeTests),
    ("export_name", RunsBeforeTests),
    ("link_section", RunsBeforeTests),
    ("global_asm", RunsBeforeTests),
    ("naked_asm", RunsBeforeTests),
];

/// Functions of std. A learner's variable or method may have one of these names.
const FUNCTIONS: [(&str, ReservedReason); 4] = [
    // The line of the test that calls, and the name of its thread.
    ("caller", SeesGrading),
    ("current", SeesGrading),
    ("type_name", SeesGrading),
    ("type_name_of_val", SeesGrading),
];

/// Functions of std that return something else under schedules, or that keep some schedules from being tried.
const UNDER_SCHEDULES: [(&str, ReservedReason); 8] = [
    ("size_of", SeesGrading),
    ("size_of_val", SeesGrading),
    ("align_of", SeesGrading),
    ("align_of_val", SeesGrading),
    // A thread that pauses runs again only when the others wait.
    ("sleep", HidesSchedules),
    ("sleep_ms", HidesSchedules),
    ("park_timeout", HidesSchedules),
    ("park_timeout_ms", HidesSchedules),
];

/// Macros of std.
const MACROS: [(&str, ReservedReason); 9] = [
    ("cfg", SeesGrading),
    ("cfg_select", SeesGrading),
    ("env", SeesGrading),
    ("option_env", SeesGrading),
    ("file", SeesGrading),
    ("module_path", SeesGrading),
    ("include", ReachesOut),
    ("include_str", ReachesOut),
    ("include_bytes", ReachesOut),
];

/// The crates whose items are std's.
const CRATES: [&str; 3] = ["std", "core", "alloc"];

static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let modules = MODULES.iter().map(|(name, _)| format!("std::{name}"));
    let macros = MACROS.iter().map(|(name, _)| format!("{name}!"));
    let others = [&WORDS[..], &FUNCTIONS, &UNDER_SCHEDULES].concat();
    let others = others.into_iter().map(|(name, _)| name.to_owned());
    modules.chain(macros).chain(others).collect()
});

/// Returns the names of what lessons can allow, as verdicts write them.
pub fn reserved() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(String::as_str)
}

/// Returns the reserved things that the file uses, each once, in the order of the lines.
pub(super) fn broken_rules(lesson: &Lesson, tokens: &Tokens) -> Vec<BrokenRule> {
    let mut search = ReservedSearch {
        row: &tokens.0,
        in_macros: in_own_macros(&tokens.0),
        schedules: lesson.schedules.is_some(),
        rejects: !lesson.must_reject.is_empty(),
        found: BTreeSet::new(),
    };
    for at in 0..tokens.0.len() {
        search.at(at);
    }
    for import in tokens.imports() {
        search.import(&import);
    }
    let begins: Vec<usize> = (0..tokens.0.len())
        .filter(|&at| search.word(at) == "cfg" && search.is_test_module(at))
        .collect();
    for (at, what, why) in test_module::misuses(&tokens.0, &begins, &search.in_macros) {
        search.add(at, what, why);
    }
    let rules = &lesson.rules;
    let allowed = |what: &String| rules.allow.contains(what) || rules.forbid.contains(what);
    let mut named = BTreeSet::new();
    let found = search.found.into_iter();
    found
        .filter(|(_, what, _)| !allowed(what) && named.insert(what.clone()))
        .map(|(line, what, why)| BrokenRule {
            rule: what,
            line: Some(line),
            kind: BrokenRuleKind::Reserved(why),
        })
        .collect()
}

/// Marks the tokens in the bodies of the file's own macros, and in their arguments. A macro can put them together in
/// any order, so that each may be a part of a path, an attribute or another macro's call.
fn in_own_macros(row: &[Token]) -> Vec<bool> {
    let word = |at: usize| row.get(at).map_or("", |token| token.text.as_str());
    let defined = |at: usize| word(at) == "macro_rules" && word(at + 1) == "!";
    let names: BTreeSet<&str> = (0..row.len())
        .filter(|&at| defined(at))
        .map(|at| word(at + 2))
        .collect();
    let mut marks = vec![false; row.len()];
    for at in 0..row.len() {
        let open = if marks[at] {
            continue;
        } else if defined(at) {
            at + 3
        } else if word(at + 1) == "!" && (names.contains(word(at)) || names.contains("$")) {
            at + 2
        } else {
            continue;
        };
        let mut depth = 0_u32;
        for (mark, token) in marks.iter_mut().zip(row).skip(open) {
            match token.text.as_str() {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => *mark = true,
            }
            if depth == 0 {
                break;
            }
        }
    }
    marks
}

struct ReservedSearch<'a> {
    row: &'a [Token],
    in_macros: Vec<bool>,
    schedules: bool,
    /// Whether rustc must reject some uses of the file.
    rejects: bool,
    found: BTreeSet<(u32, String, ReservedReason)>,
}

impl ReservedSearch<'_> {
    fn word(&self, at: usize) -> &str {
        self.row.get(at).map_or("", |token| token.text.as_str())
    }

    /// Returns the word that is `places` tokens before `at`.
    fn before(&self, at: usize, places: usize) -> &str {
        at.checked_sub(places).map_or("", |at| self.word(at))
    }

    fn add(&mut self, at: usize, what: impl Into<String>, why: ReservedReason) {
        let line = self.row[at].line;
        self.found.insert((line, what.into(), why));
    }

    fn at(&mut self, at: usize) {
        let word = self.word(at).to_owned();
        let listed = |list: &[(&str, ReservedReason)]| {
            let mut list = list.iter();
            list.find(|(name, _)| *name == word).map(|(_, why)| *why)
        };
        // A macro's own parameter may have any name.
        let in_macro = self.in_macros[at] && !["$", "."].contains(&self.before(at, 1));
        if word == "extern" && self.word(at + 1) == "crate" {
            self.add(at, "extern crate", ReplacesTestItems);
        }
        if self.rejects && word == "unsafe" && self.is_of_an_impl(at) {
            self.add(at, UNSAFE_IMPL_RULE, OverrulesCompiler);
        }
        if word == "mod" && self.has_no_body(at) {
            self.add(at, "mod", ReachesOut);
        }
        if word == "cfg" && self.word(at + 1) == "(" && !self.is_test_module(at) {
            self.add(at, "#[cfg]", SeesGrading);
        }
        if let Some(why) = listed(&MACROS)
            && (self.word(at + 1) == "!" || in_macro)
        {
            self.add(at, format!("{word}!"), why);
        }
        if let Some(why) = listed(&MODULES)
            && (in_macro || !self.row[at].in_use && self.is_module_of_std(at))
        {
            self.add(at, format!("std::{word}"), why);
        }
        if self.row[at].in_use {
            return;
        }
        if let Some(why) = listed(&WORDS) {
            self.add(at, word.clone(), why);
        }
        if let Some(why) = self.function(&word)
            && (in_macro || self.is_function_of_std(at) && !self.is_printed_thread_id(at))
        {
            self.add(at, word.clone(), why);
        }
    }

    fn function(&self, name: &str) -> Option<ReservedReason> {
        let more = UNDER_SCHEDULES.iter().filter(|_| self.schedules);
        let mut reserved = FUNCTIONS.iter().chain(more);
        let found = reserved.find(|(reserved, _)| *reserved == name);
        found.map(|(_, why)| *why)
    }

    /// Whether an `unsafe` belongs to an `impl`. In a macro, every one that does not begin a block counts.
    fn is_of_an_impl(&self, at: usize) -> bool {
        match self.word(at + 1) {
            "impl" => true,
            "{" => false,
            _ => self.in_macros[at],
        }
    }

    /// Whether the module at `at` is in another file.
    fn has_no_body(&self, at: usize) -> bool {
        let name = at + 1 + usize::from(self.word(at + 1) == "$");
        match self.word(name + 1) {
            ";" => true,
            "{" => false,
            _ => self.in_macros[at],
        }
    }

    /// Whether a `cfg` belongs to a module of the learner's own tests: `#[cfg(test)] mod tests`.
    fn is_test_module(&self, at: usize) -> bool {
        let attribute = self.before(at, 1) == "[" && self.before(at, 2) == "#";
        let test = ["(", "test", ")", "]"];
        let condition = (1..)
            .zip(test)
            .all(|(places, word)| self.word(at + places) == word);
        let mut next = at + 5;
        if self.word(next) == "pub" {
            next += 1;
        }
        attribute && condition && self.word(next) == "mod"
    }

    fn is_function_of_std(&self, at: usize) -> bool {
        let parent = self.before(at, 3);
        let parent_is_own = !self.is_path_before(at)
            || ["Self", "self", "super", "crate"].contains(&parent)
            || ["struct", "enum", "union", "trait", "mod"]
                .iter()
                .any(|keyword| self.defines(keyword, parent));
        let own = parent_is_own && self.defines("fn", self.word(at));
        let called = self.word(at + 1) == "(" || self.is_path(at + 1) || self.is_path_before(at);
        called && !own && self.before(at, 1) != "."
    }

    /// Whether this is `thread::current().id()` as an argument of `println!` or the like, which shows it and returns nothing.
    fn is_printed_thread_id(&self, at: usize) -> bool {
        let call = ["current", "(", ")", ".", "id", "(", ")"];
        let is_id = (at..).zip(call).all(|(at, word)| self.word(at) == word);
        let ends = [",", ")"].contains(&self.word(at + call.len()));
        let mut begin = at;
        while self.is_path_before(begin) {
            begin -= 3;
        }
        let path: String = (begin..at).map(|at| self.word(at)).collect();
        let thread = ["thread::", "std::thread::"].contains(&path.as_str());
        // A method `id` of the learner's own would get the thread, and with it the thread's name.
        let own = self.defines("fn", "id");
        is_id && ends && thread && !own && self.before(begin, 1) == "," && self.is_printed(begin)
    }

    /// Whether the innermost parenthesis around a token belongs to std's `println!` or the like.
    fn is_printed(&self, at: usize) -> bool {
        let mut depth = 0_u32;
        let open = self.row[..at].iter().rposition(|token| {
            match token.text.as_str() {
                ")" | "]" | "}" => depth += 1,
                "(" | "[" | "{" if depth == 0 => return true,
                "(" | "[" | "{" => depth -= 1,
                _ => {}
            }
            false
        });
        let Some(open) = open.filter(|&open| self.word(open) == "(") else {
            return false;
        };
        let name = self.before(open, 2);
        // Another macro can be brought in under the same name.
        let mut others = self.row.iter();
        self.before(open, 1) == "!"
            && ["print", "println", "eprint", "eprintln"].contains(&name)
            && !others
                .any(|token| token.text == "macro_rules" || token.in_use && token.text == name)
    }

    /// Whether a module's name starts a path, and the module is not the learner's own.
    fn is_module_of_std(&self, at: usize) -> bool {
        let leads = self.is_path(at + 1) && self.word(at + 3) != "<" && self.before(at, 1) != ".";
        let parent = if self.is_path_before(at) {
            self.before(at, 3)
        } else {
            "self"
        };
        let own =
            self.defines("mod", self.word(at)) && ["self", "super", "crate"].contains(&parent);
        leads && !own
    }

    fn defines(&self, keyword: &str, name: &str) -> bool {
        let mut pairs = self.row.windows(2);
        pairs.any(|pair| pair[0].text == keyword && pair[1].text == name)
    }

    fn is_path(&self, at: usize) -> bool {
        self.word(at) == ":" && self.word(at + 1) == ":"
    }

    fn is_path_before(&self, at: usize) -> bool {
        self.before(at, 1) == ":" && self.before(at, 2) == ":"
    }

    fn import(&mut self, import: &Import) {
        let path = &import.path;
        let (Some(root), Some(last)) = (path.first(), path.last()) else {
            return;
        };
        if path.len() == 1 && CRATES.contains(&root.as_str()) && import.name.is_none() {
            let what = format!("{root}::*");
            self.found.insert((import.line, what, ReachesOut));
        }
        let used = match &import.name {
            // What it brings in can have any name.
            None => Some(import.line),
            Some(name) => {
                let mut row = self.row.iter();
                row.find(|token| !token.in_use && token.text == *name)
                    .map(|token| token.line)
            }
        };
        let Some(line) = used else { return };
        let is_relative = |name: &String| ["self", "super", "crate"].contains(&name.as_str());
        let own_root = path.iter().take_while(|name| is_relative(name)).count();
        for (at, name) in path.iter().enumerate() {
            let module = MODULES.iter().find(|(module, _)| module == name);
            let own = at == own_root && self.defines("mod", name);
            if let Some((module, why)) = module.filter(|_| !own) {
                self.found.insert((line, format!("std::{module}"), *why));
            }
        }
        let from_std = CRATES.contains(&root.as_str());
        if let Some(why) = self.function(last).filter(|_| from_std) {
            self.found.insert((line, last.clone(), why));
        }
    }
}
