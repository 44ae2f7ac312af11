//! What is packed for the registry carries the whole course; versions and features are the same everywhere.

use cellmate::course::Tree;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_package_holds_every_file_that_the_binary_embeds() {
    let output = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let packed = String::from_utf8(output.stdout).unwrap();
    let packed: BTreeSet<&str> = packed.lines().collect();
    let course = Tree::embedded();
    let missing: Vec<&str> = course
        .paths()
        .filter(|path| !packed.contains(path))
        .collect();
    assert!(course.paths().count() > 100, "the course is embedded");
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn the_minimum_rust_version_is_the_same_everywhere() {
    let minimum = env!("CARGO_PKG_RUST_VERSION");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (file, sentence) in [
        ("README.md", format!("Rust {minimum} or later")),
        (
            ".github/workflows/ci.yml",
            format!("toolchain: \"{minimum}\"\n"),
        ),
    ] {
        // The packed crate has no workflows.
        if let Ok(text) = fs::read_to_string(root.join(file)) {
            assert!(text.contains(&sentence), "{file}: no `{sentence}`");
        }
    }
}

/// If their features differed, each of the two would build the dependencies and this crate again after the other.
#[cfg(target_os = "linux")]
#[test]
fn cargo_run_builds_the_same_dependencies_as_cargo_test() {
    let run = features("normal,build");
    let test = features("normal,build,dev");
    let others: Vec<&String> = run.difference(&test).collect();
    assert!(
        others.is_empty(),
        "`cargo test` builds these with more features; name them in Cargo.toml: {others:?}"
    );
}

/// Each crate with its version and features, along these kinds of edges.
#[cfg(target_os = "linux")]
fn features(edges: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--prefix", "none"])
        .args(["--edges", edges, "--format", "{p} {f}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let tree = String::from_utf8(output.stdout).expect("UTF-8");
    tree.lines().map(|line| line.replace(" (*)", "")).collect()
}
