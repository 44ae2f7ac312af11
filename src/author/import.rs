//! Converts a rustlings pack into a course: `info.toml`, `exercises/` and `solutions/`.
//!
//! A pack does not say what its starters do, so each is graded to find out.

use super::new::{NewError, NewFiles};
use super::new_course::{id_from, new_course_files, replace_samples, title_from};
use crate::course::{COURSE_FILE, Course, Tree, is_course};
use crate::grader::{self, Attempt, Grader, GradingBackend as _};
use crate::markdown;
use crate::process::Cancel;
use serde::Deserialize;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Where `info.toml` may be: in the root of a pack, or as in rustlings' own repository.
const INFO_FILES: [&str; 2] = ["info.toml", "rustlings-macros/info.toml"];

/// The files that may name the edition of the exercises.
const MANIFESTS: [&str; 2] = ["dev/Cargo.toml", "Cargo.toml"];

const FORMAT: u32 = 1;

/// Why a pack cannot be imported. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(
        "{} is not a rustlings pack, because it has no info.toml\nhelp: name the folder that contains `info.toml` and `exercises`", .0.display()
    )]
    NoPack(PathBuf),
    #[error("cannot read {}: {source}\nhelp: check that the pack is complete", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}: {why}\nhelp: check the pack with `rustlings dev check`", path.display())]
    Malformed { path: PathBuf, why: String },
    #[error(transparent)]
    New(#[from] NewError),
    #[error(transparent)]
    Grading(#[from] grader::Error),
}

#[derive(Debug)]
pub struct ImportedCourse {
    pub id: String,
    pub lessons: usize,
    /// The ids of lessons whose starters pass, although the pack does not say so.
    pub solved: Vec<String>,
}

#[derive(Deserialize)]
struct PackInfo {
    format_version: u32,
    exercises: Vec<Exercise>,
}

#[derive(Deserialize)]
struct Exercise {
    name: String,
    dir: Option<String>,
    #[serde(default = "yes")]
    test: bool,
    #[serde(default)]
    strict_clippy: bool,
    hint: String,
    #[serde(default)]
    skip_check_unsolved: bool,
}

fn yes() -> bool {
    true
}

impl Exercise {
    fn id(&self) -> String {
        id_from(&self.name)
    }

    fn chapter(&self) -> String {
        id_from(self.dir.as_deref().unwrap_or("exercises"))
    }

    fn path(&self, folder: &str) -> String {
        match &self.dir {
            Some(dir) => format!("{folder}/{dir}/{}.rs", self.name),
            None => format!("{folder}/{}.rs", self.name),
        }
    }
}

struct Pack<'a> {
    root: &'a Path,
    info: PackInfo,
    edition: String,
    /// Whether rustc accepts unused code without a warning.
    allow_dead_code: bool,
}

/// Converts the pack in `root` into a course in `target`. Writes all files, or none.
///
/// # Errors
/// If the pack is not complete, the folder cannot be written, or the starters cannot be graded.
pub fn import_rustlings(
    grader: &Grader,
    root: &Path,
    target: &Path,
    title: Option<&str>,
    cancel: &Cancel,
) -> Result<ImportedCourse, ImportError> {
    if is_course(target) {
        return Err(NewError::IsCourse(target.to_owned()).into());
    }
    let pack = Pack::read(root)?;
    let (id, mut files) = new_course_files(target, title);
    replace_samples(&mut files, &pack.chapters());
    for (_, text) in files.iter_mut().filter(|(path, _)| path == COURSE_FILE) {
        // Starters of a pack need not be formatted.
        *text = text.replace("rustfmt = true", "rustfmt = false");
    }
    for exercise in &pack.info.exercises {
        let (chapter, id) = (exercise.chapter(), exercise.id());
        let starter = pack.text(&exercise.path("exercises"))?;
        let solution = pack.text(&exercise.path("solutions"))?;
        files.push((format!("exercises/{chapter}/{id}.rs"), starter));
        files.push((format!("solutions/{chapter}/{id}.rs"), solution));
    }
    // What the starters do is not known yet.
    let outcomes = vec!["compile-error".to_owned(); pack.info.exercises.len()];
    let with_lessons = |outcomes: &[String]| {
        let mut files = files.clone();
        files.extend(pack.lessons(outcomes));
        files
    };
    let (outcomes, solved) = starters(grader, &with_lessons(&outcomes), &pack, cancel)?;
    let mut new_files = NewFiles::default();
    for (path, text) in with_lessons(&outcomes) {
        new_files.write(target.join(path), &text)?;
    }
    new_files.keep();
    let lessons = pack.info.exercises.len();
    Ok(ImportedCourse {
        id,
        lessons,
        solved,
    })
}

