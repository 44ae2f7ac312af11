//! Runs the same work on several threads at once, whatever the work is.

use std::convert::Infallible;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The maximum number of cores to use; 0 means all.
static LIMIT: AtomicUsize = AtomicUsize::new(0);

/// Returns the number of cores to use: the limit if there is one, otherwise all of this machine's.
#[must_use]
pub fn cores() -> usize {
    core_limit().unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZero::get))
}

/// Sets how many cores this process and its builds use.
pub fn limit_cores(count: usize) {
    LIMIT.store(count, Ordering::Relaxed);
}

/// Returns the limit that [`limit_cores`] set, if any.
#[must_use]
pub fn core_limit() -> Option<usize> {
    Some(LIMIT.load(Ordering::Relaxed)).filter(|limit| *limit > 0)
}

/// Does the work on every item, on all cores. The results have the order of the items.
///
/// # Panics
/// If the work panics.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let Ok(done) = try_map(cores(), items.len(), |at| {
        Ok::<_, Infallible>(work(&items[at]))
    });
    done
}

/// Calls `work` with each index below `count`, on up to `at_a_time` threads, and returns the results in order. After the
/// first error, it starts no further call.
///
/// The caller's thread works too, so the work gets done even if no other thread can be started.
///
/// # Errors
/// If one of the calls fails.
///
/// # Panics
/// If one of the calls panics.
pub fn try_map<T: Send, E: Send>(
    at_a_time: usize,
    count: usize,
    work: impl Fn(usize) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let next = AtomicUsize::new(0);
    let share = || -> Result<Vec<(usize, T)>, E> {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return Ok(done);
            }
            let piece = work(at).inspect_err(|_| next.store(count, Ordering::Relaxed))?;
            done.push((at, piece));
        }
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..at_a_time.min(count))
            .filter_map(|_| thread::Builder::new().spawn_scoped(scope, share).ok())
            .collect();
        let mut done = share()?;
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic))?);
        }
        Ok(done)
    })?;
    done.sort_unstable_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, piece)| piece).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_processed_once_and_results_keep_their_order() {
        let items: Vec<usize> = (0..1000).collect();
        let doubled: Vec<usize> = (0..1000).map(|item| item * 2).collect();
        assert_eq!(map(&items, |item| item * 2), doubled);
        assert!(map(&[] as &[usize], |item| item * 2).is_empty());
    }

    #[test]
    fn after_an_error_nothing_new_is_started() {
        let started = AtomicUsize::new(0);
        let failed = try_map(1, 1000, |at| {
            started.fetch_add(1, Ordering::Relaxed);
            if at == 3 { Err("no") } else { Ok(()) }
        });
        assert_eq!((failed, started.into_inner()), (Err("no"), 4));
    }
}
