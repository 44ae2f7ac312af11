//! Navigation on the full screen: lists, tabs, panes, pages, the mouse.

use super::driver::Driver;
use super::script::story;
use cellmate::app::Background;

#[test]
fn the_cursor_moves_through_the_list_and_chapters_are_folded() {
    story(
        "
        keys: l
        keys: <down><down>
        shows: What will this do?
        keys: <up>
        shows: This one may be skipped.
        keys: <left>
        hides: Two borrows at once
        keys: <right>
        shows: Two borrows at once
        keys: <up><enter>
        hides: Two borrows at once
        restart:
        hides: Two borrows at once
        ",
    );
}

#[test]
fn the_list_is_left_for_where_the_focus_was() {
    story(
        "
        save: counter = panics
        keys: 4
        shows: ─  3 of 4
        keys: l
        offers: fold
        keys: <esc><left>
        shows: ─  2 of 4
        keys: ll<left>
        shows: ─  1 of 4
        keys: l<down><esc>
        withholds: fold
        withholds: step
        keys: l<up><esc>
        withholds: step
        ",
    );
}

#[test]
fn a_lesson_is_found_by_its_words() {
    story(
        "
        keys: /bx<bs>orrows<enter>
        shows: What will this do?
        keys: /a<down><down><up><enter>
        shows: This one may be skipped.
        keys: /zzz<enter>
        shows: This one may be skipped.
        keys: /or<esc>
        shows: This one may be skipped.
        ",
    );
    story(
        "
        keys: /
        paste: which
        keys: <enter>
        shows: Choose.
        ",
    );
}

#[test]
fn a_digit_and_the_arrows_open_each_tab() {
    story(
        "
        save: counter = wrong
        keys: 1
        shows: expected
        keys: 3
        shows: counts every hit
        keys: f
        shows: 1  wrong
        keys: 4
        shows: is still alive
        keys: 2<right>
        shows: counts every hit
        keys: <left><left>
        shows: expected
        ",
    );
}

#[test]
fn a_click_opens_a_lesson_a_tab_or_a_pane_and_the_wheel_scrolls_the_list() {
    story(
        "
        save: counter = panics
        keys: 1
        keys: l
        click: Which container?
        shows: Choose.
        click: A counter
        shows: Make hit count.
        keys: l
        shows: len is 3
        click: 3 Tests
        hides: len is 3
        keys: l
        click: More
        hides: Which container?
        click: More
        shows: Which container?
        ",
    );
}

#[test]
fn a_page_covers_the_lesson_until_it_is_closed() {
    story(
        "
        keys: ?
        shows: Everywhere
        hides: Make hit count.
        keys: <esc>
        shows: Make hit count.
        ",
    );
}

#[test]
fn one_pane_can_have_the_whole_screen() {
    story(
        "
        keys: z
        hides: What happened
        keys: <esc>
        shows: What happened
        ",
    );
}

#[test]
fn rustcs_explanation_of_a_code_opens_and_closes() {
    story(
        "
        keys: x
        shows: words about E0594
        keys: x
        hides: words about E0594
        keys: x<esc>
        hides: words about E0594
        ",
    );
    story(
        "
        save: counter = panics
        keys: x
        shows: There is no error code to explain.
        line: explain
        says: There is no error code to explain.
        ",
    );
    story("line: explain\n says: words about E0594");
}

#[test]
fn the_solution_is_shown_after_a_yes_or_after_passing() {
    story(
        "
        keys: s
        shows: You haven't passed this lesson yet
        keys: n
        progress: counter = failed
        keys: sy
        progress: counter = failed, solution seen
        ",
    );
    story(
        "
        save: counter = passes
        keys: s
        progress: counter = passed
        ",
    );
    story(
        "
        keys: ]]]s
        shows: This lesson has no sample solution.
        ",
    );
}

#[test]
fn the_solution_takes_the_room_of_the_file_that_it_is_compared_with() {
    story(
        "
        size: 160x45
        shows: ─ Your file
        keys: sy
        shows: one good way
        hides: ○ one good way   ●
        hides: ─ Your file
        keys: 1
        shows: ─ Your file
        ",
    );
}

