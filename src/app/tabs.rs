//! The tabs of the verdict: which there are, their names and their places.

use super::{State, Tab};
use crate::course::Kind;
use crate::verdict::{StageName, StageState, Verdict};
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// What the tabs show of themselves.
#[derive(Clone, Copy)]
enum TabStyle {
    /// Digits, names and marks.
    Full,
    /// Names and marks.
    Names,
    /// Digits and marks, and the name of the tab that is shown.
    OneName,
    Digits,
}

/// A tab and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabPlace {
    pub tab: Tab,
    /// Its digit, its name or none, and its mark.
    pub label: String,
    /// The first column.
    pub x: u16,
}

impl State {
    /// The tabs of the lesson that is shown.
    #[must_use]
    pub fn tabs(&self) -> Vec<Tab> {
        let Some(lesson) = self.session.model().current() else {
            return vec![Tab::Output];
        };
        let asks = !lesson.predictions.is_empty() || !lesson.questions.is_empty();
        let kind = lesson.head.kind;
        let graded = lesson.has_file();
        let mut tabs: Vec<Tab> = Vec::new();
        if asks && !graded || kind == Kind::Arrange {
            tabs.push(Tab::Answer);
        }
        if graded {
            tabs.extend([Tab::Output, Tab::Compiler, Tab::Tests]);
        }
        if graded || !lesson.predictions.is_empty() {
            tabs.push(Tab::Borrows);
        }
        if graded || !lesson.hints.is_empty() {
            tabs.push(Tab::Hints);
        }
        if graded || !lesson.predictions.is_empty() {
            tabs.push(Tab::Code);
        }
        if asks && graded && kind != Kind::Arrange {
            tabs.push(Tab::Answer);
        }
        if graded && self.session.model().sees_solution() {
            tabs.push(Tab::Solution);
        }
        tabs
    }

    /// The tabs with their digits, placed at the right end of this line, as short as they have to be.
    #[must_use]
    pub fn tab_places(&self, area: Rect) -> Vec<TabPlace> {
        let tabs = self.tabs();
        for (style, gap) in [
            (TabStyle::Full, 3),
            (TabStyle::Full, 2),
            (TabStyle::Names, 2),
            (TabStyle::OneName, 2),
            (TabStyle::Digits, 2),
            (TabStyle::Digits, 1),
        ] {
            let labels: Vec<String> = tabs
                .iter()
                .enumerate()
                .map(|(at, tab)| self.label(at + 1, *tab, style))
                .collect();
            let wide: usize = labels.iter().map(|l| l.width()).sum();
            let wide = wide + gap * labels.len().saturating_sub(1) + 1;
            if wide <= usize::from(area.width) {
                let mut x = area.x + area.width - u16::try_from(wide).unwrap_or(area.width);
                return tabs
                    .into_iter()
                    .zip(labels)
                    .map(|(tab, label)| {
                        let here = x;
                        x += u16::try_from(label.width() + gap).unwrap_or(u16::MAX);
                        TabPlace {
                            tab,
                            label,
                            x: here,
                        }
                    })
                    .collect();
            }
        }
        Vec::new()
    }

    fn label(&self, digit: usize, tab: Tab, style: TabStyle) -> String {
        let word = match tab {
            Tab::Borrows if self.shows_threads() => "Threads",
            Tab::Answer
            | Tab::Output
            | Tab::Compiler
            | Tab::Tests
            | Tab::Borrows
            | Tab::Hints
            | Tab::Code
            | Tab::Solution => tab.name(),
        };
        let mark = self.mark(tab);
        match (style, tab == self.tab) {
            (TabStyle::Full, _) | (TabStyle::OneName, true) => format!("{digit} {word}{mark}"),
            (TabStyle::Names, _) => format!("{word}{mark}"),
            (TabStyle::OneName, false) => format!("{digit}{mark}"),
            (TabStyle::Digits, true) => format!("[{digit}]"),
            (TabStyle::Digits, false) => digit.to_string(),
        }
    }

    /// Whether the run in view has threads of its own.
    #[must_use]
    pub fn shows_threads(&self) -> bool {
        self.session
            .model()
            .trace()
            .is_some_and(|trace| trace.threads.len() > 1)
    }

    fn mark(&self, tab: Tab) -> String {
        let Some(verdict) = self.session.model().verdict().map(|graded| &graded.verdict) else {
            return String::new();
        };
        let failed = |stage| verdict.stage(stage) == StageState::Failed;
        let cross = |failed: bool| {
            if failed {
                " ✗".to_owned()
            } else {
                String::new()
            }
        };
        match tab {
            Tab::Output => cross(failed(StageName::Output) || failed(StageName::Run)),
            Tab::Compiler => cross(failed(StageName::Compile)),
            Tab::Tests => tests(verdict, failed(StageName::Rules)),
            Tab::Borrows => cross(failed(StageName::Schedules)),
            Tab::Answer | Tab::Hints | Tab::Code | Tab::Solution => String::new(),
        }
    }

    /// The tab with the first thing that failed.
    pub(super) fn telling_tab(&self) -> Tab {
        let verdict = self.session.model().verdict().map(|graded| &graded.verdict);
        match verdict.and_then(Verdict::headline) {
            Some(StageName::Compile) => Tab::Compiler,
            Some(StageName::Tests | StageName::Rules) => Tab::Tests,
            Some(StageName::Schedules) => Tab::Borrows,
            Some(StageName::Run | StageName::Output) | None => Tab::Output,
        }
    }
}

fn tests(verdict: &Verdict, rules_broken: bool) -> String {
    let all = verdict.tests.len();
    if all == 0 {
        return if rules_broken {
            " ✗".to_owned()
        } else {
            String::new()
        };
    }
    let passed = verdict
        .tests
        .iter()
        .filter(|test| test.state() == StageState::Passed)
        .count();
    if passed == all && rules_broken {
        return " ✗".to_owned();
    }
    format!(" {passed}/{all}")
}
