//! Runs cellmate in its own pseudo-terminal and home folder, and reads its screen.

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
#[cfg(target_os = "linux")]
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Far longer than any step takes; only a failing test waits that long.
const TIMEOUT: Duration = Duration::from_mins(2);

/// A terminal that runs cellmate.
pub(crate) struct Pty {
    pub(crate) home: TempDir,
    /// The terminal and its input; `None` once it has vanished.
    line: Option<(Box<dyn MasterPty + Send>, Box<dyn Write + Send>)>,
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only Linux is watched when it vanishes")
    )]
    reader: Option<JoinHandle<()>>,
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only Linux is watched when it vanishes")
    )]
    vanishing: Arc<AtomicBool>,
    child: Box<dyn Child + Send + Sync>,
    screen: Arc<Mutex<vt100::Parser>>,
    /// The modes of the terminal before anything ran in it, as `stty -a` prints them.
    modes: String,
}

/// How it is started.
pub(crate) struct Start {
    pub(crate) program: PathBuf,
    pub(crate) home: TempDir,
    pub(crate) size: (u16, u16),
    pub(crate) env: Vec<(&'static str, String)>,
    pub(crate) args: Vec<String>,
}

impl Start {
    pub(crate) fn new() -> Self {
        Self {
            program: PathBuf::from(env!("CARGO_BIN_EXE_cellmate")),
            home: tempfile::tempdir().unwrap(),
            size: (120, 36),
            env: Vec::new(),
            args: Vec::new(),
        }
    }

    /// A start with an existing desk.
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
        let modes = modes_of(&*pty.master);
        let child = pty.slave.spawn_command(self.command()).unwrap();
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().unwrap();
        // The parser needs a size, even if the terminal has none.
        let (columns, rows) = (self.size.0.max(2), self.size.1.max(2));
        let screen = Arc::new(Mutex::new(vt100::Parser::new(rows, columns, 0)));
        let seen = Arc::clone(&screen);
        let vanishing = Arc::new(AtomicBool::new(false));
        let gone = Arc::clone(&vanishing);
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut bytes) {
                seen.lock().unwrap().process(&bytes[..read]);
                if gone.load(Ordering::SeqCst) {
                    return;
                }
            }
        });
        let writer = pty.master.take_writer().unwrap();
        Pty {
            home: self.home,
            line: Some((pty.master, writer)),
            reader: Some(reader),
            vanishing,
            child,
            screen,
            modes,
        }
    }

    pub(crate) fn command(&self) -> CommandBuilder {
        let mut command = CommandBuilder::new(&self.program);
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
            // A backtrace would scroll the message off the screen.
            "RUST_BACKTRACE",
            "RUST_LIB_BACKTRACE",
        ] {
            command.env_remove(name);
        }
        // rustup finds its toolchains in the real home folder.
        let real = std::env::var("HOME").unwrap_or_default();
        if std::env::var_os("RUSTUP_HOME").is_none() {
            command.env("RUSTUP_HOME", format!("{real}/.rustup"));
        }
        // With the usual cache, glass isn't built in every home folder.
        if std::env::var_os("XDG_CACHE_HOME").is_none() {
            command.env("XDG_CACHE_HOME", format!("{real}/.cache"));
        }
        for (name, value) in &self.env {
            command.env(name, value);
        }
        command
    }
}

fn modes_of(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios())
}

pub(crate) fn size((cols, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Pty {
    pub(crate) fn press(&mut self, keys: &str) {
        let (_, writer) = self.line.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    pub(crate) fn resize(&mut self, to: (u16, u16)) {
        let (columns, rows) = (to.0.max(2), to.1.max(2));
        self.screen
            .lock()
            .unwrap()
            .screen_mut()
            .set_size(rows, columns);
        let (master, _) = self.line.as_ref().unwrap();
        master.resize(size(to)).unwrap();
    }

    pub(crate) fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Returns the cells of the screen, row by row.
    pub(crate) fn cells(&self) -> Vec<Vec<vt100::Cell>> {
        let parser = self.screen.lock().unwrap();
        let screen = parser.screen();
        let (rows, columns) = screen.size();
        let row = |row| {
            let cells = (0..columns).filter_map(|column| screen.cell(row, column));
            cells.cloned().collect()
        };
        (0..rows).map(row).collect()
    }

    /// Removes the whole terminal, as closing its window does.
    #[cfg(target_os = "linux")]
    pub(crate) fn vanish(&mut self) {
        self.vanishing.store(true, Ordering::SeqCst);
        // The output that follows this key unblocks the reader.
        self.press("?");
        self.reader.take().unwrap().join().unwrap();
        self.line = None;
    }

    /// Whether the previous screen is back, with its cursor and the terminal's own modes.
    pub(crate) fn is_given_back(&self) -> bool {
        let same = |(master, _): &(Box<dyn MasterPty + Send>, _)| modes_of(&**master) == self.modes;
        let screen = self.screen.lock().unwrap();
        let screen = screen.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
            && self.line.as_ref().is_some_and(same)
    }

    /// Whether there is a full screen.
    pub(crate) fn is_taken(&self) -> bool {
        self.screen.lock().unwrap().screen().alternate_screen()
    }

    /// Whether every cell has the terminal's own colors.
    pub(crate) fn is_colorless(&self) -> bool {
        let screen = self.screen.lock().unwrap();
        let (rows, columns) = screen.screen().size();
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        cells
            .filter_map(|(row, column)| screen.screen().cell(row, column))
            .all(|cell| {
                cell.fgcolor() == vt100::Color::Default && cell.bgcolor() == vt100::Color::Default
            })
    }

    pub(crate) fn until(&mut self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(
                begun.elapsed() < TIMEOUT,
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

    /// Waits until cellmate ends and the terminal is restored.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // What it wrote last may still be on its way.
                self.until("the terminal is given back", Self::is_given_back);
                return status;
            }
            assert!(
                begun.elapsed() < TIMEOUT,
                "it never ended; the screen shows\n{}",
                self.text()
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
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
    /// Waits for an end that does not restore the terminal, and keeps the home folder.
    pub(crate) fn taken_away(&mut self) -> TempDir {
        self.child.wait().unwrap();
        std::mem::replace(&mut self.home, tempfile::tempdir().unwrap())
    }

    /// Starts it again in the same home folder.
    pub(crate) fn again(home: TempDir) -> Self {
        Start {
            home,
            ..Start::new()
        }
        .go()
    }
}

/// Returns the processes whose program (`exe`) or folder (`cwd`) is in this folder or below.
#[cfg(target_os = "linux")]
pub(crate) fn processes(link: &str, folder: &Path) -> Vec<u32> {
    let folder = std::fs::canonicalize(folder).unwrap();
    let there = |entry: &std::fs::DirEntry| {
        let to = std::fs::read_link(entry.path().join(link));
        to.is_ok_and(|to| to.starts_with(&folder))
    };
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let pid = |entry: std::fs::DirEntry| entry.file_name().to_str()?.parse().ok();
    all.filter(there).filter_map(pid).collect()
}

/// Returns the CPU time of a process and its threads in clock ticks; 0 if it has ended.
#[cfg(target_os = "linux")]
pub(crate) fn ticks(pid: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The two times are the twelfth and thirteenth words after the name, which may contain spaces.
    let (_, after) = stat.rsplit_once(')').unwrap_or_default();
    let both = after.split_whitespace().skip(11).take(2);
    both.map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}

impl Drop for Pty {
    fn drop(&mut self) {
        // A test that failed may leave it running.
        let _ = self.child.kill();
    }
}
