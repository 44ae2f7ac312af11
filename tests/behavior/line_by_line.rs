//! Plain mode: the lines typed and the sentences printed.

use super::script::story;

#[test]
fn the_first_start_asks_line_by_line_and_writes_nothing_before_the_last_enter() {
    story(
        "
        desk: none
        line: ~/rust
        says: 2: nano
        line: 7
        says: from 1 to 3
        line: list
        says: from 1 to 3
        line: 2
        says: in ~/rust, and nano will open them
        line: yes please
        says: Press Enter to begin
        disk: no ~/rust/Cargo.toml
        line:
        says: Creating your desk.
        says: lesson 1 of 5
        disk: ~/rust/.cellmate/settings.toml has editor = \"nano\"
        ",
    );
    story(
        "
        desk: none
        line: /dev/null
        line:
        line:
        says: Where should your files go?
        line: quit
        left:
        ",
    );
}

#[test]
fn next_continues_from_the_lesson_in_view_and_at_the_end_returns_to_skipped_ones() {
    story(
        "
        line: lesson two_borrows
        says: lesson 3 of 5
        line: next
        says: lesson 4 of 5
        line: next
        says: lesson 5 of 5
        line: next
        says: lesson 1 of 5
        line: following
        says: lesson 2 of 5
        line: previous
        says: lesson 1 of 5
        line: previous
        says: There is no lesson in that direction.
        ",
    );
}

#[test]
fn a_verdict_never_interrupts_typing() {
    story(
        "
        line: where
        save: counter = passes
        omits: Passed.
        line:
        says: Passed.
        says: is written through a shared reference
        says: `next` goes to \"Two borrows at once\".
        line:
        says: Nothing new.
        hold: grader
        save: counter = panics
        line:
        says: Grading your file.
        release:
        says: Panicked
        ",
    );
}

#[test]
fn check_waits_for_the_verdict_and_prints_it() {
    story(
        "
        line: where
        hold: grader
        line: check
        says: Grading your file.
        omits: compile
        release:
        says: Does not compile.
        says: Error E0594 on line 5: cannot assign
        says: line 5: self.hits += 1;
        says: On line 5: cannot be written.
        ",
    );
    story(
        "
        save: counter = wrong
        line: output
        says: line 1, expected: true true false\\nline 1, yours: true true true\\n
        says: the difference: expected `false`, yours `true`
        says: the end (followed by 2 spaces)
        line: tests
        says: 1: failed: counts every hit
        ",
    );
}

#[test]
fn an_editor_that_cannot_be_started_is_reported_and_not_waited_for() {
    story(
        "
        vim:
        line: edit
        says: Your editor is using the terminal now
        says: cannot find an editor
        says: without an editor
        ",
    );
}

#[test]
fn a_run_is_described_and_stepped_through() {
    story(
        "
        save: counter = panics
        line: borrows
        says: Line 5 calls `borrow_mut`, but the read guard `reader`
        says: 1: `cell`, a RefCell<Vec<i32>>, created on line 2.
        line: step
        says: Event 1 of 4. Line 2:
        line: step
        says: Now `cell` has 1 read guard.
        line: back
        line: back
        says: This is already the first event.
        line: cell 2
        says: numbered from 1 to 1
        line: cell 1
        says: only this one is shown
        line: schedule
        says: cellmate does not try schedules in this lesson.
        ",
    );
    story(
        "
        save: counter = panics threads
        line: threads all
        says: Line 5: worker 1 cannot borrow `cell` mutably.
        ",
    );
    story(
        "
        save: counter = races
        line: schedule 1
        says: Result 1 (1 schedule, 1 preemption) (shown)
        line: schedule 3
        says: from 1 to 2
        ",
    );
    story(
        "
        save: counter = races wakeup
        line: schedule 1
        says: In this schedule, thread `worker 1` never waits on `other`
        line: schedule 2
        omits: In this schedule
        says: waits on line 2 for a notification
        ",
    );
}

#[test]
fn a_late_explanation_is_announced() {
    story(
        "
        line: where
        hold: grader
        save: counter = panics
        release: panics
        line: verdict
        omits: Line 5 calls `borrow_mut`
        release:
        omits: Line 5 calls `borrow_mut`
        line:
        says: Line 5 calls `borrow_mut`
        ",
    );
}

