//! The launcher's own side: what the re-executed binary does before it becomes the program.
//!
//! It is single-threaded and short. Standard input is the lifeline: a pipe that the launcher reports on, and that
//! every descendant of the program inherits, so that its end tells that nothing of the run is left.

use super::kernel;
use crate::process::pipes::Word;
use crate::process::{Job, LAUNCH};
use rustix::io::FdFlags;
use rustix::process::{Resource, Rlimit};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};
use std::time::Duration;

/// Where the lifeline lies in the program: out of the way of the numbers that its own files get.
const LIFELINE: i32 = 100;
/// The stack of the first thread where memory is limited: what most systems give anyway.
const STACK: u64 = 8 << 20;
/// What stands for "no limit" among the arguments.
const NONE: &str = "-";

/// What the launcher is told, in the order of its arguments.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Orders {
    parent: u32,
    cpu: Option<u64>,
    memory: Option<u64>,
    file_size: Option<u64>,
    open_files: Option<u64>,
}

impl Orders {
    pub(super) fn of(job: &Job) -> Self {
        Self {
            parent: std::process::id(),
            cpu: job.limits.cpu.map(whole_seconds),
            memory: job.limits.memory,
            file_size: job.limits.file_size,
            open_files: job.limits.open_files,
        }
    }

    /// The arguments that give these orders; the program and its own arguments follow them.
    pub(super) fn to_args(&self) -> Vec<String> {
        let limits = [self.cpu, self.memory, self.file_size, self.open_files];
        let limits = limits.map(|limit| limit.map_or(NONE.to_owned(), |limit| limit.to_string()));
        [LAUNCH.to_owned(), self.parent.to_string()]
            .into_iter()
            .chain(limits)
            .collect()
    }

    /// Reads what stands after [`LAUNCH`].
    fn from_args(args: &mut impl Iterator<Item = OsString>) -> Option<Self> {
        let mut number = || -> Option<Option<u64>> {
            match args.next()?.to_str()? {
                NONE => Some(None),
                digits => digits.parse().ok().map(Some),
            }
        };
        Some(Self {
            parent: u32::try_from(number()??).ok()?,
            cpu: number()?,
            memory: number()?,
            file_size: number()?,
            open_files: number()?,
        })
    }
}

/// Becomes the program, or says on the lifeline why not.
pub(in crate::process) fn launch(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let why = match take_lifeline() {
        Err(error) => format!("{}{error}\n", Word::FAILED),
        Ok(mut lifeline) => {
            let why = become_program(&mut args, &mut lifeline);
            // Where nobody reads any more, nobody is left to be told.
            lifeline.write_all(why.as_bytes()).ok();
            return ExitCode::from(127);
        }
    };
    // Standard input is still the lifeline then.
    rustix::io::write(rustix::stdio::stdin(), why.as_bytes()).ok();
    ExitCode::from(127)
}

/// Returns only where it failed, with the words for the lifeline.
fn become_program(args: &mut impl Iterator<Item = OsString>, lifeline: &mut File) -> String {
    let Some((orders, program)) = Orders::from_args(args).zip(args.next()) else {
        return format!("{}its orders make no sense\n", Word::FAILED);
    };
    if let Err(why) = prepare(&orders) {
        return format!("{}{why}\n", Word::FAILED);
    }
    if let Err(error) = lifeline.write_all(Word::READY.as_bytes()) {
        return format!("{}{error}\n", Word::FAILED);
    }
    let error = Command::new(program).args(args).exec();
    format!("{}{error}\n", Word::REFUSED)
}

/// Moves the lifeline away from standard input, where the program gets an empty one.
fn take_lifeline() -> io::Result<File> {
    // On purpose without close-on-exec: the program and all that it starts shall hold it.
    let lifeline = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), LIFELINE)?;
    rustix::io::fcntl_setfd(&lifeline, FdFlags::empty())?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    Ok(File::from(lifeline))
}

/// Everything that holds for the program too once it runs. Further layers of confinement belong at its end.
fn prepare(orders: &Orders) -> Result<(), String> {
    kernel::die_with_parent().map_err(|error| format!("dying with its parent: {error}"))?;
    let parent = rustix::process::getppid().map(|pid| pid.as_raw_nonzero().get());
    if parent.and_then(|pid| u32::try_from(pid).ok()) != Some(orders.parent) {
        return Err("its parent is gone".to_owned());
    }
    rustix::process::setsid().map_err(|error| format!("a session of its own: {error}"))?;
    // The soft limit sends SIGXCPU, the hard one a second later cannot be caught.
    limit(Resource::Cpu, orders.cpu, 1)?;
    limit(Resource::Data, orders.memory, 0)?;
    limit(Resource::Fsize, orders.file_size, 0)?;
    limit(Resource::Nofile, orders.open_files, 0)?;
    // Where stacks may grow without end, a recursion without end would take all memory instead of overflowing.
    limit(Resource::Stack, orders.memory.map(|_| STACK), 0)?;
    limit(Resource::Core, Some(0), 0)
}

/// Limits on processor time count whole seconds; a part of one is given in full.
fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// Sets one limit, but never above what the system allows already.
fn limit(resource: Resource, soft: Option<u64>, grace: u64) -> Result<(), String> {
    let Some(soft) = soft else { return Ok(()) };
    let allowed = rustix::process::getrlimit(resource)
        .maximum
        .unwrap_or(u64::MAX);
    let new = Rlimit {
        current: Some(soft.min(allowed)),
        maximum: Some(soft.saturating_add(grace).min(allowed)),
    };
    rustix::process::setrlimit(resource, new)
        .map_err(|error| format!("limiting {resource:?} to {soft}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::Orders;
    use std::ffi::OsString;

    fn read(args: &[&str]) -> Option<Orders> {
        Orders::from_args(&mut args.iter().map(OsString::from))
    }

    #[test]
    fn orders_arrive_as_they_were_given() {
        let orders = Orders {
            parent: 4711,
            cpu: Some(3),
            memory: None,
            file_size: Some(0),
            open_files: Some(u64::MAX),
        };
        let args = orders.to_args();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        assert_eq!(read(&args[1..]), Some(orders));
    }

    #[test]
    fn orders_that_make_no_sense_are_refused() {
        let cases: [&[&str]; 5] = [
            &[],
            &["1", "2", "3", "4"],
            &["-", "3", "-", "-", "-"],
            &["1", "three", "-", "-", "-"],
            &["1", "-1", "-", "-", "-"],
        ];
        for args in cases {
            assert_eq!(read(args), None, "{args:?}");
        }
    }
}
