//! Finds out why a text got different feedback from what a lesson declares for it.

use super::{Facts, earliest, with_facts};
use crate::course::{Course, FeedbackRule, When};
use crate::grader::attempt::Attempt;
use crate::grader::tokens::Tokens;
use crate::verdict::Verdict;

/// Why a feedback rule was not chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassedOver {
    /// It applies, but another rule precedes it.
    Preceded,
    /// These conditions do not hold.
    Unmet(Vec<&'static str>),
    /// Its conditions hold, but what its text names in braces is not known.
    Unfilled,
}

/// A condition: its name, and what copies it.
type Condition = (&'static str, fn(&mut When, &When));

/// All conditions. Those that others depend on precede them: `message` is about the `error`, if there is one.
const CONDITIONS: [Condition; 19] = [
    ("stage", |to, when| to.stage = when.stage),
    ("test", |to, when| to.test.clone_from(&when.test)),
    ("outcome", |to, when| to.outcome = when.outcome),
    ("panic", |to, when| to.panic = when.panic),
    ("error", |to, when| to.error.clone_from(&when.error)),
    ("rule", |to, when| to.rule.clone_from(&when.rule)),
    ("prediction", |to, when| {
        to.prediction.clone_from(&when.prediction);
    }),
    ("stdout", |to, when| to.stdout.clone_from(&when.stdout)),
    ("in_head", |to, when| to.in_head.clone_from(&when.in_head)),
    ("explanation", |to, when| to.explanation = when.explanation),
    ("ungraded", |to, when| to.ungraded = when.ungraded),
    ("starter", |to, when| to.starter = when.starter),
    ("hard_coded", |to, when| to.hard_coded = when.hard_coded),
    ("added_output", |to, when| {
        to.added_output = when.added_output;
    }),
    ("exclusive_receiver", |to, when| {
        to.exclusive_receiver = when.exclusive_receiver;
    }),
    ("message", |to, when| to.message.clone_from(&when.message)),
    ("source", |to, when| to.source.clone_from(&when.source)),
    ("added", |to, when| to.added.clone_from(&when.added)),
    ("lacks", |to, when| to.lacks.clone_from(&when.lacks)),
];

impl PassedOver {
    /// Finds out why a verdict does not have the feedback of this rule.
    #[must_use]
    pub fn find(
        course: &Course,
        attempt: &Attempt<'_>,
        verdict: &Verdict,
        rule: &FeedbackRule,
    ) -> Self {
        let tokens = Tokens::parse(attempt.text).ok();
        with_facts(attempt, verdict, tokens.as_ref(), |facts| {
            Self::by_facts(course, facts, rule)
        })
    }

    fn by_facts(course: &Course, facts: &Facts<'_>, rule: &FeedbackRule) -> Self {
        let each = facts.for_each_diagnostic();
        let applies = |when: &When, say: &str| {
            let rule = FeedbackRule {
                when: when.clone(),
                say: say.to_owned(),
                ..rule.clone()
            };
            earliest(course, &rule, &each).is_some()
        };
        if applies(&rule.when, &rule.say) {
            return Self::Preceded;
        }
        let mut unmet = Vec::new();
        let mut met = When::default();
        for (name, copy) in CONDITIONS {
            let mut more = met.clone();
            copy(&mut more, &rule.when);
            if more == met {
                continue;
            }
            if applies(&more, "") {
                met = more;
            } else {
                unmet.push(name);
            }
        }
        if unmet.is_empty() {
            Self::Unfilled
        } else {
            Self::Unmet(unmet)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::ExplanationKind;
    use crate::verdict::{
        Observation, Outcome, OutcomeKind, PanicKind, RunReport, Shortfall, StageName, StageState,
    };

    #[test]
    fn every_condition_is_tried() {
        let some = || Some("a".to_owned());
        // A new condition does not compile here until it has a value, and fails until it is in the list.
        let all = When {
            outcome: Some(OutcomeKind::Finished),
            stage: Some(StageName::Run),
            error: some(),
            panic: Some(PanicKind::Other),
            test: some(),
            rule: some(),
            prediction: some(),
            stdout: some(),
            message: some(),
            source: some(),
            added: some(),
            lacks: some(),
            in_head: some(),
            explanation: Some(ExplanationKind::LostUpdate),
            ungraded: Some(Shortfall::Untraceable),
            starter: true,
            hard_coded: true,
            added_output: true,
            exclusive_receiver: true,
        };
        let mut copied = When::default();
        for (_, copy) in CONDITIONS {
            copy(&mut copied, &all);
        }
        assert_eq!(copied, all);
    }

    #[test]
    fn the_report_says_why_feedback_is_not_shown() {
        let course = Course::embedded().unwrap();
        let lesson = course.lesson("hit_counter").unwrap();
        let attempt = Attempt::new(lesson, "fn main() { let fits = 1; }");
        let observed = Observation {
            outcome: Outcome::Deadlocked { threads: 1 },
            diagnostics: Vec::new(),
            run: Some(RunReport {
                stdout: "41\n".to_owned(),
                ..RunReport::default()
            }),
        };
        let mut verdict = Verdict::unjudged(&lesson.id, observed);
        verdict.stages.set(StageName::Output, StageState::Failed);
        let why = |when: When, say: &str| {
            let rule = FeedbackRule {
                id: "mine".to_owned(),
                when,
                say: say.to_owned(),
                line: 1,
            };
            PassedOver::find(&course, &attempt, &verdict, &rule)
        };
        let when = When {
            stage: Some(StageName::Output),
            stdout: Some("^41".to_owned()),
            source: Some("fits".to_owned()),
            ..When::default()
        };
        assert_eq!(why(when.clone(), ""), PassedOver::Preceded);
        let other = When {
            stdout: Some("^42".to_owned()),
            lacks: Some("fits".to_owned()),
            ..when.clone()
        };
        assert_eq!(why(other, ""), PassedOver::Unmet(vec!["stdout", "lacks"]));
        let slot = When {
            stage: None,
            message: Some("(?<word>dead)".to_owned()),
            ..when
        };
        assert_eq!(why(slot, "{word|no-list}"), PassedOver::Unfilled);
    }
}
