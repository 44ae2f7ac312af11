//! Listens for signals: stop, suspend, resume, and a new terminal size. Windows has none.
//!
//! Programs have sessions of their own, so the terminal's Ctrl-C reaches only cellmate. On Windows it goes to every
//! program of the console.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Stop cellmate.
    Stop,
    /// Give the terminal back to the shell.
    Suspend,
    /// The shell continued this process.
    Resume,
    /// The terminal has another size.
    Resize,
}

/// Which signals to listen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalSet {
    /// All of them: a full screen must be left before the shell gets the terminal.
    All,
    /// Requests to stop; Ctrl-Z does what it does to any program.
    StopOnly,
}

/// Whether an editor owns the terminal and therefore its signals.
static EDITOR_RUNNING: AtomicBool = AtomicBool::new(false);

/// Whether [`suspend_process`] stopped this process: then its caller handles the resume. The listener clears it, because
/// the caller may continue before the signal is dispatched.
static SUSPENDED: AtomicBool = AtomicBool::new(false);

/// Sets whether an editor owns the terminal.
pub fn set_editor_running(running: bool) {
    EDITOR_RUNNING.store(running, Ordering::SeqCst);
}

/// Listens on a thread of its own until `on_signal` returns false.
///
/// # Errors
/// If the handlers cannot be installed or the thread cannot be started.
#[cfg(unix)]
pub fn listen(
    signals: SignalSet,
    on_signal: impl Fn(Signal) -> bool + Send + 'static,
) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    let mut received = match signals {
        SignalSet::All => Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH])?,
        SignalSet::StopOnly => Signals::new([SIGTERM, SIGHUP, SIGINT])?,
    };
    let dispatch = move || {
        for number in received.forever() {
            let editing = EDITOR_RUNNING.load(Ordering::SeqCst);
            let signal = match number {
                // While an editor runs, Ctrl-C and Ctrl-Z belong to it. When it is suspended, so is cellmate.
                SIGINT | SIGWINCH if editing => continue,
                SIGTSTP if editing => {
                    let _ = emulate_default_handler(SIGTSTP);
                    continue;
                }
                SIGTSTP => Signal::Suspend,
                SIGCONT => {
                    let was_suspended = SUSPENDED.swap(false, Ordering::SeqCst);
                    if editing || was_suspended {
                        continue;
                    }
                    Signal::Resume
                }
                SIGWINCH => Signal::Resize,
                _ => Signal::Stop,
            };
            if !on_signal(signal) {
                return;
            }
        }
    };
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(dispatch)?;
    Ok(())
}

/// Calls `stop` at the first request to stop. A second one exits immediately with 130, as Ctrl-C does in a shell.
///
/// # Errors
/// If the handlers cannot be installed or the thread cannot be started.
pub fn on_stop(stop: impl Fn() + Send + 'static) -> io::Result<()> {
    let asked = AtomicBool::new(false);
    listen(SignalSet::StopOnly, move |_| {
        if asked.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        stop();
        true
    })
}

/// Does nothing: this system has no signals.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn listen(_: SignalSet, _: impl Fn(Signal) -> bool + Send + 'static) -> io::Result<()> {
    Ok(())
}

/// Suspends this process until the shell resumes it with `fg`.
pub fn suspend_process() {
    #[cfg(unix)]
    {
        use signal_hook::low_level::emulate_default_handler;
        SUSPENDED.store(true, Ordering::SeqCst);
        if emulate_default_handler(signal_hook::consts::SIGTSTP).is_err() {
            // Nothing stopped this process, so no signal follows, and the caller continues.
            SUSPENDED.store(false, Ordering::SeqCst);
        }
    }
}
