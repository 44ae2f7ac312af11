//! Determines whether an address is in the program's image, where statics are. They are never dropped, which is not a
//! leak.

use ::std::fs;
use ::std::ops::Range;
use ::std::sync::OnceLock;

/// Returns whether a static may be at this address; false if the system does not show where the program is.
pub(super) fn contain(address: usize) -> bool {
    static IMAGE: OnceLock<Option<Range<usize>>> = OnceLock::new();
    let image = IMAGE.get_or_init(|| {
        let maps = fs::read_to_string("/proc/self/maps").ok()?;
        let program = ::std::env::current_exe().ok()?;
        image(&maps, program.to_str()?)
    });
    image.as_ref().is_some_and(|image| image.contains(&address))
}

/// Returns the range from the first to the last mapping of the program's file, with the zeroed pages that follow. A
/// mapping after other files' is not part of it: a backtrace maps the file again, to look up lines.
fn image(maps: &str, program: &str) -> Option<Range<usize>> {
    let mut found: Option<Range<usize>> = None;
    for line in maps.lines() {
        let mut fields = line.split_whitespace();
        let (start, end) = fields.next()?.split_once('-')?;
        let start = usize::from_str_radix(start, 16).ok()?;
        let end = usize::from_str_radix(end, 16).ok()?;
        let name = fields.skip(4).collect::<Vec<_>>().join(" ");
        found = match found {
            None if name == program => Some(start..end),
            Some(image) if name == program => Some(image.start..end),
            Some(image) if name.is_empty() && start == image.end => Some(image.start..end),
            None => None,
            Some(image) => return Some(image),
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeroed_pages_after_the_program_belong_to_it_and_the_heap_does_not() {
        let maps = "\
1000-2000 r--p 00000000 00:1f 42 /tmp/a b/prog
2000-3000 rw-p 00001000 00:1f 42 /tmp/a b/prog
3000-4000 rw-p 00000000 00:00 0
4000-5000 rw-p 00000000 00:00 0          [heap]
7000-8000 r--p 00000000 00:1f 43 /lib/libc.so
8000-9000 r--p 00000000 00:1f 42 /tmp/a b/prog";
        assert_eq!(image(maps, "/tmp/a b/prog"), Some(0x1000..0x4000));
    }

    #[test]
    fn a_static_of_this_program_is_found_and_a_box_is_not() {
        static HERE: ::std::sync::atomic::AtomicU8 = ::std::sync::atomic::AtomicU8::new(0);
        let boxed = Box::new(0u8);
        assert!(contain(::std::ptr::from_ref(&HERE).addr()));
        assert!(!contain(::std::ptr::from_ref(&*boxed).addr()));
    }
}
