//! The ways in which editors and other programs save files.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// A way of saving, given the watched folder, and which files are reported: `-` marks the removed ones.
pub(crate) type SaveMethod = (&'static str, fn(&Path), &'static [&'static str]);

pub(crate) const SAVE_METHODS: &[SaveMethod] = &[
    (
        "emptied and written",
        |root| write(root, "cell/a.rs", "new text"),
        &["cell/a.rs"],
    ),
    (
        "emptied and written in two parts",
        in_two_parts,
        &["cell/a.rs"],
    ),
    (
        "the same text once more",
        |root| write(root, "cell/a.rs", OLD),
        &["cell/a.rs"],
    ),
    ("written beside and renamed", renamed_over, &["cell/a.rs"]),
    ("the way of vim", as_vim_does, &["cell/a.rs"]),
    ("the way of emacs", as_emacs_does, &["cell/a.rs"]),
    (
        "removed and written again",
        removed_and_written,
        &["cell/a.rs"],
    ),
    ("two files at once", two_files, &["cell/a.rs", "cell/b.rs"]),
    (
        "a new file",
        |root| write(root, "cell/new.rs", "new"),
        &["cell/new.rs"],
    ),
    (
        "a new file in new folders",
        |root| write(root, "x/y/new.rs", "new"),
        &["x/y/new.rs"],
    ),
    (
        "a file is removed",
        |root| remove(root, "cell/a.rs"),
        &["-cell/a.rs"],
    ),
    (
        "a file is renamed",
        renamed_away,
        &["-cell/a.rs", "cell/c.rs"],
    ),
    (
        "a checkout of the chapter",
        |root| checkout(&root.join("cell")),
        &["cell/a.rs", "cell/b.rs"],
    ),
    (
        "a checkout of everything",
        checkout_all,
        &["cell/a.rs", "cell/b.rs", "fence.rs"],
    ),
    (
        "a folder is moved in",
        moved_in,
        &["cell/a.rs", "cell/b.rs"],
    ),
    ("other permissions", other_permissions, &[]),
    ("other files", other_files, &[]),
    (
        "reading",
        |root| drop(fs::read(root.join("cell/a.rs"))),
        &[],
    ),
];

/// The text of both files before the save.
pub(crate) const OLD: &str = "fn main() {}\n";

/// Writes a file below the root, with the folders that it needs.
pub(crate) fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    let folder = path.parent().expect("it is below the root");
    fs::create_dir_all(folder).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}

fn remove(root: &Path, name: &str) {
    fs::remove_file(root.join(name)).expect("it was there");
}

fn rename(root: &Path, from: &str, to: &str) {
    fs::rename(root.join(from), root.join(to)).expect("it was there");
}

fn in_two_parts(root: &Path) {
    let mut file = File::create(root.join("cell/a.rs")).expect("it can be written");
    file.write_all(b"fn main() ").expect("the first half");
    file.write_all(b"{ a() }\n").expect("the second half");
}

fn renamed_over(root: &Path) {
    write(root, "cell/.a.rs.tmp", "new!");
    rename(root, "cell/.a.rs.tmp", "cell/a.rs");
}

fn as_vim_does(root: &Path) {
    write(root, "cell/4913", "");
    remove(root, "cell/4913");
    rename(root, "cell/a.rs", "cell/a.rs~");
    write(root, "cell/a.rs", "new text");
    remove(root, "cell/a.rs~");
}

fn as_emacs_does(root: &Path) {
    write(root, "cell/.#a.rs", "");
    write(root, "cell/#a.rs#", "new");
    write(root, "cell/a.rs", "new text");
    remove(root, "cell/#a.rs#");
    remove(root, "cell/.#a.rs");
}

fn removed_and_written(root: &Path) {
    remove(root, "cell/a.rs");
    write(root, "cell/a.rs", "new text");
}

fn two_files(root: &Path) {
    write(root, "cell/a.rs", "new a");
    write(root, "cell/b.rs", "new b");
}

fn renamed_away(root: &Path) {
    rename(root, "cell/a.rs", "cell/c.rs");
}

fn checkout(folder: &Path) {
    fs::remove_dir_all(folder).expect("it was there");
    write(folder, "a.rs", "other a");
    write(folder, "b.rs", "other b");
}

fn checkout_all(root: &Path) {
    fs::remove_dir_all(root).expect("it was there");
    write(root, "cell/a.rs", "other a");
    write(root, "cell/b.rs", "other b");
    write(root, "fence.rs", OLD);
}

fn moved_in(root: &Path) {
    let beside = root.with_file_name("beside");
    write(&beside, "a.rs", "other a");
    write(&beside, "b.rs", "other b");
    fs::rename(root.join("cell"), root.with_file_name("before")).expect("it was there");
    fs::rename(beside, root.join("cell")).expect("it was there");
}

fn other_permissions(root: &Path) {
    let path = root.join("cell/a.rs");
    let found = fs::metadata(&path).expect("it is there");
    for readonly in [true, false] {
        let mut permissions = found.permissions();
        permissions.set_readonly(readonly);
        fs::set_permissions(&path, permissions).expect("permissions can be set");
    }
}

fn other_files(root: &Path) {
    for name in [
        "a.rs.swp",
        ".a.rs.swp",
        "4913",
        "a.rs~",
        ".#a.rs",
        "notes.txt",
        "rs",
        ".rs",
    ] {
        write(root, &format!("cell/{name}"), "not Rust");
    }
    // A file that was created and removed is not a save, either.
    write(root, "cell/brief.rs", "");
    remove(root, "cell/brief.rs");
}
