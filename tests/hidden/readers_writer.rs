//! Hidden tests for `readers_writer`. They use what the text fixes: `new`, `color` and the field `colors`.
use super::Palette;
use std::thread;

#[test]
fn first_wish_counts() {
    let palette = Palette::new();
    for (name, wish, wanted) in [
        ("a", "red", "red"),
        ("b", "red", "red"),
        ("a", "blue", "red"),
        ("c", "blue", "blue"),
        ("b", "grey", "red"),
    ] {
        assert_eq!(
            palette.color(name, wish),
            wanted,
            "the color of `{name}`, with the wish {wish}"
        );
    }
    assert_eq!(
        palette.colors.into_inner().unwrap().len(),
        3,
        "names in the map after wishes for a, b and c"
    );
}

/// Small on purpose: every interleaving of these two threads is to be tried.
#[test]
fn two_wishes_at_once() {
    let palette = Palette::new();
    let (ours, theirs) = thread::scope(|scope| {
        let theirs = scope.spawn(|| palette.color("a", "red"));
        (palette.color("a", "blue"), theirs.join().unwrap())
    });
    assert_eq!(
        ours, theirs,
        "the color that two threads got for one name, with the wishes blue and red"
    );
    assert_eq!(
        palette.color("a", "grey"),
        ours,
        "the color of that name for a third wish"
    );
    let (known, new) = thread::scope(|scope| {
        let new = scope.spawn(|| palette.color("b", "green"));
        (palette.color("a", "pink"), new.join().unwrap())
    });
    assert_eq!(
        (known.as_str(), new.as_str()),
        (ours.as_str(), "green"),
        "the color of the known name, while another thread wishes for a new name's"
    );
}

#[test]
fn readers_side_by_side() {
    let palette = Palette::new();
    palette.color("a", "red");
    let reader = palette.colors.read().unwrap();
    let elsewhere = thread::scope(|scope| scope.spawn(|| palette.color("a", "blue")).join());
    assert_eq!(
        elsewhere.unwrap(),
        reader["a"],
        "the color of a known name, while another thread has a read guard"
    );
}
