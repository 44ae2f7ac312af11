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
    assert_eq!((sizes, shared.size), ([10, 15, 10], 10));
    assert_eq!(windows[1].theme().font, "Sans");
}

#[test]
fn shared_until_written() {
    let shared = theme("Serif", 9);
    let (one, mut other) = (
        Window::new(Rc::clone(&shared)),
        Window::new(Rc::clone(&shared)),
    );
    assert!(Rc::ptr_eq(one.theme(), other.theme()));
    other.enlarge(1);
    assert!(!Rc::ptr_eq(one.theme(), other.theme()));
    assert!(
        Rc::ptr_eq(one.theme(), &shared),
        "who does not write goes on sharing"
    );
}

#[test]
fn no_copy_when_alone() {
    let mut window = Window::new(theme("Mono", 20));
    let place = Rc::as_ptr(window.theme());
    window.enlarge(1);
    window.enlarge(1);
    assert_eq!(window.theme().size, 22);
    assert_eq!(
        Rc::as_ptr(window.theme()),
        place,
        "the theme was nobody else's"
    );
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
        (10, place)
    );
}
