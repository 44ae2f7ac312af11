//! The random word on the standard input of a hidden test. Only the process that reads the word has it: the word is in no
//! argument, environment variable or file.

use std::fmt::Write as _;
use std::io::{self, PipeReader, Write as _};

/// Makes a random word of 32 letters and digits.
pub(super) fn new_secret() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::from)?;
    let mut word = String::new();
    for byte in bytes {
        let _ = write!(word, "{byte:02x}");
    }
    Ok(word)
}

/// Returns the reading end of a pipe that contains the word and then ends.
pub(super) fn secret_pipe(word: &str) -> io::Result<PipeReader> {
    let (reader, mut writer) = io::pipe()?;
    writer.write_all(word.as_bytes())?;
    Ok(reader)
}
