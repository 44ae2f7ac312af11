//! Determines whether a program reads how many handles an `Arc` has.

use crate::glass::tokens::SourceTokens;

/// Functions that return how many handles an `Arc` has.
pub const HANDLE_COUNTS: [&str; 2] = ["strong_count", "weak_count"];
/// Functions whose result depends on that number, and that no other type of std has.
const READ_COUNTS: [&str; 3] = ["try_unwrap", "make_mut", "unwrap_or_clone"];
/// Functions like these that other types have, too. On `Arc`, they are not methods.
const MAY_READ_COUNTS: [&str; 2] = ["get_mut", "into_inner"];
/// Types whose functions of these names have nothing to do with handles.
const OTHERS: [&str; 12] = [
    "Mutex",
    "RwLock",
    "RefCell",
    "Cell",
    "UnsafeCell",
    "OnceCell",
    "OnceLock",
    "HashMap",
    "BTreeMap",
    "AtomicUsize",
    "AtomicBool",
    "PoisonError",
];

/// Returns whether a program may read how many handles an `Arc` has. That number depends on when other threads drop
/// their handles, and dropping one is not a step. Looks at tokens, so a comment or a string doesn't count, but an alias
/// of `Arc` does.
pub(super) fn are_read(source: &str) -> bool {
    let Some(tokens) = SourceTokens::parse(source) else {
        return true;
    };
    let words = (0..tokens.len()).map(|at| tokens.text(at).trim_start_matches("r#"));
    let tokens: Vec<&str> = words.collect();
    let has = |word: &str| tokens.contains(&word);
    // A type may have another one's name in this file.
    let renamed = |name: &str| {
        let mut pairs = tokens.windows(2);
        pairs.any(|pair| ["as", "type"].contains(&pair[0]) && pair[1] == name)
    };
    let may_read = |(at, word): (usize, &&str)| {
        let word = *word;
        let is_of_handles = HANDLE_COUNTS.contains(&word) || READ_COUNTS.contains(&word);
        let before = |back: usize| at.checked_sub(back).map_or("", |at| tokens[at]);
        // An `Rc` belongs to one thread.
        if before(1) == ":" && before(3) == "Rc" && !renamed("Rc") {
            return false;
        }
        if is_of_handles || word == "upgrade" && has("Arc") {
            return true;
        }
        let is_other = before(1) == "." || before(1) == "fn" || {
            let owner = before(3);
            before(1) == ":" && OTHERS.contains(&owner) && !renamed(owner)
        };
        MAY_READ_COUNTS.contains(&word) && !is_other
    };
    tokens.iter().enumerate().any(may_read)
}

#[cfg(test)]
mod tests {
    use super::are_read;

    #[test]
    fn only_code_that_reads_a_handle_count_counts() {
        for text in [
            "use std::sync::Arc; fn f() { Arc::get_mut(&mut a); }",
            "use std::sync::Arc as Rc; fn f() { Rc::strong_count(&a); }",
            "use std::sync::Arc as A; fn f() { A::into_inner(a); }",
            "use std::sync::Arc as Mutex; fn f() { Mutex::into_inner(a); }",
            "type Cell = std::sync::Arc<u32>; fn f() { Cell::get_mut(&mut a); }",
            "fn f() { Arc::<u32>::get_mut(&mut a); <Arc<u32>>::get_mut(&mut a); }",
            "use std::sync::Arc; fn f(w: W) { w.strong_count(); }",
            "use std::sync::Arc; fn f(w: W) { if w.upgrade().is_some() {} }",
            "fn f() { let take = Arc::r#try_unwrap; }",
            "macro_rules! of_arc { ($name:ident) => { Arc::$name(&mut a) } } fn f() { of_arc!(get_mut); }",
        ] {
            assert!(are_read(text), "{text}");
        }
        for text in [
            "// Arc::get_mut\nfn f() { println!(\"Arc::strong_count\"); }",
            "use std::sync::Arc; fn f() { map.get_mut(&1); m.into_inner(); Mutex::into_inner(m); }",
            "struct Own; impl Own { fn get_mut(&mut self) {} }",
            "use std::rc::Weak; fn f(w: Weak<u32>) { w.upgrade(); }",
            "use std::rc::Rc; fn f(r: Rc<u32>) { println!(\"{}\", Rc::strong_count(&r)); Rc::try_unwrap(r); }",
        ] {
            assert!(!are_read(text), "{text}");
        }
    }
}
