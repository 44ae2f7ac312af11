//! How long it takes to load a course of a thousand lessons from a warm disk. The target is 100 ms.
//!
//! `cargo bench --bench loading` prints the median of the whole, and of its two parts.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use cellmate::course::{Course, Tree};
use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use tempfile::TempDir;

const ROUNDS: usize = 20;

const LESSONS: usize = 1000;
const IN_A_CHAPTER: usize = 20;

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a file stands in a folder"))
        .expect("a folder is made");
    fs::write(path, text).expect("a file is written");
}

/// A paragraph as lessons have them.
const PARAGRAPH: &str = "A memoizer stands in front of a slow function. Asked for the first time, it works the answer \
out; asked again, it remembers. To its callers it is a thing you only read from, so `get` takes `&self`. Inside, a \
miss has to write. That is what interior mutability is for.\n\n";

fn lesson(number: usize) -> String {
    let mut toml = format!(
        "#:schema ../lesson.schema.json\ntitle = \"Lesson {number}\"\nkind = \"edit\"\nlevel = \"hard\"\n\
         core = true\nconcepts = [\"RefCell\", \"re-entrancy\"]\ntext = '''\n{}'''\ntakeaway = \"Let go, then write.\"\n\
         [starter]\noutcome = \"panicked\"\n[expect]\noutcome = \"finished\"\nstdout = \"\"\"\nsquares: [16, 16]\n\"\"\"\n\
         [rules]\nsignatures = [\"fn get(&self, key: u64) -> u64\"]\nforbid = [\"unsafe\"]\n",
        PARAGRAPH.repeat(8)
    );
    for item in 0..4 {
        write!(
            toml,
            "[[test]]\nname = \"test_{item}\"\nsays = \"remembers an answer of zero, too\"\n\
             [[mistake]]\nfile = \"mistake_{item}.rs\"\noutcome = \"panicked\"\nfeedback = \"said-{item}\"\n\
             [[hint]]\nid = \"hint-{item}\"\ntext = \"{0}\"\n\
             [[feedback]]\nid = \"said-{item}\"\nwhen = {{ test = \"test_{item}\", source = \"borrow*\" }}\nsay = \"{0}\"\n\
             [[feedback]]\nid = \"more-{item}\"\nwhen = {{ panic = \"already-borrowed\", stdout = \"^x\" }}\nsay = \"{0}\"\n",
            PARAGRAPH.trim_end()
        )
        .expect("writing to a String does not fail");
    }
    toml.push_str("[[question]]\nid = \"why\"\nask = \"Why?\"\n");
    for choice in ["one", "two", "three"] {
        write!(
            toml,
            "[[question.choice]]\nid = \"{choice}\"\nright = {}\ntext = \"Hang forever\"\nsay = \"Yes: it waits.\"\n",
            choice == "one"
        )
        .expect("writing to a String does not fail");
    }
    toml
}

fn generate(root: &Path) {
    let mut list = "format = 1\nid = \"big\"\ntitle = \"Big\"\nlanguage = \"en\"\n".to_owned();
    let program = "fn main() {\n    println!(\"squares: [16, 16]\");\n}\n".repeat(25);
    let tests = [0, 1, 2, 3].map(|test| format!("#[test]\nfn test_{test}() {{}}\n"));
    let tests = tests.concat();
    for number in 0..LESSONS {
        let chapter = format!("chapter-{}", number / IN_A_CHAPTER);
        if number % IN_A_CHAPTER == 0 {
            let ids: Vec<String> = (number..number + IN_A_CHAPTER)
                .map(|id| format!("\"l{id}\""))
                .collect();
            write!(
                list,
                "[[chapter]]\nid = \"{chapter}\"\ntitle = \"{chapter}\"\nlessons = [{}]\n",
                ids.join(", ")
            )
            .expect("writing to a String does not fail");
        }
        write(
            root,
            &format!("lessons/{chapter}/l{number}.toml"),
            &lesson(number),
        );
        write(root, &format!("exercises/{chapter}/l{number}.rs"), &program);
        write(root, &format!("solutions/{chapter}/l{number}.rs"), &program);
        write(root, &format!("tests/hidden/l{number}.rs"), &tests);
        for item in 0..4 {
            write(
                root,
                &format!("tests/mistakes/l{number}/mistake_{item}.rs"),
                &program,
            );
        }
        write(
            root,
            &format!("tests/alternatives/l{number}/other.rs"),
            &program,
        );
    }
    write(root, "lessons/course.toml", &list);
}

fn main() {
    let root = TempDir::new().expect("there is room for a temporary folder");
    generate(root.path());
    if let Err(problems) = Course::folder(root.path()) {
        panic!("the generated course is wrong: {problems}");
    }
    let tree = Tree::folder(root.path());
    println!("a course of {LESSONS} lessons, loaded");
    report("from a folder", || Course::folder(root.path()).is_ok());
    report("its files alone", || Tree::folder(root.path()));
    report("its texts alone", || Course::read(black_box(&tree)).1.len());
}

/// Prints the median time of one call.
fn report<T>(what: &str, call: impl Fn() -> T) {
    let mut times = [0; ROUNDS].map(|_| {
        let started = Instant::now();
        black_box(call());
        started.elapsed()
    });
    times.sort_unstable();
    println!("{what:<20} {:>8.1?}", times[ROUNDS / 2]);
}
