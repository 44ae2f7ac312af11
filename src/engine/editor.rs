//! Editors: which there are on this machine, and how each opens a file at a line.

use super::Error;
use crate::process;
use std::env;
use std::path::Path;

/// The name by which the settings know the built-in editor.
pub const BUILT_IN: &str = "built-in";

/// Editors that many people have, and how each takes the line.
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

/// Returns what `$VISUAL` and `$EDITOR` say, then the known editors on the PATH.
#[must_use]
pub fn available() -> Vec<String> {
    let named = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| env::var(name).ok());
    let mut all: Vec<String> = named.filter(|command| !command.trim().is_empty()).collect();
    let folders = env::var_os("PATH").unwrap_or_default();
    for (name, _) in KNOWN {
        let here = env::split_paths(&folders).any(|folder| folder.join(name).is_file());
        if here {
            all.push((*name).to_owned());
        }
    }
    let mut seen = Vec::new();
    all.retain(|command| {
        let new = !seen.contains(command);
        seen.push(command.clone());
        new
    });
    all
}

/// Opens a file in an editor that takes this terminal, and waits until it is closed.
///
/// # Errors
/// When the command cannot be understood, or its program cannot be started.
pub fn run_in_terminal(command: &str, path: &Path, line: u32) -> Result<(), Error> {
    let (program, args) = command_line(command, path, line)?;
    let folder = path.parent().unwrap_or(path);
    process::run_in_terminal(Path::new(&program), &args, folder)?;
    Ok(())
}

/// Splits an editor's command as a shell does, and adds the file and the line: in place of `{file}` and `{line}` if the
/// command has them, or else as this editor expects them.
///
/// # Errors
/// When the command is empty, or a quote in it is not closed.
pub fn command_line(command: &str, path: &Path, line: u32) -> Result<(String, Vec<String>), Error> {
    let file = path.display().to_string();
    let mut words = split(command)?.into_iter();
    let program = words.next().ok_or(Error::NoEditor)?;
    let mut args: Vec<String> = words.collect();
    if args.iter().any(|word| word.contains("{file}")) {
        let fill_in = |word: String| {
            word.replace("{file}", &file)
                .replace("{line}", &line.to_string())
        };
        return Ok((program, args.into_iter().map(fill_in).collect()));
    }
    let stem = Path::new(&program)
        .file_stem()
        .and_then(|stem| stem.to_str());
    let known = KNOWN.iter().find(|(name, _)| Some(*name) == stem);
    match known.map(|(_, argument)| argument) {
        Some(LineArgument::Plus) => args.extend([format!("+{line}"), file]),
        Some(LineArgument::Colon) => args.push(format!("{file}:{line}")),
        Some(LineArgument::Goto) => args.extend(["--goto".to_owned(), format!("{file}:{line}")]),
        None => args.push(file),
    }
    Ok((program, args))
}

fn split(command: &str) -> Result<Vec<String>, Error> {
    let words = if cfg!(windows) {
        // There a backslash parts folders and escapes nothing.
        shlex::split(&command.replace('\\', "\\\\"))
    } else {
        shlex::split(command)
    };
    words.ok_or_else(|| Error::EditorCommand {
        command: command.to_owned(),
    })
}
