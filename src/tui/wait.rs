//! Waits for keys without looking at any clock: until there is something to read, or somebody calls.
//!
//! Waiting in crossterm alone would take a clock, to find out that nobody is to read any more; and where the terminal is
//! gone, crossterm reads its end again and again.

/// What the waiting came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// There is something to read.
    Something,
    /// Somebody called.
    Call,
    /// The terminal is gone.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only Linux tells it apart")
    )]
    End,
}

#[cfg(target_os = "linux")]
pub(super) use linux::Bell;

#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::Bell;

#[cfg(target_os = "linux")]
mod linux {
    use super::Came;
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::retry_on_intr;
    use std::io::{self, Read, Write};
    use std::os::unix::net::UnixStream;

    /// Rings where keys are waited for.
    pub(in crate::tui) struct Bell {
        button: UnixStream,
        gong: UnixStream,
    }

    impl Bell {
        pub(in crate::tui) fn new() -> io::Result<Self> {
            let (button, gong) = UnixStream::pair()?;
            button.set_nonblocking(true)?;
            gong.set_nonblocking(true)?;
            Ok(Self { button, gong })
        }

        pub(in crate::tui) fn ring(&self) {
            // Where it is full, it rings already.
            let _ = (&self.button).write(&[1]);
        }

        pub(in crate::tui) fn wait(&self) -> io::Result<Came> {
            let keys = rustix::stdio::stdin();
            let mut both = [
                PollFd::from_borrowed_fd(keys, PollFlags::IN),
                PollFd::new(&self.gong, PollFlags::IN),
            ];
            retry_on_intr(|| poll(&mut both, None))?;
            let (keys, called) = (both[0].revents(), both[1].revents());
            if keys.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
                return Ok(Came::End);
            }
            if called.is_empty() {
                return Ok(Came::Something);
            }
            // Read until it rings no more; what else there is to read is seen the next time.
            while matches!((&self.gong).read(&mut [0; 64]), Ok(1..)) {}
            Ok(Came::Call)
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use super::Came;
    use std::io;
    use std::time::Duration;

    /// How long a call may go unheard.
    const BREATH: Duration = Duration::from_millis(20);

    /// Rings where keys are waited for: somebody looks up now and then.
    pub(in crate::tui) struct Bell;

    impl Bell {
        #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
        pub(in crate::tui) fn new() -> io::Result<Self> {
            Ok(Self)
        }

        #[expect(clippy::unused_self, reason = "elsewhere it is needed")]
        pub(in crate::tui) fn ring(&self) {}

        #[expect(clippy::unused_self, reason = "elsewhere it is needed")]
        pub(in crate::tui) fn wait(&self) -> io::Result<Came> {
            let came = crossterm::event::poll(BREATH)?;
            Ok(if came { Came::Something } else { Came::Call })
        }
    }
}
