//! The bars of one line: header, status with tabs, and footer.

use super::{Scene, draw_line, lines};
use crate::app::{
    HintPlace, KeyHint, PANE_NAMES, PANE_NAMES_GAP, PANE_NAMES_MARGIN, Panes, SPINNER_TICK,
    SUCCESS_TIME, Tab, hint_places, shown_hints,
};
use crate::course::Kind;
use crate::engine::form::{Reply, Task};
use crate::engine::{Graded, GradingStep};
use crate::keymap::{Action, Context, key_name};
use crate::rows::Ground;
use crate::text::capitalize;
use crate::theme::{Depth, Theme};
use crate::{report, sanitize};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

const PROGRESS_BAR_WIDTH: usize = 25;

const MAX_TITLE_WIDTH: usize = 34;

/// The columns of a chapter's title if there is little room.
const MAX_SHORT_TITLE: usize = 20;

/// The minimum number of columns for a reason: with fewer, it could not be understood.
const MIN_REASON_WIDTH: usize = 20;

/// The columns between what the band says and what is at its right end, if that can be left out.
const BAND_GAP: usize = 3;

/// The status of a lesson whose question about what happened is not answered yet.
const ASKED: &str = "? A question about it";

const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/// Draws the chapter and the progress, or, on a narrow screen, the names of the panes.
pub(super) fn draw_header(scene: Scene<'_>, frame: &mut Frame<'_>, panes: Panes) {
    let area = panes.header;
    let left = if panes.wide {
        chapter(scene)
    } else {
        pane_titles(scene)
    };
    draw_line(frame, area, &left);
    let right = progress(scene, panes.wide);
    let rest = usize::from(area.width).saturating_sub(left.width());
    if right.width() < rest {
        let width = u16::try_from(right.width()).unwrap_or(0);
        let right_end = Rect::new(area.right() - width, area.y, width, 1);
        draw_line(frame, right_end, &right);
    }
}

