//! The Borrows or Threads tab: the timeline of a run, as a whole or event by event.

use super::{Content, Scene, bars, code, draw_line, lines};
use crate::engine::{LatestTrace, TraceState};
use crate::report::trace::{self, Focus, Untraced, steps};
use crate::report::{self, Block};
use crate::rows::{Ground, guard_syntax};
use crate::sanitize;
use crate::text::{capitalize, plural};
use crate::verdict::{Outcome, ScheduleResult, Trace};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// The minimum number of rows for the schedules and the line of the event: with fewer, the rows are for the run.
const MIN_ROOMY: usize = 8;

/// The maximum number of marks of schedules, with the blanks between their results: more would be hard to read.
const MAX_MARKS: usize = 24;

pub(super) fn content(scene: Scene<'_>, width: usize, height: usize) -> Content {
    let state = scene.state;
    let Some(LatestTrace {
        trace,
        text,
        verdict,
        is_current,
    }) = state.model().latest_trace()
    else {
        let blocks = trace::untraced(why_untraced(scene));
        return lines::blocks(scene, &blocks, width).into();
    };
    let position = state.session.position;
    let steps = steps(trace, position.cell);
    let current = position.step.and_then(|at| steps.get(at).copied());
    let file = code::traced_file(scene);
    let focus = Focus {
        file: &file,
        source: text,
        cell: position.cell,
        event: current,
        all: false,
        page: Some(height),
        failing: state.model().trace_to_compare(position.schedule),
    };
    let blocks = trace::timeline(trace, focus);
    let (picture, more) = blocks.split_at(blocks.len().min(1));
    let mut content = lines::content(scene, picture, width, focus.page);
    let more = lines::blocks(scene, more, width);
    // What happens at this event, and what the run means, stay in view.
    let event = current.and_then(|event| trace::sentence_beside(trace, event, focus.failing));
    let mut event = event.map_or(Vec::new(), |says| {
        let mut lines = lines::prose(scene.theme, &says, width.saturating_sub(2));
        for (at, line) in lines.iter_mut().enumerate() {
            let sign = if at == 0 { "▸ " } else { "  " };
            line.spans.insert(0, Span::styled(sign, scene.theme.dim()));
        }
        lines
    });
    // If the file is not in view, the line of the event is shown here.
    if let Some(line) = current.and_then(|event| line_of_event(trace, event, (&file, text)))
        && !state.is_wide()
        && state.shows_threads()
        && height >= MIN_ROOMY
    {
        event.insert(0, code_line(scene, line, width));
    }
    let passed = focus
        .failing
        .and_then(|failing| trace::why_it_passed(trace, failing));
    let mut about: Vec<Block> = passed.map(Block::Prose).into_iter().collect();
    about.extend(trace::explanations_beside(trace, verdict, position.cell));
    let mut about = lines::blocks(scene, &about, width);
    // The reason is shown here if the band has no room for it.
    if let Some(explanation) = trace.explanations.first()
        && let Some(reason) = trace::brief_reason(trace, explanation)
        && is_current
        && !bars::says_reason(scene)
    {
        let reason = lines::prose(scene.theme, &capitalize(&reason), width);
        let strong = scene.theme.strong();
        about.splice(
            0..0,
            reason.into_iter().map(|line| line.patch_style(strong)),
        );
    }
    let sentences = event.iter_mut().chain(&mut about);
    lines::color_guards(scene.theme, sentences, trace, text);
    if height >= MIN_ROOMY || position.schedule.is_some() {
        let schedules = schedules(scene, width);
        content.head.splice(0..0, schedules);
    }
    let fixed = content.head.len() + event.len() + about.len() + 1;
    if current.is_none() || content.lines.len() + more.len() + fixed < height {
        content.lines.push(Line::default());
        content.lines.extend(more);
    }
    let is_whole = content.lines.len() + fixed <= height || current.is_none();
    if is_whole {
        if !event.is_empty() || !about.is_empty() {
            content.lines.push(Line::default());
        }
        content.lines.extend(event);
        content.lines.extend(about);
    } else {
        content.reading = event;
        content.reading.extend(about);
    }
    content
}

/// The line of an event in the traced file, with its number.
fn line_of_event<'a>(
    trace: &Trace,
    event: usize,
    (file, source): (&str, &'a str),
) -> Option<(u32, &'a str)> {
    let place = trace.events.get(event)?.place.as_ref()?;
    let at = usize::try_from(place.line).ok()?.checked_sub(1)?;
    let text = source.lines().nth(at).filter(|_| place.file == file)?;
    Some((place.line, text))
}

