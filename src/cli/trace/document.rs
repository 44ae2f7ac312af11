//! The JSON of `cellmate trace --format json`, and its schema.

use crate::report::TracedResult;
use crate::report::trace::{exploration_json, json};
use crate::verdict::{Diagnostic, Exploration, Outcome, Trace, TracingArtifact};
use serde::Serialize;
use serde_json::Value;
use std::path::Path;

/// The schema of the documents, which `cellmate trace --schema` prints.
pub(super) const SCHEMA: &str = include_str!("trace.schema.json");

/// The version of the format.
const VERSION: u32 = 2;

/// What `cellmate trace --format json` prints: one document on one line. For a package, it is on standard error, after
/// everything that cargo and the programs print.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct TraceDocument<'a> {
    /// The version of this format. It increases when a field is removed or changes its meaning; adding a field does
    /// not change it.
    trace_format: u32,
    #[serde(flatten)]
    content: DocumentContent<'a>,
}

/// What a document is about.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum DocumentContent<'a> {
    /// One run of a file, or of a lesson's program or test.
    Run {
        /// The path of the file.
        file: &'a str,
        #[cfg_attr(test, schemars(with = "Trace"))]
        trace: Value,
    },
    /// A run that was recorded before (`--from-record`).
    Record {
        /// The path of the record.
        record: &'a Path,
        /// The paths of the source files, as places name them.
        files: Vec<&'a String>,
        #[cfg_attr(test, schemars(with = "Trace"))]
        trace: Value,
    },
    /// The schedules that were tried (`--schedules`).
    Schedules {
        /// The path of the file.
        file: &'a str,
        #[cfg_attr(test, schemars(with = "Exploration"))]
        exploration: Value,
    },
    /// The programs and tests of a package (`-- cargo run`, `-- cargo test`).
    Package {
        /// cargo's exit code.
        code: i32,
        /// Whether the dependencies were traced, too.
        dependencies: bool,
        /// What differs from a plain run of cargo.
        notes: &'a [String],
        /// In the order in which they started.
        programs: Vec<ProgramDocument<'a>>,
    },
    /// A program that does not compile.
    Refused {
        /// rustc's messages: those about the real std, unless the program compiles with it.
        diagnostics: &'a [Diagnostic],
        /// Whether only the traced std refuses it.
        compiles_with_std: bool,
    },
}

/// A program or a test of a package.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ProgramDocument<'a> {
    /// `shop: store::tests::adds`
    name: &'a str,
    /// Whether it is a test that ran in a process of its own.
    test: bool,
    passed: bool,
    /// Whether it may have passed although `passed` is false: a doctest failed, but only rustdoc knows whether it has
    /// to (`should_panic`).
    may_have_passed: bool,
    outcome: &'a Outcome,
    /// Unset if it used nothing that is traced.
    #[cfg_attr(test, schemars(with = "Option<Trace>"))]
    trace: Option<Value>,
    #[cfg_attr(test, schemars(with = "Option<Exploration>"))]
    exploration: Option<Value>,
    /// Why the end of the run says nothing about the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    artifact: Option<&'a TracingArtifact>,
    /// Something about how it was traced.
    note: Option<&'a str>,
}

impl<'a> TraceDocument<'a> {
    pub(super) fn run(file: &'a str, trace: &Trace) -> Self {
        let trace = json(trace);
        Self::new(DocumentContent::Run { file, trace })
    }

    pub(super) fn record(record: &'a Path, files: &'a [(String, String)], trace: &Trace) -> Self {
        Self::new(DocumentContent::Record {
            record,
            files: files.iter().map(|(path, _)| path).collect(),
            trace: json(trace),
        })
    }

    pub(super) fn schedules(file: &'a str, found: &Exploration) -> Self {
        let exploration = exploration_json(found);
        Self::new(DocumentContent::Schedules { file, exploration })
    }

    pub(super) fn package(
        code: i32,
        dependencies: bool,
        notes: &'a [String],
        results: &[TracedResult<'a>],
    ) -> Self {
        let programs = results.iter().map(|result| ProgramDocument {
            name: result.name,
            test: result.is_test,
            passed: result.passed == Some(true),
            may_have_passed: result.passed.is_none(),
            outcome: result.outcome,
            trace: result.trace.map(json),
            exploration: result.exploration.map(exploration_json),
            artifact: result.artifact,
            note: result.note,
        });
        Self::new(DocumentContent::Package {
            code,
            dependencies,
            notes,
            programs: programs.collect(),
        })
    }

    pub(super) fn refused(diagnostics: &'a [Diagnostic], compiles_with_std: bool) -> Self {
        Self::new(DocumentContent::Refused {
            diagnostics,
            compiles_with_std,
        })
    }

    fn new(content: DocumentContent<'a>) -> Self {
        Self {
            trace_format: VERSION,
            content,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
    use std::{env, fs};

    /// A document that `cellmate trace --format json` prints.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is needed")]
    struct TraceOfCellmate {
        /// The version of what the JSON of all commands has in common.
        format: u32,
        #[serde(flatten)]
        document: TraceDocument<'static>,
    }

    /// After changing the types, run `CELLMATE_BLESS=1 cargo test --lib cli::trace::document` and commit what it
    /// writes. If a field disappears or changes its meaning, raise the version.
    #[test]
    fn the_schema_is_current() {
        let generator = SchemaGenerator::new(SchemaSettings::draft2020_12());
        let schema = generator.into_root_schema_for::<TraceOfCellmate>();
        let wanted = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if env::var_os("CELLMATE_BLESS").is_some() {
            let root = Path::new(env!("CARGO_MANIFEST_DIR"));
            fs::write(root.join("src/cli/trace/trace.schema.json"), &wanted).unwrap();
            return;
        }
        assert!(
            SCHEMA == wanted,
            "trace.schema.json is out of date: run `CELLMATE_BLESS=1 cargo test --lib cli::trace::document`"
        );
    }
}
