//! A post that counts its likes, whichever thread they come from.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

struct Post {
    likes: Mutex<u32>,
    /// Likes that came in on top.
    more: AtomicU32,
}

impl Post {
    fn new(likes: u32) -> Self {
        Post {
            likes: Mutex::new(likes),
            more: AtomicU32::new(0),
        }
    }

    /// Returns the number of likes.
    fn likes(&self) -> u32 {
        *self.likes.lock().unwrap() + self.more.load(Ordering::SeqCst)
    }

    /// Overwrites the number of likes.
    fn set_likes(&self, likes: u32) {
        *self.likes.lock().unwrap() = likes;
    }

    /// Adds one like.
    fn like(&self) {
        self.more.fetch_add(1, Ordering::SeqCst);
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
