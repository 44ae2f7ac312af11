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
    write_theirs("3");
    assert_eq!(ours.lines(), ["a: 2"], "the lines of the first log");
    assert_eq!(
        theirs.lines(),
        ["b: 1", "b: 3"],
        "the lines of the second log"
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
