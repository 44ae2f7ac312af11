//! The standard streams as values.

use std::io::{self, BufWriter, IoSlice, IsTerminal, LineWriter, Write};
use std::process::{Command, Stdio};

fn to_any(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "to {}", "any")
}

fn main() -> io::Result<()> {
    let mut out = io::stdout();
    println!("{out:?} {:?} {:?}", io::stderr(), io::stdin());
    println!("{:?} {:?} {:?}", out.lock(), io::stderr().lock(), io::stdin().lock());
    out.write_all(b"write_all\n")?;
    println!("{}", out.write(b"write\n")?);
    println!("{}", out.write_vectored(&[IoSlice::new(b"vec"), IoSlice::new(b"tored\n")])?);
    (&out).write_all(b"by reference\n")?;
    writeln!(&out, "by reference {}", 2)?;
    writeln!(out, "formatted {}", 1)?;
    out.flush()?;
    to_any(&mut out)?;
    to_any(&mut out.lock())?;
    to_any(&mut &out)?;
    out.by_ref().write_all(b"by_ref\n")?;
    {
        let mut lock = out.lock();
        let mut again = io::stdout().lock();
        writeln!(lock, "locked")?;
        writeln!(again, "twice")?;
        println!("and printed");
        print!("{}", lock.write(b"w\n")?);
        println!("{}", lock.write_vectored(&[IoSlice::new(b"v"), IoSlice::new(b"\n")])?);
        lock.flush()?;
    }
    let mut err = io::stderr();
    err.write_all(b"write_all\n")?;
    err.write_vectored(&[IoSlice::new(b"vec"), IoSlice::new(b"tored\n")])?;
    writeln!(&err, "by reference")?;
    writeln!(err, "formatted {}", 1)?;
    err.flush()?;
    {
        let mut lock = err.lock();
        let _again = io::stderr().lock();
        writeln!(lock, "locked {}", 1)?;
        lock.write(b"w\n")?;
        lock.flush()?;
        eprintln!("and printed");
    }
    io::copy(&mut &b"copied\n"[..], &mut out)?;
    io::copy(&mut &b"copied to a lock\n"[..], &mut out.lock())?;
    writeln!(BufWriter::new(&out), "buffered")?;
    LineWriter::new(io::stdout().lock()).write_all(b"by lines\n")?;
    println!("{} {} {}", out.is_terminal(), err.is_terminal(), io::stdin().is_terminal());
    println!("{} {}", out.lock().is_terminal(), std::fs::File::open("/dev/null")?.is_terminal());
    #[cfg(unix)]
    {
        use std::os::fd::{AsFd, AsRawFd};
        println!("{} {} {}", io::stdin().as_raw_fd(), out.as_raw_fd(), err.as_raw_fd());
        println!("{} {} {}", io::stdin().lock().as_raw_fd(), out.lock().as_raw_fd(), err.lock().as_raw_fd());
        println!("{} {}", out.as_fd().as_raw_fd(), err.lock().as_fd().as_raw_fd());
        println!("{}", out.as_fd().is_terminal());
    }
    Command::new("echo").arg("a child").stdout(Stdio::from(io::stderr())).status()?;
    Command::new("echo").arg("another child").stdout(io::stdout()).status()?;
    println!("{}", io::read_to_string(io::stdin())?.len());
    Ok(())
}
