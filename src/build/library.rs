//! Caches, for each toolchain, what every build would otherwise find out and build again: rustc's answers to cargo's
//! questions, and the libraries that programs depend on.
//!
//! cargo builds a library as a dependency in the workspace of a lesson, so its files go back into a target folder later.
//! In a package of the user, cargo must know nothing of the traced std: `package` calls rustc for it.

use super::Error;
use super::workspace::{LibraryState, Workspace};
use crate::cache::hex_hash;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Where cargo keeps rustc's answers.
const ANSWERS: &str = "target/.rustc_info.json";

/// Where cargo notes when it used which download: a database, which it would create and sync for each new workspace.
const USES: &str = "cargo-home/.global-cache";

/// How many files are kept for one toolchain: rustc's answers to cargo and clippy, cargo's uses, and each library with and without
/// optimization, including those of another build of cellmate.
const MAX_FILES: usize = 9;

/// The times of a library's sources and of what was built of them. cargo builds again what is older than its sources.
const SOURCE_TIME: Duration = Duration::from_hours(24 * 365 * 30);
const BUILT_TIME: Duration = Duration::from_hours(24 * 365 * 31);

impl Workspace {
    /// Gives a new workspace what cargo found out earlier. Returns rustc's answers as they are before the build.
    pub(super) fn restore_answers(&self, program: &Path) -> Option<Vec<u8>> {
        for (path, name) in kept_files(program) {
            let file = self.folder.path().join(path);
            if !file.exists()
                && let Some(bytes) = self.toolchain.cache.as_ref()?.read(&name)
                && !holds_failed_answer(&bytes)
            {
                // cargo asks again if this fails, or if the answers are about another rustc.
                let _ = fs::write(&file, bytes);
            }
        }
        fs::read(self.folder.path().join(ANSWERS)).ok()
    }

    /// Keeps the answers if the build changed them.
    pub(super) fn keep_answers(&self, program: &Path, before: Option<&[u8]>) {
        let Some(cache) = &self.toolchain.cache else {
            return;
        };
        let read = |path: &str| fs::read(self.folder.path().join(path)).ok();
        let same_answers = read(ANSWERS).as_deref() == before;
        for (path, name) in kept_files(program) {
            let is_kept = same_answers && cache.path().join(&name).exists();
            if !is_kept
                && let Some(bytes) = read(path)
                && !holds_failed_answer(&bytes)
            {
                let _ = cache.write(&name, &bytes);
            }
        }
    }

    /// Writes the sources of a library into a folder of the workspace, and restores what was built of them earlier.
    ///
    /// # Errors
    /// If the sources cannot be written.
    pub fn write_library(&mut self, folder: &str, files: &[(String, String)]) -> Result<(), Error> {
        if self.libraries.contains_key(folder) {
            return Ok(());
        }
        for (path, text) in files {
            let path = format!("{folder}/{path}");
            self.write(&path, text)?;
            let path = self.folder.path().join(path);
            set_time(&path, SOURCE_TIME).map_err(|source| Error::Workspace { path, source })?;
        }
        let hash = hex_hash(&(files, self.profile.library_opt_level()));
        let name = format!("{folder}-{hash}");
        let cache = self.toolchain.cache.as_ref();
        let kept = cache
            .and_then(|cache| cache.read(&name))
            .is_some_and(|bytes| {
                // What was restored before it failed is built again.
                unpack(&bytes, &self.target_folder()).is_some()
            });
        let state = LibraryState { name, kept };
        self.libraries.insert(folder.to_owned(), state);
        Ok(())
    }

    /// Keeps what a build has built of a library.
    pub fn keep_library(&mut self, folder: &str) {
        let target = self.target_folder();
        let Some(state) = self.libraries.get_mut(folder).filter(|state| !state.kept) else {
            return;
        };
        // If this fails once, it would fail again.
        state.kept = true;
        let Some(cache) = &self.toolchain.cache else {
            return;
        };
        if let Ok(Some(bytes)) = pack(&target, folder)
            && cache.write(&state.name, &bytes).is_ok()
        {
            cache.prune(MAX_FILES);
        }
    }

    fn target_folder(&self) -> PathBuf {
        self.folder.path().join("target")
    }
}

