//! A long file and a long run, of which only what is in view is laid out: the screen looks as if all of it had been
//! laid out.

use super::driver::Driver;
use super::script::play;
use super::verdicts;
use cellmate::app::layout;

/// Strings and comments that continue on the next line, lines that are too long, tabs, and the mark of the panic.
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

/// The rows of a long run with two threads, at the event in its middle, on a screen of this size.
fn stepped(width: u16, height: u16) -> Vec<String> {
    let mut trace = verdicts::threads();
    let round = trace.events.split_off(1);
    trace.events.extend(round.iter().cycle().take(150).cloned());
    let mut driver = Driver::new("tests/course/good");
    driver.size = (width, height);
    driver.give(verdicts::panicked(), Some(trace));
    driver.press("4z");
    driver.state().session.position.step = Some(75);
    let buffer = driver.draw();
    let area = layout(driver.state()).unwrap().verdict.body;
    let row = |y| (area.left()..area.right()).map(move |x| (x, y));
    let text = |y| row(y).map(|at| buffer[at].symbol()).collect();
    (area.top()..area.bottom()).map(text).collect()
}

#[test]
fn a_long_run_looks_the_same_in_part_as_in_whole() {
    for width in [160, 100, 40] {
        let (part, whole) = (stepped(width, 30), stepped(width, 400));
        let current = |rows: &[String]| rows.iter().position(|row| row.starts_with('▸')).unwrap();
        let (here, there) = (current(&part), current(&whole));
        // Fewer rows follow the current one than precede it.
        let following = here / 3;
        assert!(following > 1, "{}", part.join("\n"));
        let seen = &part[1..here + following];
        assert_eq!(seen, &whole[there + 1 - here..there + following]);
    }
}
