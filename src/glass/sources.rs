//! The source files of a traced program: their texts, and how places in a record are named.

use super::record::{Record, RecordedEvent};
use super::scopes::{BodyKind, ProgramCalls, Scopes, Signatures, body_around, enclosing_function};
use super::spec::{ProgramSpec, shown_path};
use super::tokens::SourceTokens;
use crate::verdict::{Call, Edition, Place, Trace};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a program, by the paths that places in its trace have. Each file is lexed at its first use; one that is
/// not Rust is then left out.
#[derive(Debug)]
pub(super) struct SourceFiles<'a> {
    files: Vec<LexedFile<'a>>,
    signatures: OnceCell<Signatures>,
    /// Whether the first file is the one that the trace is about.
    has_main: bool,
    /// What the first thread is called: `main`, or `test` if a test runs.
    pub(super) first_thread: &'static str,
    names: Names<'a>,
}

#[derive(Debug)]
struct LexedFile<'a> {
    path: Cow<'a, str>,
    text: Cow<'a, str>,
    tokens: OnceCell<Option<SourceTokens>>,
}

impl<'a> LexedFile<'a> {
    fn new(path: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            tokens: OnceCell::new(),
        }
    }

    fn tokens(&self) -> Option<&SourceTokens> {
        let tokens = self.tokens.get_or_init(|| SourceTokens::parse(&self.text));
        tokens.as_ref()
    }
}

/// How the paths in a record become those of the trace.
#[derive(Debug)]
enum Names<'a> {
    /// The program was built in this workspace, whose path has `/`.
    Built {
        workspace: &'a str,
        spec: &'a ProgramSpec,
    },
    /// Each path was looked up.
    Found(BTreeMap<String, String>),
}

/// Where to look for the files that a record names.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceFolders {
    /// The folder from which rustc named them, if it is known: the root of the workspace.
    pub root: Option<PathBuf>,
    /// Paths in this folder are shown relative to it.
    pub shown_from: PathBuf,
}

impl SourceFolders {
    /// Returns the path of a file that rustc named.
    #[must_use]
    pub fn path(&self, named: &Path) -> PathBuf {
        let root = self.root.as_deref().unwrap_or(&self.shown_from);
        root.join(named)
    }

    /// Returns how the path of a file is shown.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        shown_path(path, &self.shown_from)
    }
}

impl<'a> SourceFiles<'a> {
    /// Returns the main file of a program that was built in a workspace, and its hidden tests.
    pub(super) fn built(spec: &'a ProgramSpec, workspace: &'a str) -> Self {
        let main = LexedFile::new(&spec.display_path, &spec.target.text);
        let tests = spec.hidden_tests.iter();
        let tests = tests.map(|(_, text)| LexedFile::new(Place::TEST_FILE, text));
        Self {
            files: [main].into_iter().chain(tests).collect(),
            signatures: OnceCell::new(),
            has_main: true,
            first_thread: first_thread(spec.target.harness),
            names: Names::Built { workspace, spec },
        }
    }

    /// Reads the files that a record names from the disk.
    pub(super) fn found(record: &Record, folders: &SourceFolders, is_test: bool) -> Self {
        let mut names = BTreeMap::new();
        let mut files: Vec<LexedFile<'_>> = Vec::new();
        let recorded = record.events.iter().flat_map(|event| {
            let calls = event.calls().map(|(_, file, ..)| file);
            event.file.as_deref().into_iter().chain(calls)
        });
        let recorded = recorded.chain(record.accesses.files());
        for file in recorded {
            if names.contains_key(file) {
                continue;
            }
            let path = find(file, record.folder.as_deref(), folders.root.as_deref());
            let shown = folders.shown(&path);
            if !files.iter().any(|known| known.path == shown)
                && let Ok(text) = fs::read(&path)
            {
                let text = String::from_utf8_lossy(&text).into_owned();
                files.push(LexedFile::new(shown.clone(), text));
            }
            names.insert(file.to_owned(), shown);
        }
        Self {
            has_main: files.len() == 1 && names.values().all(|name| *name == files[0].path),
            files,
            signatures: OnceCell::new(),
            first_thread: first_thread(is_test),
            names: Names::Found(names),
        }
    }

