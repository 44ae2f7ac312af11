//! The screen in the README is one that cellmate really shows.

use super::pty::Start;
use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- screen -->\n```text\n";
const END: &str = "```\n<!-- end of screen -->";

#[test]
fn the_screen_in_the_readme_is_a_real_one() {
    let mut start = Start::with_desk();
    start.size = (100, 33);
    let mut pty = start.go();
    pty.shows("wrong output");
    pty.press("/when a guard\r");
    pty.shows("panicked on line");
    pty.press("b");
    pty.shows("reader dropped (panic)");
    let shown = pty.text();
    let lines = shown.lines().map(|line| line.trim_end().to_owned() + "\n");
    let shown: String = lines.collect();
    pty.press("q");
    assert!(pty.ended().success());
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&readme).unwrap();
    let (before, after) = text.split_once(BEGIN).unwrap();
    let (listed, rest) = after.split_once(END).unwrap();
    if std::env::var_os("CELLMATE_BLESS").is_some() {
        return fs::write(readme, [before, BEGIN, &shown, END, rest].concat()).unwrap();
    }
    assert_eq!(listed, shown, "put this between the marks:\n{shown}");
}
