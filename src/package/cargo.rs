//! Runs the user's cargo with tracing.

use super::compiler::Compiler;
use super::printing::{errors_reach_a_terminal, print_error};
use super::session::SessionFolder;
use super::workspace::{TargetFolders, Traces};
use super::{CargoCommand, Error, Subcommand, artifacts, library, runner, wrapper};
use crate::cache;
use crate::process::{self, Cancel, RunningTool, code_or_signal};
use serde::Deserialize;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// How long cargo and its programs may take to end after Ctrl-C, which the terminal sends them, too.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

pub(super) struct TracedCargo<'a> {
    pub(super) command: &'a CargoCommand,
    pub(super) compiler: &'a Compiler,
    pub(super) glass: &'a Path,
    pub(super) targets: TargetFolders,
    pub(super) session: SessionFolder,
    pub(super) cancel: &'a Cancel,
}

impl TracedCargo<'_> {
    /// Builds and runs. Returns cargo's exit code, and which crates were traced.
    pub(super) fn run(
        &self,
        say: &dyn Fn(&str),
        dependencies: bool,
    ) -> Result<(i32, Traces), Error> {
        if self.command.asks_for_help() {
            return self
                .cargo(Traces::Own, &self.words(false), false)
                .map(|(code, _)| (code, Traces::Own));
        }
        let mut traces = if dependencies || self.marker().exists() {
            Traces::All
        } else {
            Traces::Own
        };
        let mut built = self.build(traces)?;
        if let Some(why) = self
            .needs_dependencies(&built)
            .filter(|_| traces == Traces::Own)
        {
            say(&format!(
                "building the dependencies with the traced std, too: {why}"
            ));
            let with_all = self.build(Traces::All)?;
            if with_all.code == 0 {
                fs::write(self.marker(), "").ok();
            }
            if with_all.code == 0 || built.code != 0 {
                (traces, built) = (Traces::All, with_all);
            } else {
                say(
                    "a dependency does not compile with the traced std, so cellmate leaves all dependencies on the real std",
                );
            }
        }
        if built.code != 0 {
            for message in &built.errors {
                print_error(&message.rendered);
            }
            return match built.errors.iter().find(|error| error.names_glass()) {
                Some(error) => Err(Error::refused(
                    format!(
                        "the crate `{}` does not compile with the traced std, so cellmate cannot trace this package",
                        error.krate
                    ),
                    "the compiler errors say what it needs from the real std; `cellmate help trace` lists what differs",
                )),
                None => Ok((built.code, traces)),
            };
        }
        if self.command.has("--no-run") {
            return Ok((0, traces));
        }
        let (code, _) = self.cargo(traces, &self.words(false), false)?;
        Ok((code, traces))
    }

    /// Returns why it is not enough to trace the workspace's own crates, which have been built.
    fn needs_dependencies(&self, built: &BuildMessages) -> Option<String> {
        if built.mixes_types() {
            let why = "a workspace crate passes a std type to a crate outside the workspace";
            return Some(why.to_owned());
        }
        let target = self.targets.own.join(&self.compiler.host);
        let name = artifacts::crate_with_threads(&target).filter(|_| built.code == 0)?;
        Some(format!("the crate `{name}` starts threads"))
    }

    fn marker(&self) -> PathBuf {
        self.targets.all.join("cellmate-needs-all")
    }

    /// Builds without running, to see whether it is enough to trace the workspace's own crates.
    fn build(&self, traces: Traces) -> Result<BuildMessages, Error> {
        let (code, lines) = self.cargo(traces, &self.words(true), true)?;
        let messages = lines
            .iter()
            .filter_map(|line| serde_json::from_str(line).ok());
        let errors = messages.filter_map(BuildLine::error).collect();
        Ok(BuildMessages { code, errors })
    }

    fn words(&self, builds_only: bool) -> Vec<OsString> {
        let command = self.command;
        let mut words: Vec<String> = command.toolchain.iter().cloned().collect();
        words.extend(command.global.iter().cloned());
        let arguments = CargoCommand::without(&command.arguments, "--target");
        let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
        let mut arguments: Vec<String> = if builds_only {
            let kept = CargoCommand::without(&arguments, "--message-format").into_iter();
            // cargo builds what doctests need only when it runs them.
            let kept = kept.filter(|word| !["--doc", "--no-run"].contains(word));
            kept.map(str::to_owned).collect()
        } else {
            arguments
        };
        match (command.subcommand, builds_only) {
            (Subcommand::Run, true) => words.push("build".to_owned()),
            (Subcommand::Run, false) => words.push("run".to_owned()),
            (Subcommand::Test, true) => {
                words.push("test".to_owned());
                arguments.insert(0, "--no-run".to_owned());
            }
            (Subcommand::Test, false) => words.push("test".to_owned()),
        }
        if builds_only {
            let format = if errors_reach_a_terminal() {
                "json-diagnostic-rendered-ansi"
            } else {
                "json"
            };
            words.push(format!("--message-format={format}"));
        } else if !command.has("--quiet")
            && !command.has("-q")
            && command.subcommand == Subcommand::Run
        {
            // The build has already reported that it finished.
            words.push("--quiet".to_owned());
        }
        words.push(format!("--target={}", self.compiler.host));
        words.extend(arguments);
        if !builds_only && !command.of_program.is_empty() {
            words.push("--".to_owned());
            words.extend(command.of_program.iter().cloned());
        }
        words.into_iter().map(OsString::from).collect()
    }

    /// Runs cargo. Returns its exit code, and the lines of its standard output if it is `piped`.
    fn cargo(
        &self,
        traces: Traces,
        words: &[OsString],
        piped: bool,
    ) -> Result<(i32, Vec<String>), Error> {
        let target = self.targets.of(traces);
        // Another trace may delete the oldest ones in the meantime.
        let _held = [target, self.glass].map(cache::hold);
        let wrapper = library::wrapper(self.glass).into_os_string();
        let (workspace, all) = match traces {
            Traces::Own => (wrapper, OsString::new()),
            Traces::All => (OsString::new(), wrapper),
        };
        let environment = [
            ("RUSTC_WORKSPACE_WRAPPER".into(), workspace),
            ("RUSTC_WRAPPER".into(), all),
            ("CARGO_ENCODED_RUSTDOCFLAGS".into(), self.flags_of_rustdoc()),
            ("CARGO_TARGET_DIR".into(), target.into()),
        ];
        let at = words
            .iter()
            .take_while(|word| word.as_encoded_bytes().starts_with(b"+"))
            .count();
        let mut all_words = words.to_vec();
        all_words.splice(at..at, ["--config".into(), self.runner_setting()]);
        let cargo = Path::new(&self.command.cargo);
        let mut running = RunningTool::start(cargo, &all_words, &environment, piped)?;
        let ended = AtomicBool::new(false);
        let (over, was_over) = mpsc::channel::<()>();
        let process = running.id();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let was_over = was_over;
                self.stop_when_cancelled(process, &ended, &was_over);
            });
            let stdout = running.stdout();
            let lines = stdout.map_or_else(Vec::new, |stdout| {
                BufReader::new(stdout)
                    .lines()
                    .map_while(Result::ok)
                    .collect()
            });
            let status = running.wait();
            ended.store(true, Ordering::SeqCst);
            drop(over);
            let code = code_or_signal(status?).unwrap_or_else(|signal| 128 + signal);
            Ok((code, lines))
        })
    }

    /// Waits until cargo exits. After Ctrl-C, kills it if it does not exit by itself.
    fn stop_when_cancelled(&self, process: u32, ended: &AtomicBool, over: &mpsc::Receiver<()>) {
        const POLL_INTERVAL: Duration = Duration::from_millis(50);
        while over.recv_timeout(POLL_INTERVAL) == Err(mpsc::RecvTimeoutError::Timeout) {
            if self.cancel.is_cancelled() {
                over.recv_timeout(STOP_TIMEOUT).ok();
                if !ended.load(Ordering::SeqCst) {
                    process::kill_tree(process);
                }
                return;
            }
        }
    }

    fn runner_setting(&self) -> OsString {
        let own = std::env::current_exe().unwrap_or_default();
        let text = |path: &Path| toml::Value::from(path.to_string_lossy().into_owned()).to_string();
        let host = &self.compiler.host;
        let (own, session) = (text(&own), text(&self.session.0));
        format!(
            "target.{host}.runner=[{own}, \"{}\", {session}]",
            runner::ARGUMENT
        )
        .into()
    }

    /// Returns the user's flags for rustdoc, and those that put the traced std under doctests.
    fn flags_of_rustdoc(&self) -> OsString {
        let encoded = std::env::var("CARGO_ENCODED_RUSTDOCFLAGS");
        let encoded = encoded.unwrap_or_else(|_| {
            let flags = std::env::var("RUSTDOCFLAGS").unwrap_or_default();
            flags.split_whitespace().collect::<Vec<_>>().join("\u{1f}")
        });
        let mut flags: Vec<OsString> = encoded.split('\u{1f}').map(OsString::from).collect();
        flags.retain(|flag| !flag.is_empty());
        flags.extend(wrapper::library_arguments(self.glass));
        flags.push("-Cdebuginfo=line-tables-only".into());
        flags.join(std::ffi::OsStr::new("\u{1f}"))
    }
}

