//! A post that counts its likes, whichever thread they come from.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

struct Post {
    likes: AtomicU32,
}

impl Post {
    fn new(likes: u32) -> Self {
        Post {
            likes: AtomicU32::new(likes),
        }
    }

    /// Returns the number of likes.
    fn likes(&self) -> u32 {
        self.likes.load(Ordering::SeqCst)
    }

    /// Overwrites the number of likes.
    fn set_likes(&self, likes: u32) {
        self.likes.store(likes, Ordering::SeqCst);
    }

    /// Adds one like.
    fn like(&self) {
        // Change this method: when two threads call it, a like can get lost.
        let before = self.likes();
        let _ = self
            .likes
            .compare_exchange(before, before + 1, Ordering::SeqCst, Ordering::SeqCst);
    }
}

fn main() {
    let post = Post::new(7);
    // Likes from the preview don't count.
    post.set_likes(0);
    thread::scope(|scope| {
        scope.spawn(|| post.like());
        post.like();
    });
    println!("{} likes", post.likes());
}
