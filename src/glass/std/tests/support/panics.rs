//! What a panic says, and where, without printing it.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

/// What a panic said, and the place it named.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    pub(crate) message: String,
    pub(crate) file: String,
    pub(crate) line: u32,
}

thread_local! {
    static LAST: RefCell<Option<Said>> = const { RefCell::new(None) };
    static LISTENS: RefCell<bool> = const { RefCell::new(false) };
}

/// Returns the last panic in this closure, which has to panic.
pub(crate) fn said_by<R>(f: impl FnOnce() -> R) -> Said {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !LISTENS.with_borrow(|listens| *listens) {
                return before(panic);
            }
            let place = panic.location().unwrap();
            LAST.set(Some(Said {
                message: panic.payload_as_str().unwrap_or_default().to_owned(),
                file: place.file().to_owned(),
                line: place.line(),
            }));
        }));
    });
    LISTENS.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(f));
    LISTENS.set(false);
    assert!(outcome.is_err(), "it did not panic");
    LAST.take().expect("a panic that the hook has seen")
}

/// Asserts only that the closure panics.
pub(crate) fn panics<R>(f: impl FnOnce() -> R) {
    said_by(f);
}
