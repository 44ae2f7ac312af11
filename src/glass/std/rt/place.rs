//! Finds where in the program something happened: the caller's line, or the innermost line of the backtrace that belongs
//! to the program.

use super::unwind;
use ::std::backtrace::Backtrace;
use ::std::borrow::Cow;
use ::std::cell::RefCell;
use ::std::collections::BTreeMap;
use ::std::mem;
use ::std::panic::Location;
use ::std::path::Path;
use ::std::sync::atomic::{AtomicU32, Ordering};
use ::std::sync::{Arc, Mutex, PoisonError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: Cow<'static, str>,
    pub(super) line: u32,
    pub(super) column: u32,
}

impl Place {
    /// Returns the caller's place. If std is the caller, looks up the program's line in the backtrace.
    pub(super) fn of_call(caller: &'static Location<'static>) -> Option<Self> {
        Self::if_own(caller).or_else(Self::innermost)
    }

    /// Returns the place if it is in the program.
    pub(super) fn if_own(place: &'static Location<'static>) -> Option<Self> {
        is_own_file(place.file()).then(|| Self::from(place))
    }

    /// Returns the innermost place of the program on the stack, for a `Drop` without an explicit call.
    pub(super) fn innermost() -> Option<Self> {
        own_frames().first().map(|(_, place)| place.clone())
    }
}

/// The functions of the program that are being called, the innermost first, each with its place.
#[derive(Clone, Debug, Default)]
pub(super) struct CallPath(Vec<(String, Place)>);

impl CallPath {
    /// Returns the path to here. Only a limited number of paths is looked up, because each takes time.
    pub(super) fn here() -> Self {
        static LOOKED_UP: AtomicU32 = AtomicU32::new(0);
        if LOOKED_UP.fetch_add(1, Ordering::Relaxed) >= MAX_PATHS {
            return Self::default();
        }
        Self::always()
    }

    /// Returns the path to a step that may have to wait. There are many of those, but only the last one of each thread
    /// explains something.
    pub(super) fn of_wait() -> Self {
        static LOOKED_UP: AtomicU32 = AtomicU32::new(0);
        if LOOKED_UP.fetch_add(1, Ordering::Relaxed) >= MAX_PATHS {
            return Self::default();
        }
        Self::always()
    }

