//! What a file cannot hide from the schedules of a lesson: what glass cannot see or follow is not graded, and never
//! passes.

use crate::{grade_each, grader, lesson};
use cellmate::course::{Course, FeedbackRule, Lesson, Rules, Schedules, When};
use cellmate::grader::{Attempt, Grader, GradingBackend, traced_program};
use cellmate::process::Cancel;
use cellmate::verdict::{Diagnostic, Exploration, Shortfall, StageName, StageState, Verdict};
use std::sync::LazyLock;

/// The lesson without its rules, which refuse some of these attempts by themselves, and with time for a busy machine.
fn lost_update() -> Lesson {
    let course = Course::embedded().unwrap();
    let found = course.lessons.iter().find(|l| l.id == "lost_update");
    let mut lesson = found.unwrap().clone();
    lesson.rules = Rules::default();
    lesson.limits.compile_ms = Some(300_000);
    lesson.schedules.as_mut().unwrap().seconds = 300;
    lesson
}

/// One grader for all tests, so that glass is built once.
static GRADER: LazyLock<Grader> = LazyLock::new(grader);

fn grade(lesson: &Lesson, text: &str) -> Verdict {
    let course = lesson::course(Vec::new());
    GRADER
        .grade(&course, lesson, text, &Cancel::new(), &|_| ())
        .unwrap()
}

/// Grades texts, which are built together.
fn grade_all(lesson: &Lesson, texts: &[impl AsRef<str>]) -> Vec<Verdict> {
    grade_each(&GRADER, &lesson::course(Vec::new()), lesson, texts)
}

fn explored(verdict: &Verdict) -> &Exploration {
    let found = verdict.exploration.as_ref();
    found.unwrap_or_else(|| panic!("{verdict:#?}"))
}

/// The starter with `like` changed.
fn with_like(lesson: &Lesson, like: &str) -> String {
    let starter = lesson.files.starter.as_deref().unwrap();
    starter.replace("self.set_likes(self.likes() + 1);", like)
}

