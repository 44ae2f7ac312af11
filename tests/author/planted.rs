//! Errors that a new instructor makes, planted one by one in a new course: each leads to one finding, which says what to
//! do. `tests/author/snapshots` has all the messages, for reading.

use crate::course::Files;
use cellmate::author;
use cellmate::course::Tree;
use std::fmt::Write as _;

const COURSE: &str = "lessons/course.toml";
const EDIT: &str = "lessons/basics/last_expression.toml";
const PREDICT: &str = "lessons/basics/shadowing.toml";
const ARRANGE: &str = "lessons/basics/running_total.toml";
const CHOOSE: &str = "lessons/basics/text_parameter.toml";
const HIDDEN: &str = "tests/hidden/last_expression.rs";

/// An error: what it is, and the change (path, old, new; see [`Files::change`]) that plants it. A new text `MOVED …` renames
/// files: those whose paths begin with this. `COPY …` is the text of another file.
type Planted = (&'static str, &'static str, &'static str, &'static str);

const ERRORS: &[Planted] = &[
    // course.toml
    (
        "a misspelled key of the course",
        COURSE,
        "title = \"P",
        "titel = \"P",
    ),
    ("no format", COURSE, "format = 1\n", ""),
    (
        "a format of the future",
        COURSE,
        "format = 1\n",
        "format = 2\n",
    ),
    ("a version of two numbers", COURSE, "\"0.1.0\"", "\"0.1\""),
    (
        "an id in capitals",
        COURSE,
        "id = \"planted\"",
        "id = \"Planted\"",
    ),
    (
        "the id of the course in cellmate",
        COURSE,
        "id = \"planted\"",
        "id = \"interior-mutability\"",
    ),
    (
        "a comma too few in a list",
        COURSE,
        "\"last_expression\", ",
        "\"last_expression\" ",
    ),
    (
        "a listed lesson without a file",
        COURSE,
        "\"shadowing\"",
        "\"shadowing\", \"closures\"",
    ),
    (
        "a misspelled lesson in the list",
        COURSE,
        "\"shadowing\"",
        "\"shadwing\"",
    ),
    ("a lesson in no list", COURSE, ", \"text_parameter\"", ""),
    (
        "a chapter without lessons",
        COURSE,
        "[[feedback]]\nid = \"compile\"",
        "[[chapter]]\nid = \"more\"\ntitle = \"More\"\nlessons = []\n\n[[feedback]]\nid = \"compile\"",
    ),
    (
        "a misspelled folder of a chapter",
        COURSE,
        "id = \"basics\"",
        "id = \"basic\"",
    ),
    (
        "chapters that are not a list",
        COURSE,
        "[[chapter]]",
        "[chapter]",
    ),
    (
        "a language instead of its code",
        COURSE,
        "language = \"en\"",
        "language = \"English\"",
    ),
    (
        "a lesson listed twice",
        COURSE,
        "\"shadowing\"",
        "\"shadowing\", \"shadowing\"",
    ),
    (
        "a list of one lesson without brackets",
        COURSE,
        "[\"last_expression\", \"shadowing\", \"running_total\", \"text_parameter\"]",
        "\"last_expression\"",
    ),
    (
        "a chapter with a space in its id",
        COURSE,
        "id = \"basics\"",
        "id = \"the basics\"",
    ),
    (
        "a stage without feedback",
        COURSE,
        "when = { stage = \"compile\" }",
        "when = { error = \"E0308\" }",
    ),
    (
        "two feedbacks with one id",
        COURSE,
        "id = \"run\"",
        "id = \"compile\"",
    ),
    (
        "a feature that does not exist",
        COURSE,
        "borrows = false",
        "borows = false",
    ),
    // The text of a lesson file
    (
        "a text that is not closed",
        EDIT,
        "numbers.\n'''",
        "numbers.\n",
    ),
    (
        "a value without quotes",
        EDIT,
        "level = \"easy\"",
        "level = easy",
    ),
    (
        "a level that does not exist",
        EDIT,
        "level = \"easy\"",
        "level = \"beginner\"",
    ),
    (
        "a misspelled kind",
        EDIT,
        "kind = \"edit\"",
        "kind = \"edti\"",
    ),
    (
        "a field that is missing",
        EDIT,
        "takeaway = \"A block has the value of its last expression. A semicolon throws that value away.\"\n",
        "",
    ),
    (
        "a misspelled table",
        EDIT,
        "[[hint]]\nid = \"where\"",
        "[[hints]]\nid = \"where\"",
    ),
    ("a list written as one table", EDIT, "[[test]]", "[test]"),
    (
        "the same key twice",
        EDIT,
        "level = \"easy\"\n",
        "level = \"easy\"\nlevel = \"hard\"\n",
    ),
    (
        "a raw control character",
        EDIT,
        "level = \"easy\"",
        "level = \"ea\u{7}sy\"",
    ),
    (
        "a control character in a text of several lines",
        EDIT,
        "called *unit*",
        "called\u{7}*unit*",
    ),
    (
        "an escape character in a title",
        EDIT,
        "title = \"",
        "title = \"\\u001b[31m",
    ),
    (
        "a name in braces that nothing fills in",
        EDIT,
        "say = \"It prints 14.",
        "say = \"It prints {sides}.",
    ),
    (
        "the id of a lesson as its own alias",
        EDIT,
        "level = \"easy\"\n",
        "level = \"easy\"\naliases = [\"last_expression\"]\n",
    ),
    (
        "a feedback with an impossible id",
        EDIT,
        "id = \"perimeter\"",
        "id = \"The perimeter\"",
    ),
    (
        "a limit with a unit",
        EDIT,
        "[rules]",
        "[limits]\nrun_ms = \"2s\"\n\n[rules]",
    ),
    (
        "a negative limit",
        EDIT,
        "[rules]",
        "[limits]\nrun_ms = -5\n\n[rules]",
    ),
    (
        "a mistake without its outcome",
        EDIT,
        "outcome = \"finished\"\nfeedback = \"perimeter\"",
        "feedback = \"perimeter\"",
    ),
    (
        "an empty text",
        EDIT,
        "say = \"It prints 14. Did you add the sides, as for the perimeter? The area is their product.\"",
        "say = \"\"",
    ),
    (
        "emphasis that is not closed",
        EDIT,
        "without a semicolon.**",
        "without a semicolon.",
    ),
    (
        "code that is not closed",
        EDIT,
        "`()`, called",
        "`(), called",
    ),
    (
        "a block of code that is not closed",
        EDIT,
        "    n * 2\n}\n```\n",
        "    n * 2\n}\n",
    ),
    (
        "a link into the course",
        EDIT,
        "called *unit*",
        "called [unit](unit.md)",
    ),
    (
        "a picture",
        EDIT,
        "## Your turn",
        "![a block](block.png)\n\n## Your turn",
    ),
    (
        "a place that is still to be written",
        EDIT,
        "## Your turn",
        "TODO: an example\n\n## Your turn",
    ),
    (
        "a table without its line of dashes",
        EDIT,
        "## Your turn",
        "| call | waits |\n| `lock` | yes |\n\n## Your turn",
    ),
    (
        "quotes that are not escaped in a text",
        EDIT,
        "say = \"It prints 14.",
        "say = \"It prints \"14\".",
    ),
    (
        "quotes that are not escaped in a line",
        ARRANGE,
        "\"println!(\\\"{total}\\\");\"",
        "\"println!(\"{total}\");\"",
    ),
    (
        "typographic quotes",
        EDIT,
        "level = \"easy\"",
        "level = “easy”",
    ),
    (
        "a no-break space",
        EDIT,
        "level = \"easy\"",
        "level =\u{a0}\"easy\"",
    ),
    (
        "feedback in single brackets",
        PREDICT,
        "[[feedback]]\nid = \"something-else\"",
        "[feedback]\nid = \"one\"\nwhen = {}\nsay = \"\"\n\n[feedback]\nid = \"something-else\"",
    ),
    (
        "a look-ahead",
        EDIT,
        "stdout = \"^14\"",
        "stdout = \"^(?!12)\"",
    ),
    (
        "an error code of three digits",
        ARRANGE,
        "error = \"E0384\"",
        "error = \"E384\"",
    ),
    (
        "a regular expression for tokens",
        EDIT,
        "forbid = [\"unsafe\"]",
        "forbid = [\"unsafe\", \"return.*;\"]",
    ),
    (
        "a distractor that is a right line",
        ARRANGE,
        "\"let total = 0;\", \"return",
        "\"let mut total = 0;\", \"return",
    ),
    (
        "an alternative that is the solution",
        "tests/alternatives/last_expression/with_return.rs",
        "",
        "COPY solutions/basics/last_expression.rs",
    ),
    (
        "two mistakes that are the same",
        "tests/mistakes/last_expression/always_twelve.rs",
        "",
        "COPY tests/mistakes/last_expression/perimeter.rs",
    ),
    (
        "a test with another name than its function",
        EDIT,
        "name = \"multiplies_width_by_height\"",
        "name = \"multiplies\"",
    ),
    (
        "a list of phrases before the word",
        COURSE,
        "[[feedback]]\nid = \"compile\"",
        "[[feedback]]\nid = \"no-method\"\nwhen = { error = \"E0599\", message = \"named `(?<method>\\\\w+)`\" }\n\
         say = \"There is no `{method}`: {methods|method}\"\n\n[[phrase]]\nlist = \"methods\"\nwords = [\"size\"]\n\
         say = \"collections have `len`.\"\n\n[[feedback]]\nid = \"compile\"",
    ),
    // What a lesson claims and names
    (
        "a limit that no program meets",
        EDIT,
        "[rules]",
        "[limits]\nrun_ms = 1\n\n[rules]",
    ),
    (
        "a line of a program that finishes",
        ARRANGE,
        "[starter]\noutcome = \"finished\"",
        "[starter]\noutcome = \"finished\"\nline = 4",
    ),
    (
        "a signature without fn",
        EDIT,
        "\"fn area(width",
        "\"area(width",
    ),
    (
        "a pattern that is not a regular expression",
        EDIT,
        "stdout = \"^14\"",
        "stdout = \"(14\"",
    ),
    (
        "a feedback without a condition",
        EDIT,
        "when = { starter = true }",
        "when = {}",
    ),
    (
        "a feedback about a test that does not exist",
        EDIT,
        "when = { test = \"multiplies_width_by_height\" }",
        "when = { test = \"multiplies\" }",
    ),
    (
        "a mistake with a feedback that does not exist",
        EDIT,
        "feedback = \"perimeter\"",
        "feedback = \"perimetre\"",
    ),
    (
        "a mistake without a file",
        EDIT,
        "file = \"perimeter.rs\"",
        "file = \"circumference.rs\"",
    ),
    (
        "a mistake that is not declared",
        "tests/mistakes/last_expression/other.rs",
        "",
        "fn main() {}\n",
    ),
    (
        "a path instead of a name",
        EDIT,
        "file = \"perimeter.rs\"",
        "file = \"last_expression/perimeter.rs\"",
    ),
    (
        "a test that is not in the file",
        HIDDEN,
        "fn multiplies_width_by_height",
        "fn multiplies",
    ),
    (
        "a test that is not named",
        HIDDEN,
        "#[test]",
        "#[test]\nfn zero() {}\n\n#[test]",
    ),
    (
        "a test that expects a panic",
        HIDDEN,
        "#[test]\n",
        "#[test]\n#[should_panic]\n",
    ),
    (
        "a test that is ignored",
        HIDDEN,
        "#[test]\n",
        "#[test]\n#[ignore]\n",
    ),
    ("a test without its attribute", HIDDEN, "#[test]\n", ""),
    (
        "a comparison that any type passes",
        HIDDEN,
        "assert_eq!(area(1, 0), 0, \"the area of a rectangle of 1 by 0\");",
        "assert!(area(1, 0) == 0);",
    ),
    (
        "tests in the file that are not there",
        EDIT,
        "[[hint]]",
        "[tests]\nown = true\n\n[[hint]]",
    ),
    ("no right choice", CHOOSE, "right = true\n", ""),
    (
        "a choice without a reply",
        CHOOSE,
        "say = \"That borrows, but accepts nothing except a `String`. A literal isn't one.\"\n",
        "",
    ),
    (
        "two choices with one id",
        CHOOSE,
        "id = \"owned\"",
        "id = \"slice\"",
    ),
    (
        "no place for the lines",
        "exercises/basics/running_total.rs",
        "    // <arrange>\n",
        "",
    ),
    (
        "an error code that learners cannot pick",
        PREDICT,
        "{ outcome = \"finished\", stdout = \"inside: 10\\noutside: 5\\n\" }",
        "{ outcome = \"compile-error\", error = \"E0384\" }",
    ),
    // Files
    (
        "a starter that is missing",
        "exercises/basics/last_expression.rs",
        "",
        "",
    ),
    (
        "a solution that is missing",
        "solutions/basics/last_expression.rs",
        "",
        "",
    ),
    (
        "a program that is missing",
        "exercises/basics/shadowing.rs",
        "",
        "",
    ),
    ("hidden tests that are missing", HIDDEN, "", ""),
    (
        "a file without a lesson",
        "exercises/basics/spare.rs",
        "",
        "fn main() {}\n",
    ),
    (
        "a file name with capitals",
        "lessons/basics/Last_expression.toml",
        "",
        "MOVED lessons/basics/last_expression.toml",
    ),
    (
        "an extension that some systems hide",
        "exercises/basics/shadowing.rs.txt",
        "",
        "MOVED exercises/basics/shadowing.rs",
    ),
    (
        "the only solution in the folder of another chapter",
        "solutions/more/last_expression.rs",
        "",
        "MOVED solutions/basics/last_expression.rs",
    ),
    (
        "a misspelled name of hidden tests",
        "tests/hidden/last_expresion.rs",
        "",
        "MOVED tests/hidden/last_expression.rs",
    ),
    (
        "a misspelled folder of mistakes",
        "tests/mistakes/last-expression/",
        "",
        "MOVED tests/mistakes/last_expression/",
    ),
    (
        "a chapter that keeps the old name in one folder",
        "exercises/basic/",
        "",
        "MOVED exercises/basics/",
    ),
    (
        "a misspelled folder of a lesson",
        "tests/alternatives/last_expressions/other.rs",
        "",
        "fn main() {}\n",
    ),
    (
        "notes between the mistakes",
        "tests/mistakes/last_expression/notes.txt",
        "",
        "Remember.\n",
    ),
    (
        "a solution in another chapter",
        "solutions/more/last_expression.rs",
        "",
        "fn main() {}\n",
    ),
    (
        "a file in a place without a purpose",
        "lessons/basics/notes.md",
        "",
        "Remember.\n",
    ),
    (
        "a file of a lesson without files",
        "solutions/basics/text_parameter.rs",
        "",
        "fn main() {}\n",
    ),
];

