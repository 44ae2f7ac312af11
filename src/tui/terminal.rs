//! Takes over the terminal and restores it, even after a panic.

use crate::engine;
use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::execute;
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};
use std::cell::Cell;
use std::io::{self, Stdout, Write};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static ENTERED: AtomicBool = AtomicBool::new(false);

/// The terminal while it is taken over. Dropping this restores it.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    mouse: bool,
}

impl Screen {
    pub(super) fn enter() -> io::Result<Self> {
        restore_on_panic();
        mark_essential_thread();
        let terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
        let screen = Self {
            terminal,
            mouse: false,
        };
        enter(false)?;
        Ok(screen)
    }

    /// Takes over the terminal again, to redraw it completely.
    pub(super) fn reenter(&mut self) -> io::Result<()> {
        enter(self.mouse)?;
        // A new Terminal redraws everything. Clearing the old one would ask for the cursor's position and wait for an
        // answer, which some terminals never give.
        execute!(io::stdout(), Clear(ClearType::All))?;
        self.terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "only its owner restores it")]
    pub(super) fn leave(&mut self) {
        restore();
    }

    pub(super) fn capture_mouse(&mut self, capture: bool) {
        self.mouse = capture;
        // The terminal may not support a mouse.
        let _ = if capture {
            execute!(io::stdout(), EnableMouseCapture)
        } else {
            execute!(io::stdout(), DisableMouseCapture)
        };
    }

    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(draw).map(|_| ())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn enter(mouse: bool) -> io::Result<()> {
    ENTERED.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
    if mouse {
        execute!(io::stdout(), EnableMouseCapture)?;
    }
    Ok(())
}

#[cfg(target_os = "linux")]
pub(super) fn write(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(bytes)?;
    out.flush()
}

/// Restores the terminal. Errors are ignored: it may be closed.
fn restore() {
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = execute!(
        io::stdout(),
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
    let _ = disable_raw_mode();
}

thread_local! {
    /// Whether the full screen ends when this thread panics.
    static ESSENTIAL: Cell<bool> = const { Cell::new(false) };
}

/// Marks the current thread: if it panics, the full screen ends. The engine catches panics of its own threads.
pub(super) fn mark_essential_thread() {
    ESSENTIAL.set(true);
}

/// Printed after the panic's own message.
const CRASHED: &str = "\ncellmate crashed; this is a bug. Your files and your progress are kept. \
                       Please report it, with the lines above and what you did last.";

/// Installs a panic hook that restores the terminal before the panic is reported. The screen would draw over the
/// message of an engine thread, so the engine reports that.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |panicked| {
            let essential = ESSENTIAL.get();
            if essential || !ENTERED.load(Ordering::SeqCst) {
                restore();
                report(panicked);
            } else {
                engine::note_panic(panicked);
            }
            if essential {
                // Standard error may be closed.
                let _ = writeln!(io::stderr(), "{CRASHED}");
            }
        }));
    });
}
