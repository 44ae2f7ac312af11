//! Grades submissions, each text once, and records every result in `results.jsonl` as soon as it is known.
//!
//! After an interruption, the next run continues from this file: it doesn't regrade a line whose key is unchanged.
//! Shards take texts by a hash of the lesson and the text, so that identical texts are in the same shard.

use super::intake::Submission;
use super::plan::{GradeOptions, Keys, PlannedLine, WaitingText, plan};
use super::results::{self, LineState, ResultLine, read_lines};
use crate::course::{Course, Lesson};
use crate::grader::{self, Attempt, GradedAttempt, Grader, GradingBackend as _};
use crate::process::Cancel;
use crate::report::{self, JsonVerdict};
use crate::sanitize;
use crate::verdict::Verdict;
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tempfile::NamedTempFile;

/// The results, the totals for spreadsheets, and the results for build servers.
const RESULTS: &str = "results.jsonl";
const GRADES: &str = "grades.csv";
const JUNIT: &str = "junit.xml";

/// How far grading has come.
#[derive(Clone, Copy, Debug)]
pub enum GradeEvent {
    /// This many texts have to be graded; the results of `known` others are known already.
    Planned { texts: usize, known: usize },
    /// This many have been graded.
    Graded { texts: usize },
}

/// Why grading stopped.
#[derive(Debug, thiserror::Error)]
pub enum GradeError {
    #[error(transparent)]
    Grader(#[from] grader::Error),
    #[error(
        "cannot read the earlier results in {path}: {source}\nhelp: check the permissions of the file, or pass `--out DIR`"
    )]
    EarlierResults { path: PathBuf, source: io::Error },
    #[error("cannot write {path}: {source}\nhelp: free some disk space, or pass `--out DIR`")]
    Results { path: PathBuf, source: io::Error },
}

#[derive(Clone, Debug)]
pub struct Grading {
    /// A line for each learner and lesson, in this order.
    pub lines: Vec<ResultLine>,
    /// How many texts were graded now, and how many results were known.
    pub graded: usize,
    pub known: usize,
}

/// Grades the submissions, each with the course that it was made for, or else with the first.
///
/// # Panics
/// If there is no course.
///
/// # Errors
/// If it was cancelled, on a machine error, or if the results cannot be read or written.
pub fn grade(
    grader: &Grader,
    courses: &[Course],
    submissions: &[Submission],
    options: GradeOptions<'_>,
    cancel: &Cancel,
    observe: &(dyn Fn(GradeEvent) + Sync),
) -> Result<Grading, GradeError> {
    let record = ResultsFolder::open(options.out, options.fresh)?;
    let keys: Vec<Keys> = courses
        .iter()
        .map(|course| Keys::new(grader, course, options.confined))
        .collect();
    let planned = plan(courses, submissions, options, &keys);
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
        courses,
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
    // If results could not be written, that error is the one to report.
    let mut lines = run.finish()?;
    ended?;
    let lessons = courses.iter().flat_map(|course| &course.lessons);
    // The newest course decides the order of the lessons.
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (at, lesson) in lessons.enumerate() {
        places.entry(&lesson.id).or_insert(at);
    }
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

/// The lines that need no grading now, and those that wait for it.
struct BegunResults<'a> {
    lines: Vec<ResultLine>,
    /// By the key of the result.
    waiting: BTreeMap<String, WaitingText<'a>>,
    /// How many of the lines are results of an earlier run.
    known: usize,
}

struct ResultsFolder {
    folder: PathBuf,
    /// The results of earlier runs that still count.
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
        let mut before = if fresh {
            Vec::new()
        } else {
            earlier_results(folder.join(RESULTS))?
        };
        // A text whose result an error or a time limit decided is graded again, but not by a run that continues an
        // interrupted one.
        before.retain(|line| line.reusable || !finished);
        Ok(record(before))
    }

    fn error(&self, file: &str, source: io::Error) -> GradeError {
        let path = self.folder.join(file);
        GradeError::Results { path, source }
    }

    /// Writes the lines that are known or need no grading, and removes the totals of an earlier run. Returns these lines
    /// and the texts that are left to grade.
    fn begin<'a>(&self, planned: Vec<PlannedLine<'a>>) -> Result<BegunResults<'a>, GradeError> {
        let known: HashMap<&str, &ResultLine> = self
            .before
            .iter()
            .map(|line| (line.input_sha256.as_str(), line))
            .collect();
        let mut lines = Vec::new();
        let mut known_results = 0;
        let mut waiting: BTreeMap<String, WaitingText<'a>> = BTreeMap::new();
        for (first, planned) in planned.into_iter().enumerate() {
            let PlannedLine {
                line,
                course,
                lesson,
                text,
            } = planned;
            let Some(text) = text else {
                lines.push(line);
                continue;
            };
            if let Some(known) = known.get(line.input_sha256.as_str()) {
                known_results += 1;
                let known = (*known).clone();
                lines.push(ResultLine {
                    learner: line.learner,
                    claims: line.claims,
                    submitted_course: line.submitted_course,
                    ..known
                });
                continue;
            }
            let waiting = waiting
                .entry(line.input_sha256.clone())
                .or_insert_with(|| WaitingText {
                    course,
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

    /// Adds lines in one write, so that a kill leaves none of them incomplete.
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
            let mut file = new_file_in(&self.folder)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(self.folder.join(name))?;
            Ok(())
        };
        write().map_err(|source| self.error(name, source))
    }
}

