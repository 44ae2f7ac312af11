//! News: what came while nobody asked, kept until the next prompt, told once.

use super::session::{Session, Then};
use super::telling::{borrows, verdict};
use crate::app::Message;
use crate::verdict::Verdict;

/// What nobody has heard yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum News {
    Sentence(String),
    /// A verdict on the lesson where the learner is.
    Verdict,
    /// What the borrows of its run explain.
    Explained,
}

impl Session {
    /// Tells what has come; in full where somebody asked for that.
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

    /// Whether there are any.
    pub(super) fn has_news(&self) -> bool {
        !self.news.is_empty()
    }

    /// What a message brings that is worth telling.
    pub(super) fn news_in(&self, message: &Message) -> Option<News> {
        let here = |lesson: &String| *lesson == self.state.lesson;
        let awaited = |lesson: &String, run: &u64| {
            here(lesson)
                && self
                    .state
                    .grading
                    .get(lesson)
                    .is_some_and(|(of, _)| of == run)
        };
        match message {
            Message::Graded {
                run,
                lesson,
                verdict,
                ..
            } => {
                let heard = self.heard.get(lesson) == Some(&in_one(verdict));
                let told = self.then == Some(Then::Verdict);
                (awaited(lesson, run) && !heard && !told).then_some(News::Verdict)
            }
            Message::NotGraded { run, lesson, .. } => {
                let told = self.then == Some(Then::Verdict);
                (awaited(lesson, run) && !told).then_some(News::Verdict)
            }
            Message::Seen { lesson, .. } => {
                let told = matches!(self.then, Some(Then::Run(_)));
                (here(lesson) && !told).then_some(News::Explained)
            }
            Message::CourseRead { problems, .. } => Some(News::Sentence(match problems.len() {
                0 => "The course's own files were read again; `read` tells the lesson.".to_owned(),
                count => format!(
                    "The course's own files were read again, with {}: `problems` tells them.",
                    crate::text::plural(count, "problem")
                ),
            })),
            _ => None,
        }
    }

    pub(super) fn has_explanations(&self) -> bool {
        self.state
            .trace()
            .is_some_and(|trace| !trace.explanations.is_empty())
    }

    pub(super) fn tell_verdict(&mut self) {
        self.news.retain(|news| *news != News::Verdict);
        if let Some(graded) = self.state.verdict() {
            let heard = in_one(&graded.verdict);
            self.heard.insert(self.state.lesson.clone(), heard);
        }
        verdict::whole(&mut self.voice, &self.state);
    }

    fn tell_verdict_in_short(&mut self) {
        if self.state.ungraded.contains_key(&self.state.lesson) {
            return self.tell_verdict();
        }
        if let Some(graded) = self.state.verdict() {
            let headline = verdict::headline(&graded.verdict);
            let all = "`verdict` tells all that was found.";
            self.voice
                .say(&format!("Your file was graded. {headline} {all}"));
        }
    }
}

/// What two verdicts have in common that need not both be told.
fn in_one(graded: &Verdict) -> String {
    format!("{} {}", graded.hash, verdict::headline(graded))
}
