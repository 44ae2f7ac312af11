//! A scoreboard, and printers that show it while scores come in.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

struct Board {
    scores: RefCell<BTreeMap<String, u32>>,
    log: RefCell<Vec<String>>,
}

impl Board {
    fn new() -> Self {
        Board {
            scores: RefCell::default(),
            log: RefCell::default(),
        }
    }

    /// Adds points, and a numbered line to the log.
    fn add(&self, player: &str, points: u32) {
        let name = player.to_owned();
        *self.scores.borrow_mut().entry(name).or_insert(0) += points;

        let number = self.log.borrow().len() + 1;
        let line = format!("{number}. {player} +{points}");
        self.log.borrow_mut().push(line);
    }

    /// Returns all lines so far.
    fn log(&self) -> Vec<String> {
        self.log.borrow().clone()
    }

    /// Makes a printer, which you may keep as long as you like.
    fn printer(&self) -> Printer<'_> {
        Printer {
            board: self,
            pages: Cell::new(0),
        }
    }
}

/// Shows the current scores, and numbers its pages.
struct Printer<'a> {
    board: &'a Board,
    pages: Cell<u32>,
}

impl Printer<'_> {
    fn page(&self) -> String {
        self.pages.set(self.pages.get() + 1);
        let mut page = format!("page {}:", self.pages.get());
        for (player, score) in self.board.scores.take() {
            page += &format!(" {player} {score}");
        }
        page
    }
}

fn main() {
    let board = Board::new();
    let hall = board.printer();
    let bar = board.printer();
    println!("hall, {}", hall.page());

    board.add("ada", 3);
    println!("hall, {}", hall.page());

    board.add("ben", 5);
    board.add("ada", 1);
    println!("hall, {}", hall.page());
    println!("bar, {}", bar.page());

    for line in board.log() {
        println!("{line}");
    }
}
