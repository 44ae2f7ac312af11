//! Writes a diff in sentences: what was expected, what was printed, and which words differ.

use crate::compare::{DiffLine, DiffRow};
use crate::plain::writer::Writer;
use crate::report::{Comparison, note};
use crate::text::plural;

/// If more characters differ, the two lines show that well enough by themselves.
const LONGEST_DIFFERENCE: usize = 60;

pub(super) fn write(out: &mut Writer, comparison: &Comparison) {
    let Comparison {
        expected: wanted,
        actual: yours,
        diff,
        is_judged: _,
    } = comparison;
    for row in &diff.rows {
        match row {
            DiffRow::Same { actual, text, .. } => {
                out.verbatim(&format!("line {actual}, the same: {}", spoken(text)));
            }
            DiffRow::Changed { expected, actual } => {
                side(out, wanted, expected);
                side(out, yours, actual);
                pieces(out, (wanted, expected), (yours, actual));
            }
            DiffRow::Missing { expected } => {
                side(out, wanted, expected);
                out.say(&format!("{yours}: no such line"));
            }
            DiffRow::Extra { actual } => {
                side(out, yours, actual);
                out.say(&format!("{wanted}: no such line"));
            }
            DiffRow::Skipped { rows } => out.say(&format!("{} omitted.", plural(*rows, "line"))),
        }
    }
    for difference in &diff.notes {
        out.say(&note(difference));
    }
}

fn side(out: &mut Writer, whose: &str, line: &DiffLine) {
    let pieces = line.pieces.iter();
    let text: String = pieces.map(|piece| piece.text.as_str()).collect();
    out.verbatim(&format!("line {}, {whose}: {}", line.number, spoken(&text)));
}

/// Returns a line with words for spaces at its end, for tabs, and for nothing at all.
fn spoken(text: &str) -> String {
    let kept = text.trim_end_matches(' ');
    let spaces = text.len() - kept.len();
    let kept = kept.replace('\t', "<tab>");
    match (kept.is_empty(), spaces) {
        (true, 0) => "a blank line".to_owned(),
        (true, spaces) => plural(spaces, "space"),
        (false, 0) => kept,
        (false, spaces) => format!("{kept} (followed by {})", plural(spaces, "space")),
    }
}

/// Writes which words differ, unless the whole line does.
fn pieces(
    out: &mut Writer,
    (wanted, expected): (&str, &DiffLine),
    (yours, actual): (&str, &DiffLine),
) {
    let changed = |line: &DiffLine| {
        let pieces = line.pieces.iter().filter(|piece| piece.changed);
        let pieces = pieces.map(|piece| piece.text.trim().to_owned());
        let pieces: Vec<String> = pieces.filter(|piece| !piece.is_empty()).collect();
        pieces
    };
    let whole = |line: &DiffLine| line.pieces.iter().all(|piece| piece.changed);
    if let ([left], [right]) = (changed(expected).as_slice(), changed(actual).as_slice())
        && !whole(expected)
        && !whole(actual)
        && left.chars().count() + right.chars().count() < LONGEST_DIFFERENCE
    {
        out.verbatim(&format!(
            "the difference: {wanted} `{left}`, {yours} `{right}`"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{CompareMode, compare};

    fn rendered(expected: &str, actual: &str) -> String {
        let mut out = Writer::default();
        let diff = compare(CompareMode::Exact, expected, actual)
            .unwrap()
            .unwrap();
        let comparison = Comparison {
            expected: "expected".to_owned(),
            actual: "yours".to_owned(),
            is_judged: true,
            diff,
        };
        write(&mut out, &comparison);
        out.take()
    }

    #[test]
    fn both_sides_are_printed_with_the_words_that_differ() {
        assert_eq!(
            rendered("one\nnever both at once\n", "one\nalways both at once\n"),
            "line 1, the same: one\n\
             line 2, expected: never both at once\n\
             line 2, yours: always both at once\n\
             the difference: expected `never`, yours `always`\n"
        );
    }

    #[test]
    fn differences_that_cannot_be_heard_are_spelled_out() {
        let said = rendered("the end\n", "the end  ");
        assert!(
            said.contains("yours: the end (followed by 2 spaces)\n"),
            "{said}"
        );
        assert!(said.contains("The newline at the end is missing"), "{said}");
        let said = rendered("a b\n", "a\tb\n");
        assert!(said.contains("yours: a<tab>b\n"), "{said}");
        assert!(rendered("", "x\n").contains("expected: no such line"));
    }
}
