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
        let step = Mutex::new(());
        let _guard = step.lock().unwrap();
        self.set_likes(self.likes() + 1);
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
