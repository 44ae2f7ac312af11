//! Threads side by side, what each did in the order in which it happened, and the schedules that were tried.

use super::borrows::of_tone;
use super::{Content, Scene, fit, writer};
use crate::app::State;
use crate::report;
use crate::sanitize;
use crate::timeline::{self, Step};
use crate::verdict::{Exploration, Trace};
use ratatui::text::{Line, Span};

/// A lane of this width still says something.
const NARROWEST: usize = 22;

pub(super) fn content(
    scene: Scene<'_>,
    trace: &Trace,
    now: Option<usize>,
    width: usize,
) -> Content {
    let mut lines = schedules(scene, width);
    let lane = width.saturating_sub(7) / trace.threads.len().max(1);
    let mut content = if lane < NARROWEST {
        told(scene, trace, now, width)
    } else {
        lanes(scene, trace, now, lane)
    };
    content.seen = content.seen.map(|seen| seen + lines.len());
    lines.append(&mut content.lines);
    content.lines = lines;
    content
}

/// Where lanes would be too narrow, sentences say the same.
fn told(scene: Scene<'_>, trace: &Trace, now: Option<usize>, width: usize) -> Content {
    let mut content = Content::default();
    for at in 0..trace.events.len() {
        let Some(sentence) = timeline::sentence(trace, at) else {
            continue;
        };
        let here = now == Some(at);
        if here {
            content.seen = Some(content.lines.len());
        }
        let sign = if here { "▸ " } else { "  " };
        let style = if here {
            scene.theme.strong()
        } else {
            scene.theme.dim()
        };
        let sentence = sanitize::line(&sentence).replace('`', "");
        let line = fit::styled(format!("{sign}{sentence}"), style);
        content.lines.extend(fit::wrapped(&line, width, 4));
    }
    content
}

fn lanes(scene: Scene<'_>, trace: &Trace, now: Option<usize>, lane: usize) -> Content {
    let (lanes, steps) = timeline::lanes(trace);
    let only = scene.state.stepping.cell;
    let mut head = vec![Span::raw("       ")];
    for one in &lanes {
        let name = fit::padded(&sanitize::line(&one.name), lane);
        head.push(Span::styled(name, scene.theme.strong()));
    }
    let mut content = Content::from(vec![Line::from(head)]);
    for step in &steps {
        if only.is_some() && trace.events[step.event].cell != only {
            continue;
        }
        let here = now == Some(step.event);
        if here {
            content.seen = Some(content.lines.len());
        }
        content.lines.extend(one(scene, step, lane, here));
    }
    content
}

fn one(scene: Scene<'_>, step: &Step, lane: usize, here: bool) -> Vec<Line<'static>> {
    let number = step
        .line
        .map_or("    ".to_owned(), |line| format!("{line:>4}"));
    let sign = if here { "▸" } else { " " };
    let style = of_tone(scene, step.tone);
    let style = if here {
        style.patch(scene.theme.chosen())
    } else {
        style
    };
    let words = fit::words(&sanitize::line(&step.text), lane.saturating_sub(2));
    words
        .into_iter()
        .enumerate()
        .map(|(at, part)| {
            let margin = if at == 0 {
                format!("{sign}{number}  ")
            } else {
                "       ".to_owned()
            };
            let hang = if at == 0 { "" } else { " " };
            Line::from(vec![
                Span::styled(margin, scene.theme.dim()),
                Span::raw(" ".repeat(step.lane * lane) + hang),
                Span::styled(part, style),
            ])
        })
        .collect()
}

/// How many schedules were tried, how they ended, and which of them is shown.
fn schedules(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let Some(found) = exploration(scene.state) else {
        return Vec::new();
    };
    let shown = scene.state.way_shown(found);
    let mut lines = writer::lines(scene, &report::exploration(found, Some(shown)), width);
    lines.push(Line::default());
    lines
}

fn exploration(state: &State) -> Option<&Exploration> {
    let (graded, _) = state.shown()?;
    graded.verdict.exploration.as_ref()
}
