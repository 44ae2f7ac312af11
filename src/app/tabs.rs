//! The tabs of the verdict: which ones exist, what they are called, and where they are.

use super::{State, Tab};
use crate::course::Kind;
use crate::verdict::{StageName, StageState, Verdict};
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

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

impl TabPlace {
    fn width(&self) -> usize {
        self.label.width() + self.mark.width()
    }
}

/// The columns of tabs with this many columns between them.
fn width(places: &[TabPlace], gap: usize) -> usize {
    let gaps = gap * places.len().saturating_sub(1);
    places.iter().map(TabPlace::width).sum::<usize>() + gaps
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

    /// All tabs with their digits, placed on this line; names as far as there is room, that of the tab in view first.
    /// Tabs that the lesson does not have keep their places, too.
    #[must_use]
    pub fn tab_places(&self, area: Rect) -> Vec<TabPlace> {
        let tabs = self.tabs();
        let shown = Tab::ALL.into_iter();
        let shown = shown.filter(|tab| *tab != Tab::Borrows || self.offers_borrows());
        let mut places: Vec<TabPlace> = shown
            .map(|tab| TabPlace {
                tab,
                exists: tabs.contains(&tab),
                label: format!("{} {}", tab.number(), self.tab_name(tab)),
                mark: self.mark(tab),
                x: 0,
            })
            .collect();
        // One column for the bar of the tab in view, and one after the last tab.
        let room = usize::from(area.width).saturating_sub(2);
        let mut gaps = [3, 2].into_iter();
        let gap = gaps.find(|gap| width(&places, *gap) <= room);
        let gap = gap.or_else(|| {
            [2, 1]
                .into_iter()
                .find(|gap| self.name_tabs(&mut places, *gap, room))
        });
        let gap = gap.unwrap_or_else(|| {
            for place in &mut places {
                place.mark.clear();
                if place.tab == self.tab {
                    place.label = format!("[{}]", place.tab.number());
                }
            }
            1
        });
        if width(&places, gap) > room {
            return Vec::new();
        }
        let mut x = area.x + 1;
        for place in &mut places {
            place.x = x;
            x += u16::try_from(place.width() + gap).unwrap_or(u16::MAX);
        }
        places
    }

    /// Names as many tabs as there is room for, first the one in view, then those that the lesson has. Returns whether
    /// there is room for the first name.
    fn name_tabs(&self, places: &mut [TabPlace], gap: usize, room: usize) -> bool {
        for place in &mut *places {
            place.label = place.tab.number().to_string();
        }
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by_key(|at| (places[*at].tab != self.tab, !places[*at].exists));
        let is_named = |at: &usize| {
            let tab = places[*at].tab;
            let name = format!("{} {}", tab.number(), self.tab_name(tab));
            let digit = std::mem::replace(&mut places[*at].label, name);
            let fits = width(places, gap) <= room;
            if !fits {
                places[*at].label = digit;
            }
            fits
        };
        order.into_iter().take_while(is_named).count() > 0
    }

    fn tab_name(&self, tab: Tab) -> &'static str {
        match tab {
            Tab::Borrows if self.shows_threads() => "Threads",
            Tab::Answer
            | Tab::Output
            | Tab::Compiler
            | Tab::Tests
            | Tab::Borrows
            | Tab::Hints
            | Tab::Solution => tab.name(),
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
            Tab::Tests => return tests_and_rules(verdict),
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

/// How many tests passed, and whether a test failed or a rule is broken.
fn tests_and_rules(verdict: &Verdict) -> String {
    let all = verdict.tests.len();
    let count = |state| {
        let tests = verdict.tests.iter();
        tests.filter(|test| test.state() == state).count()
    };
    let passed = count(StageState::Passed);
    let breaks_rule = verdict.stage(StageName::Rules) == StageState::Failed;
    let has_failed = breaks_rule || count(StageState::Failed) > 0;
    let sign = if has_failed { " ✗" } else { "" };
    // That all tests passed is no news if a rule is broken.
    if all == 0 || passed == all && breaks_rule {
        return sign.to_owned();
    }
    format!(" {passed}/{all}{sign}")
}
