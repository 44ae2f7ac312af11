//! Lists written in many ways, and the same with a lesson more.

use super::with_lesson;

const HEAD: &str = "format = 1 # one\n\n[[chapter]]\nid = \"a\"\ntitle = \"A\"\n";

/// A list, and the same with a lesson more.
const LISTS: &[(&str, &str)] = &[
    ("lessons = []\n", "lessons = [\"new\"]\n"),
    ("lessons = [ ] # none\n", "lessons = [\"new\" ] # none\n"),
    (
        "lessons = [\"x\"] # one\n",
        "lessons = [\"x\", \"new\"] # one\n",
    ),
    ("lessons = [\"x\",]\n", "lessons = [\"x\", \"new\",]\n"),
    (
        "lessons = [\n  \"x\",\n]\n",
        "lessons = [\n  \"x\",\n  \"new\",\n]\n",
    ),
    (
        "lessons = [\n\t'x'\n]\n",
        "lessons = [\n\t'x',\n\t\"new\"\n]\n",
    ),
    (
        "lessons = [\n  \"x\" # a, b\n]\n",
        "lessons = [\n  \"x\", # a, b\n  \"new\"\n]\n",
    ),
    (
        "lessons = [\n  \"x\", # a\n  # b\n]\n",
        "lessons = [\n  \"x\", # a\n  \"new\",\n  # b\n]\n",
    ),
    (
        "lessons = [\"w\",\n  \"x\"]\n",
        "lessons = [\"w\",\n  \"x\", \"new\"]\n",
    ),
    (
        "lessons = [\r\n  \"x\",\r\n]\r\n",
        "lessons = [\r\n  \"x\",\r\n  \"new\",\r\n]\r\n",
    ),
];

#[test]
fn a_lesson_is_put_in_as_a_hand_would() {
    for (before, after) in LISTS {
        let tail = "\n# kept\n[[feedback]]\nid = \"f\"\n";
        let whole = |lessons: &str| format!("{HEAD}{lessons}{tail}");
        assert_eq!(
            with_lesson(&whole(before), "a", "new").as_ref(),
            Some(&whole(after)),
            "{before}"
        );
    }
}

#[test]
fn a_new_chapter_stands_behind_the_last_one() {
    let chapter = "\n[[chapter]]\nid = \"b\"\ntitle = \"TODO: what the list shows for this chapter\"\nlessons = [\"new\"]\n";
    for (before, after) in [
        (format!("{HEAD}lessons = [] # none"), "\n"),
        (
            format!("{HEAD}lessons = []\n"),
            "\n# kept\n[[feedback]]\nid = \"f\"\n",
        ),
        ("format = 1\n".to_owned(), ""),
    ] {
        let tail = if after == "\n" { "" } else { after };
        let wanted = format!("{}\n{chapter}{tail}", before.trim_end_matches('\n'));
        assert_eq!(
            with_lesson(&format!("{before}{tail}"), "b", "new"),
            Some(wanted)
        );
    }
}

#[test]
fn what_is_written_in_another_way_is_left_alone() {
    assert_eq!(with_lesson("chapter = 1\n", "a", "new"), None);
    assert_eq!(
        with_lesson(
            "chapter = [{ id = \"a\", title = \"A\", lessons = [] }]\n",
            "b",
            "new"
        ),
        None
    );
    assert!(
        with_lesson(
            "chapter = [{ id = \"a\", title = \"A\", lessons = [] }]\n",
            "a",
            "new"
        )
        .is_some()
    );
}
