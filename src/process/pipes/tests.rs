//! Tests of `pipes`.

use super::Word;

#[test]
fn only_a_launcher_is_understood() {
    let cases: [(&str, Word); 6] = [
        ("", Word::None),
        ("hello", Word::None),
        ("ready", Word::None),
        ("ready\n", Word::Ready),
        (
            "failed: setsid: not permitted\n",
            Word::Failed("setsid: not permitted".to_owned()),
        ),
        (
            "ready\nrefused: Exec format error (os error 8)\n",
            Word::Refused("Exec format error (os error 8)".to_owned()),
        ),
    ];
    for (said, heard) in cases {
        assert_eq!(Word::heard(said.as_bytes()), heard, "{said:?}");
    }
}
