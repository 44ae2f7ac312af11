//! The addresses on the stack, which are found ten times faster than the lines and functions that they belong to.

/// The maximum length of a stack whose addresses are returned.
const MAX_DEPTH: usize = 200;

/// Returns the return addresses on the stack of this thread, the innermost first. `None` if there are too many, or if
/// std links no unwinder that reports them.
#[cfg(all(unix, not(target_arch = "arm")))]
#[expect(
    unsafe_code,
    reason = "std's backtraces keep their addresses to themselves"
)]
pub(super) fn return_addresses() -> Option<Vec<usize>> {
    use ::std::ffi::{c_int, c_void};

    const CONTINUE: c_int = 0;
    const STOP: c_int = 5;

    unsafe extern "C" {
        fn _Unwind_Backtrace(
            each: extern "C" fn(*mut c_void, *mut c_void) -> c_int,
            found: *mut c_void,
        ) -> c_int;
        fn _Unwind_GetIP(frame: *mut c_void) -> usize;
    }

    extern "C" fn add(frame: *mut c_void, found: *mut c_void) -> c_int {
        // SAFETY: the unwinder passes a frame, and the pointer that it got, which nothing else uses meanwhile.
        let (found, address) = unsafe { (&mut *found.cast::<Vec<usize>>(), _Unwind_GetIP(frame)) };
        found.push(address);
        if found.len() > MAX_DEPTH {
            STOP
        } else {
            CONTINUE
        }
    }

    let mut found: Vec<usize> = Vec::with_capacity(MAX_DEPTH + 1);
    // SAFETY: `add` is a function as the unwinder calls it, and `found` outlives the call.
    unsafe { _Unwind_Backtrace(add, (&raw mut found).cast()) };
    (found.len() <= MAX_DEPTH).then_some(found)
}

#[cfg(not(all(unix, not(target_arch = "arm"))))]
pub(super) fn return_addresses() -> Option<Vec<usize>> {
    None
}

#[cfg(all(test, unix, not(target_arch = "arm")))]
mod tests {
    use super::*;

    #[test]
    fn a_call_has_the_same_addresses_again_and_another_call_has_others() {
        let same: Vec<_> = (0..2).map(|_| return_addresses().unwrap()).collect();
        assert_eq!(same[0], same[1]);
        assert_ne!(same[0], return_addresses().unwrap());
    }

    #[test]
    fn the_addresses_of_a_deep_stack_are_not_returned() {
        fn found_below(calls: usize) -> Option<Vec<usize>> {
            let found = match calls {
                0 => return_addresses(),
                _ => found_below(calls - 1),
            };
            ::std::hint::black_box(found)
        }
        assert!(found_below(20).is_some());
        assert_eq!(found_below(MAX_DEPTH), None);
    }
}
