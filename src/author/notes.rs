//! Notes what `verify` cannot decide, but an instructor should check: feedback that may not be true of every file that
//! gets it.

use super::course_finding::CourseFinding;
use super::parts;
use crate::course::{Course, FeedbackRule, Lesson, Problem};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// A name counts as one from std if it occurs in the programs of this many lessons.
const MIN_LESSONS: usize = 3;

/// Names from Rust and std that feedback may mention although no program of its lesson has them.
const STD_NAMES: &str = "Arc AtomicU32 AtomicU64 AtomicUsize Barrier Borrow BorrowMut Box Cell Clone Condvar Copy Debug \
    Default Deref DerefMut Drop Err Fn FnMut FnOnce HashMap Iterator LazyCell LazyLock Mutex None Ok OnceCell OnceLock \
    Option PartialEq Rc Ref RefCell RefMut Result RwLock Self Send Sized Some String Sync UnsafeCell Vec Weak as_ptr borrow \
    borrow_mut break clone compare_exchange const continue downgrade drop dyn else expect false fetch_add fetch_sub fn for \
    forget get get_mut get_or_init if impl insert into_inner iter join let load lock loop main map match mem move mut \
    notify_all notify_one panic pop println ptr_eq push read recv replace return scope self send set sleep spawn static \
    store struct swap take thread to_owned to_string true try_borrow try_borrow_mut try_lock unsafe unwrap update upgrade \
    use wait wait_while while with write";

/// Words of a sentence that does not claim to be certain.
const HEDGES: [&str; 8] = [
    "if", "may", "might", "perhaps", "often", "usually", "probably", "can",
];

/// Returns what authors should check again in the feedback of these lessons.
pub(super) fn notes<'a>(course: &Course, lessons: impl Iterator<Item = &'a Lesson>) -> Vec<String> {
    let known = names_of_std(course);
    lessons
        .flat_map(|lesson| notes_on_lesson(&known, lesson))
        .collect()
}

/// How many notes of one kind are listed separately. If there are more, a single line sums them up.
const MAX_NOTES: usize = 4;

/// Returns notes as lines: one for all if there are many.
pub(super) fn summaries(found: &[Problem], what: &str) -> Vec<String> {
    if let [first, .., _] = found
        && found.len() > MAX_NOTES
    {
        return vec![format!(
            "{} {what}, such as {}",
            found.len(),
            first.summary()
        )];
    }
    found.iter().map(Problem::summary).collect()
}

fn notes_on_lesson(known: &BTreeSet<String>, lesson: &Lesson) -> Vec<String> {
    let own = names_of_lesson(lesson);
    let mut found = Vec::new();
    for feedback in &lesson.feedback {
        let condition = format!("{:?}", feedback.when);
        let unknown = names_in_backticks(&feedback.say).into_iter().find(|name| {
            !known.contains(*name) && !own.contains(*name) && !names(&condition).contains(*name)
        });
        let id = feedback.id.as_str();
        let unknown = unknown.map(|name| CourseFinding::UnknownName { id, name });
        let braces = parts::braces_in_code(feedback);
        let braces = braces.map(|name| CourseFinding::BracesInCode { id, name });
        let unproven = is_unproven(feedback).then_some(CourseFinding::UnprovenCause(id));
        for finding in unknown.into_iter().chain(unproven).chain(braces) {
            let problem = finding.at_line(&lesson.path, &lesson.toml, feedback.line);
            found.push(problem.summary());
        }
    }
    found
}

/// Whether feedback on a failed test begins by stating a cause, although the test may just as well have panicked elsewhere
/// or hung.
fn is_unproven(feedback: &FeedbackRule) -> bool {
    let when = &feedback.when;
    let fails_anyhow = when.panic.is_none() && when.outcome.is_none() && when.message.is_none();
    when.test.is_some() && fails_anyhow && is_certain(first_sentence(&feedback.say))
}

/// Whether a sentence is a claim. A sentence about a test only says that it fails, or what it does.
fn is_certain(sentence: &str) -> bool {
    let mut words = sentence.split(|c: char| !c.is_alphanumeric());
    !sentence.ends_with('?')
        && !words.any(|word| word == "test" || HEDGES.contains(&word.to_lowercase().as_str()))
}

fn first_sentence(text: &str) -> &str {
    let ends = [". ", "? ", "! "].map(|end| text.find(end));
    let end = ends.into_iter().flatten().min();
    end.map_or(text, |end| &text[..=end])
}

