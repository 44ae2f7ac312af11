//! Determines the index of a cell in its list from where it was in memory.

use super::{ByCell, Seen};
use crate::glass::names::Receiver;
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

/// Returns the index of each of these cells, which are all cells with this name, if the source shows a list of this
/// name that the program uses only as a whole and in the same order.
pub(super) fn in_memory(
    trace: &Trace,
    name: &str,
    cells: &[&TracedCell],
    uses: &ByCell<BTreeSet<&Receiver>>,
    seen: &Seen,
    source: &SourceFiles<'_>,
) -> Option<ByCell<usize>> {
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
    if !cells.iter().all(same) || !is_indexed || !is_list(file, name) || !is_whole(file, name) {
        return None;
    }
    let found = cells.iter().map(|cell| {
        let address = seen.addresses.get(&cell.id)?;
        Some((cell.id, address.index?, address.at))
    });
    let found: Vec<(u32, usize, u64)> = found.collect::<Option<_>>()?;
    // The addresses must agree with the indices.
    let (_, first, base) = *found.iter().min_by_key(|(_, index, _)| *index)?;
    let (_, last, end) = *found.iter().max_by_key(|(_, index, _)| *index)?;
    let is_in_line = |index: usize, at: u64| {
        let (part, all) = (u64::try_from(index - first), u64::try_from(last - first));
        let (Ok(part), Ok(all), Some(far)) = (part, all, end.checked_sub(base)) else {
            return false;
        };
        at.checked_sub(base)
            .is_some_and(|at| at.checked_mul(all) == far.checked_mul(part))
    };
    let agree = found.iter().all(|(_, index, at)| is_in_line(*index, *at));
    agree.then(|| {
        found
            .iter()
            .map(|(cell, index, _)| (*cell, *index))
            .collect()
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

/// Whether there is a `..` in these brackets.
fn contains_range(file: &SourceTokens, open: usize) -> bool {
    let Some(close) = file.get(open).and_then(|token| token.partner) else {
        return false;
    };
    (open + 1..close).any(|at| file.text(at) == "." && file.text(at + 1) == ".")
}

#[cfg(test)]
mod tests {
    use super::*;

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
