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

    /// How many likes there are.
    fn likes(&self) -> u32 {
        *self.likes.lock().unwrap()
    }

    /// Sets the number, whatever it was.
    fn set_likes(&self, likes: u32) {
        *self.likes.lock().unwrap() = likes;
    }

    /// One like more.
    fn like(&self) {
        self.likes += 1;
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