/// Grades the starters of a course. Returns their outcomes, and the ids of those that pass although they should not.
fn starters(
    grader: &Grader,
    files: &[(String, String)],
    pack: &Pack<'_>,
    cancel: &Cancel,
) -> Result<(Vec<String>, Vec<String>), ImportError> {
    let files = files.iter();
    let files = files.map(|(path, text)| (path.clone(), text.clone().into_bytes()));
    let tree: Tree = files.collect();
    let (course, problems) = Course::read(&tree);
    let malformed = || ImportError::Malformed {
        path: pack.root.to_owned(),
        why: problems
            .first()
            .map_or("it has no exercises".to_owned(), |problem| {
                problem.summary()
            }),
    };
    let course = course.filter(|_| problems.is_empty());
    let course = course.ok_or_else(malformed)?;
    let lessons = pack.info.exercises.iter();
    let lessons = lessons.filter_map(|exercise| course.lesson(&exercise.id()));
    let attempts: Vec<Attempt<'_>> = lessons
        .map(|lesson| {
            let text = lesson.files.starter.as_deref().unwrap_or_default();
            Attempt::new(lesson, text)
        })
        .collect();
    let verdicts = grader.grade_all(&course, &attempts, cancel, &|_, _| ())?;
    let outcomes = verdicts.iter().map(|graded| {
        let kind = graded.verdict.decisive().outcome.kind();
        let kind: &str = kind.as_str();
        kind.to_owned()
    });
    let solved = pack.info.exercises.iter().zip(&verdicts);
    let solved = solved
        .filter(|(exercise, graded)| graded.verdict.passed() && !exercise.skip_check_unsolved);
    let solved = solved.map(|(exercise, _)| exercise.id()).collect();
    Ok((outcomes.collect(), solved))
}

impl<'a> Pack<'a> {
    fn read(root: &'a Path) -> Result<Self, ImportError> {
        let mut found = INFO_FILES.iter().map(|file| root.join(file));
        let path = found
            .find(|path| path.is_file())
            .ok_or_else(|| ImportError::NoPack(root.to_owned()))?;
        let info: PackInfo = toml::from_str(&read(&path)?).map_err(|error| {
            let why = error.message().to_owned();
            let path = path.clone();
            ImportError::Malformed { path, why }
        })?;
        if info.format_version != FORMAT {
            let why = format!(
                "it has format {}, but this version of cellmate reads only format {FORMAT}",
                info.format_version
            );
            return Err(ImportError::Malformed { path, why });
        }
        let manifests = MANIFESTS.iter().filter_map(|file| {
            let text = fs::read_to_string(root.join(file)).ok()?;
            toml::from_str::<Table>(&text).ok()
        });
        let manifests: Vec<Table> = manifests.collect();
        let entry = |manifest: &Table, keys: [&str; 2]| {
            let table = manifest.get(keys[0])?.as_table()?;
            Some(table.get(keys[1])?.clone())
        };
        let mut all = manifests.iter();
        let of_exercises = all.find(|manifest| manifest.contains_key("bin"));
        let manifest = of_exercises.or(manifests.first());
        // Only one of the two has to name the edition.
        let mut all = manifest.into_iter().chain(&manifests);
        let edition = all.find_map(|manifest| entry(manifest, ["package", "edition"]));
        let edition = edition.and_then(|edition| edition.as_str().map(str::to_owned));
        let dead_code = manifest.and_then(|manifest| entry(manifest, ["lints", "rust"]));
        let dead_code = dead_code
            .as_ref()
            .and_then(|lints| lints.get("dead_code")?.as_str());
        Ok(Self {
            root,
            info,
            edition: edition.unwrap_or_else(|| "2024".to_owned()),
            allow_dead_code: dead_code == Some("allow"),
        })
    }