    #[cfg(test)]
    pub(super) fn single(path: &'a str, text: &'a str) -> Self {
        Self {
            files: vec![LexedFile::new(path, text)],
            signatures: OnceCell::new(),
            has_main: true,
            first_thread: first_thread(false),
            names: Names::Found(BTreeMap::new()),
        }
    }

    /// Returns where an event happened, with the path that the file has in the trace.
    pub(super) fn place(&self, event: &RecordedEvent) -> Option<Place> {
        Some(Place {
            file: self.name(event.file.as_deref()?).to_owned(),
            line: event.line?,
            column: event.column?,
        })
    }

    pub(super) fn calls(&self, event: &RecordedEvent) -> Vec<Call> {
        event.calls().map(|call| self.call(call)).collect()
    }

    /// Returns a recorded call: its function, and where in the file it was. Symbols don't show whether a closure is one:
    /// they have `{{closure}}` for the body of an `async` function, too.
    pub(super) fn call(&self, (function, file, line, column): (&str, &str, u32, u32)) -> Call {
        let file = self.name(file).to_owned();
        let place = Place { file, line, column };
        let function = match function.strip_suffix(Call::CLOSURE) {
            Some(around) => self
                .anonymous(around, &place)
                .unwrap_or_else(|| function.to_owned()),
            None => function.to_owned(),
        };
        Call { function, place }
    }

    /// Returns the name of what has no symbol of its own.
    fn anonymous(&self, around: &str, place: &Place) -> Option<String> {
        let file = self.tokens(place)?;
        let at = file.at(place)?;
        let (function, ..) = enclosing_function(file, at)?;
        Some(match body_around(file, at)?.kind {
            BodyKind::AsyncFunction => function.to_owned(),
            BodyKind::AsyncBlock => format!("{function}{}", Call::ASYNC_BLOCK),
            // Debug information lacks the function around an inlined closure.
            BodyKind::Closure if around.is_empty() => format!("{function}{}", Call::CLOSURE),
            BodyKind::Closure | BodyKind::Function => return None,
        })
    }

    pub(super) fn name<'b>(&'b self, file: &'b str) -> &'b str {
        match &self.names {
            Names::Built { workspace, spec } => name_in_workspace(file, workspace, spec),
            Names::Found(names) => names.get(file).map_or(file, String::as_str),
        }
    }

    /// Returns the path of the main file, if there is one.
    pub(super) fn main(&self) -> Option<&str> {
        let main = self.files.first().filter(|_| self.has_main);
        main.map(|file| &*file.path)
    }

    /// Returns the text of the file that a place is in, if it is one of the program's.
    pub(super) fn text(&self, place: &Place) -> Option<&str> {
        Some(&self.file(place)?.text)
    }

    fn file(&self, place: &Place) -> Option<&LexedFile<'a>> {
        self.files.iter().find(|file| file.path == place.file)
    }

    /// Returns the tokens of the file that a place is in, if it is one of the program's.
    pub(super) fn tokens(&self, place: &Place) -> Option<&SourceTokens> {
        self.file(place)?.tokens()
    }

    pub(super) fn calls_by_name(&self) -> ProgramCalls<'_> {
        let files = self.files.iter();
        ProgramCalls::new(files.filter_map(|file| Some((&*file.path, file.tokens()?))))
    }

    pub(super) fn scopes(&self, place: &Place) -> Option<Scopes<'_>> {
        let signatures = self.signatures.get_or_init(|| {
            let files = self.files.iter().filter_map(LexedFile::tokens);
            Signatures::read(&files.collect::<Vec<_>>())
        });
        Some(Scopes::new(self.tokens(place)?, signatures, self.edition()))
    }

    fn edition(&self) -> Option<Edition> {
        match &self.names {
            Names::Built { spec, .. } => Some(spec.edition),
            Names::Found(_) => None,
        }
    }

    pub(super) fn line(&self, place: &Place) -> Option<&str> {
        let index = usize::try_from(place.line).ok()?.checked_sub(1)?;
        self.text(place)?.lines().nth(index)
    }

    /// Returns the character at the place where a guard was dropped. Backtraces count columns in bytes.
    pub(super) fn char_at(&self, place: &Place) -> Option<char> {
        let line = self.line(place)?;
        let column = usize::try_from(place.column).ok()?.checked_sub(1)?;
        line.get(column..)?.chars().next()
    }

    pub(super) fn into_texts(self) -> Vec<(String, String)> {
        let files = self.files.into_iter();
        files
            .map(|file| (file.path.into_owned(), file.text.into_owned()))
            .collect()
    }
}

