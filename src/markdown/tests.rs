//! What a reader sees of a text, and what an author is told about it.

mod properties;

use super::*;

fn seen(text: &str, width: usize) -> String {
    let lines = lines(text, width, Diagrams::Drawn);
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
fn running_text_reads_as_it_was_written() {
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
fn tables_stand_in_columns_where_there_is_room() {
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
fn a_diagram_is_drawn_or_told() {
    let text = "```diagram: The left node owns the right one.\n[a] --> [b]\n```";
    assert_eq!(seen(text, 20), "  [a] --> [b]");
    let told = lines(text, 20, Diagrams::Told);
    assert_eq!(
        told,
        [
            Line::of("The left node owns", SpanKind::Text),
            Line::of("the right one.", SpanKind::Text),
        ]
    );
    let untold = "```diagram\nx\n```";
    assert_eq!(
        lines(untold, 20, Diagrams::Told),
        lines(untold, 20, Diagrams::Drawn)
    );
    assert_eq!(seen("```diagrams\nx\n```", 20), "  x");
}

fn span(text: &str, kind: SpanKind) -> Span<Style> {
    Span {
        text: text.to_owned(),
        style: kind.into(),
    }
}

fn spans(text: &str) -> Vec<Vec<Span<Style>>> {
    let lines = lines(text, 40, Diagrams::Drawn);
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
    let language = || "rust,ignore".to_owned();
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
fn plain_has_words_for_what_cannot_be_seen() {
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
fn nothing_a_terminal_obeys_comes_through() {
    let text = "a\u{1b}[2J `b\u{9b}` &#x1b;c [d\u{202e}](https://x/\u{7})\n\n```ru\u{1b}st\n\u{1b}]0;t\n```\n|\u{8}|\n|-|\n|\u{7f}|";
    for seen in [seen(text, 40), plain(text, 40)] {
        let obeyed = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!seen.contains(obeyed), "{seen:?}");
        assert!(seen.contains("a␛[2J"), "{seen:?}");
    }
}

#[test]
fn authors_are_told_what_to_change() {
    let cases = [
        ("a\n\n```diagram\nx\n```", 3, "has no sentence"),
        ("```diagram:  \nx\n```", 1, "has no sentence"),
        ("a <b>c</b>", 1, "`<b>` is read as raw HTML"),
        ("a\n\n<div>\n</div>", 3, "cannot show raw HTML"),
        ("an\n![image](https://a.b)", 2, "cannot show images"),
        ("a\n\n```rust\nfn f() {}\n", 3, "never closed"),
        ("```", 1, "never closed"),
        ("````\n```", 1, "never closed"),
        ("> ```\n> x\n\ny", 1, "never closed"),
        ("#### deep", 1, "deeper than three levels"),
        ("[a]()", 1, "leads nowhere"),
        ("[a](#here)", 1, "leads nowhere"),
        ("[a](other.md)", 1, "leads nowhere"),
        ("x\n[a][b]", 2, "nothing says where the link `[b]` leads"),
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
