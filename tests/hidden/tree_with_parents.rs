//! Hidden tests for `tree_with_parents`. They use what the text fixes: `topmost`, `add`, `rename`,
//! `path` and `list`.
use super::Folder;
use std::rc::Rc;

#[test]
fn follows_every_rename() {
    let top = Folder::topmost("a");
    let deep = top.add("b").add("c").add("d");
    assert_eq!(deep.path(), "a/b/c/d");
    top.rename("x");
    deep.rename("y");
    assert_eq!(
        (top.path(), deep.path()),
        ("x".to_owned(), "x/b/c/y".to_owned())
    );
}

#[test]
fn lets_the_parent_go() {
    let top = Folder::topmost("top");
    let (left, right) = (top.add("left"), top.add("right"));
    assert_eq!(left.path(), "top/left");
    let probe = Rc::downgrade(&top);
    drop(top);
    assert!(probe.upgrade().is_none(), "nobody else owns it");
    assert_eq!(
        (left.path(), right.path()),
        ("left".to_owned(), "right".to_owned())
    );
}

#[test]
fn keeps_its_children() {
    let top = Folder::topmost("top");
    for name in ["one", "two"] {
        top.add(name);
    }
    assert_eq!(top.list(), ["one", "two"]);
}

#[test]
fn children_go_with_it() {
    let top = Folder::topmost("top");
    let probe = Rc::downgrade(&top.add("child").add("grandchild"));
    assert_eq!(
        probe.upgrade().map(|folder| folder.path()).as_deref(),
        Some("top/child/grandchild")
    );
    drop(top);
    assert!(probe.upgrade().is_none());
}
