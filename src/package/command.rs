//! Parses cargo's command line, as far as tracing needs it.

use super::Error;

/// The subcommands that can be traced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subcommand {
    Run,
    Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CargoCommand {
    /// `cargo`, or a path to it.
    pub(super) cargo: String,
    /// `+nightly`, if it is given.
    pub(super) toolchain: Option<String>,
    pub(super) global: Vec<String>,
    pub subcommand: Subcommand,
    /// The arguments of the subcommand.
    pub(super) arguments: Vec<String>,
    /// What follows `--`, or what `cargo run` passes on even without it: the arguments of the program, or of the test
    /// harness.
    pub(super) of_program: Vec<String>,
}

/// Options of cargo itself that take a value, which is the next argument.
const GLOBAL_WITH_VALUE: [&str; 4] = ["--config", "-Z", "--color", "-C"];

/// Options of `cargo run` that take a value. Those that start with one dash may have it attached.
const RUN_WITH_VALUE: [&str; 16] = [
    "-p",
    "-F",
    "-j",
    "-Z",
    "-C",
    "--bin",
    "--example",
    "--package",
    "--features",
    "--jobs",
    "--profile",
    "--target",
    "--manifest-path",
    "--message-format",
    "--color",
    "--config",
];

impl CargoCommand {
    /// Reads the words after `cellmate trace --`.
    ///
    /// # Errors
    /// If it is not a command that can be traced.
    pub fn parse(words: &[String]) -> Result<Self, Error> {
        let mut words = words.iter().peekable();
        let cargo = words.next().map_or("", String::as_str);
        let name = cargo.rsplit(['/', '\\']).next().unwrap_or_default();
        if name.trim_end_matches(".exe") != "cargo" {
            return Err(Error::refused(
                format!("cellmate can trace only cargo commands, not `{cargo}`"),
                "run `cellmate trace -- cargo run` or `cellmate trace -- cargo test`",
            ));
        }
        let toolchain = words.next_if(|word| word.starts_with('+'));
        let mut global = Vec::new();
        while let Some(word) = words.next_if(|word| word.starts_with('-')) {
            global.push(word.clone());
            if GLOBAL_WITH_VALUE.contains(&word.as_str()) {
                global.extend(words.next().cloned());
            }
        }
        let subcommand = match words.next().map(String::as_str) {
            Some("run" | "r") => Subcommand::Run,
            Some("test" | "t") => Subcommand::Test,
            other => {
                return Err(Error::refused(
                    format!(
                        "cellmate cannot trace `cargo {}`",
                        other.unwrap_or_default()
                    ),
                    "trace `cargo run` or `cargo test`. For a Cargo example, use `cargo run --example NAME`.",
                ));
            }
        };
        let rest: Vec<String> = words.cloned().collect();
        let end = match subcommand {
            Subcommand::Run => start_of_program_arguments(&rest),
            Subcommand::Test => rest.iter().position(|word| word == "--"),
        };
        let (arguments, of_program) = rest.split_at(end.unwrap_or(rest.len()));
        let (arguments, mut of_program) = (arguments.to_vec(), of_program.to_vec());
        if of_program.first().is_some_and(|word| word == "--") {
            of_program.remove(0);
        }
        let command = Self {
            cargo: cargo.to_owned(),
            toolchain: toolchain.cloned(),
            global,
            subcommand,
            arguments,
            of_program,
        };
        command.refuse_options()?;
        Ok(command)
    }

    fn refuse_options(&self) -> Result<(), Error> {
        if self.has("--target-dir") {
            return Err(Error::refused(
                "cannot trace with --target-dir, because a traced build has its own target folder",
                "leave out --target-dir; cellmate does not change your target folder",
            ));
        }
        Ok(())
    }

    /// Whether the command has this option, before the subcommand or after it.
    pub(super) fn has(&self, option: &str) -> bool {
        let mut arguments = self.global.iter().chain(&self.arguments);
        arguments.any(|word| {
            let value = word.strip_prefix(option);
            value.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        })
    }

    pub(super) fn value(&self, option: &str) -> Option<&str> {
        let mut words = self.arguments.iter();
        while let Some(word) = words.next() {
            match word.strip_prefix(option) {
                Some("") => return words.next().map(String::as_str),
                Some(rest) if rest.starts_with('=') => return Some(&rest[1..]),
                _ => {}
            }
        }
        None
    }

    pub(super) fn asks_for_help(&self) -> bool {
        ["--help", "-h"].iter().any(|option| self.has(option))
    }

    /// Returns the arguments without this option, which takes a value.
    pub(super) fn without<'a>(arguments: &'a [String], option: &str) -> Vec<&'a str> {
        let mut kept = Vec::new();
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match word.strip_prefix(option) {
                Some("") => {
                    words.next();
                }
                Some(rest) if rest.starts_with('=') => {}
                _ => kept.push(word.as_str()),
            }
        }
        kept
    }
}

/// Returns where the options of `cargo run` end.
fn start_of_program_arguments(words: &[String]) -> Option<usize> {
    let mut is_value = false;
    words.iter().position(|word| {
        let is_end = !is_value && (word == "--" || !word.starts_with('-'));
        is_value = !is_value && RUN_WITH_VALUE.contains(&word.as_str());
        is_end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<CargoCommand, Error> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        CargoCommand::parse(&words)
    }

    #[test]
    fn a_command_is_split_into_its_parts() {
        let command =
            parse("cargo +stable --color never t -p shop --test=web name -- --nocapture").unwrap();
        assert_eq!(command.toolchain.as_deref(), Some("+stable"));
        assert_eq!(command.global, ["--color", "never"]);
        assert_eq!(command.subcommand, Subcommand::Test);
        assert_eq!(command.of_program, ["--nocapture"]);
        assert_eq!(
            (command.value("-p"), command.value("--test")),
            (Some("shop"), Some("web"))
        );
        let kept = CargoCommand::without(&command.arguments, "--test");
        assert_eq!(kept, ["-p", "shop", "name"]);
    }

    #[test]
    fn arguments_of_the_program_need_no_dashes() {
        for (line, arguments, of_program) in [
            ("alice --help", "", "alice --help"),
            ("-q --bin shop alice -- x", "-q --bin shop", "alice -- x"),
            (
                "-pshop -F a --color=never alice",
                "-pshop -F a --color=never",
                "alice",
            ),
            ("--release -- --bin", "--release", "--bin"),
            ("--release", "--release", ""),
        ] {
            let command = parse(&format!("cargo run {line}")).unwrap();
            let (own, program) = (command.arguments.join(" "), command.of_program.join(" "));
            assert_eq!((own.as_str(), program.as_str()), (arguments, of_program));
            assert!(!command.asks_for_help());
        }
        let test = parse("cargo test alice").unwrap();
        assert_eq!(test.arguments, ["alice"]);
    }

    #[test]
    fn what_cannot_be_traced_is_refused_with_a_remedy() {
        for line in [
            "",
            "make test",
            "cargo",
            "cargo bench",
            "cargo test --target-dir x",
        ] {
            let error = parse(line).unwrap_err().to_string();
            assert!(error.contains("\nhelp: "), "{line}: {error}");
        }
    }
}
