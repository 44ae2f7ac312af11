//! Finds parts of a lesson that contradict each other, or that can have no effect. What the programs of such a lesson
//! do proves nothing.

use super::course_finding::{CourseFinding, Mismatch};
use super::files;
use super::notes::std_names;
use super::pack;
use super::parts::{self, can_fail, token_conditions};
use super::toml_texts;
use crate::compare::{self, CompareMode};
use crate::course::{COURSE_FILE, Course, Lesson, MustReject, Problem, nearest};
use crate::grader;
use crate::text::invisible;
use crate::verdict::StageName;

pub(super) fn lesson(lesson: &Lesson) -> Vec<Problem> {
    let mut found = unmeetable(lesson);
    found.extend(pack::held_back_problem(lesson));
    found
}

/// Finds what makes every program fail, or keeps a part of a lesson from ever applying: for example, limits that no
/// program stays within, and regular expressions instead of tokens.
pub(super) fn unmeetable(lesson: &Lesson) -> Vec<Problem> {
    let mut found = limits(lesson);
    found.extend(regexes(lesson));
    found.extend(names_of_nothing(lesson));
    found.extend(invisible_characters(lesson));
    found.extend(without_stage(lesson));
    found.extend(any_output(lesson));
    let explored = lesson.schedules.as_ref().filter(|_| lesson.has_file());
    if explored.is_some_and(|found| found.run == "main") {
        found.push(parts::at(lesson, "schedules", &CourseFinding::ExploresMain));
    } else if explored.is_some() && !has_threads(lesson) {
        let finding = CourseFinding::Mismatch(Mismatch::NoThreads);
        found.push(parts::at(lesson, "schedules", &finding));
    }
    found.extend(unresolved_uses(lesson));
    found
}

/// Whether a program or a hidden test starts threads, or might: an item that starts them can have any name.
fn has_threads(lesson: &Lesson) -> bool {
    let files = files::lesson_files(lesson);
    files.iter().any(|(_, text)| {
        grader::uses_threads(text)
            || ["spawn", "thread", "rayon"]
                .iter()
                .any(|word| text.contains(word))
    })
}

fn without_stage(lesson: &Lesson) -> Vec<Problem> {
    let waits = lesson.feedback.iter().filter(|_| lesson.has_file());
    let waits = waits.filter_map(|feedback| {
        let when = &feedback.when;
        let explored = when.explanation.is_some() || when.ungraded.is_some();
        let stage = if explored {
            Some(StageName::Schedules)
        } else {
            when.stage
        };
        let stage = stage.filter(|stage| !can_fail(lesson, *stage))?;
        let id = &feedback.id;
        Some(in_lesson(
            lesson,
            feedback.line,
            Mismatch::NoStage { id, stage },
        ))
    });
    waits.collect()
}

fn any_output(lesson: &Lesson) -> Option<Problem> {
    let claim = lesson.expect.as_ref()?;
    let pattern = claim.stdout.as_deref()?;
    let fits = |output| {
        matches!(
            compare::compare(CompareMode::Regex, pattern, output),
            Ok(None)
        )
    };
    let odd = ["", "~\n", "unlike it ~ 0\n"];
    let matches_all = claim.compare == CompareMode::Regex && odd.into_iter().all(fits);
    let line = toml_texts::line_of_key(&lesson.toml, "expect", "stdout");
    matches_all.then(|| in_lesson(lesson, line, Mismatch::AnyOutput))
}

/// Finds rules that name a group that does not exist, or allow what is always allowed.
fn names_of_nothing(lesson: &Lesson) -> Vec<Problem> {
    let rules = &lesson.rules;
    let line = |key: &str, text: &str| {
        toml_texts::line_of_text(&lesson.toml, &format!("rules.{key}"), text)
    };
    let groups = rules
        .forbid
        .iter()
        .filter(|rule| rule.starts_with('@') && *rule != "@cells");
    let groups =
        groups.map(|name| in_lesson(lesson, line("forbid", name), Mismatch::NoGroup(name)));
    let allowed = rules.allow.iter().filter_map(|what| {
        let near = nearest(what, grader::reserved()).filter(|near| near != what)?;
        Some(in_lesson(
            lesson,
            line("allow", what),
            Mismatch::NotReserved { what, near },
        ))
    });
    groups.chain(allowed).collect()
}

