//! What has to be built to judge a text: the program, its tests, and uses of it that must not compile.

use super::hidden;
use crate::build::Target;
use crate::course::{Edition, Lesson, MustReject, Prediction, prediction_path, prediction_text};

/// A text that is to be judged.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    /// The lesson it belongs to.
    pub lesson: &'a Lesson,
    /// The learner's text.
    pub text: &'a str,
    /// Only to be looked at, for this prediction: compiled and run, not judged.
    pub prediction: Option<&'a Prediction>,
    /// How often it is run, unless a run is judged otherwise than the first; what fails is run twice at the most.
    pub times: u32,
}

impl<'a> Attempt<'a> {
    /// A learner's text, judged once.
    #[must_use]
    pub fn new(lesson: &'a Lesson, text: &'a str) -> Self {
        Self {
            lesson,
            text,
            prediction: None,
            times: 1,
        }
    }

    /// The program of a prediction.
    #[must_use]
    pub fn predicted(lesson: &'a Lesson, prediction: &'a Prediction) -> Self {
        let text = prediction_text(lesson, prediction);
        Self {
            prediction: Some(prediction),
            ..Self::new(lesson, text)
        }
    }

    pub(super) fn edition(&self) -> Edition {
        self.prediction
            .and_then(|prediction| prediction.edition)
            .unwrap_or(self.lesson.build.edition)
    }

    /// Where the text stands on the desk.
    fn path(&self) -> String {
        match self.prediction {
            Some(prediction) => prediction_path(self.lesson, prediction),
            None => self.lesson.exercise_path(),
        }
    }
}

/// The targets of one attempt. The paths in the workspace are those on the desk, so rustc's words need no change.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) program: Target,
    pub(super) harness: Option<Target>,
    pub(super) rejects: Vec<Target>,
    /// The hidden tests: a path in the workspace and their text.
    pub(super) beside: Option<(String, String)>,
}

impl Plan {
    /// `place` tells attempts in one workspace apart; none where there is only one.
    pub(super) fn new(attempt: &Attempt<'_>, place: Option<usize>) -> Self {
        let lesson = attempt.lesson;
        let folder = place.map_or(String::new(), |place| format!("{place}/"));
        let name = target_name(&lesson.id, place);
        let target = |suffix: &str, path: String, text: String| Target {
            name: format!("{name}{suffix}"),
            harness: suffix == "-tests",
            path: format!("{folder}{path}"),
            text,
        };
        let judged = attempt.prediction.is_none();
        let hidden = lesson.files.hidden.as_ref();
        let hidden = hidden.filter(|_| judged && !lesson.tests.is_empty());
        let harness = |_| {
            let text = hidden::harness(attempt.text, &format!("../hidden/{}.rs", lesson.id));
            target("-tests", format!("harness/{}.rs", lesson.id), text)
        };
        let reject = |must: &MustReject| {
            let path = format!("rejects/{}/{}.rs", lesson.id, must.id);
            let suffix = format!("-rejects-{}", must.id);
            target(&suffix, path, probe(attempt.text, must))
        };
        let rejects = lesson.must_reject.iter().filter(|_| judged);
        Self {
            program: target("", attempt.path(), attempt.text.to_owned()),
            harness: hidden.map(harness),
            rejects: rejects.map(reject).collect(),
            beside: hidden.map(|text| (format!("{folder}hidden/{}.rs", lesson.id), text.clone())),
        }
    }

    /// All of them, in the order in which their results are taken apart again.
    pub(super) fn targets(&self) -> impl Iterator<Item = &Target> {
        std::iter::once(&self.program)
            .chain(&self.harness)
            .chain(&self.rejects)
    }
}

/// The text with a use of it that must not compile, in a module of its own.
fn probe(text: &str, must: &MustReject) -> String {
    let code = &must.code;
    format!("{text}\n#[allow(dead_code, unused)] mod __rejected {{ use super::*; {code} }}")
}

/// A name that cargo takes: some words are folders of its own or Rust's.
fn target_name(id: &str, place: Option<usize>) -> String {
    let plain = id.starts_with(|c: char| c.is_ascii_lowercase())
        && !RESERVED.split(' ').any(|word| word == id)
        && place.is_none();
    match place {
        _ if plain => id.to_owned(),
        None => format!("lesson_{id}"),
        Some(place) => format!("lesson_{id}_{place}"),
    }
}

const RESERVED: &str = "alloc as async await break build const continue core crate deps dyn else enum examples \
    extern false fn for gen if impl in incremental let loop match mod move mut proc_macro pub \
    ref return self static std struct super test trait true try type unsafe use where while";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_gets_a_name_that_cargo_takes() {
        for (id, place, name) in [
            ("rate_limiter", None, "rate_limiter"),
            ("match", None, "lesson_match"),
            ("deps", None, "lesson_deps"),
            ("2fast", None, "lesson_2fast"),
            ("logger", Some(3), "lesson_logger_3"),
        ] {
            assert_eq!(target_name(id, place), name);
        }
    }
}
