//! Deadlocks and their explanations.

use crate::glass::explain::test_trace::deadlock;

const LOCKS: &[(&str, &str)] = &[
    (
        "cell Mutex m 3
         main@7 locks m guard
         main@9 waits m lock",
        "On line 9, the thread waits forever for `m`, which the same thread has held since line 7 (guard `guard`).",
    ),
    (
        "cell RwLock table 3
         main@7 reads table r
         main@9 waits table write",
        "On line 9, the thread waits forever to lock `table` for writing, but the same thread has held the lock for reading since line 7 (guard `r`).",
    ),
    (
        "cell OnceLock CONFIG 3
         main@7 locks CONFIG _
         main@9 waits CONFIG get_or_init",
        "On line 9, the thread waits forever for `CONFIG` to be initialized: the same thread began the initialization on line 7, and has not finished it.",
    ),
    (
        "thread -
         cell Mutex m 3
         thread1@7 locks m guard
         thread1@9 waits m lock
         main@20 waits end:thread1 join",
        "Thread 1 waits forever on line 9 for `m`, which the same thread has held since line 7 (guard `guard`). The main thread waits on line 20 for thread 1 to finish.",
    ),
    (
        "thread -
         thread1@7 waits end:thread1 join
         main@20 waits end:thread1 join",
        "Thread 1 waits forever on line 7 for itself to finish. The main thread waits on line 20 for thread 1 to finish.",
    ),
    (
        "thread -
         cell Mutex a 3
         cell Mutex b 4
         main@9 locks a _
         thread1@14 locks b guard
         thread1@15 waits a lock
         main@10 waits b lock",
        "Thread 1 waits on line 15 for `a`, which the main thread has held since line 9. The main thread waits on line 10 for `b`, which thread 1 has held since line 14 (guard `guard`). Thread 1 and the main thread wait for each other.",
    ),
    (
        "thread ann
         thread bob
         thread cid
         cell Mutex _ 3
         cell Mutex _ 4
         cell Mutex _ 5
         ann@9 locks Mutex@3 left
         bob@9 locks Mutex@4 left
         cid@9 locks Mutex@5 left
         ann@10 waits Mutex@4 lock
         bob@10 waits Mutex@5 lock
         cid@10 waits Mutex@3 lock
         main@20 waits end:bob join",
        "Thread `ann` waits on line 10 for the Mutex created on line 4, which thread `bob` has held since line 9 (guard `left`). Thread `bob` waits on line 10 for the Mutex created on line 5, which thread `cid` has held since line 9 (guard `left`). Thread `cid` waits on line 10 for the Mutex created on line 3, which thread `ann` has held since line 9 (guard `left`). Each thread waits for the next one, in a cycle. The main thread waits on line 20 for thread `bob` to finish.",
    ),
    (
        "thread -
         cell RwLock table 3
         main@5 reads table first
         thread1@9 waits table write
         main@6 waits table read",
        "Thread 1 waits on line 9 to lock `table` for writing, which the main thread has held for reading since line 5 (guard `first`). The main thread waits on line 6 to lock `table` for reading, behind thread 1, which waits to lock it for writing. Thread 1 and the main thread wait for each other.",
    ),
    (
        "thread -
         cell Mutex m 3
         main@7 locks m guard
         thread1@12 waits m lock
         main@8 waits end:thread1 join",
        "Thread 1 waits on line 12 for `m`, which the main thread has held since line 7 (guard `guard`). The main thread waits on line 8 for thread 1 to finish. Thread 1 and the main thread wait for each other.",
    ),
    (
        "thread -
         cell Mutex m 3
         thread1@12 locks m _forgotten
         thread1@- stops
         main@8 waits m lock",
        "The main thread waits on line 8 for `m`, which thread 1 has held since line 12. Thread 1 has ended, but never dropped this guard.",
    ),
];

