//! The course that the binary carries: this repository's own, taken in when cellmate is built.
//!
//! Cargo notices changed files by itself. For *added* ones it has to compile this file again (a test says so).

use include_dir::{Dir, include_dir};

static FOLDERS: [(&str, Dir<'static>); 6] = [
    ("lessons", include_dir!("$CARGO_MANIFEST_DIR/lessons")),
    ("exercises", include_dir!("$CARGO_MANIFEST_DIR/exercises")),
    ("solutions", include_dir!("$CARGO_MANIFEST_DIR/solutions")),
    (
        "tests/hidden",
        include_dir!("$CARGO_MANIFEST_DIR/tests/hidden"),
    ),
    (
        "tests/mistakes",
        include_dir!("$CARGO_MANIFEST_DIR/tests/mistakes"),
    ),
    (
        "tests/alternatives",
        include_dir!("$CARGO_MANIFEST_DIR/tests/alternatives"),
    ),
];

/// The files, with their paths relative to the course.
pub(super) fn files() -> impl Iterator<Item = (String, &'static [u8])> {
    FOLDERS.iter().flat_map(|(folder, dir)| {
        let mut found = Vec::new();
        collect(folder, dir, &mut found);
        found
    })
}

fn collect(folder: &str, dir: &Dir<'static>, found: &mut Vec<(String, &'static [u8])>) {
    for file in dir.files() {
        // Paths in the binary are written as the building system does.
        let path = file.path().to_string_lossy().replace('\\', "/");
        let hidden = path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with('.'));
        if !hidden {
            found.push((format!("{folder}/{path}"), file.contents()));
        }
    }
    for inner in dir.dirs() {
        collect(folder, inner, found);
    }
}
