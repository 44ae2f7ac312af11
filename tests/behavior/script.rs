//! Stories, one step per line: a word, a colon and an argument. `driver` carries the steps out.
//!
//! | step | what it does |
//! |---|---|
//! | `keys: h<esc>` | presses keys on the full screen, which opens with the first of them |
//! | `click: TEXT`, `wheel up: TEXT`, `wheel down: TEXT` | clicks on this text, or turns the wheel over it |
//! | `paste: TEXT` | pastes into it |
//! | `line: hint` | types a line in plain mode, which starts with the first one; an empty one is Enter alone |
//! | `save: counter = passes` | another program saves the file of a lesson |
//! | `write: counter = passes` | the same, before cellmate notices |
//! | `size: 80x24` | resizes the terminal |
//! | `tick: 3` | lets the time pass in which playback shows three events |
//! | `vim: passes` | what the learner's editor writes when it opens next; without a text it cannot start |
//! | `grader: panics threads` | the grader reads these words instead of those of every text |
//! | `course: PROBLEM`, `course:` | the course is read again, with this problem or none |
//! | `course changes: which`, `course lacks: which` | a lesson of the course is changed, or removed |
//! | `meanwhile: counter = passes` | another program saves while the next verdict is being recorded |
//! | `hold: grader` | jobs that start from now on wait |
//! | `hold: events` | events are held back from now on |
//! | `release: TEXT` | the held job about this text continues; without a text, all of them do, and held events arrive |
//! | `fail: TEXT` | the same, but the job ends with a machine error |
//! | `stray trace: counter = wrong` | a trace of this text arrives instead of the awaited one |
//! | `restart:` | leaves, and starts the same front end on the same desk |
//! | `desk: read-only`, `no editor`, `none` | (first) another instance holds it; the built-in editor; the first start |
//! | `desk: without a course`, `without progress` | (first) the course cannot be read; progress cannot be recorded |
//! | `desk: with a removed lesson` | (first) an update removed a lesson from the course |
//! | `desk: unwatched` | (first) saves are watched for, but a file is where the folder of the exercises should be |
//! | `shows: TEXT`, `hides: TEXT` | what is, and is not, on the screen |
//! | `offers: WORD`, `withholds: WORD` | which keys the footer names, by their words |
//! | `says: TEXT`, `omits: TEXT` | what plain mode has, and has not, printed since the last line |
//! | `prompt: TEXT` | the prompt of plain mode |
//! | `disk: FILE = TEXT`, `FILE has TEXT`, `FILE lacks TEXT`, `no FILE` | what is on the desk, or below `~/`; a lesson's id names its file |
//! | `progress: counter = passed` | what is recorded about a lesson |
//! | `opened: counter at 5` | the learner's editor was opened with this file, at this line |
//! | `still:` | nothing plays, and no clock runs except for a grading |
//! | `left:`, `stays:`, `goes plain:` | cellmate has ended, or has not; plain mode takes over |
//!
//! `\n` is a newline; every text that is written ends with one.

use super::driver::Driver;
use super::grader::{Answer, scripted_result};
use cellmate::app::PointerAction;
use cellmate::desk::LessonProgress;
use cellmate::engine::Error;

/// Plays a story, and panics at the first step that fails.
pub(crate) fn story(script: &str) {
    play(&mut Driver::default(), script);
}

pub(crate) fn play(driver: &mut Driver, script: &str) {
    for (number, line) in script.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (word, rest) = line.split_once(':').unwrap();
        if let Err(why) = step(driver, word, rest.trim()) {
            panic!("line {}, `{line}`: {why}\n\n{}", number + 1, driver.scene());
        }
    }
}

