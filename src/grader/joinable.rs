//! Decides whether an attempt may be built as a module of a crate with others.
//!
//! It may if it behaves as it would alone, and cannot name what is outside of its file. Everything else is built alone.

use super::tokens::{Token, Tokens};

/// Names a module's parent, which is part of the file only for modules inside the file.
const PARENT: &str = "super";

/// Names through which a file reaches the rest of its crate, other crates, or what exists once in a process, or gets
/// the names of its items, its arguments, or the path of its executable.
const NOT_JOINED: [&str; 30] = [
    "crate",
    "extern",
    "unsafe",
    "asm",
    "__main",
    "__hidden",
    "__own",
    "__trusted",
    "__rejected",
    "env",
    "option_env",
    "args",
    "args_os",
    "fs",
    "net",
    "os",
    "Command",
    "include",
    "include_str",
    "include_bytes",
    "module_path",
    "type_name",
    "type_name_of_val",
    "TypeId",
    "current",
    "backtrace",
    "Backtrace",
    "set_hook",
    "update_hook",
    "concat_idents",
];

/// Attributes that mean the same in a module.
const ATTRIBUTES: [&str; 15] = [
    "allow",
    "cfg",
    "cold",
    "default",
    "derive",
    "doc",
    "expect",
    "ignore",
    "inline",
    "must_use",
    "non_exhaustive",
    "repr",
    "should_panic",
    "test",
    "warn",
];

/// Whether a learner's text may become a module.
pub(super) fn is_joinable(text: &str) -> bool {
    Tokens::parse(text).is_ok_and(|tokens| {
        let row = &tokens.0;
        // At the end, an attribute would apply to what is appended.
        let ends = matches!(word(row, row.len().wrapping_sub(1)), "}" | ";");
        // The tokens of `r#mod` and `mod` are alike.
        let is_plain = ends && !text.contains("r#mod");
        is_plain && has_plain_main(row) && has_parents_in_file(row, 0) && stays_in_file(row)
    })
}

/// Whether hidden tests may be a part of a module. They use the items of the file, which is their parent module.
pub(super) fn are_tests_joinable(text: &str) -> bool {
    Tokens::parse(text)
        .is_ok_and(|tokens| has_parents_in_file(&tokens.0, 1) && stays_in_file(&tokens.0))
}

fn word(row: &[Token], at: usize) -> &str {
    row.get(at).map_or("", |token| token.text.as_str())
}

fn stays_in_file(row: &[Token]) -> bool {
    (0..row.len()).all(|at| {
        let attribute = || match word(row, at + 1) {
            "[" => ATTRIBUTES.contains(&word(row, at + 2)),
            "!" => word(row, at + 2) == "[" && word(row, at + 3) == "doc",
            // A `#` in a macro's rules.
            _ => false,
        };
        match word(row, at) {
            "#" => attribute(),
            // The module of another file.
            "mod" => word(row, at + 2) != ";",
            other => !NOT_JOINED.contains(&other),
        }
    })
}

/// What a brace opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Brace {
    Module,
    /// The paths of a `use` declaration that share a prefix.
    Paths,
    Other,
}

/// Whether each `super` means a module of the file. `above` is the number of the file's modules that the text is in.
fn has_parents_in_file(row: &[Token], above: usize) -> bool {
    // The path in a macro begins where the macro is used, which may be at the top of the file.
    let defines_macro = above == 0 && (0..row.len()).any(|at| word(row, at) == "macro_rules");
    let before = |at: usize, back: usize| at.checked_sub(back).map_or("", |at| word(row, at));
    let follows_path = |at: usize| before(at, 1) == ":" && before(at, 2) == ":";
    let mut open = Vec::new();
    for at in 0..row.len() {
        match word(row, at) {
            "{" if before(at, 2) == "mod" => open.push(Brace::Module),
            "{" if follows_path(at) || open.last() == Some(&Brace::Paths) => {
                open.push(Brace::Paths);
            }
            "{" => open.push(Brace::Other),
            "}" => {
                open.pop();
            }
            PARENT => {
                let modules = open.iter().filter(|brace| **brace == Brace::Module);
                // A `super` that continues a path is rare, so a file with one is simply built alone.
                let continues = follows_path(at) || open.last() == Some(&Brace::Paths);
                if above + modules.count() == 0 || continues || defines_macro {
                    return false;
                }
            }
            _ => {}
        }
    }
    true
}