/// The chapter of the open lesson, a mark for each of its lessons, and the place of the open one.
fn chapter(scene: Scene<'_>) -> Line<'static> {
    let (theme, model) = (scene.theme, scene.state.model());
    let mut line = Line::from(Span::styled(" cellmate", theme.marked()));
    let (Some(course), Some(open)) = (model.course(), model.current()) else {
        return line;
    };
    let title = course.chapters.iter().find(|it| it.id == open.chapter);
    let title = sanitize::line(title.map_or("", |chapter| &chapter.title));
    let title = lines::truncate(&title, MAX_TITLE_WIDTH);
    line.push_span(Span::styled(format!("  {title}  "), theme.strong()));
    let lessons = model.lessons().iter();
    let lessons = lessons.filter(|it| it.chapter == open.chapter && model.is_listed(it));
    let (mut number, mut count) = (0, 0);
    for lesson in lessons {
        count += 1;
        let mark = match (lesson.id == open.id, model.progress().is_done(lesson)) {
            (true, is_done) => {
                number = count;
                let is_celebrated = scene.state.motion.success.is_some();
                if is_done && !is_celebrated {
                    Span::styled("✓", theme.good().patch(theme.ground(Ground::Selection)))
                } else {
                    Span::styled("◆", theme.marked())
                }
            }
            (false, true) => Span::styled("✓", theme.good()),
            (false, false) => Span::styled("·", theme.dim()),
        };
        line.push_span(mark);
    }
    let place = format!("  lesson {number} of {count}");
    line.push_span(Span::styled(place, theme.dim()));
    line
}

fn pane_titles(scene: Scene<'_>) -> Line<'static> {
    let mut spans = vec![Span::raw(" ".repeat(PANE_NAMES_MARGIN))];
    for (pane, name) in PANE_NAMES {
        let style = if pane == scene.state.pane {
            scene.theme.ground(Ground::Selection)
        } else {
            scene.theme.dim()
        };
        spans.push(Span::styled(name, style));
        spans.push(Span::raw(" ".repeat(PANE_NAMES_GAP)));
    }
    Line::from(spans)
}

fn progress(scene: Scene<'_>, wide: bool) -> Line<'static> {
    let theme = scene.theme;
    let (done, all) = scene.state.model().counts(None);
    // While the screen celebrates a finished lesson, the bar grows.
    let thousandths = match scene.state.motion.success {
        Some(success) => {
            let part = success.since.as_millis() * 1000 / SUCCESS_TIME.as_millis();
            let grown = done.saturating_sub(success.done_before);
            success.done_before * 1000 + grown * usize::try_from(part).unwrap_or(1000)
        }
        None => done * 1000,
    };
    let Some(eighths) = (thousandths * PROGRESS_BAR_WIDTH * 8).checked_div(all * 1000) else {
        return Line::default();
    };
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    let full = "█".repeat(eighths / 8) + part;
    let rest = PROGRESS_BAR_WIDTH - full.width();
    if !wide {
        let place = scene.state.place_in_chapter();
        let place = place.map_or(String::new(), |(chapter, number, count)| {
            let chapter = lines::truncate(&sanitize::line(&chapter), MAX_SHORT_TITLE);
            format!("{chapter} {number}/{count}   ")
        });
        return Line::from(vec![
            Span::styled(place, theme.text()),
            Span::styled(format!("{done}/{all} "), theme.dim()),
        ]);
    }
    let core = if scene.state.model().core_only() {
        "core lessons "
    } else {
        ""
    };
    Line::from(vec![
        Span::raw(format!("{done} of {all} {core}done  ")),
        Span::styled(full, theme.good()),
        Span::styled("─".repeat(rest), theme.dim()),
        Span::raw(" "),
    ])
}

/// Draws the tabs of the verdict. The selected one has the color of the focus.
pub(super) fn draw_tabs(scene: Scene<'_>, frame: &mut Frame<'_>, area: Rect) {
    let theme = scene.theme;
    if area.height == 0 {
        return;
    }
    for place in scene.state.tab_places(area) {
        let style = if place.tab == scene.state.tab {
            let bar = Rect::new(place.x - 1, area.y, 1, 1);
            draw_line(frame, bar, &lines::styled("┃", theme.accent()));
            theme.marked()
        } else if place.exists {
            theme.text()
        } else if theme.depth == Depth::None {
            Style::new().add_modifier(Modifier::DIM)
        } else {
            theme.dim()
        };
        let mut line = lines::styled(place.label, style);
        let style_of = |part: &str| match part {
            "✗" => theme.bad(),
            "✓" => theme.good(),
            _ => style,
        };
        let parts = place.mark.split_inclusive(' ');
        line.extend(parts.map(|part| Span::styled(part.to_owned(), style_of(part))));
        let tab = Rect::new(place.x, area.y, area.right() - place.x, 1);
        draw_line(frame, tab, &line);
    }
}

/// What the band says: to the left, at the right end, and on which background.
struct BandRow {
    left: Line<'static>,
    right: Line<'static>,
    ground: Ground,
    /// Whether it says, unshortened, why something failed.
    says_reason: bool,
}

/// Draws the verdict in a few words, or what cellmate is doing.
pub(super) fn draw_band(scene: Scene<'_>, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width);
    let BandRow {
        left,
        right,
        ground,
        says_reason: _,
    } = band(scene, width);
    let gap = width.saturating_sub(left.width() + right.width());
    let mut line = left;
    line.push_span(Span::raw(" ".repeat(gap)));
    line.spans.extend(right.spans);
    if line.style != Style::new() {
        // On the band's own color, other colors and dim text are hard to read.
        for span in line.spans.iter_mut().skip(1) {
            span.style = Style::new();
        }
    }
    draw_line(frame, area, &line);
    let buffer = frame.buffer_mut();
    buffer.set_style(area, scene.theme.ground(ground));
    // The color of success comes in from the left.
    if let Some(success) = scene.state.motion.success {
        let swept = u128::from(area.width) * success.since.as_millis() / SUCCESS_TIME.as_millis();
        let swept = u16::try_from(swept).unwrap_or(area.width).min(area.width);
        let rest = Rect::new(area.x + swept, area.y, area.width - swept, 1);
        buffer.set_style(rest, scene.theme.ground(Ground::Code));
    }
}

fn band(scene: Scene<'_>, width: usize) -> BandRow {
    let model = scene.state.model();
    if model.is_grading() {
        return grading(scene, width);
    }
    if let Some(band) = answer_band(scene) {
        return band;
    }
    if let Some(graded) = model.verdict() {
        return question_band(scene, graded).unwrap_or_else(|| verdict_band(scene, graded, width));
    }
    if let Some(band) = prediction_band(scene, width) {
        return band;
    }
    let (status, does, style) = status_without_verdict(scene);
    let mut left = Line::from(vec![Span::raw(" "), Span::styled(status, style)]);
    let ungraded = model.ungraded(model.lesson_id());
    if let Some(error) = ungraded.filter(|_| !model.is_predicting()) {
        let why = error.to_string();
        let why = capitalize(&sanitize::line(why.lines().next().unwrap_or_default()));
        let why = lines::sentence_on_ground(scene.theme, &why);
        let room = width.saturating_sub(left.width() + 4);
        left.push_span(Span::raw("   "));
        left.spans.extend(lines::whole_words(why, room).spans);
    }
    if let Some(does) = does {
        let key = Line::from(vec![
            Span::styled("   press ", scene.theme.dim()),
            Span::styled(key_name(Context::Main, Action::Answer), scene.theme.key()),
            Span::styled(format!(" to {does}"), scene.theme.dim()),
        ]);
        if left.width() + key.width() < width {
            left.spans.extend(key.spans);
        }
    }
    let is_done = model.is_done() && !model.is_predicting();
    BandRow {
        left,
        right: Line::default(),
        ground: if is_done { Ground::Good } else { Ground::Code },
        says_reason: false,
    }
}

/// What happened, in a few words. Without backgrounds, the whole band has one style.
fn band_head(theme: Theme, says: String, ground: Ground) -> Line<'static> {
    let is_bad = ground == Ground::Bad;
    if theme.ground(ground).bg.is_some() {
        let style = if is_bad { theme.bad() } else { theme.good() };
        return lines::styled(says, style);
    }
    // No color of the sixteen is a background on which all others are readable.
    let style = if is_bad { theme.strong() } else { Style::new() };
    Line::from(vec![Span::styled(says, style), Span::raw(" ")]).style(theme.filled(ground))
}

/// A spinner, the time that has passed, and the key that stops the work.
fn working(scene: Scene<'_>) -> (&'static str, Line<'static>) {
    let (theme, time) = (scene.theme, scene.state.motion.working_for);
    let turn = usize::try_from(time.as_millis() / SPINNER_TICK.as_millis()).unwrap_or(0);
    let key = key_name(Context::Main, Action::Close);
    let right = Line::from(vec![
        Span::styled(format!("{:.1} s   ", time.as_secs_f32()), theme.dim()),
        Span::styled(key, theme.key()),
        Span::styled(" stop ", theme.dim()),
    ]);
    (SPINNER[turn % SPINNER.len()], right)
}

/// The stages of a grading, each with a check mark once it has ended; if there is little room, only the current one.
fn grading(scene: Scene<'_>, width: usize) -> BandRow {
    let (spinner, right) = working(scene);
    let room = width.saturating_sub(right.width() + 1);
    let head = |says: &str| lines::styled(format!(" {spinner}{says}"), scene.theme.accent());
    let mut left = head(" Grading …");
    left.spans.extend(stages(scene, false));
    if left.width() > room {
        left = head("");
        left.spans.extend(stages(scene, true));
    }
    BandRow {
        left: lines::whole_words(left, room),
        right,
        ground: Ground::Code,
        says_reason: false,
    }
}

fn stages(scene: Scene<'_>, only_present: bool) -> Vec<Span<'static>> {
    let (theme, state) = (scene.theme, scene.state);
    let lesson = state.model().current();
    let (now, count) = match state.model().grading_step() {
        None => (None, String::new()),
        Some(GradingStep::Compiling) => (Some(0), String::new()),
        Some(GradingStep::Running) => (Some(1), String::new()),
        Some(GradingStep::Testing { done, total }) => (Some(2), format!(" {done}/{total}")),
        Some(GradingStep::PreparingStd) => (Some(3), ": preparing std (only once)".to_owned()),
        Some(GradingStep::TryingSchedules { tried: 0 }) => (Some(3), String::new()),
        Some(GradingStep::TryingSchedules { tried }) => (Some(3), format!(" {tried}")),
    };
    let stages = [
        ("compile", true),
        ("run", true),
        ("tests", lesson.is_some_and(|it| !it.tests.is_empty())),
        ("schedules", lesson.is_some_and(|it| it.schedules.is_some())),
    ];
    let mut shown = Vec::new();
    for (at, (name, exists)) in stages.into_iter().enumerate() {
        let is_present = now.unwrap_or(0) == at;
        if (!exists || only_present) && !is_present {
            continue;
        }
        shown.push(Span::raw(if only_present { " " } else { "   " }));
        match now {
            Some(now) if at < now => {
                shown.push(Span::styled(name, theme.text()));
                shown.push(Span::styled(" ✓", theme.good()));
            }
            Some(now) if at == now => {
                shown.push(Span::styled(format!("{name}{count}"), theme.title()));
            }
            Some(_) | None => shown.push(Span::styled(name, theme.dim())),
        }
    }
    shown
}

/// Whether the prediction that was just committed was right, and what happened.
fn prediction_band(scene: Scene<'_>, width: usize) -> Option<BandRow> {
    let theme = scene.theme;
    let Some(Reply::Predicted(id)) = scene.state.session.reply() else {
        return None;
    };
    let result = scene.state.model().prediction_result(id)?;
    let (happened, ground) = if result.right {
        (" ✓ Right", Ground::Good)
    } else {
        (" ✗ Not quite", Ground::Bad)
    };
    let mut left = band_head(theme, happened.to_owned(), ground);
    let room = width.saturating_sub(left.width() + 4);
    let says = lines::sentence_on_ground(theme, &capitalize(&report::what_happened(result)));
    left.push_span(Span::raw("   "));
    left.spans
        .extend(lines::whole_words(whole_sentences(says, room), room).spans);
    Some(BandRow {
        left,
        right: Line::default(),
        ground,
        says_reason: false,
    })
}

/// Whether the answer that was just given is right, while the reply to it is shown.
fn answer_band(scene: Scene<'_>) -> Option<BandRow> {
    let Some(Reply::Answered { right, .. }) = scene.state.session.reply() else {
        return None;
    };
    let (says, ground) = if *right {
        (" ✓ Right", Ground::Good)
    } else {
        (" ✗ Not quite", Ground::Bad)
    };
    (scene.state.tab == Tab::Answer).then(|| BandRow {
        left: band_head(scene.theme, says.to_owned(), ground),
        right: Line::default(),
        ground,
        says_reason: false,
    })
}

/// Says that a question is still open although the file has passed: the lesson is done only once the question is
/// answered.
fn question_band(scene: Scene<'_>, graded: &Graded) -> Option<BandRow> {
    let state = scene.state;
    let is_asked = matches!(state.model().task(), Task::Ask(_));
    let is_celebrated = state.motion.success.is_some();
    let is_open = is_asked && graded.verdict.passed() && state.tab == Tab::Answer && !is_celebrated;
    is_open.then(|| BandRow {
        left: lines::styled(format!(" {ASKED}"), scene.theme.marked()),
        right: Line::default(),
        ground: Ground::Code,
        says_reason: false,
    })
}

/// The status of a lesson without a verdict, the label of the key that opens its question, and the style.
fn status_without_verdict(scene: Scene<'_>) -> (&'static str, Option<&'static str>, Style) {
    let theme = scene.theme;
    let state = scene.state;
    let Some(lesson) = state.model().current() else {
        return ("", None, Style::new());
    };
    let asked = |what, does| {
        let does = (!state.is_answering()).then_some(does);
        (what, does, theme.marked())
    };
    let (status, style) = if state.model().is_predicting() {
        ("Compiling and running …", theme.accent())
    } else if state.model().ungraded(&lesson.id).is_some() {
        ("✗ Could not be graded", theme.bad())
    } else if state.model().is_done() {
        ("✓ Done", theme.good())
    } else {
        match lesson.head.kind {
            Kind::Predict if state.model().lesson_progress().has_predicted(lesson) => {
                return asked(ASKED, "answer");
            }
            Kind::Predict => return asked("? What will it do?", "predict"),
            Kind::Choose => return asked("? A question", "answer"),
            Kind::Edit | Kind::Arrange => ("· Not graded yet", theme.dim()),
        }
    };
    (status, None, style)
}

/// Whether the band says why the file did not pass, and does not shorten that.
pub(super) fn says_reason(scene: Scene<'_>) -> bool {
    let width = usize::from(scene.state.size.0);
    let graded = scene.state.model().verdict();
    graded.is_some_and(|graded| verdict_band(scene, graded, width).says_reason)
}

/// First what happened, then why. If there is little room, the time is left out, and the reason shortened or left out:
/// the tab shows it.
fn verdict_band(scene: Scene<'_>, graded: &Graded, width: usize) -> BandRow {
    let theme = scene.theme;
    let (verdict, source) = (&graded.verdict, &graded.text);
    let model = scene.state.model();
    let band = report::Band::new(verdict, model.trace());
    let ground = if band.passed {
        Ground::Good
    } else {
        Ground::Bad
    };
    let happened = format!(" {} {}", band.sign(), band.happened);
    let mut left = band_head(theme, lines::truncate(&happened, width), ground);
    let time = lines::styled(format!("{} ", report::seconds(verdict.millis)), theme.dim());
    let (spinner, progress) = working(scene);
    let is_tracing = model.is_tracing();
    let mut right = if is_tracing { progress } else { time };
    let mut says_reason = false;
    if is_tracing {
        let room = width.saturating_sub(left.width() + right.width() + 4);
        let words = if model.is_preparing_std() {
            ["Preparing std (only once)", "Preparing std"]
        } else {
            ["Tracing the run", "Tracing"]
        };
        let mut shorter = words.map(|words| format!("{spinner} {words}")).into_iter();
        if let Some(words) = shorter.find(|words| words.width() <= room) {
            left.push_span(Span::raw("   "));
            left.push_span(Span::styled(words, theme.accent()));
        }
    } else {
        let drawn = |reason: &str| {
            if band.is_message {
                lines::message_on_ground(theme, reason)
            } else {
                lines::sentence_on_ground(theme, reason)
            }
        };
        let room_beside = |head: &Line<'_>| width.saturating_sub(head.width() + 3);
        // The reason says more than the number of schedules does.
        let brief = format!(" {} {}", band.sign(), band.briefly);
        let brief = band_head(theme, brief, ground);
        let shortest = band.shortest_reason();
        let shortest = shortest.map_or(0, |reason| drawn(reason).width());
        if shortest > room_beside(&left) && shortest <= room_beside(&brief) {
            left = brief;
        }
        let room = room_beside(&left);
        let fitting = band.reason(|reason| drawn(reason).width() <= room);
        says_reason = fitting.is_some();
        let chosen = fitting.map(drawn).or_else(|| {
            let shortest = band.shortest_reason();
            let shortest = shortest.filter(|_| room >= MIN_REASON_WIDTH)?;
            Some(whole_sentences(drawn(shortest), room))
        });
        if let Some(mut reason) = chosen {
            let found = verdict.exploration.as_ref();
            let failing = found.and_then(|found| found.failing_trace.as_deref());
            if let Some(trace) = failing.or(model.trace()) {
                lines::color_guards(theme, [&mut reason], trace, source);
            }
            if reason.width() > room {
                right = Line::default();
            }
            left.push_span(Span::raw("   "));
            left.spans.extend(lines::whole_words(reason, room).spans);
        }
        // On a narrow screen, the footer is below the band.
        let hint = scene.state.borrows_hint();
        if let Some(hint) = hint.filter(|_| scene.state.is_wide()) {
            let key = Line::from(vec![
                Span::styled(hint.names(), theme.key()),
                Span::styled(format!(" {} ", hint.label), theme.dim()),
            ]);
            let mut with_time = key.clone();
            with_time.push_span(Span::raw("  "));
            with_time.spans.extend(right.spans.iter().cloned());
            // The key says more than the time does.
            let both = [with_time, key].into_iter();
            let fits = |line: &Line<'_>| left.width() + line.width() + BAND_GAP <= width;
            right = both.into_iter().find(fits).unwrap_or(right);
        }
    }
    let gap = if is_tracing { 1 } else { BAND_GAP };
    let fits = left.width() + right.width() + gap <= width;
    BandRow {
        left,
        right: if fits { right } else { Line::default() },
        ground,
        says_reason,
    }
}

/// Leaves out the last sentences if they don't fit. The first one stays.
fn whole_sentences(mut line: Line<'static>, room: usize) -> Line<'static> {
    let text: String = line
        .spans
        .iter()
        .map(|span| span.content.as_ref())
        .collect();
    let ends = text.match_indices(". ").map(|(at, _)| at + 1);
    let fits = ends.filter(|end| text[..*end].width() <= room).last();
    let Some(mut left) = fits.filter(|_| text.width() > room) else {
        return line;
    };
    for span in &mut line.spans {
        let part = left.min(span.content.len());
        span.content = span.content[..part].to_owned().into();
        left -= part;
    }
    line
}

/// Draws the keys that do something now, or what just happened. If that is too long for the footer, it covers the rows above
/// `bottom`.
pub(super) fn draw_footer(scene: Scene<'_>, frame: &mut Frame<'_>, area: Rect, bottom: u16) {
    let width = usize::from(area.width);
    draw_line(
        frame,
        area,
        &key_line(scene, shown_hints(scene.state, width)),
    );
    let Some(notice) = scene.state.notice_line() else {
        return;
    };
    let style = scene.theme.marked();
    if scene.state.notice_fits(width) {
        return draw_line(frame, area, &lines::styled(format!(" {notice}"), style));
    }
    let says = lines::wrap_styled(&notice, width.saturating_sub(2), style);
    let says: Vec<Line<'static>> = says.collect();
    let rows = u16::try_from(says.len()).unwrap_or(u16::MAX).min(bottom);
    let over = Rect::new(area.x, bottom - rows, area.width, rows);
    for (row, mut line) in over.rows().zip(says) {
        line.spans.insert(0, Span::raw(" "));
        let line = lines::fill(line, width, scene.theme.ground(Ground::Code));
        draw_line(frame, row, &line);
    }
}

/// As many keys as there is room for.
pub(super) fn keys(scene: Scene<'_>, hints: Vec<KeyHint>, width: usize) -> Line<'static> {
    key_line(scene, hint_places(hints, 1, width))
}

fn key_line(scene: Scene<'_>, places: Vec<HintPlace>) -> Line<'static> {
    let mut line = Line::default();
    for place in places {
        let gap = place.x.saturating_sub(line.width());
        line.push_span(Span::raw(" ".repeat(gap)));
        line.push_span(Span::styled(place.hint.names(), scene.theme.key()));
        let word = format!(" {}", place.hint.label);
        line.push_span(Span::styled(word, scene.theme.dim()));
    }
    line
}
