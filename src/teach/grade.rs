//! Grades submissions afresh, each text once, and records every result in `results.jsonl` as soon as it is there.
//!
//! The file is also what a call that was interrupted goes on from: a line whose key is still the same is not graded
//! again. Shards take texts by a hash of the lesson and the text, so that equal texts meet in one of them.

use super::intake::Submission;
use super::results::{self, LineState, ResultLine, read_lines};
use super::submission::{CourseVersion, HandedInLesson};
use crate::compare;
use crate::course::{Course, Lesson};
use crate::grader::{self, Attempt, GradedAttempt, Grader, GradingBackend as _};
use crate::process::Cancel;
use crate::report::{self, JsonVerdict};
use crate::sanitize;
use crate::verdict::Verdict;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use tempfile::NamedTempFile;

/// The results, the totals for spreadsheets, and the results for build servers.
const RESULTS: &str = "results.jsonl";
const GRADES: &str = "grades.csv";
const JUNIT: &str = "junit.xml";

/// A part of the work: those texts whose hash is `index` modulo `count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    count: u64,
}

impl Shard {
    /// Everything.
    pub const ALL: Self = Self { index: 0, count: 1 };

    fn contains(self, hash: &[u8]) -> bool {
        let first = hash
            .iter()
            .take(8)
            .fold(0, |number, byte| number << 8 | u64::from(*byte));
        first % self.count == self.index
    }
}

impl FromStr for Shard {
    type Err = String;

    /// Reads `K/N`, where K begins with 1.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let parts = parts.and_then(|(k, n)| Some((k.parse::<u64>().ok()?, n.parse().ok()?)));
        match parts {
            Some((k, count)) if (1..=count).contains(&k) => Ok(Self {
                index: k - 1,
                count,
            }),
            _ => Err("write K/N, as in 2/4 for the second of four shards".to_owned()),
        }
    }
}

/// What to grade, and where the results go.
#[derive(Clone, Copy, Debug)]
pub struct GradeOptions<'a> {
    /// The lessons; all of them if it is empty.
    pub only: &'a [String],
    pub shard: Shard,
    /// The folder for the results.
    pub out: &'a Path,
    /// Whether to forget earlier results in it.
    pub fresh: bool,
    /// Whether the grader confines what it starts.
    pub confined: bool,
}

/// How far grading has come.
#[derive(Clone, Copy, Debug)]
pub enum GradeEvent {
    /// There are so many texts to grade; others are known.
    Planned { texts: usize, known: usize },
    /// So many are graded.
    Graded { texts: usize },
}

/// Why grading stopped.
#[derive(Debug, thiserror::Error)]
pub enum GradeError {
    #[error(transparent)]
    Grader(#[from] grader::Error),
    #[error("cannot write {path}: {source}\nhelp: free some disk space, or pass `--out DIR`")]
    Results { path: PathBuf, source: io::Error },
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Grading {
    /// A line for each learner and lesson, in this order.
    pub lines: Vec<ResultLine>,
    /// How many texts were graded now, and how many results were known.
    pub graded: usize,
    pub known: usize,
}

/// Grades the submissions.
///
/// # Errors
/// If it was cancelled, on an error of the machine, or if the results cannot be written.
pub fn grade(
    grader: &Grader,
    course: &Course,
    submissions: &[Submission],
    options: GradeOptions<'_>,
    cancel: &Cancel,
    observe: &(dyn Fn(GradeEvent) + Sync),
) -> Result<Grading, GradeError> {
    let record = ResultsFolder::open(options.out, options.fresh)?;
    let keys = Keys::new(grader, course, options.confined);
    let planned = plan(course, submissions, options, &keys);
    let BegunResults {
        lines,
        waiting,
        known,
    } = record.begin(planned)?;
    let mut texts: Vec<WaitingText<'_>> = waiting.into_values().collect();
    texts.sort_by_key(|text| text.first);
    observe(GradeEvent::Planned {
        texts: texts.len(),
        known,
    });
    let run = GradeRun {
        grader,
        course,
        texts: &texts,
        record: &record,
        cancel,
        observe,
        state: Mutex::new(GradeState {
            lines,
            done: vec![false; texts.len()],
            error: None,
        }),
    };
    let ended = run.grade_all();
    // An error of writing is the reason for the end, if there is one.
    let mut lines = run.finish()?;
    ended?;
    let places: HashMap<&str, usize> = course
        .lessons
        .iter()
        .enumerate()
        .map(|(at, lesson)| (lesson.id.as_str(), at))
        .collect();
    lines.sort_by_cached_key(|line| {
        (
            line.learner.clone(),
            places.get(line.lesson.as_str()).copied(),
        )
    });
    record.finish(&lines)?;
    Ok(Grading {
        lines,
        graded: texts.len(),
        known,
    })
}

/// A text to grade, and the lines that wait for its verdict.
struct WaitingText<'a> {
    lesson: &'a Lesson,
    text: &'a str,
    lines: Vec<ResultLine>,
    /// The place of its first line.
    first: usize,
}

/// A line without its result, and the text that decides it, if that has to be graded.
struct PlannedLine<'a> {
    line: ResultLine,
    lesson: &'a Lesson,
    text: Option<&'a str>,
}

