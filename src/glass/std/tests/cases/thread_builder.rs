// `Builder`: threads with names, or stacks of another size.

use crate::panics::said_by;
use crate::{assert_has, assert_has_not};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::thread::{self, Builder};

#[test]
fn a_thread_has_the_name_that_was_given() {
    let handle = Builder::new()
        .name("ada".to_string())
        .spawn(thread::current)
        .unwrap();
    assert_eq!(handle.thread().name(), Some("ada"));
    let inside = handle.join().unwrap();
    assert_eq!(
        format!("{inside:?}"),
        format!(
            "Thread {{ id: {:?}, name: Some(\"ada\"), .. }}",
            inside.id()
        )
    );
}

#[test]
fn a_thread_may_have_the_name_of_the_first() {
    let main = Builder::new()
        .name("main".to_string())
        .spawn(|| thread::current().id())
        .unwrap();
    let id = main.thread().id();
    assert_eq!(main.join().unwrap(), id);
    // Other threads continue after its end.
    assert_eq!(thread::spawn(|| 1).join().unwrap(), 1);
}

#[test]
fn a_name_with_a_zero_in_it_is_refused() {
    let said = said_by(|| Builder::new().name("a\0b".to_string()).spawn(|| ()));
    assert!(
        said.message
            .starts_with("thread name may not contain interior null bytes"),
        "{said:?}"
    );
    // The thread that failed to start does not block the others.
    assert_eq!(thread::spawn(|| 1).join().unwrap(), 1);
}

#[test]
fn the_stack_can_have_another_size() {
    let handle = Builder::new().stack_size(4 << 20).spawn(|| {
        let large = [1_u8; 3 << 20];
        large.iter().map(|byte| usize::from(*byte)).sum::<usize>()
    });
    assert_eq!(handle.unwrap().join().unwrap(), 3 << 20);
}

#[test]
fn a_stack_that_is_too_large_is_an_error() {
    let outcome = Builder::new().stack_size(usize::MAX / 2).spawn(|| ());
    assert!(outcome.is_err());
    assert_eq!(thread::spawn(|| 1).join().unwrap(), 1);
}

#[test]
fn scoped_threads_can_be_built_too() {
    let words = ["a", "b"];
    let joined = thread::scope(|scope| {
        let handle = Builder::new()
            .name("scoped".to_string())
            .stack_size(1 << 20);
        let handle = handle
            .spawn_scoped(scope, || (thread::current(), words.concat()))
            .unwrap();
        assert_eq!(handle.thread().name(), Some("scoped"));
        let (inside, joined) = handle.join().unwrap();
        assert_eq!(inside.name(), Some("scoped"));
        joined
    });
    assert_eq!(joined, "ab");
}

#[test]
fn spawn_unchecked_borrows_what_the_caller_keeps_alive() {
    let word = String::from("borrowed");
    // SAFETY: the thread is joined before `word` is dropped.
    let handle = unsafe {
        Builder::new()
            .name("n".to_string())
            .spawn_unchecked(|| word.len())
    };
    assert_eq!(handle.unwrap().join().unwrap(), 8);
}

#[test]
fn it_prints_like_stds_and_implements_its_traits() {
    let builder = Builder::new().name("a".to_string()).stack_size(8);
    assert_eq!(
        format!("{builder:?}"),
        "Builder { name: Some(\"a\"), stack_size: Some(8), no_hooks: false }"
    );
    drop(builder);
    assert_has! { Builder: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, std::fmt::Debug; }
    assert_has_not! { Builder: Clone, Default; }
}
