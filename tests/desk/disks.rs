//! Disks that are full or cannot be written.

use crate::again;
use crate::counting::{count, counted, open};
use crate::sample::{self, Sample, tree};
use cellmate::desk::{Desk, LastVerdict};
use std::fs;
use std::path::Path;

/// The limit on file sizes stands for a full disk: the write of the new file fails halfway.
#[test]
fn a_full_disk_leaves_the_state_as_it_was() {
    if let Some(folder) = again::as_child() {
        let desk = open(&folder);
        let refused = desk.record(|progress| {
            let lesson = progress.course_mut("sample").lesson_mut("counter");
            lesson.verdict = Some(LastVerdict {
                hash: "long ".repeat(100_000),
                text_hash: None,
                passed: true,
                feedback: None,
            });
        });
        let said = refused.unwrap_err().to_string();
        assert!(
            said.contains("free some space") && said.contains("progress.json"),
            "{said}"
        );
        assert_eq!(counted(&desk), 2);
        return;
    }
    let sample = Sample::new();
    count(&sample.desk);
    count(&sample.desk);
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\""];
    let test = "disks::a_full_disk_leaves_the_state_as_it_was";
    let output = again::child(&limited, test, sample.folder.path())
        .output()
        .unwrap();
    again::assert_passed(&output);
    assert_eq!(count(&sample.desk), 3);
    assert_eq!(
        tree(&sample.state("")),
        ["course.json", "lock", "progress.json", "progress.json.bak"]
    );
}

/// Root may write anywhere, so the child gives up that right if root runs the tests.
#[test]
fn a_desk_that_cannot_be_written_can_be_read_and_says_why_it_is_not_changed() {
    if let Some(folder) = again::as_child() {
        return every_change_is_refused(&open(&folder));
    }
    let sample = Sample::new();
    count(&sample.desk);
    fs::remove_file(sample.state("lock")).unwrap();
    set_writable(sample.folder.path(), false);
    let root = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"];
    let powerless = fs::write(sample.folder.path().join("probe"), "").is_err();
    let prefix = if powerless { &[] } else { &root[..] };
    let test = "disks::a_desk_that_cannot_be_written_can_be_read_and_says_why_it_is_not_changed";
    let output = again::child(prefix, test, sample.folder.path()).output();
    set_writable(sample.folder.path(), true);
    let output = output.unwrap();
    again::assert_passed(&output);
}

fn every_change_is_refused(desk: &Desk) {
    assert_eq!(counted(desk), 1);
    let course = sample::course();
    let counter = course.lesson("counter").expect("the sample has it");
    let inside = Desk::create(&desk.dir().join("inside"), &course).map(drop);
    let refusals = [
        desk.record(|_| ()).map(drop).map_err(|e| e.to_string()),
        desk.set(|_| ()).map(drop).map_err(|e| e.to_string()),
        desk.save(counter, "mine", None)
            .map(drop)
            .map_err(|e| e.to_string()),
        desk.reset(counter).map(drop).map_err(|e| e.to_string()),
        desk.take().map(drop).map_err(|e| e.to_string()),
    ];
    let said = inside.expect_err("it is refused").to_string();
    assert!(said.contains("inside: Permission denied"), "{said}");
    for refusal in refusals {
        let said = refusal.expect_err("it is refused");
        assert!(
            said.contains("cannot write") && said.contains("--desk"),
            "{said}"
        );
    }
}

fn set_writable(desk: &Path, writable: bool) {
    for folder in ["", ".cellmate", "exercises", "exercises/cell"] {
        let folder = desk.join(folder);
        let mut permissions = fs::metadata(&folder).expect("it is there").permissions();
        permissions.set_readonly(!writable);
        fs::set_permissions(&folder, permissions).expect("permissions can be set");
    }
}
