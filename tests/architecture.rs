//! Holds the sources to the architecture: which module may import which, no circular imports between files, no type
//! name defined twice, how files are named, which words texts use, and whether the files exist that the docs point
//! newcomers to.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod architecture {
    pub(crate) mod graph;
    pub(crate) mod source;
    mod words;
}

use architecture::graph::Graph;
use architecture::source::Crate;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Which module may import which. Everything else is forbidden, and so are rows that depend on each other, and rows
/// and names that no code needs.
///
/// `course` reports how many problems it found, so it needs `text` for the plural. `report` phrases the engine's
/// notices, lesson states and refused answers; the engine never uses `report`. Blocks carry diffs, diagnostics and
/// problems as they are, so `rows` and `plain` need `compare`, `verdict` and `course`.
const MAY_IMPORT: &str = "
    sanitize   ->
    compare    ->
    process    ->
    cache      -> text
    parallel   ->
    watch      ->
    highlight  ->
    signals    ->
    log        ->
    text       ->
    markdown   -> sanitize text
    verdict    -> compare
    build      -> process verdict cache parallel
    course     -> verdict compare text parallel
    pack       -> course process sanitize text
    run        -> build process verdict parallel
    glass      -> build process verdict run parallel
    package    -> cache glass process run signals verdict parallel sanitize
    grader     -> course verdict compare build process glass run parallel text
    desk       -> compare course verdict text
    engine     -> pack compare course verdict grader desk watch process text
    report     -> engine course verdict compare desk sanitize text
    keymap     ->
    rows       -> report markdown highlight text sanitize verdict compare course
    html       -> report rows sanitize
    theme      -> highlight rows
    app        -> engine course verdict keymap report
    screen     -> app engine course verdict rows theme keymap report text sanitize highlight
    tui        -> app keymap engine signals
    plain      -> engine report markdown text sanitize signals course verdict compare desk
    author     -> pack build cache compare course verdict grader process report markdown text parallel
    teach      -> compare course desk grader process report sanitize text verdict
    cli        -> *
    main       -> cli package process
    lib        -> *
";

/// Names that every module may use for a type of its own. `Args` are the options of a command, as clap calls them.
const OWN_IN_EVERY_MODULE: &[&str] = &["Args", "Error", "Options"];

/// File names that do not say what a file is for.
const EMPTY_NAMES: &[&str] = &[
    "mod", "utils", "util", "helpers", "helper", "common", "manager", "imp", "misc",
];

const MAX_LINES: usize = 600;

