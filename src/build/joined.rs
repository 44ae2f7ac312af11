//! Builds many targets as modules of a few crates. Starting rustc, reading std and linking take ten times as long as
//! compiling a short program.
//!
//! Each target stays a file of its own. A target is built alone after all if rustc has a message about it: errors hide
//! those of a later phase, and warnings lack the notes that an earlier warning has.

use super::workspace::{Workspace, crate_name};
use super::{Built, Error, Executable, Target};
use crate::process::Cancel;
use std::fmt::Write as _;
use std::time::Duration;

/// The maximum number of targets in one crate. Larger crates would leave cores idle.
const MAX_MODULES: usize = 24;

/// The function of a module that runs its `main`, which is private.
const ENTRY: &str = "__main";

/// How a target becomes a module. Neither the target nor another module must be able to tell.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its name, unique in one build. The first argument of an executable chooses the module that runs; the tests of a
    /// harness have it before their names.
    pub name: String,
    /// Other files of the module, some of which may differ from those that the target has if it is built alone.
    pub files: Vec<(String, String)>,
}

/// Targets that are built as one crate, by their indices.
struct Crate {
    members: Vec<usize>,
    target: Target,
}

impl Workspace {
    /// Builds targets, those with a module together, until each has a result.
    pub(super) fn build_joined(
        &mut self,
        targets: &[Target],
        wall: Duration,
        cancel: &Cancel,
    ) -> Result<Vec<Built>, Error> {
        let mut results: Vec<Option<Built>> = vec![None; targets.len()];
        let (with_module, mut alone): (Vec<usize>, Vec<usize>) =
            (0..targets.len()).partition(|&at| targets[at].module.is_some());
        let (harnesses, programs): (Vec<usize>, Vec<usize>) =
            with_module.into_iter().partition(|&at| targets[at].harness);
        let mut groups: Vec<Vec<usize>> = [programs, harnesses]
            .iter()
            .flat_map(|members| members.chunks(MAX_MODULES).map(<[usize]>::to_vec))
            .collect();
        while !(groups.is_empty() && alone.is_empty()) {
            let (joined, single): (Vec<_>, Vec<_>) =
                groups.drain(..).partition(|group| group.len() > 1);
            alone.extend(single.concat());
            let mut replaced = Vec::new();
            let mut crates = Vec::new();
            for members in joined {
                crates.push(self.join(members, targets, &mut replaced)?);
            }
            let next: Vec<Target> = alone
                .iter()
                .map(|&at| targets[at].clone())
                .chain(crates.iter().map(|joined| joined.target.clone()))
                .collect();
            let mut built = self.build_each(&next, wall, cancel)?.into_iter();
            for at in alone.drain(..) {
                results[at] = built.next();
            }
            for (joined, built) in crates.iter().zip(built) {
                let warns = !(joined.target.harness || self.profile.glass);
                let (good, refused) = sort(joined, &built, targets, warns);
                alone.extend(refused);
                let Some(executable) = built.executable else {
                    groups.push(good);
                    continue;
                };
                for at in good {
                    let module = targets[at].module.as_ref();
                    let part = |module: &Module| {
                        Executable::module_of(executable.path.clone(), module.name.clone())
                    };
                    results[at] = Some(Built {
                        executable: module.map(part),
                        diagnostics: Vec::new(),
                    });
                }
            }
            // A target that is built alone next needs its own files again.
            for (path, text) in replaced {
                self.write(&path, &text)?;
            }
        }
        Ok(results.into_iter().flatten().collect())
    }

    /// Writes the files of a crate with these targets as its modules. Adds what they replace to `replaced`.
    fn join(
        &mut self,
        members: Vec<usize>,
        targets: &[Target],
        replaced: &mut Vec<(String, String)>,
    ) -> Result<Crate, Error> {
        self.crates += 1;
        let name = crate_name(self.crates);
        let harness = targets[members[0]].harness;
        let mut modules = String::new();
        let mut arms = String::new();
        for target in members.iter().map(|&at| &targets[at]) {
            let Some(module) = &target.module else {
                continue;
            };
            let (path, module_name) = (&target.path, &module.name);
            let _ = writeln!(modules, "#[path = \"{path}\"] pub mod {module_name};");
            let _ = writeln!(arms, "Some(\"{module_name}\") => {module_name}::{ENTRY}(),");
            let text = if harness {
                target.text.clone()
            } else {
                with_entry(&target.text)
            };
            for (path, text) in module.files.iter().chain([&(path.clone(), text)]) {
                if let Some(before) = self.written.get(path) {
                    replaced.push((path.clone(), before.clone()));
                }
                self.write(path, text)?;
            }
        }
        let main = if harness {
            "fn main() {}\n".to_owned()
        } else {
            format!(
                "fn main() -> ::std::process::ExitCode {{\nmatch ::std::env::args().nth(1).as_deref() {{\n{arms}\
                 _ => ::std::process::ExitCode::FAILURE,\n}}\n}}\n"
            )
        };
        let target = Target {
            path: format!("{name}.rs"),
            name,
            text: modules + &main,
            harness,
            module: None,
        };
        Ok(Crate { members, target })
    }
}

/// Appends the function that runs `main`, on a line of its own, because the text may end in a comment.
fn with_entry(text: &str) -> String {
    format!(
        "{text}\npub fn {ENTRY}() -> ::std::process::ExitCode {{ ::std::process::Termination::report(main()) }}"
    )
}

/// Sorts the members of a crate into those without a message and those with one. If a message is about none of them, it
/// may be about any. `warns` says whether warnings count: those of tests and of traced programs are never shown.
fn sort(
    joined: &Crate,
    built: &Built,
    targets: &[Target],
    warns: bool,
) -> (Vec<usize>, Vec<usize>) {
    let mut refused = vec![false; joined.members.len()];
    let counts = warns || built.executable.is_none();
    for diagnostic in built.diagnostics.iter().filter(|_| counts) {
        let mut found = false;
        for (refused, &at) in refused.iter_mut().zip(&joined.members) {
            let is_here = is_about(&diagnostic.rendered, &targets[at]);
            *refused |= is_here;
            found |= is_here;
        }
        if !found {
            return (Vec::new(), joined.members.clone());
        }
    }
    if built.executable.is_none() && !refused.contains(&true) {
        return (Vec::new(), joined.members.clone());
    }
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (&at, refused) in joined.members.iter().zip(refused) {
        if refused { &mut bad } else { &mut good }.push(at);
    }
    (good, bad)
}

/// Whether a rustc message shows a place in a file of the target.
fn is_about(rendered: &str, target: &Target) -> bool {
    let files = target.module.iter().flat_map(|module| &module.files);
    files
        .map(|(path, _)| path)
        .chain([&target.path])
        .any(|path| {
            [format!("--> {path}:"), format!("::: {path}:")]
                .iter()
                .any(|place| rendered.contains(place))
        })
}
