use super::*;

#[test]
fn counts() {}
