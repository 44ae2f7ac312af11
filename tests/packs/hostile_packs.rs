//! Packs that are made to do harm: each is refused as a whole, with one message.

use crate::tarball::{COURSE, Tarball, gzip};
use cellmate::pack;
use proptest::prelude::*;
use tar::EntryType;

/// More bytes than a pack may have. As zeros, they are a few kilobytes when compressed.
const BOMB: usize = 30_000_000;

fn with(name: &str) -> Vec<u8> {
    Tarball::course().file(name, "x").gzip()
}

fn of_kind(kind: EntryType) -> Vec<u8> {
    Tarball::course()
        .entry(b"lessons/cell/first.toml", kind, b"")
        .gzip()
}

fn bent(mut pack: Vec<u8>, at: usize) -> Vec<u8> {
    pack[at] ^= 0xff;
    pack
}

#[expect(clippy::too_many_lines, reason = "it is a table")]
#[test]
fn a_hostile_pack_is_refused_as_a_whole() {
    let plain = Tarball::course().gzip();
    assert!(pack::read(&plain).is_ok());
    let end = plain.len();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", Vec::new(), "it is not a gzip file"),
        ("a zip", b"PK\x03\x04".to_vec(), "it is not a gzip file"),
        (
            "half of a pack",
            plain[..end / 2].to_vec(),
            "it is damaged or incomplete",
        ),
        (
            "without its checksum",
            plain[..end - 8].to_vec(),
            "it is damaged or incomplete",
        ),
        (
            "another checksum",
            bent(plain.clone(), end - 8),
            "it is damaged or incomplete",
        ),
        (
            "another length",
            bent(plain.clone(), end - 4),
            "it is damaged or incomplete",
        ),
        (
            "a second pack behind it",
            [plain.clone(), plain.clone()].concat(),
            "it has extra data after its end",
        ),
        (
            "bytes behind the last file",
            gzip(
                &[
                    &inflated(&Tarball::course().raw(&[0; 1024])),
                    &b"hidden"[..],
                ]
                .concat(),
            ),
            "it has extra data after its end",
        ),
        (
            "a text",
            gzip("not a tar file\n".repeat(99).as_bytes()),
            "it is damaged or incomplete",
        ),
        (
            "a huge file",
            Tarball::course()
                .file("lessons/cell/first.toml", vec![0; BOMB])
                .gzip(),
            "`lessons/cell/first.toml` is larger than 1 MiB",
        ),
        (
            "many large files",
            (0..25)
                .fold(Tarball::course(), |tar, at| {
                    tar.file(&format!("lessons/cell/l{at}.toml"), vec![0; 1 << 20])
                })
                .gzip(),
            "it is larger than 20 MB",
        ),
        (
            "a huge name",
            Tarball::course()
                .entry(b"././@LongLink", EntryType::GNULongName, &vec![b'a'; BOMB])
                .file("lessons/cell/first.toml", "x")
                .gzip(),
            "it is larger than 20 MB",
        ),
        (
            "a huge extension",
            Tarball::course()
                .entry(b"pax", EntryType::XHeader, &vec![b'1'; BOMB])
                .file("lessons/cell/first.toml", "x")
                .gzip(),
            "it is larger than 20 MB",
        ),
        (
            "zeros without end",
            Tarball::course().raw(&vec![0; BOMB]).gzip(),
            "it is larger than 20 MB",
        ),
        (
            "folders without end",
            (0..5_001)
                .fold(Tarball::course(), |tar, _| {
                    tar.entry(b"lessons/", EntryType::Directory, b"")
                })
                .gzip(),
            "it has more than 5000 entries",
        ),
        (
            "a size that is not there",
            gzip(&inflated(&Tarball::course().claiming(
                b"lessons/cell/first.toml",
                EntryType::Regular,
                b"x",
                999,
            ))),
            "it is damaged or incomplete",
        ),
        (
            "the folder above",
            with("../first.toml"),
            "`../first.toml` leads out of the course",
        ),
        (
            "far above",
            with("lessons/../../../home/.bashrc"),
            "`lessons/../../../home/.bashrc` leads out of the course",
        ),
        (
            "an absolute path",
            with("/etc/cron.d/evil"),
            "`/etc/cron.d/evil` leads out of the course",
        ),
        (
            "a drive",
            with("C:/evil.rs"),
            "`C:/evil.rs` leads out of the course",
        ),
        (
            "backslashes",
            with("lessons\\..\\..\\evil.toml"),
            "`lessons\\..\\..\\evil.toml` leads out of the course",
        ),
        (
            "a home folder",
            with("~/.profile"),
            "`~/.profile` leads out of the course",
        ),
        (
            "a folder that leads out",
            Tarball::course()
                .entry(b"../lessons/", EntryType::Directory, b"")
                .gzip(),
            "`../lessons/` leads out of the course",
        ),
        (
            "a link",
            of_kind(EntryType::Symlink),
            "`lessons/cell/first.toml` is a link, not a regular file",
        ),
        (
            "a hard link",
            of_kind(EntryType::Link),
            "`lessons/cell/first.toml` is a link, not a regular file",
        ),
        (
            "a disk",
            of_kind(EntryType::Block),
            "`lessons/cell/first.toml` is a device, not a regular file",
        ),
        (
            "a terminal",
            of_kind(EntryType::Char),
            "`lessons/cell/first.toml` is a device, not a regular file",
        ),
        (
            "a pipe",
            of_kind(EntryType::Fifo),
            "`lessons/cell/first.toml` is a pipe, not a regular file",
        ),
        (
            "a kind that nobody knows",
            of_kind(EntryType::new(b'Z')),
            "`lessons/cell/first.toml` is something else, not a regular file",
        ),
        (
            "a link for a folder",
            Tarball::course()
                .entry(b"exercises", EntryType::Symlink, b"")
                .file("exercises/cell/first.rs", "x")
                .gzip(),
            "`exercises` is a link, not a regular file",
        ),
        (
            "the same file twice",
            with("lessons/course.toml"),
            "it contains `lessons/course.toml` twice",
        ),
        (
            "names that differ in case",
            Tarball::course()
                .file("exercises/cell/first.rs", "x")
                .file("exercises/cell/First.rs", "y")
                .gzip(),
            "`exercises/cell/first.rs` and `exercises/cell/First.rs` are the same name on some systems",
        ),
        (
            "a device of Windows",
            with("lessons/cell/con.toml"),
            "`lessons/cell/con.toml` is the name of a device on Windows",
        ),
        (
            "a folder that is a device of Windows",
            with("exercises/aux/first.rs"),
            "`exercises/aux/first.rs` is the name of a device on Windows",
        ),
        (
            "a name with an escape sequence",
            with("lessons/cell/\u{1b}[2Jfirst.toml"),
            "`lessons/cell/␛[2Jfirst.toml` is not a course file",
        ),
        (
            "a name that is not text",
            Tarball::course()
                .entry(b"lessons/cell/\xff.toml", EntryType::Regular, b"x")
                .gzip(),
            "`lessons/cell/\u{fffd}.toml` is not a course file",
        ),
        (
            "a name that turns around",
            with("exercises/cell/\u{202e}sr.rs"),
            "`exercises/cell/\\u{202e}sr.rs` is not a course file",
        ),
        (
            "an accent",
            with("exercises/cell/e\u{301}.rs"),
            "`exercises/cell/e\u{301}.rs` is not a course file",
        ),
        (
            "a dot at the end",
            with("exercises/cell/first.rs."),
            "`exercises/cell/first.rs.` is not a course file",
        ),
        (
            "a hidden file",
            with("lessons/.git/config"),
            "`lessons/.git/config` is not a course file",
        ),
        (
            "settings of cargo",
            with(".cargo/config.toml"),
            "`.cargo/config.toml` is not a course file",
        ),
        (
            "a toolchain",
            with("exercises/rust-toolchain.toml"),
            "`exercises/rust-toolchain.toml` is not a course file",
        ),
        (
            "a build script",
            with("exercises/cell/build/build.rs"),
            "`exercises/cell/build/build.rs` is not a course file",
        ),
        (
            "a file below a file",
            with("lessons/course.toml/first.toml"),
            "`lessons/course.toml/first.toml` is not a course file",
        ),
        (
            "something else",
            Tarball::default()
                .file("lessons/cell/first.toml", COURSE)
                .gzip(),
            "it has no lessons/course.toml",
        ),
    ];
    let mut wrong = Vec::new();
    for (what, bytes, expected) in cases {
        match pack::read(&bytes) {
            Err(error) if error.to_string() == expected => {}
            other => wrong.push(format!("{what}: {other:?} instead of: {expected}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The uncompressed bytes, without the zeros that end an archive.
fn inflated(tar: &Tarball) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pack = tar.clone().gzip();
    let mut decoder = flate2::read::GzDecoder::new(&pack[..]);
    std::io::Read::read_to_end(&mut decoder, &mut bytes).unwrap();
    bytes.truncate(bytes.len() - 1024);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_changed_in_a_pack_only_files_of_a_course_come_out(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)
    ) {
        let files = Tarball::course()
            .file("lessons/cell/first.toml", "title = 1")
            .file("exercises/cell/first.rs", "fn main() {}")
            .file("tests/mistakes/first/one.rs", "fn main() {}");
        let mut bytes = inflated(&files);
        for (at, byte) in changes {
            let length = bytes.len();
            bytes[at.index(length)] = byte;
        }
        bytes.extend([0; 1024]);
        if let Ok(tree) = pack::read(&gzip(&bytes)) {
            for path in tree.paths() {
                let plain = |c: char| c.is_ascii_alphanumeric() || "/_-.".contains(c);
                prop_assert!(path.chars().all(plain) && !path.contains(".."), "{path}");
                let folders = ["lessons/", "exercises/", "tests/"];
                prop_assert!(folders.iter().any(|folder| path.starts_with(folder)), "{path}");
            }
        }
    }
}
