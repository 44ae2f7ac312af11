//! cellmate in a pseudo-terminal of its own, with a home folder of its own, and what its screen shows.

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Far more than anything here takes; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(120);

/// A terminal with cellmate in it.
pub(crate) struct Pty {
    pub(crate) home: TempDir,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    screen: Arc<Mutex<vt100::Parser>>,
}

/// How it is started.
pub(crate) struct Start {
    pub(crate) home: TempDir,
    pub(crate) size: (u16, u16),
    pub(crate) env: Vec<(&'static str, String)>,
    pub(crate) args: Vec<String>,
}

impl Start {
    pub(crate) fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            size: (120, 36),
            env: Vec::new(),
            args: Vec::new(),
        }
    }

    /// With a desk that is there already.
    pub(crate) fn with_desk() -> Self {
        let start = Self::new();
        let course = cellmate::course::Course::embedded().unwrap();
        cellmate::desk::Desk::create(&start.home.path().join("cellmate"), &course).unwrap();
        start
    }

    pub(crate) fn env(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    pub(crate) fn go(self) -> Pty {
        let pty = native_pty_system().openpty(size(self.size)).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_cellmate"));
        command.args(&self.args);
        command.cwd(self.home.path());
        command.env("HOME", self.home.path());
        command.env("TERM", "xterm-256color");
        for name in [
            "VISUAL",
            "EDITOR",
            "NO_COLOR",
            "COLORTERM",
            "CELLMATE_PLAIN",
        ] {
            command.env_remove(name);
        }
        // rustup finds its toolchains in the real home folder.
        let real = std::env::var("HOME").unwrap_or_default();
        if std::env::var_os("RUSTUP_HOME").is_none() {
            command.env("RUSTUP_HOME", format!("{real}/.rustup"));
        }
        for (name, value) in &self.env {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(self.size.1, self.size.0, 0)));
        let seen = Arc::clone(&screen);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut bytes) {
                seen.lock().unwrap().process(&bytes[..read]);
            }
        });
        Pty {
            writer: pty.master.take_writer().unwrap(),
            home: self.home,
            master: pty.master,
            child,
            screen,
        }
    }
}

fn size((cols, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Pty {
    pub(crate) fn press(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    pub(crate) fn resize(&mut self, to: (u16, u16)) {
        self.screen
            .lock()
            .unwrap()
            .screen_mut()
            .set_size(to.1, to.0);
        self.master.resize(size(to)).unwrap();
    }

    pub(crate) fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Whether the screen that was there before is shown, with its cursor.
    pub(crate) fn is_given_back(&self) -> bool {
        let screen = self.screen.lock().unwrap();
        let screen = screen.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }

    /// Whether every cell has the terminal's own colours.
    pub(crate) fn is_colourless(&self) -> bool {
        let screen = self.screen.lock().unwrap();
        let (rows, columns) = screen.screen().size();
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        cells
            .filter_map(|(row, column)| screen.screen().cell(row, column))
            .all(|cell| {
                cell.fgcolor() == vt100::Color::Default && cell.bgcolor() == vt100::Color::Default
            })
    }

    pub(crate) fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(
                begun.elapsed() < PATIENCE,
                "{what}; the screen shows\n{}",
                self.text()
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the screen shows this.
    pub(crate) fn shows(&mut self, words: &str) {
        self.until(words, |pty| pty.text().contains(words));
    }

    /// Waits for its end.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // What it wrote last may still be on its way.
                self.until("the terminal is given back", Self::is_given_back);
                return status;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "it never ended; the screen shows\n{}",
                self.text()
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        let sent = std::process::Command::new("kill")
            .args(["-s", name, &pid])
            .status();
        assert!(sent.unwrap().success());
    }

    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.home.path().join("cellmate").join(path)
    }
}

impl Pty {
    /// Waits for an end that gives nothing back, and keeps the home folder.
    pub(crate) fn taken_away(&mut self) -> TempDir {
        self.child.wait().unwrap();
        std::mem::replace(&mut self.home, tempfile::tempdir().unwrap())
    }

    /// The next time, in the same home folder.
    pub(crate) fn again(home: TempDir) -> Self {
        Start {
            home,
            ..Start::new()
        }
        .go()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // A test that failed leaves it running.
        let _ = self.child.kill();
    }
}
