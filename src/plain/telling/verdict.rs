//! The verdict on the learner's file, and what the tabs of the full screen show of it.

use super::{borrows, form, lesson};
use crate::app::State;
use crate::engine::Graded;
use crate::plain::sentences::{self, tell};
use crate::plain::voice::Voice;
use crate::report;
use crate::verdict::{Diagnostic, Verdict};

/// The headline as a sentence.
pub(in crate::plain) fn headline(verdict: &Verdict) -> String {
    sentences::headline(&report::status(verdict))
}

/// All that was found.
pub(in crate::plain) fn whole(voice: &mut Voice, state: &State) {
    let Some(graded) = judged(voice, state) else {
        return;
    };
    let blocks = report::verdict(&graded.verdict, &graded.text);
    tell(voice, &blocks);
    voice.gap();
    if graded.verdict.passed() {
        lesson::takeaway(voice, state);
        return;
    }
    borrows::explained(voice, state);
    if state.model.is_tracing() {
        voice.gap();
        voice.say("Tracing the run. Press Enter to hear whether its borrows explain something.");
    }
}

/// The verdict that there is, or why there is none.
fn judged<'a>(voice: &mut Voice, state: &'a State) -> Option<&'a Graded> {
    if let Some(why) = state.model.ungraded.get(&state.model.lesson)
        && state.model.verdict().is_none()
    {
        tell(voice, &report::not_graded(&why.to_string()));
        return None;
    }
    let Some((graded, current)) = state.model.shown() else {
        match state.model.file_shown() {
            Some(_) => tell(voice, &report::ungraded()),
            None => form::earlier_answers(voice, state),
        }
        return None;
    };
    if !current {
        tell(voice, &report::outdated());
    }
    Some(graded)
}

/// What the program printed, and how it ended.
pub(in crate::plain) fn output(voice: &mut Voice, state: &State) {
    if let Some(graded) = judged(voice, state) {
        voice.say(&headline(&graded.verdict));
        voice.gap();
        tell(voice, &report::output(&graded.verdict, &graded.text));
    }
}

/// The hidden tests and the rules.
pub(in crate::plain) fn tests_and_rules(voice: &mut Voice, state: &State) {
    if let Some(graded) = judged(voice, state) {
        tell(voice, &report::tests_and_rules(&graded.verdict));
    }
}

/// What rustc says; `full`: as rustc lays it out.
pub(in crate::plain) fn compiler(voice: &mut Voice, state: &State, full: bool) {
    let graded = state.model.shown().map(|(graded, _)| &graded.verdict);
    let run = state.model.predicted_run().map(|run| &run.observed);
    let Some(seen) = graded.map(|verdict| &verdict.observed).or(run) else {
        voice.say("Nothing was compiled yet.");
        return;
    };
    if full && !seen.diagnostics.is_empty() {
        return pictures(voice, &seen.diagnostics);
    }
    let feedback = graded.and_then(|verdict| verdict.feedback.as_ref());
    tell(voice, &report::compiler(&seen.diagnostics, feedback));
}

fn pictures(voice: &mut Voice, all: &[Diagnostic]) {
    for found in all {
        voice.gap();
        voice.verbatim(found.rendered.trim_end());
    }
}
