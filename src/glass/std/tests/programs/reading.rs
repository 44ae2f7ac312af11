//! Reads standard input.
// stdin: first\nsecond\nthird\nfo,ur\nfive six\nseven\neight

use std::io::{self, BufRead, Read};

fn main() -> io::Result<()> {
    let input = io::stdin();
    let mut line = String::new();
    println!("{} {line:?}", input.read_line(&mut line)?);
    println!("{}", input.lock().read_line(&mut line)?);
    println!("{line:?}");
    let mut bytes = [0; 3];
    io::stdin().read_exact(&mut bytes)?;
    println!("{bytes:?}");
    println!("{} {bytes:?}", (&input).read(&mut bytes)?);
    {
        let mut lock = input.lock();
        println!("{:?}", lock.fill_buf()?.first());
        let mut until = Vec::new();
        println!("{} {until:?}", lock.read_until(b',', &mut until)?);
        lock.skip_until(b'\n')?;
        lock.read_exact(&mut bytes)?;
        lock.consume(1);
        println!("{bytes:?}");
        let split = lock.by_ref().split(b' ').next().unwrap()?;
        println!("{split:?}");
        let more = lock.by_ref().bytes().next().unwrap()?;
        println!("{more}");
    }
    println!("{:?}", io::stdin().lines().next().unwrap()?);
    let mut rest = String::new();
    (&input).read_to_string(&mut rest)?;
    println!("{rest:?}");
    println!("{:?}", io::read_to_string(input)?);
    println!("{}", io::stdin().lines().count());
    Ok(())
}
