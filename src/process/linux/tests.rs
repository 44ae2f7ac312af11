//! Tests of `linux`.

use super::Stat;

#[test]
fn a_name_with_parentheses_does_not_shift_the_fields() {
    let line =
        "7 (a) b (c) S 1 7 42 0 -1 4194304 1 0 0 0 30 4 2 1 20 0 1 0 100 0 0 18446744073709551615";
    let stat = Stat {
        session: "42".to_owned(),
        cpu_ticks: Some(37),
    };
    assert_eq!(Stat::parse(line), Some(stat));
    assert_eq!(Stat::parse("7 (cut off) S 1"), None);
}
