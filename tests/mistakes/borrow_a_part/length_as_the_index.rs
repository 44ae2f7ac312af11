//! A shelf of books that lends out their titles.

use std::cell::{Ref, RefCell};

struct Book {
    title: String,
}

struct Shelf {
    books: RefCell<Vec<Book>>,
}

impl Shelf {
    fn new() -> Self {
        Shelf {
            books: RefCell::new(Vec::new()),
        }
    }

    fn add(&self, title: &str) {
        self.books.borrow_mut().push(Book {
            title: title.to_owned(),
        });
    }

    // Lends out the title of the last book, without a copy.
    fn newest(&self) -> Option<Ref<'_, str>> {
        let books = self.books.borrow();
        books.last()?;
        let last = books.len();
        let title = Ref::map(books, |books| books[last].title.as_str());
        Some(title)
    }
}

fn main() {
    let shelf = Shelf::new();
    println!("empty: {}", shelf.newest().is_none());

    for title in ["The Sea", "Night Train"] {
        shelf.add(title);
        if let Some(title) = shelf.newest() {
            println!("{title} has {} bytes", title.len());
        }
    }
}
