//! How texts are laid out, and which problems are reported to their authors.

use super::*;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

fn seen(text: &str, width: usize) -> String {
    let lines = lines(text, width);
    lines.iter().map(Line::text).collect::<Vec<_>>().join("\n")
}

#[test]
fn blocks_are_laid_out() {
    let cases = [
        ("one two three", 9, "one two\nthree"),
        ("one\ntwo  \nthree\\\nfour", 20, "one two\nthree\nfour"),
        ("# Cells\nand text", 20, "Cells\n\nand text"),
        ("a\n\n\n\nb\n***\nc", 3, "a\n\nb\n\n───\n\nc"),
        ("- one two\n- three", 7, "• one\n  two\n• three"),
        ("- a\n  - b c\n    d\n- e", 7, "• a\n  • b c\n    d\n• e"),
        ("- a\n\n  b\n\n- c", 9, "• a\n\n  b\n\n• c"),
        ("9. nine\n10. ten more", 9, " 9. nine\n10. ten\n    more"),
        ("-\n- a", 9, "•\n• a"),
        ("> one two\n>\n> three", 7, "│ one\n│ two\n│\n│ three"),
        ("> - a\n>   b", 9, "│ • a b"),
        ("- > a\n  > b", 9, "• │ a b"),
        (
            "```rust\nfn very_long() {}\n\n\tx\n```\ntext",
            5,
            "  fn very_long() {}\n\n      x\n\ntext",
        ),
    ];
    for (text, width, expected) in cases {
        assert_eq!(seen(text, width), expected, "{text:?}");
    }
}

#[test]
fn links_and_images_in_a_paragraph_become_plain_text() {
    let cases = [
        (
            "see [std](https://doc.rust-lang.org)",
            60,
            "see std (https://doc.rust-lang.org)",
        ),
        (
            "<https://a.b> [https://a.b](https://a.b)",
            60,
            "https://a.b https://a.b",
        ),
        (
            "mail <me@a.b>, ![a cat](cat.png)",
            60,
            "mail me@a.b, a cat (cat.png)",
        ),
        (
            "a Vec<u8> and v[0][1] &amp; &copy;",
            60,
            "a Vec<u8> and v[0][1] & ©",
        ),
        ("日本 日本 日本", 9, "日本 日本\n日本"),
        ("unbreakable", 3, "unbreakable"),
        ("<div>\nx\n</div>", 20, "  <div>\n  x\n  </div>"),
        ("a\r\nb\r\n\r\n```\r\nc\r\n```\r\n", 20, "a b\n\n  c"),
        ("", 5, ""),
    ];
    for (text, width, expected) in cases {
        assert_eq!(seen(text, width), expected, "{text:?}");
    }
}

#[test]
fn tables_have_columns_if_there_is_room() {
    let table = "| type | writes | n |\n|---|---|---:|\n| `Cell` | by moving | 1 |\n| `RefCell` | by borrowing it | 20 |";
    let wide = "\
type     writes            n
───────  ───────────────  ──
Cell     by moving         1
RefCell  by borrowing it  20";
    assert_eq!(seen(table, 40), wide);
    let wrapped = "\
type     writes         n
───────  ────────────  ──
Cell     by moving      1
RefCell  by borrowing  20
         it";
    assert_eq!(seen(table, 25), wrapped);
    let listed = "\
type: Cell
writes: by
  moving
n: 1

type:
  RefCell
writes: by
  borrowing
  it
n: 20";
    assert_eq!(seen(table, 13), listed);
    assert!(plain(table, 40).starts_with("type: `Cell`\nwrites: by moving\nn: 1\n\n"));
}

#[test]
fn a_diagram_is_drawn_or_described() {
    let text = "```diagram: The left node owns the right one.\n[a] --> [b]\n```";
    assert_eq!(seen(text, 20), "  [a] --> [b]");
    // A diagram that is too wide is also described.
    let both = "  [a] --> [b]\nThe left\nnode owns\nthe right\none.";
    assert_eq!(seen(text, 10), both);
    assert_eq!(plain(text, 20), "The left node owns\nthe right one.\n");
    assert_eq!(plain("```diagram\nx\n```", 20), "  x\n");
    assert_eq!(seen("```diagrams\nx\n```", 20), "  x");
}

fn span(text: &str, kind: SpanKind) -> Span<Style> {
    Span {
        text: text.to_owned(),
        style: kind.into(),
    }
}

fn spans(text: &str) -> Vec<Vec<Span<Style>>> {
    let lines = lines(text, 40);
    lines.into_iter().map(|line| line.spans).collect()
}

#[test]
fn words_carry_their_meanings() {
    let strong = |text| {
        let mut span = span(text, SpanKind::Text);
        span.style.strong = true;
        span
    };
    let emphasized = |text, kind| {
        let mut span = span(text, kind);
        span.style.emphasis = true;
        span
    };
    let expected = vec![
        strong("bo"),
        span("ld ", SpanKind::Text),
        emphasized("e ", SpanKind::Text),
        emphasized("c d", SpanKind::Code),
        span(" ", SpanKind::Text),
        span("l", SpanKind::Link),
        span(" ", SpanKind::Text),
        span("(https://a.b)", SpanKind::Address),
    ];
    assert_eq!(spans("**bo**ld *e `c d`* [l](https://a.b)"), [expected]);
}

