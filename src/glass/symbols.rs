//! Finds the crates of functions in an ELF program by their addresses.

use std::fs;
use std::path::Path;

/// The crates of std and of the traced std, which every blocked thread is in.
const STD_CRATES: [&str; 6] = ["std", "core", "alloc", "glass", "__rustc", "panic_unwind"];

/// Returns the crate of the first address that is in a function of a crate other than std. Addresses are relative to
/// where the program is loaded.
pub(super) fn first_crate(program: &Path, addresses: &[u64]) -> Option<String> {
    let bytes = fs::read(program).ok()?;
    let functions = functions(&bytes)?;
    let mut crates = addresses.iter().filter_map(|address| {
        let at = functions.partition_point(|(start, ..)| start <= address);
        let (start, size, name) = functions.get(at.checked_sub(1)?)?;
        (address - start < *size).then_some(crate_of(name)?)
    });
    let found = crates.find(|name| !STD_CRATES.contains(name))?;
    Some(found.to_owned())
}

/// A function: its address, its size and its mangled name.
type Function<'a> = (u64, u64, &'a str);

/// Returns the functions of an ELF program for a 64-bit little-endian machine, sorted by address.
fn functions(bytes: &[u8]) -> Option<Vec<Function<'_>>> {
    const SYMBOL_TABLE: u64 = 2;
    const SECTION_SIZE: usize = 64;
    const SYMBOL_SIZE: usize = 24;
    const FUNCTION: u8 = 2;
    if !bytes.starts_with(b"\x7fELF\x02\x01") {
        return None;
    }
    let number = |at: usize, size: usize| {
        let bytes = bytes.get(at..at.checked_add(size)?)?;
        Some(
            bytes
                .iter()
                .rev()
                .fold(0, |all, byte| all << 8 | u64::from(*byte)),
        )
    };
    let index = |at: usize, size: usize| usize::try_from(number(at, size)?).ok();
    let sections = index(0x28, 8)?;
    let section = |at: usize| sections.checked_add(at.checked_mul(SECTION_SIZE)?);
    let mut all = (0..index(0x3c, 2)?).filter_map(section);
    let symbols = all.find(|at| number(at + 4, 4) == Some(SYMBOL_TABLE))?;
    let names = section(index(symbols + 0x28, 4)?)?;
    let (names, symbols, size) = (
        index(names + 0x18, 8)?,
        index(symbols + 0x18, 8)?,
        index(symbols + 0x20, 8)?,
    );
    let symbols = bytes.get(symbols..symbols.checked_add(size)?)?;
    let mut functions: Vec<Function<'_>> = symbols
        .chunks_exact(SYMBOL_SIZE)
        .filter(|symbol| symbol[4] & 0xf == FUNCTION)
        .filter_map(|symbol| {
            let word = |at: usize| Some(u64::from_le_bytes(symbol[at..at + 8].try_into().ok()?));
            let name = u32::from_le_bytes(symbol[..4].try_into().ok()?);
            let name = bytes.get(names.checked_add(usize::try_from(name).ok()?)?..)?;
            let name = name.split(|byte| *byte == 0).next()?;
            Some((word(8)?, word(16)?, std::str::from_utf8(name).ok()?))
        })
        .collect();
    functions.sort_unstable();
    Some(functions)
}

/// Returns the crate of a mangled Rust name.
fn crate_of(mangled: &str) -> Option<&str> {
    if let Some(path) = mangled.strip_prefix("_R") {
        // The root of the first path: `Cs`, a disambiguator, `_`, a length and the name.
        return path.match_indices('C').find_map(|(at, _)| {
            let rest = &path[at + 1..];
            let rest = match rest.strip_prefix('s') {
                Some(rest) => rest.split_once('_')?.1,
                None => rest,
            };
            identifier(rest)
        });
    }
    let first = identifier(mangled.strip_prefix("_ZN")?)?;
    match first.trim_start_matches('_').strip_prefix("$LT$") {
        Some(self_type) => self_type.split_once("..").map(|(name, _)| name),
        None => Some(first),
    }
}

/// Reads a name after its length.
fn identifier(text: &str) -> Option<&str> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let length: usize = text[..digits].parse().ok()?;
    let name = text[digits..].get(..length)?;
    let is_name = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_$.".contains(c));
    (is_name && length > 0).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::crate_of;

    #[test]
    fn a_mangled_name_contains_the_crate() {
        for (mangled, name) in [
            ("_RNvNtCs9FEeZ1OLjDJ_4gate4wait3inC", Some("gate")),
            (
                "_RNvMsC_NtCsaBc_11parking_lot9raw_mutexNtB4_8RawMutex9lock_slow",
                Some("parking_lot"),
            ),
            ("_RINvCs1_4core3ptr", Some("core")),
            ("_ZN4gate4Gate4wait17h0123456789abcdefE", Some("gate")),
            (
                "_ZN60_$LT$parking_lot..raw_mutex..RawMutex$u20$as$u20$lock_api..X$GT$4lock17hE",
                Some("parking_lot"),
            ),
            ("_ZN4core3ptr13drop_in_place17hE", Some("core")),
            ("pthread_cond_wait", None),
        ] {
            assert_eq!(crate_of(mangled), name, "{mangled}");
        }
    }

    #[test]
    #[cfg(all(
        target_os = "linux",
        target_pointer_width = "64",
        target_endian = "little"
    ))]
    fn functions_of_this_program_are_found() {
        let program = std::env::current_exe().unwrap();
        let bytes = std::fs::read(&program).unwrap();
        let functions = super::functions(&bytes).unwrap();
        let own = functions
            .iter()
            .find(|(_, size, name)| *size > 0 && crate_of(name) == Some("cellmate"));
        let (start, ..) = own.expect("this test is in it");
        assert_eq!(
            super::first_crate(&program, &[0, *start]).as_deref(),
            Some("cellmate")
        );
    }
}
