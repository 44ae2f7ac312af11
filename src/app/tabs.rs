//! The tabs of the verdict: which ones exist, what they are called, and where they are.

use super::{State, Tab};
use crate::course::Kind;
use crate::verdict::{StageName, StageState, Verdict};
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// What the tabs show besides their digits.
#[derive(Clone, Copy)]
enum TabStyle {
    /// Names and marks.
    Full,
    /// Names and marks, but only of the tabs that the lesson has.
    Existing,
    /// Marks, and the name of the tab that is shown.
    OneName,
    Digits,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabPlace {
    pub tab: Tab,
    /// Whether the lesson has it.
    pub exists: bool,
    /// Its digit, with its name if there is room.
    pub label: String,
    /// What the verdict says about it.
    pub mark: String,
    pub x: u16,
}

impl State {
    /// The tabs of the lesson that is shown, in the order of their numbers.
    #[must_use]
    pub fn tabs(&self) -> Vec<Tab> {
        let Some(lesson) = self.session.model().current() else {
            return vec![Tab::Output];
        };
        let has_file = lesson.has_file();
        let predicts = !lesson.predictions.is_empty();
        let has = |tab: &Tab| match tab {
            Tab::Output | Tab::Compiler | Tab::Tests => has_file,
            Tab::Borrows => (has_file || predicts) && self.offers_borrows(),
            Tab::Hints => has_file || !lesson.hints.is_empty(),
            Tab::Answer => {
                predicts || !lesson.questions.is_empty() || lesson.head.kind == Kind::Arrange
            }
            Tab::Solution => has_file && self.session.model().sees_solution(),
        };
        Tab::ALL.into_iter().filter(has).collect()
    }

    /// Whether the course shows the borrows and threads of programs.
    #[must_use]
    pub fn offers_borrows(&self) -> bool {
        let course = self.session.model().course();
        course.is_none_or(|course| course.features.borrows)
    }

    /// Whether the lesson begins with its Answer tab: there is nothing to edit until the learner has answered.
    pub(super) fn begins_with_answer(&self) -> bool {
        let lesson = self.session.model().current();
        lesson.is_some_and(|lesson| match lesson.head.kind {
            Kind::Predict | Kind::Choose | Kind::Arrange => true,
            Kind::Edit => false,
        })
    }

    /// All tabs with their digits, placed on this line, with names if there is room for all of them. Tabs that the
    /// lesson does not have keep their places, too, unless the others' names fit only without them.
    #[must_use]
    pub fn tab_places(&self, area: Rect) -> Vec<TabPlace> {
        let tabs = self.tabs();
        for (style, gap) in [
            (TabStyle::Full, 3),
            (TabStyle::Full, 2),
            (TabStyle::Existing, 2),
            (TabStyle::OneName, 2),
            (TabStyle::OneName, 1),
            (TabStyle::Digits, 1),
        ] {
            let all = Tab::ALL.iter();
            let shown = all.filter(|tab| match style {
                TabStyle::Existing => tabs.contains(tab),
                TabStyle::Full | TabStyle::OneName | TabStyle::Digits => {
                    **tab != Tab::Borrows || self.offers_borrows()
                }
            });
            let shown: Vec<&Tab> = shown.collect();
            let labels = shown.iter().map(|tab| self.label(**tab, style));
            let labels: Vec<(String, String)> = labels.collect();
            let wide: usize = labels.iter().map(|(l, m)| l.width() + m.width()).sum();
            let wide = wide + gap * labels.len().saturating_sub(1) + 2;
            if wide <= usize::from(area.width) {
                let mut x = area.x + 1;
                let place = |(tab, (label, mark)): (&Tab, (String, String))| {
                    let place = TabPlace {
                        tab: *tab,
                        exists: tabs.contains(tab),
                        x,
                        label,
                        mark,
                    };
                    let wide = place.label.width() + place.mark.width() + gap;
                    x += u16::try_from(wide).unwrap_or(u16::MAX);
                    place
                };
                return shown.into_iter().zip(labels).map(place).collect();
            }
        }
        Vec::new()
    }

    fn label(&self, tab: Tab, style: TabStyle) -> (String, String) {
        let digit = tab.number();
        let word = match tab {
            Tab::Borrows if self.shows_threads() => "Threads",
            Tab::Answer
            | Tab::Output
            | Tab::Compiler
            | Tab::Tests
            | Tab::Borrows
            | Tab::Hints
            | Tab::Solution => tab.name(),
        };
        let mark = self.mark(tab);
        match (style, tab == self.tab) {
            (TabStyle::Full | TabStyle::Existing, _) | (TabStyle::OneName, true) => {
                (format!("{digit} {word}"), mark)
            }
            (TabStyle::OneName, false) => (digit.to_string(), mark),
            (TabStyle::Digits, true) => (format!("[{digit}]"), String::new()),
            (TabStyle::Digits, false) => (digit.to_string(), String::new()),
        }
    }

    /// Whether the run in view has threads of its own.
    #[must_use]
    pub fn shows_threads(&self) -> bool {
        self.shown_trace()
            .is_some_and(|trace| trace.threads.len() > 1)
    }

    fn mark(&self, tab: Tab) -> String {
        let Some(verdict) = self.session.model().verdict().map(|graded| &graded.verdict) else {
            return String::new();
        };
        let mark = |stages: &[StageName]| {
            let states: Vec<StageState> = stages.iter().map(|name| verdict.stage(*name)).collect();
            if states.contains(&StageState::Failed) {
                " ✗"
            } else if states.contains(&StageState::Passed)
                && !states.contains(&StageState::Skipped)
                && !states.contains(&StageState::Ungraded)
            {
                " ✓"
            } else {
                ""
            }
        };
        let says = match tab {
            Tab::Output => mark(&[StageName::Run, StageName::Output]),
            Tab::Compiler => mark(&[StageName::Compile]),
            Tab::Tests => {
                return tests(
                    verdict,
                    verdict.stage(StageName::Rules) == StageState::Failed,
                );
            }
            Tab::Borrows if !verdict.passed() && self.has_refusal_or_deadlock() => " ✗",
            Tab::Borrows => mark(&[StageName::Schedules]),
            Tab::Answer | Tab::Hints | Tab::Solution => "",
        };
        says.to_owned()
    }

    pub(super) fn tab_of_first_failure(&self) -> Tab {
        let verdict = self.session.model().verdict().map(|graded| &graded.verdict);
        match verdict.and_then(Verdict::first_failure) {
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
