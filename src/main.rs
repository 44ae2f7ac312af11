//! Parse, call, exit code.

use cellmate::process;
use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(code) = process::launch_if_asked(std::env::args_os()) {
        return code;
    }
    ExitCode::SUCCESS
}
