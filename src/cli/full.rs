//! Bare `cellmate` on a terminal: the full screen.

use super::study;
use super::{Cli, Exit, Format, Options};
use crate::app::State;
use crate::desk::{CourseSource, Desk};
use crate::process::Launcher;
use crate::screen::{self, Depth, Theme};
use crate::tui::{self, Left};
use crate::worker::Setup;
use ratatui::Frame;
use std::env;
use std::io::{self, IsTerminal};

/// Whether somebody is there who can see a screen, and wants to.
pub(super) fn is_wanted(cli: &Cli, desk: Option<&Desk>) -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    let remembered = || desk.is_some_and(|desk| desk.settings().is_ok_and(|s| s.plain));
    !cli.plain
        && cli.options.format == Format::Human
        && io::stdin().is_terminal()
        && io::stdout().is_terminal()
        && !dumb
        && !set("CELLMATE_PLAIN")
        && !remembered()
}

pub(super) fn run(cli: &Cli, desk: Option<Desk>) -> anyhow::Result<Exit> {
    let options = &cli.options;
    let source = match (&options.course, &desk) {
        (Some(folder), _) => CourseSource::Path(folder.clone()),
        (None, Some(desk)) => desk.settings()?.course,
        (None, None) => CourseSource::Embedded,
    };
    let setup = Setup {
        desk,
        source,
        asked: options.course.is_some(),
        usual_desk: study::usual_desk()?,
        home: etcetera::home_dir().ok(),
        beside: cli.edit_cmd.clone(),
        launcher: Launcher::current()?,
        cwd: env::current_dir().ok(),
    };
    let theme = theme(options);
    let draw = move |state: &State, frame: &mut Frame<'_>| screen::draw(state, theme, frame);
    Ok(match tui::run(setup, Box::new(draw))? {
        Left::Quit => Exit::Passed,
        Left::Asked => Exit::Interrupted,
    })
}

fn theme(options: &Options) -> Theme {
    use super::Colour;
    let named = |name: &str| env::var(name).unwrap_or_default();
    let many = !named("COLORTERM").is_empty() || named("TERM").contains("256color");
    let depth = match options.color {
        Colour::Never => Depth::None,
        Colour::Auto if !named("NO_COLOR").is_empty() => Depth::None,
        Colour::Auto | Colour::Always if many => Depth::Many,
        Colour::Auto | Colour::Always => Depth::Sixteen,
    };
    Theme { depth }
}
