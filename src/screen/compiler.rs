//! What rustc says, in its own colours, and what it says about the code of an error when asked.

use super::{Depth, Scene, fit, prose};
use crate::sanitize;
use crate::verdict::Diagnostic;
use ansi_to_tui::IntoText;
use ratatui::text::{Line, Span};

/// The first ones say most; the others are often their echo.
const AT_MOST: usize = 12;

pub(super) fn lines(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    if let Some(explained) = &scene.state.explained {
        let head = format!(
            "{}, explained by rustc   x closes this",
            sanitize::line(&explained.code)
        );
        let mut lines = vec![fit::styled(head, scene.theme.accent()), Line::default()];
        match &explained.text {
            Some(text) => lines.extend(prose::lines(scene.theme, text, width)),
            None => lines.push(fit::styled("… rustc is asked", scene.theme.dim())),
        }
        return lines;
    }
    let Some((graded, _)) = scene.state.shown() else {
        return vec![fit::styled("Nothing was compiled yet.", scene.theme.dim())];
    };
    let all = &graded.verdict.observed.diagnostics;
    if all.is_empty() {
        let words = "rustc has nothing to say: it compiles without a warning.";
        return vec![fit::styled(words, scene.theme.dim())];
    }
    let mut parts: Vec<Vec<Line<'static>>> = Vec::new();
    if let Some(said) = &graded.verdict.feedback {
        parts.push(prose::lines(scene.theme, &said.text, width));
    }
    let shown = all.iter().take(AT_MOST);
    parts.extend(shown.map(|found| diagnostic(scene, found, width)));
    if all.len() > AT_MOST {
        let more = format!("… and {} more. Begin with the first.", all.len() - AT_MOST);
        parts.push(vec![fit::styled(more, scene.theme.dim())]);
    }
    // What the lesson says about it stands below what it is about.
    if parts.len() > 1 && graded.verdict.feedback.is_some() {
        parts[..2].rotate_left(1);
    }
    parts.join(&Line::default())
}

pub(super) fn diagnostic(scene: Scene<'_>, found: &Diagnostic, width: usize) -> Vec<Line<'static>> {
    let lines = if scene.theme.depth == Depth::None || found.colored.is_empty() {
        plain(&found.rendered)
    } else {
        let coloured = sanitize::keep_colors(found.colored.trim_end()).replace('\t', "    ");
        coloured
            .into_text()
            .map_or_else(|_| plain(&found.rendered), |text| text.lines)
    };
    let owned = |line: Line<'_>| {
        let spans = line.spans.into_iter();
        Line::from(
            spans
                .map(|s| Span::styled(s.content.into_owned(), s.style))
                .collect::<Vec<_>>(),
        )
    };
    lines
        .into_iter()
        .map(owned)
        .flat_map(|line| fit::wrapped(&line, width, 6))
        .collect()
}

fn plain(rendered: &str) -> Vec<Line<'static>> {
    let text = sanitize::strip_colors(rendered.trim_end()).replace('\t', "    ");
    text.lines()
        .map(|line| Line::from(line.to_owned()))
        .collect()
}
