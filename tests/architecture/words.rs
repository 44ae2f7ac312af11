//! Each thing has one name, in everything that a person reads: the other words for it occur nowhere.

use std::fs;
use std::path::{Path, PathBuf};

/// Words to avoid, and the words to use instead. Ids and JSON keys stay, because they are on learners' disks.
const REPLACED: &[(&[&str], &str)] = &[
    (&["mend", "mends", "put right", "nothing to mend"], "fix"),
    (
        &["guard goes", "guard is gone", "guard lets go"],
        "is dropped",
    ),
    (&["file lies", "file stands", "line stands"], "is"),
    (&["anew"], "again"),
    (&["to and fro"], "back and forth"),
    (&["now and then"], "sometimes"),
    (&["hardly ever"], "rarely"),
    (&["for ever"], "forever"),
    (
        &["shall", "is to be", "is to do", "are to be"],
        "should or must",
    ),
    (&["class of panic", "panic class"], "kind of panic"),
    (
        &["foretell", "foretells", "foretold", "foresight"],
        "predict",
    ),
    (&["what it leaves you with"], "what to keep"),
    (&["it went otherwise"], "not quite"),
    (&["its time was over"], "still running after 5 s"),
    (&["wanted too much memory"], "used more than 256 MiB"),
    (&["ran to its end"], "finished"),
    (&["nothing could be said"], "on an error"),
    (&["please once more"], "try again"),
    (&["as it came"], "You haven't changed the file yet"),
    (&["cellmate itself broke"], "cellmate crashed"),
    (
        &["interleaving", "interleavings", "thread order"],
        "schedule",
    ),
    (&["whoever"], "the thread, the caller, you"),
];

#[test]
fn texts_use_one_word_for_one_thing() {
    let mut wrong = Vec::new();
    for file in texts() {
        let text = fs::read_to_string(&file).unwrap().to_lowercase();
        for (words, instead) in REPLACED {
            for at in words.iter().flat_map(|word| occurrences(&text, word)) {
                let line = text[..at].lines().count();
                let file = file.display();
                wrong.push(format!(
                    "{file}:{line}: instead of {words:?}, write: {instead}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns where a text has these words, and not as part of a longer word, an id or a string in JSON.
fn occurrences(text: &str, words: &str) -> Vec<usize> {
    let joins = |c: char| c.is_alphanumeric() || "_-\"`".contains(c);
    let found = text.match_indices(words).filter(|(at, _)| {
        let (before, after) = (&text[..*at], &text[at + words.len()..]);
        !before.ends_with(joins) && !after.starts_with(joins)
    });
    found.map(|(at, _)| at).collect()
}

/// Returns the files whose comments and strings people read: the program's, the course's and the documentation.
fn texts() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        .map(|file| root.join(file))
        .into();
    let mut folders: Vec<PathBuf> = ["src", "lessons", "exercises", "solutions"]
        .map(|folder| root.join(folder))
        .into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let end = path.extension().and_then(|end| end.to_str());
            match end {
                _ if path.is_dir() => folders.push(path),
                Some("rs" | "md" | "toml") => files.push(path),
                _ => {}
            }
        }
    }
    files
}
