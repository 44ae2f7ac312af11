//! A program or a test harness that was built. One file may hold several of them, as modules of one crate.

use crate::verdict::Outcome;
use std::path::PathBuf;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executable {
    pub path: PathBuf,
    /// Which module of the crate it is; `None` if it is the whole crate.
    module: Option<String>,
}

impl Executable {
    /// Returns the executable in a file that contains nothing else.
    #[must_use]
    pub fn alone(path: PathBuf) -> Self {
        Self { path, module: None }
    }

    pub(super) fn module_of(path: PathBuf, module: String) -> Self {
        let module = Some(module);
        Self { path, module }
    }

    /// Returns the arguments with which the file runs this program and gives it these arguments.
    #[must_use]
    pub fn arguments<'a>(&'a self, given: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        self.module.as_deref().into_iter().chain(given).collect()
    }

    /// Returns the name that one of its tests has in the file, a test harness.
    #[must_use]
    pub fn test_name(&self, test: &str) -> String {
        match &self.module {
            Some(module) => format!("{module}::{test}"),
            None => test.to_owned(),
        }
    }

    /// Removes the module from the name of the thread that panicked, which is the name of the test.
    pub fn leave_out_module(&self, outcome: &mut Outcome) {
        if let (Some(module), Outcome::Panicked(panic)) = (&self.module, outcome)
            && let Some(test) = panic.thread.strip_prefix(module.as_str())
            && let Some(test) = test.strip_prefix("::")
        {
            panic.thread = test.to_owned();
        }
    }
}
