//! What the scheduler keeps: threads, objects, the clock. Only the thread whose turn it is changes anything here.

use crate::rt::hashing::{Dice, Past, mix};
use crate::rt::object::{Access, Id, Object, Op};
use crate::rt::place::Place;
use crate::rt::settings::settings;
use ::std::collections::VecDeque;
use ::std::sync::atomic::{AtomicBool, Ordering};
use ::std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// What looking at the clock costs, so that a loop which waits for a time comes to its end.
const LOOK: u64 = 1_000;
/// So many looks in a row without any change, and a thread is taken to wait for another one.
const SPINS: u32 = 32;
/// So many steps in a row, and others go on first: a loop that takes a lock to look may wait for them, too.
const SLICE: u32 = 500;

/// How a thread waits until it may go on. Given and arrived at only while the scheduler is locked, so that neither
/// can miss the other.
#[derive(Clone, Debug, Default)]
pub(in crate::rt) struct Turn {
    mine: Arc<AtomicBool>,
    thread: Option<::std::thread::Thread>,
}

impl Turn {
    /// The thread is there now, and can be woken.
    pub(in crate::rt) fn arrive(&mut self) {
        self.thread = Some(::std::thread::current());
    }

    /// Waits until it is given.
    pub(in crate::rt) fn wait(&self) {
        while !self.mine.swap(false, Ordering::Acquire) {
            ::std::thread::park();
        }
    }

    /// Lets the thread go on.
    pub(in crate::rt) fn give(&self) {
        self.mine.store(true, Ordering::Release);
        if let Some(thread) = &self.thread {
            thread.unpark();
        }
    }
}

/// Where a thread is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stand {
    /// It runs, or has just been told to.
    Running,
    /// It is about to take a step.
    Before(Op),
    /// It has a number and has not come yet, or is about to start.
    Newborn,
    /// It has ended.
    Gone,
}

#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and all of them may hold together"
)]
pub(in crate::rt) struct Thread {
    pub(super) stand: Stand,
    pub(super) turn: Turn,
    /// The line of the step that it is about to take, where lines are recorded.
    pub(super) place: Option<Place>,
    /// The last step that it wanted to take, other than letting others go first.
    pub(super) last: Option<(Op, Option<Place>)>,
    /// It was written down that it cannot go on.
    pub(super) waits: bool,
    pub(super) past: Past,
    /// It asked that others go on first.
    pub(super) yields: bool,
    /// It has only looked for so long that it is taken to wait for another one.
    pub(super) spins: bool,
    /// Its last step was taken before its deadline.
    in_time: bool,
    /// Steps in a row that changed nothing; and the same before the last step.
    pub(in crate::rt) idle: u32,
    pub(in crate::rt) idle_before: u32,
    /// Steps since another thread went on.
    pub(super) in_a_row: u32,
    /// Its level is 1 when the thread has ended.
    pub(super) end: Id,
    /// Its level is 1 when somebody has called `unpark`.
    parking: Id,
}

#[derive(Debug)]
pub(in crate::rt) struct Scheduler {
    pub(super) threads: Vec<Thread>,
    objects: Vec<Object>,
    pub(super) clock: u64,
    /// The past of the whole run.
    pub(super) past: Past,
    pub(super) steps: u64,
    /// How many steps there were since one changed something.
    pub(in crate::rt) idle_steps: u64,
    pub(in crate::rt) idle_steps_before: u64,
    pub(super) choices: VecDeque<u32>,
    pub(super) dice: Option<Dice>,
    /// The program has come to its end: nothing is held up any more.
    pub(super) over: bool,
}

/// What sleeping threads touch.
pub(in crate::rt) const CLOCK: Id = Id::FIRST;

/// The scheduler of this process.
pub(in crate::rt) fn scheduler() -> MutexGuard<'static, Scheduler> {
    static SCHEDULER: OnceLock<Mutex<Scheduler>> = OnceLock::new();
    SCHEDULER
        .get_or_init(|| Mutex::new(Scheduler::new()))
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

impl Scheduler {
    fn new() -> Self {
        Self {
            threads: Vec::new(),
            objects: vec![Object::default()],
            clock: 0,
            past: 0,
            steps: 0,
            idle_steps: 0,
            idle_steps_before: 0,
            choices: settings().choices.iter().copied().collect(),
            dice: settings().seed.map(Dice::new),
            over: false,
        }
    }

    pub(in crate::rt) fn object(&mut self, id: Id) -> &mut Object {
        &mut self.objects[id.index()]
    }

