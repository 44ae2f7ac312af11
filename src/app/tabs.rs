//! The tabs of the verdict: which there are, their names and their places.

use super::{State, Tab};
use crate::course::Kind;
use crate::verdict::{StageName, StageState, Verdict};
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// A tab and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabPlace {
    /// The tab.
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
        for (words, gap) in [(2, 3), (2, 2), (1, 2), (0, 2), (0, 1)] {
            let labels: Vec<String> = tabs
                .iter()
                .enumerate()
                .map(|(at, tab)| self.label(at + 1, *tab, words))
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

    /// With all words, only the one of the tab that is shown, or the digits alone.
    fn label(&self, digit: usize, tab: Tab, words: u8) -> String {
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
        match (words, tab == self.tab) {
            (2, _) | (1, true) => format!("{digit} {word}{mark}"),
            (1, false) => format!("{digit}{mark}"),
            (_, true) => format!("[{digit}]"),
            _ => digit.to_string(),
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