/// Returns a line for each learner and lesson of the shard.
fn plan<'a>(
    course: &'a Course,
    submissions: &'a [Submission],
    options: GradeOptions<'_>,
    keys: &Keys,
) -> Vec<PlannedLine<'a>> {
    let version = CourseVersion::of(course);
    let wanted = |lesson: &&Lesson| options.only.is_empty() || options.only.contains(&lesson.id);
    let lessons: Vec<&Lesson> = course.lessons.iter().filter(wanted).collect();
    let mut planned = Vec::new();
    for submission in submissions {
        for lesson in &lessons {
            let text = submission.texts.get(&lesson.id).map(String::as_str);
            let text = text.filter(|_| lesson.has_file());
            let learner = &submission.learner;
            let hash = match text {
                Some(text) => sha256(&[&lesson.id, text]),
                None => sha256(&[&lesson.id, "", &learner.id]),
            };
            if !options.shard.contains(&hash) {
                continue;
            }
            let claims = submission.claims.as_ref();
            let claims = claims.and_then(|claims| claims.get(&lesson.id)).cloned();
            let (state, status) = state_without_grading(lesson, text, claims.as_ref());
            planned.push(PlannedLine {
                line: ResultLine {
                    results_format: results::FORMAT,
                    learner: learner.clone(),
                    lesson: lesson.id.clone(),
                    title: lesson.head.title.clone(),
                    chapter: lesson.chapter.clone(),
                    core: lesson.head.core,
                    state,
                    status: status.to_owned(),
                    feedback: None,
                    course: version.clone(),
                    handed_in_for: submission.course.clone().filter(|other| *other != version),
                    confined: options.confined,
                    key: keys.of(lesson, text.unwrap_or_default()),
                    kept: true,
                    text: None,
                    verdict: None,
                    claims,
                },
                lesson,
                text: text.filter(|_| state == LineState::Failed),
            });
        }
    }
    planned
}

/// Whether a text is the lesson's starter.
pub(super) fn is_starter(lesson: &Lesson, text: &str) -> bool {
    let starter = lesson.files.starter.as_deref();
    starter.is_some_and(|starter| compare::same_text(starter, text))
}

/// Returns the state of a line that needs no grading, or `Failed` for one that does.
fn state_without_grading(
    lesson: &Lesson,
    text: Option<&str>,
    claims: Option<&HandedInLesson>,
) -> (LineState, &'static str) {
    if !lesson.has_file() {
        return match claims {
            Some(claims) if claims.done => (LineState::Claimed, "says that it is done"),
            Some(_) => (LineState::Claimed, "says that it is not done"),
            None => (LineState::Claimed, "no answers were handed in"),
        };
    }
    match text {
        None => (LineState::Missing, "no file was handed in"),
        Some(text) if is_starter(lesson, text) => (LineState::Untouched, "the starter, unchanged"),
        Some(_) => (LineState::Failed, ""),
    }
}

/// Names what decides a result.
struct Keys {
    common: Sha256,
}

impl Keys {
    fn new(grader: &Grader, course: &Course, confined: bool) -> Self {
        let mut common = Sha256::new();
        let toolchain = &grader.toolchain().version;
        add(&mut common, env!("CARGO_PKG_VERSION"));
        add(&mut common, toolchain);
        add(
            &mut common,
            if confined { "confined" } else { "unconfined" },
        );
        for rule in &course.feedback {
            let rule = serde_json::to_string(&(&rule.id, &rule.when, &rule.say));
            add(&mut common, &rule.unwrap_or_default());
        }
        for phrase in &course.phrases {
            let phrase = serde_json::to_string(&(&phrase.list, &phrase.words, &phrase.say));
            add(&mut common, &phrase.unwrap_or_default());
        }
        Self { common }
    }

