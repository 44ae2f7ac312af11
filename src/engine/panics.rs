//! Describes a panic in a job, so that the learner can report it.

use std::any::Any;
use std::cell::Cell;
use std::panic::PanicHookInfo;

thread_local! {
    /// The last panic of this thread that was noted and not yet reported. The hook runs on the thread that panics, and so
    /// does the code that catches a job's panic.
    static NOTED: Cell<Option<String>> = const { Cell::new(None) };
}

/// Notes a panic with its place, which only the panic hook gets. A front end whose hook does not print the engine's
/// panics calls this instead.
pub fn note_panic(panicked: &PanicHookInfo<'_>) {
    let lines = panicked.to_string();
    let line = lines.lines().collect::<Vec<_>>().join(" ");
    // While a thread exits, its thread-locals may be dropped already; no job runs then.
    let _ = NOTED.try_with(|noted| noted.set(Some(line)));
}

/// Returns what is known of the panic of a job, on the thread of that job.
pub(super) fn describe_panic(payload: &(dyn Any + Send)) -> String {
    let message = || {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        text.or(payload.downcast_ref::<&str>().copied())
    };
    NOTED
        .take()
        .or_else(|| message().map(str::to_owned))
        .unwrap_or_else(|| "it panicked".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic;
    use std::sync::Barrier;
    use std::thread;

    #[test]
    fn two_jobs_that_panic_at_the_same_time_are_each_described_by_their_own_panic() {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panicked| {
            note_panic(panicked);
            usual(panicked);
        }));
        let both_panicked = Barrier::new(2);
        let describe = |name: &str| {
            let ended = panic::catch_unwind(|| panic!("{name} panicked"));
            both_panicked.wait();
            describe_panic(&*ended.unwrap_err())
        };
        thread::scope(|scope| {
            for name in ["one", "another"] {
                scope.spawn(move || {
                    let what = describe(name);
                    let is_own = what.contains(&format!("{name} panicked"));
                    assert!(is_own && what.contains("panics.rs"), "{what}");
                });
            }
        });
    }
}
