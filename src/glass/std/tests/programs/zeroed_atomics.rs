//! Atomics in zeroed memory, and reading an atomic's value through a pointer to the atomic.

use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};

fn main() {
    let layout = Layout::new::<[AtomicUsize; 4]>();
    let memory = unsafe { alloc_zeroed(layout) };
    let all = unsafe { &*memory.cast::<[AtomicUsize; 4]>() };
    all[2].fetch_add(92, Ordering::SeqCst);
    println!("{:?}", all.each_ref().map(|one| one.load(Ordering::SeqCst)));
    println!("{}", unsafe { *std::ptr::from_ref(&all[2]).cast::<usize>() });
    unsafe { dealloc(memory, layout) };
    let set = AtomicBool::new(true);
    println!("{}", unsafe { *std::ptr::from_ref(&set).cast::<bool>() });
    let mut text = "pointed at";
    let pointer = AtomicPtr::new(&mut text);
    println!("{}", unsafe { **std::ptr::from_ref(&pointer).cast::<*mut &str>() });
}
