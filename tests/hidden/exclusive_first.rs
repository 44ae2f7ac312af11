//! Hidden tests for `exclusive_first`. They use what the text fixes: `new`, `write` and `mentions`.
use super::Journal;

#[test]
fn numbers_from_one() {
    let mut journal = Journal::new();
    let numbers = ["a", "b", "a", "c"].map(|entry| journal.write(entry));
    assert_eq!(
        numbers,
        [1, 2, 3, 4],
        "what `write` returned for four entries"
    );
}

#[test]
fn counts_mentions() {
    let mut journal = Journal::new();
    for entry in ["tea for two", "coffee", "two more teas"] {
        journal.write(entry);
    }
    let found = ["two", "tea", "coffee", "milk"].map(|word| journal.mentions(word));
    assert_eq!(
        found,
        [2, 2, 1, 0],
        "how many of three entries contain `two`, `tea`, `coffee` and `milk`"
    );
}

#[test]
fn counts_entries() {
    let mut journal = Journal::new();
    for entry in ["tea and more tea", "no tea", "coffee"] {
        journal.write(entry);
    }
    assert_eq!(
        journal.mentions("tea"),
        2,
        "how many of three entries contain `tea`, which the first has twice"
    );
}

#[test]
fn two_journals() {
    let (mut kitchen, mut cellar) = (Journal::new(), Journal::new());
    kitchen.write("salt");
    assert_eq!(
        cellar.write("wine"),
        1,
        "the number of the first entry in a second journal"
    );
    assert_eq!(
        (kitchen.mentions("wine"), cellar.mentions("wine")),
        (0, 1),
        "entries with `wine` in two journals, written to the second"
    );
}
