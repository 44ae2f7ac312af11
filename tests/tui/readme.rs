//! The pictures in the README are of a screen that cellmate really shows.

use super::pty::{Pty, Start};
use cellmate::desk::{Desk, ThemeChoice};
use regex_lite::Regex;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use vt100::{Cell, Color};

const SIZE: (u16, u16) = (100, 33);

/// The size of a character of the picture, and its baseline.
const WIDTH: u16 = 9;
const HEIGHT: u16 = 20;
const BASELINE: u16 = 15;

#[test]
fn the_screen_in_the_readme_is_what_cellmate_draws() {
    let mut start = Start::with_desk().env("COLORTERM", "truecolor");
    let desk = Desk::open(&start.home.path().join("cellmate")).unwrap();
    desk.set(|settings| settings.theme = ThemeChoice::Dark)
        .unwrap();
    start.size = SIZE;
    let mut pty = start.go();
    pty.shows("Wrong output");
    pty.press("/when a guard\r");
    pty.shows("Panicked on line");
    pty.press("b");
    pty.shows("4 of 6");
    // The words are in the order in which the screen is drawn, from top to bottom.
    for words in [
        "reader would be dropped",
        STEPS[3],
        "It lives until",
        "space play",
    ] {
        pty.shows(words);
    }
    let picture = with_fixed_time(&document(&drawing(&pty)));
    // The recording: the same run, step by step.
    pty.press("\x1b[H");
    let mut frames = Vec::new();
    for (says, step) in STEPS.iter().zip(1..) {
        // The sentence is drawn last.
        pty.shows(&format!("  {step} of 6"));
        pty.shows(says);
        frames.push(drawing(&pty));
        pty.press("\x1b[C");
    }
    let recording = with_fixed_time(&document(&animated(&frames)));
    pty.press("q");
    assert!(pty.ended().success());
    for (name, picture) in [("screen.svg", picture), ("steps.svg", recording)] {
        let drawn = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(".github")
            .join(name);
        if std::env::var_os("CELLMATE_BLESS").is_some() {
            fs::write(drawn, picture).unwrap();
            continue;
        }
        let same = fs::read_to_string(drawn).unwrap() == picture;
        assert!(same, "CELLMATE_BLESS=1 draws .github/{name} again");
    }
}

/// The ends of the sentences of the steps.
const STEPS: [&str; 6] = [
    "is created, a RefCell<Vec<i32>>.",
    "now 1 read guard).",
    "prints \"len is 3\\n\".",
    "Line 21: cannot borrow values mutably.",
    "Line 21: panics.",
    "while unwinding (values is now free).",
];

/// Shows one drawing after the other, again and again.
fn animated(frames: &[String]) -> String {
    const SECONDS: f32 = 1.6;
    let count = u16::try_from(frames.len()).unwrap();
    let (all, part) = (SECONDS * f32::from(count), 100.0 / f32::from(count));
    let mut svg = format!(
        "<style>.frame{{visibility:hidden;animation:show {all:.1}s step-end infinite}}\
         @keyframes show{{0%{{visibility:visible}}{part:.3}%{{visibility:hidden}}}}</style>\n"
    );
    for (at, frame) in (0..count).zip(frames) {
        let delay = SECONDS * f32::from(at);
        writeln!(
            svg,
            "<g class=\"frame\" style=\"animation-delay:{delay:.1}s\">\n{frame}</g>"
        )
        .unwrap();
    }
    svg
}

/// Replaces the time that a grading took, which differs from run to run.
fn with_fixed_time(text: &str) -> String {
    let time = Regex::new(r"\d\.\d\d s").unwrap();
    time.replace_all(text, "0.31 s").into_owned()
}

/// The background of the picture, which the theme paints too.
const GROUND: &str = "#1e1e1e";

fn document(drawing: &str) -> String {
    let (columns, rows) = SIZE;
    let (width, height) = (columns * WIDTH, rows * HEIGHT);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{GROUND}\"/>\n{drawing}</svg>\n"
    )
}

/// Draws the screen as SVG: backgrounds first, then the text, a run of one style at a time.
fn drawing(pty: &Pty) -> String {
    let mut svg = String::new();
    let screen = pty.cells();
    for (y, row) in (0..).zip(&screen) {
        let mut at = 0;
        while at < row.len() {
            let style = style(&row[at]);
            let run = row[at..]
                .iter()
                .take_while(|cell| self::style(cell) == style);
            let text: String = run.map(symbol).collect();
            let length = text.chars().count();
            let (x, wide) = (
                u16::try_from(at).unwrap() * WIDTH,
                u16::try_from(length).unwrap() * WIDTH,
            );
            let (color, ground, weight) = style;
            if let Some(ground) = ground {
                writeln!(
                    svg,
                    "<rect x=\"{x}\" y=\"{}\" width=\"{wide}\" height=\"{HEIGHT}\" fill=\"{ground}\"/>",
                    y * HEIGHT
                )
                .unwrap();
            }
            if !text.trim().is_empty() {
                writeln!(
                    svg,
                    "<text x=\"{x}\" y=\"{}\" textLength=\"{wide}\" xml:space=\"preserve\" fill=\"{color}\"{weight}>{}</text>",
                    y * HEIGHT + BASELINE,
                    text.replace('&', "&amp;").replace('<', "&lt;")
                )
                .unwrap();
            }
            at += length;
        }
    }
    svg
}

fn symbol(cell: &Cell) -> &str {
    if cell.has_contents() {
        cell.contents()
    } else {
        " "
    }
}

/// The color of the text, that of its background, and more attributes.
fn style(cell: &Cell) -> (String, Option<String>, &'static str) {
    let rgb = |color: Color| match color {
        Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        Color::Default | Color::Idx(_) => None,
    };
    let weight = match (cell.bold(), cell.italic()) {
        (true, _) => " font-weight=\"bold\"",
        (false, true) => " font-style=\"italic\"",
        (false, false) => "",
    };
    let color = rgb(cell.fgcolor()).unwrap_or_else(|| "#d6dbe5".to_owned());
    let ground = rgb(cell.bgcolor()).filter(|ground| ground != GROUND);
    (color, ground, weight)
}
