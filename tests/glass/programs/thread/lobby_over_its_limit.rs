//@ ends panicked
//@ choices 1,1,1,2
// A check in a block of its own, and the change under another guard.
use std::sync::{Arc, Mutex};
use std::thread;

struct Lobby {
    next_id: u32,
    limit: usize,
    players: Vec<(u32, String)>,
}

fn join_lobby(lobby: &Mutex<Lobby>, name: &str) -> Result<u32, String> {
    {
        let lobby = lobby.lock().unwrap(); //~ writes lobby
        if lobby.players.len() >= lobby.limit {
            return Err(format!("{name}: full"));
        }
    } //~ ends lobby
    let mut lobby = lobby.lock().unwrap(); //~ writes lobby
    let id = lobby.next_id;
    lobby.next_id += 1;
    lobby.players.push((id, name.to_owned()));
    Ok(id)
} //~ ends lobby

fn main() {
    let lobby = Arc::new(Mutex::new(Lobby { next_id: 1, limit: 2, players: Vec::new() }));
    join_lobby(&lobby, "host").unwrap();
    let joiners: Vec<_> = ["kim", "lee"]
        .into_iter()
        .map(|name| {
            let lobby = Arc::clone(&lobby);
            thread::spawn(move || join_lobby(&lobby, name))
        })
        .collect();
    let joined = joiners.into_iter().filter(|_| true).map(|one| one.join().unwrap()).filter(Result::is_ok).count();
    let lobby = lobby.lock().unwrap(); //~ writes lobby
    assert!(lobby.players.len() <= lobby.limit, "{joined} joined, too many players");
} //~ ends lobby
//= Between thread 1's check of `lobby` on line 15 and its change on line 20, thread 2 locked and changed `lobby` on line 20: what thread 1 decided on line 15 may no longer hold. Check and change it under one guard, or check again under the second one.
