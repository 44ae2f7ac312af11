//! Reads the stack of a thread that is blocked in the system, so that readers of the record can name the crate.

use ::std::fs::{self, File};
use ::std::io::{Read as _, Seek as _, SeekFrom};

/// The maximum number of bytes of the stack to read.
const BYTES: usize = 8 << 10;

/// Returns the possible return addresses on the stack of a thread of this process, the innermost first, relative to
/// where the program is loaded. `None` if the thread is not blocked, or the system does not show its stack.
pub(super) fn return_addresses(task: u32) -> Option<Vec<u64>> {
    let hex = |text: &str| u64::from_str_radix(text.trim_start_matches("0x"), 16).ok();
    let call = fs::read_to_string(format!("/proc/self/task/{task}/syscall")).ok()?;
    // The last two are the stack and the instruction.
    let top = hex(call.split_whitespace().rev().nth(1)?)?;
    let program = fs::read_link("/proc/self/exe").ok()?;
    let maps = fs::read_to_string("/proc/self/maps").ok()?;
    let own = maps
        .lines()
        .filter(|line| line.ends_with(&*program.to_string_lossy()));
    let ranges: Vec<(u64, u64)> = own
        .filter_map(|line| {
            let (start, end) = line.split_whitespace().next()?.split_once('-')?;
            Some((hex(start)?, hex(end)?))
        })
        .collect();
    let (start, end) = (ranges.first()?.0, ranges.last()?.1);
    let mut memory = File::open("/proc/self/mem").ok()?;
    memory.seek(SeekFrom::Start(top)).ok()?;
    let mut bytes = vec![0; BYTES];
    let read = memory.read(&mut bytes).ok()?;
    let words = bytes[..read].chunks_exact(size_of::<u64>());
    let words = words.filter_map(|word| Some(u64::from_ne_bytes(word.try_into().ok()?)));
    let in_program = words.filter(|word| (start..end).contains(word));
    Some(in_program.map(|word| word - start).collect())
}
