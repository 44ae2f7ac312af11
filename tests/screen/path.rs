//! The core lessons alone: what the list shows of them, where they lead, and how they end.

use super::driver::Driver;
use super::sample::{begun, opened, passed, report};
use cellmate::app::Overlay;

#[test]
fn somebody_with_little_time_goes_through_the_core_lessons_alone() {
    let mut driver = begun(120, 36);
    driver.press("o");
    let text = driver.text();
    assert!(text.contains("0 of 2 core lessons done"), "{text}");
    assert!(!text.contains("Two borrows at once"), "{text}");
    driver.press("n");
    assert_eq!(driver.state.model.lesson, "in_order");
    driver.press("[");
    assert_eq!(driver.state.model.lesson, "counter");
    driver.press("o");
    assert!(driver.text().contains("Two borrows at once"));
}

#[test]
fn the_end_of_the_core_is_said_and_is_not_the_end() {
    let mut driver = Driver::new(120, 36);
    let mut opened = opened();
    opened.progress.lesson_mut("in_order").first_pass = Some(1);
    driver.open(opened);
    driver.press("o");
    report(&mut driver, "counter", passed());
    driver.press("n");
    assert!(driver.text().contains("the core lessons are done"));
    driver.press("<enter>");
    assert!(
        matches!(driver.state.overlay, Overlay::None),
        "the page is closed"
    );
    driver.press("on");
    assert_eq!(driver.state.model.lesson, "two_borrows");
}
