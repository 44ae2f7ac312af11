//! The terminal taken over and given back: always, also when something breaks.

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

/// Whether the terminal is ours at the moment.
static OURS: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours. Dropping it gives it back.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    mouse: bool,
}

impl Screen {
    pub(super) fn enter() -> io::Result<Self> {
        give_back_on_panic();
        stands_and_falls_with_this_thread();
        let terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
        let screen = Self {
            terminal,
            mouse: false,
        };
        take(false)?;
        Ok(screen)
    }

    /// Takes it again, and draws everything anew.
    pub(super) fn enter_again(&mut self) -> io::Result<()> {
        take(self.mouse)?;
        // A new one knows nothing of what was drawn. Clearing the old one would ask the terminal where its cursor is,
        // and wait for an answer that a busy or simple one never gives.
        execute!(io::stdout(), Clear(ClearType::All))?;
        self.terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "only who has it can give it back")]
    pub(super) fn leave(&mut self) {
        give_back();
    }

    pub(super) fn take_mouse(&mut self, take: bool) {
        self.mouse = take;
        // A terminal without a mouse is none the worse.
        let _ = if take {
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
        give_back();
    }
}

fn take(mouse: bool) -> io::Result<()> {
    OURS.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
    if mouse {
        execute!(io::stdout(), EnableMouseCapture)?;
    }
    Ok(())
}

/// Where the terminal is gone itself, there is nothing to give back.
fn give_back() {
    if !OURS.swap(false, Ordering::SeqCst) {
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
    /// Whether the full screen ends when this thread breaks.
    static NEEDED: Cell<bool> = const { Cell::new(false) };
}

/// Says that the full screen ends when this thread breaks. What breaks elsewhere is caught, and told on the screen.
pub(super) fn stands_and_falls_with_this_thread() {
    NEEDED.set(true);
}

/// What stands below the panic's own words.
const BROKEN: &str = "\ncellmate itself broke, and had to end. Your files and your progress are kept. \
                      Please report it, with the lines above and what you did last.";

/// A panic is told on the screen that was there before.
fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |panicked| {
            let needed = NEEDED.get();
            if needed || !OURS.load(Ordering::SeqCst) {
                give_back();
                tell(panicked);
            }
            if needed {
                // Where that cannot be written either, nothing can.
                let _ = writeln!(io::stderr(), "{BROKEN}");
            }
        }));
    });
}
