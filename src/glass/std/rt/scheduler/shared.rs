//! The state of the scheduler: threads, objects, the clock. Only the scheduled thread changes it.

use crate::rt::hashing::{HistoryHash, Rng, mix};
use crate::rt::object::{Access, Id, Object, Op};
use crate::rt::place::{CallPath, Place};
use crate::rt::settings::settings;
use ::std::collections::VecDeque;
use ::std::sync::atomic::{AtomicBool, Ordering};
use ::std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use ::std::time::{Duration, Instant};

/// How many nanoseconds each reading advances the clock, so that a loop that polls until a certain time ends.
const CLOCK_READ_NANOS: u64 = 1_000;
/// The maximum number of steps in a row that a thread may take without a change before it counts as spinning.
const MAX_IDLE_STEPS: u32 = 32;
/// The maximum number of steps in a row that a thread may take before others go first: a loop that locks to poll may
/// wait for them.
const MAX_STEPS_IN_A_ROW: u32 = 500;

/// The maximum wall-clock time, as a multiple of the limit on processor time: other processes use the processors, too.
const MAX_SLOWDOWN: u32 = 3;

/// What a thread waits on until it is scheduled. `give` and `arrive` are called only while the scheduler is locked, so
/// that neither misses the other.
#[derive(Clone, Debug, Default)]
pub(in crate::rt) struct Turn {
    mine: Arc<AtomicBool>,
    thread: Option<::std::thread::Thread>,
    /// The thread ID of the operating system.
    pub(super) task: Option<u32>,
}

impl Turn {
    /// Registers the current thread, so that it can be woken.
    pub(in crate::rt) fn arrive(&mut self) {
        self.thread = Some(::std::thread::current());
        self.task = own_task();
    }

    /// Waits until the thread is scheduled.
    pub(in crate::rt) fn wait(&self) {
        while !self.mine.swap(false, Ordering::Acquire) {
            ::std::thread::park();
        }
    }

    /// Schedules the thread.
    pub(in crate::rt) fn give(&self) {
        self.mine.store(true, Ordering::Release);
        if let Some(thread) = &self.thread {
            thread.unpark();
        }
    }
}

/// Returns the operating system's ID of this thread, if it is watched.
fn own_task() -> Option<u32> {
    if !settings().watch {
        return None;
    }
    let link = ::std::fs::read_link("/proc/thread-self").ok()?;
    link.file_name()?.to_str()?.parse().ok()
}

/// Returns the processor time of this process, if the system reports it.
fn processor_time() -> Option<Duration> {
    /// The length of a tick, the unit in which Linux counts processor time on every architecture.
    const TICK: Duration = Duration::from_millis(10);
    let stat = ::std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name before the fields may contain parentheses.
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split(' ').skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(TICK * user.saturating_add(system))
}

#[derive(Clone, Copy, Debug)]
pub(super) enum ThreadState {
    /// It runs, or has just been scheduled.
    Running,
    /// It is about to take a step.
    Proposed(Op),
    /// It has a number but has not run yet.
    NotStarted,
    /// It lost its turn, because it is blocked in code that this crate does not see.
    Away,
    Exited,
}

#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent")]
pub(in crate::rt) struct Thread {
    pub(super) state: ThreadState,
    pub(super) turn: Turn,
    /// The place of the step that it is about to take, if lines are recorded.
    pub(super) place: Option<Place>,
    /// The calls that led to that step, if it may have to wait.
    pub(super) path: CallPath,
    /// The last step that it proposed in a known place, other than yielding.
    pub(super) last: Option<(Op, Option<Place>)>,
    /// Whether it was recorded as blocked.
    pub(super) waits: bool,
    pub(super) history: HistoryHash,
    /// Whether other threads go first.
    pub(super) yields: bool,
    /// Whether they go first although it neither asked for that nor seems to wait: it took too many steps in a row.
    pub(super) is_interrupted: bool,
    pub(super) spins: bool,
    /// How often in a row it counted as spinning since it changed something; `spells_before` is the value before the last
    /// step.
    pub(in crate::rt) spells: u32,
    pub(in crate::rt) spells_before: u32,
    /// Whether its last step was taken before its deadline.
    in_time: bool,
    /// Steps in a row that changed nothing; `idle_before` is the value before the last step.
    pub(in crate::rt) idle: u32,
    pub(in crate::rt) idle_before: u32,
    /// Steps since another thread ran.
    pub(super) in_a_row: u32,
    /// How many steps the run had taken when the thread proposed its step.
    pub(super) proposed_at: u64,
    /// Its level is 1 after the thread exits.
    pub(super) end: Id,
    /// Its level is 1 after a call of `unpark`.
    parking: Id,
}

