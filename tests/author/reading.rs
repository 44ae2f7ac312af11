//! What `verify` finds without running anything.

use crate::course::{Files, short};
use cellmate::author;

const ANSWER: &str = "lessons/small/answer.toml";
const LIST: &str = "lessons/course.toml";

/// A change (path, old, new; see [`Files::change`]) and the finding that it leads to.
type Case = (&'static str, &'static str, &'static str, &'static str);

const CASES: &[Case] = &[
    // Texts.
    (
        ANSWER,
        "One thing at a time",
        "TODO: say it. One thing at a time",
        ":7: not written yet",
    ),
    (
        ANSWER,
        "**An answer that nobody checked is a guess.**\n",
        "#### Deep\n",
        ":11: this heading is deeper than three levels",
    ),
    (
        ANSWER,
        "**An answer that nobody checked is a guess.**\n",
        "```diagram:\na -> b\n```\n",
        ":11: this diagram has no sentence for readers who cannot see it",
    ),
    (
        ANSWER,
        "say = \"What to look at first.\"",
        "say = \"See <b>.\"",
        ":38: `<b>` is an HTML tag, which cellmate does not show",
    ),
    (
        ANSWER,
        ". A function gives\nan answer, and `main` prints it. Nothing else happens here, which is why it serves to show what a lesson is\nmade of: a file to begin with, a finished one, tests that nobody sees, and files that are wrong on purpose.",
        ".",
        ":7: the text has 86 words",
    ),
    (
        ANSWER,
        "Where to look and this goes on with a few more words, so that there are twenty of them in all, or some more.",
        "Where?",
        ":52: this hint has 1 word",
    ),
    (
        ANSWER,
        "[[hint]]\nid = \"where\"\ntext = \"Where to look and this goes on with a few more words, so that there are twenty of them in all, or some more.\"\n",
        "",
        ":51: there is only one hint",
    ),
    (
        ANSWER,
        "[[test]]",
        "[schedules]\nrun = \"main\"\n\n[[test]]",
        ":31: `[schedules]` runs `main`, which learners edit",
    ),
    (
        "exercises/small/answer.rs",
        "//! A real program",
        "//! TODO: A real program",
        ":1: not written yet",
    ),
    (
        LIST,
        "title = \"Small\"",
        "title = \"TODO: a name\"",
        ":9: not written yet",
    ),
    (
        LIST,
        "say = \"Something is wrong",
        "say = \"Something is [wrong][here]",
        ":15: the link `[here]` has no definition",
    ),
    // Parts.
    (
        ANSWER,
        "[[mistake]]\nfile = \"not_a_number.rs\"\noutcome = \"compile-error\"\nfeedback = \"not-a-number\"\n",
        "",
        ":2: only 1 mistake is declared\ntests/mistakes/answer/not_a_number.rs: no `[[mistake]]` declares this file",
    ),
    (
        "tests/alternatives/answer/another_way.rs",
        "",
        "",
        "lessons/small/answer.toml:2: there are no alternative solutions",
    ),
    (
        ANSWER,
        "forbid = [\"unsafe\"]",
        "forbid = ['f(\"']",
        ":29: the rule `f(\"` is not a sequence of Rust tokens",
    ),
    (
        ANSWER,
        "fn answer() -> u32\"",
        "answer() -> u32\"",
        ":28: `answer() -> u32` is not a function signature",
    ),
    (
        ANSWER,
        "error = \"E0308\" }",
        "source = 'f(\"' }",
        ":45: the source `f(\"` is not a sequence of Rust tokens",
    ),
    (
        "exercises/small/order.rs",
        "    // <arrange>\n",
        "    // <arrange>\n    println!(\"one\");\n    println!(\"two\");\n",
        "lessons/small/order.toml:28: the starter already has the lines in the right order",
    ),
    (
        LIST,
        "when = { stage = \"tests\" }",
        "when = { stage = \"tests\", starter = true }",
        "lessons/small/answer.toml:2: stage `tests` has no fallback feedback",
    ),
    (
        "lessons/small/guess.toml",
        "outcome = \"finished\", stdout = \"1\\n\" }",
        "outcome = \"compile-error\", error = \"E0001\" }",
        ":20: learners cannot pick E0001, because the course does not say what it means",
    ),
    // Files.
    (
        "exercises/small/spare.rs",
        "",
        "fn main() {}\n",
        ": no lesson uses this file",
    ),
    (
        "tests/hidden/spare.rs",
        "",
        "fn main() {}\n",
        ": no lesson uses this file",
    ),
    (
        "lessons/small/notes.txt",
        "",
        "Remember.\n",
        ": no lesson uses this file",
    ),
    (
        "tests/mistakes/answer/spare.rs",
        "",
        "fn main() {}\n",
        ": no `[[mistake]]` declares this file",
    ),
    (
        "tests/hidden/which.rs",
        "",
        "\n",
        ": a lesson of kind `choose` does not use this file",
    ),
    (
        "tests/hidden/answer.rs",
        "#[test]",
        "#[test]\nfn spare() {}\n\n#[test]",
        ":5: no `[[test]]` names `spare`, so it never runs",
    ),
    // The loader's problems are findings, too.
    (
        ANSWER,
        "level = \"easy\"",
        "level = \"esay\"",
        ":3: `level` cannot be `esay`",
    ),
];

