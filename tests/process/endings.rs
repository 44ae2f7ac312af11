//! Every ending has its own name.

use crate::scene::{Scene, printed};
use cellmate::process::{Limits, Termination};
use std::time::Duration;

fn a_second(limits: &mut Limits) {
    limits.wall = Duration::from_secs(1);
}

#[test]
fn a_program_that_ends_has_its_exit_code_and_both_streams() {
    for code in [0, 1, 3, 101, 127, 255] {
        let ended = Scene::shell(&format!("echo out; echo err >&2; exit {code}")).run();
        assert_eq!(ended.termination, Termination::Exited(code));
        assert_eq!(ended.stdout.bytes, b"out\n");
        assert_eq!(ended.stderr.bytes, b"err\n");
        assert_eq!((ended.stdout.total, ended.stderr.total), (4, 4));
    }
}

#[test]
fn a_panic_is_an_ordinary_end() {
    let ended = Scene::program("panics").run();
    assert_eq!(ended.termination, Termination::Exited(101));
    assert!(String::from_utf8_lossy(&ended.stderr.bytes).contains("on purpose"));
}

#[test]
fn a_signal_is_reported_by_its_number() {
    for (name, number) in [("SEGV", 11), ("ABRT", 6), ("KILL", 9), ("TERM", 15)] {
        let ended = Scene::shell(&format!("kill -{name} $$")).run();
        assert_eq!(ended.termination, Termination::Signaled(number), "{name}");
    }
}

#[test]
fn a_program_gets_its_arguments_its_folder_its_environment_and_no_input() {
    let mut scene = Scene::shell("read line || echo nothing; echo \"$0 $1 $WORD $HOME\"; pwd");
    scene.job.args.extend(["a b".into(), "--help".into()]);
    scene.job.env.push(("WORD".into(), "said".into()));
    scene.job.dir = "/".into();
    assert_eq!(printed(&scene.run()), "nothing\na b --help said \n/\n");
}

#[test]
fn a_sleeping_program_reaches_its_time_limit_without_having_worked() {
    // Two seconds, because on a crowded machine, starting the program may take a good part of one.
    let two_seconds = |limits: &mut Limits| limits.wall = Duration::from_secs(2);
    let ended = Scene::program("sleeps").limited(two_seconds).run();
    let how = Termination::TimedOut {
        busy: Some(false),
        waits_visible: true,
    };
    assert_eq!(ended.termination, how);
    assert!(ended.wall >= Duration::from_secs(2));
}

#[test]
fn a_busy_loop_reaches_its_time_limit_after_working() {
    for name in ["busy", "busy-in-many-threads"] {
        let ended = Scene::program(name).limited(a_second).run();
        let how = Termination::TimedOut {
            busy: Some(true),
            waits_visible: true,
        };
        assert_eq!(ended.termination, how, "{name}");
    }
}

#[test]
fn a_busy_loop_reaches_the_limit_on_processor_time_first_if_that_is_lower() {
    // The second one ignores the soft limit's signal.
    for line in ["while :; do :; done", "trap '' XCPU; while :; do :; done"] {
        let scene = Scene::shell(line).limited(|limits| {
            limits.cpu = Some(Duration::from_millis(300));
            // A busy machine may give it little processor time.
            limits.wall = Duration::from_mins(2);
        });
        assert_eq!(scene.run().termination, Termination::CpuLimit, "{line}");
    }
}

#[test]
fn a_flood_of_output_is_stopped_and_its_beginning_is_kept() {
    for (line, on_stderr) in [
        ("yes", false),
        ("yes >&2", true),
        ("cat /dev/zero", false),
        ("yes | tr -d '\\n' >&2", true),
    ] {
        let ended = Scene::shell(line).run();
        assert_eq!(ended.termination, Termination::OutputLimit, "{line}");
        let (flooded, other) = if on_stderr {
            (ended.stderr, ended.stdout)
        } else {
            (ended.stdout, ended.stderr)
        };
        assert_eq!(flooded.bytes.len(), 64 << 10, "{line}");
        assert!(flooded.truncated() && flooded.total > 1 << 20, "{line}");
        assert!(flooded.total < 2 << 20, "{line}: {}", flooded.total);
        assert_eq!(other.total, 0, "{line}");
    }
}

#[test]
fn output_counts_as_a_flood_even_if_the_program_exits_before_it_is_read() {
    let scene = Scene::shell("head -c 60000 /dev/zero").limited(|limits| limits.output = 59_999);
    assert_eq!(scene.run().termination, Termination::OutputLimit);
    let scene = Scene::shell("head -c 60000 /dev/zero").limited(|limits| limits.output = 60_000);
    assert_eq!(scene.run().termination, Termination::Exited(0));
}

#[test]
fn long_output_within_bounds_is_truncated_and_counted() {
    let ended = Scene::shell("head -c 200000 /dev/zero").run();
    assert_eq!(ended.termination, Termination::Exited(0));
    assert_eq!(ended.stdout.bytes.len(), 64 << 10);
    assert_eq!(ended.stdout.total, 200_000);
    assert!(ended.stdout.truncated() && !ended.stderr.truncated());
}

#[test]
fn a_file_that_grows_too_large_ends_the_program() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let mut scene = Scene::shell("exec head -c 100000 /dev/zero > \"$FILE\"")
        .limited(|limits| limits.file_size = Some(50_000));
    scene.job.env.push(("FILE".into(), file.path().into()));
    assert_eq!(scene.run().termination, Termination::FileSizeLimit);
    assert_eq!(file.path().metadata().expect("it is there").len(), 50_000);
}

#[test]
fn a_program_that_needs_too_much_memory_is_stopped_by_the_allocator() {
    let ended = Scene::program("eats-memory").run();
    assert_eq!(ended.termination, Termination::Signaled(6));
    let said = String::from_utf8_lossy(&ended.stderr.bytes).into_owned();
    assert!(said.contains("memory allocation of"), "{said}");
}

#[test]
fn a_compiler_may_print_more_and_open_more_files() {
    let mut scene = Scene::shell("head -c 3000000 /dev/zero; ulimit -n; ulimit -t");
    let program = printed(&Scene::shell("ulimit -n; ulimit -t; ulimit -c; ulimit -s").run());
    assert_eq!(program, "256\n3\n0\n8192\n");
    scene.job.limits = Limits::compiler();
    let ended = scene.run();
    assert_eq!(ended.termination, Termination::Exited(0));
    assert!(!ended.stdout.truncated() && ended.stdout.total > 3_000_000);
    assert!(ended.stdout.bytes.ends_with(b"unlimited\n"));
}
