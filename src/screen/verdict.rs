//! The lower pane: what the chosen tab shows.

use super::frame::{self, Edges};
use super::{
    Content, Scene, add_targets, bars, borrows, draw_above_sign, draw_content, draw_line,
    draw_more_sign, form, lines,
};
use crate::app::{Pane, PaneArea, Panes, ScrollState, Tab};
use crate::engine::Refusal;
use crate::engine::form::Task;
use crate::keymap::{Action, Context, key_name};
use crate::report::{self, Block, Tone};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The minimum number of rows for a picture whose text is shown whole.
const MIN_PICTURE_ROWS: u16 = 4;

/// Columns of the rule below the takeaway of a lesson.
const MAX_RULE_WIDTH: usize = 80;

pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, panes: Panes) -> ScrollState {
    let mut area = panes.verdict.body;
    if area.height == 0 || area.width < 4 {
        return ScrollState::default();
    }
    let width = usize::from(area.width);
    let mut content = content(scene, width, usize::from(area.height));
    let is_form = scene.state.tab == Tab::Answer;
    let mut commit = is_form.then(|| form::commit_line(scene)).flatten();
    let edge = 4;
    let is_in_edge = |line: &mut Line<'_>| panes.verdict.is_framed && line.width() + edge <= width;
    if let Some(line) = commit.take_if(|line| !is_in_edge(line)) {
        content.pinned.extend(lines::wrap_line(&line, width, 0));
    }
    if is_outdated(scene) {
        let dim = scene.theme.dim();
        let Content {
            head,
            lines,
            reading,
            ..
        } = &mut content;
        for line in head.iter_mut().chain(lines).chain(reading) {
            line.style = Style::new();
            for span in &mut line.spans {
                span.style = dim;
            }
        }
    }
    let pinned = u16::try_from(content.pinned.len()).unwrap_or(0);
    let pinned = pinned.min(area.height.saturating_sub(1));
    let head = u16::try_from(content.head.len()).unwrap_or(u16::MAX);
    let head = head.min((area.height - pinned) / 2);
    let parts = [head, pinned].map(Constraint::Length);
    let (above, below);
    [above, area, below] = Layout::vertical([parts[0], Constraint::Fill(1), parts[1]]).areas(area);
    for (row, line) in above.rows().zip(&content.head) {
        draw_line(frame, row, line);
    }
    for (row, line) in below.rows().zip(&content.pinned) {
        draw_line(frame, row, line);
    }
    add_targets(scene, below, &content.pinned_targets, 0);
    let at = scene.state.scroll.verdict.at;
    let extent = if content.reading.is_empty() {
        let extent = draw_content(frame, area, &content, at);
        add_targets(scene, area, &content.targets, extent.at);
        if head > 0 {
            draw_above_sign(scene, frame, area, extent);
        }
        extent
    } else {
        draw_reading(scene, frame, area, content)
    };
    let passed = effort_of_passing(scene).or_else(|| effort_of_answering(scene));
    let edges = Edges {
        title: lines::styled(
            title(scene),
            passed
                .as_ref()
                .map_or(scene.theme.title(), |_| scene.theme.good()),
        ),
        below: commit.unwrap_or_default(),
        style: passed.as_ref().map(|_| scene.theme.good()),
        right: passed.map_or_else(Line::default, |effort| {
            lines::styled(effort, scene.theme.dim())
        }),
    };
    let is_focused = scene.state.pane == Pane::Verdict;
    // Without a frame, the sign for more is beside what scrolls.
    let body = if panes.verdict.is_framed {
        panes.verdict.body
    } else {
        area
    };
    let pane = PaneArea {
        body,
        ..panes.verdict
    };
    frame::draw(scene, frame, (pane, is_focused), edges, extent);
    bars::draw_tabs(scene, frame, panes.tabs);
    borrows::draw_slider(scene, frame, panes.slider);
    extent
}

