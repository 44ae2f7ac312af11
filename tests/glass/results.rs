//! Programs with many results: which one is compared with the simplest, and what cellmate says about those that differ
//! only in their order.

use crate::races::explored;
use cellmate::report::{self, Block};
use cellmate::verdict::{Cause, Exploration};
use std::fs;

fn program(name: &str) -> String {
    fs::read_to_string(format!("tests/glass/programs/{name}.rs")).unwrap()
}

fn races(found: &Exploration) -> Vec<&Cause> {
    let explanations = found.compared.iter().flat_map(|trace| &trace.explanations);
    let races = explanations.map(|one| &one.cause);
    races
        .filter(|cause| matches!(cause, Cause::Race(_)))
        .collect()
}

fn status(found: &Exploration) -> String {
    match report::exploration(found, None).swap_remove(0) {
        Block::Headline(headline) => headline.status,
        other => panic!("{other:?}"),
    }
}

fn lines(found: &Exploration) -> Vec<String> {
    let blocks = report::exploration(found, None);
    let lines = blocks.into_iter().find_map(|block| match block {
        Block::Lines(lines) => Some(lines),
        _ => None,
    });
    lines.unwrap()
}

#[test]
fn a_result_that_a_race_explains_comes_before_those_in_another_order() {
    for (name, printed) in [
        ("thread/copy_lent_twice", "2 of 1 out"),
        ("thread/seat_marked_twice", "2 of 3"),
    ] {
        let found = explored(&program(name));
        assert!(found.results.len() > 5, "{name}: {found:?}");
        assert_eq!(races(&found).len(), 1, "{name}: {:?}", found.compared);
        assert_eq!(found.results[0].preemptions, 0);
        assert!(
            found.results[1].stdout.ends_with(&format!("{printed}\n")),
            "{found:?}"
        );
        let lines = lines(&found);
        let [first, raced, others] = lines.as_slice() else {
            panic!("{lines:?}")
        };
        assert!(
            first.starts_with("result 1 ") && raced.contains(printed),
            "{lines:?}"
        );
        let more = found.results.len() - 2;
        assert_eq!(*others, format!("and {more} other results"));
    }
}

#[test]
fn programs_that_look_again_in_one_step_are_not_reported() {
    let lent = program("thread/copy_lent_twice");
    let push = "title.out.push(member);";
    let checked = format!("if title.out.len() < title.copies {{ {push} }}");
    let marked = program("thread/seat_marked_twice");
    let (load, store) = (
        "let taken = self.taken.load(SeqCst);\n        if",
        "self.taken.store(taken | 1 << seat, SeqCst);",
    );
    let in_turn = marked.replace(
        load,
        "let _guard = TURN.lock();\n        let taken = self.taken.load(SeqCst);\n        if",
    );
    let in_turn = in_turn.replace(
        "struct Row",
        "static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());\nstruct Row",
    );
    // Whether a key is there is what it looked for.
    let key = lent.replace(
        ".is_some_and(|title| title.out.len() < title.copies)",
        ".is_some()",
    );
    for (right, from) in [
        (lent.replace(push, &checked), &lent),
        (key, &lent),
        (in_turn, &marked),
        (
            marked.replace(
                store,
                "if self.taken.fetch_or(1 << seat, SeqCst) & (1 << seat) != 0 { return false; }",
            ),
            &marked,
        ),
    ] {
        assert_ne!(right, *from);
        let found = explored(&right);
        assert!(found.differs(), "{right}\n{found:?}");
        assert!(races(&found).is_empty(), "{right}\n{:?}", found.compared);
    }
}

#[test]
fn results_with_the_same_lines_are_said_to_differ_only_in_their_order() {
    let text = |second: &str| {
        format!(
            "use std::thread;
             fn main() {{
                 thread::scope(|scope| {{
                     scope.spawn(|| println!(\"one\"));
                     scope.spawn(|| println!(\"{second}\"));
                 }});
             }}"
        )
    };
    let found = explored(&text("two"));
    assert_eq!(found.results.len(), 2, "{found:?}");
    let said = status(&found);
    assert!(
        said.contains("; only the order of the lines differs: "),
        "{said}"
    );
    let found = explored(
        "use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
         use std::thread;
         static TURN: AtomicU32 = AtomicU32::new(0);
         fn main() {
             let other = thread::spawn(|| TURN.fetch_add(1, SeqCst));
             let own = TURN.fetch_add(1, SeqCst);
             println!(\"{own} {}\", other.join().unwrap());
         }",
    );
    assert_eq!(found.results.len(), 2, "{found:?}");
    assert!(!status(&found).contains("order"), "{}", status(&found));
}
