//! The page `cellmate help trace` shows exactly what cellmate prints.

use std::process::Command;

#[test]
fn the_samples_of_the_help_page_are_what_cellmate_prints() {
    let page = include_str!("../../src/cli/help/trace.md");
    for program in ["refused", "cycle"] {
        let path = format!("tests/glass/programs/help/{program}.rs");
        let ran = Command::new(env!("CARGO_BIN_EXE_cellmate"))
            .args(["trace", &path])
            .env("COLUMNS", "80")
            .output()
            .unwrap();
        let printed = String::from_utf8(ran.stdout).unwrap();
        let sample = format!("```text\n{}\n```", printed.trim_end());
        assert!(page.contains(&sample), "the page lacks\n{sample}");
    }
}
