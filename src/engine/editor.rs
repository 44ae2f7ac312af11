//! Editors: which this machine has, and how each opens a file at a line.

use super::Error;
use crate::process;
use std::collections::BTreeSet;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitStatus;

/// The name of the built-in editor in the settings.
pub const BUILT_IN: &str = "built-in";

/// Common editors, and how each takes the line.
const KNOWN: &[(&str, LineArgument)] = &[
    ("nvim", LineArgument::Plus),
    ("vim", LineArgument::Plus),
    ("hx", LineArgument::Colon),
    ("helix", LineArgument::Colon),
    ("emacs", LineArgument::Plus),
    ("kak", LineArgument::Plus),
    ("micro", LineArgument::Plus),
    ("nano", LineArgument::Plus),
    ("vi", LineArgument::Plus),
    ("code", LineArgument::Goto),
    ("codium", LineArgument::Goto),
    ("zed", LineArgument::Colon),
    ("subl", LineArgument::Colon),
];

#[derive(Clone, Copy)]
enum LineArgument {
    /// `+7 file`
    Plus,
    /// `file:7`
    Colon,
    /// `--goto file:7`
    Goto,
}

/// The suffixes that the file of a program may have.
const PROGRAM_SUFFIXES: &[&str] = if cfg!(windows) {
    &[".exe", ".cmd"]
} else {
    &[""]
};

/// Whether a command is the built-in editor, one of this machine's, or what the user's variables name.
#[must_use]
pub fn is_known(command: &str) -> bool {
    command == BUILT_IN || available().iter().any(|known| known == command)
}

/// Returns what `$VISUAL` and `$EDITOR` say, then the known editors on the PATH.
#[must_use]
pub fn available() -> Vec<String> {
    let named = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| env::var(name).ok())
        .filter(|command| !command.trim().is_empty());
    let path = env::var_os("PATH").unwrap_or_default();
    let installed = KNOWN
        .iter()
        .filter_map(|(name, _)| on_path(name, &path, PROGRAM_SUFFIXES));
    let mut seen = BTreeSet::new();
    let mut all: Vec<String> = named.chain(installed).collect();
    all.retain(|command| seen.insert(command.clone()));
    all
}

/// Returns the name by which the system starts a program from one of these folders, if it is there. Windows starts
/// `code.cmd` only by its whole name.
fn on_path(name: &str, path: &OsStr, suffixes: &[&str]) -> Option<String> {
    let suffix = env::split_paths(path).find_map(|folder| {
        let mut suffixes = suffixes.iter();
        suffixes.find(|suffix| folder.join(format!("{name}{suffix}")).is_file())
    })?;
    let is_script = *suffix == ".cmd";
    Some(format!("{name}{}", if is_script { suffix } else { "" }))
}

/// Opens a file in an editor that takes this terminal, and waits until it is closed.
///
/// # Errors
/// If the command cannot be understood, or its program cannot be started or fails.
pub fn run_in_terminal(command: &str, path: &Path, line: u32) -> Result<(), Error> {
    let (program, args) = command_line(command, path, line)?;
    let folder = path.parent().unwrap_or(path);
    let status = process::run_in_terminal(Path::new(&program), &args, folder);
    let status = status.map_err(|error| not_started(&program, error))?;
    ended(program, status)
}

pub(super) fn not_started(program: &str, error: process::Error) -> Error {
    if matches!(error, process::Error::NoProgram(_)) {
        Error::NoSuchEditor(program.to_owned())
    } else {
        error.into()
    }
}

pub(super) fn ended(program: String, status: ExitStatus) -> Result<(), Error> {
    if status.success() {
        Ok(())
    } else {
        Err(Error::EditorFailed { program, status })
    }
}

/// Splits an editor's command as a shell does, and adds the file and the line: in place of `{file}` and `{line}` if the
/// command has one of them, or else as this editor expects them. The file comes last if the command doesn't place it.
///
/// # Errors
/// If the command is empty, or a quote in it is not closed.
pub fn command_line(
    command: &str,
    path: &Path,
    line: u32,
) -> Result<(String, Vec<OsString>), Error> {
    let mut words = split(command)?.into_iter();
    let program = words.next().ok_or(Error::NoEditor)?;
    let words: Vec<String> = words.collect();
    let line = line.to_string();
    let has = |placeholder| words.iter().any(|word| word.contains(placeholder));
    if has("{file}") || has("{line}") {
        let filled = words.iter().map(|word| fill_in(word, path, &line));
        let own = (!has("{file}")).then(|| path.into());
        return Ok((program, filled.chain(own).collect()));
    }
    let mut args: Vec<OsString> = words.into_iter().map(OsString::from).collect();
    let stem = Path::new(&program)
        .file_stem()
        .and_then(|stem| stem.to_str());
    let known = KNOWN.iter().find(|(name, _)| Some(*name) == stem);
    match known.map(|(_, argument)| argument) {
        Some(LineArgument::Plus) => args.extend([format!("+{line}").into(), path.into()]),
        Some(LineArgument::Colon) => args.push(fill_in("{file}:{line}", path, &line)),
        Some(LineArgument::Goto) => {
            args.extend(["--goto".into(), fill_in("{file}:{line}", path, &line)]);
        }
        None => args.push(path.into()),
    }
    Ok((program, args))
}

/// Puts the file and the line into a word of a command. The path need not be UTF-8.
fn fill_in(word: &str, path: &Path, line: &str) -> OsString {
    let mut filled = OsString::new();
    for (at, part) in word.split("{file}").enumerate() {
        if at > 0 {
            filled.push(path);
        }
        filled.push(part.replace("{line}", line));
    }
    filled
}

fn split(command: &str) -> Result<Vec<String>, Error> {
    let words = if cfg!(windows) {
        // On Windows, a backslash separates folders and escapes nothing.
        shlex::split(&command.replace('\\', "\\\\"))
    } else {
        shlex::split(command)
    };
    words.ok_or_else(|| Error::EditorCommand {
        command: command.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn an_editor_on_windows_is_found_by_its_suffix_and_keeps_it_if_it_is_a_script() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["code.cmd", "hx.exe", "vim"] {
            fs::write(folder.path().join(file), "").unwrap();
        }
        let windows = |name| on_path(name, folder.path().as_os_str(), &[".exe", ".cmd"]);
        assert_eq!(windows("code").as_deref(), Some("code.cmd"));
        assert_eq!(windows("hx").as_deref(), Some("hx"));
        assert_eq!(windows("vim"), None);
        let unix = |name| on_path(name, folder.path().as_os_str(), &[""]);
        assert_eq!(unix("vim").as_deref(), Some("vim"));
        assert_eq!(unix("code"), None);
    }

    #[test]
    fn an_editor_that_does_not_exist_is_named_with_what_to_do() {
        let file = Path::new("./counter.rs");
        let error = run_in_terminal("no-such-editor --wait", file, 1).unwrap_err();
        let says = error.to_string();
        assert!(
            says.starts_with("cannot find the editor `no-such-editor`\nhelp: "),
            "{says}"
        );
    }
}
