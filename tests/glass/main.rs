//! Glass, as a whole: small programs, and what is seen through them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use cellmate::build::Toolchain;
use cellmate::glass::{Glass, Looked, Subject};
use cellmate::process::{Cancel, Launcher};
use cellmate::verdict::{Trace, What};
use std::fs;
use std::sync::LazyLock;

mod exploring;
mod soundness;

/// One for all tests: its crate is built once.
fn glass() -> &'static Glass {
    static GLASS: LazyLock<Glass> = LazyLock::new(|| {
        let launcher = Launcher::at(env!("CARGO_BIN_EXE_cellmate").into());
        Glass::new(Toolchain::find().unwrap(), launcher)
    });
    &GLASS
}

fn traced(glass: &Glass, program: &str) -> Trace {
    let path = format!("tests/glass/programs/{program}.rs");
    let text = fs::read_to_string(&path).unwrap();
    let subject = Subject::program(&path, &text, "2024");
    match glass.trace(&subject, &[], &Cancel::new()).unwrap() {
        Looked::Seen(trace) => trace,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_reader_in_a_variable_lives_to_the_brace() {
    let trace = traced(glass(), "reader_kept");
    println!("{trace:#?}");
    let refused = trace
        .events
        .iter()
        .find(|event| matches!(event.what, What::Refused { panics: true, .. }));
    assert_eq!(refused.unwrap().place.as_ref().unwrap().line, 7);
}
