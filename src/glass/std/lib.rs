//! The std you can see through.
//!
//! glass is put under a program in the place of std. It passes everything on that std has, and replaces what threads
//! and borrows meet at by twins with the same surface: `RefCell` and its guards, the locks of the standard streams,
//! `Instant`, and what is in `sync` and `thread`. The program stays as it is, word for word. What comes of it is
//! a record: where each borrow and each lock began and ended, who was refused and why, and which thread went on
//! whenever more than one could. One thread runs at a time, and the order in which they take turns can be given, so
//! that a run can be repeated, and all orders can be tried.
//!
//! # Under a program
//! The crate becomes a dependency that is *named* `std`; the compiler then takes it for the real one, prelude and
//! macros included. It has no dependencies of its own and works on stable.
//!
//! ```toml
//! [dependencies]
//! std = { package = "glass", path = "…" }
//! ```
//!
//! or, without cargo, `rustc --extern std=libglass.rlib main.rs`. Debug information has to be there for the lines at
//! which guards end; `debug = "line-tables-only"` does, at every optimization level.
//!
//! # What the environment says
//! | Variable | What it does |
//! |---|---|
//! | `GLASS_OUT=FILE` | The record is appended to this file, a JSON object on each line. Without it, there is none. |
//! | `GLASS_LINES=1` | Borrows, locks and all the rest are recorded with their lines, not only choices. |
//! | `GLASS_CHOICES=0,1,1` | Which thread goes on, by number, at each point where more than one could. |
//! | `GLASS_SEED=7` | When those are used up, threads are picked at random from this seed; else the first goes on. |
//! | `GLASS_STEPS=20000` | So many steps, and the run counts as one that never ends. |
//! | `GLASS_EVENTS=10000` | So many events are recorded; choices and ends always are. |
//!
//! A run that ends because every thread waits for another one, because it took too many steps, or because the
//! choices do not fit it says so in the record and on stderr, and aborts.
//!
//! # Known differences
//! ## Everywhere
//! - `size_of` and `align_of`: a twin carries the place where it was made, and its number.
//! - `type_name`, and types in the compiler's messages, say `glass::`: they are other types.
//! - Paths through `core::` and `alloc::` lead to the genuine things, which are then not seen and not the same type.
//!   So does what comes from other crates, which were built with the real std.
//! - A twin cannot be made into one of something unsized by value, nor can its guards (`Ref<'_, [u8; 3]>` into
//!   `Ref<'_, [u8]>`): `CoerceUnsized` is unstable. Behind a reference, a `Box` or an `Rc` it can.
//! - What drops a twin cannot be `const`, because its end is recorded: `into_inner` is not. For the same reason a twin
//!   always has something to drop, so that a thread-local `RefCell<u8>` is gone when its thread ends.
//! - Lints that know std's types by name do not know the twins: `let _ = lock.lock()` is refused with std, and not here.
//! - A thread that waits in the kernel for another one keeps its turn, and the run stands still.
//! - Steps take time, and recorded lines more of it, the deeper the stack: what takes millions of them is cut off.
//!
//! ## `cell`
//! - A place where std itself made a cell (`Vec::clone`, `mem::take`) is not told: there is no line of the program.
//! - `LocalKey<RefCell<T>>`: `with_borrow`, `set` and so on come from a trait in the prelude, since the key is std's
//!   own. A module without a prelude does not have them, and a refused borrow there panics with a line of this crate,
//!   where std's panics with one of std.
//!
//! ## `io` and the macros that print
//! - Under libtest, too, `println!` waits for somebody else's `StdoutLock`, though what it prints goes elsewhere: whether
//!   output is captured cannot be asked. What a `Display` prints while it is printed is captured, too.
//! - The message of a panic does not wait for somebody else's `StderrLock`: the genuine lock of stderr is never held
//!   from one step to the next, because whoever panics takes it without asking the scheduler.
//! - `IsTerminal` is a trait of its own, because std's is sealed.
//! - Reading from stdin waits in the kernel, and all other threads wait with it.
//!
//! ## `time` and `process`
//! - `Instant` goes by the run's own clock, which goes on by a microsecond whenever somebody looks, and else only when
//!   all threads wait for it. `SystemTime` goes by the real one: it is what dates are made of.
//! - `process::exit` is announced, so that threads may still come before it in some runs; `abort` is not, it leaves
//!   nothing to be seen.
//!
//! ## `sync`
//! - Where the genuine std would hang because every thread waits for another one, the process is aborted.
//! - A `Condvar` wakes nobody without a reason, and those that wait in the order in which they came. std promises
//!   neither.
//! - A guard of a `Mutex`, or of a writer, on something that is `Sync` and not `Send`, is not `Sync`: it knows its
//!   lock, to take it again after a wait or for a downgrade, and std's own way to do that is not open to others.
//! - Who waits at a `Condvar` in a destructor, during a panic, with a guard from before that panic, has the mutex
//!   poisoned from the beginning of the wait; with std, from the end of the guard.
//! - A read of a `RwLock` stands behind a writer that waits already. std leaves that to the system; it is so on all
//!   common ones.
//! - What is complete (`Once`, `OnceLock`, `LazyLock`) is looked at without a step: it cannot change any more.
//!
//! ## `sync::atomic`
//! - Memory is sequentially consistent, whatever the orderings say. `compare_exchange_weak` fails only where
//!   `compare_exchange` does, so that a run can be repeated.
//! - `from_ptr` is left out: a plain integer has no place for what the twin carries. What is done through `as_ptr` is
//!   not seen.
//! - An ordering without sense (`load(Release)`) is refused by the compiler with std, and panics here.
//! - They are larger than their integers, and aligned for what they carry; `transmute` does not do.
//! - Where the target can load and store a width but not exchange it, the type is missing.
//!
//! ## `sync::mpsc`
//! - The channels are the crate's own; messages are not recorded, because they need not be `Debug`.
//! - `recv` and others that wait never wake up without a reason.
//!
//! ## `thread`
//! - Threads go on one at a time, and `sleep`, `park_timeout` and all other times go by the run's own clock.
//! - `scope` also waits for the thread-locals of its threads, which std drops before or after it returns: the genuine
//!   scope must not wait while it is its thread's turn. Each `scope` leaves a few bytes behind.
//! - A thread that joins itself waits for ever and is told so; with std it panics on some systems. A
//!   `ScopedJoinHandle` that is forgotten (`mem::forget`) keeps std's scope waiting for ever, and so it does here,
//!   where nobody can tell.
//! - When the system has no thread to give, `spawn` panics with the program's line, std's with its own.
#![deny(unsafe_code)]
#![expect(
    clippy::missing_errors_doc,
    reason = "std's documentation says when, and one line says what"
)]

pub use ::std::*;

mod macros;
#[expect(hidden_glob_reexports, reason = "std's own `rt` is not for programs")]
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
