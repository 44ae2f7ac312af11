//! What `verify` advises to do about what programs did: one finding for each cause.

use crate::course::{Case, Files, LESSON, ONE_TOO_FEW, OTHER, SOLUTION, verify};

const HIDDEN: &str = "tests/hidden/ID.rs";
const PRINT: &str = "println!(\"{}\", answer());";

/// Each case with parts of the only expected finding.
const CASES: &[Case] = &[
    // Programs that should pass.
    (
        "answer",
        &[(
            SOLUTION,
            PRINT,
            "let map = std::collections::HashMap::from([(1, 1), (2, 2), (3, 3), (4, 4)]);\n    println!(\"{map:?}\");",
        )],
        &[
            "(what it prints varies from run to run)",
            "help: sort what it prints, or use a `BTreeMap`",
        ],
    ),
    (
        "answer",
        &[(
            SOLUTION,
            PRINT,
            "println!(\"{:?}\", std::time::SystemTime::now());",
        )],
        &["help: don't print times, which vary"],
    ),
    (
        "answer",
        &[(
            SOLUTION,
            "    42\n",
            "    std::env::vars().count().min(0) as u32 + 42\n",
        )],
        &[
            "help: remove it; or if the lesson is about it, write `allow = [\"std::env\"]` in `[rules]` of lessons/small/ID.toml",
        ],
    ),
    (
        "answer",
        &[
            (
                LESSON,
                "forbid = [\"unsafe\"]",
                "forbid = [\"unsafe\"]\nallow = [\"std::fs\"]",
            ),
            (
                SOLUTION,
                "    42\n",
                "    std::fs::read(\"notes.txt\").unwrap().len() as u32\n",
            ),
        ],
        &["help: don't read files: cellmate runs programs in an empty folder"],
    ),
    (
        "answer",
        &[(LESSON, "stdout = \"42\\n\"", "stdout = '42\\n'")],
        &["help: write `stdout` in `[expect]` of lessons/small/ID.toml between double quotes"],
    ),
    (
        "answer",
        &[
            (
                LESSON,
                "stdout = \"42\\n\"",
                "stdout = \"(42)\\n\"\ncompare = \"regex\"",
            ),
            (SOLUTION, PRINT, "println!(\"({})\", answer());"),
            (OTHER, PRINT, "println!(\"({})\", answer());"),
        ],
        &["help: write `stdout` between single quotes, with a backslash before each `(`"],
    ),
    (
        "answer",
        &[
            (LESSON, "[[test]]", "[limits]\nrun_ms = 300\n\n[[test]]"),
            (
                SOLUTION,
                PRINT,
                "std::thread::sleep(std::time::Duration::from_secs(3));\n    println!(\"{}\", answer());",
            ),
        ],
        &["help: fix this file, or `run_ms` in `[limits]` of lessons/small/ID.toml (now 300)"],
    ),
    // Hidden tests.
    (
        "answer",
        &[
            (
                SOLUTION,
                "fn answer",
                "const SPARE: u32 = 42;\n\nfn spare() -> u32 {\n    SPARE\n}\n\nfn answer",
            ),
            (SOLUTION, "    42\n", "    spare()\n"),
            (HIDDEN, "super::answer", "super::{answer, spare}"),
            (HIDDEN, "answer(), 42", "answer(), spare()"),
            (
                "exercises/small/ID.rs",
                "fn answer",
                "fn spare() -> u32 {\n    42\n}\n\nfn answer",
            ),
            (
                ONE_TOO_FEW,
                "fn answer",
                "fn spare() -> u32 {\n    42\n}\n\nfn answer",
            ),
        ],
        &[
            "this alternative does not pass: it finishes, the hidden tests don't compile with it (unresolved import `super::spare`)",
            "help: make tests/hidden/ID.rs:2 use only what each right file has",
        ],
    ),
    (
        "answer",
        &[
            (
                SOLUTION,
                "fn answer",
                "#[derive(Debug, PartialEq)]\nstruct Own(u32);\n\nfn own() -> Own {\n    Own(answer())\n}\n\nfn answer",
            ),
            (SOLUTION, PRINT, "println!(\"{}\", own().0);"),
            (HIDDEN, "use super::answer;", "use super::{Own, own};"),
            (HIDDEN, "answer(), 42", "own(), Own(42)"),
        ],
        &[
            "a hidden test compares a `Own`",
            "help: use a `match` to extract a number or a string",
        ],
    ),
    // Feedback on mistakes.
    (
        "answer",
        &[
            (
                LESSON,
                "[[hint]]",
                "[[feedback]]\nid = \"fails\"\nwhen = { test = \"reads\" }\nsay = \"Does it fail?\"\n\n[[hint]]",
            ),
            (
                LESSON,
                "[[test]]",
                "[[test]]\nname = \"reads\"\nsays = \"reads\"\n\n[[test]]",
            ),
            (
                HIDDEN,
                "#[test]",
                "#[test]\nfn reads() {\n    assert_eq!(answer() % 2, 0);\n}\n\n#[test]",
            ),
            (
                LESSON,
                "[[mistake]]",
                "[[mistake]]\nfile = \"odd.rs\"\noutcome = \"finished\"\nfeedback = \"fails\"\n\n[[mistake]]",
            ),
            (
                "tests/mistakes/ID/odd.rs",
                "",
                "//! Odd.\n\nfn answer() -> u32 {\n    43\n}\n\nfn main() {\n    println!(\"42\");\n}\n",
            ),
            (
                LESSON,
                "outcome = \"finished\"\nfeedback = \"one-too-few\"",
                "outcome = \"finished\"\nfeedback = \"fails\"",
            ),
            (ONE_TOO_FEW, "    41\n", "    40\n"),
            (LESSON, "stdout = \"^41\"", "stdout = \"^40\""),
        ],
        &[
            "`one_too_few.rs` should get the feedback `fails`, but gets `one-too-few`",
            "help: write `feedback = \"one-too-few\"` in this `[[mistake]]`; or if the file should fail the test `reads` (tests/hidden/ID.rs:5), check what that asserts",
        ],
    ),
    (
        "answer",
        &[
            (LESSON, "stdout = \"^41\"", "stdout = \"^41$\""),
            (
                ONE_TOO_FEW,
                PRINT,
                "println!(\"the answer\");\n    println!(\"{}\", answer());",
            ),
        ],
        &[
            "but gets `output`",
            "help: write `(?m)` before the pattern `^41$` in `stdout` of `one-too-few`: without it",
        ],
    ),
    (
        "answer",
        &[
            (
                LESSON,
                "[[feedback]]\nid = \"one-too-few\"",
                "[[feedback]]\nid = \"wrong\"\nwhen = { lacks = \"42\" }\nsay = \"It is wrong.\"\n\n[[feedback]]\nid = \"one-too-few\"",
            ),
            (
                "tests/mistakes/ID/not_a_number.rs",
                "\"42\"",
                "\"forty-two\"",
            ),
        ],
        &[
            "mistakes get the feedback `wrong` instead of `one-too-few` and `not-a-number`",
            "help: move it below them",
        ],
    ),
    (
        "answer",
        &[(
            OTHER,
            "",
            "//! What a learner with a real misconception would write.\n\nfn answer() -> u32 {\n    41\n}\n\nfn main() {\n    println!(\"{}\", answer());\n}\n",
        )],
        &[
            "this file has the same text as tests/alternatives/ID/another_way.rs",
            "help: remove one of them: an alternative passes, and a mistake does not",
        ],
    ),
    // Uses that must not compile.
    (
        "answer",
        &[(
            LESSON,
            "[[test]]",
            "[[must_reject]]\nid = \"no-text\"\ncode = \"fn probe() { super::anwser(1) }\"\nerror = \"E0425\"\n\
             allowed = \"fn probe() { super::answer(); }\"\nsays = \"takes nothing\"\n\n[[test]]",
        )],
        &[
            "`no-text` uses `anwser`, which the solution does not have",
            "help: did you mean `answer`?",
        ],
    ),
    // Lines to arrange.
    (
        "order",
        &[(
            LESSON,
            "\"println!(\\\"two\\\");\"",
            "\"println!(\\\"two\\\", 1);\"",
        )],
        &[
            "help: write `println!(\"two\");`, as in the solution, instead of `println!(\"two\", 1);`",
        ],
    ),
    (
        "order",
        &[(
            LESSON,
            "println!(\\\"three\\\");",
            "println!(\\\"two\\\",);",
        )],
        &[
            "the program passes with the distractor `println!(\"two\",);` in place of a right line, too",
            "help: remove it, or change it so that it is wrong",
        ],
    ),
];

#[test]
fn each_cause_leads_to_one_finding_with_its_advice() {
    let mut files = Files::good();
    let id = |number: usize| {
        format!(
            "{}_{}",
            CASES[number].0,
            char::from(b'a' + u8::try_from(number).unwrap())
        )
    };
    for (number, (lesson, changes, _)) in CASES.iter().enumerate() {
        files.copy(lesson, &id(number));
        for (path, old, new) in *changes {
            files.change(&path.replace("ID", &id(number)), old, new);
        }
    }
    let (report, _) = verify(&files.tree(), &[]);
    let mut wrong = Vec::new();
    for (number, (_, _, parts)) in CASES.iter().enumerate() {
        let id = id(number);
        let lesson = report.lessons.iter().find(|lesson| lesson.id == id);
        let found: Vec<String> = lesson
            .unwrap()
            .findings
            .iter()
            .map(ToString::to_string)
            .collect();
        let parts: Vec<String> = parts.iter().map(|part| part.replace("ID", &id)).collect();
        if found.len() != 1 || !parts.iter().all(|part| found[0].contains(part)) {
            wrong.push(format!(
                "{id}: wanted {parts:#?}\nfound {}",
                found.join("\n")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
