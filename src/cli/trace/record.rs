//! `cellmate trace --from-record FILE`: shows the record of a run.

use super::super::Exit;
use super::super::out::Output;
use super::super::writer;
use super::document::TraceDocument;
use super::{Args, exit_for, write_page};
use crate::glass::{RecordedProgram, RecordedTrace, SourceFolders, read_record};
use crate::report;
use crate::report::trace::Focus;
use std::path::Path;

pub(super) fn run(file: &Path, args: &Args, out: &mut Output) -> anyhow::Result<Exit> {
    let folders = SourceFolders {
        root: None,
        shown_from: std::env::current_dir().unwrap_or_default(),
    };
    let program = RecordedProgram {
        outcome: None,
        is_test: false,
        folders: &folders,
    };
    let found = read_record(file, program)?;
    if let Some(page) = &args.html {
        let blocks = report::trace::run_blocks_of_files(&found.trace, &found.files, true);
        write_page(page, &file.to_string_lossy(), &blocks)?;
    }
    if out.is_json() {
        out.json(&TraceDocument::record(file, &found.files, &found.trace))?;
    } else {
        out.say(&render(&found, args, out))?;
    }
    Ok(exit_for(&found.trace.ending))
}

/// Returns the text of a trace: sentences in order, or the source files with the guards drawn beside them.
pub(super) fn render(found: &RecordedTrace, args: &Args, out: &Output) -> String {
    if args.plain {
        let nothing = Focus {
            file: "",
            source: "",
            cell: None,
            event: None,
            all: args.all,
            page: None,
            failing: None,
        };
        return writer::without_pictures(
            out.style,
            &report::trace::run_blocks(&found.trace, nothing),
        );
    }
    writer::text(
        out.style,
        &report::trace::run_blocks_of_files(&found.trace, &found.files, args.all),
    )
}
