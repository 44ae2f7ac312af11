//! What somebody types, and what is heard.

use super::driver::Driver;
use super::sample::{
    begun, foretell, judged, opened, panicked, passed, refused, report, running, save, source,
    threads, trace, wrong_output,
};
use cellmate::engine::{Command, Error, Event, JobKind, Opened};
use cellmate::plain::{Detail, PlainEffect};
use cellmate::verdict::Trace;

fn seen(driver: &mut Driver, trace: Trace) {
    super::sample::show(driver, trace);
}

#[test]
fn the_first_start_asks_line_by_line_and_writes_nothing_before_the_last_enter() {
    let mut driver = Driver::new(0, 0);
    driver.open(Opened {
        desk: None,
        ..opened()
    });
    let asked = driver.take_text();
    assert!(asked.contains("Enter alone for [~/cellmate]"), "{asked}");
    let editors = driver.says("~/rust");
    assert!(editors.contains("2: nano"), "{editors}");
    assert!(driver.says("7").contains("from 1 to 3"));
    assert!(driver.says("list").contains("from 1 to 3"));
    let once_more = driver.says("2");
    assert!(
        once_more.contains("in ~/rust, opened by nano"),
        "{once_more}"
    );
    assert_eq!(driver.done(), []);
    assert!(driver.says("yes please").contains("Enter alone begins"));
    assert!(driver.says("").contains("Your desk is made."));
    let made = Command::MakeDesk {
        dir: "~/rust".to_owned(),
        editor: Some("nano".to_owned()),
        plain: true,
    };
    assert_eq!(driver.done(), [PlainEffect::Engine(made)]);
    driver.open(opened());
    assert!(driver.take_text().contains("Lesson 1 of 4"));
}

#[test]
fn a_desk_that_cannot_be_made_is_asked_for_again() {
    let mut driver = Driver::new(0, 0);
    driver.open(Opened {
        desk: None,
        ..opened()
    });
    for line in ["/dev/null", "", ""] {
        driver.says(line);
    }
    let (job, _) = running(&driver, JobKind::Writing).unwrap();
    let error = Error::NoDesk;
    driver.event(Event::Failed { job, error });
    driver.print_news(Detail::Brief);
    let said = driver.take_text();
    assert!(said.contains("there is no desk yet"), "{said}");
    assert!(said.contains("Where shall your files live?"), "{said}");
}

#[test]
fn next_goes_on_from_the_lesson_in_view_and_at_the_end_back_to_what_was_left_out() {
    let mut driver = begun(0, 0);
    for (line, shown) in [
        ("lesson two_borrows", "Lesson 2 of 4"),
        ("next", "Lesson 3 of 4"),
        ("next", "Lesson 4 of 4"),
        ("next", "Lesson 1 of 4"),
    ] {
        let said = driver.says(line);
        assert!(said.contains(shown), "{line}: {said}");
    }
}

#[test]
fn a_verdict_never_comes_between_what_is_typed() {
    let mut driver = judged(0, 0, wrong_output());
    driver.take_text();
    save(&mut driver, "counter");
    report(&mut driver, "counter", passed());
    assert_eq!(driver.take_text(), "", "it waits for the prompt");
    let said = driver.says("");
    assert!(said.contains("Passed."), "{said}");
    assert!(
        said.contains("is written through a shared reference"),
        "{said}"
    );
    assert!(
        said.contains("`next` goes to \"Two borrows at once\"."),
        "{said}"
    );
    assert_eq!(driver.says(""), "Nothing new.\n");
    save(&mut driver, "counter");
    assert_eq!(driver.says(""), "Your file is being graded.\n");
    report(&mut driver, "counter", refused());
    assert!(driver.take_text().starts_with("Does not compile."));
}

