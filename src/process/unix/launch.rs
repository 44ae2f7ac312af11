//! The launcher: what the re-executed binary does before it becomes the program.
//!
//! It is single-threaded and short. Its standard input is the lifeline: a socket that the launcher reports on and every
//! descendant of the program inherits, so that it closes when nothing of the run is left.

use super::os;
use crate::process::pipes::LauncherReply;
use crate::process::sandbox::{Layer, Sandbox};
use crate::process::secret::{new_secret, secret_pipe};
use crate::process::{Job, LAUNCH};
use rustix::io::FdFlags;
use rustix::process::{Resource, Rlimit};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

/// The descriptor of the lifeline in the program: higher than those that its own files get.
const LIFELINE_FD: i32 = 100;
/// The stack limit of the first thread if memory is limited: the default of most systems.
const MAIN_STACK: u64 = 8 << 20;
/// The argument that means "no limit".
const NO_LIMIT: &str = "-";
/// The argument that means that the program is not confined.
const NO_SANDBOX: &str = "-";
/// The launcher's arguments, in their order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LaunchOptions {
    parent: u32,
    cpu: Option<u64>,
    memory: Option<u64>,
    file_size: Option<u64>,
    open_files: Option<u64>,
    with_secret: bool,
    /// What precedes a report that the program must not be able to make.
    token: String,
    sandbox: Option<Sandbox>,
}

impl LaunchOptions {
    pub(super) fn new(
        job: &Job,
        with_secret: bool,
        token: String,
        sandbox: Option<Sandbox>,
    ) -> Self {
        let limits_memory = sandbox.as_ref().is_none_or(|it| it.has(Layer::Memory));
        Self {
            token,
            sandbox,
            parent: std::process::id(),
            cpu: job.limits.cpu.map(whole_seconds),
            memory: job.limits.memory.filter(|_| limits_memory),
            file_size: job.limits.file_size,
            open_files: job.limits.open_files,
            with_secret,
        }
    }

    /// Formats the arguments. The program and its own arguments follow them.
    pub(super) fn to_args(&self) -> Vec<String> {
        let limits = [self.cpu, self.memory, self.file_size, self.open_files];
        let limits =
            limits.map(|limit| limit.map_or(NO_LIMIT.to_owned(), |limit| limit.to_string()));
        [LAUNCH.to_owned(), self.parent.to_string()]
            .into_iter()
            .chain(limits)
            .chain([
                u64::from(self.with_secret).to_string(),
                self.token.clone(),
                self.sandbox
                    .as_ref()
                    .map_or(NO_SANDBOX.to_owned(), Sandbox::to_arg),
            ])
            .collect()
    }

    /// Parses the arguments after [`LAUNCH`].
    fn from_args(args: &mut impl Iterator<Item = OsString>) -> Option<Self> {
        let mut number = || -> Option<Option<u64>> {
            match args.next()?.to_str()? {
                NO_LIMIT => Some(None),
                digits => digits.parse().ok().map(Some),
            }
        };
        Some(Self {
            parent: u32::try_from(number()??).ok()?,
            cpu: number()?,
            memory: number()?,
            file_size: number()?,
            open_files: number()?,
            with_secret: number()?? == 1,
            token: args.next()?.into_string().ok()?,
            sandbox: match args.next()?.to_str()? {
                NO_SANDBOX => None,
                sandbox => Some(serde_json::from_str(sandbox).ok()?),
            },
        })
    }
}

/// Becomes the program, or reports on the lifeline why it cannot.
pub(in crate::process) fn launch(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let reason = match move_lifeline() {
        Err(error) => format!("{}{error}\n", LauncherReply::FAILED),
        Ok(mut lifeline) => {
            let reason = become_program(&mut args, &mut lifeline);
            // If the other end is closed, the reason is not needed.
            lifeline.write_all(reason.as_bytes()).ok();
            return ExitCode::from(127);
        }
    };
    // The lifeline is still standard input.
    rustix::io::write(rustix::stdio::stdin(), reason.as_bytes()).ok();
    ExitCode::from(127)
}

/// Becomes the program. Returns only if that fails, with the report for the lifeline.
fn become_program(args: &mut impl Iterator<Item = OsString>, lifeline: &mut File) -> String {
    let Some((options, program)) = LaunchOptions::from_args(args).zip(args.next()) else {
        return format!("{}invalid arguments\n", LauncherReply::FAILED);
    };
    if let Err(reason) = limit(&options) {
        return format!("{}{reason}\n", LauncherReply::FAILED);
    }
    if options.with_secret
        && let Err(error) = hand_over_secret(lifeline)
    {
        return format!("{}{error}\n", LauncherReply::FAILED);
    }
    if let Some(sandbox) = &options.sandbox
        && let Err(reason) = os::confine(sandbox, Path::new(&program))
    {
        return format!("{}{reason}\n", LauncherReply::FAILED);
    }
    if let Err(error) = lifeline.write_all(LauncherReply::READY.as_bytes()) {
        return format!("{}{error}\n", LauncherReply::FAILED);
    }
    let error = Command::new(program).args(args).exec();
    format!("{}{}{error}\n", LauncherReply::REFUSED, options.token)
}

