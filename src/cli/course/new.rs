//! `cellmate course new`: creates a course.

use crate::author;
use crate::cli::out::{self, Output};
use crate::cli::{Exit, Options};
use serde_json::json;
use std::path::PathBuf;

/// Create a course with a small lesson of each kind
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example: cellmate course new iterators --title \"Iterators in practice\"

With its sample lessons, the course passes `cellmate verify`. Replace them with your own: `cellmate new CHAPTER/ID` creates
the files of one, and `cellmate help format` explains them. To remove a lesson, delete its files and its id in
lessons/course.toml; `cellmate verify` names the files that are left. With --empty, the course has no lessons yet.")]
pub(in crate::cli) struct Args {
    /// The folder of the course, which may exist
    dir: PathBuf,
    /// The title that learners see (default: the name of the folder)
    #[arg(long)]
    title: Option<String>,
    /// Create no sample lessons
    #[arg(long)]
    empty: bool,
}

pub(super) fn run(args: &Args, _: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    super::check_not_a_desk(&args.dir)?;
    let created = author::create_course(&args.dir, args.title.as_deref(), !args.empty)?;
    if out.is_json() {
        let files = &created.files;
        out.json(&json!({ "id": created.id, "created": files }))?;
        return Ok(Exit::Passed);
    }
    let dir = out::path(&args.dir);
    out.say(&format!("Created the course `{}` in {dir}:\n", created.id))?;
    let lessons = if args.empty {
        "course.toml, which has no chapters yet"
    } else {
        "course.toml and a small lesson of each kind"
    };
    let all = [
        ("lessons/", lessons),
        ("exercises/", "what learners start from"),
        ("solutions/", "the finished exercises"),
        (
            "tests/",
            "hidden tests, known mistakes, other correct solutions",
        ),
        ("README.md", "for learners"),
        (".github/", "a workflow that verifies every change"),
    ];
    for (path, what) in all {
        if !created
            .files
            .iter()
            .any(|file| file.starts_with(args.dir.join(path)))
        {
            continue;
        }
        out.say(&format!("  {path:<12}{what}"))?;
    }
    out.gap()?;
    out.say("next:")?;
    for (command, what) in [
        (format!("cd {dir}"), ""),
        ("cellmate verify".to_owned(), "checks every lesson"),
        (
            "cellmate new basics/my_lesson".to_owned(),
            "creates a lesson for you to fill in",
        ),
        (
            "cellmate help format".to_owned(),
            "explains every key of the files",
        ),
    ] {
        out.say(format!("  {command:<31}{what}").trim_end())?;
    }
    Ok(Exit::Passed)
}
