//! Runs the user's cargo with tracing, and reads what its programs recorded.

use super::compiler::Compiler;
use super::library;
use super::session::{Orders, ProgramResult, ScheduleOrders, SessionFolder};
use super::{CargoCommand, Error, Subcommand, runner, wrapper};
use crate::cache::CacheFolder;
use crate::glass::{RecordedProgram, RecordedTrace, SourceFolders, read_record};
use crate::process::{self, Cancel, RunningTool, code_or_signal};
use crate::verdict::{Exploration, Outcome};
use serde::Deserialize;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// How many target folders are kept, those that were used last: a package may have two.
const MAX_TARGET_FOLDERS: usize = 6;

/// How long cargo and its programs may take to end after Ctrl-C, which the terminal sends them, too.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// How a package is traced.
#[derive(Clone, Copy, Debug)]
pub struct TraceOptions {
    /// The time limit of a test.
    pub test_limit: Duration,
    /// Whether the dependencies are traced from the start.
    pub dependencies: bool,
    /// How to try the schedules of the one test that is named.
    pub schedules: Option<ScheduleOrders>,
}

/// What came of a traced cargo.
#[derive(Debug)]
pub struct PackageTrace {
    /// cargo's own exit code.
    pub code: i32,
    /// Whether the dependencies were traced, too.
    pub dependencies: bool,
    pub programs: Vec<PackageProgram>,
    /// What the user should know about how it was traced.
    pub notes: Vec<String>,
}

/// A program or a test.
#[derive(Debug)]
pub struct PackageProgram {
    /// `shop: store::tests::adds`
    pub name: String,
    pub is_test: bool,
    pub outcome: Outcome,
    pub passed: bool,
    /// None if it used nothing that is traced, or its record cannot be read.
    pub recorded: Option<RecordedTrace>,
    pub exploration: Option<Exploration>,
    pub note: Option<String>,
}

/// Runs cargo with tracing. `say` is told what the user should know before cargo goes on.
///
/// # Errors
/// If the package cannot be traced, or on a machine error.
pub fn trace(
    command: &CargoCommand,
    options: TraceOptions,
    cancel: &Cancel,
    say: &dyn Fn(&str),
) -> Result<PackageTrace, Error> {
    let compiler = Compiler::find(command)?;
    if let Some(target) = command
        .value("--target")
        .filter(|target| *target != compiler.host)
    {
        return Err(Error::refused(
            format!("a traced program has to run on this machine, not on {target}"),
            format!("leave out --target, or name {}", compiler.host),
        ));
    }
    let cache = CacheFolder::of_user();
    let cache = cache.and_then(|cache| cache.subfolder("packages"));
    let cache = cache.ok_or_else(library::no_cache)?;
    let root = workspace_root(command)?;
    let glass = library::folder(&cache, &compiler)?;
    let session = tempfile::tempdir().map_err(|source| Error::Write {
        path: std::env::temp_dir(),
        source,
    })?;
    let traced = Traced {
        command,
        compiler: &compiler,
        glass: &glass,
        targets: target_folders(&cache, &root, &glass)?,
        session: SessionFolder(session.path().to_owned()),
        cancel,
    };
    let shown_from = std::env::current_dir().unwrap_or_default();
    traced.session.write_orders(&Orders {
        tests: command.subcommand == Subcommand::Test,
        limit: options.test_limit.as_secs(),
        root: Some(root.clone()),
        shown_from: shown_from.clone(),
        schedules: options.schedules,
    })?;
    let notes = replaced_wrappers(&root, &compiler.host);
    for note in &notes {
        say(note);
    }
    let (code, followed) = traced.run(say, options.dependencies)?;
    let folders = SourceFolders {
        root: Some(&root),
        shown_from: &shown_from,
    };
    let mut results = traced.session.results();
    if code == 0 {
        // An example of the documentation may have to panic, which only rustdoc knows.
        for result in &mut results {
            result.passed = true;
        }
    }
    Ok(PackageTrace {
        code,
        dependencies: followed == Traces::All,
        programs: results
            .into_iter()
            .flat_map(|result| read(result, folders))
            .collect(),
        notes,
    })
}

