//! What the program printed beside what was expected, how it ended, and what the lesson says; the takeaway once passed.

use super::{Scene, code, difference, fit, prose};
use crate::app::Graded;
use crate::report;
use crate::sanitize;
use crate::verdict::{Outcome, Panic, StageName, StageState, Verdict};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// More of what was printed is rarely wanted here.
const AT_MOST: usize = 200;

pub(super) fn lines(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    if let Some(why) = scene.state.ungraded.get(&scene.state.lesson)
        && scene.state.verdict().is_none()
    {
        return prose_of(scene, why, width);
    }
    let Some((graded, _)) = scene.state.shown() else {
        return waiting(scene);
    };
    if graded.verdict.passed() {
        return passed(scene, &graded.verdict, width);
    }
    failed(scene, graded, width)
}

fn waiting(scene: Scene<'_>) -> Vec<Line<'static>> {
    let words = if scene.state.is_grading() {
        "Your file is compiled and run …"
    } else {
        "Save your file, and it is graded."
    };
    vec![fit::styled(words, scene.theme.dim())]
}

fn prose_of(scene: Scene<'_>, sentence: &str, width: usize) -> Vec<Line<'static>> {
    let words = fit::words(&sanitize::text(sentence), width.min(100));
    words
        .into_iter()
        .map(|line| fit::styled(line, scene.theme.bad()))
        .collect()
}

/// What there is to take along, and where it goes on.
fn passed(scene: Scene<'_>, verdict: &Verdict, width: usize) -> Vec<Line<'static>> {
    let state = scene.state;
    let Some(lesson) = state.current() else {
        return Vec::new();
    };
    let mut lines = prose::lines(scene.theme, &lesson.head.takeaway, width);
    lines.push(Line::default());
    lines.extend(super::form::ways_on(scene));
    let printed = verdict
        .observed
        .run
        .as_ref()
        .map_or("", |run| run.stdout.as_str());
    lines.extend(excerpt(scene, "It printed", printed, width));
    lines
}

fn failed(scene: Scene<'_>, graded: &Graded, width: usize) -> Vec<Line<'static>> {
    let verdict = &graded.verdict;
    let mut parts: Vec<Vec<Line<'static>>> = Vec::new();
    if verdict.observed.outcome == Outcome::CompileError {
        let words =
            "It does not compile, so nothing was run. The tab Compiler shows what rustc says.";
        parts.push(vec![fit::styled(words, scene.theme.dim())]);
    }
    if verdict.stage(StageName::Run) == StageState::Failed {
        parts.push(ended(scene, &verdict.observed.outcome, &graded.text, width));
    }
    if let Some(diff) = &verdict.diff {
        parts.push(difference::lines(scene, diff, width));
    }
    if let Some(said) = &verdict.feedback {
        parts.push(prose::lines(scene.theme, &said.text, width));
    }
    if let Some(run) = &verdict.observed.run {
        if verdict.diff.is_none() {
            parts.push(excerpt(scene, "It printed", &run.stdout, width));
        }
        // A panic's own words have been told already.
        if run.panics.is_empty() {
            parts.push(excerpt(scene, "It printed on stderr", &run.stderr, width));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join(&Line::default())
}

/// How it ended: the line of the panic and its sentence, or what the ending means.
pub(super) fn ended(
    scene: Scene<'_>,
    outcome: &Outcome,
    text: &str,
    width: usize,
) -> Vec<Line<'static>> {
    match outcome {
        Outcome::Panicked(panic) => panicked(scene, panic, text, width),
        other => report::sentence(other).map_or(Vec::new(), |said| {
            fit::words(&said, width.min(100))
                .into_iter()
                .map(Line::from)
                .collect()
        }),
    }
}

fn panicked(scene: Scene<'_>, panic: &Panic, text: &str, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let at = panic.line.and_then(|line| usize::try_from(line).ok());
    let source = at.and_then(|at| text.lines().nth(at.checked_sub(1)?));
    if let (Some(at), Some(source)) = (at, source) {
        let mut line = code::rust_line(scene.theme, source);
        let number = Span::styled(format!("{at:>4} │ "), scene.theme.dim());
        line.spans.insert(0, number);
        lines.push(line);
    }
    let thread = if panic.thread == "main" {
        String::new()
    } else {
        format!("thread {}: ", sanitize::line(&panic.thread))
    };
    for (at, part) in panic.message.trim_end().lines().enumerate() {
        let thread = if at == 0 { thread.as_str() } else { "" };
        let said = Line::from(Span::styled(
            format!("       {thread}{}", sanitize::line(part)),
            scene.theme.bad(),
        ));
        lines.extend(fit::wrapped(&said, width, 7));
    }
    lines
}

/// Something printed, under a title; nothing where nothing was.
pub(super) fn excerpt(
    scene: Scene<'_>,
    title: &str,
    printed: &str,
    width: usize,
) -> Vec<Line<'static>> {
    let printed = printed.trim_end_matches('\n');
    if printed.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![fit::styled(title.to_owned(), scene.theme.dim())];
    for line in printed.lines().take(AT_MOST) {
        let line = fit::styled(format!("  {}", sanitize::line(line)), Style::new());
        lines.extend(fit::wrapped(&line, width, 2));
    }
    let rest = printed.lines().count().saturating_sub(AT_MOST);
    if rest > 0 {
        let more = format!("  … and {} more", crate::text::plural(rest, "line"));
        lines.push(fit::styled(more, scene.theme.dim()));
    }
    lines
}
