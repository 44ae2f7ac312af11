//! Determines which element of a list a cell is, from what is around it in memory.

use super::statics;
#[cfg(target_os = "linux")]
use ::std::fs::File;
#[cfg(target_os = "linux")]
use ::std::os::unix::fs::FileExt as _;
use ::std::panic::Location;
#[cfg(target_os = "linux")]
use ::std::sync::OnceLock;
use ::std::sync::atomic::{AtomicU32, Ordering};

/// The maximum number of elements to count in each direction.
const MAX_ELEMENTS: usize = 256;
/// The maximum number of cells to look up: in a program with more, an index says little.
const MAX_CELLS: u32 = 256;
/// The size of a word in bytes.
const WORD: usize = size_of::<usize>();

/// A cell in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) index: usize,
    /// The address of the first element.
    pub(super) list: usize,
}

/// Returns the place of a cell in its list, if it is in one with others from the same place in the program. The
/// memory is read through the system, because what surrounds the list may belong to something else. `address` is where
/// the cell stores its place of creation.
pub(super) fn place_in_list(
    (made, address): (&'static Location<'static>, usize),
    cell: usize,
    size: usize,
) -> Option<Element> {
    static REMAINING: AtomicU32 = AtomicU32::new(MAX_CELLS);
    // Only the scheduled thread runs this.
    let remaining = REMAINING.load(Ordering::Relaxed).checked_sub(1)?;
    REMAINING.store(remaining, Ordering::Relaxed);
    let place = ::std::ptr::from_ref(made).addr();
    let is_alike = |at: Option<usize>| at.and_then(word) == Some(place);
    let far = |index: usize| index.checked_mul(size);
    let before = (1..=MAX_ELEMENTS)
        .take_while(|index| is_alike(far(*index).and_then(|far| address.checked_sub(far))))
        .count();
    let after = (1..=MAX_ELEMENTS)
        .take_while(|index| is_alike(far(*index).and_then(|far| address.checked_add(far))))
        .count();
    if before + after == 0 || before.max(after) == MAX_ELEMENTS {
        return None;
    }
    // Only at the beginning of an allocation, or in a static: on the stack, remains of moved values may be next to the
    // list.
    let list = cell.checked_sub(before * size)?;
    let bytes = (before + 1 + after) * size;
    let begins = begins_allocation(list, bytes)
        || is_shared(list) && begins_allocation(list - 2 * WORD, bytes);
    (begins || statics::contain(cell)).then_some(Element {
        index: before,
        list,
    })
}

/// Whether glibc has allocated this many bytes here, or somewhat more. It stores the size in front of what it
/// allocates.
fn begins_allocation(address: usize, bytes: usize) -> bool {
    /// The flags in the lowest bits of the size.
    const FLAGS: usize = 7;
    let Some(size) = address.checked_sub(WORD).and_then(word) else {
        return false;
    };
    let size = size & !FLAGS;
    // A `Vec` doubles what it has, and begins with room for four.
    size & (2 * WORD - 1) == 0 && size >= bytes + WORD && size <= 4 * bytes + 8 * WORD
}

/// Whether an `Arc` or `Rc` has its counts before this address.
fn is_shared(address: usize) -> bool {
    const MAX_COUNT: usize = 1 << 16;
    let count = |words: usize| address.checked_sub(words * WORD).and_then(word);
    [1, 2]
        .into_iter()
        .all(|words| count(words).is_some_and(|count| (1..MAX_COUNT).contains(&count)))
}

/// Reads a word, if there is memory and the system allows it.
#[cfg(target_os = "linux")]
fn word(address: usize) -> Option<usize> {
    static MEMORY: OnceLock<Option<File>> = OnceLock::new();
    let memory = MEMORY.get_or_init(|| File::open("/proc/self/mem").ok());
    let mut bytes = [0; WORD];
    // Not with `seek`: its position belongs to all threads.
    let at = u64::try_from(address).ok()?;
    memory.as_ref()?.read_exact_at(&mut bytes, at).ok()?;
    Some(usize::from_ne_bytes(bytes))
}

#[cfg(not(target_os = "linux"))]
fn word(_: usize) -> Option<usize> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::std::sync::Arc;

    type Made = Option<&'static Location<'static>>;

    fn index_of(one: &Made) -> Option<usize> {
        let address = ::std::ptr::from_ref(one).addr();
        let element = place_in_list(((*one)?, address), address, size_of_val(one))?;
        assert_eq!(element.list + element.index * size_of_val(one), address);
        Some(element.index)
    }

    #[test]
    fn an_element_of_a_list_on_the_heap_knows_its_index() {
        let place = Some(Location::caller());
        let is_known = cfg!(all(target_os = "linux", target_env = "gnu"));
        let wanted = || (0..3).map(|index| is_known.then_some(index));
        let list = vec![place; 3];
        assert!(list.iter().map(index_of).eq(wanted()));
        let shared: Arc<[Made]> = Arc::from(list);
        assert!(shared.iter().map(index_of).eq(wanted()));
        let mut growing = Vec::new();
        growing.extend([place; 3]);
        growing.push(place);
        assert!(growing.iter().take(3).map(index_of).eq(wanted()));
    }

    #[test]
    fn what_is_alone_or_on_the_stack_has_none() {
        let place = Some(Location::caller());
        let list = [place; 3];
        assert!(list.iter().all(|one| index_of(one).is_none()));
        assert_eq!(index_of(&Box::new(place)), None);
    }
}
