//! The binary: takes part in a launch or in a traced cargo command if its arguments say so, and otherwise runs the
//! command line.

use cellmate::{cli, package, process};
use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(code) = process::launch_if_asked(std::env::args_os()) {
        return code;
    }
    if let Some(code) = package::take_part_if_asked(std::env::args_os()) {
        return code;
    }
    process::hide_from_programs();
    cli::run(std::env::args_os())
}