/// Reads the trace of a program, and of those that it started and that did not end well.
fn read(result: ProgramResult, folders: SourceFolders<'_>) -> Vec<PackageProgram> {
    let is_test = result.test.is_some();
    let name = match (&result.test, &result.package) {
        (Some(test), Some(package)) if *package == result.binary.replace('_', "-") => {
            format!("{package}: {test}")
        }
        (Some(test), _) => format!("{}: {test}", result.binary),
        // What rustdoc calls the programs that it makes.
        (None, Some(package)) if result.binary == "rust_out" => {
            format!("{package}: an example of the documentation")
        }
        (None, _) => result.binary.clone(),
    };
    let program = |outcome| RecordedProgram {
        outcome,
        is_test,
        folders,
    };
    let children = SessionFolder::records_of_children(&result.record).into_iter();
    let children = children.filter_map(|record| {
        let recorded = read_record(&record, program(None)).ok()?;
        let outcome = recorded.trace.ending.outcome();
        Some(PackageProgram {
            name: format!("{name}, a process that it started"),
            is_test: false,
            passed: outcome == Outcome::Finished { code: 0 },
            outcome,
            recorded: Some(recorded),
            exploration: None,
            note: None,
        })
    });
    let children: Vec<PackageProgram> = children.collect();
    let recorded = read_record(&result.record, program(Some(&result.outcome))).ok();
    let own = PackageProgram {
        is_test,
        outcome: result.outcome,
        passed: result.passed,
        recorded,
        exploration: result.exploration,
        note: result.note,
        name,
    };
    [own].into_iter().chain(children).collect()
}

fn workspace_root(command: &CargoCommand) -> Result<PathBuf, Error> {
    let mut arguments: Vec<&str> = command.toolchain.iter().map(String::as_str).collect();
    arguments.extend(command.global.iter().map(String::as_str));
    arguments.extend(["locate-project", "--workspace", "--message-format=plain"]);
    if let Some(path) = command.value("--manifest-path") {
        arguments.extend(["--manifest-path", path]);
    }
    let output = process::capture_here(Path::new(&command.cargo), &arguments, &[])?;
    let manifest = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if let Some(root) = Path::new(&manifest)
        .parent()
        .filter(|_| output.status.success())
    {
        return Ok(root.to_owned());
    }
    let says = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::refused(
        says.strip_prefix("error: ").unwrap_or(&says),
        "run this in the folder of a package, or pass --manifest-path to cargo",
    ))
}

/// The target folders of a package: for tracing its own crates, and for tracing its dependencies, too.
struct TargetFolders {
    own: PathBuf,
    all: PathBuf,
}

fn target_folders(cache: &CacheFolder, root: &Path, glass: &Path) -> Result<TargetFolders, Error> {
    let targets = cache.subfolder("targets").ok_or_else(library::no_cache)?;
    let key = library::hash(&(root, glass));
    let folder = |name: &str| targets.path().join(format!("{key}-{name}"));
    let folders = TargetFolders {
        own: folder("own"),
        all: folder("all"),
    };
    if !folders.own.exists() {
        targets.prune(MAX_TARGET_FOLDERS - 2);
    }
    Ok(folders)
}

/// Returns what is said about wrappers and runners that a traced build cannot use.
fn replaced_wrappers(root: &Path, host: &str) -> Vec<String> {
    let mut found: Vec<(String, String)> = Vec::new();
    let runner = format!(
        "CARGO_TARGET_{}_RUNNER",
        host.to_uppercase().replace('-', "_")
    );
    let variables = ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", &runner];
    for name in variables {
        if let Ok(value) = std::env::var(name)
            && !value.is_empty()
        {
            found.push((name.to_owned(), value));
        }
    }
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(etcetera::home_dir().ok()?.join(".cargo")));
    let folders = root.ancestors().map(|folder| folder.join(".cargo"));
    for folder in folders.chain(home) {
        let text = ["config.toml", "config"]
            .iter()
            .find_map(|name| fs::read_to_string(folder.join(name)).ok());
        let Some(table) = text.and_then(|text| text.parse::<toml::Table>().ok()) else {
            continue;
        };
        let value = |path: [&str; 2]| Some(table.get(path[0])?.get(path[1])?.to_string());
        let of_target = table
            .get("target")
            .and_then(|target| target.get(host)?.get("runner"));
        for (name, value) in [
            ("build.rustc-wrapper", value(["build", "rustc-wrapper"])),
            (
                "build.rustc-workspace-wrapper",
                value(["build", "rustc-workspace-wrapper"]),
            ),
            ("the target's runner", of_target.map(ToString::to_string)),
        ] {
            if let Some(value) = value.filter(|value| value != "\"\"") {
                found.push((name.to_owned(), value.trim_matches('"').to_owned()));
            }
        }
    }
    found.dedup();
    let says = |(name, value): (String, String)| {
        format!("{name} ({value}) is not used: cellmate takes its place while it traces")
    };
    found.into_iter().map(says).collect()
}

