//! What events of the engine change in plain mode, and which of them are announced.

use super::prompt::Prompt;
use super::state::{Announcement, Awaited, PlainEffect, PlainState, identity};
use crate::engine::{Event, Notice, Reaction};
use crate::report;
use crate::text::plural;
use crate::verdict::Trace;

impl PlainState {
    pub fn event(&mut self, event: &Event) -> Vec<PlainEffect> {
        for reaction in self.session.on_event(event) {
            self.react(reaction);
        }
        self.take_effects()
    }

    fn react(&mut self, reaction: Reaction) {
        match reaction {
            Reaction::Opened(notices) => notices
                .iter()
                .for_each(|notice| self.announce_notice(notice)),
            Reaction::CourseReloaded {
                problems,
                lesson_changed,
            } => {
                if lesson_changed {
                    self.prompt = Prompt::Command;
                }
                self.announce_sentence(match problems {
                    0 => "cellmate reloaded the course's own files; `read` prints the lesson."
                        .to_owned(),
                    count => format!(
                        "cellmate reloaded the course's own files and found {}: `problems` shows them.",
                        plural(count, "problem")
                    ),
                });
            }
            Reaction::Graded { .. } => {
                let printed = self.printed.get(self.session.model().lesson_id());
                let graded = self.session.model().verdict();
                let was_printed = graded.is_some_and(|g| printed == Some(&identity(&g.verdict)));
                if !was_printed && self.awaited != Some(Awaited::Verdict) {
                    self.add_announcement(Announcement::Verdict);
                }
            }
            Reaction::NotGraded => {
                if self.awaited != Some(Awaited::Verdict) {
                    self.add_announcement(Announcement::Verdict);
                }
            }
            Reaction::Traced => {
                let explains = |trace: &Trace| !trace.explanations.is_empty();
                let is_awaited = matches!(self.awaited, Some(Awaited::Trace(_)));
                if !is_awaited && self.session.model().trace().is_some_and(explains) {
                    self.add_announcement(Announcement::Explanations);
                }
            }
            Reaction::PredictionFailed(why) => self.announce_sentence(why),
            Reaction::Notice(notice) => self.announce_notice(&notice),
            Reaction::FileRead | Reaction::FileWritten { .. } | Reaction::PredictionJudged => {}
        }
    }

    fn announce_notice(&mut self, notice: &Notice) {
        let sentence = report::notice(notice, self.session.model().home());
        self.announce_sentence(sentence);
    }
}
