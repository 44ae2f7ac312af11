//! Signals to who has the terminal: an end that is asked for, and going to the shell and coming back. On Windows there
//! are none.
//!
//! What commands do about them, which have no screen and no prompt, is for `process`.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Leave.
    Stop,
    /// Back to the shell.
    Suspend,
    /// Here again.
    Resume,
    /// Draw for another size.
    Resize,
}

/// Whether an editor has the terminal, and its signals.
static ASIDE: AtomicBool = AtomicBool::new(false);

/// Whether we stopped ourselves: then coming back is dealt with there.
static STOPPED: AtomicBool = AtomicBool::new(false);

/// Says that an editor has the terminal, or no longer.
pub fn aside(aside: bool) {
    ASIDE.store(aside, Ordering::SeqCst);
}

/// Which signals are listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heed {
    /// All of them: a screen has to be given back before the shell may have the terminal.
    All,
    /// Those that ask for an end; Ctrl-Z does what it does to any program.
    Ends,
}

/// Listens on a thread of its own, and goes on as long as `tell` says so.
///
/// # Errors
/// When the system lets nobody listen.
#[cfg(unix)]
pub fn listen(heed: Heed, tell: impl Fn(Asked) -> bool + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    let mut signals = match heed {
        Heed::All => Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH])?,
        Heed::Ends => Signals::new([SIGTERM, SIGHUP, SIGINT])?,
    };
    let heard = move || {
        for signal in signals.forever() {
            let aside = ASIDE.load(Ordering::SeqCst);
            let asked = match signal {
                // Ctrl-C and Ctrl-Z within the editor are the editor's own; with it, we stop too.
                SIGINT | SIGWINCH if aside => continue,
                SIGTSTP if aside => {
                    let _ = emulate_default_handler(SIGTSTP);
                    continue;
                }
                SIGCONT if aside || STOPPED.load(Ordering::SeqCst) => continue,
                SIGTSTP => Asked::Suspend,
                SIGCONT => Asked::Resume,
                SIGWINCH => Asked::Resize,
                _ => Asked::Stop,
            };
            if !tell(asked) {
                return;
            }
        }
    };
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(heard)?;
    Ok(())
}

/// Nothing to listen to.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn listen(_: Heed, _: impl Fn(Asked) -> bool + Send + 'static) -> io::Result<()> {
    Ok(())
}

/// Stops here, until somebody says `fg`.
pub fn stop_here() {
    STOPPED.store(true, Ordering::SeqCst);
    #[cfg(unix)]
    {
        use signal_hook::low_level::emulate_default_handler;
        // Where the system refuses, the screen simply comes back.
        let _ = emulate_default_handler(signal_hook::consts::SIGTSTP);
    }
    STOPPED.store(false, Ordering::SeqCst);
}
