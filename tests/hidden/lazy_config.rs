//! Hidden tests for `lazy_config`. They use what the starter fixes: `new`, `settings`, `preset`, `get` and `read.get()`.
use super::{Config, Settings};

#[test]
fn read_on_first_need() {
    let config = Config::new("a=1\nb=2\nno pair");
    assert_eq!(
        config.read.get(),
        0,
        "how often a new config has parsed its text"
    );
    assert_eq!(
        config.settings().len(),
        2,
        "settings in a text with two pairs and a line without"
    );
    assert_eq!(
        (config.get("b"), config.get("c")),
        (Some("2"), None),
        "the settings b and c of a=1 and b=2"
    );
    assert_eq!(
        config.read.get(),
        1,
        "how often the text was parsed, after three uses"
    );
}

#[test]
fn preset_in_time() {
    let config = Config::new("a=1");
    let own = Settings::from([("a".to_owned(), "9".to_owned())]);
    assert_eq!(
        config.preset(own),
        Ok(()),
        "a preset before anything asked for a setting"
    );
    assert_eq!(config.get("a"), Some("9"), "the setting a, preset to 9");
    assert_eq!(
        config.read.get(),
        0,
        "how often the text was parsed, after a preset"
    );
}

#[test]
fn preset_too_late() {
    let config = Config::new("");
    assert!(config.settings().is_empty());
    let own = Settings::from([("a".to_owned(), "9".to_owned())]);
    assert_eq!(
        config.preset(own.clone()),
        Err(own),
        "a preset after the text was parsed"
    );
    assert_eq!(
        config.get("a"),
        None,
        "the setting a, which is not in the text and was preset too late"
    );
}

#[test]
fn two_configs() {
    let (left, right) = (Config::new("side=left"), Config::new("side=right"));
    assert_eq!(
        (left.get("side"), right.get("side")),
        (Some("left"), Some("right")),
        "the setting `side` of two configs"
    );
}

#[test]
fn first_preset_counts() {
    let config = Config::new("a=1");
    let first = Settings::from([("a".to_owned(), "8".to_owned())]);
    let second = Settings::from([("a".to_owned(), "9".to_owned())]);
    assert_eq!(config.preset(first), Ok(()), "the first preset");
    assert_eq!(
        config.preset(second.clone()),
        Err(second),
        "a second preset, before anything asked for a setting"
    );
    assert_eq!(
        config.get("a"),
        Some("8"),
        "the setting after two presets, 8 and then 9"
    );
}

#[test]
fn equal_preset() {
    let config = Config::new("a=1");
    let same = config.settings().clone();
    assert_eq!(
        config.preset(same.clone()),
        Err(same),
        "a preset after the text was parsed, with the same settings"
    );
}