#[test]
fn a_prediction_is_typed_part_by_part_and_committed_with_enter() {
    story(
        "
        line: lesson two_borrows
        line: answer
        says: line 1: fn main() {
        line: 9
        says: from 1 to 4
        line: 3
        line: 99
        says: There is no line 99
        line: 4
        says: Your prediction: it panics on line 4.
        line: hint
        says: This lesson has no hints
        line:
        says: Not quite.
        says: What happened: it panics on line 5.
        says: 1: Two writers
        ",
    );
}

#[test]
fn a_question_is_answered_by_number_until_the_answer_is_right() {
    story(
        "
        line: lesson which
        line: answer
        says: 1: Cell\\n2: Mutex\\n
        line: 1 2
        says: Only one choice is right
        line: 3
        says: from 1 to 2
        line: 0
        says: from 1 to 2
        line: 2
        says: Not quite.\\n2: Mutex\\n\\nThere is one thread only.
        line: 1
        says: Right.
        says: It depends.
        ",
    );
}

#[test]
fn lines_are_put_into_order_by_their_numbers() {
    story(
        "
        line: lesson in_order
        line: answer
        says: 3: 
        line: 1 9
        says: there is no line 9
        line: 1 0
        says: there is no line 0
        line: 1 1
        says: you gave line 1 twice
        line: 2, 1
        says: Writing the lines into your file and grading it.
        progress: in_order = passed, arranged 2 lines
        ",
    );
}

#[test]
fn actions_that_cannot_be_undone_ask_first() {
    story(
        "
        save: counter = wrong
        line: solution
        says: Type yes or no.
        line:
        says: Please type yes or no.
        line: hint
        says: The sample solution stays hidden.
        progress: counter = failed, hints type
        line: reset
        says: keeps a copy
        prompt: yes or no
        disk: counter = wrong
        line: yes
        says: Resetting
        disk: counter has struct Counter
        ",
    );
    story(
        "
        line: solution
        line: yes
        says: struct Counter
        progress: counter = failed, solution seen
        ",
    );
}

#[test]
fn a_desk_that_cannot_be_written_says_why() {
    for line in ["line 1 = x", "reset"] {
        story(&format!(
            "
            desk: read-only
            line: {line}
            says: another instance of cellmate
            disk: counter has struct Counter
            "
        ));
    }
}

#[test]
fn a_word_turns_the_core_path_on_and_off() {
    story(
        "
        line: core
        says: cellmate now shows only the 2 core lessons; `core` shows all lessons again.
        line: list
        says: 0 of 2 core lessons done.
        line: list 1
        omits: Two borrows
        line: core
        says: cellmate shows all 5 lessons again.
        ",
    );
}

#[test]
fn unknown_words_get_a_helpful_answer() {
    for (line, answer) in [
        ("hnit", "Did you mean `hint`?"),
        ("xyzzy \u{1b}[2J", "There is no command `xyzzy`."),
        ("l", "`l` could mean `line` or `lesson` or `list`."),
        ("2", "`lesson 2` goes to lesson 2."),
        ("lesson 99", "Lessons are numbered from 1 to 5"),
        ("lesson counters", "Did you mean `lesson counter`?"),
        ("list starts", "Did you mean `list start`?"),
        ("find", "Find what?"),
        ("find xyzzy", "No lesson matches `xyzzy`."),
        ("mode loud", "Type `mode plain` or `mode full`"),
        ("line x", "Type the number of the line"),
        ("delete 999", "There is no line 999"),
        ("undo", "There is no change to undo"),
        ("explain", "There is no error code to explain."),
        ("previous", "There is no lesson in that direction."),
        ("takeaway", "when the lesson is done"),
        ("draft", "There is no unsaved draft."),
    ] {
        story(&format!(
            "save: counter = wrong\n line: {line}\n says: {answer}"
        ));
    }
}

#[test]
fn a_number_without_a_question_names_only_a_lesson_that_exists() {
    story(
        "
        line: 7
        says: There is nothing to choose by number now.
        omits: `lesson 7`
        ",
    );
}

#[test]
fn without_an_editor_a_lesson_says_how_to_change_a_line() {
    let says = "`line 7 = TEXT` changes line 7.";
    story(&format!(
        "
        desk: no editor
        line: read
        says: {says}
        omits: `edit` opens it
        "
    ));
    story(&format!(
        "line: read\n says: `edit` opens it\n omits: {says}"
    ));
}

#[test]
fn a_command_may_begin_as_in_a_shell() {
    story(
        "
        line: cellmate hint counter
        says: Hint 1.
        line: cellmate trace counter
        says: Nothing to show
        line: cellmate reset two_borrows
        says: `lesson two_borrows` goes to that one.
        prompt: command
        line: cellmate lesson 3
        says: lesson 3 of 5
        ",
    );
}

#[test]
fn enter_at_an_order_says_what_to_type() {
    story(
        "
        line: lesson in_order
        line: answer
        prompt: order
        line:
        line:
        says: type the numbers of the lines
        ",
    );
}

#[test]
fn a_search_result_is_opened_by_its_number() {
    story(
        "
        line: find borrows
        says: 1: Two borrows at once
        line: 8
        says: from 1 to 1
        line: 1
        says: lesson 3 of 5
        ",
    );
}

#[test]
fn a_draft_of_the_full_screen_is_announced_shown_and_discarded() {
    story(
        "
        desk: no editor
        save: counter = wrong
        keys: Eprecious<enter>
        line: lesson counter
        says: You have an unsaved draft of this file: `draft` shows it.
        omits: E shows it
        line: draft
        says: line 1: precious
        line: drop
        disk: no .cellmate/drafts/counter.rs
        ",
    );
}

#[test]
fn what_a_trace_explains_waits_until_the_question_is_answered() {
    let answered = "
        line: lesson two_borrows
        line: answer
        line: 3
        line: 5
        line:
        prompt: answer
        omits: What the trace
        ";
    let shows = "says: What the trace of the program shows:";
    story(&format!("{answered}\n line: 1\n prompt: command\n {shows}"));
    story(&format!("{answered}\n line:\n prompt: answer\n {shows}"));
    story(&format!(
        "{answered}\n line: lesson counter\n prompt: command\n omits: What the trace"
    ));
}

#[test]
fn a_trace_that_explains_nothing_is_not_announced() {
    let fails = "line: where\n save: counter = panics";
    let heading = "What the trace of your last run shows:";
    story(&format!("{fails}\n line: where\n says: {heading}"));
    story(&format!(
        "{fails}\n save: counter = passes nothing\n line:\n says: Passed.\n omits: {heading}"
    ));
}