#[test]
fn check_waits_for_the_verdict_and_says_so() {
    let mut driver = begun(0, 0);
    driver.take_text();
    assert_eq!(driver.says("check"), "Grading.\n");
    assert!(driver.is_waiting());
    report(&mut driver, "counter", refused());
    assert!(!driver.is_waiting());
    let said = driver.take_text();
    assert!(said.starts_with("Does not compile."), "{said}");
    assert!(
        said.contains("Error E0594 on line 5: cannot assign"),
        "{said}"
    );
    assert!(said.contains("line 5: self.hits += 1;"), "{said}");
    assert!(said.contains("On line 5: cannot be written."), "{said}");
}

#[test]
fn a_difference_is_told_in_words() {
    let mut driver = judged(0, 0, wrong_output());
    let said = driver.says("output");
    assert!(
        said.contains("line 1, expected: true true false\nline 1, yours: true true true\n"),
        "{said}"
    );
    assert!(
        said.contains("the difference: expected `false`, yours `true`"),
        "{said}"
    );
    assert!(said.contains("the end (and then 2 spaces)"), "{said}");
    assert!(driver.says("tests").contains("1: failed: counts every hit"));
}

#[test]
fn a_change_by_command_is_written_and_graded_and_can_be_taken_back() {
    let mut driver = judged(0, 0, refused());
    driver.take_text();
    driver.done();
    let said = driver.says("line 5 = self.hits.set(1);");
    assert_eq!(said, "Saved. Grading.\n");
    let before = source("counter");
    let after = before.replace("self.0 += 1;", "self.hits.set(1);");
    let write = |base: &str, text: &str| {
        PlainEffect::Engine(Command::WriteFile {
            lesson: "counter".to_owned(),
            text: text.to_owned(),
            base: Some(base.to_owned()),
        })
    };
    assert!(driver.done().contains(&write(&before, &after)), "{after}");
    assert!(driver.is_waiting(), "it is not on the disk yet");
    save(&mut driver, "counter");
    driver.written();
    assert!(driver.is_waiting(), "it is not graded yet");
    report(&mut driver, "counter", passed());
    assert!(driver.take_text().contains("Passed."));
    driver.says("undo");
    assert!(driver.done().contains(&write(&before, &before)));
}

#[test]
fn edit_waits_for_the_editor_and_then_for_the_verdict() {
    let mut driver = judged(0, 0, wrong_output());
    driver.done();
    assert!(
        driver
            .says("edit")
            .contains("Your editor has the terminal now")
    );
    assert!(matches!(
        driver.done().as_slice(),
        [PlainEffect::Edit { .. }, ..]
    ));
    driver.close_editor(Ok(()));
    assert_eq!(driver.take_text(), "Grading.\n");
    report(&mut driver, "counter", passed());
    assert!(driver.take_text().contains("Passed."));
    driver.says("edit");
    driver.close_editor(Err(Error::NoEditor));
    assert!(!driver.is_waiting(), "there is nothing to wait for");
    driver.print_news(Detail::Brief);
    let said = driver.take_text();
    assert!(said.contains("there is no editor"), "{said}");
    assert!(said.contains("without an editor"), "{said}");
}

#[test]
fn the_run_is_told_and_stepped_through() {
    let mut driver = judged(0, 0, panicked());
    driver.done();
    assert!(driver.says("borrows").contains("Tracing the run."));
    seen(&mut driver, trace());
    let said = driver.take_text();
    assert!(
        said.contains("Line 5 wants to write, but `reader`"),
        "{said}"
    );
    assert!(
        said.contains("1: `cell`, a RefCell<Vec<i32>>, created on line 2."),
        "{said}"
    );
    let said = driver.says("step");
    assert!(said.starts_with("Event 1 of 4. Line 2:"), "{said}");
    let said = driver.says("step");
    assert!(said.contains("Now `cell` has 1 read guard."), "{said}");
    let said = driver.says("back") + &driver.says("back");
    assert!(said.contains("That was the first event already."), "{said}");
    assert!(driver.says("cell 2").contains("numbered from 1 to 1"));
    assert!(driver.says("cell 1").contains("only this one is shown"));
    assert!(driver.says("schedule").contains("No schedules were tried"));
}

