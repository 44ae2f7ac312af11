//! Hidden tests for `event_log`. They use what the text fixes: `new`, `recorder` and `lines`.
use super::EventLog;

#[test]
fn one_order_for_all() {
    let log = EventLog::new();
    let parts = ["disk", "net", "disk"].map(|part| log.recorder(part));
    for (part, event) in [(1, "up"), (0, "full"), (2, "emptied"), (1, "down")] {
        parts[part](event);
    }
    assert_eq!(
        log.lines(),
        ["net: up", "disk: full", "disk: emptied", "net: down"],
        "the lines of three recorders, two of them for `disk`"
    );
}

#[test]
fn two_logs() {
    let (ours, theirs) = (EventLog::new(), EventLog::new());
    let (write_ours, write_theirs) = (ours.recorder("a"), theirs.recorder("b"));
    write_theirs("1");
    write_ours("2");
    write_theirs("1");
    assert_eq!(ours.lines(), ["a: 2"], "the lines of the first log");
    assert_eq!(
        theirs.lines(),
        ["b: 1", "b: 1"],
        "the lines of the second log, to which `1` was written twice"
    );
}

#[test]
fn outlives_the_log() {
    fn recorder_of_a_dropped_log() -> Box<dyn Fn(&str)> {
        EventLog::new().recorder("late")
    }
    let record = recorder_of_a_dropped_log();
    record("still here");
    record("and again");
}

#[test]
fn part_and_event() {
    let log = EventLog::new();
    log.recorder("disk")("full: /var");
    assert_eq!(
        log.lines(),
        ["disk: full: /var"],
        "the lines after the recorder for `disk` was called with `full: /var`"
    );
}

#[test]
fn later_recorder() {
    let log = EventLog::new();
    let early = log.recorder("early");
    early("1");
    let late = log.recorder("late");
    late("2");
    early("3");
    assert_eq!(
        log.lines(),
        ["early: 1", "late: 2", "early: 3"],
        "the lines of two recorders, the second made after the first had written"
    );
}

#[test]
fn lines_again() {
    let log = EventLog::new();
    let record = log.recorder("net");
    record("up");
    log.lines();
    record("down");
    assert_eq!(
        log.lines(),
        ["net: up", "net: down"],
        "the lines after `up` and `down`, asked for after each"
    );
}

#[test]
fn written_while_read() {
    let log = EventLog::new();
    let record = log.recorder("echo");
    record("one");
    for line in log.lines() {
        record(&line);
    }
    assert_eq!(
        log.lines(),
        ["echo: one", "echo: echo: one"],
        "the lines after each line of the log was recorded again"
    );
}
