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

    /// How many likes there are.
    fn likes(&self) -> u32 {
        self.likes.load(Ordering::Relaxed)
    }

    /// Sets the number, whatever it was.
    fn set_likes(&self, likes: u32) {
        self.likes.store(likes, Ordering::Relaxed);
    }

    /// One like more.
    fn like(&self) {
        let before = self.likes.load(Ordering::Relaxed);
        self.likes.store(before + 1, Ordering::Relaxed);
    }
}

fn main() {
    let post = Post::new(7);
    // The likes from before the opening do not count.
    post.set_likes(0);
    thread::scope(|scope| {
        scope.spawn(|| post.like());
        post.like();
    });
    println!("{} likes", post.likes());
}
