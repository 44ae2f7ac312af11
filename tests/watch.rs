//! However a file is saved, the save is reported once, with the path: by events, and by polling if there are none.

#[cfg(target_os = "linux")]
#[path = "desk/again.rs"]
mod again;
#[path = "watch/save_methods.rs"]
mod save_methods;

use cellmate::watch::{FolderPoll, Mode, Saved, Watcher};
use save_methods::{OLD, SAVE_METHODS, SaveMethod, write};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Far more than anything here takes; only a failing test waits that long.
const TIMEOUT: Duration = Duration::from_mins(1);

/// A save that takes this machine longer may rightly count as two.
const MAX_SAVE_TIME: Duration = Duration::from_millis(12);

struct Watched {
    folder: TempDir,
    saves: Receiver<Saved>,
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "it watches for as long as it is there")
    )]
    watcher: Watcher,
}

impl Watched {
    fn start(mode: Mode, probe: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temp folder can be made");
        let root = folder.path().join("exercises");
        write(&root, "cell/a.rs", OLD);
        write(&root, "cell/b.rs", OLD);
        write(&root, "fence.rs", OLD);
        write(folder.path(), ".cellmate/x", "");
        let last = modified(&root.join("fence.rs"));
        // The clock of a file system may tick slowly. What is saved after the tick is newer.
        eventually("the clock ticks", || {
            write(folder.path(), ".cellmate/x", "");
            (modified(&folder.path().join(".cellmate/x")) > last).then_some(())
        });
        let (sender, saves) = mpsc::channel();
        let watcher = Watcher::start(&root, &folder.path().join(probe), mode, move |saved| {
            // The test may be over before the last save is reported.
            let _ = sender.send(saved);
        });
        Self {
            watcher: watcher.expect("the folder can be watched"),
            folder,
            saves,
        }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("exercises")
    }

    /// Returns what is reported until the fence is: a file that is removed after everything else. A missing file has
    /// the longest delay, so anything that is reported wrongly, or twice, is reported before it.
    fn reported_so_far(&self, expected: usize) -> Vec<String> {
        let mut reported = Vec::new();
        while reported.len() < expected {
            reported.push(self.next());
        }
        fs::remove_file(self.root().join("fence.rs")).expect("the fence was there");
        loop {
            match self.next() {
                name if name == "-fence.rs" => break,
                name => reported.push(name),
            }
        }
        reported.sort();
        reported
    }

    fn next(&self) -> String {
        let saved = self
            .saves
            .recv_timeout(TIMEOUT)
            .expect("a save is reported");
        let below = saved
            .path
            .strip_prefix(self.root())
            .expect("it is in the folder");
        let name = below.to_string_lossy().replace('\\', "/");
        if saved.gone { format!("-{name}") } else { name }
    }
}

fn modified(path: &Path) -> std::time::SystemTime {
    let found = fs::metadata(path).and_then(|found| found.modified());
    found.expect("the time of a file can be read")
}

fn eventually<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = condition() {
            return found;
        }
        assert!(start.elapsed() < TIMEOUT, "never came: {what}");
        std::thread::yield_now();
    }
}

/// Saves in one way, in a new folder, until the machine is fast enough for that to be one save.
fn is_reported_once(method: &SaveMethod, mode: Mode) {
    let (name, save, expected) = method;
    let reported = eventually(name, || {
        let watched = Watched::start(mode, ".cellmate/probe");
        let start = Instant::now();
        save(&watched.root());
        (start.elapsed() < MAX_SAVE_TIME).then(|| watched.reported_so_far(expected.len()))
    });
    assert_eq!(reported, *expected, "{name}");
}

fn every_way_of_saving_is_reported_once(mode: Mode) {
    std::thread::scope(|scope| {
        for method in SAVE_METHODS {
            std::thread::Builder::new()
                .name(format!("{}, {mode:?}", method.0))
                .spawn_scoped(scope, || is_reported_once(method, mode))
                .expect("a thread can be started");
        }
    });
}

#[test]
fn every_way_of_saving_is_reported_once_by_events() {
    every_way_of_saving_is_reported_once(Mode::Events);
}

#[test]
fn every_way_of_saving_is_reported_once_by_polling() {
    every_way_of_saving_is_reported_once(Mode::Poll);
}

#[test]
fn the_watcher_finds_out_by_itself_how_to_watch_and_leaves_no_probe() {
    for probe in [".cellmate/probe", "no such folder/probe"] {
        let watched = Watched::start(Mode::Auto, probe);
        write(&watched.root(), "cell/a.rs", "new text");
        assert_eq!(watched.next(), "cell/a.rs", "{probe}");
        let probe = watched.folder.path().join(probe);
        eventually("the probe is removed", || (!probe.exists()).then_some(()));
    }
}

#[test]
fn saves_in_a_row_are_reported_one_by_one() {
    let watched = Watched::start(Mode::Events, ".cellmate/probe");
    for number in 0..20 {
        write(&watched.root(), "cell/a.rs", &format!("version {number}"));
        assert_eq!(watched.next(), "cell/a.rs");
    }
}

#[test]
fn a_folder_that_does_not_exist_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let refused = Watcher::start(&missing, &missing, Mode::Auto, |_| ()).unwrap_err();
    let said = refused.to_string();
    assert!(said.contains("missing: it is not a folder"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_dropped_watcher_ends_its_threads() {
    let threads = || fs::read_dir("/proc/self/task").unwrap().count();
    if again::as_child().is_some() {
        let before = threads();
        for mode in [Mode::Events, Mode::Poll, Mode::Auto] {
            let watched = Watched::start(mode, ".cellmate/probe");
            assert!(threads() > before, "{mode:?}");
            drop(watched.watcher);
            eventually("the threads end", || (threads() == before).then_some(()));
            let probe = watched.folder.path().join(".cellmate/probe");
            assert!(!probe.exists(), "{mode:?}");
        }
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let test = "a_dropped_watcher_ends_its_threads";
    let output = again::child(&[], test, folder.path()).output().unwrap();
    again::assert_passed(&output);
}

#[test]
fn a_file_that_is_added_changed_or_removed_in_one_of_the_folders_is_noticed() {
    let folder = tempfile::tempdir().expect("a temp folder can be made");
    let root = folder.path();
    write(root, "lessons/cell/a.toml", OLD);
    write(root, "notes/b.toml", OLD);
    write(root, "tests/hidden/b.rs", OLD);
    // Moved into place, because a scan may see a file between its creation and its text.
    let put = |path: &str| {
        write(root, "new", "another text");
        fs::rename(root.join("new"), root.join(path)).expect("both are there");
    };
    let (sender, changes) = mpsc::channel();
    let poll = FolderPoll::start(root, &["lessons", "tests/hidden"], move || {
        // The test may be over before the last change is noticed.
        let _ = sender.send(());
    });
    let poll = poll.expect("a thread can be started");
    let noticed = |what: &str| {
        let change = changes.recv_timeout(TIMEOUT);
        assert!(change.is_ok(), "{what} is not noticed");
    };
    put("lessons/cell/a.toml");
    noticed("a change");
    put("tests/hidden/a.rs");
    noticed("a new file");
    fs::remove_file(root.join("lessons/cell/a.toml")).expect("it is there");
    noticed("a removal");
    put("notes/b.toml");
    drop(poll);
    assert!(changes.recv().is_err(), "a change elsewhere is noticed");
}