/// The course that `cellmate course new` begins, in a folder called `planted`.
fn new_course() -> Files {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("planted");
    author::create_course(&root, None, true).unwrap();
    let tree = Tree::folder(&root);
    let files = tree.paths().map(|path| {
        let text = String::from_utf8(tree.file(path).unwrap().to_vec()).unwrap();
        (path.to_owned(), text)
    });
    Files(files.collect())
}

#[test]
fn each_planted_error_leads_to_one_finding() {
    let course = new_course();
    let mut all = String::new();
    let mut several = Vec::new();
    for (what, path, old, new) in ERRORS {
        let mut files = course.clone();
        match (new.strip_prefix("MOVED "), new.strip_prefix("COPY ")) {
            (Some(from), _) => files.rename(from, path),
            (_, Some(from)) => {
                let text = files.0[from].clone();
                files.change(path, "", &text);
            }
            (None, None) => files.change(path, old, new),
        }
        let report = author::inspect(&files.tree(), &[]);
        let findings: Vec<String> = report.findings().map(ToString::to_string).collect();
        let _ = write!(all, "## {what}\n\n{}\n\n", findings.join("\n\n"));
        if findings.len() != 1 {
            several.push(format!(
                "{what}: {} findings\n{}",
                findings.len(),
                findings.join("\n")
            ));
        }
    }
    insta::assert_snapshot!("planted", all.replace('\u{7}', "\u{2407}"));
    assert!(several.is_empty(), "{}", several.join("\n\n"));
}

#[test]
fn a_course_without_lessons_is_refused() {
    let mut files = new_course();
    files.0.retain(|path, _| path == COURSE);
    let list = files.0.get_mut(COURSE).unwrap();
    let from = list.find("[[chapter]]").unwrap();
    list.truncate(from);
    let report = author::inspect(&files.tree(), &[]);
    let found: Vec<String> = report.findings().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "lessons/course.toml: the course has no lessons\n  = help: create one with `cellmate new CHAPTER/ID`"
        ]
    );
}
