//@ ends panicked
use std::cell::{Ref, RefCell};

struct Tape {
    songs: Vec<RefCell<(u32, String)>>,
}

impl Tape {
    fn song(&self, at: usize) -> Option<Ref<'_, String>> {
        let song = self.songs.get(at)?.borrow(); //~ reads song
        Some(Ref::map(song, |song| &song.1))
    }

    fn count(&self, at: usize) {
        self.songs[at].borrow_mut().0 += 1; //~ writes _, conflict, ends _
    }
}

struct Deck<'t> {
    tape: &'t Tape,
    playing: Option<Ref<'t, String>>,
    at: usize,
}

impl Deck<'_> {
    fn load(&mut self, at: usize) -> bool {
        let song = self.tape.song(at);
        self.at = at;
        self.playing = song;
        self.playing.is_some()
    }

    fn next(&mut self) -> Option<usize> {
        self.tape.count(self.at);
        let at = self.at + 1;
        self.load(at).then_some(at)
    }
}

fn main() {
    let song = |name: &str| RefCell::new((0, name.to_owned()));
    let tape = Tape {
        songs: vec![song("Blue"), song("Green")],
    };
    let mut deck = Deck {
        tape: &tape,
        playing: None,
        at: 0,
    };
    while let Some(at) = deck.next() {
        println!("{at}");
    }
} //~ ends song
//= Line 15 calls `borrow_mut` (in `count`, called by `next` on line 34), but the read guard `song` from line 10 in `song` is still alive. `load` (called by `next` on line 36) put it into the field `playing` of `Deck` on line 27. The field keeps it until that field is set again or the `Deck` is dropped. While it is alive, `main` calls `next` on line 50.
//? don't keep guards in the fields of `Deck` (here `playing`): borrow only where the value is used