fn code_line(scene: Scene<'_>, (number, text): (u32, &str), width: usize) -> Line<'static> {
    let mut line = code::rust_line(scene.theme, text.trim());
    let margin = Span::styled(format!("{number:>4} │ "), scene.theme.dim());
    line.spans.insert(0, margin);
    lines::truncate_line(line, width)
}

/// A mark for each schedule, those with the same result side by side and those with the shown result selected; and how they
/// ended. If there are too many, a mark for each result and how many schedules have it.
fn schedules(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let shown = scene.state.model().latest_verdict();
    let exploration = shown.and_then(|(graded, _)| graded.verdict.exploration.as_ref());
    let Some(exploration) = exploration else {
        return Vec::new();
    };
    let shown = exploration.index_shown(scene.state.session.position.schedule);
    let results = &exploration.results;
    let total: usize = results.iter().map(count).sum();
    let is_each = total + results.len() <= MAX_MARKS;
    let mut line = lines::styled("schedules ", theme.dim());
    let marks = |result: &ScheduleResult| {
        let (mark, style) = match result.right {
            Some(true) => ("✓", theme.good()),
            Some(false) => ("✗", theme.bad()),
            None => ("○", theme.dim()),
        };
        let marks = if is_each {
            mark.repeat(count(result))
        } else {
            format!("{mark} {}", result.count)
        };
        (format!(" {marks} "), style)
    };
    // The marks of the result that is shown are always among those that fit.
    let room = width.saturating_sub(line.width()).min(2 * MAX_MARKS);
    let mut first = shown.min(results.len().saturating_sub(1));
    let mut taken = results.get(first).map_or(0, |one| marks(one).0.width());
    while first > 0 {
        taken += marks(&results[first - 1]).0.width();
        if taken > room {
            break;
        }
        first -= 1;
    }
    let end = line.width() + room;
    for (at, result) in results.iter().enumerate().skip(first) {
        let (marks, mut style) = marks(result);
        if at > shown && line.width() + marks.width() > end {
            break;
        }
        if at == shown {
            let selection = theme.ground(Ground::Selection);
            style = match result.right {
                Some(false) if selection.bg.is_none() => theme.filled(Ground::Bad),
                Some(true) if selection.bg.is_none() => theme.filled(Ground::Good),
                Some(_) | None => style.patch(selection),
            };
        }
        line.push_span(Span::styled(marks, style));
    }
    // While another schedule is traced, the run of the previous one is shown.
    let is_replaying =
        scene.state.model().is_tracing() && scene.state.session.position.schedule.is_some();
    if is_replaying {
        return vec![line];
    }
    let says = report::schedule_result(exploration, shown);
    let says = says.map(|says| sanitize::line(&says).replace('`', ""));
    let room = width.saturating_sub(line.width() + 2);
    if let Some(says) = says.iter().find(|says| says.width() <= room) {
        line.push_span(Span::styled(format!("  {says}"), theme.dim()));
        return vec![line];
    }
    // The rows below are for the run.
    let [.., ended] = says;
    let ended = lines::styled(format!("  {ended}"), theme.dim());
    line.spans.extend(lines::whole_words(ended, room + 2).spans);
    vec![line]
}

fn count(result: &ScheduleResult) -> usize {
    usize::try_from(result.count).unwrap_or(usize::MAX)
}

/// Draws which guards are alive, and where the learner is in the run.
pub(super) fn draw_slider(scene: Scene<'_>, frame: &mut Frame<'_>, area: Rect) {
    let (theme, state) = (scene.theme, scene.state);
    let Some(latest) = state.model().latest_trace().filter(|_| area.height > 0) else {
        return;
    };
    let dim_if_outdated = |style: Style| {
        if latest.is_current {
            style
        } else {
            theme.dim()
        }
    };
    let (bar, count) = state.slider_bar(area);
    let position = state.session.position;
    let step = position.step.filter(|step| *step < count);
    let width = usize::from(area.width);
    let mut line = Line::default();
    let mut states = state.cell_states().into_iter().peekable();
    while let Some(cell) = states.next() {
        let syntax = cell.access.map(guard_syntax);
        let style = syntax.map_or(theme.dim(), |syntax| theme.syntax(syntax));
        let gap = if line.spans.is_empty() { "" } else { "   " };
        let says = format!("{gap}{}", cell.says);
        let more = if states.peek().is_some() { 2 } else { 0 };
        // A state is shown whole, or left out.
        if !gap.is_empty() && line.width() + says.width() + more > width {
            line.push_span(Span::styled(" …", theme.dim()));
            break;
        }
        line.push_span(Span::styled(says, dim_if_outdated(style)));
    }
    let is_full = line.width() > usize::from(bar.x.saturating_sub(area.x));
    draw_line(frame, area, &lines::truncate_line(line, width));
    if is_full {
        return;
    }
    let places = usize::from(bar.width.saturating_sub(1));
    let at = step.map(|step| (step * places).checked_div(count - 1).unwrap_or(0));
    let at = at.filter(|_| bar.width > 0);
    let (before, diamond) = at.map_or((0, ""), |at| (at, "◆"));
    let after = usize::from(bar.width) - before - diamond.chars().count();
    let numbers = step.map_or(format!("  {}", plural(count, "event")), |step| {
        format!("  {} of {count}", step + 1)
    });
    let line = Line::from(vec![
        Span::styled("━".repeat(before), dim_if_outdated(theme.accent())),
        Span::styled(diamond, dim_if_outdated(theme.marked())),
        Span::styled("─".repeat(after), theme.rule()),
        Span::styled(numbers, theme.dim()),
    ]);
    let slider = Rect::new(bar.x, area.y, area.right() - bar.x, 1);
    draw_line(frame, slider, &line);
}

fn why_untraced(scene: Scene<'_>) -> Untraced<'_> {
    let state = scene.state;
    let run = state.model().predicted_run().map(|run| &run.observed);
    let graded = state
        .model()
        .verdict()
        .map(|graded| &graded.verdict.observed);
    match graded.or(run) {
        Some(seen) if seen.outcome == Outcome::CompileError => Untraced::CompileError,
        Some(_) if state.model().is_preparing_std() => Untraced::PreparingStd,
        Some(_) if state.model().is_tracing() => Untraced::InProgress,
        Some(_) => match state.model().trace_state() {
            Some(TraceState::Nothing) => Untraced::Impossible,
            Some(TraceState::Failed(error)) => Untraced::Failed(error),
            Some(TraceState::NotTried) => Untraced::Stopped,
            Some(TraceState::Found(_)) | None => Untraced::Grading,
        },
        None if state.model().is_grading() => Untraced::Grading,
        None if state.model().ungraded(state.model().lesson_id()).is_some() => Untraced::NotGraded,
        None if state.model().latest_verdict().is_some() => Untraced::Grading,
        None if state.model().asks() => Untraced::NotPredicted,
        None => Untraced::NothingRun,
    }
}
