//! Progress on the disk: read, changed under the lock, written whole, and mended when something broke it.
//!
//! Trouble with reading (no permission, a failing disk) is an error and never taken for a broken file.

use super::exercises::must_be_a_file;
use super::lock::WriteLock;
use super::progress::{FORMAT, Progress};
use super::{Desk, DeskError, atomic};
use serde::Deserialize;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Progress as it stands on the disk, with what there is to tell about the reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The progress.
    pub progress: Progress,
    /// What the learner should be told, where the file had to be mended.
    pub notice: Option<Notice>,
}

/// The progress file was broken or missing, and something else was used instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The file that could not be used.
    pub file: PathBuf,
    /// Where it was put; none where it was missing, or where the desk cannot be written.
    pub set_aside: Option<PathBuf>,
    /// Whether the copy before it could be used; otherwise progress begins anew.
    pub from_copy: bool,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} could not be used", self.file.display())?;
        if let Some(aside) = &self.set_aside {
            write!(f, " and was set aside as {}", aside.display())?;
        }
        f.write_str(if self.from_copy {
            ": the copy from before the last change is used. Only that last change may be missing."
        } else {
            ": progress begins anew. Your exercises are as you left them; `cellmate check --all` finds what is solved."
        })
    }
}

enum Found {
    Whole(Progress),
    Broken,
    Missing,
}

impl Desk {
    /// Reads the progress. Works on a desk that cannot be written, too.
    ///
    /// # Errors
    /// When the file cannot be read, or a newer cellmate wrote it.
    pub fn progress(&self) -> Result<Kept, DeskError> {
        if let Found::Whole(progress) = find(&self.progress_file())? {
            return Ok(Kept {
                progress,
                notice: None,
            });
        }
        // A desk where nothing was recorded yet stays untouched by looking at it.
        if self.is_untouched() {
            return Ok(Kept {
                progress: Progress::default(),
                notice: None,
            });
        }
        match self.lock() {
            Ok(lock) => self.load(&lock),
            Err(_) => self.read_past(),
        }
    }

    /// Changes the progress: under the lock it is read again, changed, and written whole.
    /// Two at once lose nothing; what is on the disk afterwards is what is returned.
    ///
    /// # Errors
    /// When it cannot be read or written; then the state before is still there.
    pub fn record(&self, change: impl FnOnce(&mut Progress)) -> Result<Kept, DeskError> {
        let lock = self.lock()?;
        let mut kept = self.load(&lock)?;
        let before = kept.progress.clone();
        change(&mut kept.progress);
        if kept.progress != before {
            self.store(&kept.progress, &lock)?;
        }
        Ok(kept)
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

    fn store(&self, progress: &Progress, _lock: &WriteLock) -> Result<(), DeskError> {
        let file = self.progress_file();
        if file.exists() {
            let copy = self.progress_copy();
            atomic::keep(&file, &copy).map_err(|source| DeskError::writing(&copy, source))?;
        }
        put(&file, progress)
    }

    /// Reads the progress and mends what is broken, so that the next one finds it whole.
    fn load(&self, _lock: &WriteLock) -> Result<Kept, DeskError> {
        let file = self.progress_file();
        let broken = match find(&file)? {
            Found::Whole(progress) => {
                return Ok(Kept {
                    progress,
                    notice: None,
                });
            }
            Found::Missing if self.is_untouched() => {
                return Ok(Kept {
                    progress: Progress::default(),
                    notice: None,
                });
            }
            Found::Broken => true,
            Found::Missing => false,
        };
        // The copy is looked at first: if it cannot be read, nothing is moved.
        let copy = self.progress_copy();
        let earlier = find(&copy)?;
        let set_aside = if broken {
            Some(self.set_aside(&file)?)
        } else {
            None
        };
        let (progress, from_copy) = match earlier {
            Found::Whole(progress) => (progress, true),
            Found::Missing => (Progress::default(), false),
            Found::Broken => {
                self.set_aside(&copy)?;
                (Progress::default(), false)
            }
        };
        put(&file, &progress)?;
        let notice = Some(Notice {
            file,
            set_aside,
            from_copy,
        });
        Ok(Kept { progress, notice })
    }

    /// The same without changing anything, for a desk that cannot be written.
    fn read_past(&self) -> Result<Kept, DeskError> {
        let (progress, from_copy) = match find(&self.progress_copy())? {
            Found::Whole(progress) => (progress, true),
            Found::Broken | Found::Missing => (Progress::default(), false),
        };
        let notice = Some(Notice {
            file: self.progress_file(),
            set_aside: None,
            from_copy,
        });
        Ok(Kept { progress, notice })
    }

    fn set_aside(&self, file: &Path) -> Result<PathBuf, DeskError> {
        let aside = atomic::free_name(&self.state(""), "progress.broken", "json");
        match fs::rename(file, &aside) {
            Ok(()) => Ok(aside),
            Err(source) => Err(DeskError::writing(&aside, source)),
        }
    }
}

fn find(path: &Path) -> Result<Found, DeskError> {
    /// Read first, so that a newer format is not taken for a broken file.
    #[derive(Deserialize)]
    struct Head {
        format: u64,
    }
    // Reading a named pipe would wait for a writer.
    if !must_be_a_file(path)? {
        return Ok(Found::Missing);
    }
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Missing),
        Err(source) => return Err(DeskError::reading(path, source)),
    };
    match serde_json::from_slice::<Head>(&bytes) {
        Ok(Head { format }) if format > FORMAT => Err(DeskError::NewerProgress {
            path: path.to_path_buf(),
            format,
        }),
        Ok(_) => Ok(serde_json::from_slice(&bytes).map_or(Found::Broken, Found::Whole)),
        Err(_) => Ok(Found::Broken),
    }
}

fn put(path: &Path, progress: &Progress) -> Result<(), DeskError> {
    let mut text = serde_json::to_vec_pretty(progress)
        .map_err(|error| DeskError::writing(path, error.into()))?;
    text.push(b'\n');
    atomic::replace(path, &text).map_err(|source| DeskError::writing(path, source))
}
