//! Hidden tests for `tree_with_parents`. They use what the text fixes: `topmost`, `add`, `rename`,
//! `path` and `list`.
use super::Folder;
use std::rc::Rc;

#[test]
fn path_from_the_top() {
    let top = Folder::topmost("a");
    let deep = top.add("b").add("c").add("d");
    assert_eq!(
        (top.path(), deep.path()),
        ("a".to_owned(), "a/b/c/d".to_owned()),
        "the paths of the topmost folder and of one three levels below"
    );
}

#[test]
fn follows_every_rename() {
    let top = Folder::topmost("a");
    let middle = top.add("b");
    let deep = middle.add("c").add("d");
    top.rename("x");
    middle.rename("y");
    deep.rename("z");
    assert_eq!(
        deep.path(),
        "x/y/c/z",
        "the path of `a/b/c/d` after `a`, `b` and `d` were renamed to `x`, `y` and `z`"
    );
}

#[test]
fn lets_the_parent_go() {
    let top = Folder::topmost("top");
    let _children = (top.add("left"), top.add("right"));
    let probe = Rc::downgrade(&top);
    drop(top);
    assert!(
        probe.upgrade().is_none(),
        "the parent still exists after its only handle was dropped"
    );
}

#[test]
fn path_without_the_parent() {
    let top = Folder::topmost("top");
    let (left, right) = (top.add("left"), top.add("right"));
    drop(top);
    assert_eq!(
        (left.path(), right.path()),
        ("left".to_owned(), "right".to_owned()),
        "the paths of two folders after their parent was dropped"
    );
}

#[test]
fn parent_without_a_variable() {
    let top = Folder::topmost("top");
    let deep = top.add("middle").add("deep");
    assert_eq!(
        deep.path(),
        "top/middle/deep",
        "the path of a folder whose parent only the tree has a handle to"
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
    drop(top);
    assert!(
        probe.upgrade().is_none(),
        "a folder still exists after the whole tree was dropped"
    );
}

#[test]
fn equal_names() {
    let top = Folder::topmost("a");
    let middle = top.add("a");
    let deep = middle.add("c");
    assert_eq!(
        (middle.path(), deep.path()),
        ("a/a".to_owned(), "a/a/c".to_owned()),
        "the paths of a folder `a` in a folder `a`, and of `c` in it"
    );
    deep.rename("a");
    assert_eq!(
        deep.path(),
        "a/a/a",
        "the path of the third folder after it was renamed to `a`, too"
    );
}
