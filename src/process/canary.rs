//! The program that tries what a confined program must not be able to do. It runs like any other one, and reports what
//! succeeded.

use super::sandbox::{Property, SECRET_FILE};
use rustix::process::{Pid, Resource};
use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, Write as _};
use std::net::{TcpStream, UdpSocket};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Command, ExitCode};

/// A number of bytes above the memory limit of programs.
const TOO_MUCH: usize = 1 << 30;

/// Tries everything, and prints the properties that do not hold.
pub(super) fn run(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let mut next = || args.next().unwrap_or_default();
    let folder = next();
    let port = next().to_str().and_then(|port| port.parse().ok());
    let parent = next()
        .to_str()
        .and_then(|pid| Pid::from_raw(pid.parse().ok()?));
    let (Some(port), Some(parent)) = (port, parent) else {
        return ExitCode::from(2);
    };
    let folder = Path::new(&folder);
    let succeeded = |property: &&Property| match property {
        Property::ReadsOutside => fs::read(folder.join(SECRET_FILE)).is_ok(),
        Property::WritesOutside => writes(folder),
        Property::ChangesPermissions => changes_permissions(&folder.join(SECRET_FILE)),
        Property::Network => uses_network(port),
        Property::Signals => rustix::process::test_kill_process(parent).is_ok(),
        Property::StartsPrograms => Command::new("/bin/true").status().is_ok(),
        Property::Memory => Vec::<u8>::new().try_reserve_exact(TOO_MUCH).is_ok(),
        Property::LimitsOfOthers => changes_limits(parent),
    };
    let broken: Vec<&Property> = Property::ALL.iter().filter(succeeded).collect();
    let report = serde_json::to_vec(&broken).unwrap_or_default();
    match io::stdout().write_all(&report) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn writes(folder: &Path) -> bool {
    let secret = folder.join(SECRET_FILE);
    fs::write(folder.join("new"), "").is_ok()
        || fs::create_dir(folder.join("folder")).is_ok()
        || File::options().append(true).open(&secret).is_ok()
        || File::create(&secret).is_ok()
        || fs::hard_link(&secret, folder.join("link")).is_ok()
        || fs::remove_file(&secret).is_ok()
}

fn changes_permissions(file: &Path) -> bool {
    let owner = rustix::process::geteuid().as_raw();
    fs::set_permissions(file, Permissions::from_mode(0o600)).is_ok()
        || chown(file, Some(owner), None).is_ok()
}

fn uses_network(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
        || UdpSocket::bind("127.0.0.1:0").is_ok()
        || UnixDatagram::unbound().is_ok()
}

/// Tries to set a limit of another process to this process's own limit. Every process may do that to another process of
/// the same user.
fn changes_limits(process: Pid) -> bool {
    let own = rustix::process::getrlimit(Resource::Core);
    rustix::process::prlimit(Some(process), Resource::Core, own).is_ok()
}
