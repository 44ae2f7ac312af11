//! Hidden tests for `clone_on_write`. They use what the text fixes: `Theme`, `Window::new`,
//! `enlarge` and `theme`.
use super::{Theme, Window};
use std::rc::Rc;

fn theme(font: &str, size: u32) -> Rc<Theme> {
    let font = font.to_owned();
    Rc::new(Theme { font, size })
}

#[test]
fn others_keep_theirs() {
    let shared = theme("Sans", 10);
    let mut windows = [1, 2, 3].map(|_| Window::new(Rc::clone(&shared)));
    windows[1].enlarge(5);
    let sizes = windows.each_ref().map(|window| window.theme().size);
    assert_eq!(
        (sizes, shared.size),
        ([10, 15, 10], 10),
        "sizes of three windows and of the shared theme, after the second grew by 5"
    );
    assert_eq!(
        windows[1].theme().font,
        "Sans",
        "the font of the enlarged window"
    );
}

#[test]
fn shared_until_written() {
    let shared = theme("Serif", 9);
    let (one, mut other) = (
        Window::new(Rc::clone(&shared)),
        Window::new(Rc::clone(&shared)),
    );
    assert!(
        Rc::ptr_eq(one.theme(), other.theme()),
        "two new windows don't share their theme"
    );
    other.enlarge(1);
    assert!(
        !Rc::ptr_eq(one.theme(), other.theme()),
        "two windows share a theme after one was enlarged"
    );
    assert!(
        Rc::ptr_eq(one.theme(), &shared),
        "a window that wasn't enlarged lost its shared theme"
    );
}

#[test]
fn no_copy_when_alone() {
    let mut window = Window::new(theme("Mono", 20));
    let place = Rc::as_ptr(window.theme());
    // After two copies, the allocator may have given the first address back.
    for times in 1..=2 {
        window.enlarge(1);
        assert_eq!(
            (window.theme().size, Rc::as_ptr(window.theme())),
            (20 + times, place),
            "size and address of a theme that only this window has, from 20, after growing {times} times by 1"
        );
    }
}

#[test]
fn alone_again() {
    let mut window = Window::new(theme("Mono", 8));
    let closed = Window::new(Rc::clone(window.theme()));
    drop(closed);
    let place = Rc::as_ptr(window.theme());
    window.enlarge(2);
    assert_eq!(
        (window.theme().size, Rc::as_ptr(window.theme())),
        (10, place),
        "size and address of a theme whose other window was closed before enlarging"
    );
}

#[test]
fn two_windows() {
    let mut window = Window::new(theme("Mono", 10));
    let other = Window::new(Rc::clone(window.theme()));
    window.enlarge(3);
    assert_eq!(
        (window.theme().size, other.theme().size),
        (13, 10),
        "sizes of two windows that shared a theme, after the first grew by 3"
    );
}

#[test]
fn weak_to_the_theme() {
    let theme = theme("Mono", 10);
    let _weak = Rc::downgrade(&theme);
    let mut window = Window::new(theme);
    window.enlarge(3);
    assert_eq!(
        window.theme().size,
        13,
        "the size of a theme that one window and a `Weak` have, from 10, after growing by 3"
    );
}

#[test]
fn no_copy_for_a_weak() {
    let theme = theme("Mono", 10);
    let _weak = Rc::downgrade(&theme);
    let mut window = Window::new(theme);
    // A theme that is moved keeps the place of its font's name; a copy has another one.
    let place = window.theme().font.as_ptr();
    window.enlarge(3);
    assert_eq!(
        window.theme().font.as_ptr(),
        place,
        "the address of the font's name in a theme that one window and a `Weak` have, after growing by 3"
    );
}
