//! A long file, of which only what is seen is drawn: it looks the same wherever it stands.

use super::driver::Driver;
use super::sample::{judged, panicked};
use cellmate::app::layout;
use cellmate::keymap::Key;

/// Strings and comments that go on, lines that are too long, tabs, and the mark of the panic.
fn program() -> String {
    let part = "fn f() {\n\tlet text = \"a\nb // no comment\n\";\n/* a\n  \"comment\" */ let tick = '\"';\n}\n";
    let long = format!("let long = {};\n", "x + ".repeat(80));
    (part.repeat(6) + &long).repeat(5)
}

fn showing(height: u16) -> Driver {
    let mut driver = judged(120, height, panicked());
    driver.press("6z");
    driver
        .state
        .model
        .files
        .insert("counter".to_owned(), Ok(program()));
    driver.state.model.graded.get_mut("counter").unwrap().text = program();
    driver.draw();
    driver
}

/// The rows of the pane, and where they stand in the whole.
fn rows(driver: &mut Driver) -> (usize, Vec<String>) {
    let area = layout(&driver.state).unwrap().verdict;
    let buffer = driver.draw();
    // The last columns may say that there is more.
    let row = |y: u16| {
        (0..116).fold(String::new(), |row, x| {
            let cell = &buffer[(x, y)];
            row + cell.symbol() + &cell.fg.to_string()
        })
    };
    let rows = (area.y..area.y + area.height).map(row).collect();
    (driver.state.extents.verdict.at, rows)
}

#[test]
fn a_long_file_looks_the_same_wherever_it_is_scrolled() {
    let (_, whole) = rows(&mut showing(400));
    let mut driver = showing(30);
    for key in [
        Key::Home,
        Key::Down,
        Key::PageDown,
        Key::PageDown,
        Key::End,
        Key::Up,
    ] {
        driver.key(key);
        let (at, seen) = rows(&mut driver);
        assert_eq!(seen, whole[at..at + seen.len()], "at row {at}");
    }
    // A shorter one from there on is not lost below its end.
    let short = "fn main() {}\n".repeat(40);
    driver
        .state
        .model
        .files
        .insert("counter".to_owned(), Ok(short));
    assert!(driver.text().contains("fn main"));
}