    /// Returns the path to here, however many were looked up.
    pub(super) fn always() -> Self {
        let found = own_frames();
        let frames = found.iter();
        let frames = frames.map(|(function, place)| (short_name(function), place.clone()));
        // `__main` calls the `main` of a program that cellmate built as a module of a crate with others.
        let frames = frames.take_while(|(function, _)| function != "__main");
        let mut frames: Vec<(String, Place)> = frames.collect();
        // `#[test]` wraps a test in a closure of the same name.
        if let [.., (test, _), (outermost, _)] = frames.as_slice()
            && outermost.strip_suffix("::{{closure}}") == Some(test)
        {
            frames.pop();
        }
        Self(frames)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the place of the innermost call.
    pub(super) fn place(&self) -> Option<&Place> {
        self.0.first().map(|(_, place)| place)
    }

    /// Returns the path as text: a line `function|file:line:column` for each call.
    pub(super) fn text(&self) -> String {
        let calls = self.0.iter().map(|(function, place)| {
            let (line, column) = (place.line, place.column);
            format!("{function}|{}:{line}:{column}", place.file)
        });
        calls.collect::<Vec<_>>().join("\n")
    }
}

/// The maximum number of call paths to look up in a run, and of those for steps that may have to wait: as many as events
/// are kept. The same stack is looked up once.
const MAX_PATHS: u32 = 10_000;

/// The maximum number of calls to record of a path.
const MAX_FRAMES: usize = 64;

/// How many stacks are remembered with their frames. A recursion has a stack for each depth.
const MAX_STACKS: usize = 1_000;

/// Frames of the program, the innermost first: the function and the place.
type Frames = Arc<[(String, Place)]>;

/// Returns the frames of the program on the stack. In a loop, the same stack occurs again and again, so each stack is
/// looked up once.
fn own_frames() -> Frames {
    static KNOWN: Mutex<BTreeMap<Vec<usize>, Frames>> = Mutex::new(BTreeMap::new());
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(stack) = unwind::return_addresses() else {
        return look_up_frames();
    };
    if let Some(frames) = known().get(&stack) {
        return Arc::clone(frames);
    }
    let frames = look_up_frames();
    let mut known = known();
    if known.len() >= MAX_STACKS {
        known.clear();
    }
    known.insert(stack, Arc::clone(&frames));
    frames
}

fn look_up_frames() -> Frames {
    let trace = Backtrace::force_capture().to_string();
    // Paths below the current directory are relative to it.
    let here = ::std::env::current_dir().unwrap_or_default();
    let mut function = "";
    let frames = trace.lines().filter_map(|line| {
        let Some(place) = read(line) else {
            function = line.split_once(": ").map_or("", |(_, name)| name);
            return None;
        };
        let file = here.join(&*place.file).to_string_lossy().into_owned();
        is_own(&file).then(|| {
            let file = file.into();
            (function.to_owned(), Place { file, ..place })
        })
    });
    frames.take(MAX_FRAMES).collect()
}

/// Returns the last segment of a path: `add` of `store::Store<T>::add`, `add::{{closure}}` of its closures.
fn short_name(function: &str) -> String {
    let (mut depth, mut last) = (0_u32, ' ');
    let outside = function.chars().filter(|&character| {
        let before = depth;
        let is_arrow = mem::replace(&mut last, character) == '-';
        match character {
            '<' => depth += 1,
            '>' if !is_arrow => depth = depth.saturating_sub(1),
            _ => {}
        }
        before == 0 && depth == 0
    });
    let path: String = outside.collect();
    let is_hash = |name: &str| {
        let digits = name.strip_prefix('h').unwrap_or_default();
        digits.len() == 16 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    };
    let mut names = path
        .rsplit("::")
        .filter(|name| !name.is_empty() && !is_hash(name));
    let last = names.next().unwrap_or_default();
    if !last.starts_with('{') {
        return last.to_owned();
    }
    let around = names.find(|name| !name.starts_with('{'));
    format!("{}::{{{{closure}}}}", around.unwrap_or_default())
}

impl From<&'static Location<'static>> for Place {
    fn from(location: &'static Location<'static>) -> Self {
        Self {
            file: location.file().into(),
            line: location.line(),
            column: location.column(),
        }
    }
}

/// Parses `at ./src/main.rs:3:5`.
fn read(line: &str) -> Option<Place> {
    let mut parts = line.trim().strip_prefix("at ")?.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    let file = parts.next()?;
    Some(Place {
        file: file.strip_prefix("./").unwrap_or(file).to_owned().into(),
        line,
        column,
    })
}

/// Returns whether a file belongs to the program. Remembers the answer: there are few files, and many calls.
fn is_own_file(file: &'static str) -> bool {
    ::std::thread_local! {
        static KNOWN: RefCell<Vec<(&'static str, bool)>> = const { RefCell::new(Vec::new()) };
    }
    let known = KNOWN.try_with(|known| {
        let mut known = known.borrow_mut();
        let same = |(other, _): &&(&'static str, bool)| ::std::ptr::eq(*other, file);
        if let Some((_, own)) = known.iter().find(same) {
            return *own;
        }
        let own = is_own(file);
        known.push((file, own));
        own
    });
    // While a thread exits, its thread-locals may be dropped already.
    known.unwrap_or_else(|_| is_own(file))
}

/// Returns whether a file belongs to the program, not to std, a registry or this crate.
fn is_own(file: &str) -> bool {
    let mut file = file.replace('\\', "/");
    let here = env!("CARGO_MANIFEST_DIR").replace('\\', "/");
    let own_root = file!().strip_suffix("rt/place.rs").unwrap_or_default();
    // In this crate's own tests, paths are relative to its folder.
    let whole = Path::new(&here).join(&file);
    if own_root.is_empty() && whole.exists() {
        file = whole.to_string_lossy().replace('\\', "/");
    }
    let inside = [here.as_str(), own_root.trim_end_matches('/')];
    let in_this_crate = inside.iter().any(|folder| {
        // Tests and examples of this crate count as programs.
        !folder.is_empty()
            && file
                .strip_prefix(folder)
                .filter(|rest| rest.starts_with('/'))
                .is_some_and(|rest| !rest.starts_with("/tests/") && !rest.starts_with("/examples/"))
    });
    // Files in other languages belong to libraries, such as the C code that runs the destructors of thread-locals.
    Path::new(&file).extension().is_some_and(|end| end == "rs")
        && !in_this_crate
        && !file.starts_with("/rustc/")
        && !file.starts_with("/rust/deps/")
        && !file.contains("/lib/rustlib/src/rust/")
        && !file.contains("/registry/src/")
        && !file.contains("/git/checkouts/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backtrace_line_is_parsed_from_its_end() {
        let place = read("             at C:/a b/main.rs:12:7").unwrap();
        assert_eq!((place.line, place.column), (12, 7));
        assert_eq!(place.file, "C:/a b/main.rs");
        assert_eq!(read("  3: core::ops::function::FnOnce::call_once"), None);
    }

    #[test]
    fn the_short_name_of_a_function_is_the_last_part_of_its_path() {
        for (path, name) in [
            ("store::Store<T>::add", "add"),
            ("store::main", "main"),
            ("store::Cached<fn(u64) -> u64>::get", "get"),
            ("<store::Store as core::ops::drop::Drop>::drop", "drop"),
            ("store::add::{{closure}}::{{closure}}", "add::{{closure}}"),
            ("store::add::h0123456789abcdef", "add"),
            ("server::handle_connection", "handle_connection"),
        ] {
            assert_eq!(short_name(path), name);
        }
    }

    #[test]
    fn std_and_this_crate_do_not_belong_to_the_program() {
        assert!(is_own("exercises/refcell/rate_limiter.rs"));
        assert!(!is_own(
            "/home/me/.cargo/registry/src/index/rand-0.9.0/src/lib.rs"
        ));
        assert!(!is_own("/rustc/59807616e/library/core/src/option.rs"));
        assert!(!is_own("/rust/deps/hashbrown-0.16.1/src/raw/mod.rs"));
        assert!(!is_own("stdlib/cxa_thread_atexit_impl.c"));
        assert!(!is_own(file!()));
        let beside = concat!(env!("CARGO_MANIFEST_DIR"), "-beside/main.rs");
        assert!(is_own(beside));
    }
}
