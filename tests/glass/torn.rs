//! Values that belong together, and are read while they change.

use crate::races::{self, headline, says};

const BOOK: &str = r#"
use std::sync::Mutex;
static CASH: Mutex<i64> = Mutex::new(100);
static SHARES: Mutex<i64> = Mutex::new(0);
fn buy(count: i64) {
    *CASH.lock().unwrap() -= count * 10;
    *SHARES.lock().unwrap() += count;
}
fn worth() -> i64 {
    let cash = *CASH.lock().unwrap();
    let shares = *SHARES.lock().unwrap();
    cash + shares * 10
}
fn main() {
    let buyer = std::thread::spawn(|| buy(3));
    let worth = worth();
    buyer.join().unwrap();
    println!("{worth}");
}
"#;

#[test]
fn two_values_that_are_read_while_both_change_explain_other_outputs() {
    let (status, says) = headline(BOOK);
    assert!(status.contains("different outputs"), "{status}");
    let advice = "If they must be consistent, put them under one lock, or hold both guards wherever they are read or changed.";
    assert!(
        says == [format!(
            "Between thread 1's change of `CASH` on line 6 and of `SHARES` on line 7 (in `buy`), the main thread read both on line 10 and on line 11. The two values that the main thread read may be inconsistent. {advice}"
        )] || says
            == [format!(
                "Between the main thread's read of `CASH` on line 10 and of `SHARES` on line 11 (in `worth`), thread 1 changed both on line 6 and on line 7. The two values that the main thread read may be inconsistent. {advice}"
            )],
        "{says:?}"
    );
    // By itself, this is not a finding.
    for choices in [&[0, 1, 0][..], &[0, 0, 1], &[1, 0]] {
        assert_eq!(races::says(BOOK, choices), [""; 0]);
    }
    let of_one = BOOK.replace("println!(\"{worth}\")", "println!(\"{}\", worth > 0)");
    assert_eq!(headline(&of_one).1, [""; 0]);
}

#[test]
fn values_of_two_calls_that_each_read_both_are_not_a_pair() {
    let text = BOOK
        .replace(
            "    *CASH",
            "    let _open = OPEN.lock().unwrap();\n    *CASH",
        )
        .replace(
            "    let cash",
            "    let _open = OPEN.lock().unwrap();\n    let cash",
        )
        .replace(
            "let worth = worth();",
            "let first = worth();\n    let worth = [first, worth()];",
        )
        .replace("shares * 10", "shares * 13")
        .replace("{worth}", "{worth:?}");
    let text = format!("{text}static OPEN: Mutex<()> = Mutex::new(());\n");
    let (status, says) = headline(&text);
    assert!(status.contains("different outputs"), "{status}");
    assert_eq!(says, [""; 0]);
}

#[test]
fn fields_of_two_values_are_not_a_pair() {
    let (status, says) = headline(
        r#"
use std::sync::{Arc, Mutex};
struct Lamp { tint: Mutex<u32>, level: Mutex<u32> }
impl Lamp {
    fn tint(&self) -> u32 { *self.tint.lock().unwrap() }
    fn level(&self) -> u32 { *self.level.lock().unwrap() }
    fn output(&self) -> u32 { self.tint() + 100 * self.level() }
    fn show(&self, look: u32) {
        *self.tint.lock().unwrap() = look;
        *self.level.lock().unwrap() = look;
    }
}
fn main() {
    let lamp = || Lamp { tint: Mutex::new(0), level: Mutex::new(0) };
    let lamps = Arc::new([lamp(), lamp()]);
    let other = Arc::clone(&lamps);
    let thread = std::thread::spawn(move || other.iter().map(Lamp::output).collect::<Vec<_>>());
    for lamp in lamps.iter() {
        lamp.show(1);
    }
    println!("{:?}", thread.join().unwrap());
}
"#,
    );
    assert!(status.contains("different outputs"), "{status}");
    let [says] = says.as_slice() else {
        panic!("{says:?}");
    };
    let number = |name: &str| {
        let (_, rest) = says.split_once(name).unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    };
    assert_eq!(number("`tint`"), number("`level`"), "{says}");
    let by = "(called by `output` on line 7), the main thread changed both";
    assert!(
        says.contains(by) || says.contains("thread 1 read both on line 5 and on line 6"),
        "{says}"
    );
}

