//! Hidden tests for `lost_update`. They use what the text fixes: `new`, `likes`, `set_likes` and `like`.
use super::Post;
use std::thread;

#[test]
fn one_more_each_time() {
    let post = Post::new(41);
    assert_eq!(post.likes(), 41);
    for wanted in [42, 43, 44] {
        post.like();
        assert_eq!(post.likes(), wanted);
    }
}

#[test]
fn can_still_be_set() {
    let (ours, theirs) = (Post::new(3), Post::new(0));
    ours.set_likes(10);
    ours.like();
    theirs.like();
    assert_eq!((ours.likes(), theirs.likes()), (11, 1));
}

#[test]
fn from_one_thread_after_the_other() {
    let post = Post::new(5);
    for _ in 0..4 {
        thread::scope(|scope| {
            scope.spawn(|| post.like());
        });
    }
    assert_eq!(post.likes(), 9);
}