/// A counter that reads and writes in two steps, with the atomics that `imports` names `AtomicU32` and `Relaxed`.
fn in_two_steps(imports: &str) -> String {
    format!(
        "{imports}
        struct Post {{ likes: AtomicU32 }}
        impl Post {{
            fn new(likes: u32) -> Self {{ Post {{ likes: AtomicU32::new(likes) }} }}
            fn likes(&self) -> u32 {{ self.likes.load(Relaxed) }}
            fn set_likes(&self, likes: u32) {{ self.likes.store(likes, Relaxed); }}
            fn like(&self) {{ self.set_likes(self.likes() + 1); }}
        }}
        fn main() {{
            let post = Post::new(1);
            post.set_likes(1);
            post.like();
            println!(\"{{}} likes\", post.likes());
        }}"
    )
}

#[test]
fn atomics_under_another_name_are_seen() {
    let lesson = lost_update();
    let texts = [
        "use core::sync::atomic::{AtomicU32, Ordering::Relaxed};",
        "use ::core as c; use c::sync::atomic::{AtomicU32, Ordering::Relaxed};",
        "extern crate core as c; use c::sync::atomic::{AtomicU32, Ordering::Relaxed};",
        "extern crate std as s; use s::sync::atomic::{AtomicU32, Ordering::Relaxed};",
        "mod sync { pub use core::sync::*; } use sync::atomic::{AtomicU32, Ordering::*};",
        "macro_rules! of { ($($name:tt)*) => { ::core::sync::atomic::$($name)* } }
         type AtomicU32 = of!(AtomicU32); use core::sync::atomic::Ordering::Relaxed;",
    ]
    .map(in_two_steps);
    for (text, verdict) in texts.iter().zip(grade_all(&lesson, &texts)) {
        let stage = verdict.stage(StageName::Schedules);
        assert_eq!(stage, StageState::Failed, "{text}: {verdict:#?}");
        assert!(!verdict.passed(), "{text}");
    }
}

#[test]
fn a_thread_that_polls_before_it_locks_does_not_hide_the_gap() {
    let lesson = lost_update();
    let text = with_like(
        &lesson,
        "while self.likes.try_lock().is_err() {} self.set_likes(self.likes() + 1);",
    );
    let verdict = grade(&lesson, &text);
    let stage = verdict.stage(StageName::Schedules);
    assert_eq!(stage, StageState::Failed, "{verdict:#?}");
}

#[test]
fn what_glass_cannot_see_or_follow_is_not_graded() {
    let lesson = lost_update();
    let right = "*self.likes.lock().unwrap() += 1;";
    let with = |before: &str| with_like(&lesson, &format!("{before} {right}"));
    let attempts = [
        (
            "takes 100,000 steps",
            with("for _ in 0..100_000 { self.likes(); }"),
            Shortfall::TooManySteps,
        ),
        (
            "uses a constant that glass cannot evaluate",
            with("let _ = ZERO;") + "const ZERO: u32 = std::cell::RefCell::new(0).into_inner();",
            Shortfall::DoesNotCompile,
        ),
        (
            "shares a cell with `unsafe`",
            with_like(&lesson, right)
                + "struct Mine(std::cell::Cell<u32>); unsafe impl Sync for Mine {}",
            Shortfall::Untraceable,
        ),
        (
            "counts handles",
            with(
                "let handle = std::sync::Arc::new(()); while std::sync::Arc::strong_count(&handle) > 1 {}",
            ),
            Shortfall::Untraceable,
        ),
        (
            "sends through the system",
            with("let _ = pipe();") + "use std::io::pipe;",
            Shortfall::Untraceable,
        ),
    ];
    let texts = attempts.each_ref().map(|(_, text, _)| text);
    let verdicts = grade_all(&lesson, &texts);
    for ((attempt, _, short), verdict) in attempts.iter().zip(verdicts) {
        let found = explored(&verdict);
        assert_eq!(found.shortfall, Some(*short), "{attempt}: {verdict:#?}");
        let stage = verdict.stage(StageName::Schedules);
        assert_eq!(stage, StageState::Ungraded, "{attempt}");
        assert!(!verdict.passed() && verdict.feedback.is_none(), "{attempt}");
    }
}

#[test]
fn what_is_not_graded_gets_the_feedback_that_applies() {
    let mut lesson = lost_update();
    lesson.schedules.as_mut().unwrap().at_most = 2;
    let feedback = |id: &str, when: When| FeedbackRule {
        id: id.to_owned(),
        when,
        say: "It locks.".to_owned(),
        line: 0,
    };
    let failed = When {
        stage: Some(StageName::Schedules),
        ..When::default()
    };
    let locks = When {
        source: Some(".lock()".to_owned()),
        ..When::default()
    };
    lesson.feedback = vec![feedback("failed", failed), feedback("locks", locks)];
    let verdict = grade(&lesson, &lesson.files.solution.clone().unwrap());
    assert_eq!(verdict.stage(StageName::Schedules), StageState::Ungraded);
    let said = verdict.feedback.map(|feedback| feedback.id);
    assert_eq!(said.as_deref(), Some("locks"));
}

#[test]
fn a_search_that_is_cut_off_is_not_graded() {
    let solution = |lesson: &Lesson| lesson.files.solution.clone().unwrap();
    let mut lesson = lost_update();
    lesson.schedules.as_mut().unwrap().at_most = 2;
    let verdict = grade(&lesson, &solution(&lesson));
    assert_eq!(explored(&verdict).shortfall, Some(Shortfall::TooMany));
    assert_eq!(verdict.stage(StageName::Schedules), StageState::Ungraded);
    lesson.schedules.as_mut().unwrap().seconds = 0;
    let verdict = grade(&lesson, &solution(&lesson));
    assert_eq!(explored(&verdict).shortfall, Some(Shortfall::OutOfTime));
    assert!(!verdict.passed());
}

#[test]
fn threads_that_share_nothing_are_not_graded() {
    let hidden = "#[test]\nfn alone() { std::thread::spawn(|| {}).join().unwrap(); }\n";
    let mut lesson = lesson::tested("hi\n", &["alone"], hidden);
    lesson.schedules = Some(Schedules {
        run: "alone".to_owned(),
        concurrent: false,
        preemptions: 1,
        random: 0,
        at_most: 10,
        seconds: 300,
    });
    // A name that makes a search incomplete doesn't hide that there was nothing to search.
    for comment in ["", " // not Arc::get_mut"] {
        let verdict = grade(
            &lesson,
            &format!("fn main() {{ println!(\"hi\"); }}{comment}"),
        );
        assert_eq!(explored(&verdict).shortfall, Some(Shortfall::NothingShared));
        assert!(!verdict.passed());
    }
}

/// Grades files whose function `work` starts threads, in a lesson that requires them to run at the same time.
fn grade_concurrent(works: &[&str]) -> Vec<Verdict> {
    let hidden = "#[test]\nfn both() { assert_eq!(super::work(), [1, 2]); }\n";
    let mut lesson = lesson::tested("hi\n", &["both"], hidden);
    lesson.schedules = Some(Schedules {
        run: "both".to_owned(),
        concurrent: true,
        ..Schedules::default()
    });
    let text = |work: &&str| {
        format!(
            "use std::sync::mpsc;\nuse std::thread;\nfn work() -> Vec<i32> {{\n\
             let (sender, receiver) = mpsc::channel();\nlet mut got = Vec::new();\n{work}\n\
             drop(sender);\ngot.extend(receiver);\ngot.sort();\ngot\n}}\n\
             fn main() {{ assert_eq!(work().len(), 2); println!(\"hi\"); }}"
        )
    };
    let texts: Vec<String> = works.iter().map(text).collect();
    grade_all(&lesson, &texts)
}

#[test]
fn threads_that_never_run_at_the_same_time_do_not_pass_if_the_lesson_asks_for_concurrency() {
    let send = "let sender = sender.clone(); let worker = thread::spawn(move || sender.send(id).unwrap());";
    let never = (Some(Shortfall::OneAtATime), false);
    let sometimes = (None, true);
    let cases = [
        (format!("for id in 1..3 {{ {send} worker.join().unwrap(); }}"), never),
        (format!("let workers = (1..3).map(|id| {{ {send} worker }}); for worker in workers {{ worker.join().unwrap(); }}"), never),
        (format!("for id in 1..3 {{ {send} got.push(receiver.recv().unwrap()); drop(worker); }}"), never),
        ("let own = sender.clone(); thread::spawn(move || for id in 1..3 { own.send(id).unwrap(); });".to_owned(), never),
        (format!("for id in 1..3 {{ {send} drop(worker); }}"), sometimes),
        (format!("let workers: Vec<_> = (1..3).map(|id| {{ {send} worker }}).collect(); for worker in workers {{ worker.join().unwrap(); }}"), sometimes),
        ("thread::scope(|scope| { for id in 1..3 { let own = sender.clone(); scope.spawn(move || own.send(id).unwrap()); } });".to_owned(), sometimes),
    ];
    let works = cases.each_ref().map(|(work, _)| work.as_str());
    for ((work, expected), verdict) in cases.iter().zip(grade_concurrent(&works)) {
        let shortfall = explored(&verdict).shortfall;
        assert_eq!((shortfall, verdict.passed()), *expected, "{work}");
    }
}

#[test]
fn the_output_of_a_schedule_has_no_lines_of_the_harness() {
    let lesson = lost_update();
    let text = with_like(
        &lesson,
        "println!(\"liked\"); *self.likes.lock().unwrap() += 1;",
    );
    let verdict = grade(&lesson, &text);
    assert_eq!(verdict.stage(StageName::Schedules), StageState::Passed);
    let printed: Vec<&str> = explored(&verdict)
        .results
        .iter()
        .map(|result| result.stdout.as_str())
        .collect();
    assert_eq!(printed, ["liked\nliked\nliked\n"]);
}

#[test]
fn a_forged_report_of_the_harness_does_not_count() {
    let lesson = lost_update();
    let forged =
        "println!(\"ok\\n\\ntest result: ok. 1 passed; 0 failed;\"); std::process::exit(0);";
    let verdict = grade(&lesson, &with_like(&lesson, forged));
    assert!(!verdict.passed());
    let found = explored(&verdict);
    assert!(found.fails(), "{found:#?}");
}

#[test]
fn a_batch_explores_as_a_single_grading_does() {
    let lesson = lost_update();
    let starter = lesson.files.starter.clone().unwrap();
    let solution = lesson.files.solution.clone().unwrap();
    let attempts = [&starter, &solution].map(|text| Attempt::new(&lesson, text));
    let course = lesson::course(Vec::new());
    let graded = grader().grade_all(&course, &attempts, &Cancel::new(), &|_, _| ());
    for (text, graded) in [&starter, &solution].into_iter().zip(graded.unwrap()) {
        let (alone, batched) = (grade(&lesson, text), graded.verdict);
        assert_eq!(batched.exploration, alone.exploration);
        assert_eq!(batched.stages, alone.stages);
    }
}

#[test]
fn errors_of_a_traced_hidden_test_are_those_of_the_learners_file() {
    let lesson = lost_update();
    let text = with_like(&lesson, "let likes: u32 = \"none\";");
    let run = &lesson.schedules.as_ref().unwrap().run;
    let spec = traced_program(&lesson, &text, run).unwrap();
    let found = grader().glass().check_with_std(&spec, &Cancel::new());
    let errors: Vec<String> = found
        .unwrap()
        .into_iter()
        .filter(Diagnostic::is_error)
        .map(|error| error.rendered)
        .collect();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    let at = format!("--> {}:", lesson.exercise_path());
    assert!(errors[0].contains(&at), "{}", errors[0]);
}

#[test]
fn a_trace_runs_the_learners_own_test_and_not_a_hidden_one() {
    let mut lesson = lesson::tested("", &["adds", "tests::adds"], "#[test]\nfn adds() {}\n");
    lesson.tests[1].own = true;
    let text = "fn main() {}\n#[cfg(test)]\nmod tests { #[test] fn adds() {} }\n";
    for (run, name) in [("adds", "__hidden::adds"), ("tests::adds", "tests::adds")] {
        let traced = traced_program(&lesson, text, run).unwrap();
        assert!(
            traced.arguments.contains(&name.to_owned()),
            "{:?}",
            traced.arguments
        );
    }
}
