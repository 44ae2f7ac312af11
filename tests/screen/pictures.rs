//! Every screen at three sizes, with text and style.

use super::driver::Driver;
use super::sample::{
    begun, course, foretell, judged, opened, panicked, passed, refused, show, threads, trace,
    wrong_output,
};
use cellmate::course::Problem;
use cellmate::desk::LastVerdict;
use cellmate::engine::{Event, Opened};
use cellmate::theme::{Depth, Theme};

const SIZES: [(u16, u16); 3] = [(120, 36), (80, 24), (60, 20)];

/// Holds a screen at each size against the picture that was taken of it.
fn picture(name: &str, make: impl Fn(u16, u16) -> Driver) {
    for (width, height) in SIZES {
        let mut driver = make(width, height);
        // The first frame tells how far things scroll; the second is what stays.
        driver.draw();
        let picture = driver.picture();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("pictures");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(format!("{name}-{width}x{height}"), picture));
    }
}

fn pressed(mut driver: Driver, keys: &str) -> Driver {
    driver.draw();
    driver.press(keys);
    driver
}

#[test]
fn first_start() {
    picture("first-start", |width, height| {
        let mut driver = Driver::new(width, height);
        let desk = None;
        driver.open(Opened { desk, ..opened() });
        driver
    });
}

#[test]
fn a_lesson_that_is_being_graded() {
    picture("grading", begun);
}

#[test]
fn wrong_output_as_a_diff() {
    picture("wrong-output", |w, h| {
        pressed(judged(w, h, wrong_output()), "1")
    });
}

#[test]
fn what_rustc_says() {
    picture("compiler", |w, h| pressed(judged(w, h, refused()), "2"));
}

#[test]
fn tests_that_fail() {
    picture("tests", |w, h| pressed(judged(w, h, wrong_output()), "3"));
}

#[test]
fn borrows_as_a_whole_and_step_by_step() {
    for (name, keys) in [
        ("borrows", ""),
        ("borrows-stepped", "<right><right><right>"),
    ] {
        picture(name, |w, h| {
            let mut driver = pressed(judged(w, h, panicked()), "4");
            show(&mut driver, trace());
            pressed(driver, keys)
        });
    }
}

#[test]
fn threads_in_lanes() {
    picture("threads", |w, h| {
        let mut driver = pressed(judged(w, h, panicked()), "4");
        show(&mut driver, threads());
        pressed(driver, "<right><right>")
    });
}

#[test]
fn hints_and_code() {
    picture("hints", |w, h| pressed(judged(w, h, panicked()), "h"));
    picture("code", |w, h| pressed(judged(w, h, refused()), "6"));
    picture("code-zoomed", |w, h| {
        pressed(judged(w, h, panicked()), "6z")
    });
}

#[test]
fn passed_and_the_solution() {
    picture("passed", |w, h| pressed(judged(w, h, passed()), "1"));
    picture("solution", |w, h| pressed(judged(w, h, passed()), "s"));
}

#[test]
fn a_prediction_before_and_after() {
    picture("predict", |w, h| pressed(begun(w, h), "]a<down><down>4"));
    picture("predict-prints", |w, h| {
        pressed(begun(w, h), "]a<down>one<enter>two")
    });
    picture("predicted", |w, h| {
        let mut driver = pressed(begun(w, h), "]a<down><down>4<enter>");
        foretell(&mut driver, true);
        driver
    });
}

#[test]
fn a_question_and_its_answer() {
    picture("choose", |w, h| pressed(begun(w, h), "]]a<down>"));
    picture("chosen", |w, h| pressed(begun(w, h), "]]a2<enter>"));
}

#[test]
fn lines_to_arrange() {
    picture("arrange", |w, h| pressed(begun(w, h), "]]]a<space>"));
}

#[test]
fn pages_on_top() {
    picture("help", |w, h| pressed(begun(w, h), "?"));
    picture("find", |w, h| pressed(begun(w, h), "/o"));
    picture("reset", |w, h| pressed(judged(w, h, panicked()), "r"));
    picture("editor", |w, h| pressed(judged(w, h, panicked()), "Ex"));
    picture("problems", |w, h| {
        let mut driver = begun(w, h);
        let message = "no title\n  |\n3 | titel = 1\n  | ^^^^^";
        let problems = vec![Problem::of_file("lessons/a.toml:3:1", message, "")];
        let course = None;
        driver.event(Event::CourseReloaded { course, problems });
        pressed(driver, "!")
    });
}

#[test]
fn a_chapter_and_the_course_are_finished() {
    let to_the_end = |w, h| {
        let mut driver = pressed(judged(w, h, passed()), "]a<down><down>4<enter>");
        foretell(&mut driver, true);
        driver.press("<enter><down><down><down><enter>");
        foretell(&mut driver, true);
        pressed(driver, "<enter>1<enter><enter>n")
    };
    picture("chapter-finished", to_the_end);
    let of_all = |w, h| {
        let mut driver = pressed(to_the_end(w, h), "<enter>");
        do_the_rest(&mut driver);
        pressed(driver, "n")
    };
    picture("course-finished", of_all);
    assert!(!of_all(120, 36).text().contains("Lessons"));
    let mut left = pressed(of_all(120, 36), "<enter>");
    assert!(
        !left.text().contains("all lessons are done"),
        "it can be left"
    );
}

/// What is still to do comes to be done.
fn do_the_rest(driver: &mut Driver) {
    let mut progress = driver.state.model.progress.clone();
    for lesson in &course().lessons {
        let so_far = progress.lesson_mut(&lesson.id);
        let last = LastVerdict {
            hash: "1".to_owned(),
            text_hash: None,
            passed: true,
        };
        so_far.record_verdict(last, 1);
        for question in &lesson.questions {
            so_far.record_answer(&question.id, Vec::new(), true);
        }
    }
    driver.event(Event::ProgressRecorded { progress });
}

#[test]
fn the_list_with_a_folded_chapter() {
    picture("folded", |w, h| {
        pressed(judged(w, h, passed()), "<esc><left>")
    });
}

#[test]
fn without_colors() {
    picture("without-colors", |w, h| {
        let mut driver = pressed(judged(w, h, wrong_output()), "1");
        driver.theme = Theme { depth: Depth::None };
        driver
    });
}

#[test]
fn too_little_room() {
    let mut driver = Driver::new(30, 6);
    assert!(driver.text().starts_with("cellmate needs at least 40"));
}
