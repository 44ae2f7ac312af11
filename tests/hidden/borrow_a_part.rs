//! Hidden tests for `borrow_a_part`. They use what the starter fixes: `new`, `add` and `newest`.
use super::Shelf;

#[test]
fn newest_of_many() {
    let shelf = Shelf::new();
    for title in ["a", "bb", "ccc"] {
        shelf.add(title);
        assert_eq!(
            shelf.newest().as_deref(),
            Some(title),
            "the newest title after adding it"
        );
    }
}

#[test]
fn nothing_on_it() {
    assert!(
        Shelf::new().newest().is_none(),
        "an empty shelf has a newest title"
    );
}

#[test]
fn where_it_stands() {
    let shelf = Shelf::new();
    shelf.add("Snow");
    let (one, other) = (shelf.newest().unwrap(), shelf.newest().unwrap());
    assert_eq!(
        one.as_ptr(),
        other.as_ptr(),
        "the addresses of one title, lent out twice"
    );
}
