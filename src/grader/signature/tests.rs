//! Tests of `signature`.

use super::*;

fn same(left: &str, right: &str) -> bool {
    FnSignature::parse(left).expect("a signature")
        == FnSignature::parse(right).expect("a signature")
}

#[test]
fn names_of_parameters_visibility_and_bodies_do_not_matter() {
    for (left, right) in [
        (
            "fn get(&self, key: u64) -> u64",
            "pub fn get(&self, k: u64) -> u64 { k }",
        ),
        ("fn f(self)", "#[inline] pub(crate) fn f(mut self) {}"),
        (
            "fn f(x: (u8, u8), y: u8)",
            "fn f((a, b): (u8, u8), mut y: u8,) {}",
        ),
        (
            "fn f(p: Point) -> [u64; 4]",
            "fn f(Point { x, y: Some(z) }: Point) -> [u64; 4] { [0; 4] }",
        ),
        (
            "fn f(g: impl Fn(u8) -> u8, h: u8)",
            "fn f(a: impl Fn(u8) -> u8, b: u8) {}",
        ),
        (
            "fn f<F: Fn() -> u8>(f: F)",
            "fn f<F: Fn() -> u8>(run: F) where {}",
        ),
        ("fn f(x: std::rc::Rc<u8>)", "fn f(y: std::rc::Rc<u8>) {}"),
    ] {
        assert!(same(left, right), "{left} / {right}");
    }
}

#[test]
fn types_and_receivers_matter() {
    for (left, right) in [
        ("fn get(&self)", "fn get(&mut self)"),
        ("fn get(&self)", "fn get(self)"),
        ("fn f() -> [u64; 4]", "fn f() -> [u64; 5]"),
        ("fn f(x: [u8; 3])", "fn f(x: [u8; 4])"),
        ("fn get(&self) -> u64", "fn get(&self) -> u32"),
        ("fn get(&self, key: u64)", "fn get(&self, key: &u64)"),
        ("fn get(&self, a: u8)", "fn get(&self, a: u8, b: u8)"),
        ("fn get(&self)", "fn set(&self)"),
    ] {
        assert!(!same(left, right), "{left} / {right}");
    }
}

#[test]
fn only_a_function_is_a_signature() {
    for text in ["", "fn", "fn f", "struct S;", "fn f("] {
        assert!(FnSignature::parse(text).is_none(), "{text}");
    }
}
