//! Tests of `rules`.

use super::*;

fn first_line(rule: &str, text: &str) -> Option<u32> {
    first_use(rule, &Tokens::parse(text).unwrap()).map(|(line, _)| line)
}

#[test]
fn cells_stands_for_every_container_and_the_first_one_is_named() {
    let text = "use std::sync::atomic::AtomicU32;\nstatic N: AtomicU32 = AtomicU32::new(0);\nfn f(x: &Mutex<u8>) {}";
    assert_eq!(first_line("@cells", text), Some(2));
    assert_eq!(first_line("@cells", "fn cell() { Box::new(1); }"), None);
}

#[test]
fn a_macro_named_like_an_assertion_is_noticed_also_under_another_name() {
    for text in [
        "macro_rules! assert_eq { ($($t:tt)*) => {} }",
        "macro_rules! mine { () => {} }\nuse mine as assert_eq;",
    ] {
        assert!(
            own_assertions(&Tokens::parse(text).unwrap()).is_some(),
            "{text}"
        );
    }
    let text = "macro_rules! mine { () => { assert_eq!(1, 1) } }";
    assert!(own_assertions(&Tokens::parse(text).unwrap()).is_none());
}

#[test]
fn a_changed_signature_is_shown_with_its_line() {
    let tokens =
        Tokens::parse("struct S;\nimpl S {\n  fn get(&mut self, key: u64) -> u64 { key }\n}")
            .unwrap();
    let breach = signature_breach("fn get(&self, key: u64) -> u64", &tokens).unwrap();
    assert_eq!(breach.line, Some(3));
    assert!(signature_breach("fn get(&mut self, k: u64) -> u64", &tokens).is_none());
    let missing = signature_breach("fn set(&self)", &tokens).unwrap();
    assert_eq!(missing.line, None);
}
