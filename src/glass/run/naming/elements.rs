//! Determines the index of a cell in its list from where it was in memory.

use super::{ByCell, Seen};
use crate::glass::names::{CellBinding, Receiver};
use crate::glass::sources::SourceFiles;
use crate::glass::tokens::SourceTokens;
use crate::verdict::{Trace, TracedCell};
use std::collections::BTreeSet;

/// Methods after which an element may have another index than when it was first used.
const MOVES: [&str; 15] = [
    "drain",
    "insert",
    "remove",
    "retain",
    "reverse",
    "rotate_left",
    "rotate_right",
    "sort",
    "sort_by",
    "sort_by_key",
    "sort_unstable",
    "sort_unstable_by_key",
    "swap",
    "swap_remove",
    "split_off",
];
/// Methods that return a part of a list, in which an element has another index.
const PARTS: [&str; 10] = [
    "as_chunks",
    "chunks",
    "chunks_exact",
    "first_chunk",
    "last_chunk",
    "rchunks",
    "split_at",
    "split_first",
    "split_last",
    "windows",
];

/// Cells that are elements of one list, with their indices.
pub(super) type List = ByCell<usize>;

/// Returns the lists that these cells are in, in the order of their first uses. `cells` are all cells with this name.
/// `None` unless the source shows a list of this name that the program uses only as a whole and in the same order.
pub(super) fn in_memory(
    trace: &Trace,
    (name, cells): (&str, &[&TracedCell]),
    uses: &ByCell<BTreeSet<&Receiver>>,
    bindings: &ByCell<CellBinding>,
    seen: &Seen,
    source: &SourceFiles<'_>,
) -> Option<Vec<List>> {
    let same = |cell: &&TracedCell| cell.created_at == cells[0].created_at;
    // If std created it, only the uses are known.
    let first_use = || {
        let mut events = trace.events.iter();
        let first = events.find(|event| event.cell == Some(cells[0].id) && event.place.is_some());
        first.and_then(|event| event.place.as_ref())
    };
    let file = source.tokens(cells[0].created_at.as_ref().or_else(first_use)?)?;
    let mut paths = cells
        .iter()
        .filter_map(|cell| uses.get(&cell.id))
        .flatten()
        .map(|receiver| receiver.path.as_str());
    let is_indexed = paths.any(|path| element_of(path) == Some(name));
    let is_created_in_it = |cell: &&TracedCell| {
        let binding = bindings.get(&cell.id);
        binding.is_some_and(|binding| binding.is_element)
    };
    let is_element = is_indexed || cells.iter().all(is_created_in_it);
    if !cells.iter().all(same) || !is_element || !is_list(file, name) || !is_whole(file, name) {
        return None;
    }
    let mut lists: Vec<(u64, Vec<PlacedCell>)> = Vec::new();
    // A cell gets its id at its first use.
    let in_order: BTreeSet<u32> = cells.iter().map(|cell| cell.id).collect();
    for cell in in_order {
        let address = seen.addresses.get(&cell)?;
        let (index, begins) = address.element?;
        let at = address.at;
        let element = PlacedCell { cell, index, at };
        // Another list may get the memory of one that was dropped.
        match lists.iter_mut().rev().find(|list| list.0 == begins) {
            Some((_, list)) if list.iter().all(|other| other.index != index) => list.push(element),
            Some(_) | None => lists.push((begins, vec![element])),
        }
    }
    let lists: Vec<Vec<PlacedCell>> = lists.into_iter().map(|(_, list)| list).collect();
    let are_sure = lists.iter().all(|list| are_in_line(list)) && are_different(&lists);
    let indices =
        |list: Vec<PlacedCell>| list.into_iter().map(|one| (one.cell, one.index)).collect();
    are_sure.then(|| lists.into_iter().map(indices).collect())
}

#[derive(Clone, Copy, Debug)]
struct PlacedCell {
    cell: u32,
    index: usize,
    at: u64,
}

/// Whether the addresses agree with the indices.
fn are_in_line(cells: &[PlacedCell]) -> bool {
    let first = cells.iter().min_by_key(|cell| cell.index);
    let last = cells.iter().max_by_key(|cell| cell.index);
    let Some((first, last)) = first.zip(last) else {
        return false;
    };
    cells.iter().all(|cell| {
        let (part, all) = (cell.index - first.index, last.index - first.index);
        let (Ok(part), Ok(all)) = (u64::try_from(part), u64::try_from(all)) else {
            return false;
        };
        let near = cell.at.checked_sub(first.at);
        let distances = near.zip(last.at.checked_sub(first.at));
        distances.is_some_and(|(near, far)| near.checked_mul(all) == far.checked_mul(part))
    })
}

/// Whether each two of the lists have an index in common. Two without one may be one list that moved because it grew.
fn are_different(lists: &[Vec<PlacedCell>]) -> bool {
    let has = |list: &[PlacedCell], index: usize| list.iter().any(|element| element.index == index);
    (1..lists.len()).all(|at| {
        let mut earlier = lists[..at].iter();
        earlier.all(|other| lists[at].iter().any(|element| has(other, element.index)))
    })
}

/// Returns `forks` for `table.forks[seat]`; none for an element of an element.
pub(super) fn element_of(path: &str) -> Option<&str> {
    let (list, _) = path.strip_suffix(']')?.split_once('[')?;
    let index = &path[list.len() + 1..path.len() - 1];
    let is_one = !index.contains("][") && !list.is_empty();
    list.rsplit('.').next().filter(|_| is_one)
}

