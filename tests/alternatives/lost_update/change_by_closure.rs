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

    /// Replaces the number by what `new` makes of it, under one guard.
    fn change(&self, new: impl FnOnce(u32) -> u32) {
        let mut likes = self.likes.lock().unwrap();
        *likes = new(*likes);
    }

    /// Sets the number, whatever it was.
    fn set_likes(&self, likes: u32) {
        self.change(|_| likes);
    }

    /// One like more.
    fn like(&self) {
        self.change(|likes| likes + 1);
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