    pub(super) fn seen(&self, id: Id) -> &Object {
        &self.objects[id.index()]
    }

    pub(in crate::rt) fn thread(&self, number: u32) -> &Thread {
        &self.threads[position(number)]
    }

    pub(in crate::rt) fn thread_mut(&mut self, number: u32) -> &mut Thread {
        &mut self.threads[position(number)]
    }

    fn add_object(&mut self) -> Id {
        self.objects.push(Object::default());
        Id::from_index(self.objects.len() - 1)
    }

    fn add_thread(&mut self, stand: Stand, past: Past) -> u32 {
        let (end, parking) = (self.add_object(), self.add_object());
        self.threads.push(Thread {
            stand,
            turn: Turn::default(),
            place: None,
            last: None,
            waits: false,
            past,
            yields: false,
            spins: false,
            in_time: true,
            idle: 0,
            idle_before: 0,
            in_a_row: 0,
            end,
            parking,
        });
        u32::try_from(self.threads.len() - 1).unwrap_or(u32::MAX)
    }

    fn arrive(&mut self, number: u32) -> Turn {
        let turn = &mut self.thread_mut(number).turn;
        turn.arrive();
        turn.clone()
    }

    /// This thread wants to take a step.
    pub(super) fn propose(&mut self, number: u32, op: Op, place: Option<Place>, yields: bool) {
        let thread = self.thread_mut(number);
        if !yields {
            thread.last = Some((op, place.clone()));
        }
        thread.place = place;
        thread.stand = Stand::Before(op);
        thread.idle_before = thread.idle;
        thread.idle = match op.access {
            Access::Read => thread.idle + 1,
            Access::Write => 0,
        };
        thread.in_a_row += 1;
        let spins = thread.idle.max(thread.idle_before) > SPINS;
        thread.spins = spins;
        // How many in a row is counted on until another one goes on: now, nobody may be able to.
        thread.yields = yields || spins || thread.in_a_row > SLICE;
        if spins {
            (thread.idle, thread.idle_before) = (0, 0);
        }
    }

    /// Whether the last step of a thread was taken before its deadline.
    pub(super) fn was_in_time(&self, number: u32) -> bool {
        self.thread(number).in_time
    }

    pub(super) fn note(&mut self, number: u32, in_time: bool) {
        self.thread_mut(number).in_time = in_time;
    }
}

fn position(thread: u32) -> usize {
    usize::try_from(thread).unwrap_or(usize::MAX)
}

/// A number for something that threads share.
pub(in crate::rt) fn new_object() -> Id {
    scheduler().add_object()
}

/// A thread that nobody announced: the first of all, or one that came from outside. True: it may go on at once,
/// because it is nobody's turn.
pub(in crate::rt) fn join_in() -> (u32, Turn, bool) {
    let mut all = scheduler();
    let is_running = |thread: &Thread| matches!(thread.stand, Stand::Running);
    let may_go_on = !all.threads.iter().any(is_running);
    let stand = if may_go_on {
        Stand::Running
    } else {
        Stand::Newborn
    };
    let number = all.add_thread(stand, 0);
    (number, all.arrive(number), may_go_on)
}

/// A number for a thread that this one is about to start.
pub(in crate::rt) fn expect_thread(parent: u32) -> u32 {
    let mut all = scheduler();
    let thread = all.thread_mut(parent);
    thread.past = mix(thread.past, 0x0005_7A27);
    let past = mix(thread.past, 0x00C4_17D0);
    all.add_thread(Stand::Newborn, past)
}

/// An announced thread is there, and will wait for its turn.
pub(in crate::rt) fn arrive(number: u32) -> Turn {
    scheduler().arrive(number)
}

/// What rises when this thread ends.
pub(in crate::rt) fn end_of(number: u32) -> Id {
    scheduler().thread(number).end
}

/// What rises when this thread is unparked.
pub(in crate::rt) fn parking_of(number: u32) -> Id {
    scheduler().thread(number).parking
}

/// The run's own time.
pub(in crate::rt) fn clock() -> u64 {
    scheduler().clock
}

/// The same, for somebody who may act on it: what the thread does from here on depends on it.
pub(in crate::rt) fn look_at_clock(me: u32) -> u64 {
    let mut all = scheduler();
    all.clock = all.clock.saturating_add(LOOK);
    let now = all.clock;
    let thread = all.thread_mut(me);
    thread.past = mix(thread.past, now);
    now
}