/// Whether there is one function `main`, outside of all braces, with a signature that means the same anywhere: `main`
/// must not be generic, for example.
fn has_plain_main(row: &[Token]) -> bool {
    let mut depth = 0_usize;
    let mut found = 0;
    for at in 0..row.len() {
        match word(row, at) {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            "fn" if word(row, at + 1) == "main" && depth == 0 => {
                let before = at.checked_sub(1).map_or("", |at| word(row, at));
                let plain = matches!(before, "" | "}" | ";" | "]" | "pub")
                    && word(row, at + 2) == "("
                    && word(row, at + 3) == ")";
                let signature = row[at..].iter().map(|token| token.text.as_str());
                let mut signature = signature.take_while(|word| *word != "{");
                if !plain || signature.any(|word| matches!(word, "impl" | "where" | ";")) {
                    return false;
                }
                found += 1;
            }
            _ => {}
        }
    }
    found == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_could_tell_a_module_from_a_crate_are_built_alone() {
        for joinable in [
            "fn main() {}",
            "//! About.\n/// Runs.\npub fn main() -> Result<(), String> { Ok(()) }\n// end",
            "#[derive(Debug)] struct S;\nfn main() { std::process::exit(3) }\nmod m { pub fn f() {} }",
            "use std::cell::Cell; fn main() {}\n#[cfg(test)] mod tests { #[test] fn t() {} }",
            "fn f() {} fn main() {}\n#[cfg(test)] mod tests { use super::*; #[test] fn t() { super::f() } }",
            "fn main() {} mod m { pub(super) fn f() {} mod inner { use super::{f, self as above}; } }",
            "fn main() { mod m { use super::*; } }",
        ] {
            assert!(is_joinable(joinable), "{joinable}");
        }
        for alone in [
            "",
            "fn main() {",
            "#![allow(unused)] fn main() {}",
            "fn main() { super::other() }",
            "fn main() { let r#mod = Some(1); let Some(_) = r#mod else { return super::f() }; }",
            "use super::*; fn main() {}",
            "use super as other; fn main() {}",
            "pub(super) fn main() {}",
            "fn main() {} impl super::S { fn f() {} }",
            "fn main() {} mod m {} use super::*;",
            "fn main() {} mod m { use super::super::*; }",
            "fn main() {} mod m { use self::super::super::*; }",
            "fn main() {} mod m { use super::{super::f, main}; }",
            "fn main() {} mod m { use super::{self as a, {super::f}}; }",
            "fn main() { m::m!() } mod m { macro_rules! m { () => { super::f() } } pub use m; }",
            "pub(crate) struct S; fn main() {}",
            "macro_rules! m { () => { $crate::f() } } fn main() {}",
            "#[macro_export] macro_rules! m { () => {} } fn main() {}",
            "extern crate std as other; fn main() {}",
            "#[no_mangle] fn main() {}",
            "fn main() { println!(\"{}\", module_path!()) }",
            "use std::any::type_name as name; fn main() { name::<u8>(); }",
            "fn main() { std::env::args(); }",
            "mod other; fn main() {}",
            "fn f() {}",
            "mod m { fn main() {} }",
            "async fn main() {}",
            "fn main<'a>() {}",
            "fn main() where u8: Copy {}",
            "fn main() -> impl std::process::Termination {}",
            "fn main() {}\n#[allow(unused)]",
            "fn main() {}\n/// Ends in a brace }",
            "fn main() {} fn main() {}",
        ] {
            assert!(!is_joinable(alone), "{alone}");
        }
        assert!(are_tests_joinable(
            "use super::{A, f};\n#[test]\nfn t() { f() }"
        ));
        assert!(!are_tests_joinable(
            "use super::*;\n#[test]\nfn t() { crate::f() }"
        ));
        assert!(!are_tests_joinable("use super::*;\nuse super::super::*;"));
    }
}