/// Returns the files to keep, by their paths in the workspace, with their names in the cache. clippy asks rustc by another
/// way, and cargo forgets the answers that it got by one way when it takes the other.
fn kept_files(program: &Path) -> [(&'static str, String); 2] {
    let tool = program.file_stem().unwrap_or_default();
    let answers = format!("{}-answers.json", tool.to_string_lossy());
    [(ANSWERS, answers), (USES, "cargo-uses".to_owned())]
}

/// Whether rustc failed to answer one of cargo's questions. cargo remembers the failure and does not ask again, even
/// after its cause, such as a full disk, is fixed.
fn holds_failed_answer(bytes: &[u8]) -> bool {
    let answers: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    let outputs = answers["outputs"].as_object();
    outputs.is_some_and(|outputs| outputs.values().any(|output| output["success"] == false))
}

/// Packs what was built of a library into one file: a checksum, the paths and lengths, and the contents. Returns none if
/// it was not built.
fn pack(target: &Path, library: &str) -> io::Result<Option<Vec<u8>>> {
    let mut paths = Vec::new();
    for folder in ["debug/deps", "debug/.fingerprint"] {
        for entry in fs::read_dir(target.join(folder))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.trim_start_matches("lib").starts_with(library) {
                list_files(target, &format!("{folder}/{name}"), &mut paths)?;
            }
        }
    }
    let has = |end: &str| paths.iter().any(|path| path.ends_with(end));
    if !has(".rlib") || !has("invoked.timestamp") {
        return Ok(None);
    }
    let mut contents = Vec::new();
    let mut lengths = Vec::new();
    for path in paths {
        let bytes = fs::read(target.join(&path))?;
        lengths.push((path, bytes.len()));
        contents.extend(bytes);
    }
    let mut packed = serde_json::to_vec(&lengths)?;
    packed.push(b'\n');
    packed.extend(contents);
    let mut file = checksum(&packed).into_bytes();
    file.push(b'\n');
    file.extend(packed);
    Ok(Some(file))
}

fn list_files(target: &Path, path: &str, found: &mut Vec<String>) -> io::Result<()> {
    if !target.join(path).is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(target.join(path))? {
        let name = entry?.file_name();
        list_files(target, &format!("{path}/{}", name.to_string_lossy()), found)?;
    }
    Ok(())
}

/// Restores what [`pack`] packed. Returns none if that is broken or cannot be written.
fn unpack(file: &[u8], target: &Path) -> Option<()> {
    let (sum, packed) = split_line(file)?;
    if sum != checksum(packed).as_bytes() {
        return None;
    }
    let (lengths, mut contents) = split_line(packed)?;
    let lengths: Vec<(String, usize)> = serde_json::from_slice(lengths).ok()?;
    for (path, length) in lengths {
        let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        if !Path::new(&path).components().all(plain) {
            return None;
        }
        let (bytes, rest) = contents.split_at_checked(length)?;
        contents = rest;
        let path = target.join(path);
        fs::create_dir_all(path.parent()?).ok()?;
        let mut file = File::create(&path).ok()?;
        file.write_all(bytes).ok()?;
        drop(file);
        set_time(&path, BUILT_TIME).ok()?;
    }
    Some(())
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

fn checksum(bytes: &[u8]) -> String {
    use siphasher::sip128::SipHasher13;
    let hash = SipHasher13::new().hash(bytes);
    format!("{:016x}{:016x}", hash.h1, hash.h2)
}

fn set_time(path: &Path, since_epoch: Duration) -> io::Result<()> {
    let file = File::options().write(true).open(path)?;
    file.set_modified(SystemTime::UNIX_EPOCH + since_epoch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_rustc_failed_to_answer_is_asked_again() {
        let failed = br#"{"rustc_fingerprint":1,"outputs":{"7":{"success":true},"8":{"success":false,"code":1}}}"#;
        let answered = br#"{"rustc_fingerprint":1,"outputs":{"7":{"success":true}}}"#;
        assert!(holds_failed_answer(failed));
        assert!(!holds_failed_answer(answered));
        assert!(!holds_failed_answer(b"SQLite format 3"));
    }

    #[test]
    fn what_was_packed_is_restored_unless_it_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        let built = [
            ("debug/deps/libglass-1.rlib", "built"),
            ("debug/.fingerprint/glass-1/invoked.timestamp", ""),
            ("debug/deps/program-1", "of a program"),
        ];
        for (path, text) in built {
            fs::create_dir_all(target.join(path).parent().unwrap()).unwrap();
            fs::write(target.join(path), text).unwrap();
        }
        let packed = pack(&target, "glass").unwrap().unwrap();
        let restored = folder.path().join("restored");
        unpack(&packed, &restored).unwrap();
        let found = built.map(|(path, _)| fs::read_to_string(restored.join(path)).ok());
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(found, [text("built"), text(""), None]);

        let elsewhere = folder.path().join("broken");
        let mut flipped = packed.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for broken in [&packed[..packed.len() - 1], &packed[..40], &flipped, b""] {
            assert!(unpack(broken, &elsewhere).is_none());
        }
        assert!(!elsewhere.exists());
        fs::remove_file(target.join(built[0].0)).unwrap();
        assert!(pack(&target, "glass").unwrap().is_none());
    }
}
