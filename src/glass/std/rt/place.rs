//! Where in the program something happened: the caller's line, or the innermost line of a backtrace that is the
//! program's own.

use ::std::backtrace::Backtrace;
use ::std::borrow::Cow;
use ::std::panic::Location;
use ::std::path::Path;

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: Cow<'static, str>,
    pub(super) line: u32,
    pub(super) column: u32,
}

impl Place {
    /// The place that called. Where std called, on behalf of the program, the program's line is looked up.
    pub(super) fn of_call(caller: &'static Location<'static>) -> Option<Self> {
        Self::if_own(caller).or_else(Self::innermost)
    }

    /// A place, if it is the program's.
    pub(super) fn if_own(place: &'static Location<'static>) -> Option<Self> {
        is_own(place.file()).then(|| Self::from(place))
    }

    /// The innermost line of the program on the stack, for a `Drop` that nobody calls.
    pub(super) fn innermost() -> Option<Self> {
        let trace = Backtrace::force_capture().to_string();
        // What lies under the current folder is told from there.
        let here = ::std::env::current_dir().unwrap_or_default();
        trace.lines().filter_map(read).find(|place| {
            let whole = here.join(&*place.file);
            is_own(&whole.to_string_lossy())
        })
    }
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

/// Reads `at ./src/main.rs:3:5`.
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

/// Whether a file is the program's: not std's, not a registry's, and not of this crate.
fn is_own(file: &str) -> bool {
    let mut file = file.replace('\\', "/");
    let here = env!("CARGO_MANIFEST_DIR").replace('\\', "/");
    let own_root = file!().strip_suffix("rt/place.rs").unwrap_or_default();
    // Built in its own folder, by its own tests, this crate's files are told from there.
    let whole = Path::new(&here).join(&file);
    if own_root.is_empty() && whole.exists() {
        file = whole.to_string_lossy().replace('\\', "/");
    }
    let inside = [here.as_str(), own_root.trim_end_matches('/')];
    let in_this_crate = inside.iter().any(|folder| {
        // Tests and examples of this crate are programs like any other.
        !folder.is_empty()
            && file
                .strip_prefix(folder)
                .filter(|rest| rest.starts_with('/'))
                .is_some_and(|rest| !rest.starts_with("/tests/") && !rest.starts_with("/examples/"))
    });
    // What is not Rust is a library's, such as the C code that runs the destructors of thread-locals.
    Path::new(&file).extension().is_some_and(|end| end == "rs")
        && !in_this_crate
        && !file.starts_with("/rustc/")
        && !file.contains("/lib/rustlib/src/rust/")
        && !file.contains("/.cargo/registry/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_backtrace_is_read_from_its_end() {
        let place = read("             at C:/a b/main.rs:12:7").unwrap();
        assert_eq!((place.line, place.column), (12, 7));
        assert_eq!(place.file, "C:/a b/main.rs");
        assert_eq!(read("  3: core::ops::function::FnOnce::call_once"), None);
    }

    #[test]
    fn what_std_and_this_crate_do_is_not_the_programs() {
        assert!(is_own("exercises/refcell/rate_limiter.rs"));
        assert!(!is_own("/rustc/59807616e/library/core/src/option.rs"));
        assert!(!is_own("stdlib/cxa_thread_atexit_impl.c"));
        assert!(!is_own(file!()));
        let beside = concat!(env!("CARGO_MANIFEST_DIR"), "-beside/main.rs");
        assert!(is_own(beside));
    }
}
