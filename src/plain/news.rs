//! News: what events brought between two prompts. Each is reported once.

use super::session::{Awaited, Session};
use super::telling::{borrows, verdict};
use crate::app::Message;
use crate::engine::{Command, Event, JobKind};
use crate::verdict::Verdict;

/// Something that has not been reported yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum News {
    Sentence(String),
    /// A verdict on the open lesson.
    Verdict,
    /// What the trace of its run explains.
    Explained,
}

impl Session {
    /// Reports the news: in full if the learner asked for them.
    pub fn tell_news(&mut self, in_full: bool) {
        for news in std::mem::take(&mut self.news) {
            self.voice.gap();
            match news {
                News::Sentence(sentence) => self.voice.say(&sentence),
                News::Verdict if in_full => self.tell_verdict(),
                News::Verdict => self.tell_verdict_in_short(),
                News::Explained => {
                    self.voice.say("About the borrows of that run:");
                    borrows::explained(&mut self.voice, &self.state);
                }
            }
        }
    }

    /// Whether there are news.
    pub(super) fn has_news(&self) -> bool {
        !self.news.is_empty()
    }

    /// The news in a message.
    pub(super) fn news_in(&self, message: &Message) -> Option<News> {
        let Message::Engine(event) = message else {
            return None;
        };
        let model = &self.state.model;
        if model.is_stale(event) {
            return None;
        }
        let awaited = self.awaited == Some(Awaited::Verdict);
        if let Event::Graded {
            lesson, verdict, ..
        } = event
        {
            let heard = self.reported.get(lesson) == Some(&in_one(verdict));
            let news = *lesson == model.lesson && !heard && !awaited;
            return news.then_some(News::Verdict);
        }
        if let Event::Failed { job, .. } = event {
            let failed = model.running.get(job).map(Command::kind);
            let grading = JobKind::Grading {
                lesson: &model.lesson,
            };
            return (failed == Some(grading) && !awaited).then_some(News::Verdict);
        }
        if let Event::Traced { lesson, .. } = event {
            let asked = matches!(self.awaited, Some(Awaited::Run(_)));
            return (*lesson == model.lesson && !asked).then_some(News::Explained);
        }
        if let Event::CourseReloaded { problems, .. } = event {
            return Some(News::Sentence(match problems.len() {
                0 => "The course's own files were read again; `read` tells the lesson.".to_owned(),
                count => format!(
                    "The course's own files were read again, with {}: `problems` tells them.",
                    crate::text::plural(count, "problem")
                ),
            }));
        }
        None
    }

    pub(super) fn has_explanations(&self) -> bool {
        self.state
            .model
            .trace()
            .is_some_and(|trace| !trace.explanations.is_empty())
    }

    pub(super) fn tell_verdict(&mut self) {
        self.news.retain(|news| *news != News::Verdict);
        if let Some(graded) = self.state.model.verdict() {
            let heard = in_one(&graded.verdict);
            self.reported.insert(self.state.model.lesson.clone(), heard);
        }
        verdict::whole(&mut self.voice, &self.state);
    }

    fn tell_verdict_in_short(&mut self) {
        if self
            .state
            .model
            .ungraded
            .contains_key(&self.state.model.lesson)
        {
            return self.tell_verdict();
        }
        if let Some(graded) = self.state.model.verdict() {
            let headline = verdict::headline(&graded.verdict);
            let all = "`verdict` tells all that was found.";
            self.voice
                .say(&format!("Your file was graded. {headline} {all}"));
        }
    }
}

/// Identifies a verdict: one that was reported in full is no news.
fn in_one(graded: &Verdict) -> String {
    format!("{} {}", graded.hash, verdict::headline(graded))
}
