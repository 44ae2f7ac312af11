//! Editors: which there are on this machine, and how each opens a file at a line.

use std::env;
use std::path::Path;

/// The name by which the built-in one is remembered.
pub(super) const BUILT_IN: &str = "built-in";

/// Editors that many people have, and how they are told the line.
const KNOWN: &[(&str, Line)] = &[
    ("nvim", Line::Plus),
    ("vim", Line::Plus),
    ("hx", Line::Colon),
    ("helix", Line::Colon),
    ("emacs", Line::Plus),
    ("kak", Line::Plus),
    ("micro", Line::Plus),
    ("nano", Line::Plus),
    ("vi", Line::Plus),
    ("code", Line::Goto),
    ("codium", Line::Goto),
    ("zed", Line::Colon),
    ("subl", Line::Colon),
];

#[derive(Clone, Copy)]
enum Line {
    /// `+7 file`
    Plus,
    /// `file:7`
    Colon,
    /// `--goto file:7`
    Goto,
}

/// What `$VISUAL` and `$EDITOR` say, then what the PATH has.
pub(super) fn found() -> Vec<String> {
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

/// The program and the arguments that open a file at a line. `{file}` and `{line}` in the command stand for them.
pub(super) fn call(command: &str, path: &Path, line: u32) -> (String, Vec<String>) {
    let file = path.display().to_string();
    let mut words = words(command).into_iter();
    let program = words.next().unwrap_or_default();
    let mut args: Vec<String> = words.collect();
    if args.iter().any(|word| word.contains("{file}")) {
        let put = |word: String| {
            word.replace("{file}", &file)
                .replace("{line}", &line.to_string())
        };
        return (program, args.into_iter().map(put).collect());
    }
    let stem = Path::new(&program)
        .file_stem()
        .and_then(|stem| stem.to_str());
    let known = KNOWN.iter().find(|(name, _)| Some(*name) == stem);
    match known.map(|(_, how)| how) {
        Some(Line::Plus) => args.extend([format!("+{line}"), file]),
        Some(Line::Colon) => args.push(format!("{file}:{line}")),
        Some(Line::Goto) => args.extend(["--goto".to_owned(), format!("{file}:{line}")]),
        None => args.push(file),
    }
    (program, args)
}

/// Words as a shell would part them: at blanks, unless within quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for letter in command.chars() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, letter) if letter.is_whitespace() => words.extend(word.take()),
            (_, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_editor_is_told_the_line_in_its_own_way() {
        for (command, expected) in [
            ("vim", "vim +7 /d/a.rs"),
            ("/usr/bin/nano -w", "/usr/bin/nano -w +7 /d/a.rs"),
            ("hx", "hx /d/a.rs:7"),
            ("code --wait", "code --wait --goto /d/a.rs:7"),
            ("my-editor", "my-editor /d/a.rs"),
            (
                "tmux split-window 'vi +{line} {file}'",
                "tmux split-window vi +7 /d/a.rs",
            ),
        ] {
            let (program, args) = call(command, Path::new("/d/a.rs"), 7);
            let said = format!("{program} {}", args.join(" "));
            assert_eq!(said, expected, "{command}");
        }
    }
}
