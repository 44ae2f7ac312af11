//! Glass, as a whole: small programs, what it sees in them, and their schedules.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use cellmate::build::{Module, Toolchain};
use cellmate::glass::{Glass, ProgramSpec};
use cellmate::process::Launcher;
use std::sync::LazyLock;

mod conformance;
mod exploring;
mod help;
mod lock_orders;
mod long_runs;
mod notation;
mod programs;
mod races;
mod results;
mod seen;
mod soundness;
mod torn;

/// The instance that short tests share, so that its crate is built once.
fn glass() -> &'static Glass {
    static GLASS: LazyLock<Glass> = LazyLock::new(new_glass);
    &GLASS
}

/// Returns an instance that need not wait for other tests.
fn new_glass() -> Glass {
    let launcher = Launcher::at(env!("CARGO_BIN_EXE_cellmate").into());
    Glass::new(Toolchain::find().unwrap(), launcher)
}

/// Lets the programs be built as modules of few crates: rustc and the linker start once for many of them.
fn join<'a>(specs: impl Iterator<Item = &'a mut ProgramSpec>) {
    for (at, spec) in specs.enumerate() {
        spec.target.module = Some(Module {
            name: format!("program_{at}"),
            files: Vec::new(),
        });
    }
}