/// Finds characters in rules and conditions that are invisible, or look like a space, and are not part of Rust.
fn invisible_characters(lesson: &Lesson) -> Vec<Problem> {
    let rules = &lesson.rules;
    let lists = [
        ("signatures", &rules.signatures),
        ("require", &rules.require),
        ("forbid", &rules.forbid),
        ("allow", &rules.allow),
    ];
    let rules = lists.into_iter().flat_map(|(key, list)| {
        list.iter().map(move |text| {
            let line = toml_texts::line_of_text(&lesson.toml, &format!("rules.{key}"), text);
            (line, key, text)
        })
    });
    let conditions = lesson.feedback.iter().flat_map(|feedback| {
        let texts = token_conditions(&feedback.when).into_iter();
        texts.map(|(key, text)| (feedback.line, key, text))
    });
    let odd = rules.chain(conditions).filter_map(|(line, key, text)| {
        let letter = invisible(text)?;
        Some(in_lesson(lesson, line, Mismatch::Invisible { key, letter }))
    });
    odd.collect()
}

/// Finds uses in `[[must_reject]]` that name something that the solution does not have. rustc rejects those whatever the
/// learner writes.
fn unresolved_uses(lesson: &Lesson) -> Vec<Problem> {
    let unresolved = lesson.must_reject.iter().filter_map(|must| {
        let (name, near) = unresolved_name(lesson, must)?;
        let id = must.id.as_str();
        let mismatch = Mismatch::UnresolvedUse { id, name, near };
        Some(in_lesson(lesson, must.line, mismatch))
    });
    unresolved.collect()
}

/// Returns a name in a use that the solution does not have, and a similar one that it has. A method may be missing on
/// purpose, unless the `allowed` use has one with almost its name.
pub(super) fn unresolved_name<'a>(
    lesson: &'a Lesson,
    must: &'a MustReject,
) -> Option<(&'a str, Option<&'a str>)> {
    let solution = lesson.files.solution.as_deref()?;
    let has = |text: &str, name: &str| words(text).any(|word| word == name);
    let near = |name: &str| nearest(name, words(solution).filter(|word| word.len() > 3));
    let allowed = must.allowed.as_deref().unwrap_or_default();
    let mut unknown = paths_of_super(&must.code).filter_map(|path| {
        let names = path
            .split("::")
            .filter(|name| !["", "super"].contains(name));
        let (at, name) = names.enumerate().find(|(_, name)| !has(solution, name))?;
        let is_slip = at == 0
            || name.starts_with(char::is_uppercase)
            || near(name).is_some_and(|near| has(allowed, near));
        is_slip.then_some(name)
    });
    let name = unknown.next()?;
    Some((name, near(name)))
}

