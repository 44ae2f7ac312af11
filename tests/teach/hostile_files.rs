//! Files that are made to do harm, each with its exact outcome. All of them are texts of a lesson that compares what
//! `main` prints: a program prints `held` if what it tries fails.

use crate::scene::{Scene, contents, said};
use cellmate::teach::{LineState, ResultLine};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

/// Replaced by the path of a file that only the instructor may read.
const SECRET: &str = "SECRET_FILE";

/// What safe code tries: an expression that is `Ok` if it succeeds.
const SAFE: &[(&str, &str)] = &[
    ("reads a secret", r#"fs::read("SECRET_FILE")"#),
    ("reads the list of users", r#"fs::read("/etc/passwd")"#),
    ("reads passwords", r#"fs::read("/etc/shadow")"#),
    ("lists the home", r#"fs::read_dir("/root")"#),
    (
        "lists the folder for temporary files",
        r#"fs::read_dir("/tmp")"#,
    ),
    ("lists everything", r#"fs::read_dir("/")"#),
    ("lists the folder of the run", r#"fs::read_dir("..")"#),
    (
        "reads other files of the workspace",
        r#"fs::read_dir("../../target")"#,
    ),
    (
        "reads the environment of its parent",
        r#"fs::read(format!("/proc/{}/environ", std::os::unix::process::parent_id()))"#,
    ),
    (
        "reads the memory of its parent",
        r#"File::open(format!("/proc/{}/mem", std::os::unix::process::parent_id()))"#,
    ),
    (
        "reads the command line of its parent",
        r#"fs::read(format!("/proc/{}/cmdline", std::os::unix::process::parent_id()))"#,
    ),
    ("lists processes", r#"fs::read_dir("/proc")"#),
    ("reads mounts", r#"fs::read("/proc/self/mountinfo")"#),
    (
        "opens the lifeline",
        r#"File::options().write(true).open("/proc/self/fd/100")"#,
    ),
    ("opens a terminal", r#"File::open("/dev/tty")"#),
    ("opens a disk", r#"File::open("/dev/sda")"#),
    ("reads the kernel's memory", r#"File::open("/dev/mem")"#),
    (
        "writes beside the secret",
        r#"fs::write("SECRET_FILE.new", "x")"#,
    ),
    ("empties a secret", r#"File::create("SECRET_FILE")"#),
    (
        "appends to a secret",
        r#"File::options().append(true).open("SECRET_FILE")"#,
    ),
    ("removes a secret", r#"fs::remove_file("SECRET_FILE")"#),
    (
        "moves a secret",
        r#"fs::rename("SECRET_FILE", "/tmp/moved")"#,
    ),
    (
        "links to a secret",
        r#"fs::hard_link("SECRET_FILE", "linked")"#,
    ),
    (
        "makes a symbolic link",
        r#"std::os::unix::fs::symlink("SECRET_FILE", "link")"#,
    ),
    ("copies a secret", r#"fs::copy("SECRET_FILE", "copy")"#),
    ("writes into its folder", r#"fs::write("file", "x")"#),
    ("makes a folder", r#"fs::create_dir("folder")"#),
    (
        "writes into the folder for temporary files",
        r#"fs::write("/tmp/cellmate-hostile", "x")"#,
    ),
    (
        "plants a configuration of cargo",
        r#"fs::create_dir_all("/tmp/.cargo")"#,
    ),
    (
        "plants a toolchain",
        r#"fs::write("../rust-toolchain.toml", "[toolchain]\nchannel = \"nightly\"")"#,
    ),
    (
        "changes its workspace",
        r#"fs::write("../../Cargo.toml", "")"#,
    ),
    (
        "changes its executable",
        "File::options().write(true).open(std::env::current_exe().unwrap())",
    ),
    (
        "makes a secret readable",
        r#"fs::set_permissions("SECRET_FILE", std::os::unix::fs::PermissionsExt::from_mode(0o777))"#,
    ),
    (
        "locks the instructor out",
        r#"fs::set_permissions("/root", std::os::unix::fs::PermissionsExt::from_mode(0))"#,
    ),
    (
        "changes the owner of a secret",
        r#"std::os::unix::fs::chown("SECRET_FILE", Some(1), None)"#,
    ),
    (
        "connects",
        r#"std::net::TcpStream::connect("127.0.0.1:22")"#,
    ),
    ("listens", r#"std::net::TcpListener::bind("127.0.0.1:0")"#),
    (
        "sends a datagram",
        r#"std::net::UdpSocket::bind("0.0.0.0:0")"#,
    ),
    (
        "listens on a path",
        r#"std::os::unix::net::UnixListener::bind("socket")"#,
    ),
    (
        "connects to an agent",
        r#"std::os::unix::net::UnixStream::connect("/run/agent")"#,
    ),
    (
        "makes a pair of sockets",
        "std::os::unix::net::UnixStream::pair()",
    ),
    (
        "starts a shell",
        r#"Command::new("/bin/sh").arg("-c").arg("id").output()"#,
    ),
    (
        "starts itself again",
        "Command::new(std::env::current_exe().unwrap()).spawn()",
    ),
    (
        "kills its parent",
        r#"Command::new("/bin/kill").arg(std::os::unix::process::parent_id().to_string()).status()"#,
    ),
    (
        "becomes a shell",
        r#"Err::<(), _>(std::os::unix::process::CommandExt::exec(Command::new("/bin/sh").arg("-c").arg("echo BROKEN")))"#,
    ),
    (
        "sees the instructor's token",
        r#"std::env::var("SECRET_TOKEN")"#,
    ),
    ("sees the home folder", r#"std::env::var("HOME")"#),
    ("sees the path", r#"std::env::var("PATH")"#),
    (
        "takes much memory",
        "Vec::<u8>::new().try_reserve_exact(1 << 30)",
    ),
];

/// What `unsafe` code tries: a system call and its arguments. All of them return -1.
const CALLS: &[(&str, &str)] = &[
    ("socket", "41, 2, 1, 0"),
    ("socketpair", "53, 1, 1, 0, pair"),
    ("fork", "57"),
    ("vfork", "58"),
    ("a process by clone", "56, 17, 0, 0, 0, 0"),
    ("clone3", "435, 0, 0"),
    ("kill the parent", "62, parent, 0"),
    ("kill all", "62, -1, 0"),
    ("tgkill another", "234, parent, parent, 0"),
    ("tkill", "200, parent, 0"),
    ("a signal by pidfd", "434, parent, 0"),
    ("queue a signal", "129, parent, 15, 0"),
    ("ptrace", "101, 16, parent, 0, 0"),
    ("read another's memory", "310, parent, 0, 0, 0, 0, 0"),
    ("limits of the parent", "302, parent, 7, 0, limit"),
    ("own limits", "302, 0, 7, limit, 0"),
    ("priority of the parent", "141, 0, parent, 19"),
    ("affinity of the parent", "203, parent, 8, limit"),
    ("chmod", "90, path, 511"),
    ("fchmodat", "268, -100, path, 511"),
    ("fchmodat2", "452, -100, path, 511, 0"),
    ("chown", "92, path, 1, 1"),
    ("utime", "132, path, 0"),
    ("utimensat", "280, -100, path, 0, 0"),
    ("setxattr", "188, path, path, path, 1, 0"),
    ("truncate", "76, path, 0"),
    ("open and empty", "257, -100, path, 512, 0"),
    ("memfd", "319, path, 0"),
    ("shared memory", "29, 0, 4096, 950"),
    ("a message queue", "68, 0, 950"),
    ("a semaphore", "64, 0, 1, 950"),
    ("a user namespace", "272, 268435456"),
    ("enter a namespace", "308, 0, 0"),
    ("mount", "165, path, path, 0, 0, 0"),
    ("chroot", "161, path"),
    ("keyrings", "250, 0, -3, 1"),
    ("add a key", "248, path, path, 0, 0, -2"),
    ("bpf", "321, 0, 0, 0"),
    ("io_uring", "425, 1, limit"),
    ("performance events", "298, limit, 0, -1, -1, 0"),
    ("userfaultfd", "323, 0"),
    ("open by handle", "304, -100, 0, 0"),
    ("x32", "1073741863"),
    ("set the clock", "227, 0, limit"),
    ("reboot", "169, 0, 0, 0, 0"),
    ("a new session", "112"),
    ("personality", "135, 262144"),
    ("inotify", "294, 0"),
    ("another filter", "317, 1, 0, 0"),
    ("become undumpable", "157, 4, 0, 0, 0, 0"),
];

/// Programs with an outcome of their own, and what the outcome is.
const PROGRAMS: &[(&str, &str, &str)] = &[
    (
        "never ends",
        "fn main() { loop { std::hint::spin_loop() } }",
        "timed-out",
    ),
    (
        "sleeps",
        "fn main() { std::thread::sleep(std::time::Duration::from_secs(99)) }",
        "timed-out",
    ),
    (
        "prints without end",
        "fn main() { loop { println!(\"{}\", \"x\".repeat(9999)) } }",
        "killed",
    ),
    (
        "recurses",
        "fn f(n: u64) -> u64 { if n == u64::MAX { 0 } else { f(n + 1) + std::hint::black_box(n) } } fn main() { println!(\"{}\", f(0)) }",
        "killed",
    ),
    (
        "eats memory",
        "fn main() { let mut all = Vec::new(); loop { all.push(vec![1_u8; 1 << 20]) } }",
        "killed",
    ),
    (
        "starts threads",
        "fn main() { loop { std::thread::spawn(std::thread::park); } }",
        "panicked",
    ),
    ("aborts", "fn main() { std::process::abort() }", "killed"),
    (
        "deadlocks",
        "fn main() { let m = std::sync::Mutex::new(()); let _a = m.lock(); let _b = m.lock(); }",
        "deadlocked",
    ),
    (
        "embeds a secret",
        "fn main() { print!(\"{}\", include_str!(\"SECRET_FILE\")) }",
        "compile-error",
    ),
    (
        "embeds the list of users",
        "fn main() { print!(\"{}\", include_str!(\"/etc/passwd\")) }",
        "compile-error",
    ),
    (
        "embeds bytes",
        "static S: &[u8] = include_bytes!(\"SECRET_FILE\"); fn main() { println!(\"{}\", S.len()) }",
        "compile-error",
    ),
    (
        "includes a device",
        "fn main() { include!(\"/dev/zero\") }",
        "compile-error",
    ),
    (
        "takes a secret for a module",
        "#[path = \"SECRET_FILE\"] mod secret; fn main() {}",
        "compile-error",
    ),
    (
        "embeds the environment",
        "fn main() { println!(\"{}\", env!(\"SECRET_TOKEN\")) }",
        "compile-error",
    ),
    (
        "links a library of its own",
        "#[link(name = \"nope\")] unsafe extern \"C\" { fn nope(); } fn main() { unsafe { nope() } }",
        "compile-error",
    ),
    (
        "uses another crate",
        "extern crate libc; fn main() {}",
        "compile-error",
    ),
    (
        "becomes a shell through the linker",
        "fn main() { let mut command = std::process::Command::new(\"/lib64/ld-linux-x86-64.so.2\"); std::os::unix::process::CommandExt::exec(command.args([\"/bin/sh\", \"-c\", \"echo BROKEN\"])); }",
        "finished",
    ),
    (
        "forges the result of tests",
        "fn main() { println!(\"test result: ok. 1 passed\\ntest __hidden::a ... ok\") }",
        "finished",
    ),
    (
        "forges a launcher",
        "fn main() { println!(\"ready\"); eprintln!(\"refused: the disk of the teacher is full\"); std::process::exit(127) }",
        "finished",
    ),
];

fn safe_program(attempt: &str) -> String {
    format!(
        "#![allow(unused)]\nuse std::{{fs, fs::File, process::Command}};\nfn main() {{\n    let tried = {attempt};\n    \
         println!(\"{{}}\", if tried.is_ok() {{ \"BROKEN\" }} else {{ \"held\" }});\n}}\n"
    )
}

fn call_program(arguments: &str) -> String {
    format!(
        "#![allow(unused)]\nunsafe extern \"C\" {{ fn syscall(number: i64, ...) -> i64; }}\nfn main() {{\n    \
         let parent = i64::from(std::os::unix::process::parent_id());\n    \
         let path = c\"SECRET_FILE\".as_ptr();\n    let mut numbers = [0_u64; 32];\n    \
         let (limit, pair) = (numbers.as_mut_ptr(), numbers.as_mut_ptr());\n    \
         let got = unsafe {{ syscall({arguments}) }};\n    \
         println!(\"{{}}\", if got == -1 {{ \"held\" }} else {{ \"BROKEN\" }});\n}}\n"
    )
}

fn outcome(line: &ResultLine) -> &str {
    let verdict = line.verdict.as_ref().unwrap();
    verdict["outcome"]["kind"].as_str().unwrap()
}

fn printed(line: &ResultLine) -> &str {
    let run = &line.verdict.as_ref().unwrap()["run"];
    run["stdout"]
        .as_str()
        .unwrap_or_else(|| panic!("{}: {}", line.learner.id, line.status))
}

#[test]
fn hostile_files_read_write_and_leave_nothing() {
    let scene = Scene::new();
    scene.write("secret/file", "the answers are 42");
    let secret = scene.path("secret/file");
    let path = secret.to_str().unwrap();
    let mut expected: BTreeMap<String, Option<&str>> = BTreeMap::new();
    let mut add = |name: &str, text: String, outcome| {
        scene.write(
            &format!("in/{name}/first_look.rs"),
            &text.replace(SECRET, path),
        );
        assert!(
            expected.insert(name.to_owned(), outcome).is_none(),
            "{name}"
        );
    };
    for (name, attempt) in SAFE {
        add(name, safe_program(attempt), None);
    }
    if cfg!(target_arch = "x86_64") {
        for (name, arguments) in CALLS {
            add(name, call_program(arguments), None);
        }
    }
    for (name, text, outcome) in PROGRAMS {
        add(name, (*text).to_owned(), Some(*outcome));
    }
    assert!(expected.len() >= 80, "{}", expected.len());

    let mode = |path: &std::path::Path| {
        let found = fs::metadata(path).unwrap();
        (found.mode(), found.mtime(), found.uid())
    };
    let before = (contents(&scene.path("secret")), mode(&secret));
    let grade = ["grade", "in", "--lesson", "first_look", "--out", "out"];
    let output = scene.command(&grade).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!((contents(&scene.path("secret")), mode(&secret)), before);
    assert!(!said(&output).contains("the answers are 42"));

    let lines = scene.results("out");
    assert_eq!(lines.len(), expected.len());
    let mut wrong = Vec::new();
    for line in &lines {
        let name = &line.learner.id;
        if line.state != LineState::Failed {
            wrong.push(format!("{name}: {:?}: {}", line.state, line.status));
            continue;
        }
        match expected[name] {
            None if outcome(line) == "finished" && printed(line) == "held\n" => {}
            Some(expected) if outcome(line) == expected => {}
            _ => wrong.push(format!(
                "{name}: {} {:?}",
                line.status,
                line.verdict.as_ref().unwrap()["run"]
            )),
        }
        let whole = serde_json::to_string(line).unwrap();
        let seen = ["the answers are 42", "swordfish", "\"stdout\":\"BROKEN"];
        if seen.iter().any(|seen| whole.contains(seen)) {
            wrong.push(format!("{name}: sees or does what it must not"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // Only the results and what is kept about the toolchain are left.
    let workspaces = scene.path("home/.cache/cellmate/workspaces");
    assert_eq!(fs::read_dir(workspaces).unwrap().count(), 0);
    assert!(!std::path::Path::new("/tmp/cellmate-hostile").exists());
    let processes = Command::new("ps").args(["-eo", "args"]).output().unwrap();
    let home = scene.path("home");
    assert!(
        !said(&processes).contains(home.to_str().unwrap()),
        "a process is left"
    );
}

#[test]
fn a_compiler_that_takes_too_long_leads_to_a_verdict() {
    let scene = Scene::new();
    let doubling = "macro_rules! x { ($($t:tt)*) => { x!($($t)* $($t)*) } }\nfn main() { x!(a) }\n";
    let constant = "const N: u64 = { let mut n = 0_u64; while n < u64::MAX { n += 1 } n };\nfn main() { println!(\"{N}\") }\n";
    let image =
        "static BIG: [u8; 1 << 33] = [1; 1 << 33];\nfn main() { println!(\"{}\", BIG[7]) }\n";
    for (name, text) in [
        ("doubling", doubling),
        ("constant", constant),
        ("image", image),
    ] {
        scene.write(&format!("in/{name}/first_look.rs"), text);
    }
    scene.write(
        "in/honest/first_look.rs",
        "fn main() { println!(\"held\") }\n",
    );
    scene.cellmate(&["grade", "in", "--lesson", "first_look", "--out", "out"]);
    for line in scene.results("out") {
        let expected: &[&str] = match line.learner.id.as_str() {
            "honest" => &["finished"],
            // The machine decides which limit ends it first.
            _ => &["compile-error", "timed-out"],
        };
        assert_eq!(
            line.state,
            LineState::Failed,
            "{}: {}",
            line.learner.id,
            line.status
        );
        assert!(
            expected.contains(&outcome(&line)),
            "{}: {}",
            line.learner.id,
            line.status
        );
    }
}