#[test]
fn threads_are_told_by_name() {
    let mut driver = judged(0, 0, panicked());
    driver.done();
    driver.says("threads all");
    seen(&mut driver, threads());
    let said = driver.take_text();
    assert!(
        said.contains("Line 5: worker 1 cannot borrow `cell` mutably."),
        "{said}"
    );
}

#[test]
fn a_late_explanation_is_news() {
    let mut driver = begun(0, 0);
    driver.says("check");
    let (job, _) = running(&driver, JobKind::Grading { lesson: "counter" }).unwrap();
    let text = source("counter");
    driver.event(Event::FileRead {
        lesson: "counter".to_owned(),
        text: Ok(text.clone()),
    });
    driver.start(Command::Trace {
        lesson: "counter".to_owned(),
        text: text.clone(),
        verdict: Box::new(panicked()),
    });
    driver.event(Event::Graded {
        job,
        lesson: "counter".to_owned(),
        text,
        verdict: Box::new(panicked()),
        unrecorded: None,
    });
    driver.event(Event::Finished { job });
    assert!(driver.take_text().contains("Press Enter to hear"));
    super::sample::show(&mut driver, trace());
    assert_eq!(driver.take_text(), "");
    assert!(driver.says("").contains("Line 5 wants to write"));
}

#[test]
fn a_prediction_is_said_piece_by_piece_and_committed_by_enter() {
    let mut driver = begun(0, 0);
    driver.says("lesson two_borrows");
    let said = driver.says("answer");
    assert!(
        said.contains("This is program 1 of 2, in Rust 2021:"),
        "{said}"
    );
    assert!(said.contains("line 1: fn main() {"), "{said}");
    assert!(driver.says("9").contains("from 1 to 4"));
    driver.says("3");
    assert!(driver.says("99").contains("There is no line 99"));
    assert!(
        driver
            .says("4")
            .contains("You say that it panics on line 4.")
    );
    assert!(
        driver.says("hint").contains("This lesson has no hints"),
        "other commands still work"
    );
    assert!(driver.says("").contains("Compiling and running."));
    foretell(&mut driver, false);
    let said = driver.take_text();
    assert!(said.contains("Not quite."), "{said}");
    assert!(
        said.contains("What happened: it panics on line 5."),
        "{said}"
    );
    assert!(said.contains("This is program 2 of 2"), "{said}");
}

#[test]
fn a_question_is_answered_by_number_until_it_is_right() {
    let mut driver = begun(0, 0);
    let said = driver.says("lesson which") + &driver.says("answer");
    assert!(said.contains("1: Cell\n2: Mutex\n"), "{said}");
    assert!(driver.says("1 2").contains("Only one is right"));
    assert!(driver.says("3").contains("from 1 to 2"));
    let said = driver.says("2");
    assert!(
        said.contains("Not quite.\n2: Mutex\n\nThere is one thread only."),
        "{said}"
    );
    let said = driver.says("1");
    assert!(said.contains("Right."), "{said}");
    assert!(said.contains("It depends."), "the takeaway: {said}");
}

#[test]
fn lines_are_put_into_order_by_their_numbers() {
    let mut driver = begun(0, 0);
    driver.says("lesson in_order");
    let said = driver.says("answer");
    assert!(said.contains("3: "), "{said}");
    assert!(driver.says("1 9").contains("there is no line 9"));
    assert!(driver.says("1 1").contains("line 1 is there twice"));
    driver.done();
    assert!(
        driver
            .says("2, 1")
            .contains("It is written into your file, and graded.")
    );
    assert!(matches!(
        driver.done().as_slice(),
        [PlainEffect::Engine(Command::Arrange { .. }), ..]
    ));
}

#[test]
fn what_cannot_be_undone_is_asked_first() {
    let mut driver = judged(0, 0, wrong_output());
    driver.done();
    assert!(driver.says("solution").contains("Say yes or no."));
    assert!(driver.says("").contains("Please say yes or no."));
    assert!(
        driver.says("hint").contains("It stays as it is."),
        "no answer is no yes"
    );
    assert!(driver.says("reset").contains("keeps a copy"));
    assert_eq!(driver.prompt(), "yes or no");
    driver.done();
    assert!(driver.says("yes").contains("It is put back"));
    let reset = PlainEffect::Engine(Command::Reset {
        lesson: "counter".to_owned(),
    });
    assert_eq!(driver.done(), [reset]);
}