/// Returns what follows `super::` in a path, such as `Command::Forward`.
fn paths_of_super(code: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_alphanumeric() || "_:".contains(letter);
    let paths = code.split("super::").skip(1);
    paths.map(move |rest| {
        rest.split(|letter| !is_part(letter))
            .next()
            .unwrap_or_default()
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

/// Returns what authors should check again in the requested lessons.
pub(super) fn notes(course: &Course, only: &[String]) -> Vec<String> {
    let lessons = course.lessons.iter();
    let lessons = lessons.filter(|lesson| only.is_empty() || only.contains(&lesson.id));
    let mut notes: Vec<String> = Vec::new();
    for lesson in lessons {
        let solution = lesson.files.solution.as_deref().unwrap_or_default();
        let (id, chapter) = (&lesson.id, &lesson.chapter);
        let has =
            |call: &str| lines_of_code(solution).any(|line| line.contains(&format!("{call}(")));
        let left_over = ["dbg!", "todo!", "unimplemented!"];
        for call in left_over
            .into_iter()
            .filter(|call| lesson.has_file() && has(call))
        {
            let finding = CourseFinding::Mismatch(Mismatch::LeftOver(call));
            notes.push(
                finding
                    .of_file(&format!("solutions/{chapter}/{id}.rs"))
                    .summary(),
            );
        }
        let prints = ["println!", "print!"]
            .iter()
            .any(|call| solution.contains(call));
        let expects_none = lesson
            .expect
            .as_ref()
            .is_some_and(|claim| claim.stdout.is_none());
        if lesson.has_file() && prints && expects_none && unmeetable(lesson).is_empty() {
            let line = toml_texts::line_of(&lesson.toml, "expect");
            notes.push(in_lesson(lesson, line, Mismatch::NoOutput).summary());
        }
    }
    notes.extend(misspelled_rules(course, only));
    if !course.features.borrows && course.lessons.iter().any(is_about_borrows) {
        let finding = CourseFinding::Mismatch(Mismatch::HiddenBorrows);
        notes.push(finding.of_file(COURSE_FILE).summary());
    }
    notes
}

/// Returns notes on forbidden names that no program has, but that are one edit away from a name in std.
fn misspelled_rules(course: &Course, only: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let lessons = course.lessons.iter();
    for lesson in lessons.filter(|lesson| only.is_empty() || only.contains(&lesson.id)) {
        let files = files::lesson_files(lesson);
        for name in &lesson.rules.forbid {
            // A star at the end stands for the rest of a name.
            let is_known = std_names().any(|known| known == name.trim_end_matches('*'));
            let is_used = files.iter().any(|(_, text)| text.contains(name.as_str()));
            let mut near = std_names().filter(|known| strsim::osa_distance(known, name) == 1);
            if name.len() > 3
                && !is_known
                && !is_used
                && let Some(near) = near.next()
            {
                let line = toml_texts::line_of_text(&lesson.toml, "rules.forbid", name);
                found.push(in_lesson(lesson, line, Mismatch::UnusedName { name, near }).summary());
            }
        }
    }
    found
}

fn is_about_borrows(lesson: &Lesson) -> bool {
    let solution = lesson.files.solution.as_deref().unwrap_or_default();
    let kinds = ["RefCell", "Mutex", "RwLock", "OnceCell", "Condvar"];
    lesson.schedules.is_some() || kinds.iter().any(|kind| solution.contains(kind))
}

fn lines_of_code(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.starts_with("//"))
}

fn in_lesson(lesson: &Lesson, line: usize, mismatch: Mismatch<'_>) -> Problem {
    CourseFinding::Mismatch(mismatch).at_line(&lesson.path, &lesson.toml, line)
}

fn regexes(lesson: &Lesson) -> Vec<Problem> {
    let rules = &lesson.rules;
    let lists = [("require", &rules.require), ("forbid", &rules.forbid)];
    let rules = lists.into_iter().flat_map(|(key, list)| {
        let odd = list.iter().filter(|text| is_like_regex(text));
        odd.map(move |text| {
            let line = toml_texts::line_of_text(&lesson.toml, &format!("rules.{key}"), text);
            (
                line,
                CourseFinding::RegexRule {
                    field: "rule",
                    text,
                },
            )
        })
    });
    let conditions = lesson.feedback.iter().flat_map(|feedback| {
        let texts = token_conditions(&feedback.when).into_iter();
        let odd = texts.filter(|(_, text)| is_like_regex(text));
        odd.map(|(field, text)| (feedback.line, CourseFinding::RegexRule { field, text }))
    });
    rules
        .chain(conditions)
        .map(|(line, finding)| finding.at_line(&lesson.path, &lesson.toml, line))
        .collect()
}

/// Whether a text has something that many regular expressions have, but no program has.
fn is_like_regex(text: &str) -> bool {
    let repeats = |sign: &str| {
        text.match_indices(sign)
            .any(|(at, _)| !text[..at].ends_with('.'))
    };
    repeats(".*")
        || repeats(".+")
        || ["\\s", "\\d", "\\w", "\\b"]
            .iter()
            .any(|class| text.contains(class))
}

/// Finds limits that are so low that no program can stay within them, or so high that no one would wait that long.
fn limits(lesson: &Lesson) -> Vec<Problem> {
    let own = &lesson.limits;
    let schedules = lesson.schedules.as_ref();
    let at_most = schedules.map(|schedules| schedules.at_most.into());
    let seconds = schedules.map(|schedules| schedules.seconds.into());
    let checked = [
        ("limits", "run_ms", own.run_ms, (100, 600_000, 5_000)),
        ("limits", "cpu_ms", own.cpu_ms, (100, 600_000, 3_000)),
        ("limits", "memory_mib", own.memory_mib, (16, 8_192, 256)),
        ("limits", "output_kib", own.output_kib, (1, 16_384, 64)),
        (
            "limits",
            "compile_ms",
            own.compile_ms,
            (2_000, 600_000, 20_000),
        ),
        ("schedules", "at_most", at_most, (2, 1_000_000, 1_000)),
        ("schedules", "seconds", seconds, (1, 600, 20)),
    ];
    let absurd = checked
        .into_iter()
        .filter_map(|(table, key, given, sensible)| {
            let (least, most, _) = sensible;
            let given = given.filter(|given| !(least..=most).contains(given))?;
            let finding = CourseFinding::AbsurdLimit {
                key,
                given,
                sensible,
            };
            let line = toml_texts::line_of_key(&lesson.toml, table, key);
            Some(finding.at_line(&lesson.path, &lesson.toml, line))
        });
    absurd.collect()
}
