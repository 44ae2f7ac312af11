//! Fetches a repository with the git of this machine. Nothing of the repository is run or checked out.

use crate::process;
use std::ffi::OsString;
use std::fs::File;
use std::path::Path;

/// Settings for git: no prompts, no hooks, no other protocols.
const SETTINGS: [&str; 8] = [
    "core.autocrlf=false",
    "core.eol=lf",
    "core.hooksPath=/dev/null",
    "core.askPass=",
    "protocol.allow=never",
    "protocol.https.allow=always",
    "protocol.ssh.allow=always",
    "protocol.file.allow=always",
];

/// Clones a repository, and returns the archive of one of its trees, as a temporary file. The error is git's message.
pub(super) fn fetch(url: &str, tag: Option<&str>) -> Result<File, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let (clone, archive) = (folder.path().join("clone"), folder.path().join("archive"));
    let mut arguments: Vec<OsString> = ["clone", "--quiet", "--bare", "--depth=1"]
        .map(OsString::from)
        .into();
    arguments.push("--no-recurse-submodules".into());
    arguments.push("--template=".into());
    arguments.extend(tag.map(|tag| OsString::from(format!("--branch={tag}"))));
    arguments.extend(["--".into(), url.into(), clone.clone().into_os_string()]);
    git(&arguments)?;
    let mut git_dir = OsString::from("--git-dir=");
    git_dir.push(&clone);
    let mut output = OsString::from("--output=");
    output.push(&archive);
    git(&[
        git_dir,
        "archive".into(),
        "--format=tar".into(),
        output,
        "HEAD".into(),
    ])?;
    File::open(&archive).map_err(|error| error.to_string())
}

fn git(arguments: &[OsString]) -> Result<(), String> {
    let mut all: Vec<OsString> = Vec::new();
    for setting in SETTINGS {
        all.extend(["-c".into(), setting.into()]);
    }
    all.extend_from_slice(arguments);
    let environment = [
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_SSH_COMMAND", "ssh -oBatchMode=yes"),
    ];
    let output = process::capture_tool(Path::new("git"), &all, "GIT_", &environment)
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().find(|line| line.contains("fatal:"));
    let line = line.or(said.lines().last()).unwrap_or("git failed");
    Err(line.trim_start_matches("fatal: ").to_owned())
}
