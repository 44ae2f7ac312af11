//! Hidden tests for `retire_the_refcell`. They use what the text fixes: `report`.
use super::report;

#[test]
fn sums_each_person() {
    let expected = "kim: 10\nlou: 5\nall: 15\n";
    assert_eq!(
        report("lou 5\nkim 1\nkim 9"),
        expected,
        "the report on lou 5, kim 1 and kim 9"
    );
    let names = ["gil", "ann", "hal", "bob", "fay", "cid", "eve", "dan"];
    let notes = names.map(|name| format!("{name} 1\n")).concat();
    let mut sorted = names;
    sorted.sort_unstable();
    let expected = sorted.map(|name| format!("{name}: 1\n")).concat() + "all: 8\n";
    assert_eq!(report(&notes), expected, "the report on eight people");
}

#[test]
fn nothing_to_sum() {
    assert_eq!(report(""), "all: 0\n", "the report on empty notes");
    assert_eq!(report("\n\n"), "all: 0\n", "the report on two blank lines");
}

#[test]
fn names_what_it_does_not_understand() {
    let notes = "kim\n\nkim 2\nkim -1\n\nlou 1 h";
    let expected = "kim: 2\nall: 2\nline 1? kim\nline 4? kim -1\nline 6? lou 1 h\n";
    assert_eq!(
        report(notes),
        expected,
        "the report on six lines, two of them blank, and three that make no sense"
    );
}

#[test]
fn begins_anew() {
    for count in ["first", "second"] {
        assert_eq!(
            report("kim"),
            "all: 0\nline 1? kim\n",
            "the {count} report on a line that makes no sense"
        );
    }
    assert_eq!(
        report("lou 1"),
        "lou: 1\nall: 1\n",
        "the report on lou 1, after two others"
    );
}

#[test]
fn names_equal_lines() {
    assert_eq!(
        report("kim\nlou 1\nkim"),
        "lou: 1\nall: 1\nline 1? kim\nline 3? kim\n",
        "the report on a line that makes no sense twice"
    );
}

#[test]
fn parses_as_before() {
    assert_eq!(
        report("kim  3\n lou 2\n   \nkim 1"),
        "kim: 1\nall: 1\nline 1? kim  3\nline 2?  lou 2\nline 3?    \n",
        "the report on two spaces, a space in front, and nothing but spaces"
    );
}
