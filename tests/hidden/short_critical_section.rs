//! Hidden tests for `short_critical_section`. They use what the text fixes: `new`, `record`, `publish` and `readings`.
use super::Meter;
use std::thread;

#[test]
fn free_while_sending() {
    let meter = Meter::new();
    meter.record(7);
    let mut free = false;
    meter.publish(|_| free = meter.readings.try_lock().is_ok());
    assert!(free, "the lock is not free while `send` runs");
}

#[test]
fn each_reading_once() {
    let meter = Meter::new();
    let mut sent = Vec::new();
    meter.publish(|sum| sent.push(sum));
    for reading in [4, 5] {
        meter.record(reading);
    }
    meter.publish(|sum| sent.push(sum));
    meter.record(6);
    meter.publish(|sum| sent.push(sum));
    meter.publish(|sum| sent.push(sum));
    assert_eq!(
        sent,
        [0, 9, 6, 0],
        "the sums sent by four calls to `publish`, with 4 and 5 before the second and 6 before the third"
    );
}

#[test]
fn recorded_meanwhile() {
    let meter = Meter::new();
    meter.record(1);
    let mut published = 0;
    meter.publish(|sum| {
        published = sum;
        // Without waiting: if the lock is held, this test fails, and doesn't hang.
        let mut readings = meter
            .readings
            .try_lock()
            .expect("the lock should be free while `send` runs");
        readings.push(20);
    });
    assert_eq!(published, 1, "the sum sent after 1 was recorded");
    let mut sent = 0;
    meter.publish(|sum| sent = sum);
    assert_eq!(
        sent, 20,
        "the sum sent next, after 20 was recorded during the first"
    );
}

#[test]
fn published_meanwhile() {
    let meter = Meter::new();
    meter.record(3);
    let mut again = None;
    meter.publish(|_| {
        // Without waiting: if the lock is held, this test fails, and doesn't hang.
        drop(
            meter
                .readings
                .try_lock()
                .expect("the lock should be free while `send` runs"),
        );
        meter.publish(|sum| again = Some(sum));
    });
    assert_eq!(
        again,
        Some(0),
        "the sum of a `publish` during another one, with no new reading"
    );
}

/// Small on purpose: every interleaving of these two threads is tried.
#[test]
fn recorded_at_any_moment() {
    let meter = Meter::new();
    meter.record(1);
    let mut sent = 0;
    thread::scope(|scope| {
        scope.spawn(|| meter.record(20));
        meter.publish(|sum| sent += sum);
    });
    meter.publish(|sum| sent += sum);
    assert_eq!(
        sent, 21,
        "the total that two calls to `publish` sent, with 1 recorded before and 20 at the same time"
    );
}
