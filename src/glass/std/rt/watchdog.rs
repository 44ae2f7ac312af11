//! Watches for a thread that is scheduled but blocked in code that this crate does not see, such as a crate that was
//! built with the real std, or a system call. It may wait for another thread, so it loses its turn.

use super::scheduler::{self, Watched};
use super::settings::settings;
use ::std::fs;
use ::std::sync::Once;
use ::std::thread;
use ::std::time::Duration;

const LOOK_INTERVAL: Duration = Duration::from_millis(200);

/// The number of looks in a row that must find the same thread asleep at the same step.
const LOOKS: u32 = 5;

/// The maximum number of looks in a row that find that no thread can run, before the watchdog stops.
const MAX_IDLE_LOOKS: u32 = 10;

/// The maximum number of looks that find the same blocked thread, which no other thread can replace, before the
/// watchdog stops.
const MAX_LOOKS_AT_ONE: u32 = 25;

/// Starts watching, once, if the environment asks for it.
pub(super) fn start() {
    static STARTED: Once = Once::new();
    if settings().watch {
        STARTED.call_once(|| {
            // Without the watchdog, the run hangs where the thread would have lost its turn.
            let _ = thread::Builder::new()
                .name("glass watchdog".to_owned())
                .spawn(watch);
        });
    }
}

fn watch() {
    let mut before = None;
    let (mut asleep, mut idle) = (0, 0);
    loop {
        thread::sleep(LOOK_INTERVAL);
        let running = match scheduler::watched() {
            Watched::Over => return,
            Watched::NoThread => {
                idle += 1;
                if idle > MAX_IDLE_LOOKS {
                    // cellmate sees from outside that all threads of the process wait.
                    return;
                }
                continue;
            }
            Watched::Running(running) => running,
        };
        idle = 0;
        let is_same = before == Some(running);
        before = Some(running);
        asleep = if is_same && running.task.is_some_and(is_asleep) {
            asleep + 1
        } else {
            0
        };
        if asleep == LOOKS {
            scheduler::take_turn_away(running.thread, running.steps);
        } else if asleep > MAX_LOOKS_AT_ONE {
            // No other thread could replace it, so cellmate sees from outside that the process waits.
            return;
        }
    }
}

/// Returns whether the system says that a thread of this process waits for something.
fn is_asleep(task: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/self/task/{task}/stat"));
    stat.is_ok_and(|stat| {
        // The name before the state may contain parentheses.
        let state = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
        state.starts_with(['S', 'D'])
    })
}
