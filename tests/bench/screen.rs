//! What the full screen costs: its first frame, frames with much in them, the time that passes while nothing happens, and
//! memory.
//!
//! `cargo bench --bench screen` prints each figure beside its target. The targets: a first frame within 25 ms if the
//! terminal is not asked for its background, other frames within 4 ms, no time at all while nothing happens, and less
//! than 25 MiB.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on panics")]

#[expect(dead_code, reason = "the stories of the tests need more of it")]
#[path = "../behavior/driver.rs"]
mod driver;
#[path = "../behavior/grader.rs"]
mod grader;
#[path = "../behavior/keys.rs"]
mod keys;
#[expect(dead_code, reason = "the tests in a terminal need more of it")]
#[path = "../tui/pty.rs"]
mod pty;
#[cfg(target_os = "linux")]
mod rest;
#[path = "../behavior/verdicts.rs"]
mod verdicts;

use cellmate::compare::{CompareMode, compare};
use cellmate::desk::{Desk, ThemeChoice};
use cellmate::screen::draw;
use cellmate::theme::{Depth, Palette, Theme};
use cellmate::verdict::{EventKind, RunReport, Trace, TraceEvent, Verdict};
use driver::Driver;
use portable_pty::native_pty_system;
use pty::Start;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use std::io::{Read, Write};
use std::time::{Duration, Instant};

const SIZE: (u16, u16) = (120, 36);

/// How often something is started, or drawn.
const STARTS: usize = 20;
const FRAMES: usize = 200;

/// How much has to be drawn.
const LINES: usize = 10_000;
const EVENTS: usize = 2_000;

fn main() {
    first_frame();
    frames();
    #[cfg(target_os = "linux")]
    rest::figures();
}

/// How the terminal reacts to the question for its background.
#[derive(Clone, Copy)]
enum Asked {
    /// The theme is not `auto`, so there is no question.
    Never,
    /// It answers.
    Answers,
    /// It is silent, so cellmate waits as long as it ever does.
    Silent,
}

/// From the start of the process to the first bytes of its screen, and to the whole first frame.
fn first_frame() {
    let mut start = Start::with_desk();
    let variants = [
        ("theme is not auto", Asked::Never),
        ("terminal answers", Asked::Answers),
        ("terminal is silent", Asked::Silent),
    ];
    let mut nothing = Vec::new();
    let mut times = variants.map(|_| (Vec::new(), Vec::new()));
    // All take turns, so that a busy machine slows down all of them.
    for round in 0..=STARTS {
        start.args = vec!["--version".to_owned()];
        let (bare, _) = begun(&start, "cellmate 0", Asked::Never);
        start.args.clear();
        if round > 0 {
            nothing.push(bare);
        }
        for ((_, asked), (bytes, frames)) in variants.iter().zip(&mut times) {
            choose_theme(&start, *asked);
            let (first, whole) = begun(&start, "This course is about", *asked);
            if round > 0 {
                bytes.push(first);
                frames.push(whole);
            }
        }
    }
    let nothing = middle(nothing);
    println!("`cellmate --version`                   {nothing:>9.2?}");
    for ((variant, asked), (bytes, frames)) in variants.into_iter().zip(times) {
        let target = match asked {
            Asked::Never => "   target 25 ms",
            Asked::Answers | Asked::Silent => "",
        };
        for (what, took, target) in [
            ("first bytes", middle(bytes), ""),
            ("first frame", middle(frames), target),
        ] {
            let ratio = took.as_secs_f64() / nothing.as_secs_f64();
            let what = format!("{what}, {variant}");
            println!("{what:<37}  {took:>9.2?}   {ratio:.2} times that{target}");
        }
    }
}

fn choose_theme(start: &Start, asked: Asked) {
    let theme = match asked {
        Asked::Never => ThemeChoice::Dark,
        Asked::Answers | Asked::Silent => ThemeChoice::Auto,
    };
    let desk = Desk::open(&start.home.path().join("cellmate")).unwrap();
    desk.set(|settings| settings.theme = theme).unwrap();
}

