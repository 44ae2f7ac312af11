//! Hidden tests for `parser_position`. They use what the text fixes: `new`, `pos`, `errors`, `peek`, `bump` and `word`.
use super::Parser;

#[test]
fn two_bumps() {
    let parser = Parser::new("a=b");
    parser.bump();
    parser.bump();
    assert_eq!(
        (parser.pos(), parser.peek()),
        (2, Some('b')),
        "position and next character in `a=b` after two bumps"
    );
}

#[test]
fn stops_at_the_end() {
    let parser = Parser::new("ab");
    for _ in 0..5 {
        parser.bump();
    }
    assert_eq!(
        (parser.pos(), parser.peek()),
        (2, None),
        "position and next character in `ab` after five bumps"
    );
}

#[test]
fn whole_characters() {
    let parser = Parser::new("größe=8");
    let name = parser.word();
    parser.bump();
    assert_eq!((name, parser.word()), ("größe", "8"), "the two words");
    assert_eq!(
        (parser.pos(), parser.errors()),
        (9, 0),
        "position in bytes and errors after `größe=8`"
    );
}

#[test]
fn counts_every_error() {
    let parser = Parser::new("; ;x");
    for _ in 0..3 {
        assert_eq!(parser.word(), "", "a word where there is none");
        parser.bump();
    }
    assert_eq!(
        (parser.word(), parser.errors()),
        ("x", 3),
        "the last word of `; ;x`, and the errors after three missing words"
    );
}

#[test]
fn words_stay() {
    let parser = Parser::new("one two three");
    let words = [(); 3].map(|()| {
        let word = parser.word();
        parser.bump();
        word
    });
    assert_eq!(words, ["one", "two", "three"], "three words held together");
    let other = Parser::new("four");
    assert_eq!(
        (other.pos(), other.word()),
        (0, "four"),
        "the first position and word of a second parser"
    );
}
