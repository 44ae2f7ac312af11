//! The layers of a confined program on Linux: capabilities, memory, Landlock, and a filter of system calls.
//!
//! The launcher adds them last, just before it becomes the program. Landlock restricts access to files: a program may
//! read itself and the system's libraries; a build may also read the toolchain and write into its workspace. What
//! Landlock does not cover, such as permissions of files and processes, is not among the system calls that a program
//! may make.

use crate::process::sandbox::{Layer, Sandbox};
use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, RulesetStatus, Scope, path_beneath_rules,
};
use rustix::process::{Resource, Rlimit};
use rustix::thread::{CapabilitySet, CapabilitySets};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The newest version of Landlock whose rights cellmate asks for. Rights that an older kernel lacks are left out.
const LANDLOCK: ABI = ABI::V6;

/// Where the dynamic linker looks for libraries.
const LIBRARIES: [&str; 7] = [
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/nix/store",
    "/gnu/store",
    "/etc/ld.so.cache",
];

/// What compilers and linkers need in addition to the toolchain.
const BUILD_TOOLS: [&str; 3] = ["/usr", "/bin", "/etc/alternatives"];

/// Where std reads the place of the first thread's stack.
const OWN_MAPS: &str = "/proc/self/maps";

/// What the traced std reads to see what a thread is doing.
const OWN_THREADS: [&str; 3] = ["/proc/self/stat", "/proc/self/mem", "/proc/self/task"];

/// The part of a program's file in which the path of its dynamic linker is.
const HEAD: u64 = 4096;

/// Confines this process and what it becomes.
pub(super) fn confine(sandbox: &Sandbox, program: &Path) -> Result<(), String> {
    rustix::thread::set_no_new_privs(true).map_err(|error| format!("no_new_privs: {error}"))?;
    if sandbox.has(Layer::Capabilities) {
        drop_capabilities().map_err(|error| format!("cannot drop capabilities: {error}"))?;
    }
    if sandbox.has(Layer::Memory) {
        limit_address_space(sandbox.address_space)?;
    }
    if sandbox.has(Layer::Landlock) {
        restrict_files(sandbox, program).map_err(|error| format!("Landlock: {error}"))?;
    }
    if sandbox.has(Layer::Seccomp) {
        let filter = if sandbox.access.builds {
            build_filter()
        } else {
            program_filter()
        };
        filter
            .and_then(|filter| seccompiler::apply_filter(&filter))
            .map_err(|error| format!("seccomp: {error}"))?;
    }
    Ok(())
}

fn drop_capabilities() -> rustix::io::Result<()> {
    let held = rustix::thread::capabilities(None)?;
    if held.effective.contains(CapabilitySet::SETPCAP) {
        for capability in CapabilitySet::all() {
            // An older kernel lacks the newest capabilities.
            rustix::thread::remove_capability_from_bounding_set(capability).ok();
        }
    }
    rustix::thread::clear_ambient_capability_set().ok();
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    rustix::thread::set_capabilities(None, none)
}

fn limit_address_space(bytes: u64) -> Result<(), String> {
    let allowed = rustix::process::getrlimit(Resource::As).maximum;
    let limit = Some(bytes.min(allowed.unwrap_or(u64::MAX)));
    let limit = Rlimit {
        current: limit,
        maximum: limit,
    };
    rustix::process::setrlimit(Resource::As, limit)
        .map_err(|error| format!("cannot limit the address space: {error}"))
}

fn restrict_files(sandbox: &Sandbox, program: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let access = &sandbox.access;
    let (read, all) = (AccessFs::from_read(LANDLOCK), AccessFs::from_all(LANDLOCK));
    let ruleset = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(all)?
        .handle_access(AccessNet::from_all(LANDLOCK))?
        .scope(Scope::from_all(LANDLOCK))?
        .create()?;
    let look = AccessFs::ReadFile | AccessFs::ReadDir;
    let ruleset = if access.builds {
        ruleset
            .add_rules(path_beneath_rules(LIBRARIES, read))?
            .add_rules(path_beneath_rules(BUILD_TOOLS, read))?
            .add_rules(path_beneath_rules(&access.read, read))?
            .add_rules(path_beneath_rules(
                ["/dev/null"],
                look | AccessFs::WriteFile,
            ))?
            .add_rules(path_beneath_rules(&access.write, all))?
    } else {
        // A rule needs a file that exists.
        for file in &access.write {
            File::options().append(true).create(true).open(file)?;
        }
        let threads = OWN_THREADS.iter().filter(|_| !access.write.is_empty());
        ruleset
            .add_rules(path_beneath_rules([program], read))?
            .add_rules(path_beneath_rules(dynamic_linker(program), read))?
            .add_rules(path_beneath_rules(LIBRARIES, look))?
            .add_rules(path_beneath_rules([OWN_MAPS], look))?
            .add_rules(path_beneath_rules(threads, look))?
            .add_rules(path_beneath_rules(&access.read, look))?
            .add_rules(path_beneath_rules(&access.write, AccessFs::WriteFile))?
    };
    let status = ruleset.restrict_self()?;
    if status.ruleset == RulesetStatus::NotEnforced {
        return Err("this kernel does not support it, or it is switched off".into());
    }
    Ok(())
}

/// Returns the dynamic linker that a program names, if it is one of the system's libraries.
fn dynamic_linker(program: &Path) -> Option<PathBuf> {
    let mut head = Vec::new();
    File::open(program)
        .ok()?
        .take(HEAD)
        .read_to_end(&mut head)
        .ok()?;
    let is_linker = |text: &&str| text.starts_with('/') && text.contains("/ld-");
    let named = head
        .split(|byte| *byte == 0)
        .filter_map(|text| std::str::from_utf8(text).ok())
        .find(is_linker)?;
    let linker = fs::canonicalize(named).ok()?;
    LIBRARIES
        .iter()
        .filter_map(|folder| fs::canonicalize(folder).ok())
        .any(|folder| linker.starts_with(folder))
        .then_some(linker)
}

