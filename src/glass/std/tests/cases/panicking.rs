//! The message of a panic, and the place that it names.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static LAST: RefCell<Option<ReportedPanic>> = const { RefCell::new(None) };
}

/// A panic as it was reported.
#[derive(Clone, Debug)]
pub(crate) struct ReportedPanic {
    pub(crate) message: String,
    pub(crate) file: String,
    pub(crate) line: u32,
}

/// Returns what a piece of code reports when it panics.
pub(crate) fn panic_of<R>(code: impl FnOnce() -> R) -> ReportedPanic {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|panic| {
            let message = panic.payload_as_str().unwrap_or_default().to_owned();
            let place = panic.location().unwrap();
            let reported = ReportedPanic {
                message,
                file: place.file().replace('\\', "/"),
                line: place.line(),
            };
            LAST.set(Some(reported));
        }));
    });
    assert!(panic::catch_unwind(AssertUnwindSafe(code)).is_err());
    LAST.take().unwrap()
}
