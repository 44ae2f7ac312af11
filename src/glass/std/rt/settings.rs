//! What the environment asks for. Everything has a default, so that the crate also works by itself.

use ::std::ffi::OsString;
use ::std::path::PathBuf;
use ::std::sync::OnceLock;

/// What a run is to do.
#[derive(Debug)]
pub(super) struct Settings {
    /// `GLASS_OUT`: the file that the record goes to; none: nothing is recorded.
    pub(super) out: Option<PathBuf>,
    /// `GLASS_LINES=1`: borrows and locks are recorded with their lines. Otherwise only choices are.
    pub(super) lines: bool,
    /// `GLASS_CHOICES=0,1,1`: which thread goes on, wherever there is more than one that could.
    pub(super) choices: Vec<u32>,
    /// `GLASS_SEED`: after those choices, threads are picked at random from this seed.
    pub(super) seed: Option<u64>,
    /// `GLASS_STEPS`: so many steps are let pass before the run counts as one that never ends.
    pub(super) most_steps: u64,
    /// `GLASS_EVENTS`: so many events are recorded.
    pub(super) most_events: u64,
}

/// The settings of this run, read once.
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
            most_steps: number("GLASS_STEPS").unwrap_or(20_000),
            most_events: number("GLASS_EVENTS").unwrap_or(10_000),
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
        assert_eq!(settings.most_steps, 20_000);
        assert!(!settings.lines && settings.out.is_none() && settings.seed.is_none());
    }
}
