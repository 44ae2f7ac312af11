//! What a file with hidden tests or schedules must not use, whatever the lesson says: with it, a program could tell that
//! it is graded, or change what the tests see.

use crate::course::Lesson;
use crate::grader::tokens::{Import, Token, Tokens};
use crate::verdict::RuleBreach;
use std::collections::BTreeSet;

const SEES_GRADING: &str = "the program could tell that it is being graded";
const REACHES_OUT: &str = "a graded program must not reach outside itself";
const HIDES_FAILURE: &str = "it could hide a failed test";
const REPLACES: &str = "it could replace what the tests use";
const RUNS_BEFORE: &str = "it could run before the tests, or instead of them";

/// Modules of std.
const MODULES: [(&str, &str); 5] = [
    ("env", SEES_GRADING),
    ("fs", REACHES_OUT),
    ("process", REACHES_OUT),
    ("net", REACHES_OUT),
    ("os", REACHES_OUT),
];

/// Words that mean the same wherever they are, in the arguments of a macro too.
const WORDS: [(&str, &str); 11] = [
    ("catch_unwind", HIDES_FAILURE),
    ("set_hook", HIDES_FAILURE),
    ("take_hook", HIDES_FAILURE),
    ("update_hook", HIDES_FAILURE),
    ("cfg_attr", SEES_GRADING),
    ("no_main", RUNS_BEFORE),
    ("no_mangle", RUNS_BEFORE),
    ("export_name", RUNS_BEFORE),
    ("link_section", RUNS_BEFORE),
    ("global_asm", RUNS_BEFORE),
    ("naked_asm", RUNS_BEFORE),
];

/// Functions of std. A learner's variable or method may have one of these names.
const FUNCTIONS: [(&str, &str); 2] = [
    ("type_name", SEES_GRADING),
    ("type_name_of_val", SEES_GRADING),
];

/// Functions of std with other results under schedules.
const SIZES: [(&str, &str); 4] = [
    ("size_of", SEES_GRADING),
    ("size_of_val", SEES_GRADING),
    ("align_of", SEES_GRADING),
    ("align_of_val", SEES_GRADING),
];

/// Macros of std.
const MACROS: [(&str, &str); 9] = [
    ("cfg", SEES_GRADING),
    ("cfg_select", SEES_GRADING),
    ("env", SEES_GRADING),
    ("option_env", SEES_GRADING),
    ("file", SEES_GRADING),
    ("module_path", SEES_GRADING),
    ("include", REACHES_OUT),
    ("include_str", REACHES_OUT),
    ("include_bytes", REACHES_OUT),
];

/// The crates whose items are std's.
const CRATES: [&str; 3] = ["std", "core", "alloc"];

/// Returns the reserved things that the file uses, each once, in the order of the lines.
pub(super) fn breaches(lesson: &Lesson, tokens: &Tokens) -> Vec<RuleBreach> {
    let mut search = ReservedSearch {
        row: &tokens.0,
        schedules: lesson.schedules.is_some(),
        found: BTreeSet::new(),
    };
    for at in 0..tokens.0.len() {
        search.at(at);
    }
    for import in tokens.imports() {
        search.import(&import);
    }
    let rules = &lesson.rules;
    let allowed = |what: &String| rules.allow.contains(what) || rules.forbid.contains(what);
    let mut named = BTreeSet::new();
    let found = search.found.into_iter();
    found
        .filter(|(_, what, _)| !allowed(what) && named.insert(what.clone()))
        .map(|(line, what, why)| RuleBreach {
            says: format!("this lesson does not allow `{what}`: {why}"),
            rule: what,
            line: Some(line),
        })
        .collect()
}

struct ReservedSearch<'a> {
    row: &'a [Token],
    schedules: bool,
    found: BTreeSet<(u32, String, &'static str)>,
}

impl ReservedSearch<'_> {
    fn word(&self, at: usize) -> &str {
        self.row.get(at).map_or("", |token| token.text.as_str())
    }

    /// Returns the word `places` before the one at `at`.
    fn before(&self, at: usize, places: usize) -> &str {
        at.checked_sub(places).map_or("", |at| self.word(at))
    }

    fn add(&mut self, at: usize, what: impl Into<String>, why: &'static str) {
        let line = self.row[at].line;
        self.found.insert((line, what.into(), why));
    }

    fn at(&mut self, at: usize) {
        let word = self.word(at).to_owned();
        let listed = |list: &[(&str, &'static str)]| {
            let mut list = list.iter();
            list.find(|(name, _)| *name == word).map(|(_, why)| *why)
        };
        if word == "extern" && self.word(at + 1) == "crate" {
            self.add(at, "extern crate", REPLACES);
        }
        if word == "cfg" && self.word(at + 1) == "(" && !self.is_test_module(at) {
            self.add(at, "#[cfg]", SEES_GRADING);
        }
        if let Some(why) = listed(&MACROS)
            && self.word(at + 1) == "!"
        {
            self.add(at, format!("{word}!"), why);
        }
        if self.row[at].in_use {
            return;
        }
        if let Some(why) = listed(&WORDS) {
            self.add(at, word.clone(), why);
        }
        let sizes = listed(&SIZES).filter(|_| self.schedules);
        if let Some(why) = listed(&FUNCTIONS).or(sizes)
            && self.is_function_of_std(at)
        {
            self.add(at, word.clone(), why);
        }
        if let Some(why) = listed(&MODULES)
            && (self.is_module_of_std(at) || self.builds_paths())
        {
            self.add(at, format!("std::{word}"), why);
        }
    }

    /// Whether a `cfg` is that of a module of the learner's own tests: `#[cfg(test)] mod tests`.
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
        let own = self.defines("fn", self.word(at));
        let called = self.word(at + 1) == "(" || self.is_path(at + 1) || self.is_path_before(at);
        called && !own && self.before(at, 1) != "."
    }

    /// Whether a module's name leads a path, and the module is not the learner's own.
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

    /// Whether a macro of this file puts paths together, so that any word may be a part of one.
    fn builds_paths(&self) -> bool {
        (0..self.row.len()).any(|at| {
            let fragment = self.word(at) == "$";
            fragment && (self.is_path(at + 2) || self.is_path_before(at))
        })
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
        let Some((root, rest)) = import.path.split_first() else {
            return;
        };
        let Some(first) = rest.first() else {
            if CRATES.contains(&root.as_str()) && import.name.is_none() {
                let what = format!("{root}::*");
                self.found.insert((import.line, what, REACHES_OUT));
            }
            return;
        };
        let own = ["self", "super", "crate"].contains(&root.as_str());
        let module = MODULES.iter().find(|(name, _)| name == first);
        let Some((module, why)) = module.filter(|_| !own) else {
            return;
        };
        let used = match &import.name {
            // What it brings in can have any name.
            None => Some(import.line),
            Some(name) => {
                let mut row = self.row.iter();
                row.find(|token| !token.in_use && token.text == *name)
                    .map(|token| token.line)
            }
        };
        if let Some(line) = used {
            self.found.insert((line, format!("std::{module}"), why));
        }
    }
}