fn first_thread(is_test: bool) -> &'static str {
    if is_test { "test" } else { "main" }
}

fn name_in_workspace<'a>(file: &'a str, workspace: &str, spec: &'a ProgramSpec) -> &'a str {
    let path = file.strip_prefix(workspace).unwrap_or(file);
    let path = path.trim_start_matches('/');
    // The harness includes the hidden tests through this path.
    let (folder, path_there) = path.split_once("harness/../").unwrap_or(("", path));
    let is_tests = |(tests, _): &(String, String)| tests.strip_prefix(folder) == Some(path_there);
    if path == spec.target.path {
        &spec.display_path
    } else if spec.hidden_tests.as_ref().is_some_and(is_tests) {
        Place::TEST_FILE
    } else {
        path_there
    }
}

/// Returns the files that the places of a trace name, read from the disk.
#[must_use]
pub fn read_sources(trace: &Trace, shown_from: &Path) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = Vec::new();
    let places = trace.events.iter().flat_map(|event| {
        let calls = event.calls.iter().map(|call| &call.place);
        event.place.iter().chain(calls)
    });
    for place in places {
        if !texts.iter().any(|(known, _)| *known == place.file)
            && let Ok(text) = fs::read(shown_from.join(&place.file))
        {
            let text = String::from_utf8_lossy(&text).into_owned();
            texts.push((place.file.clone(), text));
        }
    }
    texts
}

/// Returns where a file that a record names is. rustc names files from the root of the workspace; the program ran there
/// or, as a test does, in a folder below.
fn find(named: &str, ran_in: Option<&Path>, root: Option<&Path>) -> PathBuf {
    let above = ran_in.into_iter().flat_map(Path::ancestors);
    let mut candidates = root
        .into_iter()
        .chain(above)
        .map(|folder| folder.join(named));
    candidates
        .find(|path| path.is_file())
        .unwrap_or_else(|| PathBuf::from(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_workspace_has_its_own_name() {
        let mut spec = ProgramSpec::single_file("1/a.rs", "", Edition::E2024);
        spec.display_path = "a.rs".to_owned();
        spec.hidden_tests = Some(("1/hidden/a.rs".to_owned(), String::new()));
        let source = SourceFiles::built(&spec, "/w");
        for (named, shown) in [
            ("/w/1/a.rs", "a.rs"),
            ("1/harness/../hidden/a.rs", Place::TEST_FILE),
            ("harness/../b.rs", "b.rs"),
        ] {
            assert_eq!(source.name(named), shown);
        }
    }

    #[test]
    fn a_file_that_is_not_rust_is_skipped() {
        let mut files = SourceFiles::single("a.rs", "fn f() { first(); second(); }");
        files.files.push(LexedFile::new("b.rs", "fn g() { ' }"));
        let place = |file: &str| Place {
            file: file.to_owned(),
            line: 1,
            column: 10,
        };
        assert!(files.scopes(&place("a.rs")).is_some());
        assert!(files.scopes(&place("b.rs")).is_none());
        let call = Call {
            function: "f".to_owned(),
            place: place("a.rs"),
        };
        assert!(files.calls_by_name().may_call_after(&call, &["second"]));
    }

    #[test]
    fn a_file_is_found_from_the_root_or_from_where_the_program_ran() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in ["src/lib.rs", "member/src/lib.rs", "member/src/only.rs"] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let member = root.join("member");
        for (named, known_root, found) in [
            ("src/lib.rs", Some(root), "src/lib.rs"),
            ("src/lib.rs", None, "member/src/lib.rs"),
            ("member/src/lib.rs", None, "member/src/lib.rs"),
            ("src/only.rs", Some(root), "member/src/only.rs"),
        ] {
            assert_eq!(find(named, Some(&member), known_root), root.join(found));
        }
        assert_eq!(find("x.rs", Some(&member), None), Path::new("x.rs"));
    }
}
