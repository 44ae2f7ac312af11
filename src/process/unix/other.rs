//! What `linux` does, on a unix without /proc: mostly nothing. Tried only on Linux, in the place of `linux`.

use crate::process::output::Look;
use crate::process::pipes::Streams;
use rustix::process::Pid;
use std::io;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::time::Duration;

/// By what the processes of one run are known: here, by nothing but their group.
pub(super) struct Traces;

#[expect(
    clippy::unused_self,
    reason = "the signatures are those of the Linux side"
)]
impl Traces {
    pub(super) fn of(_leader: Pid, _streams: &Streams) -> Self {
        Self
    }

    /// What threads wait for is not shown: the time limit decides.
    pub(super) fn look(&mut self) -> Look {
        Look::Hidden
    }

    pub(super) fn cpu_used(&self) -> Option<Duration> {
        None
    }

    pub(super) fn busy(&self, _wall: Duration) -> Option<bool> {
        None
    }

    pub(super) fn sweep(&self) {}
}

/// There is no such handle here: whether the process is over is asked now and then.
pub(super) fn handle(_leader: Pid) -> Option<OwnedFd> {
    None
}

/// There is no such wish here; the limits of the run still hold.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the signature is that of the Linux side"
)]
pub(super) fn die_with_parent() -> io::Result<()> {
    Ok(())
}

/// The running binary.
pub(in crate::process) fn own_binary() -> io::Result<PathBuf> {
    std::env::current_exe()
}
