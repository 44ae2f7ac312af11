//! A small course written in code, and desks of it in folders that are deleted afterwards.

use cellmate::course::{
    BuildOptions, Chapter, Choice, Claim, Course, Features, Files, Head, HouseStyle, Kind, Lesson,
    LessonLimits, Level, Prediction, Question, Rules,
};
use cellmate::desk::Desk;
use cellmate::verdict::OutcomeKind;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The starters of the sample course.
pub(crate) const STARTER: &str = "fn main() {\n    todo!()\n}\n";

/// A lesson with nothing but what its kind needs.
pub(crate) fn lesson(chapter: &str, id: &str, kind: Kind) -> Lesson {
    let has_file = kind != Kind::Choose;
    Lesson {
        id: id.to_owned(),
        chapter: chapter.to_owned(),
        path: format!("lessons/{chapter}/{id}.toml"),
        toml: "".into(),
        head: Head {
            title: id.to_owned(),
            kind,
            level: Level::Easy,
            core: false,
            optional: false,
            starts_solved: false,
            concepts: Vec::new(),
            aliases: Vec::new(),
            text: String::new(),
            takeaway: String::new(),
        },
        starter: None,
        expect: None,
        build: BuildOptions::default(),
        limits: LessonLimits::default(),
        rules: Rules::default(),
        schedules: None,
        tests: Vec::new(),
        must_reject: Vec::new(),
        predictions: Vec::new(),
        arrange: None,
        questions: Vec::new(),
        feedback: Vec::new(),
        hints: Vec::new(),
        mistakes: Vec::new(),
        files: Files {
            starter: has_file.then(|| STARTER.to_owned()),
            ..Files::default()
        },
    }
}

/// The same lesson with a prediction of its own program, or of another file.
pub(crate) fn predicting(mut lesson: Lesson, id: &str, file: Option<&str>) -> Lesson {
    lesson.predictions.push(Prediction {
        id: id.to_owned(),
        file: file.map(ToOwned::to_owned),
        edition: None,
        expect: Claim {
            outcome: OutcomeKind::Panicked,
            line: Some(2),
            error: None,
            panic: None,
            stdout: None,
            compare: cellmate::compare::CompareMode::Exact,
        },
        line: 1,
    });
    if let Some(file) = file {
        let programs = &mut lesson.files.predictions;
        programs.insert(file.to_owned(), format!("// {file}\n{STARTER}"));
    }
    lesson
}

/// The same lesson with a question.
pub(crate) fn asking(mut lesson: Lesson, id: &str) -> Lesson {
    let choice = |id: &str, right| Choice {
        id: id.to_owned(),
        right,
        text: String::new(),
        say: String::new(),
    };
    lesson.questions.push(Question {
        id: id.to_owned(),
        ask: String::new(),
        choices: vec![choice("a", true), choice("b", false)],
        line: 1,
    });
    lesson
}

/// A course of these lessons; the chapters are those that they name.
pub(crate) fn course_of(lessons: Vec<Lesson>) -> Course {
    let mut chapters: Vec<Chapter> = Vec::new();
    for lesson in &lessons {
        let at = chapters.iter().position(|c| c.id == lesson.chapter);
        let at = at.unwrap_or_else(|| {
            chapters.push(Chapter {
                id: lesson.chapter.clone(),
                title: lesson.chapter.clone(),
                lessons: Vec::new(),
            });
            chapters.len() - 1
        });
        chapters[at].lessons.push(lesson.id.clone());
    }
    Course {
        id: "sample".to_owned(),
        version: "1.0.0".to_owned(),
        title: "Sample".to_owned(),
        language: "en".to_owned(),
        chapters,
        lessons,
        feedback: Vec::new(),
        phrases: Vec::new(),
        errors: Vec::new(),
        style: HouseStyle::default(),
        features: Features::default(),
    }
}

/// One lesson of each kind in two chapters.
pub(crate) fn course() -> Course {
    let predict = lesson("cell", "peek", Kind::Predict);
    let predict = predicting(
        predicting(predict, "first", None),
        "second",
        Some("poke.rs"),
    );
    course_of(vec![
        lesson("cell", "counter", Kind::Edit),
        asking(predict, "why"),
        lesson("locks", "order", Kind::Arrange),
        asking(lesson("locks", "which", Kind::Choose), "pick"),
    ])
}

/// A desk of the sample course in a folder of its own.
pub(crate) struct Sample {
    pub(crate) folder: TempDir,
    pub(crate) course: Course,
    pub(crate) desk: Desk,
}

impl Sample {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temp folder can be made");
        let course = course();
        let (desk, _) = Desk::create(folder.path(), &course).expect("a desk can be made there");
        Self {
            folder,
            course,
            desk,
        }
    }

    pub(crate) fn lesson(&self, id: &str) -> &Lesson {
        self.course.lesson(id).expect("the sample has this lesson")
    }

    pub(crate) fn state(&self, name: &str) -> PathBuf {
        self.desk.state(name)
    }
}

/// All files below a folder, relative to it, sorted; without the lock files of a desk, which come and go.
pub(crate) fn tree(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder that is there can be read") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder).expect("it was found below");
                files.push(below.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files.retain(|file| file != ".cellmate/lock" && file != ".cellmate/session");
    files.sort();
    files
}
