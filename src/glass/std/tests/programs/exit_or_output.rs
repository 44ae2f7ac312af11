//! A thread that prints, or is cut off.

fn main() {
    let _child = std::thread::spawn(|| println!("came"));
    std::process::exit(0);
}
