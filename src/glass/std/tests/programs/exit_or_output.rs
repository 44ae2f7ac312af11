//! A thread that prints, unless the program exits first.

fn main() {
    let _child = std::thread::spawn(|| println!("came"));
    std::process::exit(0);
}