/// How long it takes until a byte arrives, and until the screen shows these words.
fn begun(start: &Start, words: &str, asked: Asked) -> (Duration, Duration) {
    const ANSWER: &[u8] = b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1b[?62;22c";
    let pty = native_pty_system().openpty(pty::size(SIZE)).unwrap();
    let mut reader = pty.master.try_clone_reader().unwrap();
    let mut writer = pty.master.take_writer().unwrap();
    let begun = Instant::now();
    let mut child = pty.slave.spawn_command(start.command()).unwrap();
    drop(pty.slave);
    let mut screen = vt100::Parser::new(SIZE.1, SIZE.0, 0);
    let (mut bytes, mut first) = ([0; 16000], None);
    let whole = loop {
        let read = reader.read(&mut bytes).unwrap_or(0);
        assert!(read > 0, "{}", screen.screen().contents());
        let now = begun.elapsed();
        first.get_or_insert(now);
        // The last of the two questions.
        if matches!(asked, Asked::Answers) && bytes[..read].ends_with(b"\x1b[c") {
            writer.write_all(ANSWER).unwrap();
        }
        screen.process(&bytes[..read]);
        if screen.screen().contents().contains(words) {
            break now;
        }
    };
    // A process that has already ended receives nothing.
    writer.write_all(b"q").ok();
    while matches!(reader.read(&mut bytes), Ok(1..)) {}
    child.wait().unwrap();
    (first.unwrap_or(whole), whole)
}

/// The first lesson with a verdict and a trace, after these keys.
fn graded(verdict: Verdict, trace: Trace, keys: &str) -> Driver {
    let mut driver = Driver::new("tests/course/good");
    driver.give(verdict, Some(trace));
    driver.press(keys);
    driver
}

/// Frames with much in them, drawn and put into the bytes that a terminal gets.
fn frames() {
    let lines = ("<down>", "<up>");
    let judged = |verdict, keys| graded(verdict, verdicts::trace(), keys);
    let text = "a line of many\n".repeat(LINES);
    let read = judged(verdicts::passed(), "<tab><tab>");
    frame("a lesson's text", read, lines);
    let mut printed = verdicts::passed();
    printed.observed.run = Some(RunReport {
        stdout: text.clone(),
        ..RunReport::default()
    });
    frame("10,000 lines printed", judged(printed, "1"), lines);
    let mut differing = verdicts::wrong_output();
    differing.diff = compare(CompareMode::Exact, &text, &text.replace("many", "more")).unwrap();
    frame("10,000 lines that differ", judged(differing, "1"), lines);
    let mut long = judged(verdicts::panicked(), "6");
    let program = "fn f() { let x = \"text\"; } // and so on\n".repeat(LINES);
    long.write("counter", &program);
    long.notice_save("counter");
    frame("a file of 10,000 lines", long, lines);
    for (name, trace) in [
        ("borrows", verdicts::trace()),
        ("threads", verdicts::threads()),
    ] {
        let mut stepped = graded(verdicts::panicked(), long_trace(&trace), "4");
        stepped.state().session.position.step = Some(EVENTS / 2);
        let what = format!("2,000 events, {name}, stepped");
        frame(&what, stepped, ("<right>", "<left>"));
        // If nothing was refused, the run is shown as a whole.
        let mut finished = trace;
        let is_refused = |event: &TraceEvent| matches!(event.kind, EventKind::Refused { .. });
        finished.events.retain(|event| !is_refused(event));
        finished.explanations.clear();
        let whole = graded(verdicts::passed(), long_trace(&finished), "4");
        frame(
            &format!("2,000 events, {name}"),
            whole,
            ("<pgdn>", "<pgup>"),
        );
    }
}

/// The events of a trace again and again, each guard with a number of its own.
fn long_trace(trace: &Trace) -> Trace {
    let mut json = serde_json::to_value(trace).unwrap();
    let events = json["events"].as_array().unwrap().clone();
    let (made, rest) = events.split_first().unwrap();
    let mut all = vec![made.clone()];
    while all.len() < EVENTS {
        for event in rest {
            let mut event = event.clone();
            if event.get("guard").is_some() {
                event["guard"] = serde_json::json!((all.len() - 1) / rest.len());
            }
            all.push(event);
        }
    }
    json["events"] = serde_json::json!(all);
    serde_json::from_value(json).unwrap()
}

/// Draws again and again, with a key pressed in between: there and back.
fn frame(what: &str, mut driver: Driver, (there, back): (&str, &str)) {
    let colors = Theme {
        depth: Depth::TrueColor,
        palette: Palette::Dark,
        paints_ground: false,
    };
    let options = TerminalOptions {
        viewport: Viewport::Fixed(Rect::new(0, 0, SIZE.0, SIZE.1)),
    };
    let mut terminal = Terminal::with_options(CrosstermBackend::new(Vec::new()), options).unwrap();
    let mut times = Vec::new();
    for round in 0..=FRAMES {
        driver.press(if round % 2 == 0 { there } else { back });
        let started = Instant::now();
        let mut scroll = None;
        terminal
            .draw(|frame| scroll = Some(draw(driver.state(), colors, frame)))
            .unwrap();
        let took = started.elapsed();
        driver.state().drawn(&scroll.unwrap());
        // In the first frame, everything is new.
        if round > 0 {
            times.push(took);
        }
    }
    let longest = times.iter().max().copied().unwrap_or_default();
    let took = middle(times);
    println!("frame: {what:<32} {took:>9.1?}   longest {longest:.1?}   target 4 ms");
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