    fn of(&self, lesson: &Lesson, text: &str) -> String {
        let mut hash = self.common.clone();
        let files = &lesson.files;
        add(&mut hash, &lesson.id);
        add(&mut hash, &lesson.toml);
        for file in [&files.starter, &files.solution, &files.hidden] {
            add(&mut hash, file.as_deref().unwrap_or_default());
        }
        add(&mut hash, text);
        let bytes = hash.finalize();
        bytes
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
    }
}

/// Adds a text with its length, so that two of them cannot be mistaken for others.
fn add(hash: &mut Sha256, text: &str) {
    hash.update(text.len().to_le_bytes());
    hash.update(text.as_bytes());
}

fn sha256(texts: &[&str]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for text in texts {
        add(&mut hash, text);
    }
    hash.finalize().to_vec()
}

/// The lines that need no grading now, and those that wait for it.
struct BegunResults<'a> {
    lines: Vec<ResultLine>,
    /// By the key of the result.
    waiting: BTreeMap<String, WaitingText<'a>>,
    /// How many of the lines are results of an earlier call.
    known: usize,
}

/// The folder of the results.
struct ResultsFolder {
    folder: PathBuf,
    /// The results of earlier calls that still count.
    before: Vec<ResultLine>,
}

impl ResultsFolder {
    fn open(folder: &Path, fresh: bool) -> Result<Self, GradeError> {
        let record = |before| Self {
            folder: folder.to_owned(),
            before,
        };
        let failed = |source| record(Vec::new()).error(RESULTS, source);
        fs::create_dir_all(folder).map_err(failed)?;
        let finished = folder.join(GRADES).exists();
        let mut before = match File::open(folder.join(RESULTS)) {
            Ok(file) if !fresh => read_lines(file).map_err(failed)?,
            _ => Vec::new(),
        };
        // What an error or a time limit decided is graded again, but not by a call that goes on from an interrupted one.
        before.retain(|line| line.kept || !finished);
        Ok(record(before))
    }

    fn error(&self, file: &str, source: io::Error) -> GradeError {
        let path = self.folder.join(file);
        GradeError::Results { path, source }
    }

    /// Writes the lines that are known or need no grading.
    fn begin<'a>(&self, planned: Vec<PlannedLine<'a>>) -> Result<BegunResults<'a>, GradeError> {
        let known: HashMap<&str, &ResultLine> = self
            .before
            .iter()
            .map(|line| (line.key.as_str(), line))
            .collect();
        let mut lines = Vec::new();
        let mut known_results = 0;
        let mut waiting: BTreeMap<String, WaitingText<'a>> = BTreeMap::new();
        for (first, planned) in planned.into_iter().enumerate() {
            let PlannedLine { line, lesson, text } = planned;
            let Some(text) = text else {
                lines.push(line);
                continue;
            };
            if let Some(known) = known.get(line.key.as_str()) {
                known_results += 1;
                let known = (*known).clone();
                lines.push(ResultLine {
                    learner: line.learner,
                    claims: line.claims,
                    handed_in_for: line.handed_in_for,
                    ..known
                });
                continue;
            }
            let waiting = waiting
                .entry(line.key.clone())
                .or_insert_with(|| WaitingText {
                    lesson,
                    text,
                    lines: Vec::new(),
                    first,
                });
            waiting.lines.push(line);
        }
        for file in [GRADES, JUNIT] {
            match fs::remove_file(self.folder.join(file)) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(self.error(file, source));
                }
                _ => {}
            }
        }
        self.write(RESULTS, &as_bytes(&lines))?;
        Ok(BegunResults {
            lines,
            waiting,
            known: known_results,
        })
    }

    /// Adds lines at once, so that a kill leaves none of them incomplete.
    fn append(&self, lines: &[ResultLine]) -> Result<(), GradeError> {
        File::options()
            .append(true)
            .open(self.folder.join(RESULTS))
            .and_then(|mut file| file.write_all(&as_bytes(lines)))
            .map_err(|source| self.error(RESULTS, source))
    }

    /// Writes all results in their order, and in their other forms.
    fn finish(&self, lines: &[ResultLine]) -> Result<(), GradeError> {
        self.write(RESULTS, &as_bytes(lines))?;
        self.write(JUNIT, results::junit(lines).as_bytes())?;
        let csv = results::grades(lines);
        let csv = csv.map_err(|error| self.error(GRADES, io::Error::other(error)))?;
        self.write(GRADES, &csv)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), GradeError> {
        let write = || {
            let mut file = NamedTempFile::new_in(&self.folder)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(self.folder.join(name))?;
            Ok(())
        };
        write().map_err(|source| self.error(name, source))
    }
}

