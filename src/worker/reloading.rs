//! A course in a folder is read again when its files change: whoever writes lessons sees them at once.

use super::bench::Bench;
use super::opening::read_course;
use crate::app::Message;
use crate::desk::CourseSource;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often the folder is looked at.
const INTERVAL: Duration = Duration::from_millis(400);

/// How soon an end is noticed.
const BREATH: Duration = Duration::from_millis(25);

/// The folders that lessons are made of.
const FOLDERS: [&str; 4] = ["lessons", "exercises", "solutions", "tests/hidden"];

type Look = Vec<(PathBuf, Option<SystemTime>, u64)>;

/// Looks until it is told to stop. The course inside the program never changes.
pub(super) fn watch(bench: &Bench) {
    let CourseSource::Path(root) = &bench.setup.source else {
        return;
    };
    let mut before = look(root);
    loop {
        for _ in 0..INTERVAL.as_millis() / BREATH.as_millis() {
            if bench.stop.is_cancelled() {
                return;
            }
            std::thread::sleep(BREATH);
        }
        let now = look(root);
        if now == before {
            continue;
        }
        before = now;
        let (course, problems) = read_course(bench);
        if let Some(course) = &course {
            let mut held = bench.held();
            held.course = Some(course.clone());
            let desk = held.desk.clone();
            drop(held);
            // A new lesson needs its file; trouble with that shows when it is graded.
            let _ = desk.map(|desk| desk.update(course));
        }
        bench.tell(Message::CourseRead { course, problems });
    }
}

fn look(root: &Path) -> Look {
    let mut all = Vec::new();
    for folder in FOLDERS {
        collect(&root.join(folder), 3, &mut all);
    }
    all.sort();
    all
}

fn collect(folder: &Path, deep: u8, all: &mut Look) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(found) = entry.metadata() else {
            continue;
        };
        if found.is_dir() && deep > 0 {
            collect(&entry.path(), deep - 1, all);
        } else if found.is_file() {
            all.push((entry.path(), found.modified().ok(), found.len()));
        }
    }
}
