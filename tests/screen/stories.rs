//! What a learner does, and what comes of it.

use super::driver::Driver;
use super::sample::{
    begun, file, foretell, judged, opened, panicked, passed, refused, report, running, said, save,
    show, source, trace, wrong_output,
};
use cellmate::app::{
    Effect, Input, Message, Overlay, Pane, PointerAction, STEP_TIME, Tab, TerminalEffect, contexts,
    footer, layout,
};
use cellmate::course::Problem;
use cellmate::engine::{Command, Error, Event, JobKind, LessonStatus, Opened};
use cellmate::keymap::{self, Key};
use cellmate::verdict::OutcomeKind;
use std::fs;
use std::path::Path;

fn commands(driver: &mut Driver) -> Vec<Command> {
    let command = |effect| match effect {
        Effect::Engine(command) => Some(command),
        Effect::Terminal(_) => None,
    };
    driver.done().into_iter().filter_map(command).collect()
}

#[test]
fn the_first_start_asks_and_writes_nothing_before_enter() {
    let mut driver = Driver::new(120, 36);
    driver.open(Opened {
        desk: None,
        ..opened()
    });
    assert!(matches!(driver.state.overlay, Overlay::Welcome(_)));
    assert!(driver.text().contains("~/cellmate"));
    driver.press("<down>-rust<down><right>");
    assert_eq!(driver.done(), []);
    driver.press("<enter>");
    let made = Command::MakeDesk {
        dir: "~/cellmate-rust".to_owned(),
        editor: Some("nano".to_owned()),
        plain: false,
    };
    assert_eq!(commands(&mut driver), [made]);
}

#[test]
fn a_course_that_cannot_be_read_is_no_reason_to_wait_for_ever() {
    let mut driver = Driver::new(120, 36);
    let problems = vec![Problem::of_file("lessons/course.toml:1:8", "not a key", "")];
    driver.open(Opened {
        desk: None,
        course: None,
        problems,
        ..opened()
    });
    driver.press("<enter>");
    assert_eq!(driver.done(), []);
    assert!(driver.text().contains("course.toml:1:8"));
    let (course, problems) = (opened().course, Vec::new());
    driver.event(Event::CourseReloaded { course, problems });
    driver.press("<enter>");
    let made = commands(&mut driver);
    assert!(matches!(made[..], [Command::MakeDesk { .. }]), "{made:?}");
}

#[test]
fn keys_pressed_before_all_is_loaded_are_not_lost() {
    let mut driver = Driver::new(120, 36);
    driver.press("/two<enter>");
    driver.open(opened());
    assert_eq!(driver.state.model.lesson, "two_borrows");
}

#[test]
fn the_first_lesson_is_graded_as_it_came_and_turns_green_when_it_is_saved() {
    let mut driver = Driver::new(120, 36);
    driver.open(opened());
    let passing_by = commands(&mut driver)
        .iter()
        .any(|command| command.debounced_lesson() == Some("counter"));
    assert!(passing_by, "nobody has saved anything yet");
    report(&mut driver, "counter", refused());
    assert_eq!(driver.state.tab, Tab::Compiler, "it shows what failed");
    save(&mut driver, "counter");
    assert_eq!(
        driver
            .state
            .model
            .status(driver.state.model.current().unwrap()),
        LessonStatus::Grading
    );
    report(&mut driver, "counter", passed());
    let text = driver.text();
    assert!(text.contains("✓ passed"));
    assert!(
        text.contains("is written through a shared reference"),
        "the takeaway stands there"
    );
    assert!(text.contains("n   goes to \"Two borrows at once\""));
    driver.press("n");
    assert_eq!(driver.state.model.lesson, "two_borrows");
}

#[test]
fn next_goes_on_from_the_lesson_in_view_and_at_the_end_back_to_what_was_left_out() {
    let mut driver = begun(120, 36);
    driver.press("]n");
    assert_eq!(driver.state.model.lesson, "which");
    driver.press("nn");
    assert_eq!(driver.state.model.lesson, "counter");
}

