//! What the screen offers depends on the course.

use super::driver::Driver;
use super::script::play;
use cellmate::author;

#[test]
fn a_course_that_is_not_about_borrows_has_no_tab_and_no_key_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("basics");
    author::create_course(&root, None, true).unwrap();
    for (course, sign) in [
        ("tests/course/good", "shows"),
        (root.to_str().unwrap(), "hides"),
    ] {
        let mut driver = Driver::new(course);
        driver.size = (120, 36);
        play(
            &mut driver,
            &format!("keys: f\n{sign}: Borrows\nkeys: ?borrows\n{sign}: the borrows"),
        );
    }
}
