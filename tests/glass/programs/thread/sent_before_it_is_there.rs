//@ ends panicked
//@ choices 0,1
// A message announces what is not in the table yet.
use std::collections::HashMap;
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

type Table = Arc<Mutex<HashMap<u32, String>>>;

fn register(table: &Table, tx: &Sender<u32>, id: u32, name: &str) {
    tx.send(id).unwrap();
    table.lock().unwrap().insert(id, name.to_string()); //~ ends _, writes _
}

fn greet(table: &Table, rx: &Receiver<u32>) {
    while let Ok(id) = rx.recv() {
        let table = table.lock().unwrap(); //~ writes table
        let name = table.get(&id).expect("registered");
        println!("hello {name}");
    } //~ ends table
}

fn main() {
    let table: Table = Arc::default();
    let (tx, rx) = channel();
    let greeter = { let table = table.clone(); thread::spawn(move || greet(&table, &rx)) };
    register(&table, &tx, 1, "ann");
    register(&table, &tx, 2, "bob");
    drop(tx);
    greeter.join().unwrap();
}
//= The main thread sent on `tx` on line 12 before it locked `table` on line 13. In between, thread 1 received from `tx` on line 17 and then read the old `table` on line 18, and panicked on line 19. Change `table` before you send on `tx`, because the message announces that change.
//= `table` is poisoned: thread 1 panicked on line 19 ("registered") while it held the guard `table` from line 18. The main thread found it poisoned on line 13, and panicked there.
