// `scope`: threads that borrow, and have ended when it returns.

use crate::panics::said_by;
use crate::{assert_has, assert_has_not};
use std::cell::Cell;
use std::panic::{RefUnwindSafe, UnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{channel, sync_channel};
use std::thread::{self, Scope, ScopedJoinHandle};

#[test]
fn scoped_threads_borrow_and_return_results() {
    let mut numbers = vec![1, 2, 3];
    let mut changed = 0;
    let sum = thread::scope(|scope| {
        let sum = scope.spawn(|| numbers.iter().sum::<i32>());
        scope.spawn(|| changed += numbers.len());
        sum.join().unwrap()
    });
    numbers.push(4);
    assert_eq!((sum, changed, numbers.len()), (6, 3, 4));
}

#[test]
fn all_threads_have_ended_when_scope_returns() {
    let count = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                thread::yield_now();
                count.fetch_add(1, Ordering::SeqCst);
            });
        }
    });
    assert_eq!(count.into_inner(), 4);
}

#[test]
fn a_scope_waits_for_the_threads_of_its_threads() {
    let count = AtomicUsize::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            scope.spawn(|| {
                scope.spawn(|| count.fetch_add(1, Ordering::SeqCst));
                count.fetch_add(1, Ordering::SeqCst);
            });
        });
    });
    assert_eq!(count.into_inner(), 2);
}

#[test]
fn scopes_can_be_nested() {
    let result = thread::scope(|outer| {
        let outer = outer.spawn(|| thread::scope(|inner| inner.spawn(|| 1).join().unwrap()) + 1);
        outer.join().unwrap() + thread::scope(|_| 1)
    });
    assert_eq!(result, 3);
}

#[test]
fn an_unjoined_panic_is_raised_at_the_end_of_the_scope() {
    let line = line!() + 2;
    let said = said_by(|| {
        thread::scope(|scope| {
            scope.spawn(|| std::panic::resume_unwind(Box::new(1)));
        });
    });
    assert_eq!(
        (said.message.as_str(), said.line),
        ("a scoped thread panicked", line)
    );
    assert!(said.file.ends_with("thread_scope.rs"), "{}", said.file);
}

#[test]
fn a_panic_that_was_joined_is_not_raised_again() {
    let outcome = thread::scope(|scope| {
        let handle = scope.spawn(|| std::panic::resume_unwind(Box::new(1)));
        handle.join().map(|()| 0).unwrap_err()
    });
    assert_eq!(*outcome.downcast::<i32>().unwrap(), 1);
}

#[test]
fn a_scope_waits_for_its_threads_even_if_its_closure_panics() {
    let count = AtomicUsize::new(0);
    let outcome = catch_unwind(|| {
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::yield_now();
                count.fetch_add(1, Ordering::SeqCst);
            });
            scope.spawn(|| std::panic::resume_unwind(Box::new("theirs")));
            std::panic::resume_unwind(Box::new("mine"));
        });
    });
    assert_eq!(outcome.unwrap_err().downcast_ref::<&str>(), Some(&"mine"));
    assert_eq!(count.into_inner(), 1);
}

#[test]
fn scoped_threads_that_wait_for_each_other_finish() {
    let (tx, rx) = sync_channel(0);
    let (answer, answered) = channel();
    thread::scope(|scope| {
        scope.spawn(move || (0..3).for_each(|number| tx.send(number).unwrap()));
        scope.spawn(move || answer.send(rx.iter().sum::<i32>()).unwrap());
    });
    assert_eq!(answered.recv(), Ok(3));
}

#[test]
fn a_lock_is_shared_by_reference() {
    let all = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for number in 0..3 {
            let all = &all;
            scope.spawn(move || all.lock().unwrap().push(number));
        }
    });
    let mut all = all.lock().unwrap().clone();
    all.sort_unstable();
    assert_eq!(all, [0, 1, 2]);
}

#[test]
fn a_result_is_dropped_before_the_scope_ends_and_may_start_threads() {
    struct Starts<'scope, 'env>(&'scope Scope<'scope, 'env>, &'env AtomicBool);
    impl Drop for Starts<'_, '_> {
        fn drop(&mut self) {
            let has_ended = self.1;
            self.0.spawn(move || {
                thread::yield_now();
                has_ended.store(true, Ordering::SeqCst);
            });
        }
    }
    let has_ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let has_ended = &has_ended;
        scope.spawn(move || Starts(scope, has_ended));
    });
    assert!(has_ended.into_inner());
}

#[test]
fn a_value_that_is_only_matched_is_borrowed() {
    #[expect(clippy::match_single_binding, reason = "that is what is tried")]
    fn tried(value: &u8) {
        thread::scope(|scope| {
            scope.spawn(|| match value {
                _ => (),
            });
        });
    }
    tried(&1);
}

#[test]
fn is_finished_returns_without_waiting() {
    let flag = AtomicBool::new(false);
    thread::scope(|scope| {
        let handle = scope.spawn(|| while !flag.load(Ordering::SeqCst) {});
        assert!(!handle.is_finished());
        flag.store(true, Ordering::SeqCst);
        while !handle.is_finished() {
            thread::yield_now();
        }
        assert_eq!(handle.thread().name(), None);
        assert_eq!(format!("{handle:?}"), "ScopedJoinHandle { .. }");
    });
}

#[test]
fn a_scope_prints_how_many_threads_run() {
    let id = thread::current().id();
    let name = thread::current().name().map(str::to_owned);
    let (go, gone) = channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || gone.recv().unwrap());
        assert_eq!(
            format!("{scope:?}"),
            format!(
                "Scope {{ num_running_threads: 1, a_thread_panicked: false, \
                 main_thread: Thread {{ id: {id:?}, name: {name:?}, .. }}, .. }}"
            )
        );
        go.send(()).unwrap();
    });
}

#[test]
fn a_function_can_return_the_handles_of_a_scope() {
    fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        number: i32,
    ) -> ScopedJoinHandle<'scope, i32> {
        scope.spawn(move || number * 2)
    }
    let doubled: i32 = thread::scope(|scope| {
        let handles: Vec<_> = (0..3).map(|number| start(scope, number)).collect();
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap())
            .sum()
    });
    assert_eq!(doubled, 6);
}

#[test]
fn they_implement_the_traits_of_stds() {
    assert_has! {
        Scope<'static, 'static>: Send, Sync, Unpin, RefUnwindSafe, std::fmt::Debug;
        ScopedJoinHandle<'static, Cell<u8>>: Send, Sync, Unpin, std::fmt::Debug;
    }
    assert_has_not! {
        Scope<'static, 'static>: UnwindSafe, Clone;
        ScopedJoinHandle<'static, u8>: UnwindSafe, RefUnwindSafe, Clone;
        ScopedJoinHandle<'static, Rc<u8>>: Send, Sync;
    }
}