fn as_bytes(lines: &[ResultLine]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        bytes.extend(serde_json::to_vec(line).expect("all keys are texts"));
        bytes.push(b'\n');
    }
    bytes
}

/// One call's grading.
struct GradeRun<'a> {
    grader: &'a Grader,
    course: &'a Course,
    texts: &'a [WaitingText<'a>],
    record: &'a ResultsFolder,
    cancel: &'a Cancel,
    observe: &'a (dyn Fn(GradeEvent) + Sync),
    state: Mutex<GradeState>,
}

struct GradeState {
    lines: Vec<ResultLine>,
    done: Vec<bool>,
    /// The first error of writing results.
    error: Option<GradeError>,
}

impl GradeRun<'_> {
    fn grade_all(&self) -> Result<(), GradeError> {
        let attempts: Vec<Attempt<'_>> = self
            .texts
            .iter()
            .map(|text| Attempt::new(text.lesson, text.text))
            .collect();
        let together = self
            .grader
            .grade_all(self.course, &attempts, self.cancel, &|at, graded| {
                self.conclude(at, graded);
            });
        match together {
            Ok(_) => Ok(()),
            Err(grader::Error::Cancelled) => Err(grader::Error::Cancelled.into()),
            // One of the texts made the machine fail, or the machine does by itself.
            Err(_) => self.grade_each(),
        }
    }

    /// Grades by itself each text that has no result yet.
    fn grade_each(&self) -> Result<(), GradeError> {
        for (at, text) in self.texts.iter().enumerate() {
            if self.lock().done[at] {
                continue;
            }
            let graded =
                self.grader
                    .grade(self.course, text.lesson, text.text, self.cancel, &|_| ());
            match graded {
                Ok(verdict) => self.conclude(at, &verdict.into()),
                Err(grader::Error::Cancelled) => return Err(grader::Error::Cancelled.into()),
                Err(error) if self.can_grade(text.lesson) => {
                    let why = sanitize::line(&error.to_string());
                    self.add(at, |line| {
                        line.state = LineState::NotGraded;
                        line.status = format!("could not be graded: {why}");
                        line.kept = false;
                    });
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Whether the machine can still grade a file that is known to do no harm: then an error was due to the text.
    fn can_grade(&self, lesson: &Lesson) -> bool {
        let starter = lesson.files.starter.as_deref();
        let starter = starter.unwrap_or("fn main() {}\n");
        self.grader
            .grade(self.course, lesson, starter, self.cancel, &|_| ())
            .is_ok()
    }

    fn conclude(&self, at: usize, graded: &GradedAttempt) {
        let verdict = &graded.verdict;
        let kept = graded.is_reproducible() && !graded.was_ended_by_force();
        let passed = verdict.passed();
        self.add(at, |line| {
            line.state = if passed {
                LineState::Passed
            } else {
                LineState::Failed
            };
            line.status = status(verdict);
            line.feedback = verdict.feedback.as_ref().map(|given| given.id.clone());
            line.kept = kept;
            line.text = (!passed).then(|| self.texts[at].text.to_owned());
            line.verdict = serde_json::to_value(JsonVerdict::new(verdict)).ok();
        });
    }

    /// Completes the lines that wait for a text, and records them.
    fn add(&self, at: usize, complete: impl Fn(&mut ResultLine)) {
        let mut lines = self.texts[at].lines.clone();
        lines.iter_mut().for_each(complete);
        let mut state = self.lock();
        if let Err(error) = self.record.append(&lines) {
            state.error.get_or_insert(error);
            self.cancel.cancel();
        }
        state.lines.extend(lines);
        state.done[at] = true;
        let texts = state.done.iter().filter(|done| **done).count();
        (self.observe)(GradeEvent::Graded { texts });
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, GradeState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finish(self) -> Result<Vec<ResultLine>, GradeError> {
        let state = self.state.into_inner();
        let state = state.unwrap_or_else(PoisonError::into_inner);
        state.error.map_or(Ok(state.lines), Err)
    }
}

/// Returns what happened, in a few words.
fn status(verdict: &Verdict) -> String {
    sanitize::line(&report::status(verdict).in_a_line())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_divide_everything() {
        let shards: Vec<Shard> = ["1/3", "2/3", "3/3"]
            .map(|text| text.parse().unwrap())
            .into();
        for text in ["", "fn main() {}", "x"] {
            let hash = sha256(&["lesson", text]);
            let all = shards.iter().filter(|shard| shard.contains(&hash));
            assert_eq!(all.count(), 1);
            assert!(Shard::ALL.contains(&hash));
        }
        for wrong in ["0/3", "4/3", "1", "1/0", "a/b", "-1/3"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
