//! The edition of a single file: that of the package that it is in.

use crate::verdict::Edition;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns the edition of the package that a file is in, and the manifest that declares it.
pub(super) fn edition_of_package(file: &Path) -> Option<(Edition, PathBuf)> {
    let file = std::path::absolute(file).ok()?;
    let mut folders = file.ancestors().skip(1);
    let (manifest, table) = folders.find_map(|folder| {
        let manifest = folder.join("Cargo.toml");
        let table = read(&manifest)?;
        table.contains_key("package").then_some((manifest, table))
    })?;
    let edition = table.get("package")?.get("edition");
    let inherits = edition.is_some_and(|edition| edition.get("workspace").is_some());
    if !inherits {
        let named = edition.map_or(Some(Edition::E2015), known)?;
        return Some((named, manifest));
    }
    let mut folders = manifest.ancestors().skip(1);
    folders.find_map(|folder| {
        let manifest = folder.join("Cargo.toml");
        let table = read(&manifest)?;
        let edition = table.get("workspace")?.get("package")?.get("edition")?;
        Some((known(edition)?, manifest))
    })
}

fn known(named: &toml::Value) -> Option<Edition> {
    let mut all = Edition::ALL.iter().copied();
    all.find(|edition| Some(edition.as_str()) == named.as_str())
}

fn read(manifest: &Path) -> Option<toml::Table> {
    fs::read_to_string(manifest).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_edition_of_its_package() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("Cargo.toml", "[workspace.package]\nedition = \"2018\"\n");
        write("own/Cargo.toml", "[package]\nedition = \"2021\"\n");
        write("same/Cargo.toml", "[package]\nedition.workspace = true\n");
        write("none/Cargo.toml", "[package]\nname = \"none\"\n");
        for (file, edition, manifest) in [
            ("own/src/main.rs", Edition::E2021, "own/Cargo.toml"),
            ("same/src/bin/a.rs", Edition::E2018, "Cargo.toml"),
            ("none/src/main.rs", Edition::E2015, "none/Cargo.toml"),
        ] {
            let found = edition_of_package(&folder.path().join(file));
            assert_eq!(
                found,
                Some((edition, folder.path().join(manifest))),
                "{file}"
            );
        }
        assert_eq!(edition_of_package(&folder.path().join("main.rs")), None);
    }
}
