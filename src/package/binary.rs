//! A traced program: its name, and the process that becomes it. Each program gets a process of its own, because its
//! record and schedule belong to one process. Processes that the program starts inherit its environment, and write
//! records of their own.

use crate::process;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

/// The hidden first argument.
pub(super) const ARGUMENT: &str = "__traced-program";

pub(super) fn become_traced(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let Some(program) = args.next() else {
        return ExitCode::from(2);
    };
    let args: Vec<OsString> = args.collect();
    process::become_traced(Path::new(&program), &args)
}

/// Returns the name of a binary, without the hash that cargo appends.
pub(super) fn crate_name(program: &Path) -> String {
    let name = program.file_stem().unwrap_or_default().to_string_lossy();
    match name.rsplit_once('-') {
        Some((name, hash)) if hash.len() == 16 && hash.bytes().all(|c| c.is_ascii_hexdigit()) => {
            name.to_owned()
        }
        _ => name.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binary_is_named_without_its_hash() {
        for (path, name) in [
            ("/t/debug/deps/shop-0123456789abcdef", "shop"),
            ("/t/debug/deps/two_words-ffffffffffffffff", "two_words"),
            ("/t/debug/my-app", "my-app"),
        ] {
            assert_eq!(crate_name(Path::new(path)), name);
        }
    }
}