/// Draws a picture that follows its focus, and below it a text that scrolls. A line between the two names the key
/// that scrolls.
fn draw_reading(
    scene: Scene<'_>,
    frame: &mut Frame<'_>,
    area: Rect,
    mut content: Content,
) -> ScrollState {
    let theme = scene.theme;
    let text = Content::from(std::mem::take(&mut content.reading));
    let rows = |lines: &[Line<'_>]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let spare = area.height.saturating_sub(1);
    // The picture gets what the text leaves, or most of the rows if that is too little.
    let left = spare.saturating_sub(rows(&text.lines));
    let picture = if left < MIN_PICTURE_ROWS {
        spare * 3 / 5
    } else {
        left
    };
    let picture = picture.min(rows(&content.lines));
    let parts = [picture, 1].map(Constraint::Length);
    let [picture, between, below] =
        Layout::vertical([parts[0], parts[1], Constraint::Fill(1)]).areas(area);
    // About two thirds of the rows in view are before the focus, or all that are marked together, if they fit.
    let focus = content.focus.unwrap_or(0);
    let past = usize::from(picture.height) * 2 / 3;
    let at = focus.saturating_sub(past);
    let marked = content.first_marked.filter(|first| *first <= focus);
    let at = marked.map_or(at, |first| at.min(first));
    let shown = draw_content(frame, picture, &content, at);
    add_targets(scene, picture, &content.targets, shown.at);
    draw_above_sign(scene, frame, picture, shown);
    draw_more_sign(scene, frame, picture, shown);
    let extent = draw_content(frame, below, &text, scene.state.scroll.verdict.at);
    if extent.last == 0 {
        return extent;
    }
    let (action, does) = if extent.at < extent.last {
        (Action::PageDown, " shows more ")
    } else {
        (Action::PageUp, " goes back ")
    };
    let mut line = Line::from(vec![
        Span::styled(format!(" {}", key_name(Context::Main, action)), theme.key()),
        Span::styled(does, theme.dim()),
    ]);
    let rest = usize::from(between.width).saturating_sub(line.width() + 1);
    line.spans
        .insert(0, Span::styled("─".repeat(rest), theme.rule()));
    line.push_span(Span::styled("─", theme.rule()));
    draw_line(frame, between, &line);
    extent
}

/// What it took to pass, while the tab says that the file has passed.
fn effort_of_passing(scene: Scene<'_>) -> Option<String> {
    let model = scene.state.model();
    let graded = model.verdict().filter(|graded| graded.verdict.passed())?;
    let tests = graded.verdict.tests.len();
    (scene.state.tab == Tab::Output).then(|| report::effort(tests, model.lesson_progress()))
}

/// What it took to finish a lesson of questions, while its card is shown.
fn effort_of_answering(scene: Scene<'_>) -> Option<String> {
    let (state, model) = (scene.state, scene.state.model());
    let is_shown = state.tab == Tab::Answer && state.session.reply().is_none();
    let is_done = matches!(model.task(), Task::Done) && model.is_done();
    (is_shown && is_done).then(|| report::effort(0, model.lesson_progress()))
}

fn title(scene: Scene<'_>) -> &'static str {
    if effort_of_passing(scene).is_some() {
        return "✓ Passed";
    }
    if effort_of_answering(scene).is_some() {
        // The band says the same.
        let is_graded = scene.state.model().verdict().is_some();
        return if is_graded { "✓ Passed" } else { "✓ Done" };
    }

    let is_open = scene.state.tab == Tab::Answer && scene.state.session.reply().is_none();
    match scene.state.model().task() {
        Task::Predict(_) if is_open => "What will it do?",
        Task::Order if is_open => "Your order",
        Task::Ask(_) if is_open => "A question",
        Task::Predict(_) | Task::Order | Task::Ask(_) | Task::Edit | Task::Done => "What happened",
    }
}

/// Whether the tab shows a verdict on an older text: it stays readable, but should not look like news.
fn is_outdated(scene: Scene<'_>) -> bool {
    let outdated = || {
        let shown = scene.state.model().latest_verdict();
        shown.is_some_and(|(_, is_current)| !is_current)
    };
    match scene.state.tab {
        Tab::Output | Tab::Compiler | Tab::Tests => outdated(),
        Tab::Borrows => {
            let latest = scene.state.model().latest_trace();
            latest.map_or_else(outdated, |latest| !latest.is_current)
        }
        Tab::Answer | Tab::Hints | Tab::Solution => false,
    }
}

fn content(scene: Scene<'_>, width: usize, height: usize) -> Content {
    let blocks = match scene.state.tab {
        Tab::Answer => return form::content(scene, width, height),
        Tab::Borrows => return borrows::content(scene, width, height),
        Tab::Output => return output(scene, width).into(),
        Tab::Compiler => compiler(scene),
        Tab::Tests => tests(scene),
        Tab::Hints => hints(scene),
        Tab::Solution => solution(scene),
    };
    lines::blocks(scene, &blocks, width).into()
}

/// How the program ended and what it printed; after passing, a card with the takeaway and the next lesson first.
fn output(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let model = scene.state.model();
    let shown = |blocks: Vec<Block>| lines::blocks(scene, &blocks, width);
    if let Some(error) = model.ungraded(model.lesson_id())
        && model.verdict().is_none()
    {
        return shown(report::not_graded(&error.to_string()));
    }
    let Some((graded, _)) = model.latest_verdict() else {
        return shown(if model.is_grading() {
            report::grading()
        } else {
            report::ungraded()
        });
    };
    let verdict = &graded.verdict;
    let mut all = Vec::new();
    if let Some(lesson) = model.current().filter(|_| verdict.passed()) {
        let effort = effort_of_passing(scene).unwrap_or_default();
        all = form::card_in_pane(scene, lesson, &effort, width);
        let rule = "─".repeat(width.min(MAX_RULE_WIDTH));
        all.push(lines::styled(rule, scene.theme.rule()));
    }
    all.extend(shown(report::output(verdict, &graded.text)));
    all
}

/// rustc's diagnostics, or its explanation of an error code if the learner asked for that.
fn compiler(scene: Scene<'_>) -> Vec<Block> {
    if let Some(code) = &scene.state.explained {
        let key = key_name(Context::Main, Action::Explain);
        let model = scene.state.model();
        let title = model.verdict().map_or(code.clone(), |graded| {
            report::explained_code(&graded.verdict, code)
        });
        let head = format!("{title}   {key} closes this");
        let body = match model.explanation(code) {
            Some(Ok(text)) => Block::Prose(text.to_owned()),
            Some(Err(why)) => Block::Note(Tone::Bad, report::in_one_line(why)),
            None => Block::Note(Tone::Quiet, "Asking rustc …".to_owned()),
        };
        return vec![Block::Note(Tone::Notice, head), body];
    }
    let model = scene.state.model();
    match model.latest_verdict() {
        Some((graded, _)) => {
            let verdict = &graded.verdict;
            let found = &verdict.observed.diagnostics;
            report::compiler(found, verdict.feedback.as_ref(), model.error_of_feedback())
        }
        None => report::not_compiled(),
    }
}

fn tests(scene: Scene<'_>) -> Vec<Block> {
    match scene.state.model().latest_verdict() {
        Some((graded, _)) => report::tests_and_rules(&graded.verdict),
        None => report::not_tested(),
    }
}

/// The hints shown so far, the newest last.
fn hints(scene: Scene<'_>) -> Vec<Block> {
    let model = scene.state.model();
    match model.current() {
        Some(lesson) => report::hints(lesson, model.lesson_progress()),
        None => Vec::new(),
    }
}

fn solution(scene: Scene<'_>) -> Vec<Block> {
    let lesson = scene.state.model().current();
    let solution = lesson.and_then(|lesson| lesson.files.solution.as_deref());
    if let (Some(solution), Some(yours)) = (solution, scene.state.source()) {
        return report::solution(solution, yours);
    }
    vec![Block::Note(Tone::Quiet, Refusal::NoSolution.sentence())]
}
