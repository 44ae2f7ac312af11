//! Finds folders on file systems that other machines change: such changes cause no events here.
//!
//! A probe cannot find that out, because what this machine writes does cause events. Linux lists its mounts in a file;
//! on other systems only the probe decides.

use std::fs;
use std::path::Path;

/// Whether another machine or system may change files below `folder`.
pub(super) fn is_remote(folder: &Path) -> bool {
    let Ok(folder) = fs::canonicalize(folder) else {
        return false;
    };
    fs::read_to_string("/proc/self/mountinfo")
        .is_ok_and(|mounts| file_system(&mounts, &folder).is_some_and(changes_elsewhere))
}

fn file_system<'text>(mounts: &'text str, folder: &Path) -> Option<&'text str> {
    let mut nearest: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let Some((mount, about)) = line.split_once(" - ") else {
            continue;
        };
        let (Some(point), Some(kind)) = (mount.split(' ').nth(4), about.split(' ').next()) else {
            continue;
        };
        let point = unescape(point);
        // Of two mounts on the same point, the later one covers the earlier one.
        if folder.starts_with(&point) && nearest.is_none_or(|(length, _)| length <= point.len()) {
            nearest = Some((point.len(), kind));
        }
    }
    nearest.map(|(_, kind)| kind)
}

fn changes_elsewhere(kind: &str) -> bool {
    const REMOTE: [&str; 13] = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "drvfs", "vboxsf", "prl_fs", "virtiofs",
        "afs", "ceph", "fuse",
    ];
    REMOTE.contains(&kind) || kind.starts_with("fuse.")
}

/// Replaces the octal escapes that the kernel writes for spaces in paths.
fn unescape(point: &str) -> String {
    point
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:25 / /home/ada/work rw - nfs4 server:/work rw
31 30 0:26 / /home/ada/work/local rw - tmpfs tmpfs rw
32 22 0:27 / /mnt/c rw,noatime - 9p C:\\134 rw
33 22 0:28 / /mnt/my\\040disk rw - fuse.sshfs far: rw
34 22 0:29 / /media/stick rw - fuseblk /dev/sdb1 rw
broken line
";

    #[test]
    fn the_nearest_mount_decides_whether_changes_come_from_elsewhere() {
        let cases = [
            ("/home/ada", false),
            ("/home/ada/work", true),
            ("/home/ada/work/desk/exercises", true),
            ("/home/ada/workshop", false),
            ("/home/ada/work/local/desk", false),
            ("/mnt/c/Users/ada", true),
            ("/mnt/my disk/desk", true),
            ("/media/stick/desk", false),
        ];
        for (folder, expected) in cases {
            let kind = file_system(MOUNTS, Path::new(folder)).unwrap();
            assert_eq!(changes_elsewhere(kind), expected, "{folder} on {kind}");
        }
    }
}
