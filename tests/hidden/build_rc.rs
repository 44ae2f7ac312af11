//! Hidden tests for `build_rc`. They use what the starter fixes: `MyRc`, `MyWeak`, `new`, `clone`, `downgrade`, `upgrade`.
use super::{MyRc, MyWeak};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicIsize, Ordering};

/// Large enough to be told from whatever else is allocated.
type Large = [u64; 4321];

/// How many pieces of memory are out that could hold a `Large`, and little more.
static OUT: AtomicIsize = AtomicIsize::new(0);

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

fn is_large(layout: Layout) -> bool {
    (size_of::<Large>()..size_of::<Large>() + 200).contains(&layout.size())
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        OUT.fetch_add(isize::from(is_large(layout)), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        OUT.fetch_sub(isize::from(is_large(layout)), Ordering::Relaxed);
        unsafe { System.dealloc(place, layout) }
    }
}

fn out() -> isize {
    OUT.load(Ordering::Relaxed)
}

/// Counts how often it is dropped.
struct Counted(Rc<Cell<u32>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn value_goes_with_the_last_strong() {
    let drops = Rc::new(Cell::new(0));
    let one = MyRc::new(Counted(Rc::clone(&drops)));
    let handles = [one.clone(), one.clone()];
    let weak: MyWeak<Counted> = one.downgrade();
    drop(one);
    let again = weak.upgrade();
    drop(handles);
    assert!(
        again.is_some(),
        "`upgrade` returned `None` while a strong handle was alive"
    );
    assert_eq!(
        drops.get(),
        0,
        "how often the value was dropped while an upgraded handle was alive"
    );
    drop(again);
    assert_eq!(
        drops.get(),
        1,
        "how often the value was dropped after the last strong handle"
    );
    assert!(
        weak.upgrade().is_none() && weak.upgrade().is_none(),
        "`upgrade` returned a handle to a value that was dropped"
    );
    drop(weak);
    assert_eq!(
        drops.get(),
        1,
        "how often the value was dropped after the weak handle, too"
    );
}

#[test]
fn memory_goes_with_the_last_handle() {
    let before = out();
    let large: MyRc<Large> = MyRc::new([7; 4321]);
    assert_eq!(
        out(),
        before + 1,
        "blocks of memory in use with one strong handle"
    );
    let weak = [large.downgrade(), large.downgrade()];
    drop(large);
    assert_eq!(
        out(),
        before + 1,
        "blocks of memory in use after the strong handle was dropped, with two weak ones left"
    );
    assert!(weak.iter().all(|weak| weak.upgrade().is_none()));
    drop(weak);
    assert_eq!(
        out(),
        before,
        "blocks of memory in use after the weak handles were dropped, too"
    );

    let alone: MyRc<Large> = MyRc::new([8; 4321]);
    assert_eq!(alone[4320], 8);
    drop(alone);
    assert_eq!(
        out(),
        before,
        "blocks of memory in use after the only handle was dropped"
    );
}

/// Knows itself, weakly, like a node that its children are to find.
struct Node {
    itself: RefCell<Option<MyWeak<Node>>>,
    _last_field: LastField,
    _large: Large,
}

/// Is dropped after the weak handle beside it, and notes how much memory is out then.
struct LastField;

static OUT_AT_THE_END: AtomicIsize = AtomicIsize::new(NOT_DROPPED);

const NOT_DROPPED: isize = isize::MIN;

impl Drop for LastField {
    fn drop(&mut self) {
        OUT_AT_THE_END.store(out(), Ordering::Relaxed);
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let itself = self.itself.borrow();
        let found = itself.as_ref().and_then(MyWeak::upgrade);
        assert!(
            found.is_none(),
            "`upgrade` returned a handle to a value that is being dropped"
        );
    }
}

#[test]
fn weak_to_itself() {
    let before = out();
    let node = MyRc::new(Node {
        itself: RefCell::new(None),
        _last_field: LastField,
        _large: [9; 4321],
    });
    *node.itself.borrow_mut() = Some(node.downgrade());
    drop(node);
    let at_the_end = OUT_AT_THE_END.load(Ordering::Relaxed);
    assert_ne!(
        at_the_end, NOT_DROPPED,
        "the value was not dropped with its last strong handle"
    );
    assert_eq!(
        at_the_end,
        before + 1,
        "blocks of memory in use while the value is being dropped"
    );
    assert_eq!(
        out(),
        before,
        "blocks of memory in use after the node was dropped"
    );
}

#[test]
fn memory_goes_after_an_early_weak() {
    let before = out();
    let large: MyRc<Large> = MyRc::new([6; 4321]);
    drop(large.downgrade());
    assert_eq!(
        out(),
        before + 1,
        "blocks of memory in use after the weak handle was dropped"
    );
    drop(large);
    assert_eq!(
        out(),
        before,
        "blocks of memory in use after the strong handle was dropped, too"
    );
}
