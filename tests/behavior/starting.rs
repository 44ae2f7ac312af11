//! The first start, a start while everything loads, and a course whose files change.

use super::script::story;

#[test]
fn the_first_start_writes_nothing_before_enter() {
    story(
        "
        desk: none
        keys: <down>-rust<down><right>
        shows: ~/cellmate-rust
        shows: nano
        disk: no ~/cellmate-rust/Cargo.toml
        keys: <enter>
        shows: Make hit count.
        disk: ~/cellmate-rust/Cargo.toml has [[bin]]
        disk: ~/cellmate-rust/.cellmate/settings.toml has editor = \"nano\"
        ",
    );
    for leave in ["q", "<esc>", "<c-c>", "<down><esc>"] {
        story(&format!(
            "desk: none\n keys: {leave}\n left:\n disk: no Cargo.toml"
        ));
    }
}

#[test]
fn the_first_start_can_be_filled_in_on_a_small_screen() {
    story(
        "
        desk: none
        size: 40x10
        shows: cellmate · 
        shows: ▾
        keys: <down>
        shows: ▸ Folder   ~/cellmate
        shows: Begin
        shows: Editor
        keys: <left>-rust
        shows: ~/cellmate-rust
        shows: ‹vim›
        keys: <c-u>~/a-name-that-is-much-too-long-for-this
        shows: …much-too-long-for-this▏
        keys: <c-u>~/new<enter>
        disk: ~/new/Cargo.toml has [[bin]]
        ",
    );
}

#[test]
fn every_editor_can_be_chosen_in_both_directions() {
    for (keys, editor) in [
        ("<left>", "built-in"),
        ("<right>", "nano"),
        ("<right><right>", "built-in"),
        ("<right><right><right>", "vim"),
        ("<left><left>", "nano"),
        ("<right><left>", "vim"),
    ] {
        story(&format!("desk: none\n keys: {keys}\n shows: ‹{editor}›"));
    }
    story(
        "
        desk: none
        keys: <left><enter>
        disk: .cellmate/settings.toml has editor = \"built-in\"
        ",
    );
    story(
        "
        desk: none
        keys: <enter>
        disk: .cellmate/settings.toml has path
        disk: .cellmate/settings.toml lacks editor
        ",
    );
}

#[test]
fn the_place_of_the_desk_is_typed_and_pasted_only_on_its_line() {
    story(
        "
        desk: none
        keys: xy<down>
        hides: ~/cellmatex
        keys: <up>
        paste: !
        hides: cellmate!
        keys: <down>p
        paste: -pas\\nted
        shows: ~/cellmatep-pasted
        keys: <down><down><down>y
        shows: ~/cellmatep-pastedy
        keys: <up><up><up><up>z
        hides: pastedyz
        ",
    );
    let nothing = "<bs>".repeat(20);
    story(&format!(
        "
        desk: none
        keys: <down>{nothing}<enter>
        shows: Your files will live in
        hides: cannot
        keys: /dev/null/desk<enter>
        shows: /dev/null
        shows: Your files will live in
        keys: {nothing}~/again<enter>
        shows: Make hit count.
        disk: ~/again/Cargo.toml has [[bin]]
        "
    ));
}

#[test]
fn p_creates_the_desk_and_switches_to_plain_mode() {
    story(
        "
        desk: none
        keys: p
        goes plain:
        disk: .cellmate/settings.toml has plain = true
        ",
    );
    story(
        "
        desk: none
        keys: <enter>
        stays:
        disk: .cellmate/settings.toml lacks plain = true
        ",
    );
}

#[test]
fn keys_pressed_while_everything_loads_are_not_lost() {
    story(
        "
        hold: events
        keys: /two<enter>
        release:
        shows: What will this do?
        ",
    );
    story("hold: events\n keys: x\n stays:\n keys: q\n left:");
    story("hold: events\n keys: <c-c>\n left:");
}

#[test]
fn without_a_course_the_screen_says_what_is_wrong_with_it() {
    story(
        "
        desk: without a course
        desk: none
        keys: <right>
        shows: formit
        keys: <enter>
        disk: no Cargo.toml
        course:
        shows: Your files will live in
        ",
    );
    story(
        "
        desk: without a course
        keys: <down>
        shows: formit
        ",
    );
}

#[test]
fn the_previous_course_stays_while_its_files_have_mistakes() {
    story(
        "
        keys: !
        shows: Make hit count.
        course: lessons/start/counter.toml:3:1: no title
        shows: Make hit count.
        keys: !
        shows: no title
        keys: <esc>
        course:
        keys: !
        hides: no title
        ",
    );
}

#[test]
fn a_changed_lesson_is_regraded_and_a_removed_one_is_not() {
    story(
        "
        save: counter = wrong
        keys: ?<esc>
        grader: passes
        course:
        hides: Passed
        course changes: counter
        shows: Passed
        ",
    );
    // A changed lesson that is not open is regraded once it is opened.
    story(
        "
        save: counter = wrong
        keys: ?<esc>]
        grader: passes
        course changes: counter
        keys: [
        shows: Passed
        ",
    );
    story(
        "
        keys: ]]]
        shows: Choose.
        course lacks: which
        shows: Make hit count.
        keys: ]]]
        shows: Put the lines into order.
        ",
    );
}

#[test]
fn the_view_is_restored() {
    story(
        "
        save: counter = panics
        keys: 4m
        restart:
        shows: is still alive
        keys: m
        shows: cellmate has the mouse now
        ",
    );
}

#[test]
fn reading_the_course_again_leaves_the_view_unchanged() {
    story(
        "
        save: counter = wrong
        keys: 3
        shows: counts every hit
        course changes: which
        shows: counts every hit
        ",
    );
}

#[test]
fn a_desk_whose_saves_are_not_watched_is_reported() {
    // The notice has one line, and begins with the exercises that cannot be written.
    story(
        "
        desk: unwatched
        size: 400x36
        shows: cannot watch
        ",
    );
}

#[test]
fn a_lesson_that_an_update_removed_stays_marked_in_the_lists() {
    story(
        "
        desk: with a removed lesson
        keys: l
        shows: – An older lesson (removed)
        keys: <down><down><down><down><down><down><down><down><enter><left>
        shows: – An older lesson (removed)
        keys: l
        hides: (removed)
        ",
    );
    story(
        "
        desk: with a removed lesson
        line: list
        says: No longer in the course. cellmate keeps your files and your progress:
        says: An older lesson, ~/cellmate/exercises/small/older.rs.
        line: list all
        says: An older lesson, ~/cellmate/exercises/small/older.rs.
        ",
    );
}
