//! The rustc wrapper. cargo runs it through a link to this binary, which has the wrapper's name and is next to the
//! built glass crate.

use crate::process;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitCode;

pub(super) const NAME: &str = "cellmate-rustc";

/// The file of the glass crate beside it.
pub(super) const LIBRARY: &str = "libglass.rlib";

/// Becomes rustc (the first argument), with the glass crate where it belongs.
pub(super) fn run(link: &Path, mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let Some(rustc) = args.next() else {
        return ExitCode::from(2);
    };
    let folder = link.parent().unwrap_or(Path::new(""));
    let mut args: Vec<OsString> = args.collect();
    if is_traced(&args) {
        args.extend(library_arguments(folder));
        // Without line tables, nothing says where a guard is dropped.
        if !has_debug_info(&args) {
            args.push("-Cdebuginfo=line-tables-only".into());
        }
        args.push("-Cstrip=none".into());
        // Some lints do not recognize the traced std, and others would name it. A plain build still warns.
        if !args
            .iter()
            .any(|arg| arg.as_encoded_bytes().starts_with(b"--cap-lints"))
        {
            args.push("--cap-lints=allow".into());
        }
        // Lines in a macro become the line where the macro is called.
        args.push("-Ccollapse-macro-debuginfo=yes".into());
    }
    process::become_tool(Path::new(&rustc), &args)
}

/// Returns the arguments for rustc and rustdoc that replace the std of a crate with the glass crate in this folder.
pub(super) fn library_arguments(folder: &Path) -> Vec<OsString> {
    let library = folder.join(LIBRARY);
    let named = |start: &str, path: &Path| {
        let mut argument = OsString::from(start);
        argument.push(path);
        argument
    };
    vec![
        "--extern".into(),
        named("std=", &library),
        "--extern".into(),
        named("core=", &library),
        named("-Ldependency=", folder),
    ]
}

/// Whether rustc builds a crate for the target. cargo names no target for build scripts and proc macros, and asks
/// about the target with a crate named `___`.
fn is_traced(args: &[OsString]) -> bool {
    let names_target =
        |arg: &OsString| arg == "--target" || arg.as_encoded_bytes().starts_with(b"--target=");
    let crate_name = args.windows(2).find(|pair| pair[0] == "--crate-name");
    args.iter().any(names_target)
        && crate_name.is_some_and(|pair| pair[1] != "___")
        && !args.iter().any(|arg| arg == OsStr::new("-"))
}

fn has_debug_info(args: &[OsString]) -> bool {
    args.iter().any(|arg| {
        let arg = arg.to_string_lossy();
        let value = arg.trim_start_matches("-C").strip_prefix("debuginfo=");
        arg == "-g" || value.is_some_and(|value| value != "0" && value != "none")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Vec<OsString> {
        line.split_whitespace().map(OsString::from).collect()
    }

    #[test]
    fn only_crates_for_the_target_are_traced() {
        for (line, traced) in [
            (
                "--crate-name shop src/lib.rs --target x86_64-unknown-linux-gnu",
                true,
            ),
            (
                "--crate-name shop src/lib.rs --target=x86_64-unknown-linux-gnu",
                true,
            ),
            ("--crate-name build_script_build build.rs", false),
            (
                "--crate-name derive --crate-type proc-macro src/lib.rs",
                false,
            ),
            (
                "- --crate-name ___ --print=cfg --target x86_64-unknown-linux-gnu",
                false,
            ),
            ("-vV", false),
        ] {
            assert_eq!(is_traced(&args(line)), traced, "{line}");
        }
    }

    #[test]
    fn a_profile_without_debug_info_is_recognized() {
        for (line, has) in [
            ("-C debuginfo=2", true),
            ("-Cdebuginfo=1", true),
            ("-g", true),
            ("-C debuginfo=0", false),
            ("-C opt-level=3", false),
        ] {
            assert_eq!(has_debug_info(&args(line)), has, "{line}");
        }
    }
}
