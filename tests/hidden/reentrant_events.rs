//! Hidden tests for `reentrant_events`. They use what the text fixes: `new`, `subscribe` and `emit`.
use super::Bus;
use std::cell::RefCell;
use std::rc::Rc;

type Heard = Rc<RefCell<Vec<String>>>;

/// A listener that writes down what it hears, under its name.
fn writes(name: &'static str, heard: &Heard) -> impl Fn(&Bus, &str) + 'static {
    let heard = Rc::clone(heard);
    move |_, event| heard.borrow_mut().push(format!("{name} {event}"))
}

#[test]
fn told_in_order() {
    let (bus, heard) = (Bus::new(), Heard::default());
    bus.emit("nobody is there yet");
    bus.subscribe(writes("one", &heard));
    bus.subscribe(writes("two", &heard));
    bus.emit("a");
    bus.emit("b");
    assert_eq!(
        *heard.borrow(),
        ["one a", "two a", "one b", "two b"],
        "what two listeners heard of the events `a` and `b`"
    );
}

#[test]
fn subscribes_while_told() {
    let (bus, heard) = (Bus::new(), Heard::default());
    bus.subscribe({
        let heard = Rc::clone(&heard);
        move |bus, event| {
            if event == "join" {
                bus.subscribe(writes("guest", &heard));
            }
        }
    });
    bus.subscribe(writes("host", &heard));
    for event in ["join", "join", "bye"] {
        bus.emit(event);
    }
    assert_eq!(
        *heard.borrow(),
        [
            "host join",
            "host join",
            "guest join",
            "host bye",
            "guest bye",
            "guest bye"
        ],
        "what was heard of `join`, `join`, `bye`, if each `join` adds a guest"
    );
}

#[test]
fn emits_while_told() {
    let (bus, heard) = (Bus::new(), Heard::default());
    bus.subscribe(writes("log", &heard));
    bus.subscribe(|bus, event| {
        if let Some(shorter) = event.strip_suffix('!') {
            bus.emit(shorter);
        }
    });
    bus.emit("so!!!");
    bus.emit("there");
    let expected = ["log so!!!", "log so!!", "log so!", "log so", "log there"];
    assert_eq!(
        *heard.borrow(),
        expected,
        "what was heard of `so!!!`, emitted again with one `!` less each time, and of `there`"
    );
}

#[test]
fn joins_between_two_events() {
    let (bus, heard) = (Bus::new(), Heard::default());
    bus.subscribe({
        let heard = Rc::clone(&heard);
        move |bus, event| {
            if event == "open" {
                bus.subscribe(writes("late", &heard));
                bus.emit("opened");
            }
        }
    });
    bus.emit("open");
    assert_eq!(
        *heard.borrow(),
        ["late opened"],
        "what a listener heard that subscribed just before `opened` was emitted"
    );
}

#[test]
fn two_buses() {
    let (north, south, heard) = (Bus::new(), Bus::new(), Heard::default());
    north.subscribe(writes("north", &heard));
    south.subscribe(writes("south", &heard));
    south.emit("x");
    north.emit("y");
    assert_eq!(
        *heard.borrow(),
        ["south x", "north y"],
        "what was heard of `x` on the south bus and `y` on the north bus"
    );
}

#[test]
fn emitted_before_it_came() {
    let (bus, heard) = (Bus::new(), Heard::default());
    bus.subscribe({
        let heard = Rc::clone(&heard);
        move |bus, event| {
            if event == "open" {
                bus.emit("opened");
                bus.subscribe(writes("late", &heard));
            }
        }
    });
    bus.emit("open");
    bus.emit("next");
    assert_eq!(
        *heard.borrow(),
        ["late next"],
        "what a listener heard that subscribed after `opened` was emitted and before `next`"
    );
}
