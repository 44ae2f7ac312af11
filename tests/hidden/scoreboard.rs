//! Hidden tests for `scoreboard`. They use what the text fixes: `new`, `add`, `log`, `printer` and `page`.
use super::Board;

#[test]
fn shows_what_came_in() {
    let board = Board::new();
    let printer = board.printer();
    board.add("eve", 10);
    assert_eq!(
        printer.page(),
        "page 1: eve 10",
        "the page after 10 points for eve"
    );
    board.add("dan", 2);
    assert_eq!(
        printer.page(),
        "page 2: dan 2 eve 10",
        "the next page, after 2 points for dan"
    );
}

#[test]
fn more_points_for_a_player() {
    let board = Board::new();
    let printer = board.printer();
    board.add("eve", 1);
    printer.page();
    board.add("eve", 2);
    assert_eq!(
        printer.page(),
        "page 2: eve 3",
        "the second page of a printer, after a page with `eve 1` and 2 more points for eve"
    );
}

#[test]
fn adds_points_up() {
    let board = Board::new();
    for points in [10, 0, 5] {
        board.add("eve", points);
    }
    assert_eq!(
        board.printer().page(),
        "page 1: eve 15",
        "the page after 10, 0 and 5 points for eve"
    );
}

#[test]
fn kept_page() {
    let board = Board::new();
    board.add("eve", 1);
    let before = board.printer().page();
    board.add("eve", 1);
    assert_eq!(
        before, "page 1: eve 1",
        "a page printed before the second point"
    );
    assert_eq!(
        board.printer().page(),
        "page 1: eve 2",
        "the page of a new printer after the second point"
    );
}

#[test]
fn numbers_the_log() {
    let board = Board::new();
    for (player, points) in [("eve", 7), ("dan", 0), ("eve", 7), ("bo", 1)] {
        board.add(player, points);
    }
    assert_eq!(
        board.log(),
        ["1. eve +7", "2. dan +0", "3. eve +7", "4. bo +1"],
        "the log after four calls to `add`"
    );
    for points in 5..=12 {
        board.add("eve", points);
    }
    assert_eq!(
        board.log().last().map(String::as_str),
        Some("12. eve +12"),
        "the last line of the log after twelve calls to `add`"
    );
}

#[test]
fn logs_beside_a_printer() {
    let board = Board::new();
    let printer = board.printer();
    board.add("eve", 1);
    printer.page();
    board.add("eve", 2);
    assert_eq!(
        board.log(),
        ["1. eve +1", "2. eve +2"],
        "the log after two calls to `add`, with a page in between"
    );
}

#[test]
fn log_again() {
    let board = Board::new();
    board.add("eve", 1);
    board.log();
    board.add("dan", 2);
    assert_eq!(
        board.log(),
        ["1. eve +1", "2. dan +2"],
        "the log after two calls to `add`, asked for after each"
    );
}

#[test]
fn printers_number_for_themselves() {
    let board = Board::new();
    let (one, other) = (board.printer(), board.printer());
    one.page();
    one.page();
    assert_eq!(
        (one.page().as_str(), other.page().as_str()),
        ("page 3:", "page 1:"),
        "the third page of one printer and the first of another"
    );
}

#[test]
fn two_boards() {
    let (home, away) = (Board::new(), Board::new());
    let (here, there) = (home.printer(), away.printer());
    home.add("eve", 1);
    assert_eq!(
        (here.page().as_str(), there.page().as_str()),
        ("page 1: eve 1", "page 1:"),
        "the pages of two boards after a point on the first"
    );
    assert!(away.log().is_empty(), "the log of a board without scores");
    away.add("dan", 2);
    assert_eq!(away.log(), ["1. dan +2"], "the log of the second board");
}

#[test]
fn sorted_by_name() {
    let board = Board::new();
    for player in "kgalcfjbiedh".chars() {
        board.add(&player.to_string(), 1);
    }
    assert_eq!(
        board.printer().page(),
        "page 1: a 1 b 1 c 1 d 1 e 1 f 1 g 1 h 1 i 1 j 1 k 1 l 1",
        "the page after twelve players, `k` first and `h` last, got a point each"
    );
}
