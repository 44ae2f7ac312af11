//! Implements the printing macros. Each piece goes through the genuine macro by itself, so that the test harness captures
//! it, and so that the genuine lock of stderr is not held while the program's `Display` runs: a panic needs that lock.

use super::lock::Lock;
use super::stderr::STDERR;
use super::stdout::STDOUT;
use crate::rt::{Action, record_operation};
use ::std::fmt::Arguments;
use ::std::io::{self, Write};

/// The limit on recorded output of one call.
const MAX_RECORDED_BYTES: usize = 400;

#[doc(hidden)]
#[track_caller]
pub fn _print(arguments: Arguments<'_>) {
    let _held = STDOUT.take(Action::Print);
    // As in std: unfinished output of a thread is lost if the program ends meanwhile.
    let _genuine = io::stdout().lock();
    print_pieces(&STDOUT, |piece| ::std::print!("{piece}"), arguments);
}

#[doc(hidden)]
#[track_caller]
pub fn _eprint(arguments: Arguments<'_>) {
    let _held = STDERR.take_without_step(Action::Print);
    print_pieces(&STDERR, |piece| ::std::eprint!("{piece}"), arguments);
}

#[track_caller]
fn print_pieces(lock: &Lock, print: fn(&str), arguments: Arguments<'_>) {
    let mut pieces = Pieces {
        print,
        printed: String::new(),
    };
    // A failed write panics, as in std. The remaining error is a `Display` that failed without a reason, about which
    // `write_fmt` panics.
    let _ = pieces.write_fmt(arguments);
    record_operation(lock.id(), Action::Print, Some(&pieces.printed));
}

struct Pieces {
    print: fn(&str),
    printed: String,
}

impl Write for Pieces {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let text = str::from_utf8(piece).map_err(io::Error::other)?;
        (self.print)(text);
        let remaining = MAX_RECORDED_BYTES.saturating_sub(self.printed.len());
        let fits = |(at, character): &(usize, char)| at + character.len_utf8() <= remaining;
        let kept = text.char_indices().take_while(fits);
        self.printed.extend(kept.map(|(_, character)| character));
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
