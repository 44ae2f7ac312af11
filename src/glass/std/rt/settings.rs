//! The settings from the environment. All have defaults, so that the crate also works by itself.

use ::std::ffi::OsString;
use ::std::path::PathBuf;
use ::std::sync::OnceLock;
use ::std::time::Duration;

#[derive(Debug)]
pub(super) struct Settings {
    /// `GLASS_OUT`: the file of the record. `None`: nothing is recorded.
    pub(super) out: Option<PathBuf>,
    /// `GLASS_LINES=1`: borrows and locks are recorded with their lines. Otherwise only choices are.
    pub(super) lines: bool,
    /// `GLASS_SCHEDULE=0,1,1`: which thread runs at each point where more than one can.
    pub(super) choices: Vec<u32>,
    /// `GLASS_SEED`: the seed of the random choices after those.
    pub(super) seed: Option<u64>,
    /// `GLASS_SWITCHES`: a random choice may switch threads in one of this many steps; otherwise the running thread
    /// continues.
    pub(super) switches: Option<usize>,
    /// `GLASS_SERIAL`: how many steps in a row a thread may take before others go first. A thread that sleeps wakes up
    /// before others run.
    pub(super) serial: Option<u32>,
    /// `GLASS_STEPS`: the step limit, after which the run is aborted.
    pub(super) max_steps: u64,
    /// `GLASS_MILLIS`: the processor time after which the run is aborted.
    pub(super) max_time: Option<Duration>,
    /// `GLASS_RACES=src/main.rs:3:5;…`: the places, from hints in another record, where call paths are recorded.
    pub(super) races: Vec<String>,
    /// `GLASS_EVENTS`: the limit on recorded events.
    pub(super) max_events: u64,
    /// `GLASS_WATCH=1`: a thread that is blocked outside of this crate loses its turn.
    pub(super) watch: bool,
    /// `GLASS_FROM`: how many events pass before they are recorded.
    pub(super) from: u64,
}

/// Returns the settings, read once.
pub(super) fn settings() -> &'static Settings {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    SETTINGS.get_or_init(|| Settings::read(|name| ::std::env::var_os(name)))
}

impl Settings {
    fn read(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let text = |name: &str| variable(name).and_then(|value| value.into_string().ok());
        let number = |name: &str| text(name).and_then(|value| value.parse().ok());
        let process = text("GLASS_PROCESS").and_then(|value| value.parse::<u32>().ok());
        let all = Self {
            out: variable("GLASS_OUT").map(PathBuf::from),
            lines: text("GLASS_LINES").is_some_and(|value| value == "1"),
            choices: text("GLASS_SCHEDULE")
                .iter()
                .flat_map(|list| list.split(','))
                .filter_map(|choice| choice.trim().parse().ok())
                .collect(),
            seed: number("GLASS_SEED"),
            switches: number("GLASS_SWITCHES").and_then(|steps| usize::try_from(steps).ok()),
            serial: number("GLASS_SERIAL").and_then(|steps| u32::try_from(steps).ok()),
            max_steps: number("GLASS_STEPS").unwrap_or(20_000),
            max_time: number("GLASS_MILLIS").map(Duration::from_millis),
            races: text("GLASS_RACES")
                .iter()
                .flat_map(|list| list.split(';'))
                .map(str::to_owned)
                .collect(),
            max_events: number("GLASS_EVENTS").unwrap_or(10_000),
            watch: text("GLASS_WATCH").is_some_and(|value| value == "1"),
            from: number("GLASS_FROM").unwrap_or(0),
        };
        match process {
            Some(process) if process != ::std::process::id() => all.for_another_process(),
            _ => all,
        }
    }

    /// Returns the settings of a process that the traced one started: a record of its own, and no choices.
    fn for_another_process(self) -> Self {
        let out = self.out.map(|file| {
            let mut own = file.into_os_string();
            own.push(format!("-{}", ::std::process::id()));
            PathBuf::from(own)
        });
        Self {
            out,
            choices: Vec::new(),
            seed: None,
            from: 0,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_the_traced_one_starts_has_its_own_record_and_no_choices() {
        let read = |process: u32| {
            Settings::read(|name| match name {
                "GLASS_OUT" => Some("/tmp/record".into()),
                "GLASS_PROCESS" => Some(process.to_string().into()),
                "GLASS_SCHEDULE" => Some("1".into()),
                "GLASS_SEED" => Some("7".into()),
                _ => None,
            })
        };
        let own = ::std::process::id();
        let (traced, child) = (read(own), read(own.wrapping_add(1)));
        assert_eq!(traced.out, Some(PathBuf::from("/tmp/record")));
        assert_eq!(child.out, Some(PathBuf::from(format!("/tmp/record-{own}"))));
        assert_eq!((traced.choices.len(), traced.seed), (1, Some(7)));
        assert_eq!((child.choices.len(), child.seed), (0, None));
    }

    #[test]
    fn choices_are_a_list_and_what_is_missing_has_a_default() {
        let settings = Settings::read(|name| match name {
            "GLASS_SCHEDULE" => Some("0, 2,1".into()),
            "GLASS_STEPS" => Some("many".into()),
            _ => None,
        });
        assert_eq!(settings.choices, [0, 2, 1]);
        assert_eq!(settings.max_steps, 20_000);
        assert!(!settings.lines && settings.out.is_none() && settings.seed.is_none());
    }
}
