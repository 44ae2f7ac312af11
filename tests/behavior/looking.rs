//! Getting about on the full screen: lists, tabs, panes, pages, the mouse.

use super::script::story;

#[test]
fn the_list_is_walked_through_and_its_chapters_are_folded() {
    story(
        "
        keys: <s-tab>
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
fn every_tab_is_shown_by_its_digit_and_by_its_neighbor() {
    story(
        "
        save: counter = wrong
        keys: 1
        shows: expected
        keys: 3
        shows: counts every hit
        keys: 6
        hides: counts every hit
        shows: │ wrong
        keys: 4
        shows: is still reading
        keys: 2<right>
        shows: counts every hit
        keys: <left><left>
        shows: expected
        ",
    );
}

#[test]
fn a_click_opens_a_lesson_a_tab_or_a_pane_and_the_wheel_goes_through_the_list() {
    story(
        "
        save: counter = panics
        keys: 1
        click: Which container?
        shows: Choose.
        click: A counter
        shows: Make hit count.
        shows: len is 3
        click: 6 Code
        hides: len is 3
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
        hides: Which container?
        keys: <esc>
        shows: Which container?
        ",
    );
}

#[test]
fn the_events_of_a_run_are_stepped_through() {
    story(
        "
        save: counter = panics
        keys: 4
        shows: is still reading
        keys: <right>
        shows: Event 1 of 4
        keys: <right><right><right><right>
        shows: Event 4 of 4
        keys: <left>
        shows: Event 3 of 4
        keys: <esc>
        hides: Event 3 of 4
        keys: <left>
        shows: Event 4 of 4
        keys: <space>
        shows: Event 1 of 4
        ",
    );
}

#[test]
fn rustc_explains_a_code_and_is_put_away_again() {
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
        shows: There is no error with a code to explain.
        line: explain
        says: There is no error with a code to explain.
        ",
    );
    story("line: explain\n says: words about E0594");
}

#[test]
fn the_solution_is_shown_after_a_yes_or_after_passing() {
    story(
        "
        keys: s
        shows: before you have passed?
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
        shows: has no solution to show
        ",
    );
}

#[test]
fn the_core_lessons_alone_are_listed_and_counted() {
    story(
        "
        keys: o
        shows: of 2 core lessons done
        hides: A detour
        keys: n
        shows: Put the lines into order.
        restart:
        shows: of 2 core lessons done
        keys: o
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
fn the_first_start_makes_the_desk_that_was_asked_for() {
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
fn where_the_learner_was_is_found_again() {
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
