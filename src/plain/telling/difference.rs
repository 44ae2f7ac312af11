//! A difference in sentences: what was expected, what came, and which words differ.

use crate::compare::{Diff, Line, Row};
use crate::plain::voice::Voice;
use crate::report;

/// A piece of this many characters says by itself what differs.
const TELLING: usize = 60;

/// All rows of a diff; `wanted` is what the other side is called.
pub(super) fn tell(voice: &mut Voice, diff: &Diff, wanted: &str) {
    for row in &diff.rows {
        match row {
            Row::Same { actual, text, .. } => {
                voice.verbatim(&format!("line {actual}, the same: {}", heard(text)));
            }
            Row::Changed { expected, actual } => {
                side(voice, wanted, expected);
                side(voice, "yours", actual);
                pieces(voice, wanted, expected, actual);
            }
            Row::Missing { expected } => {
                side(voice, wanted, expected);
                voice.say("yours: no such line");
            }
            Row::Extra { actual } => {
                side(voice, "yours", actual);
                voice.say(&format!("{wanted}: no such line"));
            }
            Row::Skipped { rows } => {
                voice.say(&format!("{} left out.", crate::text::plural(*rows, "row")));
            }
        }
    }
    for note in &diff.notes {
        voice.say(&report::note_said(note));
    }
}

fn side(voice: &mut Voice, whose: &str, line: &Line) {
    let text: String = line
        .pieces
        .iter()
        .map(|piece| piece.text.as_str())
        .collect();
    let said = heard(&text);
    voice.verbatim(&format!("line {}, {whose}: {said}", line.number));
}

/// A line with what cannot be heard in words.
fn heard(text: &str) -> String {
    let kept = text.trim_end_matches(' ');
    let spaces = text.len() - kept.len();
    let kept = kept.replace('\t', "<tab>");
    match (kept.is_empty(), spaces) {
        (true, 0) => "a blank line".to_owned(),
        (true, spaces) => crate::text::plural(spaces, "space"),
        (false, 0) => kept,
        (false, spaces) => format!("{kept} (and then {})", crate::text::plural(spaces, "space")),
    }
}

/// Which words differ, where that is not the whole line.
fn pieces(voice: &mut Voice, whose: &str, expected: &Line, actual: &Line) {
    let changed = |line: &Line| {
        let pieces = line.pieces.iter().filter(|piece| piece.changed);
        let pieces = pieces.map(|piece| piece.text.trim().to_owned());
        let pieces: Vec<String> = pieces.filter(|piece| !piece.is_empty()).collect();
        pieces
    };
    let all_changed = |line: &Line| line.pieces.iter().all(|piece| piece.changed);
    let (wanted, came) = (changed(expected), changed(actual));
    if let ([wanted], [came]) = (wanted.as_slice(), came.as_slice())
        && !all_changed(expected)
        && !all_changed(actual)
        && wanted.chars().count() + came.chars().count() < TELLING
    {
        voice.verbatim(&format!(
            "the difference: {whose} `{wanted}`, yours `{came}`"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Mode, compare};

    fn told(expected: &str, actual: &str) -> String {
        let mut voice = Voice::default();
        let diff = compare(Mode::Exact, expected, actual).unwrap().unwrap();
        tell(&mut voice, &diff, "expected");
        voice.take()
    }

    #[test]
    fn both_sides_are_told_and_the_words_that_differ() {
        assert_eq!(
            told("one\nnever both at once\n", "one\nalways both at once\n"),
            "line 1, the same: one\n\
             line 2, expected: never both at once\n\
             line 2, yours: always both at once\n\
             the difference: expected `never`, yours `always`\n"
        );
    }

    #[test]
    fn what_cannot_be_heard_is_said() {
        let said = told("the end\n", "the end  ");
        assert!(
            said.contains("yours: the end (and then 2 spaces)\n"),
            "{said}"
        );
        assert!(
            said.contains("The newline at the very end is missing"),
            "{said}"
        );
        let said = told("a b\n", "a\tb\n");
        assert!(said.contains("yours: a<tab>b\n"), "{said}");
        assert!(told("", "x\n").contains("expected: no such line"));
    }
}
