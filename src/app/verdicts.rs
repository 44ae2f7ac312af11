//! Verdicts that come in: which are taken over, and what of a run is in view.

use super::{Effect, Extent, Graded, Pane, State, Stepping, Tab};
use crate::desk::CourseProgress;
use crate::verdict::{Trace, Verdict};

/// A verdict with all that came with it.
pub(super) struct Came {
    pub(super) run: u64,
    pub(super) lesson: String,
    pub(super) text: String,
    pub(super) verdict: Verdict,
    pub(super) looking: bool,
    pub(super) progress: Option<CourseProgress>,
}

impl State {
    /// Takes over a verdict, unless it belongs to a run that was given up.
    pub(super) fn graded_now(&mut self, came: Came) -> Vec<Effect> {
        if self.grading.get(&came.lesson).map(|(run, _)| *run) != Some(came.run) {
            return Vec::new();
        }
        self.grading.remove(&came.lesson);
        if let Some(progress) = came.progress {
            self.learn(progress);
        }
        let passed = came.verdict.passed();
        self.changed.remove(&came.lesson);
        self.ungraded.remove(&came.lesson);
        self.files
            .insert(came.lesson.clone(), Ok(came.text.clone()));
        let graded = Graded {
            text: came.text,
            verdict: came.verdict,
            trace: None,
            looking: came.looking.then_some(came.run),
            looked: false,
        };
        self.graded.insert(came.lesson.clone(), graded);
        if came.lesson == self.lesson {
            self.extents.verdict = Extent::default();
            self.stepping = Stepping::default();
            self.explained = None;
            // A learner at a question stays there.
            let answering = self.tab == Tab::Answer && self.asks();
            if passed && !answering {
                self.tab = Tab::Output;
            }
            if !passed || !answering {
                self.choose_tab();
            }
            if self.tab == Tab::Borrows {
                return self.look();
            }
        } else {
            self.tell_of(&came.lesson, passed);
        }
        Vec::new()
    }

    /// A lesson that is not in view was saved.
    fn tell_of(&mut self, id: &str, passed: bool) {
        let lesson = self.course.as_ref().and_then(|course| course.lesson(id));
        let title = lesson.map_or(id, |lesson| &lesson.head.title);
        let went = if passed { "passed" } else { "not yet" };
        self.notice = Some(format!("“{title}” was saved and graded: {went}."));
    }

    /// Takes over what was seen of a run.
    pub(super) fn seen_now(&mut self, run: u64, lesson: &str, text: &str, trace: Option<Trace>) {
        if self.looking == Some(run) {
            self.looking = None;
        }
        let Some(graded) = self.graded.get_mut(lesson) else {
            return;
        };
        if graded.looking == Some(run) && graded.text == text {
            graded.looking = None;
            graded.looked = true;
            graded.trace = trace;
            if lesson == self.lesson {
                self.stepping = Stepping {
                    way: self.stepping.way,
                    ..Stepping::default()
                };
            }
        }
    }

    /// Awaits nothing any more of a run that broke.
    pub(super) fn give_up(&mut self, run: u64) {
        const WHY: &str = "cellmate itself broke over it";
        let broken = self.grading.iter().filter(|(_, (of, _))| *of == run);
        let why = broken.map(|(lesson, _)| (lesson.clone(), WHY.to_owned()));
        self.ungraded.extend(why);
        self.grading.retain(|_, (of, _)| *of != run);
        self.looking = self.looking.filter(|of| *of != run);
        for graded in self.graded.values_mut() {
            graded.looking = graded.looking.filter(|of| *of != run);
        }
        if self.form.waiting == Some(run) {
            self.form.waiting = None;
            self.form.complaint = Some(WHY.to_owned());
        }
    }

    /// The trace that is in view.
    #[must_use]
    pub fn trace(&self) -> Option<&Trace> {
        if let Some(graded) = self.verdict() {
            return graded.trace.as_ref();
        }
        self.graded
            .get(&self.lesson)
            .filter(|_| !self.files.contains_key(&self.lesson))
            .and_then(|graded| graded.trace.as_ref())
    }

    /// Looks at the borrows of the text in view, where nobody has yet.
    pub(super) fn look(&mut self) -> Vec<Effect> {
        let run = self.last_run + 1;
        let lesson = self.lesson.clone();
        if self.verdict().is_none() {
            return Vec::new();
        }
        let Some(graded) = self.graded.get_mut(&lesson) else {
            return Vec::new();
        };
        if graded.looked || graded.looking.is_some() {
            return Vec::new();
        }
        graded.looking = Some(run);
        let effect = Effect::Look {
            run,
            lesson,
            text: graded.text.clone(),
            verdict: Box::new(graded.verdict.clone()),
        };
        self.last_run = run;
        vec![effect]
    }

    /// Shows a tab.
    pub(super) fn show_tab(&mut self, tab: Tab) -> Vec<Effect> {
        if self.tab != tab {
            self.extents.verdict = Extent::default();
        }
        if self.tab != tab && tab == Tab::Code {
            // The line that matters comes into view, with a few above it.
            let line = self.telling_line().map_or(0, |line| line.saturating_sub(4));
            self.extents.verdict.at = usize::try_from(line).unwrap_or(0);
        }
        self.tab = tab;
        self.pane = Pane::Verdict;
        if tab == Tab::Borrows {
            return self.look();
        }
        Vec::new()
    }
}