/// System calls that a program may make with any arguments.
const ALLOWED: &[i64] = &[
    libc::SYS_brk,
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_close,
    libc::SYS_dup,
    libc::SYS_dup3,
    // Landlock restricts which program that may be.
    libc::SYS_execve,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_faccessat,
    libc::SYS_fstat,
    libc::SYS_futex,
    libc::SYS_getcwd,
    libc::SYS_getdents64,
    libc::SYS_getegid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_getrandom,
    libc::SYS_getrusage,
    libc::SYS_gettid,
    libc::SYS_gettimeofday,
    libc::SYS_getuid,
    libc::SYS_lseek,
    libc::SYS_madvise,
    libc::SYS_membarrier,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_newfstatat,
    libc::SYS_pipe2,
    libc::SYS_ppoll,
    libc::SYS_pread64,
    libc::SYS_read,
    libc::SYS_readlinkat,
    libc::SYS_readv,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    libc::SYS_sigaltstack,
    libc::SYS_statx,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    libc::SYS_write,
    libc::SYS_writev,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_access,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_arch_prctl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_dup2,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lstat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_readlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_stat,
];

/// System calls that neither a compiler nor a linker needs. They are denied in case one of them can be made to do more
/// than compile.
const DENIED: &[i64] = &[
    libc::SYS_add_key,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_delete_module,
    libc::SYS_finit_module,
    libc::SYS_init_module,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_uring_setup,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_memfd_create,
    libc::SYS_mount,
    libc::SYS_open_by_handle_at,
    libc::SYS_perf_event_open,
    libc::SYS_pivot_root,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_reboot,
    libc::SYS_request_key,
    libc::SYS_setns,
    libc::SYS_shmget,
    // Not `socketpair`, with which std starts programs.
    libc::SYS_socket,
    libc::SYS_swapon,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
];

/// On x86-64, the bit in the numbers of system calls of programs with short pointers.
const SHORT_POINTERS: i64 = 0x4000_0000;

/// What `fcntl` and `ioctl` may do: duplicate descriptors, handle their flags, and ask about a terminal or for the
/// bytes that can be read.
const FCNTL: [i32; 5] = [
    libc::F_DUPFD,
    libc::F_DUPFD_CLOEXEC,
    libc::F_GETFD,
    libc::F_SETFD,
    libc::F_GETFL,
];
const IOCTL: [u64; 3] = [libc::TCGETS, libc::FIOCLEX, libc::FIONREAD];

type Filter = Result<BpfProgram, seccompiler::Error>;

/// Allows what a multithreaded program that uses std needs, and nothing else. `ENOSYS` makes libc try other ways, for
/// example `clone` for `clone3`, whose arguments cannot be seen here.
fn program_filter() -> Filter {
    let pid = u64::from(std::process::id());
    // The kernel reads 32 bits of a number or of flags, and all bits of a pointer.
    let number = |argument, operator, value| {
        SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value)
    };
    let equals = |argument, value| number(argument, SeccompCmpOp::Eq, value);
    let has = |argument, bits, value| number(argument, SeccompCmpOp::MaskedEq(bits), value);
    let is_null =
        |argument| SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0);
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    let thread = bits(libc::CLONE_THREAD);
    let fcntl = FCNTL.map(|command| vec![equals(1, bits(command))]);
    let ioctl = IOCTL.map(|request| vec![equals(1, request)]);
    let limited = [
        (libc::SYS_clone, vec![vec![has(0, thread, thread)]]),
        (libc::SYS_fcntl, fcntl.into()),
        (libc::SYS_ioctl, ioctl.into()),
        (libc::SYS_kill, vec![vec![equals(0, pid)]]),
        (libc::SYS_tgkill, vec![vec![equals(0, pid)]]),
        // An old Landlock does not restrict truncation.
        (libc::SYS_openat, vec![vec![has(2, bits(libc::O_TRUNC), 0)]]),
        (
            libc::SYS_prctl,
            vec![vec![equals(0, bits(libc::PR_SET_NAME))]],
        ),
        // Its own limits, and only to read them.
        (libc::SYS_prlimit64, vec![vec![equals(0, 0), is_null(2)]]),
    ];
    for (call, alternatives) in limited {
        let alternatives = alternatives.into_iter().map(|all| {
            let all: Result<Vec<_>, _> = all.into_iter().collect();
            SeccompRule::new(all?)
        });
        rules.insert(call, alternatives.collect::<Result<_, _>>()?);
    }
    compile(rules, errno(libc::ENOSYS), SeccompAction::Allow)
}

fn build_filter() -> Filter {
    let both = DENIED
        .iter()
        .flat_map(|call| [*call, *call | SHORT_POINTERS]);
    let rules = both.map(|call| (call, Vec::new())).collect();
    compile(rules, SeccompAction::Allow, errno(libc::EPERM))
}

fn compile(
    rules: BTreeMap<i64, Vec<SeccompRule>>,
    mismatch: SeccompAction,
    matched: SeccompAction,
) -> Filter {
    let architecture = std::env::consts::ARCH.try_into()?;
    let filter = SeccompFilter::new(rules, mismatch, matched, architecture)?;
    Ok(filter.try_into()?)
}

fn bits(flags: i32) -> u64 {
    u64::from(flags.cast_unsigned())
}

fn errno(number: i32) -> SeccompAction {
    SeccompAction::Errno(number.cast_unsigned())
}
