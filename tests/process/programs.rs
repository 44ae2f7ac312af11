//! The programs that the process tests run: one for each name. Compiled once, by rustc, when a test needs it.

use std::process::{Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, RwLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

fn main() {
    let name = std::env::args().nth(1).expect("which program");
    match name.as_str() {
        "locks-itself" => locks_itself(),
        "rwlock-upgrade" => rwlock_upgrade(),
        "two-locks" => two_locks(),
        "condvar-without-notification" => condvar_without_notification(),
        "recv-from-a-living-sender" => recv_from_a_living_sender(),
        "parks" => thread::park(),
        "joins-a-deadlocked-thread" => joins(locks_itself),
        "deadlocks-later" => deadlocks_later(),
        "sleeps" => thread::sleep(Duration::from_mins(10)),
        "joins-a-sleeping-thread" => joins(|| thread::sleep(Duration::from_millis(900))),
        "lock-held-by-a-sleeper" => lock_held_by_a_sleeper(),
        "waits-with-time-outs" => waits_with_time_outs(),
        "ping-pong" => ping_pong(),
        "waits-for-a-child" => waits_for_a_child(),
        "busy" => busy(),
        "busy-in-many-threads" => busy_in_many_threads(),
        "eats-memory" => eats_memory(),
        "starts-a-group-of-its-own" => starts_a_group_of_its_own(),
        "panics" => panic!("on purpose"),
        other => panic!("no program is called {other}"),
    }
}

fn locks_itself() {
    let lock = Mutex::new(0);
    let _first = lock.lock().unwrap();
    let _second = lock.lock().unwrap();
}

fn rwlock_upgrade() {
    let lock = RwLock::new(0);
    let _read = lock.read().unwrap();
    let _write = lock.write().unwrap();
}

fn two_locks() {
    let locks = Arc::new((Mutex::new(()), Mutex::new(())));
    let there = Arc::clone(&locks);
    let (to_main, from_thread) = mpsc::channel();
    let (to_thread, from_main) = mpsc::channel();
    let other = thread::spawn(move || {
        let _second = there.1.lock().unwrap();
        to_main.send(()).unwrap();
        from_main.recv().unwrap();
        let _first = there.0.lock().unwrap();
    });
    let first = locks.0.lock().unwrap();
    from_thread.recv().unwrap();
    to_thread.send(()).unwrap();
    let second = locks.1.lock().unwrap();
    drop((first, second));
    other.join().unwrap();
}

fn condvar_without_notification() {
    let (ready, changed) = (Mutex::new(false), Condvar::new());
    let guard = ready.lock().unwrap();
    drop(changed.wait_while(guard, |ready| !*ready).unwrap());
}

fn recv_from_a_living_sender() {
    let (sender, receiver) = mpsc::channel::<u8>();
    for value in &receiver {
        println!("{value}");
    }
    drop(sender);
}

fn joins(work: fn()) {
    thread::spawn(work).join().unwrap();
}

fn deadlocks_later() {
    thread::sleep(Duration::from_millis(300));
    println!("now");
    locks_itself();
}

fn lock_held_by_a_sleeper() {
    let lock = Arc::new(Mutex::new(()));
    let there = Arc::clone(&lock);
    let (locked, is_locked) = mpsc::channel();
    let sleeper = thread::spawn(move || {
        let _guard = there.lock().unwrap();
        locked.send(()).unwrap();
        thread::sleep(Duration::from_millis(900));
    });
    is_locked.recv().unwrap();
    drop(lock.lock().unwrap());
    sleeper.join().unwrap();
}

fn waits_with_time_outs() {
    let (_sender, receiver) = mpsc::channel::<u8>();
    let (lock, changed) = (Mutex::new(()), Condvar::new());
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(600) {
        receiver.recv_timeout(Duration::from_millis(250)).unwrap_err();
        let guard = lock.lock().unwrap();
        drop(changed.wait_timeout(guard, Duration::from_millis(250)).unwrap());
        thread::park_timeout(Duration::from_millis(250));
    }
}

fn ping_pong() {
    let (ping, pinged) = mpsc::channel();
    let (pong, ponged) = mpsc::channel();
    let other = thread::spawn(move || {
        for () in pinged {
            pong.send(()).unwrap();
        }
    });
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(900) {
        ping.send(()).unwrap();
        ponged.recv().unwrap();
    }
    drop(ping);
    other.join().unwrap();
}

fn waits_for_a_child() {
    let waiter = thread::spawn(|| Command::new("sleep").arg("0.9").status().unwrap());
    assert!(waiter.join().unwrap().success());
}

fn busy() {
    let mut number = 0_u64;
    loop {
        number = std::hint::black_box(number.wrapping_add(1));
    }
}

fn busy_in_many_threads() {
    for _ in 0..4 {
        thread::spawn(busy);
    }
    thread::sleep(Duration::from_mins(10));
}

fn eats_memory() {
    let mut all = Vec::new();
    loop {
        all.push(vec![1_u8; 1 << 20]);
        std::hint::black_box(&all);
    }
}

fn starts_a_group_of_its_own() {
    use std::os::unix::process::CommandExt;
    let child = Command::new("sleep")
        .arg("600")
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    println!("{}", child.unwrap().id());
}
