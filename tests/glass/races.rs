//! Races: what is lost if another thread runs between two steps, and right programs that do the same with one step.

use crate::glass;
use cellmate::glass::{Analysis, ExploreLimits, ProgramSpec};
use cellmate::process::Cancel;
use cellmate::report::{self, Block};
use cellmate::verdict::{
    Cause, Edition, Explanation, Exploration, Outcome, RunEnd, Shortfall, Trace,
};
use std::fs;
use std::time::Duration;

fn trace(text: &str, choices: &[u32]) -> Trace {
    let mut spec = ProgramSpec::single_file("race.rs", text, Edition::E2024);
    // A trace gets some more time for looking up lines, which is enough.
    spec.limits.cpu = Some(Duration::from_millis(100));
    match glass().trace(&spec, choices, &Cancel::new()).unwrap() {
        Analysis::Done(trace) => trace,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn says(text: &str, choices: &[u32]) -> Vec<String> {
    let trace = trace(text, choices);
    let all = trace.explanations.iter();
    all.map(|one| report::trace::explanation_text(&trace, one))
        .collect()
}

pub(crate) fn explored(text: &str) -> Exploration {
    explored_up_to(text, 1_000)
}

fn explored_up_to(text: &str, max_schedules: u32) -> Exploration {
    let spec = ProgramSpec::single_file("race.rs", text, Edition::E2024);
    let limits = ExploreLimits {
        max_preemptions: 1,
        random_schedules: 0,
        max_schedules,
        max_time: Duration::from_mins(1),
        compares: true,
    };
    let found = glass().explore(&spec, &limits, &|_, _| None, &|_| {}, &Cancel::new());
    match found.unwrap() {
        Analysis::Done(found) => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn no_race_is_reported_for_correct_programs() {
    let mut programs: Vec<ProgramSpec> = Vec::new();
    for entry in fs::read_dir("tests/glass/programs/right").unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        programs.push(ProgramSpec::single_file(
            path.to_str().unwrap(),
            &text,
            Edition::E2024,
        ));
    }
    assert!(programs.len() >= 12);
    crate::join(programs.iter_mut());
    let subjects: Vec<(ProgramSpec, Vec<u32>)> = programs
        .iter()
        .map(|spec| (spec.clone(), Vec::new()))
        .collect();
    let traced = glass().trace_all(&subjects, &Cancel::new()).unwrap();
    for (spec, traced) in programs.iter().zip(traced) {
        let Analysis::Done(trace) = traced else {
            panic!("{}: {traced:?}", spec.display_path)
        };
        let finished = RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        };
        assert_eq!(trace.ending, finished, "{}", spec.display_path);
        let is_accused = |one: &Explanation| {
            let cause = &one.cause;
            !matches!(cause, Cause::HeldTooLong { .. })
        };
        let accused = trace.explanations.iter().find(|one| is_accused(one));
        assert_eq!(accused, None, "{}", spec.display_path);
    }
}

#[test]
fn values_announced_too_early_are_explained_even_if_the_reader_reads_again() {
    let right = fs::read_to_string("tests/glass/programs/right/data_before_announcement.rs");
    let right = right.unwrap();
    let (data, sleep, news) = (
        "self.body.store(n * 10, SeqCst);",
        "thread::sleep(Duration::from_micros(40));",
        "self.latest.store(n, SeqCst);",
    );
    let wrong = right.replacen(data, "FIRST", 1).replacen(news, data, 1);
    let wrong = wrong.replacen("FIRST", news, 1);
    assert!(wrong.contains(sleep) && wrong != right);
    let says = says(&wrong, &[]);
    let [says] = says.as_slice() else {
        panic!("{says:?}")
    };
    assert!(
        says.starts_with("The main thread changed `latest` on line 15 before `body` on line 17. In between, thread 1 read the new `latest`, ")
            && says.contains(" and then read the old `body`, "),
        "{says}"
    );
}

#[test]
fn a_slot_that_is_counted_before_it_is_filled_is_explained_and_the_headline_says_so() {
    let text = |first: &str, then: &str| {
        format!(
            "use std::sync::atomic::{{AtomicU64, AtomicUsize, Ordering::SeqCst}};
             use std::thread;
             static SLOTS: [AtomicU64; 4] = [const {{ AtomicU64::new(0) }}; 4];
             static COUNT: AtomicUsize = AtomicUsize::new(0);
             fn claim() -> usize {{ COUNT.fetch_add(1, SeqCst) }}
             fn publish(at: usize) {{
                 {first}
                 thread::sleep(std::time::Duration::from_millis(5));
                 {then}
             }}
             fn newest() -> Option<u64> {{
                 let at = COUNT.load(SeqCst).checked_sub(1)?;
                 Some(SLOTS[at].load(SeqCst))
             }}
             fn main() {{
                 let reader = thread::spawn(|| {{
                     thread::sleep(std::time::Duration::from_millis(2));
                     newest()
                 }});
                 publish(0);
                 println!(\"{{:?}}\", reader.join().unwrap());
             }}"
        )
    };
    let store = "SLOTS[at].store(7, SeqCst);";
    let wrong = text("let at = claim();", store);
    let found = says(&wrong, &[]);
    let [says_it] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert!(
        says_it.starts_with("The main thread changed `COUNT` on line 5 before `SLOTS[at]` on line 9. In between, thread 1 read the new `COUNT`, 1, on line 12 and then read the old `SLOTS[at]`, 0, on line 13."),
        "{says_it}"
    );
    let headline = |text: &str| {
        let trace = trace(text, &[]);
        let focus = report::trace::Focus {
            file: &trace.file,
            source: text,
            cell: None,
            event: None,
            all: true,
            page: None,
            failing: None,
        };
        match report::trace::run_blocks(&trace, focus).into_iter().next() {
            Some(report::Block::Headline(headline)) => headline.status,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(headline(&wrong), "finished, but reads old data");
    let right = text(store, "claim();");
    assert_eq!(headline(&right), "finished");
    let panics = right.replace(
        "                     newest()\n",
        "let _: u32 = newest().map(|_| 1).expect(\"it is empty\");\n",
    );
    let panics = panics.replace("reader.join().unwrap()", "reader.join().is_err()");
    assert_eq!(headline(&panics), "finished, but thread 1 panicked");
}

/// Two threads that book one seat; `act` is what the second of two guards is for.
fn booking(act: &str) -> String {
    format!(
        "use std::sync::Mutex;
         use std::thread;
         use std::time::Duration;
         static SEATS: Mutex<Vec<(u32, u32)>> = Mutex::new(Vec::new());
         fn is_free(seat: u32) -> bool {{
             SEATS.lock().unwrap().iter().all(|(taken, _)| *taken != seat)
         }}
         fn enter(seat: u32, guest: u32) -> usize {{
             let mut seats = SEATS.lock().unwrap();
             {act}
             seats.len()
         }}
         fn book(guest: u32) {{
             for seat in 1..4 {{
                 if is_free(seat) {{
                     thread::sleep(Duration::from_millis(1));
                     enter(seat, guest);
                     return;
                 }}
             }}
         }}
         fn main() {{
             let other = thread::spawn(|| book(1));
             book(2);
             other.join().unwrap();
             let mut seats: Vec<u32> = SEATS.lock().unwrap().iter().map(|(seat, _)| *seat).collect();
             seats.sort();
             println!(\"{{seats:?}}\");
         }}"
    )
}

#[test]
fn a_check_that_another_thread_invalidated_is_named_if_the_change_is_blind() {
    let found = says(&booking("seats.push((seat, guest));"), &[]);
    let [says_it] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert!(
        says_it.contains("(called by `book` on line 15 and on line 17)")
            && says_it.contains(" decided on line 15 may no longer hold."),
        "{says_it}"
    );
    let checked = "if seats.iter().all(|(taken, _)| *taken != seat) { seats.push((seat, guest)); }";
    assert_eq!(says(&booking(checked), &[]), Vec::<String>::new());
}

/// Two threads that each call `add` this many times.
fn counter(times: u32, add: &str) -> String {
    format!(
        "use std::sync::atomic::{{AtomicU64, Ordering::SeqCst}};
         use std::thread;
         static TOTAL: AtomicU64 = AtomicU64::new(0);
         fn get() -> u64 {{ TOTAL.load(SeqCst) }}
         fn set(total: u64) {{ TOTAL.store(total, SeqCst); }}
         fn add() {{ {add} }}
         fn main() {{
             let other = thread::spawn(|| for _ in 0..{times} {{ add(); }});
             for _ in 0..{times} {{ add(); }}
             other.join().unwrap();
             println!(\"{{}}\", get());
         }}"
    )
}

#[test]
fn a_lost_update_through_helpers_is_explained_in_a_long_run() {
    let says = says(&counter(8_000, "set(get() + 1);"), &[]);
    let [says] = says.as_slice() else {
        panic!("{says:?}")
    };
    assert!(
        says.contains("'s load of `TOTAL` on line 4 and its store on line 5 ")
            && says.contains("(both called by `add` on line 6)")
            && says.contains("stored on line 5: that change is lost."),
        "{says}"
    );
}

#[test]
fn an_update_in_one_step_is_not_a_race() {
    for add in [
        "TOTAL.fetch_add(1, SeqCst);",
        "TOTAL.fetch_update(SeqCst, SeqCst, |n| Some(n + 1)).unwrap();",
        "while TOTAL.compare_exchange(get(), get() + 1, SeqCst, SeqCst).is_err() {}",
        "if get() % 2 == 0 { println!(); } TOTAL.fetch_add(1, SeqCst);",
    ] {
        let add = add.replace("println!();", "std::hint::black_box(1);");
        let says = says(&counter(1_500, &add), &[]);
        assert!(says.is_empty(), "{add}: {says:?}");
    }
}

const SEATS: &str = "use std::sync::Mutex;
use std::thread;
static FREE: Mutex<u32> = Mutex::new(1);
fn has_room() -> bool {
    *FREE.lock().unwrap() > 0
}
fn sell() {
    if has_room() {
        let mut free = FREE.lock().unwrap();
        *free = free.wrapping_sub(1);
    }
}
fn main() {
    let other = thread::spawn(sell);
    sell();
    other.join().unwrap();
    println!(\"{}\", FREE.lock().unwrap());
}";

#[test]
fn a_check_under_another_guard_is_compared_with_a_schedule_in_which_it_holds() {
    let found = explored(SEATS);
    assert!(found.differs());
    let [_, wrong] = found.compared.as_slice() else {
        panic!("{found:?}")
    };
    let says = report::trace::explanation_text(wrong, &wrong.explanations[0]);
    assert!(
        says.contains(
            "'s check of `FREE` on line 5 (called by `sell` on line 8) and its change on line 9, "
        ),
        "{says}"
    );
    let right = SEATS.replace(
        "let mut free = FREE.lock().unwrap();",
        "let mut free = FREE.lock().unwrap(); if *free == 0 { return; }",
    );
    let found = explored(&right);
    assert!(!found.differs() && found.is_complete());
}

#[test]
fn a_value_that_is_saved_under_the_key_it_was_found_by_may_lose_a_change() {
    let text = |save: &str| {
        format!(
            "use std::collections::HashMap;
             use std::sync::Mutex;
             use std::thread;
             static WINGS: Mutex<Option<HashMap<u32, u32>>> = Mutex::new(None);
             fn find(wing: u32) -> Option<u32> {{
                 WINGS.lock().unwrap().as_ref()?.get(&wing).copied()
             }}
             fn save(wing: u32, count: u32) {{
                 let mut wings = WINGS.lock().unwrap();
                 wings.as_mut().unwrap().insert(wing, count);
             }}
             fn admit(wing: u32) {{
                 let Some(count) = find(wing) else {{ return }};
                 {save}
             }}
             fn main() {{
                 *WINGS.lock().unwrap() = Some(HashMap::from([(1, 0)]));
                 let other = thread::spawn(|| admit(1));
                 admit(1);
                 other.join().unwrap();
                 println!(\"{{:?}}\", find(1));
             }}"
        )
    };
    let found = explored(&text("save(wing, count + 1);"));
    let raced = &found.compared[1];
    let says = report::trace::explanation_text(raced, &raced.explanations[0]);
    assert!(says.contains("that change may be lost"), "{says}");
}

#[test]
fn a_value_that_is_announced_before_it_is_stored_is_explained() {
    let text = |first: &str, then: &str| {
        format!(
            "use std::sync::atomic::{{AtomicBool, AtomicU32, Ordering::SeqCst}};
             use std::thread;
             static READY: AtomicBool = AtomicBool::new(false);
             static DATA: AtomicU32 = AtomicU32::new(0);
             fn publish() {{
                 {first};
                 {then};
             }}
             fn main() {{
                 let reader = thread::spawn(|| {{
                     if READY.load(SeqCst) {{
                         println!(\"{{}}\", DATA.load(SeqCst));
                     }}
                 }});
                 publish();
                 reader.join().unwrap();
             }}"
        )
    };
    // A count beside the flag is not what it announces.
    for counts in [
        "DATA.fetch_add(1, SeqCst)",
        "DATA.store(DATA.load(SeqCst) + 1, SeqCst)",
    ] {
        let counted = text("READY.store(true, SeqCst)", counts);
        assert!(says(&counted, &[0, 1]).is_empty(), "{counts}");
    }
    let (ready, data) = ("READY.store(true, SeqCst)", "DATA.store(42, SeqCst)");
    assert_eq!(
        says(&text(ready, data), &[0, 1]),
        [
            "The main thread changed `READY` on line 6 before `DATA` on line 7. In between, thread 1 read the new `READY`, true, on line 11 and then read the old `DATA`, 0, on line 12. Change `DATA` before `READY`, which announces it."
        ]
    );
    assert!(says(&text(data, ready), &[0, 1]).is_empty());
}

#[test]
fn a_key_that_is_looked_up_again_under_the_write_guard_is_not_a_race() {
    let text = |insert: &str| {
        format!(
            "use std::collections::HashMap;
             use std::sync::RwLock;
             use std::thread;
             static NAMES: RwLock<Option<HashMap<u32, u32>>> = RwLock::new(None);
             fn get(id: u32) -> u32 {{
                 if let Some(found) = NAMES.read().unwrap().as_ref().and_then(|all| all.get(&id)) {{
                     return *found;
                 }}
                 let mut names = NAMES.write().unwrap();
                 {insert}
             }}
             fn work() {{
                 for id in 0..700 {{ get(id); }}
             }}
             fn main() {{
                 let other = thread::spawn(work);
                 work();
                 other.join().unwrap();
             }}"
        )
    };
    let again = "*names.get_or_insert_default().entry(id).or_insert(id)";
    assert_eq!(says(&text(again), &[]), Vec::<String>::new());
}

#[test]
fn a_poll_is_explained_at_the_time_limit() {
    let says = says(
        "use std::sync::Arc;
         use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
         use std::thread;
         use std::time::Duration;
         struct Switch { stop: AtomicBool }
         impl Clone for Switch {
             fn clone(&self) -> Self {
                 Switch { stop: AtomicBool::new(self.stop.load(SeqCst)) }
             }
         }
         fn main() {
             let switch = Arc::new(Switch { stop: AtomicBool::new(false) });
             let own = switch.as_ref().clone();
             let rounds = Arc::new(std::sync::Mutex::new(0));
             let worker = thread::spawn(move || {
                 while !own.stop.load(SeqCst) {
                     thread::sleep(Duration::from_millis(10));
                     *rounds.lock().unwrap() += 1;
                 }
             });
             switch.stop.store(true, SeqCst);
             worker.join().unwrap();
         }",
        &[],
    );
    assert_eq!(
        says,
        [
            "The main thread waits on line 22 for thread 1 to finish. Thread 1 reads `stop` (line 8) on line 16 again and again: it is false. No thread has ever changed it. The change on line 21 was to a different `stop`, created on line 12. The `stop` that thread 1 reads was created on line 8."
        ]
    );
}

#[test]
fn what_a_poll_waits_for_comes_before_what_waits_for_the_poll() {
    let says = says(
        "use std::sync::Arc;
         use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
         use std::thread;
         #[derive(Default)]
         struct Hall { moving: AtomicUsize, closing: AtomicBool }
         fn load(hall: &Hall) { hall.moving.fetch_add(1, SeqCst); }
         fn settle(hall: &Hall) {
             while hall.moving.load(SeqCst) > 0 { thread::yield_now(); }
             hall.closing.store(true, SeqCst);
         }
         fn shift(lost: usize) {
             let hall = Arc::new(Hall::default());
             let sorters = [(); 2].map(|()| {
                 let hall = Arc::clone(&hall);
                 thread::spawn(move || while !hall.closing.load(SeqCst) {
                     thread::yield_now();
                 })
             });
             for _ in 0..4 { load(&hall); }
             while hall.moving.load(SeqCst) > lost { hall.moving.fetch_sub(1, SeqCst); }
             settle(&hall);
             sorters.into_iter().for_each(|sorter| sorter.join().unwrap());
         }
         fn main() {
             shift(0);
             shift(1);
         }",
        &[],
    );
    assert_eq!(
        says,
        [
            "The main thread reads `moving` 2 on line 8 again and again: it is 1. The last change was by the main thread on line 20 (in `shift`, called by `main` on line 26), to 1. In the whole run, line 6 added to it 4 times and line 20 subtracted from it 3 times.",
            "Threads 3 and 4 read `closing` 2 on line 15 again and again: it is false. No thread has ever changed it. Line 9 in `settle` would change it, but the main thread still reads `hall.moving` on line 8 before that."
        ]
    );
}

#[test]
fn a_program_that_is_too_long_is_not_explored_but_its_results_are_compared() {
    let found = explored(&counter(8_000, "TOTAL.fetch_add(1, SeqCst);"));
    assert_eq!(found.shortfall, Some(Shortfall::TooManySteps));
    assert!(!found.differs() && !found.is_complete());
    assert_eq!(found.compared.len(), 1);
    let found = explored(&counter(8_000, "set(get() + 1);"));
    assert_eq!(found.shortfall, Some(Shortfall::TooManySteps));
    assert!(found.differs());
}

/// Explores a program, and returns its headline and what the explanations of its last trace say.
pub(crate) fn headline(text: &str) -> (String, Vec<String>) {
    let found = explored(text);
    let blocks = report::exploration(&found, None);
    let Some(Block::Headline(headline)) = blocks.first() else {
        panic!("{blocks:?}")
    };
    let last = found.compared.last();
    let says = last.map_or(Vec::new(), |trace| {
        let all = trace.explanations.iter();
        all.map(|one| report::trace::explanation_text(trace, one))
            .collect()
    });
    (headline.status.clone(), says)
}

#[test]
fn a_race_is_found_although_the_schedules_without_a_preemption_do_not_end() {
    let found = explored_up_to(
        "use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
         use std::thread;
         static STOCK: AtomicU32 = AtomicU32::new(0);
         fn van() {
             for _ in 0..30 {
                 let have = STOCK.load(SeqCst);
                 STOCK.store(have + 1, SeqCst);
                 thread::yield_now();
             }
         }
         fn main() {
             let vans = [(); 3].map(|()| thread::spawn(van));
             vans.into_iter().for_each(|van| van.join().unwrap());
             println!(\"{}\", STOCK.load(SeqCst));
         }",
        200,
    );
    let most = found.results.iter().map(|result| result.preemptions).max();
    assert!(
        found.results.len() > 1 && most == Some(1),
        "{:?}",
        found.results
    );
}

#[test]
fn unchecked_orderings_and_leaks_are_in_the_headline() {
    let program = |ordering: &str| {
        format!(
            "use std::sync::atomic::{{AtomicU32, Ordering}};
            static COUNT: AtomicU32 = AtomicU32::new(0);
            fn main() {{
                let add = || COUNT.fetch_add(1, Ordering::{ordering});
                let other = std::thread::spawn(add);
                add();
                other.join().unwrap();
            }}"
        )
    };
    let unchecked = ". Orderings weaker than `SeqCst` were not checked";
    assert!(headline(&program("Relaxed")).0.ends_with(unchecked));
    let (status, _) = headline(&program("SeqCst"));
    assert!(
        status.starts_with("the same output in ") && !status.contains("SeqCst"),
        "{status}"
    );
    let (status, says) = headline(
        "use std::{cell::RefCell, rc::Rc};
        struct Node { next: RefCell<Option<Rc<Node>>> }
        fn main() {
            let node = Rc::new(Node { next: RefCell::new(None) });
            *node.next.borrow_mut() = Some(Rc::clone(&node));
        }",
    );
    assert_eq!(
        status,
        "leaks `Node` values, although the output is the same in 1 schedule: there are no others"
    );
    assert_eq!(says.len(), 1, "{says:?}");
    let published = "tests/glass/programs/thread/published_with_relaxed.rs";
    let (status, says) = headline(&fs::read_to_string(published).unwrap());
    let relies = "relies on the order of `Relaxed` stores, although the output is the same in ";
    assert!(status.starts_with(relies), "{status}");
    assert_eq!(says.len(), 1, "{says:?}");
}
