//! `cellmate completions` and `cellmate man`: both generated from the same definitions as `--help`.

use super::out::Output;
use super::{Cli, Exit};
use clap::CommandFactory as _;
use clap_complete::Shell;

/// Print the completions of commands and options for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example: cellmate completions bash > ~/.local/share/bash-completion/completions/cellmate

For zsh, write them to a file `_cellmate` in a folder of your $fpath; for fish, to
~/.config/fish/completions/cellmate.fish; for PowerShell, add them to your $PROFILE.")]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate man > ~/.local/share/man/man1/cellmate.1")]
pub(super) struct ManualArgs {}

pub(super) fn run(args: &Args, out: &mut Output) -> anyhow::Result<Exit> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "cellmate", &mut text);
    out.say(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Passed)
}

/// Prints one page: that of cellmate, and then those of its commands.
pub(super) fn run_manual(_: &ManualArgs, out: &mut Output) -> anyhow::Result<Exit> {
    let mut cli = Cli::command();
    cli.build();
    let mut text = Vec::new();
    clap_mangen::Man::new(cli.clone()).render(&mut text)?;
    for command in cli
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
    {
        let page = clap_mangen::Man::new(command.clone());
        let name = command.get_name().to_uppercase();
        text.extend(format!(".SH \"CELLMATE {name}\"\n").bytes());
        page.render_description_section(&mut text)?;
        page.render_options_section(&mut text)?;
        page.render_extra_section(&mut text)?;
    }
    out.say(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Passed)
}