#[test]
fn each_change_to_a_good_course_leads_to_its_finding() {
    assert_eq!(short(&author::inspect(&Files::good().tree(), &[])), [""; 0]);
    let mut wrong = Vec::new();
    for (path, old, new, wanted) in CASES {
        let mut files = Files::good();
        files.change(path, old, new);
        let found = short(&author::inspect(&files.tree(), &[])).join("\n");
        let wanted = if wanted.starts_with(':') {
            format!("{path}{wanted}")
        } else {
            (*wanted).to_owned()
        };
        if found != wanted {
            wrong.push(format!("wanted {wanted}\nfound  {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn only_the_requested_lessons_are_inspected() {
    let mut files = Files::good();
    files.change(ANSWER, "level = \"easy\"", "level = \"esay\"");
    files.change("lessons/small/order.toml", "One thing", "TODO: one thing");
    let only = |id: &str| short(&author::inspect(&files.tree(), &[id.to_owned()]));
    assert_eq!(only("which"), [""; 0]);
    assert_eq!(
        only("order"),
        ["lessons/small/order.toml:7: not written yet"]
    );
    assert_eq!(only("answer").len(), 1);
    assert_eq!(
        only("witch"),
        ["lessons/course.toml: there is no lesson `witch`"]
    );
}

#[test]
fn a_lesson_that_cannot_be_read_is_reported_without_its_title() {
    let mut files = Files::good();
    files.change(ANSWER, "level = \"easy\"", "level = \"esay\"");
    let report = author::inspect(&files.tree(), &[]);
    let last = report.lessons.last().unwrap();
    assert_eq!(
        (last.id.as_str(), &last.title, last.findings.len()),
        ("answer", &None, 1)
    );
    assert_eq!(report.lessons.len(), 4);
    files.change("lessons/course.toml", "", "");
    let report = author::inspect(&files.tree(), &[]);
    assert!(
        report.course[0].message.contains("does not exist"),
        "{:?}",
        report.course
    );
}

#[test]
fn a_style_that_the_course_does_not_ask_for_is_only_noted() {
    let mut files = Files::good();
    files.change(ANSWER, "Where to look and this", "Where?\" #");
    files.change("tests/alternatives/answer/another_way.rs", "", "");
    let asked = author::inspect(&files.tree(), &[]);
    assert_eq!(asked.findings().count(), 2, "{:?}", short(&asked));
    assert_eq!(asked.notes, [""; 0]);
    files.change(
        LIST,
        "style = { lengths = true, examples = true, rustfmt = true }\n",
        "",
    );
    let free = author::inspect(&files.tree(), &[]);
    assert_eq!(short(&free), [""; 0]);
    assert_eq!(free.notes.len(), 2);
    assert!(
        free.notes[0].contains("this hint has 1 word"),
        "{:?}",
        free.notes
    );
}
