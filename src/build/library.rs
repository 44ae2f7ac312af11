//! Caches, for each toolchain, what every build would otherwise find out and build again: rustc's answers to cargo's
//! questions, and the libraries that programs depend on.
//!
//! cargo builds a library as a dependency in the workspace of a lesson, so its files go back into a target folder
//! later. In a user's own package, cargo must not see the traced std: `package` runs rustc for it.

use super::workspace::{LibraryState, Workspace};
use super::{Error, Profile, Toolchain};
use crate::cache::hex_hash;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Where cargo keeps rustc's answers.
const ANSWERS: &str = "target/.rustc_info.json";

/// Where cargo records when it last used each download: a database that it would otherwise create and sync for each new
/// workspace.
const USES: &str = "cargo-home/.global-cache";

/// How many files are kept for one toolchain: rustc's answers to cargo and clippy, cargo's uses, and each library with and without
/// optimization, including those of another build of cellmate.
const MAX_FILES: usize = 9;

/// The times of a library's sources and of what was built from them. cargo builds again what is older than its sources.
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

    /// Writes the sources of a library into a folder of the workspace, and restores what was built from them earlier.
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
        let name = name_of_library(folder, files, self.profile);
        let cache = self.toolchain.cache.as_ref();
        let kept = cache
            .and_then(|cache| cache.open_file(&name))
            .is_some_and(|file| {
                // What was restored before it failed is built again.
                unpack(file, &self.target_folder()).is_some()
            });
        let state = LibraryState { name, kept };
        self.libraries.insert(folder.to_owned(), state);
        Ok(())
    }

    /// Caches what a build has built for a library.
    pub fn keep_library(&mut self, folder: &str) {
        let target = self.target_folder();
        let Some(state) = self.libraries.get_mut(folder).filter(|state| !state.kept) else {
            return;
        };
        // If the attempt fails, a second one would fail, too.
        state.kept = true;
        let Some(cache) = &self.toolchain.cache else {
            return;
        };
        if let Ok(Some(paths)) = built_files(&target, folder)
            && let packed = cache.write_with(&state.name, |file| pack(&target, paths, file))
            && packed.is_ok()
        {
            cache.prune(MAX_FILES);
        }
    }

    fn target_folder(&self) -> PathBuf {
        self.folder.path().join("target")
    }
}

impl Toolchain {
    /// Whether a library has been built for programs of this profile, as far as the cache knows.
    #[must_use]
    pub fn has_library(&self, folder: &str, files: &[(String, String)], profile: Profile) -> bool {
        let name = name_of_library(folder, files, profile);
        let cache = self.cache.as_ref();
        cache.is_none_or(|cache| cache.path().join(&name).exists())
    }
}

fn name_of_library(folder: &str, files: &[(String, String)], profile: Profile) -> String {
    let hash = hex_hash(&(files, profile.library_opt_level()));
    format!("{folder}-{hash}")
}

/// Returns the files to keep, by their paths in the workspace, with their names in the cache. clippy asks rustc in a
/// different way, and cargo forgets the answers that it got in one way when it uses the other.
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

/// Returns the paths of what was built for a library; `None` if it was not built.
fn built_files(target: &Path, library: &str) -> io::Result<Option<Vec<String>>> {
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
    let is_built = has(".rlib") && has("invoked.timestamp");
    Ok(is_built.then_some(paths))
}

/// Packs files into one: a checksum, the paths and lengths, and the contents. They are larger than everything else that
/// cellmate keeps in memory, so they are copied piece by piece.
fn pack(
    target: &Path,
    paths: Vec<String>,
    packed: &mut (impl Read + Write + Seek),
) -> io::Result<()> {
    let mut lengths = Vec::new();
    for path in paths {
        let length = fs::metadata(target.join(&path))?.len();
        lengths.push((path, length));
    }
    // The checksum is known at the end.
    let place = checksum(&mut io::empty())?;
    writeln!(packed, "{place}")?;
    let begin = packed.stream_position()?;
    serde_json::to_writer(&mut *packed, &lengths)?;
    packed.write_all(b"\n")?;
    for (path, length) in &lengths {
        let mut file = File::open(target.join(path))?;
        if io::copy(&mut file, packed)? != *length {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    packed.seek(SeekFrom::Start(begin))?;
    let sum = checksum(&mut BufReader::new(&mut *packed))?;
    packed.rewind()?;
    packed.write_all(sum.as_bytes())
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

/// Restores what [`pack`] packed. Returns `None` if the packed file is damaged or a file cannot be written.
fn unpack(file: impl Read + Seek, target: &Path) -> Option<()> {
    let mut packed = BufReader::new(file);
    let sum = read_line(&mut packed)?;
    let begin = packed.stream_position().ok()?;
    if sum != checksum(&mut packed).ok()?.as_bytes() {
        return None;
    }
    packed.seek(SeekFrom::Start(begin)).ok()?;
    let lengths: Vec<(String, u64)> = serde_json::from_slice(&read_line(&mut packed)?).ok()?;
    for (path, length) in lengths {
        let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        if !Path::new(&path).components().all(plain) {
            return None;
        }
        let path = target.join(path);
        fs::create_dir_all(path.parent()?).ok()?;
        let mut file = File::create(&path).ok()?;
        let copied = io::copy(&mut packed.by_ref().take(length), &mut file).ok()?;
        if copied != length {
            return None;
        }
        drop(file);
        set_time(&path, BUILT_TIME).ok()?;
    }
    Some(())
}

/// Reads a line, without its newline. Returns `None` if the newline is missing.
fn read_line(from: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line).ok()?;
    (line.pop() == Some(b'\n')).then_some(line)
}

/// Returns the checksum of the rest.
fn checksum(from: &mut impl BufRead) -> io::Result<String> {
    use siphasher::sip128::{Hasher128 as _, SipHasher13};
    use std::hash::Hasher as _;
    let mut hasher = SipHasher13::new();
    loop {
        let bytes = from.fill_buf()?;
        if bytes.is_empty() {
            let hash = hasher.finish128();
            return Ok(format!("{:016x}{:016x}", hash.h1, hash.h2));
        }
        hasher.write(bytes);
        let read = bytes.len();
        from.consume(read);
    }
}

fn set_time(path: &Path, since_epoch: Duration) -> io::Result<()> {
    let file = File::options().write(true).open(path)?;
    file.set_modified(SystemTime::UNIX_EPOCH + since_epoch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

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
        let paths = built_files(&target, "glass").unwrap().unwrap();
        let mut packed = Cursor::new(Vec::new());
        pack(&target, paths, &mut packed).unwrap();
        let packed = packed.into_inner();
        let restored = folder.path().join("restored");
        unpack(Cursor::new(&packed), &restored).unwrap();
        let found = built.map(|(path, _)| fs::read_to_string(restored.join(path)).ok());
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(found, [text("built"), text(""), None]);

        let elsewhere = folder.path().join("broken");
        let mut flipped = packed.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for broken in [&packed[..packed.len() - 1], &packed[..40], &flipped, b""] {
            assert!(unpack(Cursor::new(broken), &elsewhere).is_none());
        }
        assert!(!elsewhere.exists());
        fs::remove_file(target.join(built[0].0)).unwrap();
        assert!(built_files(&target, "glass").unwrap().is_none());
    }
}
