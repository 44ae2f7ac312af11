//! Signals: an end that is asked for, and going to the shell and coming back. On Windows there are none.

use super::Event;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Leave.
    Stop,
    /// Back to the shell.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are no signals"))]
    Suspend,
    /// Here again.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are no signals"))]
    Resume,
    /// Draw for another size.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are no signals"))]
    Resize,
}

/// Whether an editor has the terminal, and its signals.
static ASIDE: AtomicBool = AtomicBool::new(false);

/// Whether we stopped ourselves: then coming back is dealt with there.
static STOPPED: AtomicBool = AtomicBool::new(false);

/// Says that an editor has the terminal, or no longer.
pub(super) fn aside(aside: bool) {
    ASIDE.store(aside, Ordering::SeqCst);
}

/// Listens on a thread of its own.
#[cfg(unix)]
pub(super) fn listen(sender: Sender<Event>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH])?;
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
            if sender.send(Event::Signal(asked)).is_err() {
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
#[cfg(not(unix))]
pub(super) fn listen(_: Sender<Event>) -> io::Result<()> {
    Ok(())
}

/// Stops here, until somebody says `fg`.
pub(super) fn stop_here() {
    STOPPED.store(true, Ordering::SeqCst);
    #[cfg(unix)]
    {
        use signal_hook::low_level::emulate_default_handler;
        // Where the system refuses, the screen simply comes back.
        let _ = emulate_default_handler(signal_hook::consts::SIGTSTP);
    }
    STOPPED.store(false, Ordering::SeqCst);
}