#[test]
fn the_core_lessons_alone_are_listed_and_counted() {
    story(
        "
        keys: lo
        shows: of 2 core lessons done
        hides: A detour
        keys: n
        shows: Put the lines into order.
        keys: l
        shows: ✗ A counter
        restart:
        shows: of 2 core lessons done
        keys: lo
        shows: A detour
        ",
    );
}

#[test]
fn a_finished_chapter_is_shown_before_the_next_begins() {
    story(
        "
        keys: ]]a<down><down>5<enter><enter>1<enter>
        save: counter = passes
        keys: [[n
        shows: Start: this chapter is done
        keys: <enter>
        shows: Choose.
        ",
    );
}

#[test]
fn the_first_start_creates_the_desk_that_was_chosen() {
    story(
        "
        desk: none
        keys: <down>x<bs><up><enter>
        shows: Make hit count.
        disk: counter has struct Counter
        disk: .cellmate/settings.toml has path
        ",
    );
    story(
        "
        desk: none
        keys: q
        left:
        ",
    );
    story(
        "
        desk: none
        line:
        line:
        line:
        says: Make `hit` count.
        disk: counter has struct Counter
        disk: .cellmate/settings.toml has plain = true
        ",
    );
}

#[test]
fn the_colors_are_changed_and_kept() {
    story(
        "
        keys: t
        shows: Theme: dark.
        disk: .cellmate/settings.toml has theme = \"dark\"
        keys: ttt
        shows: Theme: auto.
        disk: .cellmate/settings.toml has theme = \"auto\"
        ",
    );
    story(
        "desk: read-only\n keys: t\n shows: Theme: dark.\n disk: .cellmate/settings.toml lacks dark",
    );
}

#[test]
fn each_change_of_the_colors_is_visible_or_the_screen_says_why_not() {
    for (background, says) in [
        (Background::Dark, "Theme: light."),
        (Background::Light, "Theme: dark."),
    ] {
        let mut driver = Driver::default();
        driver.press("?<esc>");
        driver.state().appearance.background = Some(background);
        driver.press("t");
        assert!(driver.screen().contains(says), "{background:?}");
    }
    let mut driver = Driver::default();
    driver.press("?<esc>");
    driver.state().appearance.lacks_colors = true;
    driver.press("t");
    assert!(driver.screen().contains("All themes look the same here"));
}

#[test]
fn the_last_lesson_is_restored() {
    story(
        "
        keys: ]]]
        restart:
        shows: Choose.
        line: where
        says: Which container?
        ",
    );
}

#[test]
fn keys_typed_while_everything_loads_are_not_lost() {
    story("keys: q\n left:");
}

#[test]
fn keys_and_clicks_choose_the_pane_that_can_have_the_whole_screen() {
    for (steps, pane) in [
        ("keys: <tab><tab>z", "What happened"),
        ("keys: <s-tab>z", "What happened"),
        ("keys: <tab>z", "struct Counter"),
        ("keys: fz", "struct Counter"),
        ("keys: <tab><s-tab>z", "Make hit count."),
        ("keys: <tab><tab><esc>z", "Make hit count."),
        ("click: Does not compile\n keys: z", "What happened"),
        ("click: cannot assign\n keys: z", "struct Counter"),
        ("keys: <tab>\n click: Make hit\n keys: z", "Make hit count."),
        ("click: What happened\n keys: z", "What happened"),
    ] {
        let all = ["What happened", "struct Counter", "Make hit count."];
        let others = all.iter().filter(|other| **other != pane);
        let hidden: Vec<String> = others.map(|other| format!("hides: {other}")).collect();
        let hidden = hidden.join("\n");
        story(&format!("{steps}\n shows: {pane}\n {hidden}"));
    }
}

#[test]
fn each_size_shows_what_it_has_room_for() {
    for (size, shown, hidden) in [
        ("39x24", "cellmate needs at least", "Make hit"),
        ("120x9", "cellmate needs at least", "Make hit"),
        ("40x10", "Make hit count.", "cellmate needs at least"),
        ("99x24", "Make hit count.", "What happened"),
        ("100x23", "Make hit count.", "What happened"),
        ("100x24", "What happened", "cellmate needs at least"),
    ] {
        story(&format!("size: {size}\n shows: {shown}\n hides: {hidden}"));
    }
}

