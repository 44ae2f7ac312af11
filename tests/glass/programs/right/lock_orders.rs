//! Locks taken in both orders, where no schedule deadlocks.
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Condvar, Mutex, RwLock, mpsc};
use std::thread;
use std::time::Duration;

type Pair = Arc<(Mutex<u32>, Mutex<u32>)>;

fn forward(pair: &Pair) {
    let mut a = pair.0.lock().unwrap();
    let mut b = pair.1.lock().unwrap();
    *a += 1;
    *b += 1;
}
fn backward(pair: &Pair) {
    let mut b = pair.1.lock().unwrap();
    let mut a = pair.0.lock().unwrap();
    *a += 1;
    *b += 1;
}
fn pair() -> Pair {
    Arc::default()
}

fn gated() {
    let gate = Arc::new(Mutex::new(()));
    let p = pair();
    let (g, q) = (gate.clone(), p.clone());
    let t = thread::spawn(move || {
        let _gate = g.lock().unwrap();
        forward(&q)
    });
    {
        let _gate = gate.lock().unwrap();
        backward(&p);
    }
    t.join().unwrap();
}
fn joined() {
    let p = pair();
    let q = p.clone();
    thread::spawn(move || forward(&q)).join().unwrap();
    let q = p.clone();
    thread::spawn(move || backward(&q)).join().unwrap();
    thread::scope(|s| {
        s.spawn(|| forward(&p));
    });
    thread::scope(|s| {
        s.spawn(|| backward(&p));
    });
    backward(&p);
}
fn messaged() {
    let p = pair();
    let q = p.clone();
    let (tx, rx) = mpsc::channel();
    let t = thread::spawn(move || {
        forward(&q);
        tx.send(()).unwrap();
    });
    rx.recv().unwrap();
    backward(&p);
    t.join().unwrap();
}
fn disconnected() {
    let p = pair();
    let q = p.clone();
    let (tx, rx) = mpsc::channel::<()>();
    let t = thread::spawn(move || {
        forward(&q);
        drop(tx);
    });
    let _ = rx.recv();
    backward(&p);
    t.join().unwrap();
}
fn barrier() {
    let p = pair();
    let q = p.clone();
    let b = Arc::new(Barrier::new(2));
    let c = b.clone();
    let t = thread::spawn(move || {
        forward(&q);
        c.wait();
    });
    b.wait();
    backward(&p);
    t.join().unwrap();
}
fn flagged() {
    let p = pair();
    let q = p.clone();
    let b = Arc::new(AtomicBool::new(false));
    let c = b.clone();
    let t = thread::spawn(move || {
        forward(&q);
        c.store(true, Ordering::Release);
    });
    while !b.load(Ordering::Acquire) {
        thread::yield_now();
    }
    backward(&p);
    t.join().unwrap();
}
fn notified(first: bool) {
    let p = pair();
    let q = p.clone();
    let b = Arc::new((Mutex::new(false), Condvar::new()));
    let c = b.clone();
    let t = thread::spawn(move || {
        forward(&q);
        *c.0.lock().unwrap() = true;
        c.1.notify_one();
    });
    if first {
        t.join().unwrap();
    } else {
        drop(b.1.wait_while(b.0.lock().unwrap(), |done| !*done));
        t.join().unwrap();
    }
    backward(&p);
}
fn told_before() {
    let p = pair();
    let q = p.clone();
    let b = Arc::new((Mutex::new(false), Condvar::new()));
    let c = b.clone();
    let t = thread::spawn(move || {
        forward(&q);
        let mut done = c.0.lock().unwrap();
        *done = true;
        drop(done);
        c.1.notify_one();
    });
    thread::sleep(Duration::from_millis(5));
    drop(b.1.wait_while(b.0.lock().unwrap(), |done| !*done));
    backward(&p);
    t.join().unwrap();
}
fn parked() {
    let p = pair();
    let q = p.clone();
    let me = thread::current();
    let t = thread::spawn(move || {
        forward(&q);
        me.unpark();
    });
    thread::park();
    backward(&p);
    t.join().unwrap();
}
fn tried() {
    let p = pair();
    let q = p.clone();
    let t = thread::spawn(move || {
        for _ in 0..3 {
            forward(&q)
        }
    });
    for _ in 0..3 {
        let _b = p.1.lock().unwrap();
        if let Ok(mut a) = p.0.try_lock() {
            *a += 1;
        }
    }
    t.join().unwrap();
}
fn readers() {
    let p = Arc::new((RwLock::new(1), RwLock::new(2)));
    let q = p.clone();
    let t = thread::spawn(move || {
        let a = q.0.read().unwrap();
        let b = q.1.read().unwrap();
        *a + *b
    });
    let b = p.1.read().unwrap();
    let a = p.0.read().unwrap();
    println!("{}", *a + *b);
    drop((a, b));
    t.join().unwrap();
}
fn ordered() {
    let locks: Arc<Vec<Mutex<u32>>> = Arc::new((0..4).map(Mutex::new).collect());
    let swap = |locks: &[Mutex<u32>], a: usize, b: usize| {
        let (low, high) = (a.min(b), a.max(b));
        let mut low = locks[low].lock().unwrap();
        let mut high = locks[high].lock().unwrap();
        std::mem::swap(&mut *low, &mut *high);
    };
    let other = locks.clone();
    let t = thread::spawn(move || {
        for n in 0..3 {
            swap(&other, n, n + 1)
        }
    });
    for n in 0..3 {
        swap(&locks, n + 1, n);
    }
    t.join().unwrap();
}
fn main() {
    gated();
    joined();
    messaged();
    disconnected();
    barrier();
    flagged();
    notified(true);
    notified(false);
    told_before();
    parked();
    tried();
    readers();
    ordered();
    println!("ok");
}