struct BuildMessages {
    code: i32,
    errors: Vec<CompileError>,
}

impl BuildMessages {
    /// Whether a crate fails because it uses the traced std together with one that uses the real std.
    fn mixes_types(&self) -> bool {
        let codes = ["E0277", "E0308", "E0599"];
        self.errors
            .iter()
            .any(|error| error.names_glass() && codes.contains(&error.code.as_str()))
    }
}

struct CompileError {
    krate: String,
    code: String,
    rendered: String,
}

impl CompileError {
    fn names_glass(&self) -> bool {
        self.rendered.contains("glass::") || self.rendered.contains("`glass`")
    }
}

/// A line of cargo's messages: the fields that this module needs.
#[derive(Deserialize)]
struct BuildLine {
    target: Option<NamedTarget>,
    message: Option<ErrorMessage>,
}

#[derive(Deserialize)]
struct NamedTarget {
    name: String,
}

#[derive(Deserialize)]
struct ErrorMessage {
    level: String,
    code: Option<NamedCode>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct NamedCode {
    code: String,
}

impl BuildLine {
    fn error(self) -> Option<CompileError> {
        let message = self.message.filter(|message| message.level == "error")?;
        Some(CompileError {
            krate: self.target.map(|target| target.name).unwrap_or_default(),
            code: message.code.map(|code| code.code).unwrap_or_default(),
            rendered: message.rendered.unwrap_or_default(),
        })
    }
}