#[test]
fn tab_names_shrink_only_as_needed() {
    story(
        "
        save: counter = wrong
        size: 120x36
        keys: 3
        shows: 1 Output ✗   2 Compiler ✓  ┃3 Tests 0/1 ✗   4 Borrows ✗   5 Hints   6 Solution   7 Answer
        size: 60x20
        shows: 1 Output ✗  2 Compiler ✓ ┃3 Tests 0/1 ✗  4 ✗  5  6  7
        size: 80x20
        shows: 1 Output ✗  2 Compiler ✓ ┃3 Tests 0/1 ✗  4 Borrows ✗  5 Hints  6  7 Answer
        size: 45x20
        shows: 1 ✗  2 ✓ ┃3 Tests 0/1 ✗  4 ✗  5  6  7
        click: 1 ✗
        shows: expected
        ",
    );
}

#[test]
fn a_broken_rule_opens_the_tab_that_lists_it() {
    story(
        "
        size: 60x20
        keys: 1
        save: counter = breaks
        shows: Tests: 1 of 1 passed
        ",
    );
}

#[test]
fn only_the_keys_of_a_page_close_it() {
    story(
        "
        keys: ?n
        hides: Make hit count.
        keys: y
        hides: Make hit count.
        keys: <enter>
        shows: Make hit count.
        keys: rx
        shows: Reset to the starter?
        keys: <esc>
        hides: Reset to the starter?
        ",
    );
}

#[test]
fn q_and_ctrl_c_quit_except_where_q_is_text() {
    for keys in ["", "/x", "?", "r", "E", "]]a"] {
        story(&format!("keys: {keys}<c-c>\n left:"));
    }
    for keys in ["", "]]]a"] {
        story(&format!("keys: {keys}q\n left:"));
    }
    for keys in ["/", "?", "E", "r", "]]a<down>"] {
        story(&format!("keys: {keys}q\n stays:"));
    }
}

#[test]
fn a_lesson_has_the_tabs_that_it_needs() {
    for (keys, tabs, not) in [
        (
            "]",
            "1 Output  ┃2 Compiler ✗   3 Tests   4 Borrows   5 Hints",
            "Everywhere",
        ),
        // The forms of predictions and questions have none.
        ("]]", "What happens?", "7 Answer"),
        ("]]]", "A question", "7 Answer"),
        (
            "]]]]",
            "1 Output  ┃2 Compiler ✗   3 Tests   4 Borrows   5 Hints   6 Solution   7 Answer",
            "Everywhere",
        ),
    ] {
        story(&format!(
            "size: 100x30\n keys: {keys}\n shows: {tabs}\n hides: {not}"
        ));
    }
    // Tabs that the lesson does not have keep their places, and their digits do nothing.
    story("keys: ]]\n keys: a6\n shows: What happens?");
}

#[test]
fn the_file_of_a_lesson_is_named() {
    story(
        "
        keys: ?<esc>
        shows: ~/cellmate/exercises/start/counter.rs
        size: 80x24
        shows: Your file: ~/cellmate/exercises/start/counter.rs
        keys: E
        shows: ~/cellmate/exercises/start/counter.rs
        ",
    );
    story(
        "
        line: where
        says: Your file: ~/cellmate/exercises/start/counter.rs
        ",
    );
}

#[test]
fn the_list_marks_the_lesson_that_is_being_graded() {
    story(
        "
        keys: l
        shows: ✗ A counter
        hold: grader
        save: counter = passes
        shows: … A counter
        hides: … In order
        release:
        shows: ✓ A counter
        ",
    );
}

#[test]
fn no_key_of_the_list_shows_a_hint() {
    story(
        "
        keys: l
        withholds: hint
        keys: hl
        progress: counter = failed
        shows: Make hit count.
        ",
    );
}

#[test]
fn the_rows_of_a_prediction_break_between_words() {
    story("size: 60x20\n keys: ]]a\n shows: picks a code");
}

#[test]
fn tabs_without_room_for_their_names_show_digits_and_no_abbreviations() {
    story(
        "
        save: counter = panics
        keys: 1
        shows: 4 Borrows
        size: 60x24
        shows: ┃1 Output ✗  2 Compiler ✓  3 Tests  4 Borrows ✗  5  6  7
        size: 45x24
        shows: ┃1 Output ✗  2 Compiler ✓  3  4 ✗  5  6  7
        ",
    );
}
