//! The desk's `Cargo.toml`: one binary per exercise, so that rust-analyzer and cargo work in the folder.
//!
//! cellmate never builds with it. It is rewritten whenever exercises are added or removed, as long as its first line says
//! that cellmate wrote it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

/// First line; without it, the file is the learner's own.
const HEADER: &str = "# Written by cellmate for your editor, and rewritten when the course gets new lessons. Delete this line to keep your own changes.";

/// How the first line begins in every version.
const HEADER_START: &str = "# Written by cellmate for your editor, ";

/// Target names that cargo reserves for its own folders.
const RESERVED_NAMES: [&str; 4] = ["build", "deps", "examples", "incremental"];

pub(super) fn is_ours(text: &str) -> bool {
    text.starts_with(HEADER_START)
}

/// Returns the manifest for these files, which are relative to the desk: `exercises/<chapter>/<name>.rs`.
pub(super) fn generate(files: &[impl AsRef<Path>]) -> String {
    let mut text = format!(
        "{HEADER}\n\n[package]\nname = \"cellmate-desk\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         # Keeps cargo from looking for a workspace in the folders above.\n[workspace]\n"
    );
    let mut names: BTreeSet<String> = RESERVED_NAMES.iter().map(ToString::to_string).collect();
    for file in files {
        let Some((chapter, stem)) = parts(file.as_ref()) else {
            continue;
        };
        // Two chapters may have programs with the same name, but cargo needs unique names.
        let long = format!("{chapter}_{stem}");
        let Some(name) = [stem.to_owned(), long]
            .into_iter()
            .find(|n| !names.contains(n))
        else {
            continue;
        };
        writeln!(
            text,
            "\n[[bin]]\nname = \"{name}\"\npath = \"exercises/{chapter}/{stem}.rs\""
        )
        .expect("writing to a string does not fail");
        names.insert(name);
    }
    text
}

/// Returns the chapter and name of a file, if both need no escaping in a manifest.
fn parts(file: &Path) -> Option<(&str, &str)> {
    let chapter = file.parent()?.file_name()?.to_str()?;
    let stem = file.file_stem()?.to_str()?;
    let plain = |name: &str| {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        !name.is_empty() && name.bytes().all(letters)
    };
    (plain(chapter) && plain(stem)).then_some((chapter, stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plain_name_becomes_one_binary_and_no_two_share_a_name() {
        let text = generate(&[
            "exercises/cell/counter.rs",
            "exercises/cell/deps.rs",
            "exercises/locks/counter.rs",
            "exercises/locks/\"quoted\".rs",
        ]);
        let names: Vec<&str> = text.lines().filter(|l| l.starts_with("name = ")).collect();
        assert_eq!(
            names,
            [
                "name = \"cellmate-desk\"",
                "name = \"counter\"",
                "name = \"cell_deps\"",
                "name = \"locks_counter\"",
            ]
        );
        assert!(is_ours(&text));
        assert!(!is_ours(text.split_once('\n').unwrap().1));
    }
}
