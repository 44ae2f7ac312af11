//! The footer names the keys that do something now, and no others.

use super::driver::Driver;
use super::script::story;

#[test]
fn hints_are_offered_while_there_are_more() {
    story(
        "
        keys: ?<esc>
        offers: edit
        offers: hint
        offers: explain
        withholds: solution
        withholds: next
        withholds: see the borrows
        withholds: problems
        withholds: answer
        keys: h
        offers: hint
        keys: h
        withholds: hint
        keys: x
        offers: close
        withholds: explain
        save: counter = panics
        withholds: explain
        offers: see the borrows
        keys: b
        withholds: see the borrows
        ",
    );
    story("desk: read-only\n keys: ?<esc>\n withholds: edit");
    story("keys: ]]\n withholds: edit");
}

#[test]
fn the_footer_begins_with_the_next_lesson_once_this_one_is_done() {
    story(
        "
        save: counter = passes
        keys: ?<esc>
        shows: enter next   a answer
        offers: solution
        keys: ?
        hides: enter next
        ",
    );
}

#[test]
fn answering_offers_what_the_question_takes() {
    story(
        "
        keys: ]]
        offers: answer
        keys: a
        withholds: answer
        offers: move
        withholds: commit
        withholds: choose
        keys: <down><down>5
        offers: commit
        keys: <enter>
        withholds: commit
        offers: continue
        keys: <esc>
        offers: answer
        keys: a<enter>
        offers: choose
        keys: 1
        offers: commit
        keys: <enter>
        withholds: choose
        ",
    );
    story(
        "
        keys: ]]]]a
        offers: choose
        withholds: earlier
        keys: <space>
        withholds: later
        keys: <space>
        withholds: earlier
        keys: <up>
        offers: earlier
        offers: later
        ",
    );
}

#[test]
fn the_footer_offers_to_change_or_to_zoom_panes() {
    story(
        "
        keys: ?<esc>
        offers: zoom
        withholds: pane
        size: 80x24
        offers: pane
        withholds: zoom
        ",
    );
}

#[test]
fn problems_of_the_course_are_offered_while_it_has_some() {
    story(
        "
        keys: ?<esc>
        course: lessons/start/counter.toml:3:1: no title
        offers: problems
        course:
        withholds: problems
        ",
    );
}

#[test]
fn a_run_offers_steps_cells_and_schedules_if_it_has_them() {
    story(
        "
        save: counter = panics
        keys: 4
        offers: step
        offers: play
        withholds: next cell
        withholds: next schedule
        save: counter = panics cells
        offers: next cell
        save: counter = races
        offers: next schedule
        save: counter = panics nothing
        withholds: step
        ",
    );
}

#[test]
fn the_list_and_the_pages_offer_their_own_keys() {
    story(
        "
        keys: l
        offers: fold
        offers: read
        keys: /
        offers: open
        withholds: fold
        keys: <esc>?
        offers: scroll
        withholds: continue
        keys: <esc>r
        offers: yes
        keys: n<tab>
        withholds: fold
        ",
    );
}

#[test]
fn the_first_start_offers_only_available_keys() {
    story(
        "
        desk: none
        keys: <right>
        offers: begin
        offers: plain mode
        keys: <down>
        withholds: plain mode
        ",
    );
    story(
        "
        desk: without a course
        desk: none
        keys: <right>
        withholds: begin
        withholds: plain mode
        course:
        offers: begin
        offers: plain mode
        ",
    );
}

#[test]
fn a_key_that_is_typed_as_text_is_not_offered() {
    story(
        "
        keys: ]]a<down><down><down>
        offers: keys
        offers: find
        keys: <up><up><up>
        withholds: keys
        withholds: find
        shows: ctrl-c quit
        keys: <down>
        withholds: keys
        withholds: find
        shows: ctrl-c quit
        keys: 12
        withholds: commit
        keys: <enter>
        offers: commit
        ",
    );
    story(
        "
        desk: none
        keys: <down>
        shows: esc quit
        withholds: plain mode
        withholds: choose
        ",
    );
}

#[test]
fn the_footer_offers_to_commit_an_order_once_it_makes_a_file() {
    story(
        "
        keys: ]]]]a
        withholds: commit
        keys: <space>
        offers: commit
        ",
    );
}

#[test]
fn the_names_of_all_tabs_are_shown_on_a_screen_of_usual_width() {
    story(
        "
        size: 100x30
        save: counter = passes
        keys: ?<esc>
        shows: 6 Solution   7 Answer
        ",
    );
}

#[test]
fn each_key_that_the_footer_shows_does_something() {
    for (save, keys) in [
        ("", ""),
        ("", "h"),
        ("wrong", "2"),
        ("refused", "x"),
        ("panics", "b"),
        ("panics cells", "bc"),
        ("races", "bw"),
        ("passes", ""),
        ("passes", "n"),
        ("passes", "s"),
        ("", "l"),
        ("", "l<left>"),
        ("", "z"),
        ("", "?"),
        ("", "/"),
        ("", "/zzz"),
        ("", "E"),
        ("", "r"),
        ("", "]]a"),
        ("", "]]a<down>"),
        ("", "]]a5<enter>"),
        ("", "]]]a"),
        ("", "]]]]a"),
        ("", "]]]]a<space>"),
    ] {
        let mut driver = Driver::default();
        driver.press("?<esc>");
        if !save.is_empty() {
            driver.write("counter", save);
            driver.notice_save("counter");
        }
        driver.press(keys);
        for size in [(160, 45), (120, 36), (80, 24), (40, 10)] {
            driver.resize(size.0, size.1);
            let idle = driver.idle_hints();
            let screen = driver.screen();
            assert!(
                idle.is_empty(),
                "`{keys}` after `{save}`: {idle:?}\n{screen}"
            );
        }
    }
}

#[test]
fn a_key_has_the_same_word_in_the_footer_and_in_the_frame() {
    story(
        "
        keys: ]]]a2<enter>
        shows: enter try again ─
        offers: try again
        withholds: continue
        keys: <enter>1<enter>
        withholds: try again
        ",
    );
}

#[test]
fn the_footer_offers_no_key_that_does_nothing() {
    story("keys: l<up><up><up>\n offers: fold\n withholds: read\n keys: <enter>\n offers: unfold");
    story("save: counter = wrong\n keys: 7\n withholds: move");
}
