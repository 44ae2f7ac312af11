//! Hidden tests for `tree_with_parents`. They use what the text fixes: `topmost`, `add`, `rename`,
//! `path` and `list`.
use super::Folder;
use std::rc::Rc;

#[test]
fn follows_every_rename() {
    let top = Folder::topmost("a");
    let deep = top.add("b").add("c").add("d");
    assert_eq!(deep.path(), "a/b/c/d", "the path of the deepest folder");
    top.rename("x");
    deep.rename("y");
    assert_eq!(
        (top.path(), deep.path()),
        ("x".to_owned(), "x/b/c/y".to_owned()),
        "paths of the topmost and the deepest folder after both were renamed"
    );
}

#[test]
fn lets_the_parent_go() {
    let top = Folder::topmost("top");
    let (left, right) = (top.add("left"), top.add("right"));
    assert_eq!(left.path(), "top/left", "the path while the parent exists");
    let probe = Rc::downgrade(&top);
    drop(top);
    assert!(
        probe.upgrade().is_none(),
        "the parent still exists after its only handle was dropped"
    );
    assert_eq!(
        (left.path(), right.path()),
        ("left".to_owned(), "right".to_owned()),
        "the paths of two folders after their parent was dropped"
    );
}

#[test]
fn keeps_its_children() {
    let top = Folder::topmost("top");
    for name in ["one", "two"] {
        top.add(name);
    }
    assert_eq!(top.list(), ["one", "two"], "the folders in `top`");
}

#[test]
fn children_go_with_it() {
    let top = Folder::topmost("top");
    let probe = Rc::downgrade(&top.add("child").add("grandchild"));
    assert_eq!(
        probe.upgrade().map(|folder| folder.path()).as_deref(),
        Some("top/child/grandchild"),
        "the path of a folder that only its parent has a handle to"
    );
    drop(top);
    assert!(
        probe.upgrade().is_none(),
        "a folder still exists after the whole tree was dropped"
    );
}
