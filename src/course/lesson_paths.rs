//! The paths of the files of a lesson.

use super::Tree;

/// The path of a lesson's TOML file, parsed. The paths of its other files follow from it.
#[derive(Clone, Copy)]
pub(super) struct LessonPaths<'a> {
    /// `lessons/<chapter>/<id>.toml`
    pub(super) path: &'a str,
    pub(super) chapter: &'a str,
    pub(super) id: &'a str,
}

impl<'a> LessonPaths<'a> {
    fn parse(path: &'a str) -> Option<Self> {
        let inside = path.strip_prefix("lessons/")?.strip_suffix(".toml")?;
        let (chapter, id) = inside.split_once('/')?;
        (!id.contains('/')).then_some(Self { path, chapter, id })
    }

    /// Returns all lessons of a course, by their paths.
    pub(super) fn all(tree: &'a Tree) -> impl Iterator<Item = Self> {
        tree.under("lessons/").filter_map(Self::parse)
    }

    /// Returns the path of the file that the learner starts from.
    pub(super) fn exercise(&self) -> String {
        format!("exercises/{}/{}.rs", self.chapter, self.id)
    }

    pub(super) fn program(&self, file: &str) -> String {
        format!("exercises/{}/{file}", self.chapter)
    }

    pub(super) fn solution(&self) -> String {
        format!("solutions/{}/{}.rs", self.chapter, self.id)
    }

    pub(super) fn hidden(&self) -> String {
        format!("tests/hidden/{}.rs", self.id)
    }

    /// Returns the path of a known-wrong file.
    pub(super) fn mistake(&self, file: &str) -> String {
        format!("tests/mistakes/{}/{file}", self.id)
    }

    /// Returns the path of another right file.
    pub(super) fn alternative(&self, file: &str) -> String {
        format!("tests/alternatives/{}/{file}", self.id)
    }
}
