//! Many texts are built as modules of one crate. Their verdicts are those that each gets alone.

use crate::{grader, lesson};
use cellmate::build::{Built, Module, Profile, Target, Toolchain, Workspace};
use cellmate::grader::{Attempt, GradingBackend as _};
use cellmate::process::{Cancel, Launcher};
use cellmate::verdict::{Edition, Verdict};
use std::path::PathBuf;
use std::time::Duration;

/// Texts for the lesson below that pass or fail in many ways, in the order in which they share a crate.
const TEXTS: [(&str, &str); 15] = [
    ("passes", "PROGRAM"),
    (
        "fails a test",
        "pub fn twice(n: u8) -> u8 { n + 2 }\nfn main() { println!(\"{}\", twice(2)); }",
    ),
    (
        "panics",
        "pub fn twice(n: u8) -> u8 { n * 2 }\n\nfn main() { println!(\"{}\", twice(200)); }",
    ),
    (
        "panics in a test",
        "pub fn twice(n: u8) -> u8 { n.checked_mul(2).unwrap() + u8::from(n > 9) * 255 }\nfn main() { println!(\"{}\", twice(2)); }",
    ),
    ("warns", "PROGRAM fn unused() {}"),
    ("warns too", "PROGRAM\nfn unused() { let a = 1; }"),
    ("is not Rust", "PROGRAM }"),
    (
        "has a wrong type",
        "pub fn twice(n: u8) -> u8 { \"\" }\nfn main() {}",
    ),
    (
        "has a wrong borrow",
        "pub fn twice(n: u8) -> u8 { n * 2 }\nfn main() { let mut n = 4; let m = &mut n; println!(\"{n}\"); *m = 1; }",
    ),
    ("lacks what the tests use", "fn main() { println!(\"4\"); }"),
    ("has no main", "pub fn twice(n: u8) -> u8 { n * 2 }"),
    (
        "returns an error",
        "pub fn twice(n: u8) -> u8 { n * 2 }\nfn main() -> Result<(), u8> { println!(\"4\"); Err(7) }",
    ),
    (
        "reaches for another text",
        "pub use super::attempt_0::twice;\nfn main() { println!(\"{}\", twice(2)); }",
    ),
    (
        "has a module that uses its parent",
        "pub fn twice(n: u8) -> u8 { inner::double(n) }\nmod inner { pub fn double(n: u8) -> u8 { super::sum(n, n) } }\nfn sum(a: u8, b: u8) -> u8 { a + b }\nfn main() { println!(\"{}\", twice(2)); }",
    ),
    (
        "reads its own arguments",
        "pub fn twice(n: u8) -> u8 { n * 2 }\nfn main() { println!(\"{}\", twice(2) as usize + std::env::args().len() - 1); }",
    ),
];

const PROGRAM: &str =
    "pub fn twice(n: u8) -> u8 { n * 2 }\nfn main() { println!(\"{}\", twice(2)); }";

const HIDDEN: &str = "use super::twice;\n\n#[test]\nfn doubles() {\n    assert_eq!(twice(3), 6, \"twice 3\");\n}\n\n#[test]\nfn doubles_more() {\n    assert_eq!(twice(50), 100, \"twice 50\");\n}\n";

#[test]
fn a_verdict_is_the_same_however_many_are_graded() {
    let lesson = lesson::tested("4\n", &["doubles", "doubles_more"], HIDDEN);
    let course = lesson::course(vec![lesson.clone()]);
    let texts = TEXTS.map(|(name, text)| (name, text.replace("PROGRAM", PROGRAM)));
    let attempts: Vec<Attempt<'_>> = texts
        .iter()
        .map(|(_, text)| Attempt::new(&lesson, text))
        .collect();
    let grader = grader();
    let grade = |attempts: &[Attempt<'_>]| {
        let all = grader.grade_all(&course, attempts, &Cancel::new(), &|_, _| ());
        all.unwrap().into_iter().map(|graded| graded.verdict)
    };
    let together: Vec<Verdict> = grade(&attempts).collect();
    for ((name, _), (attempt, joined)) in texts.iter().zip(attempts.iter().zip(together)) {
        let alone = grade(std::slice::from_ref(attempt)).next().unwrap();
        for (joined, alone) in plain(&joined).iter().zip(plain(&alone)) {
            assert_eq!(*joined, alone, "the text that {name}");
        }
    }
}

/// Returns the verdict without what differs from run to run: times, numbers of threads and of attempts.
fn plain(verdict: &Verdict) -> Vec<String> {
    let mut verdict = format!("{verdict:#?}");
    for number in 0..TEXTS.len() {
        verdict = verdict.replace(&format!("_{number}`"), "`");
    }
    let lines = verdict.lines().filter(|line| !line.contains("millis: "));
    lines.map(without_numbers).collect()
}

/// Replaces the number before the folder of an attempt, and that of a thread.
fn without_numbers(text: &str) -> String {
    let words = text.split_inclusive([' ', '\n']);
    words
        .map(|word| {
            let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
            let inner = word.trim_end().strip_prefix('(');
            let inner = inner.and_then(|word| word.strip_suffix(')'));
            let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
            if rest.starts_with('/') || inner.is_some_and(is_number) {
                rest.trim_start_matches(|c: char| "(0123456789".contains(c))
            } else {
                word
            }
        })
        .collect()
}

#[test]
fn only_files_without_a_message_share_a_crate() {
    let profile = Profile {
        allow_dead_code: false,
        edition: Edition::E2024,
        optimize: false,
        line_tables: false,
        glass: false,
    };
    let launcher = Launcher::at(PathBuf::from(env!("CARGO_BIN_EXE_cellmate")));
    let mut workspace = Workspace::new(&Toolchain::find().unwrap(), &launcher, profile).unwrap();
    let texts = [
        "fn main() { println!(\"0\"); }",
        "fn main() { let unused = 1; }",
        "fn main() { 1 + \"\"; }",
        "fn main() { println!(\"3\"); }",
    ];
    let target = |(at, text): (usize, &str)| Target {
        name: format!("program_{at}"),
        path: format!("{at}/program.rs"),
        text: text.to_owned(),
        harness: false,
        module: Some(Module {
            name: format!("module_{at}"),
            files: Vec::new(),
        }),
    };
    let targets: Vec<Target> = texts.into_iter().enumerate().map(target).collect();
    let wall = Duration::from_mins(10);
    let built = workspace.build(&targets, wall, &Cancel::new()).unwrap();
    let arguments = |built: &Built| -> Option<Vec<String>> {
        let arguments = built.executable.as_ref()?.arguments([]);
        Some(arguments.into_iter().map(str::to_owned).collect())
    };
    let module = |name: &str| Some(vec![name.to_owned()]);
    let expected = [module("module_0"), Some(vec![]), None, module("module_3")];
    assert_eq!(built.iter().map(arguments).collect::<Vec<_>>(), expected);
    let path = |built: &Built| built.executable.as_ref().unwrap().path.clone();
    assert_eq!(path(&built[0]), path(&built[3]));
    let codes = |built: &Built| -> Vec<Option<String>> {
        let diagnostics = built.diagnostics.iter();
        diagnostics.map(|found| found.code.clone()).collect()
    };
    let code = |code: &str| vec![Some(code.to_owned())];
    assert_eq!(codes(&built[1]), code("unused_variables"));
    assert_eq!(codes(&built[2]), code("E0277"));
}
