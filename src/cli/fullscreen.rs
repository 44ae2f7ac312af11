//! `cellmate` without a command: the full screen, or plain mode if it was requested or is the only choice.

use super::{Cli, Exit, Options, setup};
use crate::app::{Appearance, Background, State};
use crate::desk::{Desk, MotionChoice, ThemeChoice};
use crate::engine::Setup;
use crate::plain::{self, PlainExit};
use crate::screen;
use crate::theme::{Depth, Palette, Theme};
use crate::tui::{self, ExitReason};
use ratatui::Frame;
use std::env;
use std::io::{self, IsTerminal, Write};

pub(super) fn run(cli: &Cli) -> anyhow::Result<Exit> {
    let setup = Setup {
        editor_outside: cli.edit_cmd.clone(),
        ..setup::course_setup(&cli.options)?
    };
    if is_plain(cli, setup.desk.as_ref()) {
        return run_plain(setup);
    }
    let depth = depth(&cli.options);
    let draw = move |state: &State, frame: &mut Frame<'_>| {
        let theme = Theme {
            depth,
            palette: palette(state.appearance),
            paints_ground: state.appearance.is_forced(),
        };
        screen::draw(state, theme, frame)
    };
    // Opening the desk reports broken settings.
    let settings = setup.desk.as_ref().and_then(|desk| desk.settings().ok());
    let settings = settings.unwrap_or_default();
    let is_remote = env::var_os("SSH_CONNECTION").is_some();
    let has_colors = depth != Depth::None;
    // The Linux console, which is dark, would show this question instead of answering it.
    let answers = env::var_os("TERM").is_none_or(|term| term != "linux");
    let asks_background = has_colors && answers && settings.theme == ThemeChoice::Auto;
    let appearance = Appearance {
        theme: settings.theme,
        background: None,
        asked: asks_background,
        lacks_colors: !has_colors,
        celebrates: settings.motion == MotionChoice::On && depth != Depth::None && !is_remote,
    };
    Ok(
        match tui::run(setup, (appearance, asks_background), Box::new(draw))? {
            ExitReason::Quit(farewell) => {
                if let Some(farewell) = farewell {
                    // The terminal may have been closed.
                    let _ = writeln!(io::stdout(), "{farewell}");
                }
                Exit::Passed
            }
            ExitReason::Signal => Exit::Interrupted,
            ExitReason::SwitchToPlain(setup) => run_plain(*setup)?,
        },
    )
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

fn palette(appearance: Appearance) -> Palette {
    match (appearance.theme, appearance.background) {
        (ThemeChoice::Dark, _) | (ThemeChoice::Auto, Some(Background::Dark)) => Palette::Dark,
        (ThemeChoice::Light, _) | (ThemeChoice::Auto, Some(Background::Light)) => Palette::Light,
        (ThemeChoice::Ansi, _) | (ThemeChoice::Auto, None) => Palette::Ansi,
    }
}

fn depth(options: &Options) -> Depth {
    use super::Color;
    let named = |name: &str| env::var(name).unwrap_or_default();
    let colors = named("COLORTERM");
    match options.color {
        Color::Never => Depth::None,
        Color::Auto if !named("NO_COLOR").is_empty() => Depth::None,
        Color::Auto | Color::Always if matches!(colors.as_str(), "truecolor" | "24bit") => {
            Depth::TrueColor
        }
        Color::Auto | Color::Always if !colors.is_empty() || named("TERM").contains("256color") => {
            Depth::Indexed256
        }
        Color::Auto | Color::Always => Depth::Sixteen,
    }
}