#[test]
fn a_run_that_breaks_is_awaited_no_longer() {
    let mut driver = begun(120, 36);
    let (job, _) = running(&driver, JobKind::Grading { lesson: "counter" }).unwrap();
    let error = Error::Panicked;
    driver.event(Event::Failed { job, error });
    assert!(!driver.state.model.is_grading());
    assert!(driver.text().contains("cellmate crashed"));
}

#[test]
fn a_verdict_of_a_run_that_was_given_up_is_dropped() {
    let mut driver = begun(120, 36);
    let (job, _) = running(&driver, JobKind::Grading { lesson: "counter" }).unwrap();
    save(&mut driver, "counter");
    driver.event(Event::Graded {
        job,
        lesson: "counter".to_owned(),
        text: "old".to_owned(),
        verdict: Box::new(passed()),
        unrecorded: None,
    });
    assert!(driver.state.model.verdict().is_none());
    assert!(driver.state.model.is_grading());
}

#[test]
fn a_verdict_for_other_bytes_is_not_called_current() {
    let mut driver = judged(120, 36, passed());
    driver.event(Event::FileRead {
        lesson: "counter".to_owned(),
        text: Ok("fn main() {}".to_owned()),
    });
    assert!(driver.state.model.verdict().is_none());
    assert!(!driver.text().contains("✓ passed"));
}

#[test]
fn walking_through_the_list_gives_up_what_nobody_waits_for() {
    let mut driver = begun(120, 36);
    let (job, _) = running(&driver, JobKind::Grading { lesson: "counter" }).unwrap();
    driver.press("]");
    assert_eq!(driver.state.model.lesson, "two_borrows");
    assert!(commands(&mut driver).contains(&Command::Cancel { job }));
}

#[test]
fn e_opens_the_file_at_the_line_that_matters() {
    let mut driver = judged(120, 36, panicked());
    driver.done();
    driver.press("e");
    let path = file("counter");
    assert_eq!(
        driver.done(),
        [Effect::Terminal(TerminalEffect::Edit { path, line: 5 })]
    );
}

#[test]
fn hints_come_one_at_a_time_and_are_taken_down() {
    let mut driver = judged(120, 36, wrong_output());
    driver.done();
    driver.press("h");
    assert_eq!(driver.state.tab, Tab::Hints);
    let recorded = commands(&mut driver)
        .iter()
        .any(|command| matches!(command, Command::RecordHint { .. }));
    assert_eq!(
        recorded,
        !driver.state.model.current().unwrap().hints.is_empty()
    );
}

#[test]
fn a_prediction_is_committed_once_and_then_a_why_is_asked() {
    let mut driver = begun(120, 36);
    driver.press("]a<enter>");
    assert!(driver.text().contains("Type the number of the line"));
    driver.press("<down><down>4<enter>");
    let foretold = commands(&mut driver).iter().any(|command| {
        matches!(command, Command::Predict { commitment, .. } if *commitment == said(OutcomeKind::Panicked, Some(4)))
    });
    assert!(foretold);
    foretell(&mut driver, true);
    assert!(driver.text().contains("✓ right"));
    driver.press("<enter><down>");
    driver.press("one<enter>two<enter><enter>");
    foretell(&mut driver, false);
    assert!(driver.text().contains("✗ not quite"));
    driver.press("<enter>");
    assert!(driver.text().contains("Why?"));
    driver.press("2<enter>");
    assert!(driver.text().contains("There are two."));
    driver.press("<enter>1<enter>");
    assert!(driver.state.model.is_done());
    driver.press("<enter>");
    assert!(driver.text().contains("One writer or many readers."));
}

