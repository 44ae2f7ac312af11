//! Parse, call, exit code.

use cellmate::{cli, process};
use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(code) = process::launch_if_asked(std::env::args_os()) {
        return code;
    }
    process::hide_from_programs();
    cli::run(std::env::args_os())
}
