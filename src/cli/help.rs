//! `cellmate help TOPIC`: a page on a topic, and the options of the command with that name.

use super::error::Error;
use super::out::Output;
use super::{Cli, Exit, writer};
use clap::CommandFactory as _;

/// Explain a command or a topic
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A command or a topic; `grade` and `trace` have pages of their own
    topic: Option<String>,
}

/// The topics with a page, and the pages.
const PAGES: [(&str, &str); 2] = [
    ("grade", include_str!("help/grade.md")),
    ("trace", include_str!("help/trace.md")),
];

pub(super) fn run(args: &Args, out: &mut Output) -> anyhow::Result<Exit> {
    let mut cli = Cli::command();
    let Some(topic) = args.topic.as_deref() else {
        out.say(&cli.render_long_help().to_string())?;
        return Ok(Exit::Passed);
    };
    let page = PAGES.iter().find(|(name, _)| *name == topic);
    let page = page.map(|(_, page)| writer::prose(out.style, page));
    cli.build();
    let command = cli.find_subcommand_mut(topic);
    let options = command.map(|command| command.render_long_help().to_string());
    if page.is_none() && options.is_none() {
        let what = format!("no help on `{topic}`");
        let help = "`cellmate help` lists the commands; the topics are: grade, trace";
        return Err(Error::refused(what, help).into());
    }
    let parts: Vec<String> = page.into_iter().chain(options).collect();
    out.say(&parts.join("\n"))?;
    Ok(Exit::Passed)
}
