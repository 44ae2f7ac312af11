//! The stages of a verdict, and the state of each.

use serde::{Deserialize, Serialize};
use std::array;
use strum::VariantArray;

/// The stages of a verdict, in order: the first one that fails is the headline.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum StageName {
    /// rustc accepts the file, and rejects what must not compile.
    Compile,
    /// The program ends as the lesson says.
    Run,
    /// The program prints what the lesson says.
    Output,
    /// The hidden tests pass.
    Tests,
    /// The file follows the rules of the lesson.
    Rules,
    /// The program is right in every schedule that was tried.
    Schedules,
}

impl StageName {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Returns the word that lessons and JSON use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The result of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageState {
    Passed,
    Failed,
    /// It ran, but could not decide.
    Ungraded,
    /// It did not run, because of an earlier stage.
    Skipped,
    /// The lesson does not have it.
    NotApplicable,
}

/// The state of every stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stages([StageState; StageName::ALL.len()]);

impl Stages {
    /// Builds the states of all stages by calling `state` for each, in order.
    pub fn each(mut state: impl FnMut(StageName) -> StageState) -> Self {
        Self(array::from_fn(|index| state(StageName::ALL[index])))
    }

    #[must_use]
    pub fn get(&self, name: StageName) -> StageState {
        self.0[name as usize]
    }

    pub fn set(&mut self, name: StageName, state: StageState) {
        self.0[name as usize] = state;
    }

    pub fn iter(&self) -> impl Iterator<Item = (StageName, StageState)> {
        StageName::ALL.iter().copied().zip(self.0)
    }
}
