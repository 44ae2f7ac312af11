//! What `verify` only notes, because it may be right. Each change to the course that `cellmate course new` creates
//! leads to one note.

use crate::planted::new_course;
use crate::planted_errors::{CHOOSE, EDIT, PREDICT};
use cellmate::author;

const PROGRAM: &str = "exercises/basics/shadowing.rs";

/// What it is, the changes (path, old, new; see `Files::change`), and the note.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str, &'static str)],
    &'static str,
);

const CASES: &[Case] = &[
    (
        "a misspelled name in the task",
        &[(EDIT, "Make `area`", "Make `aera`")],
        "no file of the lesson contains `aera`: did you mean `area`?",
    ),
    (
        "a misspelled name in a hint",
        &[(EDIT, "body of `area`", "body of `arae`")],
        "no file of the lesson contains `arae`: did you mean `area`?",
    ),
    (
        "the code of another error",
        &[(EDIT, "E0308, mismatched", "E0384, mismatched")],
        "the text names the error E0384, but `[starter]` names E0308",
    ),
    (
        "a block of Rust that does not say so",
        &[(EDIT, "```rust\n", "```\n")],
        "this block looks like Rust, but cellmate does not compile it",
    ),
    (
        "a reply that does not fit its choice",
        &[(CHOOSE, "say = \"", "say = \"Yes. ")],
        "begins with `Yes`: add `right = true` here",
    ),
    (
        "the solution in the task",
        &[
            (
                EDIT,
                "- Make `area`",
                "- Write `width * height` alone.\n- Make `area`",
            ),
            (
                "solutions/basics/last_expression.rs",
                "    width * height\n",
                "    u32::max(0, width * height)\n",
            ),
            (
                EDIT,
                "- Keep",
                "- Write `u32::max(0, width * height)`.\n- Keep",
            ),
        ],
        "the task contains a line of the solution that the starter lacks",
    ),
    (
        "a function that is not written yet",
        &[(
            "solutions/basics/last_expression.rs",
            "    width * height\n",
            "    if width == 0 {\n        todo!()\n    }\n    width * height\n",
        )],
        "the solution contains `todo!`: write what is missing",
    ),
    (
        "two tests that check the same",
        &[
            (
                EDIT,
                "[[feedback]]\nid = \"starter\"",
                "[[test]]\nname = \"again\"\nsays = \"returns width times height for other rectangles\"\n\n[[feedback]]\nid = \"starter\"",
            ),
            (
                "tests/hidden/last_expression.rs",
                "#[test]",
                "#[test]\nfn again() {}\n\n#[test]",
            ),
        ],
        "this repeats `says` of the test `multiplies_width_by_height`",
    ),
    (
        "the time in an output",
        &[(
            PROGRAM,
            "println!(\"outside: {x}\");",
            "println!(\"outside: {:?}\", std::time::Instant::now().elapsed());",
        )],
        "this output contains a time",
    ),
    (
        "threads that sleep",
        &[(
            PROGRAM,
            "fn main() {\n",
            "fn main() {\n    std::thread::spawn(|| println!(\"first\"));\n    std::thread::sleep(std::time::Duration::from_millis(1));\n",
        )],
        "the order of this output depends on how long the threads sleep",
    ),
    (
        "the text of an error of the system",
        &[(PREDICT, "outside: 5\\n", "outside: (os error 2)\\n")],
        "this output contains an error message that differs between systems",
    ),
    (
        "a path in an output",
        &[
            (
                PROGRAM,
                "println!(\"outside: {x}\");",
                "println!(\"outside: {x} {}\", std::path::Path::new(\"a\").join(\"b\").display());",
            ),
            (PREDICT, "outside: 5\\n", "outside: 5 a/b\\n"),
        ],
        "this output contains a path",
    ),
];

#[test]
fn each_doubtful_part_leads_to_one_note() {
    let course = new_course();
    let usual = author::inspect(&course.tree(), &[]).notes;
    let mut wrong = Vec::new();
    for (what, changes, wanted) in CASES {
        let mut files = course.clone();
        for (path, old, new) in *changes {
            files.change(path, old, new);
        }
        let report = author::inspect(&files.tree(), &[]);
        let findings: Vec<String> = report.findings().map(ToString::to_string).collect();
        let notes = report
            .notes
            .into_iter()
            .filter(|note| !usual.contains(note));
        let notes: Vec<String> = notes.collect();
        let fits = matches!(&notes[..], [only] if only.contains(wanted));
        if !fits || !findings.is_empty() {
            wrong.push(format!("{what}: {notes:#?} {findings:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_beginning_of_a_known_name_is_not_a_misspelling() {
    let mut files = new_course();
    let usual = author::inspect(&files.tree(), &[]).notes;
    files.change(EDIT, "forbid = [", "forbid = [\"unwrap*\", ");
    assert_eq!(author::inspect(&files.tree(), &[]).notes, usual);
}

#[test]
fn a_text_of_another_lesson_is_noted() {
    let course = new_course();
    let hint = "Look at the last line in the body of `area`. It computes the right number, but the character after the product throws that number away.";
    let ask = "`greet` prints a greeting. Which parameter type lets a caller write `greet(\\\"Ada\\\")`, and also pass a `String` that it keeps using?";
    for (path, key, text, note) in [
        (
            "lessons/basics/running_total.toml",
            "text = \"",
            hint,
            "the hint `where` of the lesson `last_expression`",
        ),
        (
            PREDICT,
            "ask = \"",
            ask,
            "the question `parameter` of the lesson `text_parameter`",
        ),
    ] {
        let mut files = course.clone();
        let whole = files.0[path].clone();
        let at = whole.find(key).unwrap() + key.len();
        let end = at + whole[at..].find("\"\n").unwrap();
        files.change(path, &whole[at..end], text);
        let notes = author::inspect(&files.tree(), &[]).notes.join("\n");
        assert!(notes.contains("this repeats the"), "{note}: {notes}");
    }
}