#[test]
fn what_is_printed_is_typed_line_by_line_even_a_q() {
    let mut driver = begun(120, 36);
    driver.press("]a<down>quit?<enter>/<enter><enter>");
    let printed = commands(&mut driver)
        .into_iter()
        .find_map(|command| match command {
            Command::Predict { commitment, .. } => commitment.stdout,
            _ => None,
        });
    assert_eq!(printed.as_deref(), Some("quit?\n/\n"));
}

#[test]
fn lines_are_taken_moved_and_written_into_the_file() {
    let mut driver = begun(120, 36);
    driver.press("]]]a");
    assert_eq!(driver.state.model.lesson, "in_order");
    driver.press("<space><space><up>K");
    driver.press("<enter>");
    let arranged = commands(&mut driver)
        .into_iter()
        .find_map(|command| match command {
            Command::Arrange { lines, .. } => Some(lines.len()),
            _ => None,
        });
    assert_eq!(arranged, Some(2));
}

#[test]
fn a_finished_chapter_is_shown_before_the_next_begins() {
    let mut driver = judged(120, 36, passed());
    driver.press("]a<down><down>4<enter>");
    foretell(&mut driver, true);
    driver.press("<enter><down><down><down><enter>");
    foretell(&mut driver, true);
    driver.press("<enter>1<enter><enter>n");
    assert!(driver.text().contains("✓ Start: this chapter is done"));
    driver.press("<enter>");
    assert_eq!(driver.state.model.lesson, "which");
}

#[test]
fn borrows_are_looked_at_when_they_are_asked_for_and_stepped_through() {
    let mut driver = judged(120, 36, panicked());
    driver.press("4");
    show(&mut driver, trace());
    assert!(driver.text().contains("is still reading"));
    driver.press("<right><right>");
    let text = driver.text();
    assert!(text.contains("Event 2 of 4"), "{text}");
    assert!(text.contains("cell has 1 read guard"));
    driver.press("<right><right><right>");
    assert!(driver.text().contains("cell is free"));
    driver.press("<space>");
    assert!(driver.state.wants_ticks());
    for _ in 0..9 {
        driver.tell(Message::Tick(STEP_TIME));
    }
    assert!(!driver.state.wants_ticks(), "it stops at the end");
}

#[test]
fn reset_asks_first() {
    let mut driver = judged(120, 36, panicked());
    driver.done();
    driver.press("r");
    assert!(driver.text().contains("Reset to the starter?"));
    driver.press("n");
    assert_eq!(driver.done(), []);
    driver.press("ry");
    let lesson = "counter".to_owned();
    assert_eq!(driver.done(), [Effect::Engine(Command::Reset { lesson })]);
}

#[test]
fn the_solution_is_asked_about_before_passing_and_shown_after() {
    let mut driver = judged(120, 36, panicked());
    driver.press("s");
    assert!(driver.text().contains("before you have passed?"));
    driver.press("n");
    save(&mut driver, "counter");
    report(&mut driver, "counter", passed());
    driver.press("s");
    assert_eq!(driver.state.tab, Tab::Solution);
}

#[test]
fn the_built_in_editor_keeps_every_text_and_asks_before_it_is_thrown_away() {
    let mut driver = judged(120, 36, panicked());
    driver.done();
    driver.press("Ex");
    let kept = commands(&mut driver)
        .iter()
        .any(|command| matches!(command, Command::KeepDraft { .. }));
    assert!(kept);
    driver.press("<esc>");
    assert!(driver.text().contains("Not saved"));
    driver.press("s");
    let written = commands(&mut driver)
        .into_iter()
        .find_map(|command| match command {
            Command::WriteFile { text, base, .. } => Some((text, base)),
            _ => None,
        });
    let (text, base) = written.unwrap();
    assert_eq!(base, Some(source("counter")));
    assert_eq!(text.len(), source("counter").len() + 1);
}

