//! Tests with values other than those that `main` uses.
use super::answer;

#[test]
fn gives_the_answer() {
    assert_eq!(answer(), 42);
}
