//! What a record says about a file, line by line.

use std::collections::BTreeMap;
use std::path::Path;

/// Returns `12: created, acquired shared, released` for each line of the program for which something was recorded, in
/// order.
pub(crate) fn by_line(record: &str, program: &Path) -> Vec<String> {
    let mut lines: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for event in record
        .lines()
        .filter(|event| field(event, "event").is_some())
    {
        let word = match field(event, "event").unwrap() {
            "created" if field(event, "kind") != Some("RefCell") => continue,
            name @ ("acquired" | "refused") => {
                format!("{name} {}", field(event, "access").unwrap())
            }
            name @ ("created" | "released" | "dropped") => name.to_owned(),
            _ => continue,
        };
        // What std created, or what was dropped at the end of a thread, has no line in the program.
        let Some(file) = field(event, "file") else {
            assert!(word == "created" || word == "dropped", "{event}");
            continue;
        };
        // Files that a backtrace names have whole paths.
        assert!(Path::new(file).ends_with(program), "{event}");
        let line = field(event, "line").unwrap().parse().unwrap();
        lines.entry(line).or_default().push(word);
    }
    let line = |(number, words): (u32, Vec<String>)| format!("{number}: {}", words.join(", "));
    lines.into_iter().map(line).collect()
}

/// Returns a field of one line of JSON, unparsed.
pub(crate) fn field<'a>(event: &'a str, key: &str) -> Option<&'a str> {
    let (_, value) = event.split_once(&format!("\"{key}\":"))?;
    match value.strip_prefix('"') {
        Some(text) => text.split('"').next(),
        None => value.split([',', '}']).next(),
    }
}
