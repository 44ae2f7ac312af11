//! The lower pane: the verdict in a few words, the tabs, and what the chosen one shows.

use super::{Content, Scene, borrows, code, fit, form, inset, results, shown, status};
use crate::app::{Extent, Panes, Tab};
use ratatui::Frame;

pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, at: Panes) -> Extent {
    status::draw(scene, frame, at);
    let area = inset(at.verdict, 2);
    if area.height == 0 || area.width < 4 {
        return Extent::default();
    }
    let width = usize::from(area.width);
    let mut content = content(scene, width, usize::from(area.height));
    if scene
        .state
        .model
        .shown()
        .is_some_and(|(_, current)| !current)
        && is_of_the_verdict(scene)
    {
        // What is older than the file stays readable, and does not look like news.
        let dim = scene.theme.dim();
        content.lines = content
            .lines
            .into_iter()
            .map(|line| line.patch_style(dim))
            .collect();
    }
    let extent = shown(frame, area, &content, scene.state.extents.verdict.at);
    if extent.last > extent.at {
        let more = fit::styled("▾", scene.theme.dim());
        let x = area.x + area.width;
        frame
            .buffer_mut()
            .set_line(x, area.y + area.height - 1, &more, 1);
    }
    extent
}

fn is_of_the_verdict(scene: Scene<'_>) -> bool {
    match scene.state.tab {
        Tab::Output | Tab::Compiler | Tab::Tests | Tab::Borrows => true,
        Tab::Answer | Tab::Hints | Tab::Code | Tab::Solution => false,
    }
}

fn content(scene: Scene<'_>, width: usize, height: usize) -> Content {
    match scene.state.tab {
        Tab::Answer => form::content(scene, width),
        Tab::Output => results::output(scene, width).into(),
        Tab::Compiler => results::compiler(scene, width).into(),
        Tab::Tests => results::tests(scene, width).into(),
        Tab::Borrows => borrows::content(scene, width, height),
        Tab::Hints => results::hints(scene, width).into(),
        Tab::Code => code::lines(scene, width, height).into(),
        Tab::Solution => results::solution(scene, width).into(),
    }
}