/// Confines itself and becomes a program, in a run that already has its limits. If it cannot, it aborts, and the program runs
/// again by itself, as after any signal.
pub(in crate::process) fn launch_confined(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let sandbox = args
        .next()
        .and_then(|sandbox| serde_json::from_str(sandbox.to_str()?).ok());
    if let Some((sandbox, program)) = sandbox.zip(args.next())
        && os::confine(&sandbox, Path::new(&program)).is_ok()
    {
        let _refused = Command::new(program).args(args).exec();
    }
    std::process::abort()
}

/// Moves the lifeline away from standard input, and gives the program an empty standard input.
fn move_lifeline() -> io::Result<File> {
    // Without close-on-exec: the program and everything that it starts must hold it.
    let lifeline = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), LIFELINE_FD)?;
    rustix::io::fcntl_setfd(&lifeline, FdFlags::empty())?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    Ok(File::from(lifeline))
}

/// Puts a random word on the program's standard input, and reports it. The program cannot read the report: from this end
/// of the socket, only what the other end writes can be read.
fn hand_over_secret(lifeline: &mut File) -> io::Result<()> {
    let word = new_secret()?;
    lifeline.write_all(format!("{}{word}\n", LauncherReply::SECRET).as_bytes())?;
    rustix::stdio::dup2_stdin(secret_pipe(&word)?)?;
    Ok(())
}

/// Sets up everything that also applies to a program that is not confined.
fn limit(options: &LaunchOptions) -> Result<(), String> {
    os::die_with_parent().map_err(|error| format!("cannot ask to die with its parent: {error}"))?;
    let parent = rustix::process::getppid().map(|pid| pid.as_raw_nonzero().get());
    if parent.and_then(|pid| u32::try_from(pid).ok()) != Some(options.parent) {
        return Err("its parent has exited".to_owned());
    }
    rustix::process::setsid().map_err(|error| format!("cannot start a session: {error}"))?;
    // The soft limit sends SIGXCPU, and the hard limit, a second later, SIGKILL.
    set_limit(Resource::Cpu, options.cpu, 1)?;
    set_limit(Resource::Data, options.memory, 0)?;
    set_limit(Resource::Fsize, options.file_size, 0)?;
    set_limit(Resource::Nofile, options.open_files, 0)?;
    // With unlimited stacks, unbounded recursion would use up all memory instead of overflowing the stack.
    set_limit(Resource::Stack, options.memory.map(|_| MAIN_STACK), 0)?;
    set_limit(Resource::Core, Some(0), 0)
}

/// Rounds up to whole seconds, the unit of limits on processor time.
fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// Sets one limit, but never above the current hard limit.
fn set_limit(resource: Resource, soft: Option<u64>, grace: u64) -> Result<(), String> {
    let Some(soft) = soft else { return Ok(()) };
    let allowed = rustix::process::getrlimit(resource)
        .maximum
        .unwrap_or(u64::MAX);
    let new = Rlimit {
        current: Some(soft.min(allowed)),
        maximum: Some(soft.saturating_add(grace).min(allowed)),
    };
    rustix::process::setrlimit(resource, new)
        .map_err(|error| format!("cannot limit {resource:?} to {soft}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::LaunchOptions;
    use crate::process::FileAccess;
    use crate::process::sandbox::{Layer, Sandbox};
    use std::ffi::OsString;

    fn read(args: &[&str]) -> Option<LaunchOptions> {
        LaunchOptions::from_args(&mut args.iter().map(OsString::from))
    }

    #[test]
    fn launch_options_arrive_unchanged() {
        let options = LaunchOptions {
            parent: 4711,
            cpu: Some(3),
            memory: None,
            file_size: Some(0),
            open_files: Some(u64::MAX),
            with_secret: true,
            token: "c0ffee".to_owned(),
            sandbox: Some(Sandbox {
                layers: vec![Layer::Landlock],
                access: FileAccess {
                    builds: true,
                    read: vec!["/opt/a b".into()],
                    write: Vec::new(),
                },
                address_space: 1 << 32,
            }),
        };
        let args = options.to_args();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        assert_eq!(read(&args[1..]), Some(options));
    }

    #[test]
    fn invalid_launch_options_are_refused() {
        let cases: [&[&str]; 7] = [
            &[],
            &["1", "2", "3", "4"],
            &["1", "3", "-", "-", "-", "0", "c0ffee"],
            &["-", "3", "-", "-", "-", "0", "c0ffee", "-"],
            &["1", "three", "-", "-", "-", "0", "c0ffee", "-"],
            &["1", "-1", "-", "-", "-", "0", "c0ffee", "-"],
            &["1", "3", "-", "-", "-", "0", "c0ffee", "{}"],
        ];
        for args in cases {
            assert_eq!(read(args), None, "{args:?}");
        }
    }
}