#[test]
fn the_course_may_have_mistakes_and_be_mended_meanwhile() {
    let mut driver = judged(120, 36, passed());
    driver.event(Event::CourseReloaded {
        course: None,
        problems: vec![Problem::of_file(
            "lessons/start/counter.toml",
            "no title",
            "",
        )],
    });
    assert_eq!(
        driver.state.model.lesson, "counter",
        "what was read before stays"
    );
    driver.press("!");
    assert!(driver.text().contains("no title"));
    driver.press("<esc>");
    driver.event(Event::CourseReloaded {
        course: Some(super::sample::course()),
        problems: Vec::new(),
    });
    assert!(driver.state.model.problems.is_empty());
}

#[test]
fn where_the_learner_was_is_remembered_and_found_again() {
    let mut driver = begun(120, 36);
    driver.press("]");
    let mut sent = commands(&mut driver).into_iter().rev();
    let view = sent.find_map(|command| match command {
        Command::RememberView(view) => Some(view),
        _ => None,
    });
    let view = view.unwrap();
    let mut again = Driver::new(120, 36);
    again.open(Opened { view, ..opened() });
    assert_eq!(again.state.model.lesson, "two_borrows");
}

#[test]
fn a_click_opens_a_lesson_or_a_tab_and_the_wheel_moves() {
    let mut driver = judged(120, 36, panicked());
    let at = layout(&driver.state).unwrap();
    let (action, x, y) = (PointerAction::Click, at.lessons.x + 5, at.lessons.y + 2);
    driver.input(Input::Pointer { action, x, y });
    assert_eq!(driver.state.model.lesson, "two_borrows");
    driver.press("[");
    let places = driver.state.tab_places(layout(&driver.state).unwrap().tabs);
    let code = places.iter().find(|place| place.tab == Tab::Code).unwrap();
    let (x, y) = (code.x + 1, layout(&driver.state).unwrap().tabs.y);
    driver.input(Input::Pointer { action, x, y });
    assert_eq!(driver.state.tab, Tab::Code);
}

#[test]
fn on_a_narrow_screen_there_is_one_pane_at_a_time() {
    let mut driver = judged(80, 24, panicked());
    for (pane, words) in [
        (Pane::Text, "Make hit count"),
        (Pane::Verdict, "1 Output"),
        (Pane::Lessons, "A counter behind"),
    ] {
        let text = driver.text();
        assert_eq!(driver.state.pane, pane);
        assert!(text.contains(words), "{text}");
        assert!(
            text.contains("✗ panicked on line 5"),
            "the verdict is always in view"
        );
        driver.press("<tab>");
    }
}

#[test]
fn the_footer_shows_only_keys_that_do_something() {
    let mut driver = begun(120, 36);
    let words = |driver: &Driver| {
        let all = footer(&driver.state);
        all.iter().map(|binding| binding.word).collect::<Vec<_>>()
    };
    assert!(!words(&driver).contains(&"solution"));
    report(&mut driver, "counter", passed());
    assert_eq!(words(&driver)[0], "next");
    assert!(words(&driver).contains(&"solution"));
    assert!(words(&driver).contains(&"quit"));
    assert!(contexts(&driver.state).len() > 1);
}

#[test]
fn the_readme_lists_the_keys_of_the_table() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(readme).unwrap();
    let (_, after) = text.split_once("<!-- keys -->\n").unwrap();
    let (listed, _) = after.split_once("<!-- end of keys -->").unwrap();
    let table = keymap::as_markdown();
    assert_eq!(listed, table, "put this between the marks:\n{table}");
}

#[test]
fn ctrl_c_leaves_from_anywhere() {
    for keys in ["", "/x", "?", "r", "E", "a"] {
        let mut driver = judged(120, 36, panicked());
        driver.press(keys);
        driver.done();
        driver.key(Key::Ctrl('c'));
        assert!(
            driver
                .done()
                .contains(&Effect::Terminal(TerminalEffect::Quit)),
            "after {keys}"
        );
    }
}