#[test]
fn two_atomics_that_are_read_while_both_change_explain_other_outputs() {
    let says = |shown: &str| {
        headline(&format!(
            "use std::sync::atomic::{{AtomicU32, Ordering::SeqCst}};
             static LOW: AtomicU32 = AtomicU32::new(0);
             static HIGH: AtomicU32 = AtomicU32::new(9);
             fn publish(low: u32) {{
                 LOW.store(low, SeqCst);
                 HIGH.store(low + 9, SeqCst);
             }}
             fn range() -> (u32, u32) {{ (LOW.load(SeqCst), HIGH.load(SeqCst)) }}
             fn main() {{
                 let publisher = std::thread::spawn(|| publish(10));
                 let (low, high) = range();
                 publisher.join().unwrap();
                 println!(\"{{}}\", {shown});
             }}"
        ))
        .1
    };
    assert_eq!(
        says("low + 9 == high"),
        [
            "Between the main thread's read of `LOW` on line 8 and of `HIGH` on line 8, thread 1 changed both on line 5 and on line 6. The two values that the main thread read may be inconsistent. If they must be consistent, put them under one lock."
        ]
    );
    assert_eq!(says("low > 10 && high > 0"), [""; 0]);
}

#[test]
fn values_read_between_two_changes_explain_the_result_of_a_long_program() {
    let text = include_str!("programs/read_between_two_locks.rs");
    let (status, says) = headline(text);
    assert!(status.starts_with("2 different outputs in "), "{status}");
    let [says] = says.as_slice() else {
        panic!("{says:?}")
    };
    assert!(
        says.starts_with("Between thread 2's change of `rain` on line 16 and of `tips` on line 20 (called by `tip` on line 24 and on line 25), thread 1 read both on line 29 and on line 30."),
        "{says}"
    );
    // If it has no consequences, no result differs.
    let unused = text.replace("rain != 2 * tips", "rain > 0 && tips > 9_000");
    let (status, says) = headline(&unused);
    assert!(!status.contains("different outputs"), "{status}");
    assert_eq!(says, [""; 0]);
}

#[test]
fn a_version_that_is_counted_before_its_values_are_stored_is_explained() {
    let text = "use std::sync::Arc;
         use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
         use std::thread;
         #[derive(Default)]
         struct Live { version: AtomicU32, limit: AtomicU32 }
         fn apply(live: &Live, limit: u32) {
             live.version.fetch_add(1, SeqCst);
             thread::sleep(std::time::Duration::from_millis(5));
             live.limit.store(limit, SeqCst);
         }
         fn refresh(live: &Live, seen: &mut u32, limits: &mut Vec<u32>) {
             let current = live.version.load(SeqCst);
             if current != *seen {
                 limits.push(live.limit.load(SeqCst));
                 *seen = current;
             }
         }
         fn main() {
             let live = Arc::new(Live::default());
             apply(&live, 6);
             let own = Arc::clone(&live);
             let handler = thread::spawn(move || {
                 let (mut seen, mut limits) = (0, Vec::new());
                 for _ in 0..8 {
                     thread::sleep(std::time::Duration::from_millis(2));
                     refresh(&own, &mut seen, &mut limits);
                 }
                 limits
             });
             apply(&live, 7);
             apply(&live, 8);
             println!(\"{:?}\", handler.join().unwrap());
         }";
    let early = says(text, &[]);
    assert!(
        matches!(early.as_slice(), [only] if only.starts_with("The main thread changed `live.version` on line 7 before `live.limit` on line 9.")),
        "{early:?}"
    );
    // If a count is not compared with an earlier one, nothing shows that it is a version.
    let counted = text.replace("current != *seen", "current > *seen");
    assert_eq!(says(&counted, &[]), [""; 0]);
    let (count, store) = (
        "live.version.fetch_add(1, SeqCst);",
        "live.limit.store(limit, SeqCst);",
    );
    let right = text.replacen(count, "FIRST", 1).replacen(store, count, 1);
    assert_eq!(says(&right.replacen("FIRST", store, 1), &[]), [""; 0]);
}

#[test]
fn what_was_announced_before_explains_two_values_that_are_read_between_their_changes() {
    let (status, says) = headline(
        "use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
         struct Gate { open: AtomicBool, from: AtomicU32, to: AtomicU32 }
         static GATE: Gate = Gate { open: AtomicBool::new(false), from: AtomicU32::new(0), to: AtomicU32::new(0) };
         impl Gate {
             fn announce(&self) { self.open.store(true, SeqCst); }
             fn set(&self, from: u32, to: u32) {
                 self.from.store(from, SeqCst);
                 self.to.store(to, SeqCst);
             }
             fn hours(&self) -> Option<(u32, u32)> {
                 if !self.open.load(SeqCst) {
                     return None;
                 }
                 Some((self.from.load(SeqCst), self.to.load(SeqCst)))
             }
         }
         fn main() {
             let guest = std::thread::spawn(|| {
                 let mut missed = 0;
                 for _ in 0..3 {
                     missed += u32::from(GATE.hours().is_some_and(|(from, to)| from > to));
                     std::thread::yield_now();
                 }
                 missed
             });
             GATE.announce();
             GATE.set(8, 18);
             println!(\"{}\", guest.join().unwrap());
         }",
    );
    assert!(status.contains("different outputs"), "{status}");
    let says = says.join("\n");
    assert!(says.contains("changed `open` on line 5 before"), "{says}");
    assert!(says.contains("which announces it"), "{says}");
    assert!(!says.contains("inconsistent"), "{says}");
}
