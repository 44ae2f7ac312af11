//! Tests of `worker`.

use super::*;
use std::sync::mpsc;

const EVENT_TIMEOUT: Duration = Duration::from_mins(1);

#[test]
fn after_the_whole_folder_was_replaced_events_come_from_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("exercises");
    fs::create_dir(&root).unwrap();
    let (sender, receiver) = mpsc::channel();
    let (reporter, saved_files) = mpsc::channel();
    let on_save = move |saved| reporter.send(saved).unwrap();
    let events = super::super::listen(&root, sender).unwrap();
    let mut worker = Worker::new(&root, Some(events), receiver, Box::new(on_save));

    fs::remove_dir(&root).unwrap();
    fs::create_dir(&root).unwrap();
    let path = root.join("a.rs");
    fs::write(&path, "new").unwrap();
    // Until it is reported and nothing is due anymore: what follows needs an event.
    let mut saves = Vec::new();
    while saves.is_empty() || worker.next_due().is_some() {
        assert!(worker.step().is_continue());
        saves.extend(saved_files.try_iter());
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
    let event = worker.receiver.recv_timeout(EVENT_TIMEOUT).unwrap();
    assert!(matches!(event, WatchEvent::Changed(changed) if changed == path));
}

#[test]
fn saves_are_found_by_polling_if_the_event_of_the_probe_does_not_come() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("exercises");
    fs::create_dir(&root).unwrap();
    // Stands for a system that accepts a watch and never sends events.
    let silent = notify::recommended_watcher(|_| ()).unwrap();
    let (sender, receiver) = mpsc::channel();
    let (reporter, saves) = mpsc::channel();
    let on_save = move |saved| reporter.send(saved).unwrap();
    let mut worker = Worker::new(&root, Some(silent), receiver, Box::new(on_save));
    let probe = folder.path().join("probe");
    worker.probe(&probe);
    assert!(probe.is_file());
    let path = root.join("a.rs");
    fs::write(&path, "new").unwrap();
    std::thread::scope(|scope| {
        let working = std::thread::Builder::new().spawn_scoped(scope, || worker.run());
        let event = saves.recv_timeout(EVENT_TIMEOUT).unwrap();
        assert_eq!(event, Saved { path, gone: false });
        assert!(!probe.exists());
        sender.send(WatchEvent::Stop).unwrap();
        working.unwrap().join().unwrap();
    });
}
