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
    assert_eq!(parser.pos(), 9, "position in bytes after `größe=8`");
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
}

#[test]
fn counts_no_other_errors() {
    let parser = Parser::new("a b2  7");
    assert_eq!(parser.errors(), 0, "errors of a new parser");
    let mut errors = Vec::new();
    for _ in 0..4 {
        parser.word();
        errors.push(parser.errors());
        parser.bump();
    }
    assert_eq!(
        errors,
        [0, 0, 1, 1],
        "errors after each of four words of `a b2  7`, the third of which is missing"
    );
}

#[test]
fn lends_out_of_the_text() {
    let parser = Parser::new("ab=cd");
    let first = parser.word();
    parser.bump();
    let second = parser.word();
    assert_eq!(
        second.as_ptr().addr().wrapping_sub(first.as_ptr().addr()),
        3,
        "bytes in memory between the beginnings of the two words of `ab=cd`"
    );
}

#[test]
fn two_parsers() {
    let (one, other) = (Parser::new("; one"), Parser::new("four"));
    one.word();
    one.bump();
    assert_eq!(
        (other.pos(), other.word(), other.errors()),
        (0, "four", 0),
        "the first position, the word and the errors of a second parser"
    );
    assert_eq!(
        (one.pos(), one.errors()),
        (1, 1),
        "position and errors of the first parser after the second has moved"
    );
}
