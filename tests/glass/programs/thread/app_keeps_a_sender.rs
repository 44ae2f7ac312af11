//@ ends deadlock
// The sender is a field of `self`, and lives as long as the method.
use std::sync::mpsc::{channel, Receiver, Sender};
use std::thread;

enum Event { Key(char), Tick, Quit }

struct App { events: Receiver<Event>, keys: Vec<char>, senders: Vec<Sender<Event>> }

impl App {
    fn new() -> App {
        let (tx, events) = channel();
        App { events, keys: Vec::new(), senders: vec![tx] }
    }

    fn handle(&mut self) -> Sender<Event> { self.senders[0].clone() }

    fn run(mut self) -> String {
        while let Ok(event) = self.events.recv() { //~ stands
            match event {
                Event::Key(key) => self.keys.push(key),
                Event::Tick => {}
                Event::Quit => break,
            }
        }
        self.keys.into_iter().collect()
    }
}

fn main() {
    let mut app = App::new();
    let keyboard = app.handle();
    let clock = app.handle();
    let typist = thread::spawn(move || {
        for key in "hi".chars() { keyboard.send(Event::Key(key)).unwrap(); }
    });
    let ticker = thread::spawn(move || { for _ in 0..2 { clock.send(Event::Tick).unwrap(); } });
    typist.join().unwrap();
    ticker.join().unwrap();
    println!("{}", app.run());
}
//= The main thread waits on line 19 (in `run`, called by `main` on line 40) for a message on `events`. The channel is still open, because the sender `tx`, created with the channel on line 12, is alive. It is in `self.senders` in `run`, which the main thread is running, until the `}` on line 27. The other 2 were dropped. No other thread is left that could send.
//? drop `self.senders` before line 19
