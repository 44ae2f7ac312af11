//! What holds for any text and any width.

use super::*;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

/// Text in which the signs of Markdown are frequent.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[-*_`>#|\\[\\]()<&!~:\\\\. \\t\\n0-9a]{1,8}",
        "(> |- |1\\. |    ){1,30}",
        "\\| [a日] \\| b \\|\n\\|-\\|:-:\\|\n",
        "```(rust|diagram: x\\.)?\n",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// A well-formed text out of words `[a-z]+`, none of which may get lost.
fn written_text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-z]{1,9}",
        "\\*\\*[a-z]{1,5}\\*\\*",
        "`[a-z]{1,5} [a-z]{1,5}`",
        "\\[[a-z]{1,5}\\]\\(https://[a-z]{1,9}\\)",
    ];
    let text = proptest::collection::vec(word, 1..15).prop_map(|words| words.join(" "));
    let block = prop_oneof![
        text.clone(),
        text.clone().prop_map(|text| format!("## {text}")),
        text.clone()
            .prop_map(|text| format!("> {text}\n>\n> {text}")),
        text.clone()
            .prop_map(|text| format!("- {text}\n  1. {text}\n     - {text}\n- {text}")),
        (text.clone(), text.clone())
            .prop_map(|(a, b)| format!("| {a} | {b} |\n|---|--:|\n| {b} | {a} |")),
        text.prop_map(|text| format!("```rust\n{text}\n```")),
    ];
    proptest::collection::vec(block, 0..6).prop_map(|blocks| blocks.join("\n\n"))
}

fn words(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_lowercase());
    words.filter(|word| !word.is_empty()).collect()
}

/// Whether nothing could be broken here: code, a drawing, or one word behind its markers.
fn is_unbreakable(line: &Line) -> bool {
    let code = |span: &Span<Style>| {
        matches!(
            span.style.kind,
            SpanKind::CodeBlock { .. } | SpanKind::Diagram
        )
    };
    let bare = line
        .spans
        .iter()
        .filter(|span| span.style.kind != SpanKind::Marker);
    let bare: String = bare.map(|span| span.text.as_str()).collect();
    let bare = bare.replace('│', " ");
    line.spans.iter().any(code) || bare.split(' ').filter(|word| !word.is_empty()).count() <= 1
}

proptest! {
    #[test]
    fn any_text_fits_any_width(text in any_text(), width in 0_usize..60) {
        for diagrams in [Diagrams::Drawn, Diagrams::Told] {
            for line in lines(&text, width, diagrams) {
                let wide = line.text().width();
                prop_assert!(wide <= width || is_unbreakable(&line), "{wide} {line:?}");
            }
        }
        prop_assert!(plain(&text, width).is_empty() || plain(&text, width).ends_with('\n'));
        prop_assert!(problems(&text).is_sorted_by_key(|problem| problem.line));
    }

    #[test]
    fn blank_lines_stand_alone_and_inside(text in written_text(), width in 1_usize..60) {
        let lines = lines(&text, width, Diagrams::Drawn);
        let blank = |line: Option<&Line>| line.is_some_and(|line| line.spans.is_empty());
        prop_assert!(!blank(lines.first()) && !blank(lines.last()));
        prop_assert!(!lines.windows(2).any(|two| blank(two.first()) && blank(two.last())));
    }

    #[test]
    fn every_word_appears(text in written_text(), width in 1_usize..60) {
        let (seen, said) = (seen(&text, width), plain(&text, width));
        let (seen, said) = (words(&seen), words(&said));
        for word in words(&text).into_iter().filter(|&word| word != "rust") {
            prop_assert!(seen.contains(&word) && said.contains(&word), "{word}");
        }
    }

    #[test]
    fn a_written_text_has_no_problems(text in written_text()) {
        prop_assert_eq!(problems(&text), []);
    }
}

#[test]
fn depth_and_size_do_no_harm() {
    for text in [
        ">".repeat(20_000) + "end",
        "- ".repeat(2_000) + "end",
        "[".repeat(2_000) + "end",
        "*a ".repeat(2_000) + "end",
        "|".repeat(500) + "end\n" + &"|-".repeat(500),
        "word ".repeat(5_000) + "end",
    ] {
        for width in [1, usize::MAX] {
            assert!(seen(&text, width).contains("end"));
            assert!(plain(&text, width).contains("end"));
        }
        assert!(problems(&text).is_empty());
    }
}