const MESSAGES: &[(&str, &str)] = &[
    (
        "thread -
         cell channel tx 3
         thread1@- stops
         main@12 waits tx recv",
        "The main thread waits on line 12 for a message from the channel `tx`. The channel is still open, because the sender, created with the channel on line 3, is alive. No other thread is left that could send.",
    ),
    (
        "thread -
         cell channel tx 3
         thread1@9 waits tx recv
         main@20 waits end:thread1 join",
        "The main thread waits on line 20 for thread 1 to finish. Thread 1 waits on line 9 for a message from the channel `tx`. The channel is still open, because the sender, created with the channel on line 3, is alive. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send.",
    ),
    (
        "cell channel tx 3
         main@9 waits tx send",
        "The main thread waits on line 9 for a receiver to take its message from the channel `tx`. No other thread is left that could receive.",
    ),
    (
        "thread -
         cell Condvar ready 4
         thread1@9 did ready notify_one
         thread1@- stops
         main@14 waits ready wait",
        "The main thread waits on line 14 for a notification on `ready`. The last `notify_one` came from thread 1 on line 9, before this wait began: a `Condvar` doesn't keep a notification. No other thread is left that could send one.",
    ),
    (
        "thread -
         thread -
         cell Condvar ready 4
         thread1@14 waits ready wait
         thread2@14 waits ready wait
         main@9 did ready notify_one
         thread1@- goes ready
         thread1@- stops
         main@20 waits end:thread2 join",
        "The main thread waits on line 20 for thread 2 to finish. Thread 2 waits on line 14 for a notification on `ready`. The last `notify_one` came from the main thread on line 9: it woke only thread 1, one of 2 threads that waited. Only the main thread is left, but it waits for thread 2 to finish, so it cannot send one.",
    ),
    (
        "thread -
         cell Condvar ready 4
         cell Mutex m 5
         cell AtomicBool flag 6
         thread1@8 locks m g
         thread1@9 did flag load
         thread1@10 ends g
         thread1@10 waits ready wait
         main@14 did flag store
         main@20 waits end:thread1 join",
        "The main thread waits on line 20 for thread 1 to finish. Thread 1 waits on line 10 for a notification on `ready`. No thread has notified `ready`. During the wait, the main thread changed `flag` on line 14, but no thread notified `ready` after that. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send one.",
    ),
    (
        "thread -
         cell Condvar ready 4
         cell Mutex m 5
         thread1@8 locks m g
         main@14 did ready notify_one
         thread1@10 ends g
         thread1@10 waits ready wait
         main@20 waits end:thread1 join",
        "The main thread waits on line 20 for thread 1 to finish. Thread 1 waits on line 10 for a notification on `ready`. The last `notify_one` came from the main thread on line 14, after thread 1 had locked `m` and before it waited: a `Condvar` doesn't keep a notification. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send one.",
    ),
    (
        "thread -
         thread -
         cell Condvar ready 4
         thread2@9 panics
         thread2@- stops
         thread1@14 waits ready wait
         main@20 waits end:thread1 join",
        "The main thread waits on line 20 for thread 1 to finish. Thread 1 waits on line 14 for a notification on `ready`. No thread has notified `ready`. Thread 2 panicked on line 9. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send one.",
    ),
    (
        "thread -
         thread -
         cell Barrier gate 4 limit=3
         thread1@9 waits gate wait
         thread2@9 waits gate wait
         main@20 waits end:thread1 join",
        "The main thread waits on line 20 for thread 1 to finish. Threads 1 and 2 wait on line 9 for more threads to reach `gate`. The barrier created on line 4 is for 3 threads, but only 2 reached it. Only the main thread is left, but it waits for thread 1 to finish, so it cannot reach the barrier.",
    ),
    (
        "main@5 waits parking:main park",
        "The main thread waits on line 5 to be unparked. No thread has unparked it. No other thread is left that could unpark it.",
    ),
    (
        "cell OnceLock CONFIG 3
         main@5 waits CONFIG wait",
        "The main thread waits on line 5 for `CONFIG`. No thread is initializing it. No other thread is left that could do so.",
    ),
    (
        "main@5 waits somewhere gaze",
        "The main thread waits on line 5 (`gaze`).",
    ),
];

#[test]
fn a_deadlock_is_traced_to_its_cause() {
    for (events, says) in LOCKS.iter().chain(MESSAGES) {
        assert_eq!(deadlock(events).says(), [*says], "{events}");
    }
}

#[test]
fn independent_cycles_have_separate_explanations() {
    let says = deadlock(
        "thread -
         cell Mutex a 3
         cell Mutex b 4
         thread1@9 locks a x
         thread1@10 waits a lock
         main@5 locks b y
         main@6 waits b lock",
    )
    .says();
    assert_eq!(says.len(), 2, "{says:?}");
}

#[test]
fn a_truncated_record_is_not_explained() {
    let (events, _) = LOCKS[0];
    assert!(deadlock(events).truncated().says().is_empty());
}