    fn text(&self, path: &str) -> Result<String, ImportError> {
        read(&self.root.join(path))
    }

    fn chapters(&self) -> String {
        let mut chapters: Vec<(String, Vec<String>)> = Vec::new();
        for exercise in &self.info.exercises {
            let chapter = exercise.chapter();
            let known = chapters.iter_mut().find(|(id, _)| *id == chapter);
            match known {
                Some((_, lessons)) => lessons.push(exercise.id()),
                None => chapters.push((chapter, vec![exercise.id()])),
            }
        }
        let mut list = String::new();
        for (id, lessons) in chapters {
            let numbered = id.trim_start_matches(|letter: char| letter.is_ascii_digit());
            let title = title_from(numbered.trim_start_matches(['_', '-']));
            let title = Value::String(if title.is_empty() { id.clone() } else { title });
            let lessons: Vec<String> = lessons
                .iter()
                .map(|id| format!("    \"{id}\",\n"))
                .collect();
            let _ = write!(
                list,
                "[[chapter]]\nid = \"{id}\"\ntitle = {title}\nlessons = [\n{}]\n\n",
                lessons.concat()
            );
        }
        list
    }

    fn lessons(&self, outcomes: &[String]) -> Vec<(String, String)> {
        let mut introduced: Vec<String> = Vec::new();
        let all = self.info.exercises.iter().zip(outcomes);
        all.map(|(exercise, outcome)| {
            let chapter = exercise.chapter();
            let introduction = if introduced.contains(&chapter) {
                None
            } else {
                introduced.push(chapter.clone());
                self.introduction(exercise)
            };
            let path = format!("lessons/{chapter}/{}.toml", exercise.id());
            (path, self.lesson(exercise, outcome, introduction))
        })
        .collect()
    }

    /// Returns what the pack says about a chapter, if a terminal can show it.
    fn introduction(&self, exercise: &Exercise) -> Option<String> {
        let folder = exercise.dir.as_deref()?;
        let path = self.root.join(format!("exercises/{folder}/README.md"));
        let text = fs::read_to_string(path).ok()?;
        markdown::problems(&text).is_empty().then_some(text)
    }

    fn lesson(&self, exercise: &Exercise, outcome: &str, introduction: Option<String>) -> String {
        let file = format!("exercises/{}/{}.rs", exercise.chapter(), exercise.id());
        let task = if exercise.test {
            format!("Change `{file}` so that it compiles and its tests pass.")
        } else {
            format!("Change `{file}` so that it compiles and runs.")
        };
        let text = match introduction {
            Some(text) => format!("{}\n\n## Your turn\n\n{task}", text.trim()),
            None => task,
        };
        let string = |text: &str| Value::String(text.trim().to_owned());
        let mut toml = format!(
            "#:schema ../lesson.schema.json\ntitle = {}\nkind = \"edit\"\nlevel = \"easy\"\n",
            string(&exercise.name)
        );
        if exercise.skip_check_unsolved {
            toml += "starts_solved = true\n";
        }
        let _ = write!(
            toml,
            "text = {}\ntakeaway = \"Compare your file with the solution: there is often another way.\"\n\n\
             [starter]\noutcome = \"{outcome}\"\n\n[expect]\noutcome = \"finished\"\n\n[build]\nedition = \"{}\"\n",
            string(&text),
            self.edition
        );
        if self.allow_dead_code {
            toml += "allow_dead_code = true\n";
        }
        if exercise.strict_clippy {
            toml += "clippy = \"deny\"\n";
        }
        if exercise.test {
            toml += "\n[tests]\nown = true\n";
        }
        let _ = write!(
            toml,
            "\n[[hint]]\nid = \"hint\"\ntext = {}\n",
            string(&exercise.hint)
        );
        toml
    }
}

fn read(path: &Path) -> Result<String, ImportError> {
    let text = fs::read_to_string(path).map_err(|source| ImportError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    Ok(text.replace("\r\n", "\n"))
}
