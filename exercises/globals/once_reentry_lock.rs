//! The port of a server: the one asked for, or the usual one. It is set once.

use std::sync::OnceLock;

struct Server {
    asked_for: Option<u16>,
    port: OnceLock<u16>,
}

impl Server {
    fn port(&self) -> u16 {
        *self.port.get_or_init(|| {
            println!("looking for a port");
            self.asked_for.unwrap_or_else(|| self.usual_port())
        })
    }

    /// If no port was set yet, it is 8080 from now on.
    fn usual_port(&self) -> u16 {
        println!("taking the usual one");
        *self.port.get_or_init(|| 8080)
    }
}

fn main() {
    let server = Server {
        asked_for: None,
        port: OnceLock::new(),
    };
    println!("port {}", server.port());
    println!("port {}", server.usual_port());
}
