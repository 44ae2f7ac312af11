//! A drop-in replacement for std that records what a program does with threads and borrows.
//!
//! glass replaces std under a program. It re-exports std and replaces the types through which threads and borrows
//! interact with twins that have the same API: `RefCell` and its guards, the locks of the standard streams, `Instant`,
//! and the contents of `sync` and `thread`. The program itself does not change. A run writes a record: where each borrow
//! and each lock began and ended, which requests failed, and which thread ran whenever more than one could. One thread
//! runs at a time, in an order that can be set, so that a run can be replayed and all orders can be tried.
//!
//! # How to use it
//! The crate becomes a dependency *named* `std`. The compiler then takes it for the real one, including the prelude and
//! the macros. It has no dependencies and works on stable Rust.
//!
//! ```toml
//! [dependencies]
//! std = { package = "glass", path = "…" }
//! core = { package = "glass-core", path = "…/core" }
//! ```
//!
//! The second line is for paths through `core::`. Without cargo: `rustc --extern std=libglass.rlib --extern
//! core=libglass.rlib main.rs`. The lines at which guards are dropped come from debug
//! information; `debug = "line-tables-only"` is enough, at every optimization level.
//!
//! # Environment variables
//! | Variable | What it does |
//! |---|---|
//! | `GLASS_OUT=FILE` | Appends the record to this file, one JSON object per line. Without it, nothing is recorded. |
//! | `GLASS_PROCESS=7` | The ID of the process that the choices are for. A process that it starts appends `-` and its own ID to the name of its record. |
//! | `GLASS_LINES=1` | Records borrows, locks and all other events with their lines, not only choices. |
//! | `GLASS_SCHEDULE=0,1,1` | Which thread runs, by number, at each point where more than one can. |
//! | `GLASS_SEED=7` | The seed of random choices after those. Without it, the default thread runs. |
//! | `GLASS_SWITCHES=20` | A random choice may switch threads only once in this many steps, on average. Without it, any thread may run next. |
//! | `GLASS_SERIAL=1000` | Each thread runs for as long as it can, but others go first after this many steps in a row. A thread that sleeps wakes up before others run. |
//! | `GLASS_STEPS=20000` | The step limit, after which the run is aborted. |
//! | `GLASS_MILLIS=7000` | The limit on processor time, after which the run is aborted at its next step. |
//! | `GLASS_RACES=src/main.rs:3:5` | The places, with `;` between them, whose accesses are recorded with their calls. A `hint` in a record names them. |
//! | `GLASS_EVENTS=10000` | The limit on recorded events. What explains the end of the run is recorded even after it. |
//! | `GLASS_WATCH=1` | A thread that is blocked for a second in code that this crate does not see, while others could run, loses its turn (on Linux). |
//! | `GLASS_FROM=0` | How many events pass before the record begins, with what is live then. |
//!
//! If every thread waits for another one, a limit on steps or time is reached, the choices do not fit the run, or the
//! program casts an integer pointer to an atomic pointer, glass reports it in the record and on stderr, and aborts the
//! process.
//!
//! # Known differences
//! ## Everywhere
//! - `size_of` and `align_of`: a twin also stores where it was created, and its id.
//! - `type_name`, and types in the compiler's messages, say `glass::`: the twins are different types.
//! - Other crates, which were built with the real std, use std's own types: those are different types, and cellmate
//!   does not record them. Paths through `core::` lead to std's own types, too, unless this crate also replaces `core`.
//! - A twin, or one of its guards, cannot be coerced to an unsized one by value (`Ref<'_, [u8; 3]>` to `Ref<'_, [u8]>`):
//!   `CoerceUnsized` is unstable. Behind a reference, a `Box` or an `Rc` it can.
//! - A function that drops a twin cannot be `const`, because the drop is recorded: `into_inner` is not. For the same
//!   reason a twin always needs to be dropped, so that a thread-local `RefCell<u8>` is dropped when its thread exits.
//! - Lints that look for std's types do not find the twins: `let _ = lock.lock()` compiles here, but not with std.
//! - A thread that blocks in the kernel until another one acts stays scheduled, so the run hangs, unless
//!   `GLASS_WATCH=1` takes its turn away (on Linux).
//! - Steps take time, and recording their lines takes more the deeper the stack is: a program with millions of steps
//!   reaches a limit.
//!
//! ## `cell`
//! - If std itself created a cell (`Vec::clone`, `mem::take`), its place is not recorded: it is not in the program.
//! - `LocalKey<RefCell<T>>`: `with_borrow`, `set` and so on come from a trait in the prelude, because the key is std's
//!   own. A module without a prelude does not have them. If a borrow fails in one of them, the panic names a line of
//!   this crate; std's names a line of std.
//!
//! ## `io` and the printing macros
//! - Under libtest, too, `println!` waits for another thread's `StdoutLock`, although the output goes elsewhere: a program
//!   cannot ask whether its output is captured. Output that a `Display` prints during printing is captured, too.
//! - The message of a panic does not wait for another thread's `StderrLock`: the genuine lock of stderr is never held
//!   from one step to the next, because a panicking thread takes it without asking the scheduler.
//! - `IsTerminal` is a trait of this crate, because std's is sealed.
//! - Reading from stdin blocks in the kernel, and all other threads wait for it.
//!
//! ## `time` and `process`
//! - `Instant` reads the virtual clock of the run, which advances by a microsecond with each reading, and jumps to the
//!   next deadline when every thread that can run only polls, when none can run, and when a thread is still asleep
//!   after the others have taken a step for each microsecond of its sleep (at least 8,000). `SystemTime` reads the real
//!   clock, because programs make dates from it.
//! - `process::exit` is a step, so other threads may run before it in some schedules. `abort` is not, because nothing
//!   can observe the other threads after it.
//!
//! ## `sync`
//! - A deadlock of all threads aborts the process instead of hanging it.
//! - A `Condvar` has no spurious wakeups, and wakes threads in the order in which they began to wait. std guarantees
//!   neither.
//! - If a value is `Sync` but not `Send`, its `MutexGuard` or `RwLockWriteGuard` is not `Sync`: it stores its lock, to
//!   lock it again after a wait or for a downgrade, and std's own way to do that is not public.
//! - If a destructor waits on a `Condvar` during a panic, with a guard from before that panic, the mutex is poisoned
//!   when the wait begins; with std, when the guard is dropped.
//! - A read lock on a `RwLock` waits for a thread that is already waiting to write. std leaves that to the system, but
//!   all common systems do the same.
//! - Reading a completed `Once`, `OnceLock` or `LazyLock` is not a step, because it cannot change anymore.
//!
//! ## `sync::atomic`
//! - Memory is sequentially consistent, whatever the orderings. `compare_exchange_weak` fails only if
//!   `compare_exchange` does, so that a run can be replayed.
//! - `from_ptr` is missing: a plain integer has no room for what the twin stores. Accesses through `as_ptr`, or through a
//!   cast of a pointer to the twin, are not recorded.
//! - With std, the compiler rejects an invalid ordering (`load(Release)`); here, the call panics.
//! - The twins are larger than their integers and have a different alignment, so they cannot be transmuted. Zeroed memory
//!   is a valid twin, whose place is not recorded.
//! - If the target can load and store a width but not exchange it, the type is missing.
//!
//! ## `sync::mpsc`
//! - The channels are this crate's own. Messages are not recorded, because they need not be `Debug`.
//! - `recv` and the other waiting calls have no spurious wakeups.
//!
//! ## `thread`
//! - Threads run one at a time, and `sleep`, `park_timeout` and all other timeouts use the virtual clock.
//! - `scope` also waits until its threads have dropped their thread-locals, which with std may happen after `scope`
//!   returns: the genuine scope must not block the scheduled thread. Each `scope` leaks a few bytes.
//! - A thread that joins itself deadlocks, and the run reports it; with std it panics on some systems. A
//!   `ScopedJoinHandle` that is forgotten (`mem::forget`) keeps std's scope waiting forever. It does so here, too, and the
//!   run cannot report it.
//! - If the system cannot start a thread, the panic of `spawn` names a line of the program; that of std's names a line
//!   of std.
#![deny(unsafe_code)]
#![expect(
    clippy::missing_errors_doc,
    reason = "std's documentation describes the errors"
)]

pub use ::std::*;

mod macros;
#[expect(hidden_glob_reexports, reason = "std's own `rt` is private")]
mod rt;

pub mod cell;
pub mod hint;
pub mod io;
pub mod prelude;
pub mod process;
pub mod sync;
pub mod thread;
pub mod time;

#[doc(hidden)]
pub use macros::__thread_local;
#[doc(hidden)]
pub use rt::record_test_returned as __test_returned;
