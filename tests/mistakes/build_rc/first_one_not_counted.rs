//! An `Rc` of your own, with weak handles: the value is dropped first, its memory freed later.

use std::cell::{Cell, UnsafeCell};
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr::NonNull;

/// What all handles point to.
struct Shared<T> {
    /// How many strong handles there are.
    strong: Cell<usize>,
    /// How many weak handles there are, and one more until the value has been dropped.
    weak: Cell<usize>,
    /// Dropped by hand, and only once.
    value: UnsafeCell<ManuallyDrop<T>>,
}

/// A strong handle: keeps the value alive.
struct MyRc<T> {
    shared: NonNull<Shared<T>>,
}

/// A weak handle: keeps the memory, and with it the counts, but not the value.
struct MyWeak<T> {
    shared: NonNull<Shared<T>>,
}

/// First stage: drops the value in place. The counts can still be read.
///
/// # Safety
/// The value must not be used afterwards, and this must happen only once.
unsafe fn drop_value<T>(shared: NonNull<Shared<T>>) {
    println!("  the value is dropped");
    // SAFETY: the caller guarantees both.
    unsafe { ManuallyDrop::drop(&mut *shared.as_ref().value.get()) }
}

/// Second stage: frees the memory, including the counts.
///
/// # Safety
/// `shared` must not be used afterwards, and this must happen only once.
unsafe fn free<T>(shared: NonNull<Shared<T>>) {
    println!("  the memory is freed");
    // SAFETY: it came from `Box::leak` in `MyRc::new`; the rest is the caller's responsibility.
    drop(unsafe { Box::from_raw(shared.as_ptr()) });
}

fn up(count: &Cell<usize>) {
    count.set(count.get() + 1);
}

/// Subtracts one, and returns what is left.
fn down(count: &Cell<usize>) -> usize {
    count.set(count.get() - 1);
    count.get()
}

impl<T> MyRc<T> {
    fn new(value: T) -> Self {
        let shared = Shared {
            strong: Cell::new(0),
            weak: Cell::new(1),
            value: UnsafeCell::new(ManuallyDrop::new(value)),
        };
        MyRc {
            shared: NonNull::from(Box::leak(Box::new(shared))),
        }
    }

    fn shared(&self) -> &Shared<T> {
        // SAFETY: a strong handle is alive, so the memory has not been freed.
        unsafe { self.shared.as_ref() }
    }

    fn downgrade(&self) -> MyWeak<T> {
        up(&self.shared().weak);
        MyWeak {
            shared: self.shared,
        }
    }
}

impl<T> MyWeak<T> {
    fn shared(&self) -> &Shared<T> {
        // SAFETY: a weak handle is alive, so `weak` is not 0 and the memory has not been freed.
        unsafe { self.shared.as_ref() }
    }

    /// Returns a strong handle if the value is alive.
    fn upgrade(&self) -> Option<MyRc<T>> {
        if self.shared().strong.get() == 0 {
            return None;
        }
        up(&self.shared().strong);
        Some(MyRc {
            shared: self.shared,
        })
    }
}

impl<T> Clone for MyRc<T> {
    fn clone(&self) -> Self {
        up(&self.shared().strong);
        MyRc {
            shared: self.shared,
        }
    }
}

impl<T> Deref for MyRc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: a strong handle is alive, so the value has not been dropped.
        unsafe { &*self.shared().value.get() }
    }
}

impl<T> Drop for MyRc<T> {
    fn drop(&mut self) {
        if down(&self.shared().strong) > 0 {
            return;
        }
        // SAFETY: this was the last strong handle. The strong ones' count in `weak` keeps the memory
        // while the value is dropped, and is given up afterwards.
        unsafe { drop_value(self.shared) };
        if down(&self.shared().weak) == 0 {
            // SAFETY: this was the last handle of all.
            unsafe { free(self.shared) };
        }
    }
}

impl<T> Drop for MyWeak<T> {
    fn drop(&mut self) {
        if down(&self.shared().weak) == 0 {
            // SAFETY: no weak handle is left, and no strong one, because those together count as one.
            unsafe { free(self.shared) };
        }
    }
}

struct Session(&'static str);

impl Drop for Session {
    fn drop(&mut self) {
        println!("    {} says goodbye", self.0);
    }
}

fn main() {
    let session = MyRc::new(Session("ada"));
    let other = session.clone();
    let weak = session.downgrade();

    println!("one of two strong handles is dropped");
    drop(session);
    println!(
        "still there: {}",
        weak.upgrade().map_or("nobody", |session| session.0)
    );

    println!("the other one is dropped");
    drop(other);
    println!(
        "still there: {}",
        weak.upgrade().map_or("nobody", |session| session.0)
    );

    println!("the weak handle is dropped");
    drop(weak);
    println!("end of main");
}
