//! Tests of `worker`.

use super::*;
use std::sync::mpsc;

const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn after_the_whole_folder_was_replaced_events_come_from_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("exercises");
    fs::create_dir(&root).unwrap();
    let (signals, heard) = mpsc::channel();
    let (tell, told) = mpsc::channel();
    let tell = move |saved| tell.send(saved).unwrap();
    let events = super::super::listen(&root, signals).unwrap();
    let mut worker = Worker::new(&root, Some(events), heard, Box::new(tell));

    fs::remove_dir(&root).unwrap();
    fs::create_dir(&root).unwrap();
    let path = root.join("a.rs");
    fs::write(&path, "new").unwrap();
    // Until it is told and nothing is left that would be looked at without an event.
    let mut saves = Vec::new();
    while saves.is_empty() || worker.next_due().is_some() {
        assert!(worker.step().is_continue());
        saves.extend(told.try_iter());
    }
    let gone = false;
    assert_eq!(
        saves,
        [Saved {
            path: path.clone(),
            gone
        }]
    );

    fs::write(&path, "newer").unwrap();
    let event = worker.heard.recv_timeout(PATIENCE).unwrap();
    assert!(matches!(event, WatchEvent::Stirred(stirred) if stirred == path));
}

#[test]
fn where_the_event_of_the_probe_does_not_come_saves_are_found_by_looking() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("exercises");
    fs::create_dir(&root).unwrap();
    // Stands for a system that accepts a watch and never says anything.
    let silent = notify::recommended_watcher(|_| ()).unwrap();
    let (signals, heard) = mpsc::channel();
    let (tell, saves) = mpsc::channel();
    let tell = move |saved| tell.send(saved).unwrap();
    let mut worker = Worker::new(&root, Some(silent), heard, Box::new(tell));
    let probe = folder.path().join("probe");
    worker.probe(&probe);
    assert!(probe.is_file());
    let path = root.join("a.rs");
    fs::write(&path, "new").unwrap();
    std::thread::scope(|scope| {
        let working = std::thread::Builder::new().spawn_scoped(scope, || worker.run());
        let told = saves.recv_timeout(PATIENCE).unwrap();
        assert_eq!(told, Saved { path, gone: false });
        assert!(!probe.exists());
        signals.send(WatchEvent::Stop).unwrap();
        working.unwrap().join().unwrap();
    });
}