#[test]
fn where_nothing_may_be_written_the_reason_is_told_and_nothing_is_awaited() {
    let mut driver = Driver::new(0, 0);
    let busy = Some(Error::ReadOnly);
    driver.open(Opened {
        read_only: busy,
        ..opened()
    });
    report(&mut driver, "counter", refused());
    for line in ["line 1 = x", "reset"] {
        driver.print_news(Detail::Full);
        driver.take_text();
        driver.says(line);
        assert!(!driver.is_waiting());
        driver.print_news(Detail::Brief);
        assert_eq!(
            driver.take_text(),
            "another cellmate has this desk open, so nothing is recorded here\n",
            "{line}"
        );
    }
}

#[test]
fn the_short_path_is_chosen_and_left_by_a_word() {
    let mut driver = begun(0, 0);
    driver.take_text();
    let said = driver.says("core");
    assert_eq!(
        said,
        "Only the 2 core lessons from here on; `core` brings the others back.\n"
    );
    assert!(driver.says("list").contains("0 of 2 core lessons done."));
    assert!(!driver.says("list 1").contains("Two borrows"));
    assert_eq!(driver.says("core"), "All 4 lessons again.\n");
}

#[test]
fn hints_come_one_at_a_time() {
    let mut driver = judged(0, 0, wrong_output());
    assert!(driver.says("hint").contains("`Cell` has `get` and `set`."));
    assert!(driver.says("hint").contains("There are no more hints"));
    assert!(driver.says("hints").contains("Hint 1."));
}

#[test]
fn nonsense_gets_an_answer_that_helps() {
    let mut driver = judged(0, 0, wrong_output());
    for (line, expected) in [
        ("hnit", "Do you mean `hint`?"),
        ("xyzzy \u{1b}[2J", "There is no command `xyzzy`."),
        ("l", "`l` may be `line` or `lesson` or `list`."),
        ("7", "There is nothing to choose by number now."),
        ("lesson 99", "They are numbered from 1 to 4"),
        ("lesson counters", "Do you mean `lesson counter`?"),
        ("list starts", "Do you mean `list start`?"),
        ("find", "Find what?"),
        ("find xyzzy", "No lesson fits `xyzzy`."),
        ("mode loud", "Say `mode plain` or `mode full`"),
        ("line x", "Say which line"),
        ("delete 999", "There is no line 999"),
        ("undo", "No change was made"),
        ("explain", "There is no error with a code to explain."),
        ("previous", "There is no lesson in that direction."),
        ("takeaway", "when the lesson is done"),
        ("draft", "nothing that was typed"),
    ] {
        let mut said = driver.says(line);
        driver.print_news(Detail::Brief);
        said += &driver.take_text();
        assert!(said.contains(expected), "{line}: {said}");
    }
}

#[test]
fn what_was_found_is_gone_to_by_its_number() {
    let mut driver = begun(0, 0);
    assert!(
        driver
            .says("find borrows")
            .contains("1: Two borrows at once")
    );
    assert!(driver.says("8").contains("from 1 to 1"));
    driver.says("1");
    assert_eq!(driver.model().lesson, "two_borrows");
}

#[test]
fn a_draft_of_the_full_screen_is_told_and_saved_or_dropped() {
    let mut driver = Driver::new(0, 0);
    let drafts = [("counter".to_owned(), "// precious\n".to_owned())].into();
    driver.open(Opened { drafts, ..opened() });
    assert!(driver.take_text().contains("`draft` tells it."));
    report(&mut driver, "counter", refused());
    assert!(driver.says("draft").contains("line 1: // precious"));
    driver.done();
    driver.says("drop");
    let dropped = PlainEffect::Engine(Command::DiscardDraft {
        lesson: "counter".to_owned(),
    });
    assert_eq!(driver.done(), [dropped]);
}
