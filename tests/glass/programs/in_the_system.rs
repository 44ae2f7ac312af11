use std::io::Read;
use std::os::unix::net::UnixStream;
use std::thread;

fn main() {
    let (mut here, there) = UnixStream::pair().unwrap();
    let reader = thread::spawn(move || {
        let mut byte = [0];
        here.read_exact(&mut byte).unwrap();
        byte[0]
    });
    let answer = reader.join();
    drop(there);
    println!("{answer:?}");
}