#[test]
fn blocks_carry_their_meanings() {
    let language = || "rust".to_owned();
    let code = |text| {
        span(
            text,
            SpanKind::CodeBlock {
                language: language(),
            },
        )
    };
    let expected = [
        vec![span("A ", SpanKind::Heading(1)), span("b", SpanKind::Code)],
        vec![],
        vec![span("│ ", SpanKind::Quote), span("q", SpanKind::Quote)],
        vec![],
        vec![span("  ", SpanKind::Text), code("x")],
        vec![code("")],
        vec![],
        vec![span("1. ", SpanKind::Marker), span("i", SpanKind::Text)],
    ];
    let text = "# A `b`\n> q\n\n```rust,ignore\nx\n\n```\n1. i";
    assert_eq!(spans(text), expected);
}

#[test]
fn plain_text_says_in_words_what_styles_show() {
    let text = "## Title\n> wise *words*\n\n---\n- `a  b`\n\n```rust\nfn f() {}\n```\n\n```diagram: Two boxes.\n[] []\n```";
    let expected = "\
Title

Quote:
  wise words

* * *

- `a  b`

Code:
  fn f() {}

Two boxes.
";
    assert_eq!(plain(text, 40), expected);
}

#[test]
fn no_control_sequence_gets_through() {
    let text = "a\u{1b}[2J `b\u{9b}` &#x1b;c [d\u{202e}](https://x/\u{7})\n\n```ru\u{1b}st\n\u{1b}]0;t\n```\n|\u{8}|\n|-|\n|\u{7f}|";
    for seen in [seen(text, 40), plain(text, 40)] {
        let obeyed = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!seen.contains(obeyed), "{seen:?}");
        assert!(seen.contains("a␛[2J"), "{seen:?}");
    }
}

#[test]
fn markdown_that_cannot_be_shown_is_reported_with_its_line() {
    let cases = [
        ("a\n\n```diagram\nx\n```", 3, "has no sentence"),
        ("```diagram:  \nx\n```", 1, "has no sentence"),
        ("a <b>c</b>", 1, "`<b>` is an HTML tag"),
        ("a Vec<T>", 1, "`<T>` is read as raw HTML"),
        ("a\n[b](https://c.d e", 2, "this link is never closed"),
        ("[b] (https://c.d)", 1, "are separate"),
        ("| a |\n|---|\n| b | c |", 3, "this row has 2 cells"),
        ("a\n\n*b\n- c", 3, "not a list item"),
        ("```rs\nfn f() {}\n```", 1, "begins with ```rust"),
        ("a\n\n<div>\n</div>", 3, "cannot show raw HTML"),
        ("an\n![image](https://a.b)", 2, "cannot show images"),
        ("a\n\n```rust\nfn f() {}\n", 3, "never closed"),
        ("```", 1, "never closed"),
        ("````\n```", 1, "never closed"),
        ("> ```\n> x\n\ny", 1, "never closed"),
        ("#### deep", 1, "deeper than three levels"),
        (
            "text\n\n| a | b |\n| c | d |",
            3,
            "line of dashes is missing",
        ),
        ("[a]()", 1, "leads nowhere"),
        ("[a](#here)", 1, "leads nowhere"),
        ("[a](other.md)", 1, "leads nowhere"),
        ("x\n[a][b]", 2, "the link `[b]` has no definition"),
    ];
    for (text, line, message) in cases {
        let problems = problems(text);
        let first = problems.first().unwrap_or_else(|| panic!("{text:?}"));
        assert_eq!(first.line, line, "{text:?}");
        assert!(first.what.contains(message), "{text:?}: {}", first.what);
    }
}

#[test]
fn a_good_text_has_no_problems() {
    let text = "\
### Title
`Vec<u8>`, [1, 2], 1 < 2, <https://a.b>, [a](https://a.b), [b], <me@a.b>

> ```rust
> let a = 1;
> ```

- ~~~
  x
  ~~~

```diagram: Two boxes.
[] []
```

[b]: https://a.b
";
    assert_eq!(problems(text), []);
}

/// Text in which the Markdown signs are frequent.
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

/// A well-formed text made of words `[a-z]+`, none of which may get lost.
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

/// Whether nothing could be broken here: code, a drawing, or one word after its markers.
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
        for line in lines(&text, width) {
            let wide = line.text().width();
            prop_assert!(wide <= width || is_unbreakable(&line), "{wide} {line:?}");
        }
        prop_assert!(plain(&text, width).is_empty() || plain(&text, width).ends_with('\n'));
        prop_assert!(problems(&text).is_sorted_by_key(|problem| problem.line));
    }

    #[test]
    fn blank_lines_are_single_and_never_first_or_last(text in written_text(), width in 1_usize..60) {
        let lines = lines(&text, width);
        let blank = |line: Option<&Line>| line.is_some_and(|line| line.spans.is_empty());
        prop_assert!(!blank(lines.first()) && !blank(lines.last()));
        prop_assert!(!lines.windows(2).any(|two| blank(two.first()) && blank(two.last())));
    }

    #[test]
    fn every_word_of_a_text_is_shown(text in written_text(), width in 1_usize..60) {
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
fn deep_and_long_texts_are_laid_out() {
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
