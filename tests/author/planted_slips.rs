//! More errors that `planted` plants: remains of other work, and parts in the wrong place.

use crate::planted_errors::{CHOOSE, COURSE, EDIT, HIDDEN, PREDICT, Planted};

pub(crate) const SLIPS: &[Planted] = &[
    // Markers of a merge conflict.
    (
        "a conflict in a text",
        EDIT,
        "A semicolon turns",
        "<<<<<<< HEAD\nA semicolon\n=======\nThe semicolon\n>>>>>>> wording\nA semicolon turns",
    ),
    (
        "a conflict in a starter",
        "exercises/basics/last_expression.rs",
        "fn area",
        "<<<<<<< HEAD\nfn area",
    ),
    (
        "a conflict in hidden tests",
        HIDDEN,
        "#[test]",
        ">>>>>>> main\n#[test]",
    ),
    (
        "a conflict in the list",
        COURSE,
        "title = \"P",
        "<<<<<<< HEAD\ntitle = \"P",
    ),
    // Parts that belong elsewhere.
    (
        "a key of a table at the top",
        EDIT,
        "level = \"easy\"\n",
        "level = \"easy\"\nedition = \"2021\"\n",
    ),
    (
        "a key of a table that the file has",
        EDIT,
        "level = \"easy\"\n",
        "level = \"easy\"\nforbid = [\"unsafe\"]\n",
    ),
    (
        "a key of the tables of a list",
        EDIT,
        "level = \"easy\"\n",
        "level = \"easy\"\nsays = \"returns the area\"\n",
    ),
    (
        "a claim in a lesson that predicts",
        PREDICT,
        "[[prediction]]\n",
        "[expect]\noutcome = \"finished\"\n\n[[prediction]]\n",
    ),
    (
        "rules in a lesson that asks",
        CHOOSE,
        "[[question]]\n",
        "[rules]\nforbid = [\"unsafe\"]\n\n[[question]]\n",
    ),
    (
        "the kind of another lesson",
        EDIT,
        "kind = \"edit\"",
        "kind = \"choose\"",
    ),
    (
        "a lesson file outside of its folder",
        "lessons/last_expression.toml",
        "",
        "MOVED lessons/basics/last_expression.toml",
    ),
    (
        "a copy of a lesson",
        "lessons/basics/old_expression.toml",
        "",
        "COPY lessons/basics/last_expression.toml",
    ),
    (
        "a lesson whose other files were not renamed",
        "lessons/basics/area.toml",
        "",
        "MOVED lessons/basics/last_expression.toml",
    ),
    // Names.
    (
        "an invisible character in a reference",
        EDIT,
        "feedback = \"perimeter\"",
        "feedback = \"peri\u{200b}meter\"",
    ),
    (
        "an invisible character in a file name",
        EDIT,
        "file = \"perimeter.rs\"",
        "file = \"perimeter\u{200b}.rs\"",
    ),
    (
        "an invisible character in a value",
        EDIT,
        "\"easy\"",
        "\"easy\u{feff}\"",
    ),
    (
        "an error code without a zero",
        COURSE,
        "[[feedback]]\nid = \"compile\"",
        "[[error]]\ncode = \"E308\"\nmeans = \"mismatched types\"\n\n[[feedback]]\nid = \"compile\"",
    ),
    (
        "a feedback rule with a new id",
        EDIT,
        "id = \"perimeter\"",
        "id = \"sum-of-sides\"",
    ),
    (
        "a program of a prediction that is not there",
        PREDICT,
        "id = \"program\"\n",
        "id = \"program\"\nfile = \"other.rs\"\n",
    ),
    // Texts.
    (
        "a heading without a space",
        EDIT,
        "## Your turn",
        "##Your turn",
    ),
    ("a list item without a space", EDIT, "- Make", "-Make"),
    ("a numbered item without a space", EDIT, "- Make", "1.Make"),
    (
        "a marker that something must be fixed",
        EDIT,
        "text = \"Look at",
        "text = \"FIXME: shorter? Look at",
    ),
    ("a placeholder", EDIT, "takeaway = \"", "takeaway = \"tbd. "),
    // Parts that contradict each other.
    (
        "feedback of the course that hides the fallbacks",
        COURSE,
        "[[feedback]]\nid = \"compile\"",
        "[[feedback]]\nid = \"finished\"\nwhen = { outcome = \"finished\" }\nsay = \"It is wrong.\"\n\n[[feedback]]\nid = \"compile\"",
    ),
    (
        "schedules without threads",
        EDIT,
        "[[test]]",
        "[schedules]\nrun = \"multiplies_width_by_height\"\n\n[[test]]",
    ),
    // Syntax.
    (
        "one of several in single brackets",
        EDIT,
        "[[feedback]]\nid = \"perimeter\"",
        "[feedback]\nid = \"perimeter\"",
    ),
    (
        "a capital letter in a flag",
        CHOOSE,
        "right = true",
        "right = True",
    ),
    (
        "a comma missing in an inline table",
        EDIT,
        "{ stage = \"output\", stdout",
        "{ stage = \"output\" stdout",
    ),
    (
        "an empty starter",
        "exercises/basics/last_expression.rs",
        "",
        "\n",
    ),
];
