//! Says why a run was not traced to its end.

use super::names;
use crate::verdict::{RunEnd, Trace, Unfollowed};

pub(super) fn cut_short(trace: &Trace) -> Option<String> {
    let says = match trace.ending {
        RunEnd::NotFollowed { reason: why } => match why {
            Unfollowed::BlockedInOs => return Some(blocked(trace)),
            Unfollowed::ForeignThread => {
                "cellmate could not follow this run: a thread that was not started through `std::thread` used a cell or a lock."
            }
            Unfollowed::TooManyObjects => {
                "cellmate could not follow this run: more than 100,000 cells, guards and threads were alive at once."
            }
            Unfollowed::PointerCast => {
                "cellmate cannot trace this program: it casts an integer pointer to an atomic pointer (such as `*mut u32` to `*mut AtomicU32`), but a traced atomic needs more memory than its integer."
            }
            Unfollowed::RecordIncomplete => {
                "The record is incomplete: the program was killed, it aborted, or it is still running."
            }
        },
        RunEnd::Diverged => {
            "cellmate could not repeat this run: the schedule belongs to another program, or the program does something different each time."
        }
        RunEnd::Outcome { .. } | RunEnd::Deadlock | RunEnd::StepLimit { .. } => return None,
    };
    Some(says.to_owned())
}

/// Says which thread was blocked in code that cellmate does not see.
fn blocked(trace: &Trace) -> String {
    let Some(wait) = &trace.untraced_wait else {
        return "cellmate could not follow this run: a thread blocked in the operating system during its turn.".to_owned();
    };
    let thread = names::thread_in_a_sentence(trace, wait.thread);
    let since = wait.last_step.as_ref();
    let since = since.map_or(String::new(), |place| {
        format!(
            "; its last traced step was{}",
            names::on_line_text(trace, place)
        )
    });
    let code = match &wait.crate_name {
        Some(name) => format!("called from the crate `{name}`"),
        None => "such as a system call".to_owned(),
    };
    format!(
        "cellmate could not follow this run: {thread} was blocked in code that cellmate cannot see, {code}{since}."
    )
}
