// The caller gives each value a handle to the other one, under the names that they have there.
use std::cell::RefCell;
use std::rc::Rc;

struct Album {
    songs: RefCell<Vec<Rc<Song>>>,
}

struct Song {
    albums: RefCell<Vec<Rc<Album>>>,
}

impl Album {
    fn add(&self, song: &Rc<Song>) {
        self.songs.borrow_mut().push(Rc::clone(song)); //~ writes _c1, ends _c1
    }
}

impl Song {
    fn list(&self, album: Rc<Album>) {
        self.albums.borrow_mut().push(album); //~ writes _c2, ends _c2
    }
}

fn main() {
    let album = Rc::new(Album { songs: RefCell::default() });
    let song = Rc::new(Song { albums: RefCell::default() });
    let same = Rc::clone(&song);
    album.add(&same);
    song.list(album.clone());
}
//= At least 1 `Album` value created on line 26 and 1 `Song` value created on line 27 were never dropped, although the program finished: a reference cycle keeps them alive. In `main`, `album.songs` gets a handle to `song` on line 15 (in `add`, called on line 29) and `song.albums` gets a handle to `album` on line 21 (in `list`, called on line 30). The two keep each other alive.
//? make the handle that points back to the owner a `Weak`: `songs` on line 6 or `albums` on line 10
