//! What the macros print. Every piece goes by itself through the genuine macro, so that the test harness captures it
//! and no genuine lock on stderr is held while the program's own `Display` runs: a panic elsewhere needs that lock.

use super::lock::Lock;
use super::stderr::STDERR;
use super::stdout::STDOUT;
use crate::rt::record_operation;
use ::std::fmt::Arguments;
use ::std::io::{self, Write};

/// So many bytes of what is printed are written down.
const KEPT: usize = 400;

#[doc(hidden)]
#[track_caller]
pub fn _print(arguments: Arguments<'_>) {
    let _held = STDOUT.take("print");
    // As in std: what a thread has begun to print is lost when the program ends meanwhile.
    let _genuine = io::stdout().lock();
    print_pieces(&STDOUT, |piece| ::std::print!("{piece}"), arguments);
}

#[doc(hidden)]
#[track_caller]
pub fn _eprint(arguments: Arguments<'_>) {
    let _held = STDERR.take_unnoticed("print");
    print_pieces(&STDERR, |piece| ::std::eprint!("{piece}"), arguments);
}

#[track_caller]
fn print_pieces(lock: &Lock, print: fn(&str), arguments: Arguments<'_>) {
    let mut pieces = Pieces {
        print,
        printed: String::new(),
    };
    // The printing itself panics where it fails, as std's does; what is left is a `Display` that failed without a
    // reason, and `write_fmt` panics about that.
    let _ = pieces.write_fmt(arguments);
    record_operation(lock.id(), "print", Some(&pieces.printed));
}

struct Pieces {
    print: fn(&str),
    printed: String,
}

impl Write for Pieces {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let text = str::from_utf8(piece).map_err(io::Error::other)?;
        (self.print)(text);
        let left = KEPT.saturating_sub(self.printed.len());
        let fits = |(at, character): &(usize, char)| at + character.len_utf8() <= left;
        let kept = text.char_indices().take_while(fits);
        self.printed.extend(kept.map(|(_, character)| character));
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
