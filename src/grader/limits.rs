//! What a lesson's programs may use: its own limits, or else the usual ones.

use crate::course::Lesson;
use crate::process::Limits;
use std::time::Duration;

/// The limits for programs of this lesson.
pub(super) fn limits(lesson: &Lesson) -> Limits {
    let own = &lesson.limits;
    let usual = Limits::program();
    let millis = |own: Option<u64>, usual: Duration| own.map_or(usual, Duration::from_millis);
    let kept = own
        .output_kib
        .and_then(|kib| usize::try_from(kib.saturating_mul(1024)).ok())
        .unwrap_or(usual.kept);
    Limits {
        wall: millis(own.run_ms, usual.wall),
        cpu: usual.cpu.map(|cpu| millis(own.cpu_ms, cpu)),
        memory: own
            .memory_mib
            .map_or(usual.memory, |mib| Some(mib.saturating_mul(1 << 20))),
        kept,
        read: usual.read.max(kept),
        ..usual
    }
}
