//! More errors that `planted` plants: slips with several consequences, contradictions, and Markdown.

use crate::planted_errors::{CHOOSE, COURSE, EDIT, HIDDEN, Planted};

pub(crate) const CONSEQUENCES: &[Planted] = &[
    // One slip with several consequences.
    (
        "a misspelled table that the lesson needs",
        EDIT,
        "[starter]",
        "[stater]",
    ),
    (
        "a choice outside of its question",
        CHOOSE,
        "[[question.choice]]",
        "[[choice]]",
    ),
    (
        "conditions outside of their feedback",
        EDIT,
        "when = { starter = true }\n",
        "[when]\nstarter = true\n",
    ),
    ("another word for a field", EDIT, "\nsay = ", "\ntext = "),
    (
        "another word for a flag",
        CHOOSE,
        "right = true",
        "correct = true",
    ),
    (
        "the limits among the rules",
        EDIT,
        "[rules]\n",
        "[rules]\nrun_ms = 2000\nmemory_mib = 64\n",
    ),
    (
        "a list of options for one of tests",
        EDIT,
        "[[test]]",
        "[[tests]]",
    ),
    (
        "an inline table without its end",
        EDIT,
        "when = { starter = true }",
        "when = { starter = true",
    ),
    (
        "a marker of a merge conflict",
        EDIT,
        "title = ",
        "<<<<<<< HEAD\ntitle = ",
    ),
    (
        "an invisible character in an id",
        COURSE,
        "\"shadowing\"",
        "\"shadowing\u{200b}\"",
    ),
    (
        "a lesson with a misspelled extension",
        "lessons/basics/last_expression.tml",
        "",
        "MOVED lessons/basics/last_expression.toml",
    ),
    (
        "a lesson in two chapters",
        COURSE,
        "[[feedback]]\nid = \"compile\"",
        "[[chapter]]\nid = \"more\"\ntitle = \"More\"\nlessons = [\"shadowing\"]\n\n[[feedback]]\nid = \"compile\"",
    ),
    (
        "a copy of a lesson in another chapter",
        "lessons/more/shadowing.toml",
        "",
        "COPY lessons/basics/shadowing.toml",
    ),
    (
        "hidden tests of a lesson without a file",
        "tests/hidden/shadowing.rs",
        "",
        "COPY tests/hidden/last_expression.rs",
    ),
    (
        "a list of phrases that is not there",
        COURSE,
        "[[feedback]]\nid = \"run\"",
        "[[feedback]]\nid = \"word\"\nwhen = { message = \"(?<word>odd)\" }\nsay = \"{word|words}\"\n\n[[feedback]]\nid = \"run\"",
    ),
    // What contradicts something else, or can have no effect.
    (
        "feedback on a stage that the lesson does not have",
        EDIT,
        "stdout = \"12\\n\"\n",
        "",
    ),
    (
        "feedback on schedules that are not tried",
        EDIT,
        "when = { stage = \"output\", stdout = \"^14\" }",
        "when = { explanation = \"lost-update\" }",
    ),
    (
        "a pattern that matches any output",
        EDIT,
        "stdout = \"12\\n\"",
        "stdout = \".*\"\ncompare = \"regex\"",
    ),
    (
        "a group that does not exist",
        EDIT,
        "forbid = [",
        "forbid = [\"@cell\", ",
    ),
    (
        "a name that is always allowed",
        EDIT,
        "forbid = [",
        "allow = [\"stdenv\"]\nforbid = [",
    ),
    (
        "an invisible character in a rule",
        EDIT,
        "forbid = [\"",
        "forbid = [\"\u{a0}",
    ),
    (
        "a choice with the text of another",
        CHOOSE,
        "text = \"`&String`",
        "text = \"`String`",
    ),
    (
        "hidden tests in a module",
        HIDDEN,
        "#[test]\nfn multiplies_width_by_height() {",
        "#[cfg(test)]\nmod tests {\n#[test]\nfn multiplies_width_by_height() {} }\nfn other() {",
    ),
    // Markdown.
    (
        "a block of Rust under another name",
        EDIT,
        "```rust",
        "```Rust",
    ),
    (
        "a link that is never closed",
        EDIT,
        "text = \'\'\'\n",
        "text = \'\'\'\nSee [std](https://doc.rust-lang.org/std.\n",
    ),
    (
        "a space in a link",
        EDIT,
        "text = \'\'\'\n",
        "text = \'\'\'\nSee [std] (https://doc.rust-lang.org/std).\n",
    ),
    (
        "a cell too many in a table",
        EDIT,
        "## Your turn",
        "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n\n## Your turn",
    ),
    (
        "an item without a space",
        EDIT,
        "## Your turn\n\n- ",
        "## Your turn\n\n*",
    ),
    (
        "tags of HTML",
        EDIT,
        "## Your turn\n\n- ",
        "<b>Now</b><br>\n\n## Your turn\n\n- ",
    ),
];