/// Returns the names in backticks, such as `likes`, `like()` or `vec!`, but not longer code.
pub(super) fn names_in_backticks(text: &str) -> Vec<&str> {
    let code = text.split('`').skip(1).step_by(2);
    let bare = code.map(|code| code.trim_end_matches("()").trim_end_matches('!'));
    let is_name = |code: &&str| {
        let mut letters = code.chars();
        letters
            .next()
            .is_some_and(|first| first.is_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    bare.filter(is_name).collect()
}

pub(super) fn std_names() -> impl Iterator<Item = &'static str> {
    STD_NAMES.split(' ').filter(|name| !name.is_empty())
}

/// Returns the names that any course may mention, and those that occur in the programs of several lessons.
fn names_of_std(course: &Course) -> BTreeSet<String> {
    let mut lessons: BTreeMap<String, usize> = BTreeMap::new();
    for lesson in &course.lessons {
        for name in names_of_lesson(lesson) {
            *lessons.entry(name).or_default() += 1;
        }
    }
    let common = lessons
        .into_iter()
        .filter(|(_, count)| *count >= MIN_LESSONS);
    let common = common.map(|(name, _)| name);
    common.chain(std_names().map(str::to_owned)).collect()
}

fn names_of_lesson(lesson: &Lesson) -> BTreeSet<String> {
    let files = &lesson.files;
    let texts = files.starter.iter().chain(&files.solution);
    let texts = texts.chain(files.predictions.values());
    // Learners see what the rules require and forbid.
    let rules = &lesson.rules;
    let texts = texts.chain(&rules.require).chain(&rules.forbid);
    texts.flat_map(|text| names(text)).collect()
}

fn names(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut streams = vec![TokenStream::from_str(text).unwrap_or_default()];
    while let Some(stream) = streams.pop() {
        for tree in stream {
            match tree {
                TokenTree::Group(group) => streams.push(group.stream()),
                TokenTree::Ident(name) => {
                    found.insert(name.to_string());
                }
                // The conditions of a feedback rule are texts.
                TokenTree::Literal(text) => {
                    let text = text.to_string();
                    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
                    found.extend(words.map(str::to_owned));
                }
                TokenTree::Punct(_) => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::When;
    use crate::verdict::PanicKind;

    fn notes_on(when: When, say: &str) -> Vec<String> {
        let course = Course::embedded().unwrap();
        let mut lesson = course.lesson("rate_limiter").unwrap().clone();
        lesson.feedback = vec![FeedbackRule {
            id: "given".to_owned(),
            when,
            say: say.to_owned(),
            line: 1,
        }];
        notes(&course, [&lesson].into_iter())
    }

    fn failed() -> When {
        When {
            test: Some("two_limiters".to_owned()),
            ..When::default()
        }
    }

    #[test]
    fn a_name_that_no_file_of_the_lesson_has_is_noted() {
        let output = When {
            stdout: Some("turns_away".to_owned()),
            ..When::default()
        };
        for (say, noted) in [
            (
                "Call `try_acquire()` once, with a `RefCell` or `OnceLock`.",
                false,
            ),
            ("It prints `turns_away`.", false),
            ("Call `zuruecksetzen` here.", true),
            ("Write `zuruecksetzen + 1` here.", false),
        ] {
            assert_eq!(
                notes_on(output.clone(), say).len(),
                usize::from(noted),
                "{say}"
            );
        }
    }

    #[test]
    fn a_cause_that_one_failed_test_does_not_prove_is_noted() {
        let sure = "The guard is held while you call it.";
        assert!(notes_on(failed(), sure)[0].contains("`given`"));
        let asks_later = "The guard is held. Do you call it then?";
        assert!(notes_on(failed(), asks_later)[0].contains("`given`"));
        for unsure in [
            "Is the guard held while you call it?",
            "If the guard is held, drop it. It is held.",
            "A test with two limiters fails.",
        ] {
            assert!(notes_on(failed(), unsure).is_empty(), "{unsure}");
        }
        let with_source = When {
            source: Some("lock()".to_owned()),
            ..failed()
        };
        assert!(notes_on(with_source, sure)[0].contains("`given`"));
        let compared = When {
            panic: Some(PanicKind::Assertion),
            ..failed()
        };
        assert!(notes_on(compared, sure).is_empty());
    }
}
