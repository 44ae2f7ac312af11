//! One program many times, one run after the other.

use crate::scene::{Scene, until};
use cellmate::process::{Cancel, Limits, SeriesInput, SeriesOutput, Termination};
use std::time::{Duration, Instant};

/// Runs of a line of shell in which `$N` is each of these, and `$FILE` the file.
fn series(scene: &mut Scene, each: &[&str], cancel: &Cancel) -> Vec<Option<SeriesOutput>> {
    let beside_it = tempfile::tempdir().expect("a temp folder can be made");
    let file = beside_it.path().join("file");
    scene.job.env.push(("FILE".into(), file.clone().into()));
    let folder = tempfile::tempdir().expect("a temp folder can be made");
    folder.path().clone_into(&mut scene.job.dir);
    let beside = |n: &&str| SeriesInput {
        env: vec![("N".to_owned(), (*n).to_owned())],
        ..SeriesInput::default()
    };
    let runs: Vec<SeriesInput> = each.iter().map(beside).collect();
    let ended = scene
        .launcher
        .run_series(&scene.job, &runs, Some(&file), cancel);
    assert_eq!(scene.living(), Vec::<String>::new(), "left behind");
    ended.expect("the machine is well")
}

fn results(runs: &[Option<SeriesOutput>]) -> Vec<Option<(Termination, String)>> {
    let said = |run: &SeriesOutput| String::from_utf8_lossy(&run.output.stdout.bytes).into_owned();
    let one =
        |run: &Option<SeriesOutput>| run.as_ref().map(|run| (run.output.termination, said(run)));
    runs.iter().map(one).collect()
}

#[test]
fn each_run_has_its_own_output_exit_code_empty_folder_and_file_and_no_input() {
    let line = "read x || ls; echo $N; cat $FILE; echo to $N > $FILE; echo err >&2; exit $N";
    let mut scene = Scene::shell(&format!("[ $N = 3 ] && touch left-over; {line}"));
    let runs = series(&mut scene, &["0", "3", "101"], &Cancel::new());
    let words = ["0\n", "left-over\n3\n", "101\n"];
    let expected = [0, 3, 101].map(Termination::Exited).into_iter().zip(words);
    let expected: Vec<_> = expected
        .map(|(how, words)| Some((how, words.to_owned())))
        .collect();
    assert_eq!(results(&runs), expected);
    let last = runs[2].as_ref().expect("it ended");
    assert_eq!(last.output.stderr.bytes, b"err\n");
    assert_eq!(last.written, b"to 101\n");
}

#[test]
fn each_run_gets_a_secret_of_its_own() {
    let mut scene = Scene::shell("printf '%s ' $0; cat");
    let folder = tempfile::tempdir().expect("a temp folder can be made");
    folder.path().clone_into(&mut scene.job.dir);
    let input = |name: &str, with_secret| SeriesInput {
        args: vec![name.to_owned()],
        with_secret,
        ..SeriesInput::default()
    };
    let inputs = [input("a", true), input("b", true), input("c", false)];
    let runs = scene
        .launcher
        .run_series(&scene.job, &inputs, None, &Cancel::new());
    let runs = runs.expect("the machine is well");
    let secrets: Vec<Option<String>> = runs
        .iter()
        .map(|run| run.as_ref().and_then(|run| run.output.secret.clone()))
        .collect();
    let word = |at: usize| secrets[at].as_deref().unwrap_or_default();
    assert_eq!((word(0).len(), word(1).len(), &secrets[2]), (32, 32, &None));
    assert_ne!(word(0), word(1));
    let printed: Vec<String> = results(&runs)
        .into_iter()
        .flatten()
        .map(|run| run.1)
        .collect();
    let expected = ["a", "b", "c"].iter().zip(0..);
    let expected: Vec<String> = expected
        .map(|(name, at)| format!("{name} {}", word(at)))
        .collect();
    assert_eq!(printed, expected);
}

#[test]
fn runs_that_are_killed_or_print_too_much_have_no_result_and_the_others_do() {
    let line =
        "case $N in signal) kill -ABRT $$;; flood) head -c 2000000 /dev/zero;; *) echo $N;; esac";
    let mut scene = Scene::shell(line);
    let each = ["one", "signal", "two", "flood", "three"];
    let ended = results(&series(&mut scene, &each, &Cancel::new()));
    let fine = |word: &str| Some((Termination::Exited(0), format!("{word}\n")));
    assert_eq!(ended, [fine("one"), None, fine("two"), None, fine("three")]);
}

/// Its stdout is a file, unlike in a run of its own.
#[test]
fn a_run_that_shortens_its_stdout_has_no_result_and_the_others_do() {
    let line = "echo $N; if [ $N = shortens ]; then : > /proc/self/fd/1; fi";
    let mut scene = Scene::shell(line);
    let ended = results(&series(
        &mut scene,
        &["one", "shortens", "two"],
        &Cancel::new(),
    ));
    let fine = |word: &str| Some((Termination::Exited(0), format!("{word}\n")));
    assert_eq!(ended, [fine("one"), None, fine("two")]);
}

#[test]
fn a_timeout_reports_the_finished_runs_and_ends_the_rest() {
    let hangs = "if [ $N = hangs ]; then sleep 600 & sleep 600; fi; echo $N";
    // Long enough for the first run, even on a crowded machine.
    let a_while = |limits: &mut Limits| limits.wall = Duration::from_secs(3);
    let mut scene = Scene::shell(hangs).limited(a_while);
    let ended = results(&series(&mut scene, &["a", "hangs", "b"], &Cancel::new()));
    assert_eq!(
        ended,
        [Some((Termination::Exited(0), "a\n".to_owned())), None, None]
    );
}

#[test]
fn each_run_has_the_limits_of_the_job() {
    let second = |limits: &mut Limits| limits.cpu = Some(Duration::from_secs(1));
    let busy = "if [ $N = busy ]; then while :; do :; done; fi; ulimit -t; ulimit -n";
    let mut scene = Scene::shell(busy).limited(second);
    let ended = results(&series(
        &mut scene,
        &["idle", "busy", "idle"],
        &Cancel::new(),
    ));
    let idle = Some((Termination::Exited(0), "1\n256\n".to_owned()));
    assert_eq!(ended, [idle.clone(), None, idle]);
}

#[test]
fn a_series_that_is_cancelled_ends_immediately() {
    let folder = tempfile::tempdir().expect("a temp folder can be made");
    let runs = folder.path().join("runs");
    let mut scene = Scene::shell(&format!("touch {}; sleep 600", runs.display()));
    let cancel = Cancel::new();
    let other = cancel.clone();
    let started = Instant::now();
    std::thread::spawn(move || {
        until(|| runs.exists(), "the first run");
        other.cancel();
    });
    assert!(series(&mut scene, &["", ""], &cancel).is_empty());
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_program_that_cannot_be_started_leaves_every_run_without_a_result() {
    let mut scene = Scene::of("/nowhere/to/be/found", &[]);
    let ended = series(&mut scene, &["", ""], &Cancel::new());
    assert_eq!(results(&ended), [None, None]);
}