/// Whether the file declares a `Vec`, array or slice of this name, and nothing else.
fn is_list(file: &SourceTokens, name: &str) -> bool {
    let declared = (0..file.len())
        .filter(|at| file.text(*at) == name)
        .filter_map(|at| {
            let is_typed = file.text(at + 1) == ":" && file.text(at + 2) != ":";
            let is_bound = file.text(at + 1) == "=" && file.text(at + 2) != "=" && {
                let before = file.text(at.saturating_sub(1));
                before == "let" || before == "mut"
            };
            (is_typed || is_bound).then_some(at + 2)
        });
    let mut lists = declared.map(|from| {
        let words = type_or_value(file, from);
        let is_list = words.iter().any(|word| ["Vec", "vec", "["].contains(word));
        let is_other = words
            .iter()
            .any(|word| word.ends_with("Map") || word.ends_with("Deque") || word.ends_with("List"));
        (is_list, is_other)
    });
    let lists: Vec<(bool, bool)> = lists.by_ref().collect();
    lists.iter().any(|(is_list, _)| *is_list) && !lists.iter().any(|(_, is_other)| *is_other)
}

/// Returns the tokens of a type or a value up to its end.
fn type_or_value(file: &SourceTokens, from: usize) -> Vec<&str> {
    let mut words = Vec::new();
    let mut at = from;
    let mut depth = 0;
    while let Some(token) = file.get(at) {
        match token.text.as_str() {
            "<" => depth += 1,
            ">" => depth -= 1,
            ";" | "=" | "{" => break,
            "," if depth <= 0 => break,
            _ if token.is_any_close() && file.enclosing_open(at) != token.partner && depth <= 0 => {
                break;
            }
            _ => {}
        }
        words.push(token.text.as_str());
        at = match token.partner {
            // What is in brackets is another type or value.
            Some(close) if token.is_any_open() && token.text == "{" => close,
            _ => at,
        };
        at += 1;
    }
    words
}

/// Whether the file neither takes a part of the list nor moves its elements.
fn is_whole(file: &SourceTokens, name: &str) -> bool {
    (0..file.len()).all(|at| {
        let text = file.text(at);
        let is_method = at > 0 && file.text(at - 1) == ".";
        let is_part = is_method && PARTS.contains(&text);
        let is_move = is_method && MOVES.contains(&text) && {
            let owner = file.text(at.saturating_sub(2));
            owner == name || owner == ")" || owner == "]"
        };
        let is_range = text == "["
            && at > 0
            && file.get(at - 1).is_some_and(|before| {
                (before.is_value() || before.is_any_close()) && contains_range(file, at)
            });
        !is_part && !is_move && !is_range
    })
}

fn contains_range(file: &SourceTokens, open: usize) -> bool {
    let Some(close) = file.get(open).and_then(|token| token.partner) else {
        return false;
    };
    (open + 1..close).any(|at| file.text(at) == "." && file.text(at + 1) == ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(first: u32, indices: &[usize]) -> Vec<PlacedCell> {
        let elements = (first..).zip(indices);
        let element = |(cell, index): (u32, &usize)| PlacedCell {
            cell,
            index: *index,
            at: 1000 * u64::from(first) + 24 * u64::try_from(*index).unwrap(),
        };
        elements.map(element).collect()
    }

    #[test]
    fn lists_that_may_be_one_that_moved_are_not_told_apart() {
        assert!(are_different(&[list(1, &[0, 1]), list(3, &[1, 2])]));
        assert!(!are_different(&[list(1, &[0, 1]), list(3, &[2, 3])]));
        assert!(are_different(&[list(1, &[4])]));
    }

    #[test]
    fn an_address_that_does_not_fit_the_index_is_noticed() {
        let mut elements = list(1, &[0, 3, 1]);
        assert!(are_in_line(&elements));
        elements[2].at += 8;
        assert!(!are_in_line(&elements));
    }

    fn lexed(source: &str) -> SourceTokens {
        SourceTokens::parse(source).unwrap()
    }

    #[test]
    fn only_a_list_that_is_declared_so_has_indices() {
        for (source, is) in [
            ("struct Table { forks: Vec<Mutex<u32>> }", true),
            ("fn eat(forks: &[Mutex<u32>]) {}", true),
            ("fn main() { let forks = vec![a(), b()]; }", true),
            ("fn main() { let forks: Arc<Vec<_>> = make(); }", true),
            ("static forks: [AtomicU32; 2] = make();", true),
            ("fn main() { let forks = make(); }", false),
            ("struct Table { forks: HashMap<u32, Vec<u32>> }", false),
            (
                "struct Table { forks: VecDeque<Mutex<u32>>, other: Vec<u32> }",
                false,
            ),
            ("struct Table { forks: Mutex<u32>, other: Vec<u32> }", false),
        ] {
            assert_eq!(is_list(&lexed(source), "forks"), is, "{source}");
        }
    }

    #[test]
    fn a_list_that_is_cut_or_reordered_has_none() {
        for (source, is) in [
            ("fn main() { forks[a].lock(); for i in 0..3 {} }", true),
            ("fn main() { eat(&forks[1..]); }", false),
            ("fn main() { for pair in forks.chunks(2) {} }", false),
            ("fn main() { forks.swap(0, 1); }", false),
            ("fn main() { map.insert(0, 1); }", true),
        ] {
            assert_eq!(is_whole(&lexed(source), "forks"), is, "{source}");
        }
    }

    #[test]
    fn the_element_of_an_element_is_left_out() {
        assert_eq!(element_of("table.forks[seat]"), Some("forks"));
        assert_eq!(element_of("forks[(seat + 1) % seats[0]]"), Some("forks"));
        assert_eq!(element_of("grid[row][column]"), None);
        assert_eq!(element_of("forks"), None);
    }
}
