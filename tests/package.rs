//! What is packed for the registry carries the whole course.

use cellmate::course::Tree;
use std::collections::BTreeSet;
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