#[derive(Debug)]
pub(in crate::rt) struct Scheduler {
    pub(super) threads: Vec<Thread>,
    objects: Vec<Object>,
    pub(super) clock: u64,
    pub(super) history: HistoryHash,
    pub(super) steps: u64,
    /// When the first step was taken.
    began: Instant,
    /// Steps since one changed something; `idle_steps_before` is the value before the last step.
    pub(in crate::rt) idle_steps: u64,
    pub(in crate::rt) idle_steps_before: u64,
    /// Whether the last step changed something that threads may look for.
    pub(in crate::rt) has_changed: bool,
    pub(super) choices: VecDeque<u32>,
    pub(super) rng: Option<Rng>,
    /// Whether the program is exiting, so that no thread is held back.
    pub(super) over: bool,
    /// Whether threads may do something that the scheduler does not see: one that it did not start takes part, or one
    /// lost its turn. Then a run without a runnable thread is not a deadlock.
    pub(super) unsure: bool,
}

/// The object that sleeping threads wait on.
pub(in crate::rt) const CLOCK: Id = Id::FIRST;

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
            history: 0,
            steps: 0,
            began: Instant::now(),
            idle_steps: 0,
            idle_steps_before: 0,
            has_changed: false,
            choices: settings().choices.iter().copied().collect(),
            rng: settings().seed.map(Rng::new),
            over: false,
            unsure: false,
        }
    }

    pub(in crate::rt) fn object(&mut self, id: Id) -> &mut Object {
        &mut self.objects[id.index()]
    }

    pub(super) fn object_ref(&self, id: Id) -> &Object {
        &self.objects[id.index()]
    }

    pub(in crate::rt) fn exited(&self) -> Vec<u32> {
        let numbered = (0..).zip(&self.threads);
        let exited = numbered.filter(|(_, thread)| matches!(thread.state, ThreadState::Exited));
        exited.map(|(number, _)| number).collect()
    }

    pub(in crate::rt) fn thread(&self, number: u32) -> &Thread {
        &self.threads[position(number)]
    }

    pub(in crate::rt) fn thread_mut(&mut self, number: u32) -> &mut Thread {
        &mut self.threads[position(number)]
    }

    /// Returns whether the process has used its limit of processor time, or several times that in wall-clock time. If
    /// the system does not report processor time, only the clock counts.
    pub(super) fn is_out_of_time(&self) -> bool {
        let Some(limit) = settings().max_time else {
            return false;
        };
        let elapsed = self.began.elapsed();
        let is_busy = || processor_time().is_none_or(|time| time > limit);
        elapsed > limit && (elapsed > limit * MAX_SLOWDOWN || is_busy())
    }

    fn add_object(&mut self) -> Id {
        self.objects.push(Object::default());
        Id::from_index(self.objects.len() - 1)
    }

    fn add_thread(&mut self, state: ThreadState, history: HistoryHash) -> u32 {
        let (end, parking) = (self.add_object(), self.add_object());
        self.threads.push(Thread {
            state,
            turn: Turn::default(),
            place: None,
            path: CallPath::default(),
            last: None,
            waits: false,
            history,
            yields: false,
            is_interrupted: false,
            spins: false,
            spells: 0,
            spells_before: 0,
            in_time: true,
            idle: 0,
            idle_before: 0,
            in_a_row: 0,
            proposed_at: 0,
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

    /// Lets no thread count as spinning if the last step changed something: what they look for may have happened.
    pub(super) fn stop_spinning(&mut self) {
        if ::std::mem::take(&mut self.has_changed) {
            for thread in &mut self.threads {
                thread.spins = false;
            }
        }
    }

    pub(super) fn propose(
        &mut self,
        number: u32,
        op: Op,
        (place, path): (Option<Place>, CallPath),
        yields: bool,
    ) {
        self.stop_spinning();
        let steps = self.steps;
        let thread = self.thread_mut(number);
        thread.proposed_at = steps;
        if !yields && place.is_some() {
            thread.last = Some((op, place.clone()));
        }
        (thread.place, thread.path) = (place, path);
        thread.state = ThreadState::Proposed(op);
        thread.idle_before = thread.idle;
        thread.idle = match op.access {
            Access::Read => thread.idle + 1,
            Access::Write => 0,
        };
        thread.spells_before = thread.spells;
        if op.access == Access::Write {
            thread.spells = 0;
        }
        thread.in_a_row += 1;
        let spins = thread.idle.max(thread.idle_before) > MAX_IDLE_STEPS;
        thread.spins = spins;
        // `in_a_row` keeps counting until another thread runs: now, none may be able to.
        let most = settings().serial.unwrap_or(MAX_STEPS_IN_A_ROW);
        thread.is_interrupted = !yields && !spins && thread.in_a_row > most;
        thread.yields = yields || spins || thread.is_interrupted;
        if spins {
            thread.spells += 1;
            (thread.idle, thread.idle_before) = (0, 0);
        }
    }

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

pub(in crate::rt) fn new_object() -> Id {
    scheduler().add_object()
}

/// Registers a thread that this crate did not spawn. Returns true if it may run immediately, because no other thread
/// runs.
pub(in crate::rt) fn register_current_thread() -> (u32, Turn, bool) {
    let mut all = scheduler();
    let is_running = |thread: &Thread| matches!(thread.state, ThreadState::Running);
    let may_go_on = !all.threads.iter().any(is_running);
    let state = if may_go_on {
        ThreadState::Running
    } else {
        ThreadState::NotStarted
    };
    let number = all.add_thread(state, 0);
    all.unsure |= number > 0;
    (number, all.arrive(number), may_go_on)
}

pub(in crate::rt) fn register_child(parent: u32) -> u32 {
    let mut all = scheduler();
    let thread = all.thread_mut(parent);
    thread.history = mix(thread.history, 0x0005_7A27);
    let history = mix(thread.history, 0x00C4_17D0);
    all.add_thread(ThreadState::NotStarted, history)
}

/// Registers that a thread has started and will wait to be scheduled.
pub(in crate::rt) fn arrive(number: u32) -> Turn {
    scheduler().arrive(number)
}

/// Returns the object whose level rises when this thread exits.
pub(in crate::rt) fn end_of(number: u32) -> Id {
    scheduler().thread(number).end
}

/// Returns the object whose level rises when this thread is unparked.
pub(in crate::rt) fn parking_of(number: u32) -> Id {
    scheduler().thread(number).parking
}

/// Returns whether another thread ran shortly before this one, or will soon.
pub(in crate::rt) fn is_near_a_switch(number: u32) -> bool {
    const STEPS: u32 = 10;
    let steps = scheduler().thread(number).in_a_row;
    steps < STEPS || steps + STEPS > MAX_STEPS_IN_A_ROW || settings().switches.is_some()
}

/// Returns the virtual time without advancing it.
pub(in crate::rt) fn clock() -> u64 {
    scheduler().clock
}

/// Advances the clock and returns the time. What the thread does next may depend on it, so its history includes it.
pub(in crate::rt) fn read_clock(me: u32) -> u64 {
    let mut all = scheduler();
    all.clock = all.clock.saturating_add(CLOCK_READ_NANOS);
    let now = all.clock;
    let thread = all.thread_mut(me);
    thread.history = mix(thread.history, now);
    now
}
