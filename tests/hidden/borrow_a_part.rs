//! Hidden tests for `borrow_a_part`. They use what the starter fixes: `new`, `add` and `newest`.
use super::Shelf;

#[test]
fn newest_of_many() {
    let shelf = Shelf::new();
    for title in ["a", "bb", "ccc"] {
        shelf.add(title);
        let newest = shelf.newest().map(|newest| newest.to_string());
        assert_eq!(
            newest.as_deref(),
            Some(title),
            "the newest title after `{title}` was added"
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
fn asked_twice() {
    let shelf = Shelf::new();
    shelf.add("Fire");
    shelf.add("Snow");
    let asked = [(); 2].map(|()| shelf.newest().map(|newest| newest.to_string()));
    assert_eq!(
        asked.each_ref().map(Option::as_deref),
        [Some("Snow"), Some("Snow")],
        "the newest title after `Fire` and `Snow` were added, asked for twice"
    );
}

#[test]
fn two_readers() {
    let shelf = Shelf::new();
    shelf.add("Snow");
    let (one, other) = (shelf.newest(), shelf.newest());
    assert!(
        one.is_some() && other.is_some(),
        "`newest` returned `None` while another reader had the title"
    );
}

#[test]
fn no_copy() {
    let shelf = Shelf::new();
    shelf.add("Snow");
    let (one, other) = (shelf.newest(), shelf.newest());
    let (Some(one), Some(other)) = (&one, &other) else {
        panic!("`newest` returned `None`");
    };
    assert_eq!(
        one.as_ptr(),
        other.as_ptr(),
        "the addresses of one title, lent out twice"
    );
}
