//! What the learner writes is never lost.

use super::script::story;

#[test]
fn what_another_program_wrote_meanwhile_is_kept_when_the_built_in_editor_saves() {
    story(
        "
        desk: no editor
        save: counter = wrong
        keys: Emine<enter>
        write: counter = theirs
        keys: <c-s>
        disk: counter = mine\\nwrong
        disk: .cellmate/backups/counter-1.rs = theirs
        shows: Your save replaced a different version
        keys: <esc>
        shows: Your save replaced a different version
        ",
    );
}

#[test]
fn saving_twice_in_the_built_in_editor_makes_no_copy() {
    story(
        "
        desk: no editor
        save: counter = wrong
        keys: Eone<enter><c-s>two<enter><c-s>
        disk: counter = one\\ntwo\\nwrong
        disk: no .cellmate/backups/counter-1.rs
        ",
    );
}

#[test]
fn unsaved_text_is_there_after_a_crash() {
    story(
        "
        desk: no editor
        save: counter = wrong
        keys: Eprecious<enter>
        disk: .cellmate/drafts/counter.rs = precious\\nwrong
        disk: counter = wrong
        restart:
        shows: You have an unsaved draft of this file
        keys: E
        shows: precious
        keys: <esc>dE
        hides: precious
        ",
    );
}

#[test]
fn a_draft_that_was_saved_is_forgotten() {
    story(
        "
        desk: no editor
        save: counter = wrong
        keys: Epasses<enter><c-s>
        disk: no .cellmate/drafts/counter.rs
        keys: <esc>
        restart:
        hides: You have an unsaved draft of this file
        keys: E
        hides: unsaved draft
        ",
    );
    // Plain mode does not offer it either.
    story(
        "
        desk: no editor
        save: counter = wrong
        keys: Epasses<enter>
        line: draft
        says: line 1: passes
        line: save
        disk: counter = passes\\nwrong
        disk: no .cellmate/drafts/counter.rs
        line: draft
        says: There is no unsaved draft.
        ",
    );
}

#[test]
fn a_draft_that_is_saved_over_a_newer_file_keeps_a_copy_of_it() {
    story(
        "
        desk: no editor
        save: counter = wrong
        keys: Edraft<enter>
        write: counter = newer
        restart:
        keys: E<c-s>
        disk: counter = draft\\nwrong
        disk: .cellmate/backups/counter-1.rs = newer
        shows: Your save replaced a different version
        keys: more<c-s>
        disk: no .cellmate/backups/counter-2.rs
        ",
    );
    story(
        "
        desk: no editor
        save: counter = wrong
        keys: Edraft<enter>
        write: counter = newer
        restart:
        line: draft
        line: save
        disk: counter = draft\\nwrong
        disk: .cellmate/backups/counter-1.rs = newer
        says: Your save replaced a different version
        ",
    );
}

#[test]
fn a_draft_that_was_discarded_is_forgotten() {
    story(
        "
        desk: no editor
        save: counter = wrong
        keys: Ejunk<enter><esc>d
        disk: no .cellmate/drafts/counter.rs
        disk: counter = wrong
        keys: E
        hides: junk
        ",
    );
    story(
        "
        desk: no editor
        save: counter = wrong
        keys: Ejunk<enter>
        line: draft
        line: drop
        disk: no .cellmate/drafts/counter.rs
        line: draft
        says: There is no unsaved draft.
        ",
    );
}

#[test]
fn leaving_the_built_in_editor_asks_and_staying_keeps_the_text() {
    story(
        "
        desk: no editor
        save: counter = wrong
        keys: Emore<esc>
        shows: Your changes are not saved
        keys: xy
        shows: more
        keys: <esc>s
        disk: counter = moreywrong
        ",
    );
}

#[test]
fn a_reset_keeps_a_copy_of_the_learners_text() {
    story(
        "
        save: counter = wrong
        keys: rn
        disk: counter = wrong
        keys: ry
        disk: counter has struct Counter
        disk: .cellmate/backups/counter-1.rs = wrong
        ",
    );
    story(
        "
        save: counter = wrong
        line: reset
        line: yes
        says: Does not compile
        disk: counter has struct Counter
        disk: .cellmate/backups/counter-1.rs = wrong
        ",
    );
}

#[test]
fn a_line_changed_by_a_command_is_graded_and_can_be_undone() {
    story(
        "
        save: counter = wrong
        line: line 1 = passes
        says: Passed.
        disk: counter = passes
        line: undo
        disk: counter = wrong
        ",
    );
}

#[test]
fn what_the_learners_editor_wrote_is_graded_when_it_is_closed() {
    story(
        "
        vim: passes
        line: edit
        says: Passed.
        vim: panics
        keys: e
        shows: Panicked
        ",
    );
}

#[test]
fn a_desk_that_another_instance_has_is_left_as_it_is() {
    story(
        "
        desk: read-only
        save: counter = passes
        keys: r
        shows: is using the desk
        hides: Reset to the starter
        keys: h
        progress: counter = nothing
        line: line 1 = wrong
        disk: counter = passes
        ",
    );
}

#[test]
fn the_learners_editor_opens_at_the_line_that_matters() {
    story("keys: e\n opened: counter at 5");
    story("save: counter = wrong\n keys: e\n opened: counter at 1");
    story(
        "
        vim:
        keys: e
        shows: cannot find an editor
        ",
    );
    story("keys: ]]e\n shows: This lesson has no file to edit.");
    story("keys: ]]E\n shows: This lesson has no file to edit.");
    story("keys: ]]]r\n shows: This lesson has no file to reset.");
}

#[test]
fn the_built_in_editor_opens_at_the_line_that_matters_and_as_soon_as_the_file_is_read() {
    story(
        "
        keys: EX
        disk: .cellmate/drafts/counter.rs has \\n        Xself.0 += 1;
        ",
    );
    story(
        "
        keys: ?<esc>
        hold: events
        keys: ]E
        withholds: save
        release:
        offers: save
        ",
    );
    story(
        "
        keys: ?<esc>
        hold: events
        keys: ]E[
        release:
        keys: ]
        withholds: save
        ",
    );
}

#[test]
fn the_built_in_editor_closes_without_a_question_if_all_is_saved() {
    story("keys: E<esc>\n withholds: save");
    story("save: counter = wrong\n keys: Ex<c-s><esc>\n withholds: save\n disk: counter = xwrong");
    story("save: counter = wrong\n keys: Ex<esc>\n shows: Your changes are not saved");
}

#[test]
fn what_was_typed_is_kept_when_ctrl_c_ends_cellmate_in_the_built_in_editor() {
    for keys in ["Emine<enter><c-c>", "Emine<enter><esc><c-c>"] {
        story(&format!(
            "
            save: counter = wrong
            keys: {keys}
            left:
            disk: .cellmate/drafts/counter.rs = mine\\nwrong
            disk: counter = wrong
            "
        ));
    }
}

#[test]
fn text_is_pasted_into_the_built_in_editor_but_not_into_its_question() {
    story(
        "
        save: counter = wrong
        keys: E
        paste: one\\ntwo\\n
        disk: .cellmate/drafts/counter.rs = one\\ntwo\\nwrong
        keys: <esc>
        paste: three
        keys: s
        disk: counter = one\\ntwo\\nwrong
        ",
    );
}
