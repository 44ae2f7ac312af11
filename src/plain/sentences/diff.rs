//! A difference in sentences: what was expected, what came, and which words differ.

use crate::compare::{DiffLine as Line, DiffRow as Row};
use crate::plain::voice::Voice;
use crate::report::{Comparison, note};
use crate::text::plural;

/// Differences of more characters than this are clear from the two lines.
const LONGEST_DIFFERENCE: usize = 60;

/// Tells all rows of a diff.
pub(super) fn tell(voice: &mut Voice, comparison: &Comparison) {
    let Comparison {
        expected: wanted,
        actual: yours,
        diff,
    } = comparison;
    for row in &diff.rows {
        match row {
            Row::Same { actual, text, .. } => {
                voice.verbatim(&format!("line {actual}, the same: {}", spoken(text)));
            }
            Row::Changed { expected, actual } => {
                side(voice, wanted, expected);
                side(voice, yours, actual);
                pieces(voice, (wanted, expected), (yours, actual));
            }
            Row::Missing { expected } => {
                side(voice, wanted, expected);
                voice.say(&format!("{yours}: no such line"));
            }
            Row::Extra { actual } => {
                side(voice, yours, actual);
                voice.say(&format!("{wanted}: no such line"));
            }
            Row::Skipped { rows } => voice.say(&format!("{} omitted.", plural(*rows, "line"))),
        }
    }
    for difference in &diff.notes {
        voice.say(&note(difference));
    }
}

fn side(voice: &mut Voice, whose: &str, line: &Line) {
    let pieces = line.pieces.iter();
    let text: String = pieces.map(|piece| piece.text.as_str()).collect();
    voice.verbatim(&format!("line {}, {whose}: {}", line.number, spoken(&text)));
}

/// A line with words for blanks at its end, for tabs, and for nothing at all.
fn spoken(text: &str) -> String {
    let kept = text.trim_end_matches(' ');
    let spaces = text.len() - kept.len();
    let kept = kept.replace('\t', "<tab>");
    match (kept.is_empty(), spaces) {
        (true, 0) => "a blank line".to_owned(),
        (true, spaces) => plural(spaces, "space"),
        (false, 0) => kept,
        (false, spaces) => format!("{kept} (and then {})", plural(spaces, "space")),
    }
}

/// Which words differ, where that is not the whole line.
fn pieces(voice: &mut Voice, (wanted, expected): (&str, &Line), (yours, actual): (&str, &Line)) {
    let changed = |line: &Line| {
        let pieces = line.pieces.iter().filter(|piece| piece.changed);
        let pieces = pieces.map(|piece| piece.text.trim().to_owned());
        let pieces: Vec<String> = pieces.filter(|piece| !piece.is_empty()).collect();
        pieces
    };
    let whole = |line: &Line| line.pieces.iter().all(|piece| piece.changed);
    if let ([left], [right]) = (changed(expected).as_slice(), changed(actual).as_slice())
        && !whole(expected)
        && !whole(actual)
        && left.chars().count() + right.chars().count() < LONGEST_DIFFERENCE
    {
        voice.verbatim(&format!(
            "the difference: {wanted} `{left}`, {yours} `{right}`"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{CompareMode as Mode, compare};

    fn told(expected: &str, actual: &str) -> String {
        let mut voice = Voice::default();
        let diff = compare(Mode::Exact, expected, actual).unwrap().unwrap();
        let comparison = Comparison {
            expected: "expected".to_owned(),
            actual: "yours".to_owned(),
            diff,
        };
        tell(&mut voice, &comparison);
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
        assert!(said.contains("The newline at the end is missing"), "{said}");
        let said = told("a b\n", "a\tb\n");
        assert!(said.contains("yours: a<tab>b\n"), "{said}");
        assert!(told("", "x\n").contains("expected: no such line"));
    }
}
