//! A long file, of which only the visible lines are drawn: they look the same at every scroll position.

use super::driver::Driver;
use super::script::play;
use cellmate::app::layout;

/// Strings and comments that go on, lines that are too long, tabs, and the mark of the panic.
fn program() -> String {
    let part = "fn f() {\n\tlet text = \"a\nb // no comment\n\";\n/* a\n  \"comment\" */ let tick = '\"';\n}\n";
    let long = format!("let long = {};\n", "x + ".repeat(80));
    (part.repeat(6) + &long).repeat(5)
}

fn showing(height: u16) -> Driver {
    let mut driver = Driver::new("tests/course/good");
    driver.size = (120, height);
    driver.write("counter", &program());
    play(&mut driver, "grader: panics\n keys: fz");
    driver.draw();
    driver
}

/// Returns the rows of the pane and their position in the file.
fn rows(driver: &mut Driver) -> (usize, Vec<String>) {
    let buffer = driver.draw();
    let area = layout(driver.state()).unwrap().file.body;
    // The last columns may mark that there is more.
    let row = |y: u16| {
        (2..118).fold(String::new(), |row, x| {
            let cell = &buffer[(x, y)];
            row + cell.symbol() + &cell.fg.to_string()
        })
    };
    let rows = (area.y..area.y + area.height).map(row).collect();
    (driver.state().scroll.file.at, rows)
}

#[test]
fn a_long_file_looks_the_same_wherever_it_is_scrolled() {
    let (_, whole) = rows(&mut showing(400));
    let mut driver = showing(30);
    for key in ["<home>", "<down>", "<pgdn>", "<pgdn>", "<end>", "<up>"] {
        driver.press(key);
        let (at, seen) = rows(&mut driver);
        assert_eq!(seen, whole[at..at + seen.len()], "at row {at}");
    }
    // If the file gets shorter, its end stays visible.
    driver.write("counter", &"fn main() {}\n".repeat(40));
    driver.notice_save("counter");
    assert!(driver.screen().contains("fn main"));
}
