//! The progress file: read, changed under the lock, written atomically, and recovered from its copy when it is broken.
//!
//! A file that cannot be read (no permission, a failing disk) is an error; it is never treated as broken.

use super::exercises::read_if_there;
use super::lock::WriteLock;
use super::progress::{FORMAT, Progress};
use super::{Desk, DeskError, atomic};
use serde::Deserialize;
use std::fmt;
use std::path::{Path, PathBuf};

/// The progress on disk.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedProgress {
    pub progress: Progress,
    /// What the learner should know, if the file had to be recovered.
    pub notice: Option<ProgressNotice>,
}

/// The progress file was broken or missing, and something else is used instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressNotice {
    /// The file that could not be used.
    pub file: PathBuf,
    /// Where it was moved; `None` if it was missing, or if the desk cannot be written.
    pub set_aside: Option<PathBuf>,
    /// Whether the previous copy is used; if not, the progress is empty.
    pub from_copy: bool,
}

impl fmt::Display for ProgressNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read your progress in {}", self.file.display())?;
        if let Some(aside) = &self.set_aside {
            write!(
                f,
                " (cellmate moved the broken file to {})",
                aside.display()
            )?;
        }
        f.write_str(if self.from_copy {
            ", so cellmate continues with the copy from before the last change"
        } else {
            ", so cellmate starts with empty progress\n\
             help: `cellmate check --all` records the exercises that you have solved"
        })
    }
}

enum Stored {
    Intact(Progress),
    Broken,
    Missing,
}

impl Desk {
    /// Reads the progress; works on a read-only desk, too.
    ///
    /// # Errors
    /// If the file cannot be read, or a newer version of cellmate wrote it.
    pub fn progress(&self) -> Result<LoadedProgress, DeskError> {
        if let Stored::Intact(progress) = read_progress(&self.progress_file())? {
            return Ok(LoadedProgress {
                progress,
                notice: None,
            });
        }
        // Reading alone writes nothing to a desk without any progress.
        if self.is_untouched() {
            return Ok(LoadedProgress {
                progress: Progress::default(),
                notice: None,
            });
        }
        match self.lock() {
            Ok(lock) => self.load(&lock),
            Err(_) => self.load_read_only(),
        }
    }

    /// Changes the progress and returns what is on disk afterwards. It is read again under the lock, so two processes
    /// that record at the same time lose nothing.
    ///
    /// # Errors
    /// If the file cannot be read or written; then it stays as it was.
    pub fn record(&self, change: impl FnOnce(&mut Progress)) -> Result<LoadedProgress, DeskError> {
        let lock = self.lock()?;
        let mut loaded = self.load(&lock)?;
        let before = loaded.progress.clone();
        change(&mut loaded.progress);
        if loaded.progress != before {
            self.store(&loaded.progress, &lock)?;
        }
        Ok(loaded)
    }

    fn is_untouched(&self) -> bool {
        !self.progress_file().exists() && !self.progress_copy().exists()
    }

    fn progress_file(&self) -> PathBuf {
        self.state("progress.json")
    }

    fn progress_copy(&self) -> PathBuf {
        self.state("progress.json.bak")
    }

    pub(super) fn store(&self, progress: &Progress, _lock: &WriteLock) -> Result<(), DeskError> {
        let file = self.progress_file();
        if file.exists() {
            let copy = self.progress_copy();
            atomic::copy(&file, &copy).map_err(|source| DeskError::writing(&copy, source))?;
        }
        write_progress(&file, progress)
    }

    /// Reads the progress, and replaces a broken file so that the next reader finds an intact one.
    pub(super) fn load(&self, lock: &WriteLock) -> Result<LoadedProgress, DeskError> {
        let file = self.progress_file();
        let broken = match read_progress(&file)? {
            Stored::Intact(progress) => {
                return Ok(LoadedProgress {
                    progress,
                    notice: None,
                });
            }
            Stored::Missing if self.is_untouched() => {
                return Ok(LoadedProgress {
                    progress: Progress::default(),
                    notice: None,
                });
            }
            Stored::Broken => true,
            Stored::Missing => false,
        };
        // The copy is read first, so that nothing is moved if it cannot be read.
        let copy = self.progress_copy();
        let earlier = read_progress(&copy)?;
        let set_aside = if broken {
            Some(self.set_aside(&file, "progress.broken", lock)?)
        } else {
            None
        };
        let (progress, from_copy) = match earlier {
            Stored::Intact(progress) => (progress, true),
            Stored::Missing => (Progress::default(), false),
            Stored::Broken => {
                self.set_aside(&copy, "progress.broken", lock)?;
                (Progress::default(), false)
            }
        };
        write_progress(&file, &progress)?;
        let notice = Some(ProgressNotice {
            file,
            set_aside,
            from_copy,
        });
        Ok(LoadedProgress { progress, notice })
    }

    /// Reads the progress of a desk that cannot be written.
    fn load_read_only(&self) -> Result<LoadedProgress, DeskError> {
        let (progress, from_copy) = match read_progress(&self.progress_copy())? {
            Stored::Intact(progress) => (progress, true),
            Stored::Broken | Stored::Missing => (Progress::default(), false),
        };
        let notice = Some(ProgressNotice {
            file: self.progress_file(),
            set_aside: None,
            from_copy,
        });
        Ok(LoadedProgress { progress, notice })
    }
}

fn read_progress(path: &Path) -> Result<Stored, DeskError> {
    /// Parsed first, so that a newer format does not look like a broken file.
    #[derive(Deserialize)]
    struct FormatField {
        format: u64,
    }
    let Some(bytes) = read_if_there(path)? else {
        return Ok(Stored::Missing);
    };
    match serde_json::from_slice::<FormatField>(&bytes) {
        Ok(FormatField { format }) if format > FORMAT => Err(DeskError::NewerProgress {
            path: path.to_path_buf(),
            format,
        }),
        Ok(_) => Ok(serde_json::from_slice(&bytes).map_or(Stored::Broken, Stored::Intact)),
        Err(_) => Ok(Stored::Broken),
    }
}

fn write_progress(path: &Path, progress: &Progress) -> Result<(), DeskError> {
    let mut text = serde_json::to_vec_pretty(progress)
        .map_err(|error| DeskError::writing(path, error.into()))?;
    text.push(b'\n');
    atomic::replace(path, &text).map_err(|source| DeskError::writing(path, source))
}
