//! `cellmate` without a command: the full screen, or plain mode if it was requested or is the only choice.

use super::driver;
use super::{Cli, Exit, Options};
use crate::app::State;
use crate::desk::Desk;
use crate::engine::Setup;
use crate::plain::{self, PlainExit};
use crate::screen;
use crate::theme::{Depth, Theme};
use crate::tui::{self, ExitReason};
use ratatui::Frame;
use std::env;
use std::io::{self, IsTerminal};

/// Opens the course on the full screen or in plain mode.
pub(super) fn run(cli: &Cli) -> anyhow::Result<Exit> {
    let setup = Setup {
        editor_beside: cli.edit_cmd.clone(),
        ..driver::course_setup(&cli.options)?
    };
    if is_plain(cli, setup.desk.as_ref()) {
        return run_plain(setup);
    }
    let theme = theme(&cli.options);
    let draw = move |state: &State, frame: &mut Frame<'_>| screen::draw(state, theme, frame);
    Ok(match tui::run(setup, Box::new(draw))? {
        ExitReason::Quit => Exit::Passed,
        ExitReason::Signal => Exit::Interrupted,
        ExitReason::SwitchToPlain(setup) => run_plain(*setup)?,
    })
}

/// Whether plain mode was requested, or the terminal cannot show the full screen.
fn is_plain(cli: &Cli, desk: Option<&Desk>) -> bool {
    let set = env::var_os("CELLMATE_PLAIN").is_some_and(|value| !value.is_empty());
    let remembered = || desk.is_some_and(|desk| desk.settings().is_ok_and(|s| s.plain));
    cli.plain || set || !supports_full_screen() || remembered()
}

/// Whether input and output are a terminal that can draw a full screen.
fn supports_full_screen() -> bool {
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    !dumb && io::stdin().is_terminal() && io::stdout().is_terminal()
}

fn run_plain(setup: Setup) -> anyhow::Result<Exit> {
    let options = plain::Options {
        interactive: io::stdin().is_terminal(),
        remember_plain: supports_full_screen(),
        width,
    };
    Ok(match plain::run(setup, options, &mut io::stdout())? {
        PlainExit::Quit => Exit::Passed,
        PlainExit::Signal => Exit::Interrupted,
    })
}

fn width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let measured = terminal_size::terminal_size();
    measured.map(|(width, _)| usize::from(width.0))
}

fn theme(options: &Options) -> Theme {
    use super::Color;
    let named = |name: &str| env::var(name).unwrap_or_default();
    let many = !named("COLORTERM").is_empty() || named("TERM").contains("256color");
    let depth = match options.color {
        Color::Never => Depth::None,
        Color::Auto if !named("NO_COLOR").is_empty() => Depth::None,
        Color::Auto | Color::Always if many => Depth::Many,
        Color::Auto | Color::Always => Depth::Sixteen,
    };
    Theme { depth }
}
