//! `cellmate help TOPIC`: a page on a topic, and the options of the command with that name.

use super::error::Error;
use super::out::Output;
use super::{Cli, Exit, writer};
use crate::{keymap, plain};
use clap::CommandFactory as _;

/// Explain a command or a topic
#[derive(Debug, clap::Args)]
#[command(after_help = topics())]
pub(super) struct Args {
    /// A command or a topic
    topic: Option<String>,
}

struct HelpPage {
    topic: &'static str,
    summary: &'static str,
    text: &'static str,
    /// What the page's `{table}` stands for.
    table: Option<fn() -> String>,
}

const PAGES: [HelpPage; 8] = [
    HelpPage {
        topic: "confinement",
        summary: "What cellmate protects you from when it runs a program",
        text: include_str!("help/confinement.md"),
        table: None,
    },
    HelpPage {
        topic: "environment",
        summary: "Variables, folders and exit codes",
        text: include_str!("help/environment.md"),
        table: None,
    },
    HelpPage {
        topic: "format",
        summary: "The files of a course, with every key",
        text: include_str!("help/format.md"),
        table: None,
    },
    HelpPage {
        topic: "grade",
        summary: "Grading what learners hand in",
        text: include_str!("help/grade.md"),
        table: None,
    },
    HelpPage {
        topic: "json",
        summary: "The documents that --format json prints",
        text: include_str!("help/json.md"),
        table: None,
    },
    HelpPage {
        topic: "keys",
        summary: "The keys of the full screen",
        text: include_str!("help/keys.md"),
        table: Some(keymap::as_markdown),
    },
    HelpPage {
        topic: "plain",
        summary: "Plain mode, for screen readers and pipes",
        text: include_str!("help/plain.md"),
        table: Some(plain::commands_as_markdown),
    },
    HelpPage {
        topic: "trace",
        summary: "Finding out why a test or program panics or hangs",
        text: include_str!("help/trace.md"),
        table: None,
    },
];

impl HelpPage {
    fn markdown(&self) -> String {
        match self.table {
            Some(table) => self.text.replace("{table}", table().trim_end()),
            None => self.text.to_owned(),
        }
    }
}

/// Lists the topics, for the end of a `--help`.
pub(super) fn topics() -> String {
    let lines = PAGES.map(|page| format!("\n  {:<13}{}", page.topic, page.summary));
    format!("Topics of `cellmate help TOPIC`:{}", lines.concat())
}

pub(super) fn run(args: &Args, out: &mut Output) -> anyhow::Result<Exit> {
    let mut cli = Cli::command();
    let Some(topic) = args.topic.as_deref() else {
        out.say(&cli.render_long_help().to_string())?;
        return Ok(Exit::Passed);
    };
    let page = PAGES.iter().find(|page| page.topic == topic);
    let page = page.map(|page| writer::prose(out.style, &page.markdown()));
    cli.build();
    let command = cli.find_subcommand_mut(topic);
    let options = command.map(|command| command.render_long_help().to_string());
    if page.is_none() && options.is_none() {
        let what = format!("no help on `{topic}`");
        let topics = PAGES.map(|page| page.topic).join(", ");
        let help = format!("`cellmate help` lists the commands; the topics are: {topics}");
        return Err(Error::refused(what, help).into());
    }
    let parts: Vec<String> = page.into_iter().chain(options).collect();
    out.say(&parts.join("\n"))?;
    Ok(Exit::Passed)
}
