//! Waits until there is input to read, or another thread wakes the reader.
//!
//! crossterm alone can only be woken by a timeout, and after the terminal is closed it reads the end of file in a loop.

/// Why a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WaitResult {
    /// There is input to read, or the time is over.
    Input,
    /// Another thread woke the reader.
    Woken,
    /// The terminal is closed.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only Linux reports it")
    )]
    Closed,
}

#[cfg(target_os = "linux")]
pub(super) use linux::InputWaiter;

#[cfg(not(target_os = "linux"))]
pub(super) use portable::InputWaiter;

#[cfg(target_os = "linux")]
mod linux {
    use super::WaitResult;
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::retry_on_intr;
    use std::io::{self, Read, Write};
    use std::os::unix::net::UnixStream;
    use std::time::Duration;

    /// Waits for input or for a byte that another thread writes.
    pub(in crate::tui) struct InputWaiter {
        wake: UnixStream,
        woken: UnixStream,
    }

    impl InputWaiter {
        pub(in crate::tui) fn new() -> io::Result<Self> {
            let (wake, woken) = UnixStream::pair()?;
            wake.set_nonblocking(true)?;
            woken.set_nonblocking(true)?;
            Ok(Self { wake, woken })
        }

        pub(in crate::tui) fn wake(&self) {
            // A full buffer wakes the reader too.
            let _ = (&self.wake).write(&[1]);
        }

        pub(in crate::tui) fn wait(&self, timeout: Option<Duration>) -> io::Result<WaitResult> {
            let timeout = timeout.map(Timespec::try_from).transpose();
            let timeout = timeout.map_err(io::Error::other)?;
            let stdin = rustix::stdio::stdin();
            let mut sources = [
                PollFd::from_borrowed_fd(stdin, PollFlags::IN),
                PollFd::new(&self.woken, PollFlags::IN),
            ];
            retry_on_intr(|| poll(&mut sources, timeout.as_ref()))?;
            let (input, wakes) = (sources[0].revents(), sources[1].revents());
            if input.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
                return Ok(WaitResult::Closed);
            }
            if wakes.is_empty() {
                return Ok(WaitResult::Input);
            }
            // Empty the buffer. If there is input too, the next wait finds it.
            while matches!((&self.woken).read(&mut [0; 64]), Ok(1..)) {}
            Ok(WaitResult::Woken)
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod portable {
    use super::WaitResult;
    use std::io;
    use std::time::Duration;

    /// The longest time until a wake-up is noticed.
    const WAKE_INTERVAL: Duration = Duration::from_millis(20);

    /// Waits for input, and reports a wake-up after each interval.
    pub(in crate::tui) struct InputWaiter;

    impl InputWaiter {
        #[expect(clippy::unnecessary_wraps, reason = "it can fail on Linux")]
        pub(in crate::tui) fn new() -> io::Result<Self> {
            Ok(Self)
        }

        #[expect(clippy::unused_self, reason = "Linux needs it")]
        pub(in crate::tui) fn wake(&self) {}

        #[expect(clippy::unused_self, reason = "Linux needs it")]
        pub(in crate::tui) fn wait(&self, _: Option<Duration>) -> io::Result<WaitResult> {
            Ok(if crossterm::event::poll(WAKE_INTERVAL)? {
                WaitResult::Input
            } else {
                WaitResult::Woken
            })
        }
    }
}