fn step(driver: &mut Driver, word: &str, rest: &str) -> Result<(), String> {
    match word {
        "keys" => driver.press(rest),
        "click" => driver.point(PointerAction::Click, rest),
        "wheel up" => driver.point(PointerAction::WheelUp, rest),
        "wheel down" => driver.point(PointerAction::WheelDown, rest),
        "paste" => driver.paste(&text(rest)),
        "line" => driver.type_line(rest),
        "save" => {
            let (lesson, text) = assignment(rest);
            driver.write(lesson, &text);
            driver.notice_save(lesson);
        }
        "write" => {
            let (lesson, text) = assignment(rest);
            driver.write(lesson, &text);
        }
        "meanwhile" => {
            let (lesson, text) = assignment(rest);
            driver.write_while_recording(lesson, text);
        }
        "size" => {
            let (width, height) = rest.split_once('x').unwrap();
            driver.resize(width.parse().unwrap(), height.parse().unwrap());
        }
        "tick" => (0..rest.parse().unwrap()).for_each(|_: u32| driver.tick()),
        "vim" if rest.is_empty() => driver.edits_next(Err(Error::NoEditor)),
        "vim" => driver.edits_next(Ok(file(rest))),
        "grader" => {
            let (verdict, trace) = scripted_result(rest);
            driver.give(verdict, trace);
        }
        "course changes" => driver.change_course(rest, false),
        "course lacks" => driver.change_course(rest, true),
        "course" if rest.is_empty() => driver.reload_course(Vec::new()),
        "course" => driver.reload_course(vec![text(rest)]),
        "hold" => driver.hold(rest),
        "release" => driver.release(rest, Answer::GoOn),
        "fail" => driver.release(rest, Answer::Fail),
        "stray trace" => {
            let (lesson, text) = assignment(rest);
            driver.stray_trace(lesson, text);
        }
        "restart" => driver.restart(),
        "desk" => driver.prepare(rest),
        "shows" => return holds(driver.screen().contains(rest), "it does not show that"),
        "hides" => return holds(!driver.screen().contains(rest), "it shows that"),
        "offers" => return holds(driver.offers(rest), "it is not in the footer"),
        "withholds" => return holds(!driver.offers(rest), "it is in the footer"),
        "says" => return holds(driver.said().contains(&text(rest)), "it was not said"),
        "prompt" => return holds(driver.prompt() == rest, "the prompt is another one"),
        "omits" => return holds(!driver.said().contains(rest), "it was said"),
        "disk" => return disk(driver, rest),
        "progress" => {
            let (lesson, expected) = rest.split_once(" = ").unwrap();
            let recorded = summary(&driver.recorded(lesson));
            return holds(recorded == expected, &format!("recorded is: {recorded}"));
        }
        "opened" => {
            let (lesson, line) = rest.split_once(" at ").unwrap();
            let opened = driver.has_opened(lesson, line.parse().unwrap());
            return holds(opened, "it was not opened there");
        }
        "goes plain" => return holds(driver.switches_to_plain(), "the full screen stays"),
        "still" => {
            let state = driver.state();
            let is_still = state.tick_interval().is_none() || state.model().is_grading();
            return holds(is_still && !state.playback.playing, "something moves");
        }
        "left" => return holds(driver.has_quit(), "it goes on"),
        "stays" => return holds(!driver.has_quit(), "it has ended"),
        other => panic!("there is no step `{other}`"),
    }
    Ok(())
}

fn disk(driver: &Driver, rest: &str) -> Result<(), String> {
    if let Some(name) = rest.strip_prefix("no ") {
        return holds(driver.read(name).is_none(), "it is there");
    }
    if let Some((name, part)) = rest.split_once(" has ") {
        let found = driver.read(name).unwrap_or_default();
        return holds(found.contains(&text(part)), &format!("there is: {found:?}"));
    }
    if let Some((name, part)) = rest.split_once(" lacks ") {
        let found = driver.read(name).unwrap();
        return holds(
            !found.contains(&text(part)),
            &format!("there is: {found:?}"),
        );
    }
    let (name, expected) = assignment(rest);
    let found = driver.read(name);
    holds(
        found.as_ref() == Some(&expected),
        &format!("there is: {found:?}"),
    )
}

fn holds(true_: bool, why: &str) -> Result<(), String> {
    if true_ { Ok(()) } else { Err(why.to_owned()) }
}

fn assignment(rest: &str) -> (&str, String) {
    let (name, text) = rest.split_once(" = ").unwrap();
    (name, file(text))
}

fn file(rest: &str) -> String {
    text(rest) + "\n"
}

fn text(rest: &str) -> String {
    rest.replace("\\n", "\n")
}

fn summary(progress: &LessonProgress) -> String {
    let mut parts = Vec::new();
    if let Some(verdict) = &progress.verdict {
        parts.push(if verdict.passed { "passed" } else { "failed" }.to_owned());
    }
    if progress.first_pass.is_some() && parts.iter().all(|part| part != "passed") {
        parts.push("passed before".to_owned());
    }
    if !progress.hints.is_empty() {
        parts.push(format!("hints {}", progress.hints.join(" ")));
    }
    for (id, prediction) in &progress.predictions {
        let how = if prediction.right { "right" } else { "wrong" };
        parts.push(format!("predicted {id} {how}"));
    }
    for (id, answer) in &progress.answers {
        let how = if answer.right { "right" } else { "wrong" };
        parts.push(format!("answered {id} {how}"));
    }
    if let Some(lines) = &progress.arranged {
        parts.push(format!("arranged {} lines", lines.len()));
    }
    if progress.solution_seen {
        parts.push("solution seen".to_owned());
    }
    if parts.is_empty() {
        return "nothing".to_owned();
    }
    parts.join(", ")
}
