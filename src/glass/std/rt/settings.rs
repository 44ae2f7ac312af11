//! The settings from the environment. All have defaults, so that the crate also works by itself.

use ::std::ffi::OsString;
use ::std::path::PathBuf;
use ::std::sync::OnceLock;

#[derive(Debug)]
pub(super) struct Settings {
    /// `GLASS_OUT`: the file of the record. None: nothing is recorded.
    pub(super) out: Option<PathBuf>,
    /// `GLASS_LINES=1`: borrows and locks are recorded with their lines. Otherwise only choices are.
    pub(super) lines: bool,
    /// `GLASS_CHOICES=0,1,1`: which thread runs at each point where more than one can.
    pub(super) choices: Vec<u32>,
    /// `GLASS_SEED`: the seed of the random choices after those.
    pub(super) seed: Option<u64>,
    /// `GLASS_STEPS`: the step limit, after which the run is aborted.
    pub(super) max_steps: u64,
    /// `GLASS_EVENTS`: the limit on recorded events.
    pub(super) max_events: u64,
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
        Self {
            out: variable("GLASS_OUT").map(PathBuf::from),
            lines: text("GLASS_LINES").is_some_and(|value| value == "1"),
            choices: text("GLASS_CHOICES")
                .iter()
                .flat_map(|list| list.split(','))
                .filter_map(|choice| choice.trim().parse().ok())
                .collect(),
            seed: number("GLASS_SEED"),
            max_steps: number("GLASS_STEPS").unwrap_or(20_000),
            max_events: number("GLASS_EVENTS").unwrap_or(10_000),
            from: number("GLASS_FROM").unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_a_list_and_what_is_missing_has_a_default() {
        let settings = Settings::read(|name| match name {
            "GLASS_CHOICES" => Some("0, 2,1".into()),
            "GLASS_STEPS" => Some("many".into()),
            _ => None,
        });
        assert_eq!(settings.choices, [0, 2, 1]);
        assert_eq!(settings.max_steps, 20_000);
        assert!(!settings.lines && settings.out.is_none() && settings.seed.is_none());
    }
}