struct Traced<'a> {
    command: &'a CargoCommand,
    compiler: &'a Compiler,
    glass: &'a Path,
    targets: TargetFolders,
    session: SessionFolder,
    cancel: &'a Cancel,
}

/// Which crates are traced.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Traces {
    /// Those of the workspace.
    Own,
    /// Those of its dependencies, too.
    All,
}

impl Traced<'_> {
    /// Builds and runs. Returns cargo's exit code.
    fn run(&self, say: &dyn Fn(&str), dependencies: bool) -> Result<(i32, Traces), Error> {
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
        if traces == Traces::Own && built.code != 0 && built.mixes_types() {
            say(
                "a crate of the workspace hands a type of std to a crate that is not of it; building the dependencies for \
                 tracing, too",
            );
            traces = Traces::All;
            built = self.build(traces)?;
            if built.code == 0 {
                fs::write(self.marker(), "").ok();
            }
        }
        if built.code != 0 {
            for message in &built.errors {
                let mut stderr = std::io::stderr().lock();
                stderr.write_all(message.rendered.as_bytes()).ok();
            }
            return match built.errors.iter().find(|error| error.names_glass()) {
                Some(error) => Err(Error::refused(
                    format!(
                        "the crate `{}` does not compile with the traced std, so cellmate cannot trace this package",
                        error.krate
                    ),
                    "the messages above say what it needs of the real std; `cellmate help trace` lists what differs",
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

    /// The file that says that this package needs its dependencies traced.
    fn marker(&self) -> PathBuf {
        self.targets.all.join("cellmate-needs-all")
    }

    /// Builds without running, to see whether the workspace's own crates are enough.
    fn build(&self, traces: Traces) -> Result<BuildMessages, Error> {
        let (code, lines) = self.cargo(traces, &self.words(true), true)?;
        let messages = lines
            .iter()
            .filter_map(|line| serde_json::from_str(line).ok());
        let errors = messages.filter_map(BuildLine::error).collect();
        Ok(BuildMessages { code, errors })
    }

    /// Returns the arguments of cargo.
    fn words(&self, builds_only: bool) -> Vec<OsString> {
        let command = self.command;
        let mut words: Vec<String> = command.toolchain.iter().cloned().collect();
        words.extend(command.global.iter().cloned());
        let arguments = CargoCommand::without(&command.arguments, "--target");
        let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
        let mut arguments: Vec<String> = if builds_only {
            let kept = CargoCommand::without(&arguments, "--message-format").into_iter();
            // cargo builds what the examples of the documentation need only when it runs them.
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
            let format = if std::io::stderr().is_terminal() {
                "json-diagnostic-rendered-ansi"
            } else {
                "json"
            };
            words.push(format!("--message-format={format}"));
        } else if !command.has("--quiet")
            && !command.has("-q")
            && command.subcommand == Subcommand::Run
        {
            // The build has said that it has finished.
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

    /// Runs cargo. Returns its exit code, and the lines of its standard output if they are wanted.
    fn cargo(
        &self,
        traces: Traces,
        words: &[OsString],
        piped: bool,
    ) -> Result<(i32, Vec<String>), Error> {
        let target = match traces {
            Traces::Own => &self.targets.own,
            Traces::All => &self.targets.all,
        };
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

    /// Waits for cargo's end. After Ctrl-C, kills what does not end by itself.
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

    /// Returns the setting that makes this binary the runner of programs.
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

    /// Returns the user's flags for rustdoc, and those that put the traced std under examples of the documentation.
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

/// What a build said.
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

/// An error of rustc.
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

/// A line of cargo's messages, as far as it matters.
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