/// Returns the results of earlier runs, or none if there is no file of them.
fn earlier_results(path: PathBuf) -> Result<Vec<ResultLine>, GradeError> {
    let lines = match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file.and_then(read_lines),
    };
    lines.map_err(|source| GradeError::EarlierResults { path, source })
}

/// Makes a temporary file with the permissions of an ordinary new file: a build server may read it as another user.
#[cfg(unix)]
fn new_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    // The umask takes its bits from these.
    let permissions = fs::Permissions::from_mode(0o666);
    tempfile::Builder::new()
        .permissions(permissions)
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    NamedTempFile::new_in(folder)
}

fn as_bytes(lines: &[ResultLine]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        bytes.extend(serde_json::to_vec(line).expect("all keys are texts"));
        bytes.push(b'\n');
    }
    bytes
}

struct GradeRun<'a> {
    grader: &'a Grader,
    courses: &'a [Course],
    texts: &'a [WaitingText<'a>],
    record: &'a ResultsFolder,
    cancel: &'a Cancel,
    observe: &'a (dyn Fn(GradeEvent) + Sync),
    state: Mutex<GradeState>,
}

struct GradeState {
    lines: Vec<ResultLine>,
    done: Vec<bool>,
    /// The first error while writing results.
    error: Option<GradeError>,
}

impl GradeRun<'_> {
    fn grade_all(&self) -> Result<(), GradeError> {
        for (place, course) in self.courses.iter().enumerate() {
            let texts = self.texts.iter().enumerate();
            let of_course: Vec<usize> = texts
                .filter(|(_, text)| text.course == place)
                .map(|(at, _)| at)
                .collect();
            let attempt = |at: &usize| Attempt::new(self.texts[*at].lesson, self.texts[*at].text);
            let attempts: Vec<Attempt<'_>> = of_course.iter().map(attempt).collect();
            let together = self
                .grader
                .grade_all(course, &attempts, self.cancel, &|at, graded| {
                    self.conclude(of_course[at], graded);
                });
            match together {
                Ok(_) => {}
                Err(grader::Error::Cancelled) => return Err(grader::Error::Cancelled.into()),
                // Either one of the texts caused the error, or the machine did.
                Err(_) => return self.grade_each(),
            }
        }
        Ok(())
    }

    /// Grades each text without a result by itself.
    fn grade_each(&self) -> Result<(), GradeError> {
        for (at, text) in self.texts.iter().enumerate() {
            if self.lock().done[at] {
                continue;
            }
            let course = &self.courses[text.course];
            let graded = self
                .grader
                .grade(course, text.lesson, text.text, self.cancel, &|_| ());
            match graded {
                Ok(verdict) => self.conclude(at, &verdict.into()),
                Err(grader::Error::Cancelled) => return Err(grader::Error::Cancelled.into()),
                Err(error) if self.can_grade(course, text.lesson) => {
                    let why = sanitize::line(&error.to_string());
                    self.add(at, |line| {
                        line.state = LineState::NotGraded;
                        line.status = format!("could not be graded: {why}");
                        line.reusable = false;
                    });
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Whether the machine can still grade a file that is known to do no harm: then an error was due to the text.
    fn can_grade(&self, course: &Course, lesson: &Lesson) -> bool {
        let starter = lesson.files.starter.as_deref();
        let starter = starter.unwrap_or("fn main() {}\n");
        self.grader
            .grade(course, lesson, starter, self.cancel, &|_| ())
            .is_ok()
    }

    fn conclude(&self, at: usize, graded: &GradedAttempt) {
        let verdict = &graded.verdict;
        let reusable = graded.is_reproducible() && !graded.was_ended_by_force();
        let passed = verdict.passed();
        self.add(at, |line| {
            line.state = if passed {
                LineState::Passed
            } else {
                LineState::Failed
            };
            line.status = status(verdict);
            line.feedback = verdict.feedback.as_ref().map(|given| given.id.clone());
            line.reusable = reusable;
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

fn status(verdict: &Verdict) -> String {
    sanitize::line(&report::status(verdict).in_a_line())
}
