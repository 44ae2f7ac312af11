//! A learner works while a course changes at random: no text and no progress is ever lost.

use crate::model::{Part, bring_to, course_of, edit, pass, passed, text, undo};
use cellmate::desk::Desk;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Clone, Debug)]
enum Step {
    /// Of the learner, in a lesson of the course that the desk has.
    Edit(usize),
    Pass(usize),
    Reset(usize),
    /// Of the author.
    Add,
    NewStarter(usize),
    Rename(usize),
    Remove(usize),
    Move(usize),
    Swap(usize, usize),
    /// Of the desk.
    Update,
    Undo,
    Open,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let at = 0..8_usize;
    let step = prop_oneof![
        3 => at.clone().prop_map(Step::Edit),
        3 => at.clone().prop_map(Step::Pass),
        1 => at.clone().prop_map(Step::Reset),
        1 => Just(Step::Add),
        2 => at.clone().prop_map(Step::NewStarter),
        2 => at.clone().prop_map(Step::Rename),
        1 => at.clone().prop_map(Step::Remove),
        1 => at.clone().prop_map(Step::Move),
        1 => (at.clone(), at).prop_map(|(one, other)| Step::Swap(one, other)),
        4 => Just(Step::Update),
        2 => Just(Step::Undo),
        1 => Just(Step::Open),
    ];
    prop::collection::vec(step, 1..40)
}

/// The author, the learner, and what must not be lost. Lessons are named by their first id.
struct World<'a> {
    folder: &'a Path,
    /// The course as its author has it, and as the desk has it now and had it before.
    parts: Vec<Part>,
    here: Vec<Part>,
    before: Option<Vec<Part>>,
    version: usize,
    count: u64,
    texts: BTreeMap<String, String>,
    passes: BTreeMap<String, u64>,
}

impl World<'_> {
    fn desk(&self) -> Desk {
        Desk::open(self.folder).unwrap()
    }

    /// Returns a lesson of the desk: its first id, and its current one.
    fn lesson(&self, at: usize) -> Option<(String, String)> {
        let part = self.here.get(at % self.here.len().max(1))?;
        Some((part.ids[0].clone(), part.id().to_owned()))
    }

    fn part(&mut self, at: usize) -> Option<&mut Part> {
        let count = self.parts.len().max(1);
        self.parts.get_mut(at % count)
    }

    fn take(&mut self, step: &Step) {
        self.count += 1;
        let count = self.count;
        match *step {
            Step::Edit(at) => {
                if let Some((first, id)) = self.lesson(at) {
                    let mine = format!("// {count}\n");
                    edit(&self.desk(), &course_of(&self.desk()), &id, &mine);
                    self.texts.insert(first, mine);
                }
            }
            Step::Pass(at) => {
                if let Some((first, id)) = self.lesson(at) {
                    pass(&self.desk(), &id, count);
                    self.passes.insert(first, count);
                }
            }
            Step::Reset(at) => {
                if let Some((first, id)) = self.lesson(at) {
                    let course = course_of(&self.desk());
                    self.desk().reset(course.lesson(&id).unwrap()).unwrap();
                    self.texts.remove(&first);
                }
            }
            Step::Add => self.parts.push(Part::new(&format!("n{count}"), "// new\n")),
            Step::NewStarter(at) => {
                if let Some(part) = self.part(at) {
                    part.starter = format!("// starter {count}\n");
                }
            }
            Step::Rename(at) => {
                if let Some(part) = self.part(at) {
                    part.ids.push(format!("r{count}"));
                }
            }
            Step::Remove(at) => {
                if self.parts.len() > 1 {
                    self.parts.remove(at % self.parts.len());
                }
            }
            Step::Move(at) => {
                if let Some(part) = self.part(at) {
                    part.chapter = if part.chapter == "one" { "two" } else { "one" };
                }
            }
            Step::Swap(one, other) => {
                let parts = self.parts.len();
                self.parts.swap(one % parts, other % parts);
            }
            Step::Update => {
                self.version += 1;
                bring_to(self.folder, self.version, &self.parts);
                self.before = Some(std::mem::replace(&mut self.here, self.parts.clone()));
            }
            Step::Undo => {
                let undone = undo(&self.desk());
                assert_eq!(undone, self.before.is_some());
                if let Some(before) = self.before.take() {
                    self.here = before;
                }
            }
            Step::Open => {
                let course = course_of(&self.desk());
                let update = self.desk().update(&course).unwrap();
                assert!(update.outdated.is_empty(), "{update:?}");
            }
        }
    }

    fn check(&self) {
        let desk = self.desk();
        let course = course_of(&desk);
        for part in &self.here {
            let (first, id) = (&part.ids[0], part.id());
            let now = text(&desk, &course, id);
            match self.texts.get(first) {
                Some(mine) => assert_eq!(&now, mine, "the text of {id}"),
                None => assert_eq!(now, part.starter, "the starter of {id}"),
            }
            let passed = passed(&desk, id);
            assert_eq!(
                passed,
                self.passes.get(first).copied(),
                "the progress of {id}"
            );
        }
        // What left the course stays on the desk.
        let files: Vec<String> = walk(&desk.exercises());
        for mine in self.texts.values() {
            assert!(files.contains(mine), "{mine} is lost");
        }
        let progress = std::fs::read_to_string(desk.state("progress.json")).unwrap_or_default();
        for pass in self.passes.values() {
            let pass = format!("\"first_pass\": {pass},");
            assert!(progress.contains(&pass), "{pass} is lost: {progress}");
        }
    }
}

fn walk(folder: &Path) -> Vec<String> {
    let chapters = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = chapters.flat_map(|chapter| std::fs::read_dir(chapter.path()).unwrap().flatten());
    files
        .map(|file| std::fs::read_to_string(file.path()).unwrap())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_text_and_no_progress_is_ever_lost(steps in steps()) {
        let folder = tempfile::tempdir().unwrap();
        let parts: Vec<Part> = ["a", "b", "c"].map(|id| Part::new(id, "// first\n")).into();
        bring_to(folder.path(), 0, &parts);
        // Making the desk was a change, too. It cannot be undone.
        let mut world = World {
            folder: folder.path(), here: parts.clone(), parts, before: None,
            version: 0, count: 0, texts: BTreeMap::new(), passes: BTreeMap::new(),
        };
        for step in &steps {
            world.take(step);
            world.check();
        }
    }
}
