//! The part of the user's environment that builds and programs get. The rest, such as tokens, passwords and the sockets
//! of agents, is none of their business: `option_env!` and `std::env` would show it to any file that is graded or
//! traced.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// What a program needs to start.
const PROGRAM: [&str; 5] = [
    // Windows finds DLLs there.
    "PATH",
    // Without it, much of Windows does not work.
    "SystemRoot",
    // The folder for temporary files, on Unix and on Windows.
    "TMPDIR",
    "TEMP",
    "TMP",
];

/// What cargo, rustc and the linker need in addition. Not in it: `CARGO_*` and `RUST*`, which would change the build,
/// `RUSTUP_*`, because the toolchain's binaries are called directly, and `LANG` and `LC_*`, because rustc sets them for
/// the linker.
const BUILD: [&str; 36] = [
    // Wrappers such as ccache, called as `cc`, keep their files there.
    "HOME",
    "USERPROFILE",
    "LOCALAPPDATA",
    // Compilers that are not in the system's folders: their programs, libraries and shared objects.
    "COMPILER_PATH",
    "GCC_EXEC_PREFIX",
    "LIBRARY_PATH",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    // The SDK of macOS, and the oldest macOS that programs run on.
    "SDKROOT",
    "DEVELOPER_DIR",
    "MACOSX_DEPLOYMENT_TARGET",
    // In Termux, the dynamic linker needs these variables.
    "PREFIX",
    "ANDROID_ROOT",
    "ANDROID_DATA",
    // With these variables, rustc finds Visual Studio outside of a developer prompt.
    "SystemDrive",
    "windir",
    "ComSpec",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "ProgramW6432",
    "PROCESSOR_ARCHITECTURE",
    // A developer prompt sets these variables instead.
    "VSINSTALLDIR",
    "VCINSTALLDIR",
    "VCToolsInstallDir",
    "VCToolsVersion",
    "VisualStudioVersion",
    "VSCMD_ARG_TGT_ARCH",
    "WindowsSdkDir",
    "WindowsSDKVersion",
    "UniversalCRTSdkDir",
    "UCRTVersion",
    "LIB",
    "LIBPATH",
    "INCLUDE",
];

/// The wrappers of Nix around compiler and linker read variables whose names end with the system. Not `NIX_CONFIG`, which
/// often contains access tokens.
const BUILD_PREFIXES: [&str; 4] = ["NIX_CC", "NIX_BINTOOLS", "NIX_CFLAGS", "NIX_LD"];

/// Returns the environment of a learner's program.
#[must_use]
pub fn program_environment() -> Vec<(OsString, OsString)> {
    let mut environment = filtered(is_for_programs);
    environment.extend(confined_environment());
    environment
}

/// Returns the environment of a confined program. It does not even reveal where the user's files are.
#[must_use]
pub fn confined_environment() -> Vec<(OsString, OsString)> {
    vec![("RUST_BACKTRACE".into(), "0".into())]
}

/// Returns the environment of cargo if it is confined to a folder.
#[must_use]
pub fn confined_build_environment(folder: &Path) -> Vec<(OsString, OsString)> {
    let mut environment = build_environment();
    environment.retain(|(name, _)| !FOLDERS_OF_USER.iter().any(|of_user| name == of_user));
    environment.push(("HOME".into(), folder.into()));
    environment.push(("TMPDIR".into(), folder.join("tmp").into()));
    // Otherwise each thread of a linker reserves so much that many threads exceed the limit of the address space.
    environment.push(("MALLOC_ARENA_MAX".into(), "2".into()));
    environment
}

/// Variables that would reveal to the file being compiled where the user's folders are.
const FOLDERS_OF_USER: [&str; 7] = [
    "HOME",
    "USERPROFILE",
    "LOCALAPPDATA",
    "TMPDIR",
    "TEMP",
    "TMP",
    "ProgramData",
];

/// Returns the environment of cargo.
#[must_use]
pub fn build_environment() -> Vec<(OsString, OsString)> {
    filtered(|name| is_for_programs(name) || is_for_builds(name))
}

fn filtered(is_allowed: impl Fn(&OsStr) -> bool) -> Vec<(OsString, OsString)> {
    env::vars_os()
        .filter(|(name, _)| is_allowed(name))
        .collect()
}

fn is_for_programs(name: &OsStr) -> bool {
    PROGRAM.iter().any(|allowed| is_same_name(name, allowed))
}

fn is_for_builds(name: &OsStr) -> bool {
    let has_prefix = |prefix: &&str| name.as_encoded_bytes().starts_with(prefix.as_bytes());
    BUILD.iter().any(|allowed| is_same_name(name, allowed)) || BUILD_PREFIXES.iter().any(has_prefix)
}

/// Windows does not distinguish case in these names.
fn is_same_name(name: &OsStr, allowed: &str) -> bool {
    if cfg!(windows) {
        name.eq_ignore_ascii_case(allowed)
    } else {
        name == allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_variables_are_passed_on() {
        for (name, programs, builds) in [
            ("PATH", true, true),
            ("TMPDIR", true, true),
            ("HOME", false, true),
            ("SDKROOT", false, true),
            ("ProgramFiles(x86)", false, true),
            ("NIX_LDFLAGS_x86_64_unknown_linux_gnu", false, true),
            ("NIX_CONFIG", false, false),
            ("SECRET_TOKEN", false, false),
            ("SSH_AUTH_SOCK", false, false),
            ("GITHUB_TOKEN", false, false),
            ("HTTPS_PROXY", false, false),
            ("CARGO_REGISTRY_TOKEN", false, false),
            ("RUSTFLAGS", false, false),
            ("PATHS", false, false),
        ] {
            let name = OsStr::new(name);
            assert_eq!(is_for_programs(name), programs, "{name:?}");
            let found = is_for_programs(name) || is_for_builds(name);
            assert_eq!(found, builds, "{name:?}");
        }
    }

    #[test]
    fn case_matters_except_on_windows() {
        assert_eq!(is_for_programs(OsStr::new("Path")), cfg!(windows));
    }
}
