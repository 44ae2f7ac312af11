//! Only one instance can use a desk: a second one says which process has it.

use crate::again;
use crate::counting::{count, open, report, reported_by};
use crate::sample::Sample;
use cellmate::desk::DeskLockError;

#[test]
fn a_second_session_learns_which_process_has_the_desk() {
    let sample = Sample::new();
    let first = sample.desk.take().unwrap();
    match sample.desk.take().unwrap_err() {
        DeskLockError::Taken { desk, pid } => {
            assert_eq!(desk, sample.folder.path());
            assert_eq!(pid, Some(std::process::id()));
        }
        DeskLockError::Desk(error) => panic!("{error}"),
    }
    assert_eq!(
        count(&sample.desk),
        1,
        "short commands go on beside a session"
    );
    drop(first);
    drop(sample.desk.take().unwrap());
}

#[test]
fn a_session_ends_with_its_process() {
    if let Some(folder) = again::as_child() {
        let _session = open(&folder).take().unwrap();
        report(1);
        loop {
            std::thread::park();
        }
    }
    let sample = Sample::new();
    let test = "sessions::a_session_ends_with_its_process";
    let mut child = again::child(&[], test, sample.folder.path())
        .spawn()
        .unwrap();
    assert_eq!(reported_by(&mut child).next(), Some(1));
    let busy = sample.desk.take().unwrap_err().to_string();
    assert!(
        busy.contains(&format!("(process {})", child.id())),
        "{busy}"
    );
    child.kill().unwrap();
    child.wait().unwrap();
    drop(sample.desk.take().unwrap());
}