#[test]
fn modules_import_only_what_the_table_allows() {
    let table = may_import();
    let mut wrong = Vec::new();
    for (file, from, to) in CELLMATE.imports() {
        let Some(allowed) = table.get(&from) else {
            wrong.push(format!("MAY_IMPORT has no row for `{from}`"));
            continue;
        };
        if !allowed.contains("*") && !allowed.contains(&to) {
            wrong.push(format!("{file}: `{from}` may not import `{to}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_allows_only_what_the_code_needs() {
    let imports = CELLMATE.imports().into_iter();
    let used: BTreeSet<(String, String)> = imports.map(|(_, from, to)| (from, to)).collect();
    let mut wrong = Vec::new();
    for (from, imported) in may_import() {
        if !root().join(format!("src/{from}.rs")).is_file() {
            wrong.push(format!(
                "MAY_IMPORT has a row for `{from}`, which is not a module"
            ));
        }
        for to in imported {
            if to != "*" && !used.contains(&(from.clone(), to.clone())) {
                wrong.push(format!("`{from}` does not import `{to}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn modules_do_not_import_each_other_in_a_cycle() {
    let mut graph = Graph::default();
    for (from, imported) in may_import() {
        for to in imported {
            graph.add(&from, &to);
        }
    }
    let cycle = graph.cycle();
    assert!(cycle.is_none(), "MAY_IMPORT has a cycle: {cycle:?}");
}

/// A module's root and the files below it count as one: a root may both define what its files share and call them.
#[test]
fn files_do_not_import_each_other_in_a_cycle() {
    let mut graph = Graph::default();
    for (from, to) in CELLMATE
        .dependencies()
        .into_iter()
        .chain(glass_std().dependencies())
    {
        if !to.starts_with(&format!("{}/", from.trim_end_matches(".rs"))) {
            graph.add(&from, &to);
        }
    }
    let mut wrong = Vec::new();
    while let Some(cycle) = graph.cycle() {
        wrong.push(format!("a cycle: {}", cycle.join(" -> ")));
        graph.remove(&cycle[cycle.len() - 2], &cycle[cycle.len() - 1]);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_type_name_is_defined_twice() {
    let mut defined: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, file) in CELLMATE.types() {
        defined.entry(name).or_default().insert(file);
    }
    let mut wrong = Vec::new();
    for (name, files) in &defined {
        if files.len() > 1 && !OWN_IN_EVERY_MODULE.contains(&name.as_str()) {
            wrong.push(format!("`{name}` is defined in each of {files:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_one_module_starts_processes() {
    let mut files = CELLMATE.files_with(&["process", "Command"]);
    files.extend(CELLMATE.files_with(&["Command", "new"]));
    files.retain(|file| *file != "src/process.rs" && !file.starts_with("src/process/"));
    assert!(
        files.is_empty(),
        "start processes through `process`: {files:?}"
    );
}

/// All other files return what there is to print. The launcher is an exception: it reports to the process that started
/// it.
#[test]
fn only_some_files_print() {
    let printing = [
        "src/cli.rs",
        "src/cli/",
        "src/package/printing.rs",
        "src/process/canary.rs",
        "src/process/series.rs",
        "src/process/unix.rs",
        "src/tui/terminal.rs",
    ];
    let mut files = CELLMATE.files_with(&["io", "stdout"]);
    files.extend(CELLMATE.files_with(&["io", "stderr"]));
    for file in &printing {
        let used = files.iter().any(|found| found.starts_with(file));
        assert!(used, "{file} does not print");
    }
    files.retain(|file| !printing.iter().any(|start| file.starts_with(start)));
    assert!(files.is_empty(), "print through `cli`: {files:?}");
}

#[test]
fn files_are_named_after_their_job() {
    for path in rust_files("src").into_iter().chain(own_tests()) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(!EMPTY_NAMES.contains(&name), "{}", path.display());
    }
}

#[test]
fn modules_begin_with_their_purpose() {
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("//!"), "{}", path.display());
        }
    }
}

#[test]
fn no_source_file_is_longer_than_the_limit() {
    for path in rust_files("src").into_iter().chain(rust_files("tests")) {
        let count = fs::read_to_string(&path).unwrap().lines().count();
        assert!(count <= MAX_LINES, "{}: {count} lines", path.display());
    }
}

#[test]
fn the_paths_that_the_docs_name_exist() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for file in ["CONTRIBUTING.md", "README.md", "src/lib.rs"] {
        let text = fs::read_to_string(root().join(file)).unwrap();
        for path in named_paths(&text) {
            count += 1;
            if !root().join(path).exists() {
                wrong.push(format!("{file} names `{path}`, which does not exist"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 20, "only {count} paths were found");
}

/// The schema is made from the types, and a unit test keeps it current.
#[test]
fn contributing_explains_every_condition_of_feedback() {
    let read = |file| fs::read_to_string(root().join(file)).unwrap();
    let schema: Value = serde_json::from_str(&read("lessons/lesson.schema.json")).unwrap();
    let conditions = schema["$defs"]["When"]["properties"].as_object().unwrap();
    let text = read("CONTRIBUTING.md");
    let (_, table) = text.split_once("The conditions in `when`:").unwrap();
    let (table, _) = table.split_once("\n\nEvery stage").unwrap();
    let rows = table.lines().filter_map(|row| row.strip_prefix("| `"));
    let explained: BTreeSet<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    assert_eq!(explained, conditions.keys().map(String::as_str).collect());
}

#[test]
fn the_top_level_holds_only_what_belongs_there() {
    let folders = [
        "src",
        "exercises",
        "solutions",
        "lessons",
        "tests",
        "target",
    ];
    let files = [
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "rust-toolchain.toml",
        "deny.toml",
    ];
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let expected = name.starts_with('.')
            || folders.contains(&name.as_str())
            || files.contains(&name.as_str());
        assert!(expected, "{name} does not belong on the top level");
    }
}

/// The application, without the crate that it puts under programs.
static CELLMATE: LazyLock<Crate> = LazyLock::new(|| {
    let mut files = rust_files("src");
    files.retain(|path| !path.starts_with("src/glass/std"));
    Crate::read(root(), Path::new("src"), &files)
});

/// The crate that the application puts under programs, and that uses nothing of the application.
fn glass_std() -> Crate {
    let mut files = rust_files("src/glass/std");
    files.retain(|path| !path.starts_with("src/glass/std/tests"));
    Crate::read(root(), Path::new("src/glass/std"), &files)
}

fn may_import() -> BTreeMap<String, BTreeSet<String>> {
    let mut table: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in lines(MAY_IMPORT) {
        let (module, imported) = line.split_once("->").expect("`MODULE -> MODULE …`");
        let row = table.entry(module.trim().to_owned()).or_default();
        row.extend(imported.split_whitespace().map(str::to_owned));
    }
    table
}

fn lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the paths of this repository in a text; for a pattern, the folder before its first `*`. The files of the
/// example lesson `my_lesson` are left out.
fn named_paths(text: &str) -> impl Iterator<Item = &str> {
    let is_in_path = |c: char| c.is_alphanumeric() || "/._-*".contains(c);
    text.split(move |c| !is_in_path(c))
        .filter(|word| {
            let folders = ["src/", "tests/", ".ci/"];
            folders.iter().any(|folder| word.starts_with(folder)) && !word.contains("my_lesson")
        })
        .map(|path| match path.split_once('*') {
            Some((before, _)) => before.rsplit_once('/').map_or("", |(folder, _)| folder),
            None => path.trim_end_matches('.'),
        })
}

/// Returns the sources of the tests, without the files that belong to lessons, real or made for a test.
fn own_tests() -> Vec<PathBuf> {
    let of_lessons = [
        "exercises",
        "solutions",
        "hidden",
        "mistakes",
        "alternatives",
        "programs",
    ];
    let mut files = rust_files("tests");
    files.retain(|path| {
        !path
            .iter()
            .any(|part| of_lessons.iter().any(|name| part == *name))
    });
    files
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
